"""Strengths and priorities of a department, beside the level above, and what goes with the outcome."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns.results.drivers import drivers
from transfo_rh.campaigns.results.strengths import strengths
from transfo_rh.core.i18n import _
from transfo_rh.ui.forms.report_forms import report_button
from transfo_rh.ui.forms.results_scope import choose_scope, confidentiality_caption
from transfo_rh.ui.links import link_to
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.strengths_view import show_beside, show_cards, show_links, show_standings, shows_figures

ctx = open_page(
    Permission.VIEW_RESULTS,
    title=_("Points forts et priorités"),
    caption=_("Sur quoi s’appuyer, par quoi commencer, et avec quoi cela va-t-il de pair ?"),
)

scope = choose_scope(ctx.viewer)
with shown_errors():
    view = strengths(viewer=ctx.viewer, campaign_id=scope.campaign.id, unit=scope.unit)
    st.markdown(f"**{view.sentence}**")
    if shows_figures(view):
        show_cards(view)
        show_standings(view)
    show_beside(view)

with shown_errors():
    linked = drivers(viewer=ctx.viewer, campaign_id=scope.campaign.id, unit=scope.unit)
    if linked.outcomes:
        st.header(_("Ce qui va de pair avec la confiance"), anchor=False)
        for position, outcome in enumerate(linked.outcomes):
            show_links(outcome, key=f"links_{position}")
        st.caption(linked.note)
    confidentiality_caption(scope.campaign)
report_button(ctx.viewer, scope.campaign, scope.unit, key="report")
subject = {"enquete": str(scope.campaign.id)} | ({} if scope.unit is None else {"pour": str(scope.unit)})
link_to("surveys/actions", viewer=ctx.viewer, label=_("Décider d’une action"), query=subject)
