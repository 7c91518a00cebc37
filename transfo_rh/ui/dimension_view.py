"""One dimension on screen: its questions with their shares, its score by department, how far to trust it."""

from __future__ import annotations

import streamlit as st

from transfo_rh.campaigns.model import CellState
from transfo_rh.campaigns.results.dimension import DimensionView, Line
from transfo_rh.campaigns.results.wording import answers_words, asked_words, score_words, share_words
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _
from transfo_rh.ui.charts.bars import Bar, bars_chart
from transfo_rh.ui.charts.shares import ShareRow, shares_chart
from transfo_rh.ui.metrics import Metric
from transfo_rh.ui.tables import Column, ColumnKind, data_table


def dimension_metrics(view: DimensionView) -> list[Metric]:
    """Score, favourable share, answers and reliability of the dimension."""
    cell = view.total.cell
    if cell.score is None:
        return []
    metrics = [
        Metric(_("Score"), f"{score_words(cell, view.dimension)} / 100", help=_interval_words(view.total)),
        Metric(_("Favorables"), favourable_words(view.total)),
        Metric(_("Réponses"), answers_words(view.total.cell), help=asked_words(view.total.cell)),
    ]
    if view.reliability is not None and view.dimension.alpha is not None:
        metrics.append(
            Metric(
                _("Fiabilité"),
                number(view.dimension.alpha, decimals=2),
                help=_("Alpha de Cronbach sur toute la collectivité : {verdict}.").format(
                    verdict=view.reliability.label
                ),
            )
        )
    return metrics


def _interval_words(line: Line) -> str | None:
    interval = line.score_interval
    if interval is None:
        return None
    return _("Intervalle à 95 % : de {low} à {high}.").format(
        low=number(interval.low), high=number(interval.high)
    )


def favourable_words(line: Line) -> str:
    """The favourable share; only its bound in a (nearly) unanimous group, a dash when it is hidden."""
    return share_words(line.cell.favourable, capped=line.cell.capped)


def show_items(view: DimensionView) -> None:
    """The questions, the most favourable first."""
    lines = sorted(view.items, key=lambda line: -(line.cell.score or -1))
    shares_chart(
        rows=[_share_row(line) for line in lines],
        classes=(_("Défavorable"), _("Neutre"), _("Favorable")),
        alt=view.sentence,
        key="dimension_items",
        value_title=_("Part des réponses (%)"),
    )


def _share_row(line: Line) -> ShareRow:
    cell = line.cell
    if cell.state is not CellState.SHOWN or cell.favourable is None or cell.unfavourable is None:
        return ShareRow(line.label, (), (), cell.state.label, cell.state.value, cell.state.label)
    rest = max(0, 100 - cell.favourable - cell.unfavourable)
    shares = (cell.unfavourable, rest, cell.favourable)
    texts = (
        share_words(cell.unfavourable, capped=cell.capped),
        "" if line.neutral is None else share_words(line.neutral),  # between two bounds, not known
        share_words(cell.favourable, capped=cell.capped),
    )
    hover = _("Score {score} sur 100, {favourable} favorables, {answers}").format(
        score=cell.score, favourable=favourable_words(line), answers=asked_words(cell)
    )
    return ShareRow(line.label, shares, texts, hover)


def show_units(view: DimensionView) -> None:
    """The score of each department of the level, with its interval and the whole's or the unit's as a mark."""
    reference = view.total.cell.score
    bars = [
        Bar(
            line.label,
            line.cell.score,
            "" if line.cell.score is None else str(line.cell.score),
            _interval_words(line) or line.cell.state.label,
            line.cell.state.value,
            line.cell.state.label,
            reference=reference,
            low=None if line.score_interval is None else line.score_interval.low,
            high=None if line.score_interval is None else line.score_interval.high,
        )
        for line in sorted(view.units, key=lambda line: -(line.cell.score or -1))
    ]
    bars_chart(
        bars=bars,
        alt=_("Score de « {dimension} » par service, avec son intervalle à 95 %.").format(
            dimension=view.dimension.label
        ),
        key="dimension_units",
        value_title=_("Score sur 100"),
        reference_title=view.subject,
    )


def show_dimension_table(view: DimensionView) -> None:
    """The same figures as a table, with downloads."""
    data_table(
        columns=[
            Column(_("Question ou service"), pinned=True),
            Column(_("État")),
            Column(_("Score (0–100)"), ColumnKind.NUMBER),
            Column(_("Intervalle à 95 %")),
            Column(_("Favorable")),
            Column(_("Réponses")),
        ],
        rows=[
            (
                line.label,
                line.cell.state.label,
                line.cell.score,
                _interval_words(line),
                favourable_words(line),
                answers_words(line.cell),
            )
            for line in (view.total, *view.items, *view.units)
        ],
        alt=_("Questions et services de la dimension : score, intervalle, part favorable, réponses."),
        key="dimension_table",
        file_name=f"{view.campaign.title} {view.dimension.label}",
    )


def show_trust(view: DimensionView) -> None:
    """What to know before concluding: reliability, and a question that goes against the others."""
    if view.weak_item:
        st.warning(
            _(
                "La question « {item} » va à l’encontre des autres : elle est peut-être à inverser, lisez-la à part."
            ).format(item=view.weak_item),
            icon=":material/swap_vert:",
        )
    if view.reliability is not None and view.dimension.alpha_low is not None:
        st.caption(
            _(
                "Fiabilité de la dimension : {verdict} (alpha {alpha}, de {low} à {high}, {n} réponses complètes)."
            ).format(
                verdict=view.reliability.label,
                alpha=number(view.dimension.alpha or 0, decimals=2),
                low=number(view.dimension.alpha_low, decimals=2),
                high=number(view.dimension.alpha_high or 0, decimals=2),
                n=number(view.dimension.alpha_n or 0),
            )
        )
