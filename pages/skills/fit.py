"""Who can hold this role: people ranked by their fit, as intervals, each explained line by line."""

import streamlit as st

from transfo_rh.access.policy import Permission, allows
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue.service import current_catalogue
from transfo_rh.skills.fit.readiness import thresholds
from transfo_rh.skills.fit.service import known_role, role_fit
from transfo_rh.ui.empty import empty_catalogue, empty_scope, empty_state
from transfo_rh.ui.fit_view import (
    conclusion,
    fit_metrics,
    show_classes,
    show_intervals,
    show_people,
    show_person,
    show_questions,
)
from transfo_rh.ui.forms.fit_scope import choose_department, choose_page, choose_person, choose_role
from transfo_rh.ui.links import link_to
from transfo_rh.ui.metrics import metric_row
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.VIEW_SKILLS_MAP,
    title=_("Qui peut tenir ce métier ?"),
    caption=_("Qui est prêt, qui peut le devenir, en combien de temps et à quel coût ?"),
)

catalogue = current_catalogue(viewer=ctx.viewer)
if not catalogue.roles:
    empty_catalogue(ctx.viewer, then=_("Les agents se comparent ensuite à chaque métier."))
    st.stop()

named = allows(ctx.viewer, Permission.ASSESS_SKILLS)
with st.container(horizontal=True, vertical_alignment="bottom", key="fit_scope"):
    role = choose_role(catalogue, first=known_role(viewer=ctx.viewer))
    department = choose_department(ctx.viewer) if named else None
    page = choose_page() if named else 0

with shown_errors():
    found = role_fit(viewer=ctx.viewer, role_code=role, department_id=department, page=page)
    st.markdown(f"**{conclusion(found)}**")
    metric_row(fit_metrics(found))
    if not found.named:
        show_classes(found)
    elif found.people:
        show_intervals(found)
        st.caption(
            _(
                "Classement par adéquation assurée (le bas de l’intervalle), page {page} sur {pages} ; les agents qu’une compétence critique bloque viennent en dernier."
            ).format(page=found.page + 1, pages=found.pages)
        )
        show_people(found, viewer=ctx.viewer, department_id=department)
        show_questions(found.questions, found, title=_("Évaluez d’abord ces compétences"))
        st.header(_("Une personne, ligne par ligne"), anchor=False)
        show_person(found, choose_person(found))
    elif found.headcount:
        empty_state(
            title=_("Personne à comparer pour l’instant"),
            body=_(
                "Aucun agent de ce périmètre n’est évalué sur une compétence que ce métier demande. Évaluez une équipe : la comparaison se fait aussitôt."
            ),
            action_label=_("Évaluer une équipe"),
            page="skills/assess",
            viewer=ctx.viewer,
            icon=":material/fact_check:",
        )
    elif department is None:
        empty_scope(ctx.viewer)
    else:
        empty_state(
            title=_("Aucun agent dans ce périmètre"),
            body=_("Choisissez un autre service."),
            icon=":material/account_tree:",
        )
    st.caption(thresholds(found.settings))
link_to("skills/catalogue", viewer=ctx.viewer, label=_("Ce que demande chaque métier"))
