"""What the scores may be read against: directions, past waves, other authorities."""

from statistics import median

import streamlit as st

from transfo_rh.access.policy import Permission, allows
from transfo_rh.campaigns.results.benchmarks import benchmarks
from transfo_rh.core.formats import month
from transfo_rh.core.i18n import _
from transfo_rh.ui.charts.bars import Bar, bars_chart
from transfo_rh.ui.forms.benchmark_forms import export_button, held_files, import_form
from transfo_rh.ui.forms.results_scope import choose_dimension, choose_scope, confidentiality_caption
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.tables import Column, ColumnKind, data_table

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
    others = {row.measure.code: [o.score for o in row.others if o.is_imported] for row in view.rows}
    past = {row.measure.code: [o.score for o in row.others if not o.is_imported] for row in view.rows}
    compared = any(others.values())
    marks = others if compared else past
    bars_chart(
        bars=[
            Bar(
                row.measure.label,
                row.whole.score,
                "" if row.whole.score is None else str(row.whole.score),
                _("{score} sur 100").format(score=row.whole.score)
                if row.whole.score is not None
                else row.whole.state.label,
                row.whole.state.value,
                row.whole.state.label,
                reference=round(median(marks[row.measure.code])) if marks[row.measure.code] else None,
            )
            for row in view.rows
        ],
        alt=view.sentence,
        key="benchmark_bars",
        value_title=_("Score sur 100"),
        reference_title=_("Médiane des autres collectivités") if compared else _("Vagues précédentes"),
    )
    data_table(
        columns=[
            Column(_("Mesure"), pinned=True),
            Column(_("Collectivité"), ColumnKind.NUMBER),
            Column(_("Médiane des directions"), ColumnKind.NUMBER),
            Column(_("Étendue des directions")),
            Column(_("Vagues précédentes")),
            Column(_("Autres collectivités")),
        ],
        rows=[
            (
                row.measure.label,
                row.whole.score,
                row.internal.median if row.internal else None,
                _("{low} à {high}").format(low=row.internal.lowest, high=row.internal.highest)
                if row.internal
                else None,
                " ; ".join(f"{month(o.on)} : {o.score}" for o in row.others if not o.is_imported),
                " ; ".join(f"{o.label} : {o.score}" for o in row.others if o.is_imported),
            )
            for row in view.rows
        ],
        alt=_("Score de la collectivité à côté de ses directions, de ses vagues passées et des autres."),
        key="benchmark_table",
        file_name=_("comparaisons") + f" {scope.campaign.title}",
    )
    confidentiality_caption(scope.campaign)

if allows(ctx.viewer, Permission.MANAGE_CAMPAIGNS):
    with st.expander(_("Fichiers d’échange entre collectivités"), icon=":material/sync_alt:"):
        import_form(ctx.viewer)
        held_files(ctx.viewer)
        export_button(ctx.viewer, scope.campaign)
