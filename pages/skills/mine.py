"""My skills: what I hold, what my job asks, what I could become, and my own word."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.core.i18n import _
from transfo_rh.skills.assessment.own import own_history, own_levels
from transfo_rh.skills.catalogue.service import current_catalogue
from transfo_rh.skills.pathways import service
from transfo_rh.ui import mine_view as view
from transfo_rh.ui.empty import empty_catalogue
from transfo_rh.ui.forms.self_assessment import self_assessment
from transfo_rh.ui.forms.skill_dossier import history_table
from transfo_rh.ui.forms.wish_cards import show_prospects
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.OWN_SKILLS,
    title=_("Mes compétences"),
    caption=_("Que sait-on de mes compétences, que demande mon métier, que pourrais-je devenir ?"),
)

if not service.is_agent(viewer=ctx.viewer):
    view.nobody()
    st.stop()

catalogue = current_catalogue(viewer=ctx.viewer)
if catalogue.is_empty:
    empty_catalogue(ctx.viewer, then=_("Vos compétences suivent."))
    st.stop()

with shown_errors():
    own = own_levels(viewer=ctx.viewer)
    prospects = service.own_prospects(viewer=ctx.viewer)
    view.show_summary(own, prospects)
    section = view.choose_section(own)
    if section is view.Section.LEVELS:
        view.show_job(own)
        view.show_levels(own, catalogue)
    elif section is view.Section.FUTURE:
        show_prospects(ctx.viewer, prospects)
    elif section is view.Section.ASSESS:
        self_assessment(ctx.viewer, own, catalogue)
    else:
        st.header(_("D’où viennent mes niveaux"), anchor=False)
        history_table(own_history(viewer=ctx.viewer), key="own_history")
