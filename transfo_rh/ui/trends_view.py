"""What changed between two waves, on screen: a line a dimension, a heat map by department, verdicts in words."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from transfo_rh.campaigns.results.comparing import Gap, TrendCell
from transfo_rh.campaigns.results.trends import TrendView
from transfo_rh.campaigns.results.waves import Continuity
from transfo_rh.campaigns.results.wording import marked
from transfo_rh.campaigns.statistics.comparisons import Verdict
from transfo_rh.core.formats import month, number, signed
from transfo_rh.core.i18n import _, labelled
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.ui.charts.changes import Change, changes_chart
from transfo_rh.ui.charts.heatmap import HeatCell, heatmap_chart
from transfo_rh.ui.charts.palette import DIFFERENCE_SCALE
from transfo_rh.ui.metrics import Metric
from transfo_rh.ui.tables import Column, ColumnKind, data_table

_STATE_OF_GAP = {
    Gap.HIDDEN_NOW: "too_few",
    Gap.HIDDEN_BEFORE: "too_few",
    Gap.NEARLY_SAME_PEOPLE: "precaution",
}


def trend_metrics(view: TrendView) -> list[Metric]:
    """How many of the comparisons shown are shown to be real, and in which direction."""
    cells = [cell for row in view.cells for cell in row]
    proven = [cell.difference or 0 for cell in cells if cell.verdict is Verdict.PROVEN]
    states = Counter(cell.verdict for cell in cells)
    counted = _("Sur toutes les mesures de tous les services affichés, soit {n} comparaisons.").format(
        n=number(len(cells))
    )
    return [
        Metric(_("Progrès démontrés"), number(sum(change > 0 for change in proven)), help=counted),
        Metric(_("Reculs démontrés"), number(sum(change < 0 for change in proven)), help=counted),
        Metric(
            _("Non démontrées"),
            number(states[Verdict.UNPROVEN]),
            help=_("Écart de moins de 5 points, ou que le hasard suffit à expliquer."),
        ),
        Metric(
            _("Sans comparaison"),
            number(sum(cell.difference is None for cell in cells) + states[Verdict.TOO_FEW]),
            help=_("Trop peu de réponses, chiffre masqué, service absent ou périmètre modifié."),
        ),
    ]


def show_subject(view: TrendView) -> None:
    """The lines of the subject of the page: the department that it shows, else the whole."""
    place = _subject(view)
    if place == 0 and view.path and len(view.rows) > 1:
        st.caption(_("Rien à comparer ici : voici l’ensemble de la collectivité."))
    changes_chart(
        changes=[
            _change(measure.label, cell)
            for measure, cell in zip(view.measures, view.cells[place], strict=True)
        ],
        before_title=month(view.before.wave_on),
        after_title=month(view.now.wave_on),
        value_title=_("Score sur 100"),
        alt=view.sentence,
        key="trend_subject",
    )
    if len(view.rows) == 1:  # else it stands under the heat map
        show_verdict_caption()


def _subject(view: TrendView) -> int:
    """The row of the department that the page shows when something is compared there, else the whole."""
    shown = view.path and len(view.rows) > 1 and any(cell.difference is not None for cell in view.cells[1])
    return 1 if shown else 0


def _change(label: str, cell: TrendCell) -> Change:
    before = None if cell.before is None else cell.before.score
    after = cell.now.score
    if cell.difference is None:
        reason = cell.gap.label if cell.gap is not None else cell.now.state.label
        return Change(label, None, after, reason, reason)
    words = cell.verdict.label if cell.verdict is not None else ""
    proven = cell.verdict is Verdict.PROVEN
    hover = _("{before} puis {after} sur 100 : {note}").format(
        before=before, after=after, note=f"{signed(cell.difference)} · {words}"
    )
    note = marked(signed(cell.difference), difference=cell.difference, significant=proven)
    return Change(label, before, after, note, hover, marked=proven)


def show_departments(view: TrendView) -> None:
    """Every row × measure; a triangle marks a change that is shown to be real."""
    heatmap_chart(
        rows=[_row_label(view, place) for place in range(len(view.rows))],
        columns=[measure.label for measure in view.measures],
        cells=[[_heat_cell(cell) for cell in row] for row in view.cells],
        scale=DIFFERENCE_SCALE,
        alt=_("Évolution de chaque mesure par service. {sentence}").format(sentence=view.sentence),
        key="trend_heatmap",
        value_title=_("Évolution (points)"),
    )
    show_verdict_caption()


def show_verdict_caption() -> None:
    """What the triangles of changes say."""
    st.caption(
        _(
            "▲ ▼ : évolution démontrée, c’est-à-dire d’au moins 5 points et que le hasard n’explique pas (q = 10 % sur toutes les comparaisons publiées). Sans triangle : non démontrée."
        )
    )


def _row_label(view: TrendView, place: int) -> str:
    row = view.rows[place]
    return f"{row.label} ▸" if row.has_children and place > 1 else row.label


def _heat_cell(cell: TrendCell) -> HeatCell:
    if cell.difference is None:
        reason = cell.gap.label if cell.gap is not None else cell.now.state.label
        state = _STATE_OF_GAP.get(cell.gap, "no_answer") if cell.gap is not None else "no_answer"
        labels = {
            "too_few": _("Non affiché dans une des deux vagues"),
            "precaution": _("Masqué par précaution : trop peu de personnes ont changé"),
            "no_answer": _("Pas de comparaison : service nouveau ou périmètre modifié"),
        }
        return HeatCell(None, "–", state, labels[state], reason)
    proven = cell.verdict is Verdict.PROVEN
    hover = _("{before} puis {after} sur 100 : {verdict}").format(
        before=cell.before.score if cell.before is not None else "–",
        after=cell.now.score,
        verdict=cell.verdict.label if cell.verdict is not None else "",
    )
    text = marked(signed(cell.difference), difference=cell.difference, significant=proven)
    return HeatCell(cell.difference, text, "shown", _("Affiché"), hover)


def show_continuity(view: TrendView) -> None:
    """Which departments changed between the waves, and what is compared with what."""
    changed = [row for row in view.rows if row.unit is not None and row.continuity is not Continuity.SAME]
    for row in changed:
        detail = row.continuity.label
        if row.previous:
            detail = labelled(detail, ", ".join(row.previous))
        st.caption(labelled(row.label, detail))
    if view.left_out:
        st.caption(
            _("Non comparées, car les questions ont changé : {measures}.").format(
                measures=", ".join(view.left_out)
            )
        )


def show_trend_table(view: TrendView) -> None:
    """The same figures as a table, with downloads."""
    rows: list[tuple[Value, ...]] = [
        (
            row.label,
            measure.label,
            None if cell.before is None else cell.before.score,
            cell.now.score,
            cell.difference,
            cell.verdict.label
            if cell.verdict is not None
            else cell.gap.label
            if cell.gap is not None
            else "",
        )
        for row, cells in zip(view.rows, view.cells, strict=True)
        for measure, cell in zip(view.measures, cells, strict=True)
    ]
    data_table(
        columns=[
            Column(_("Service ou groupe"), pinned=True, wide=True),
            Column(_("Mesure")),
            Column(month(view.before.wave_on).capitalize(), ColumnKind.NUMBER),
            Column(month(view.now.wave_on).capitalize(), ColumnKind.NUMBER),
            Column(_("Évolution (points)"), ColumnKind.NUMBER),
            Column(_("Verdict")),
        ],
        rows=rows,
        alt=_("Évolution de chaque mesure entre les deux vagues, avec son verdict."),
        key="trend_table",
        file_name=_("évolutions") + f" {view.now.title}",
    )
