"""What the scores may be read against: directions, past waves, other authorities."""

import streamlit as st

from transfo_rh.access.policy import Permission, allows
from transfo_rh.campaigns.results.benchmarks import benchmarks
from transfo_rh.core.i18n import _
from transfo_rh.ui.benchmarks_view import reference_metrics, show_references, show_references_tables
from transfo_rh.ui.forms.benchmark_forms import export_button, held_files, import_form
from transfo_rh.ui.forms.results_scope import choose_dimension, choose_scope, confidentiality_caption
from transfo_rh.ui.metrics import metric_row
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.VIEW_RESULTS,
    title=_("Comparaisons"),
    caption=_("Où se situe la collectivité par rapport à elle-même, hier, et aux autres ?"),
)

scope = choose_scope(ctx.viewer, with_unit=False)
dimension = choose_dimension(scope.dimensions(), optional=True)
with shown_errors():
    view = benchmarks(viewer=ctx.viewer, campaign_id=scope.campaign.id, dimension=dimension)
    st.markdown(f"**{view.sentence}**")
    metric_row(reference_metrics(view))
    show_references(view)
    show_references_tables(view)
    confidentiality_caption(scope.campaign)

if allows(ctx.viewer, Permission.MANAGE_CAMPAIGNS):
    with st.expander(_("Fichiers d’échange entre collectivités"), icon=":material/sync_alt:"):
        import_form(ctx.viewer)
        held_files(ctx.viewer)
        export_button(ctx.viewer, scope.campaign)
