"""Cover and risks: what nobody can do, what rests on one person, what to pass on first."""

import streamlit as st

from transfo_rh.access.policy import Permission, allows
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue.service import current_catalogue
from transfo_rh.skills.overview import risks, service, wording
from transfo_rh.skills.overview.model import RoleChoice
from transfo_rh.ui.cover_view import cover_metrics, show_families, show_roles, show_singles, show_urgency
from transfo_rh.ui.empty import empty_catalogue, empty_scope, empty_state
from transfo_rh.ui.forms.skills_map_scope import choose_place, choose_roles
from transfo_rh.ui.metrics import metric_row
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.VIEW_SKILLS_MAP,
    title=_("Couverture et risques"),
    caption=_(
        "Quelles compétences manquent, lesquelles tiennent à une seule personne, que transmettre d’abord ?"
    ),
)
catalogue = current_catalogue(viewer=ctx.viewer)
if not catalogue.roles:
    empty_catalogue(ctx.viewer, then=_("La couverture se juge sur ce que les métiers demandent."))
    st.stop()

with shown_errors():
    places = service.places(viewer=ctx.viewer)
    if not places.departments:
        empty_scope(ctx.viewer)
        st.stop()
    with st.container(horizontal=True, vertical_alignment="bottom", key="cover_scope"):
        place = choose_place(places) if allows(ctx.viewer, Permission.ASSESS_SKILLS) else None
        choice = choose_roles(ctx.reach)
    view = risks.cover(viewer=ctx.viewer, department=place, choice=choice)
    st.markdown(f"**{wording.cover_sentence(view)}**")
    if view.assessed == 0:
        empty_state(
            title=_("Rien à couvrir pour l’instant"),
            body=_(
                "Aucun agent de ce périmètre n’a de niveau connu. Évaluez une équipe, ou importez des évaluations : la couverture se calcule aussitôt."
            ),
            action_label=_("Évaluer une équipe"),
            page="skills/assess",
            viewer=ctx.viewer,
            icon=":material/fact_check:",
        )
    elif view.skills:
        metric_row(cover_metrics(view))
        if choice is RoleChoice.HELD and view.choice is not choice:
            st.info(
                _(
                    "Aucun métier n’est relié aux intitulés de poste de ce périmètre : tout le catalogue est pris en compte."
                )
            )
        show_families(view, catalogue)
        st.caption(wording.cover_reading(view))
        if not view.protected or view.singles:
            show_singles(view)
        show_urgency(view)
        show_roles(view, catalogue)
