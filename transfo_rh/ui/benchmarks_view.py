"""References on screen: the authority beside its directions, its past and other authorities."""

from __future__ import annotations

import streamlit as st

from transfo_rh.campaigns.results.benchmarks import BenchmarkRow, BenchmarksView
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _
from transfo_rh.ui.charts.bars import Bar, bars_chart
from transfo_rh.ui.metrics import Metric
from transfo_rh.ui.tables import Column, ColumnKind, data_table


def reference_metrics(view: BenchmarksView) -> list[Metric]:
    """On how many measures the authority stands above, at and below what it is read against."""
    pairs = [
        (row.whole.score, reference)
        for row in view.rows
        if row.whole.score is not None and (reference := view.reference(row)) is not None
    ]
    if not pairs:
        return []
    what = _("la médiane des autres collectivités") if view.compared else _("la vague précédente")
    words = _("Nombre de mesures, par rapport à {reference}.").format(reference=what)
    return [
        Metric(_("Au-dessus"), number(sum(own > other for own, other in pairs)), help=words),
        Metric(_("À égalité"), number(sum(own == other for own, other in pairs)), help=words),
        Metric(_("En dessous"), number(sum(own < other for own, other in pairs)), help=words),
    ]


def show_references(view: BenchmarksView) -> None:
    """Every measure with the median of the others as a mark, else the wave before, else alone."""
    reference_title = _("Médiane des autres collectivités") if view.compared else _("Vague précédente")
    bars_chart(
        bars=[_bar(view, row) for row in view.rows],
        alt=view.sentence,
        key="benchmark_bars",
        value_title=_("Score sur 100"),
        reference_title=reference_title if any(row.others for row in view.rows) else None,
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


def show_references_tables(view: BenchmarksView) -> None:
    """The same figures beside each kind of reference, then every wave and every authority by its name."""
    _show_summary(view)
    if any(row.others for row in view.rows):
        with st.expander(_("Chaque vague et chaque collectivité, à télécharger"), icon=":material/table:"):
            _show_each_reference(view)


def _show_summary(view: BenchmarksView) -> None:
    data_table(
        columns=[
            Column(_("Mesure"), pinned=True),
            Column(_("Collectivité"), ColumnKind.NUMBER),
            Column(_("Médiane des directions"), ColumnKind.NUMBER),
            Column(_("Étendue des directions")),
            Column(_("Vague précédente"), ColumnKind.NUMBER),
            Column(_("Médiane des autres"), ColumnKind.NUMBER),
        ],
        rows=[
            (
                row.measure.label,
                row.whole.score,
                row.internal.median if row.internal else None,
                _("{low} à {high}").format(low=row.internal.lowest, high=row.internal.highest)
                if row.internal
                else None,
                row.past_waves[0].score if row.past_waves else None,
                row.median_of_others,
            )
            for row in view.rows
        ],
        alt=_("Score de la collectivité à côté de ses directions, de ses vagues passées et des autres."),
        key="benchmark_table",
        file_name=_("comparaisons") + f" {view.campaign.title}",
    )


def _show_each_reference(view: BenchmarksView) -> None:
    data_table(
        columns=[
            Column(_("Mesure")),
            Column(_("Comparée à")),
            Column(_("Enquête du"), ColumnKind.DATE),
            Column(_("Score"), ColumnKind.NUMBER),
        ],
        rows=[(row.measure.label, one.label, one.on, one.score) for row in view.rows for one in row.others],
        alt=_("Score de chaque vague passée et de chaque autre collectivité, mesure par mesure."),
        key="benchmark_references",
        file_name=_("comparaisons détaillées") + f" {view.campaign.title}",
    )
