"""Published results: the confidential heat map, one level of the tree at a time."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns.model import Basis
from transfo_rh.campaigns.results import service as results
from transfo_rh.campaigns.results.crosses import cross_table, crosses, scored
from transfo_rh.campaigns.results.narrative import conclusion, hidden_sentence
from transfo_rh.campaigns.results.overview import overview
from transfo_rh.core.i18n import _
from transfo_rh.ui.forms.report_forms import report_button
from transfo_rh.ui.forms.results_filters import (
    ALL_DIMENSIONS,
    choose_campaign,
    choose_cross,
    choose_view,
    open_below,
)
from transfo_rh.ui.forms.results_scope import confidentiality_caption, published_or_stop
from transfo_rh.ui.metrics import metric_row
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.reliability_view import show_reliability
from transfo_rh.ui.results_view import (
    headline_metrics,
    show_cross,
    show_cross_table,
    show_export,
    show_mark_caption,
    show_results,
    show_table,
)
from transfo_rh.ui.weighting_view import show_participation, show_weighting

ctx = open_page(
    Permission.VIEW_RESULTS,
    title=_("Résultats"),
    caption=_(
        "Où en sont les services, dimension par dimension, par rapport à l’ensemble de la collectivité ?"
    ),
)

campaign = choose_campaign(published_or_stop(ctx.viewer))
with shown_errors():
    outline = results.outline(viewer=ctx.viewer, campaign_id=campaign.id)
    choice = choose_view(campaign, outline, ctx.reach)
    view = results.heatmap(
        viewer=ctx.viewer,
        campaign_id=campaign.id,
        dimension=None if choice.dimension == ALL_DIMENSIONS else choice.dimension,
        unit=choice.unit,
        attribute=choice.attribute,
    )
    summary = overview(viewer=ctx.viewer, campaign_id=campaign.id)
    st.markdown(f"**{conclusion(view)}**")
    metric_row(headline_metrics(view))
    show_participation(summary)
    show_results(view, differences=choice.differences, key="heatmap")
    if len(view.rows) > 1 and campaign.basis is not Basis.DEPARTMENT:
        show_mark_caption()
    open_below(view)
    if sentence := hidden_sentence(view):
        st.caption(sentence)
    confidentiality_caption(campaign)
    with st.expander(_("Les mêmes chiffres en tableau, à télécharger"), icon=":material/table:"):
        show_table(view, key="results_table")
        show_export(ctx.viewer, campaign)
    show_reliability(view, campaign)
    show_weighting(summary, outline.measures)
    report_button(ctx.viewer, campaign, choice.unit, key="report")

with shown_errors():
    crossed = choose_cross(crosses(viewer=ctx.viewer, campaign_id=campaign.id), scored(outline.measures))
    if crossed is not None:
        cross = cross_table(viewer=ctx.viewer, campaign_id=campaign.id, cross=crossed[0], measure=crossed[1])
        st.header(cross.cross.label, anchor=False)
        st.markdown(f"**{cross.sentence}**")
        show_cross(cross, key="cross")
        with st.expander(_("Ce croisement en tableau, à télécharger"), icon=":material/table:"):
            show_cross_table(cross, key="cross_table")
