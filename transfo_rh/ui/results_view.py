"""Published results on screen: from the results service's heat map to the chart, the table and the metrics."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.model import CellState
from transfo_rh.campaigns.results.exports import results_columns, results_rows
from transfo_rh.campaigns.results.narrative import alternative_text
from transfo_rh.campaigns.results.service import HeatCell, Heatmap, HeatRow, PublishedCampaign, export
from transfo_rh.core.formats import number, percent, signed
from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.ui.charts import heatmap as chart
from transfo_rh.ui.charts.bars import Bar, bars_chart
from transfo_rh.ui.charts.palette import DIFFERENCE_SCALE, SCORE_SCALE
from transfo_rh.ui.metrics import Metric
from transfo_rh.ui.tables import Column, ColumnKind, data_table, later_download_buttons


def show_results(view: Heatmap, *, differences: bool, key: str) -> None:
    """The picture that suits the view: bars when only the whole authority is shown, else the heat map."""
    if len(view.rows) == 1:
        _show_bars(view, key=key)
    else:
        _show_heatmap(view, differences=differences, key=key)


def _show_bars(view: Heatmap, *, key: str) -> None:
    bars = []
    for measure, heat in zip(view.measures, view.cells[0], strict=True):
        cell = _chart_cell(heat, differences=False)
        bars.append(Bar(measure.label, cell.value, cell.text, cell.hover, cell.state, cell.state_label))
    bars_chart(
        bars=sorted(bars, key=lambda bar: -(bar.value or 0)),
        alt=alternative_text(view),
        key=key,
        value_title=_("Score sur 100"),
    )


def _show_heatmap(view: Heatmap, *, differences: bool, key: str) -> None:
    """The heat map: scores, or differences to the authority (then without the authority's own row)."""
    first = 1 if differences and len(view.rows) > 1 else 0
    chart.heatmap_chart(
        rows=[_row_label(row, position + first) for position, row in enumerate(view.rows[first:])],
        columns=[measure.label for measure in view.measures],
        cells=[[_chart_cell(heat, differences) for heat in cells] for cells in view.cells[first:]],
        scale=DIFFERENCE_SCALE if differences else SCORE_SCALE,
        alt=alternative_text(view),
        key=key,
        value_title=_("Écart à la collectivité (points)") if differences else _("Score sur 100"),
    )


def _row_label(row: HeatRow, position: int) -> str:
    return f"{row.label} ▸" if row.has_children and position > 1 else row.label


def _chart_cell(heat: HeatCell, differences: bool) -> chart.HeatCell:
    cell = heat.cell
    if cell.state is not CellState.SHOWN or cell.score is None:
        return chart.HeatCell(None, "", cell.state.value, cell.state.label, cell.state.label)
    hover = _("Score {score} sur 100, {favourable} favorables, {n} réponses, écart {difference}").format(
        score=cell.score,
        favourable=percent(cell.favourable or 0),
        n=number(cell.n) if cell.n is not None else cell.n_band,
        difference="–" if heat.difference is None else signed(heat.difference),
    )
    if differences:
        text = "–" if heat.difference is None else signed(heat.difference)
        return chart.HeatCell(heat.difference, text, cell.state.value, cell.state.label, hover)
    return chart.HeatCell(cell.score, str(cell.score), cell.state.value, cell.state.label, hover)


def show_table(view: Heatmap, *, key: str) -> None:
    """The equivalent table: one line per row and measure, with downloads."""
    rows: list[tuple[Value, ...]] = [
        (
            row.label,
            measure.label,
            heat.cell.state.label,
            heat.cell.score,
            heat.difference,
            heat.cell.favourable,
            heat.cell.n_band if heat.cell.n is None else number(heat.cell.n),
        )
        for row, cells in zip(view.rows, view.cells, strict=True)
        for measure, heat in zip(view.measures, cells, strict=True)
    ]
    data_table(
        columns=[
            Column(_("Service ou groupe"), pinned=True),
            Column(_("Mesure")),
            Column(_("État")),
            Column(_("Score (0–100)"), ColumnKind.NUMBER),
            Column(_("Écart (points)"), ColumnKind.NUMBER),
            Column(_("Favorable"), ColumnKind.PERCENT),
            Column(_("Réponses")),
        ],
        rows=rows,
        alt=_("Tableau des mêmes chiffres que la carte de chaleur, une ligne par service et par mesure."),
        key=key,
        file_name=f"{view.campaign.title} {view.campaign.wave_on.isoformat()}",
    )


def show_export(viewer: Viewer, campaign: PublishedCampaign) -> None:
    """Downloads of everything that the viewer may see of the publication; each is recorded in the audit trail."""

    def rows() -> Sequence[Sequence[Value]]:
        return results_rows(export(viewer=viewer, campaign_id=campaign.id))

    st.caption(
        _("Toute la publication : chaque service, répartition et question que votre profil permet de voir.")
    )
    later_download_buttons(
        columns=results_columns(),
        load_rows=rows,
        key="whole_publication",
        file_name=f"{campaign.title} {campaign.wave_on.isoformat()} " + _("publication"),
    )


def headline_metrics(view: Heatmap) -> list[Metric]:
    """At most four figures about the unit that the page shows, else about the whole authority."""
    subject = 1 if view.path and len(view.rows) > 1 else 0
    shown = [
        (heat.cell.score, measure.label)
        for measure, heat in zip(view.measures, view.cells[subject], strict=True)
        if heat.cell.score is not None
    ]
    if not shown:
        return []
    best, worst = max(shown), min(shown)
    metrics = [
        Metric(
            _("Réponses exploitées"),
            _most_answers(view, subject),
            help=_("Le plus grand nombre de réponses à une mesure : {name}.").format(
                name=view.rows[subject].label
            ),
        ),
        Metric(_("Score le plus haut"), str(best[0]), help=best[1]),
        Metric(_("Score le plus bas"), str(worst[0]), help=worst[1]),
    ]
    if len(view.rows) > 1:
        metrics.insert(1, _readable_rows(view))
    return metrics


def _most_answers(view: Heatmap, row: int) -> str:
    exact = [heat.cell.n for heat in view.cells[row] if heat.cell.n is not None]
    bands = [heat.cell.n_band for heat in view.cells[row] if heat.cell.n_band is not None]
    return number(max(exact)) if exact else bands[0]


def _readable_rows(view: Heatmap) -> Metric:
    readable = sum(any(heat.cell.state is CellState.SHOWN for heat in cells) for cells in view.cells[1:])
    return Metric(
        _("Lignes lisibles"),
        f"{readable} / {len(view.rows) - 1}",
        help=_("Services ou groupes dont au moins une mesure atteint le seuil de {k} répondants.").format(
            k=view.campaign.k
        ),
    )
