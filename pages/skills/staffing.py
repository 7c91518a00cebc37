"""Who takes which new post: scenarios prepared, computed, explained, compared, one of them retained."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.core.i18n import _
from transfo_rh.skills.staffing import service
from transfo_rh.ui.choices import choose_numbered
from transfo_rh.ui.empty import empty_catalogue, empty_state
from transfo_rh.ui.forms.staffing_scenario import new_scenario, prepare, scenario_actions
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.staffing_view import show_comparison, show_result

ctx = open_page(
    Permission.MANAGE_STAFFING,
    title=_("Pourvoir les nouveaux métiers"),
    caption=_("Qui peut prendre chaque nouveau poste, à quel coût, et qui viendrait en deuxième choix ?"),
)

standing = service.ground(viewer=ctx.viewer)
if not standing.catalogue.roles:
    empty_catalogue(ctx.viewer, then=_("Vous choisirez ensuite les postes à pourvoir."))
    st.stop()

found = service.scenarios(viewer=ctx.viewer)
if not found:
    empty_state(
        title=_("Aucun scénario pour l’instant"),
        body=_(
            "Un scénario dit quels postes pourvoir, parmi qui, sous quelles règles. L’application propose l’affectation qui pourvoit le plus de postes au moindre coût ; vous décidez."
        ),
        icon=":material/group_work:",
    )
    new_scenario(viewer=ctx.viewer, primary=True)
    st.stop()

names = {
    one.id: _("{title} (retenu)").format(title=one.title) if one.retained else one.title for one in found
}
with st.container(horizontal=True, vertical_alignment="bottom", key="staffing_scope"):
    chosen = choose_numbered(_("Scénario"), names, name="scenario")
    new_scenario(viewer=ctx.viewer, primary=False)

with shown_errors():
    view = service.scenario(viewer=ctx.viewer, scenario_id=chosen)
    if view.result is not None:
        show_result(view, view.result, viewer=ctx.viewer)
    elif view.scenario.plan.posts:
        st.info(_("Ce scénario n’est pas encore calculé."), icon=":material/calculate:")
    if view.scenario.retained:
        st.info(
            _("Ce scénario est retenu : il ne change plus. Dupliquez-le pour en étudier une variante."),
            icon=":material/lock:",
        )
    else:
        with st.expander(
            _("Préparer le scénario"), expanded=view.result is None, icon=":material/edit_note:"
        ):
            prepare(view.scenario, standing, viewer=ctx.viewer)
    scenario_actions(view.scenario, viewer=ctx.viewer)
    show_comparison(found, viewer=ctx.viewer)
