"""One dimension in full: its questions, its departments, how far to trust it."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns.results.dimension import dimension_view
from transfo_rh.campaigns.results.questions import other_questions
from transfo_rh.core.i18n import _
from transfo_rh.ui.dimension_view import (
    dimension_metrics,
    show_dimension_table,
    show_items,
    show_trust,
    show_units,
)
from transfo_rh.ui.forms.results_scope import choose_dimension, choose_scope, confidentiality_caption
from transfo_rh.ui.metrics import metric_row
from transfo_rh.ui.other_questions_view import show_other_questions
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.VIEW_RESULTS,
    title=_("Dimension par dimension"),
    caption=_("Que disent les questions d’une dimension, et dans quels services ?"),
)

scope = choose_scope(ctx.viewer)
dimensions = scope.dimensions()
if not dimensions:
    st.info(
        _("Cette enquête n’a pas de dimension : ses questions se lisent ici et sur la carte des résultats.")
    )
    with shown_errors():
        show_other_questions(
            other_questions(viewer=ctx.viewer, campaign_id=scope.campaign.id, unit=scope.unit)
        )
    st.stop()
dimension = choose_dimension(dimensions, optional=False)
with shown_errors():
    view = dimension_view(
        viewer=ctx.viewer,
        campaign_id=scope.campaign.id,
        dimension=dimension or dimensions[0].code,
        unit=scope.unit,
    )
    st.markdown(f"**{view.sentence}**")
    metric_row(dimension_metrics(view))
    st.header(_("Les questions"), anchor=False)
    show_items(view)
    if view.units:
        st.header(_("Les services"), anchor=False)
        show_units(view)
    show_trust(view)
    with st.expander(_("Les mêmes chiffres en tableau, à télécharger"), icon=":material/table:"):
        show_dimension_table(view)
    others = other_questions(viewer=ctx.viewer, campaign_id=scope.campaign.id, unit=scope.unit)
    show_other_questions(others)
    confidentiality_caption(scope.campaign)
