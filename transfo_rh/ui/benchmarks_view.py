"""References on screen: the authority beside its directions, its past and other authorities."""

from __future__ import annotations

from collections.abc import Sequence

from transfo_rh.campaigns.results.benchmarks import BenchmarkRow, BenchmarksView, OtherReference
from transfo_rh.core.formats import month
from transfo_rh.core.i18n import _, clauses, labelled
from transfo_rh.ui.charts.bars import Bar, bars_chart
from transfo_rh.ui.tables import Column, ColumnKind, data_table


def show_references(view: BenchmarksView) -> None:
    """Every measure with the median of the others as a mark, else the wave before."""
    bars_chart(
        bars=[_bar(view, row) for row in view.rows],
        alt=view.sentence,
        key="benchmark_bars",
        value_title=_("Score sur 100"),
        reference_title=_("Médiane des autres collectivités") if view.compared else _("Vague précédente"),
    )


def _bar(view: BenchmarksView, row: BenchmarkRow) -> Bar:
    score = row.whole.score
    words = row.whole.state.label if score is None else _("{score} sur 100").format(score=score)
    return Bar(
        row.measure.label,
        score,
        "" if score is None else str(score),
        words,
        row.whole.state.value,
        row.whole.state.label,
        reference=view.reference(row),
    )


def show_references_table(view: BenchmarksView) -> None:
    """The same figures with every reference in words."""
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
                clauses(labelled(month(one.on), str(one.score)) for one in row.past_waves),
                _named(row.other_authorities),
            )
            for row in view.rows
        ],
        alt=_("Score de la collectivité à côté de ses directions, de ses vagues passées et des autres."),
        key="benchmark_table",
        file_name=_("comparaisons") + f" {view.campaign.title}",
    )


def _named(others: Sequence[OtherReference]) -> str:
    return clauses(labelled(one.label, str(one.score)) for one in others)
