"""What changed since an earlier wave, and whether it is shown to be real."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns.results.trends import comparable_waves, trend
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms.results_scope import choose_dimension, choose_scope, confidentiality_caption
from transfo_rh.ui.metrics import metric_row
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.trends_view import (
    show_continuity,
    show_departments,
    show_subject,
    show_trend_table,
    trend_metrics,
)

ctx = open_page(
    Permission.VIEW_RESULTS,
    title=_("Évolutions"),
    caption=_("Qu’est-ce qui a changé depuis la vague précédente, et est-ce démontré ?"),
)

scope = choose_scope(ctx.viewer)
waves = comparable_waves(viewer=ctx.viewer, campaign_id=scope.campaign.id)
if not waves:
    empty_state(
        title=_("Rien à comparer pour l’instant"),
        body=_(
            "Une évolution demande une vague antérieure publiée qui ait posé les mêmes questions. Choisissez une autre enquête, ou revenez après la prochaine vague."
        ),
        action_label=_("Lire les résultats"),
        page="surveys/results",
        viewer=ctx.viewer,
        icon=":material/trending_up:",
    )
    st.stop()

labels = {wave.id: f"{wave.title} ({day(wave.wave_on)})" for wave in waves}
with st.container(horizontal=True, vertical_alignment="bottom", key="trend_filters"):
    previous = st.selectbox(
        _("Comparer avec"), list(labels), format_func=labels.__getitem__, key="avant", bind="query-params"
    )
    dimension = choose_dimension(scope.dimensions(), optional=True)
with shown_errors():
    view = trend(
        viewer=ctx.viewer,
        campaign_id=scope.campaign.id,
        previous_id=previous if previous in labels else None,
        dimension=dimension,
        unit=scope.unit,
    )
    st.markdown(f"**{view.sentence}**")
    metric_row(trend_metrics(view))
    show_subject(view)
    if len(view.rows) > 1:
        st.header(_("Par service"), anchor=False)
        show_departments(view)
        show_continuity(view)
    with st.expander(_("Les mêmes chiffres en tableau, à télécharger"), icon=":material/table:"):
        show_trend_table(view)
    confidentiality_caption(scope.campaign)
