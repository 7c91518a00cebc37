"""Published results on screen: from the results service's heat map to the chart, the table and the metrics."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.life.population import DEPARTMENT, attribute_label
from transfo_rh.campaigns.model import CellState, Measure
from transfo_rh.campaigns.results.crosses import CrossView
from transfo_rh.campaigns.results.exports import results_columns, results_rows
from transfo_rh.campaigns.results.narrative import alternative_text
from transfo_rh.campaigns.results.service import HeatCell, Heatmap, HeatRow, PublishedCampaign, export
from transfo_rh.campaigns.results.wording import (
    answers_words,
    asked_words,
    difference_words,
    marked,
    response_rate,
    score_words,
    share_words,
)
from transfo_rh.core.formats import number, signed
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
        cell = _chart_cell(heat, measure, differences=False)
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
        cells=[
            [
                _chart_cell(heat, measure, differences)
                for heat, measure in zip(cells, view.measures, strict=True)
            ]
            for cells in view.cells[first:]
        ],
        scale=DIFFERENCE_SCALE if differences else SCORE_SCALE,
        alt=alternative_text(view),
        key=key,
        value_title=_("Écart à la collectivité (points)") if differences else _("Score sur 100"),
    )


def _row_label(row: HeatRow, position: int) -> str:
    return f"{row.label} ▸" if row.has_children and position > 1 else row.label


def _chart_cell(heat: HeatCell, measure: Measure, differences: bool) -> chart.HeatCell:
    cell = heat.cell
    if cell.state is not CellState.SHOWN or cell.score is None:
        return chart.HeatCell(None, "", cell.state.value, cell.state.label, cell.state.label)
    words = difference_words(heat.difference) if differences else score_words(cell, measure)
    return chart.HeatCell(
        heat.difference if differences else cell.score,
        marked(words, difference=heat.difference, significant=heat.significant),
        cell.state.value,
        cell.state.label,
        _hover(heat, measure),
    )


def _hover(heat: HeatCell, measure: Measure) -> str:
    cell = heat.cell
    parts = [_("Score {score} sur 100").format(score=score_words(cell, measure))]
    if cell.favourable is not None:
        parts.append(
            _("{favourable} favorables").format(favourable=share_words(cell.favourable, capped=cell.capped))
        )
    parts.append(asked_words(cell))
    if heat.difference is not None and (cell.unit is not None or cell.value is not None):
        certain = _("certain") if heat.significant else _("non démontré")
        parts.append(
            _("écart {difference} ({certain})").format(difference=signed(heat.difference), certain=certain)
        )
    return ", ".join(parts)


def show_mark_caption() -> None:
    """What the triangles of the heat map say."""
    st.caption(
        _(
            "▲ ▼ : écart certain avec le reste de la collectivité, que le hasard n’explique pas (q = 10 % sur tous les services). La couleur dit la taille, le triangle la certitude."
        )
    )


def show_cross(view: CrossView, *, key: str) -> None:
    """A cross of two characteristics as a heat map; hidden cells keep their reason."""
    chart.heatmap_chart(
        rows=view.rows,
        columns=view.columns,
        cells=[[_chart_cell(heat, view.measure, differences=False) for heat in line] for line in view.cells],
        scale=SCORE_SCALE,
        alt=view.sentence,
        key=key,
        value_title=_("Score sur 100, {measure}").format(measure=view.measure.label),
    )


def show_cross_table(view: CrossView, *, key: str) -> None:
    """The same cross as a table, with downloads."""
    data_table(
        columns=[
            Column(attribute_label(view.cross.first or DEPARTMENT), pinned=True),
            Column(attribute_label(view.cross.second)),
            Column(_("État")),
            Column(_("Score (0–100)")),
            Column(_("Écart (points)"), ColumnKind.NUMBER),
            Column(_("Réponses")),
        ],
        rows=[
            (
                row,
                column,
                heat.cell.state.label,
                score_words(heat.cell, view.measure),
                heat.difference,
                answers_words(heat.cell),
            )
            for row, line in zip(view.rows, view.cells, strict=True)
            for column, heat in zip(view.columns, line, strict=True)
        ],
        alt=view.sentence,
        key=key,
        file_name=f"{view.campaign.title} {view.cross.label}",
    )


def show_table(view: Heatmap, *, key: str) -> None:
    """The equivalent table: one line per row and measure, with downloads."""
    rows: list[tuple[Value, ...]] = [
        (
            row.label,
            measure.label,
            heat.cell.state.label,
            heat.cell.score,
            heat.difference if place else None,
            heat.significant if heat.difference is not None and place else None,
            share_words(heat.cell.favourable, capped=heat.cell.capped),
            answers_words(heat.cell),
            heat.cell.population,
            response_rate(heat.cell),
        )
        for place, (row, cells) in enumerate(zip(view.rows, view.cells, strict=True))
        for measure, heat in zip(view.measures, cells, strict=True)
    ]
    data_table(
        columns=[
            Column(_("Service ou groupe"), pinned=True, wide=True),
            Column(_("Mesure")),
            Column(_("État")),
            Column(_("Score (0–100)"), ColumnKind.NUMBER),
            Column(_("Écart (points)"), ColumnKind.NUMBER),
            Column(_("Écart certain"), ColumnKind.YES_NO, help=_("Le hasard ne suffit pas à l’expliquer.")),
            Column(_("Favorable")),
            Column(_("Réponses")),
            Column(_("Interrogés"), ColumnKind.NUMBER),
            Column(_("Taux de réponse"), ColumnKind.PERCENT),
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
    own = [cells for row, cells in zip(view.rows[1:], view.cells[1:], strict=True) if not row.is_parent]
    readable = sum(any(heat.cell.state is CellState.SHOWN for heat in cells) for cells in own)
    return Metric(
        _("Lignes lisibles"),
        f"{readable} / {len(own)}",
        help=_("Services ou groupes dont au moins une mesure atteint le seuil de {k} répondants.").format(
            k=view.campaign.k
        ),
    )
