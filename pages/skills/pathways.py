"""How to go from a job to another: what is reused, what is new, how long, at what cost."""

import streamlit as st

from transfo_rh.access.policy import Permission, allows
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue.service import current_catalogue
from transfo_rh.skills.pathways import service
from transfo_rh.ui import path_view as view
from transfo_rh.ui.empty import empty_catalogue
from transfo_rh.ui.forms.path_people import ask_wish_of, show_people
from transfo_rh.ui.forms.path_scope import choose_start, choose_target
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.VIEW_CATALOGUE,
    title=_("Parcours vers un métier"),
    caption=_(
        "Comment passer d’un métier à un autre : avec quels acquis, en combien de temps, à quel coût ?"
    ),
)

catalogue = current_catalogue(viewer=ctx.viewer)
if len(catalogue.roles) < 2:
    empty_catalogue(ctx.viewer, then=_("Un parcours relie ensuite deux de ses métiers."))
    st.stop()

with shown_errors():
    is_agent = allows(ctx.viewer, Permission.OWN_SKILLS) and service.is_agent(viewer=ctx.viewer)
    start = choose_start(ctx.viewer, catalogue, is_agent=is_agent)
    if start is None:
        st.stop()
    target = choose_target(ctx.viewer, start)
    study = service.path(viewer=ctx.viewer, start=start, target=target)
    view.show_conclusion(study)
    view.print_button(ctx.viewer, study, start)
    if start.agent_id is not None:
        ask_wish_of(ctx.viewer, start.agent_id, study.target)
    view.show_steps(study)
    view.show_comparison(study)
    if study.steps:
        with st.expander(_("Toutes les compétences, étape par étape"), icon=":material/table_rows:"):
            view.show_table(study)
    present = study.departure.role
    if present is not None:
        box = st.expander(
            _("Métiers proches du métier de départ"),
            icon=":material/hub:",
            key="path_area",
            on_change="rerun",
        )
        if box.open:
            with box:
                links = service.mobility_area(viewer=ctx.viewer, role=present.code)
                view.show_area(present.label, links)
    show_people(ctx.viewer, study.target)
