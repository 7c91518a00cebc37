"""Two values a line joined by a stroke: a wave and the next one, perceived and measured."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from transfo_rh.ui.charts import palette
from transfo_rh.ui.charts.frame import CONFIG, TRANSPARENT
from transfo_rh.ui.charts.rows import axis_pixels, axis_title, legend_pixels, named_rows

SPAN_STEP, LEAST_SPAN = 10, 20
BEFORE_SYMBOL, AFTER_SYMBOL = "circle-open", "circle"


@dataclass(frozen=True, slots=True)
class Change:
    """One line. Without both values, ``note`` says why. ``marked`` is a change that is shown to be real."""

    label: str
    before: int | None
    after: int | None
    note: str
    hover: str
    marked: bool = False


def changes_chart(
    *,
    changes: Sequence[Change],
    before_title: str,
    after_title: str,
    value_title: str,
    alt: str,
    key: str,
) -> None:
    """Show the lines, first one on top: hollow mark before, full mark after, the note at the right.

    The axis spans the values, not the whole scale: marks are compared with one another, never by their length.
    """
    figure = changes_figure(
        changes=changes,
        before_title=before_title,
        after_title=after_title,
        value_title=value_title,
    )
    st.plotly_chart(figure, config=CONFIG, key=key, alt=alt)


def changes_figure(
    *,
    changes: Sequence[Change],
    before_title: str,
    after_title: str,
    value_title: str,
) -> go.Figure:
    """The figure alone."""
    lowest, highest = span(changes)
    rows = named_rows([change.label for change in changes])
    top, bottom = legend_pixels([before_title, after_title]), axis_pixels(value_title)
    figure = go.Figure()
    for marked in (False, True):
        figure.add_trace(_strokes(changes, marked=marked))
    figure.add_trace(_marks(changes, before_title, before=True))
    figure.add_trace(_marks(changes, after_title, before=False))
    figure.add_trace(_notes(changes, lowest, highest))
    figure.update_layout(
        height=top + rows.height + bottom,
        margin={"l": 8, "r": 12, "t": top, "b": bottom},
        paper_bgcolor=TRANSPARENT,
        plot_bgcolor=TRANSPARENT,
        dragmode=False,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemclick": False},
        xaxis={
            "range": [lowest, highest * 1.32 - lowest * 0.32],
            "tickvals": list(
                range(lowest, highest + 1, SPAN_STEP if highest - lowest <= 50 else 2 * SPAN_STEP)
            ),
            "title": axis_title(value_title),
            "fixedrange": True,
            "zeroline": False,
        },
        yaxis=rows.axis(),
        annotations=rows.titles(),
        shapes=[_guide(row, lowest, highest) for row in range(len(changes))],
    )
    return figure


def span(changes: Sequence[Change]) -> tuple[int, int]:
    """The tens around all values, at least two apart, within 0 and 100.

    >>> span([Change("A", 34, 38, "+4", ""), Change("B", 68, 69, "+1", ""), Change("C", None, None, "", "")])
    (30, 70)
    >>> span([Change("A", 100, 100, "0", "")]), span([])
    ((80, 100), (0, 20))
    """
    values = [value for change in changes for value in (change.before, change.after) if value is not None]
    lowest = min(values, default=0) // SPAN_STEP * SPAN_STEP
    highest = -(-max(values, default=0) // SPAN_STEP) * SPAN_STEP
    highest = min(100, max(highest, lowest + LEAST_SPAN))
    return min(lowest, highest - LEAST_SPAN), highest


def _guide(row: int, lowest: int, highest: int) -> dict[str, Any]:
    """A thin line along a row, up to the note beside it."""
    return {
        "type": "line",
        "x0": lowest,
        "x1": highest,
        "y0": row,
        "y1": row,
        "layer": "below",
        "line": {"color": palette.HATCH_LINE, "width": 2},
        "opacity": 0.2,
    }


def _strokes(changes: Sequence[Change], *, marked: bool) -> go.Scatter:
    x: list[int | None] = []
    y: list[int | None] = []
    for row, change in enumerate(changes):
        if change.marked is marked and change.before is not None and change.after is not None:
            x += [change.before, change.after, None]
            y += [row, row, None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={
            "color": palette.MARK if marked else palette.HATCH_LINE,
            "width": 5 if marked else 1.5,
            "dash": "solid" if marked else "dot",
        },
        hoverinfo="skip",
        showlegend=False,
    )


def _marks(changes: Sequence[Change], title: str, *, before: bool) -> go.Scatter:
    at = [
        (row, change, change.before if before else change.after)
        for row, change in enumerate(changes)
        if (change.before if before else change.after) is not None
    ]
    return go.Scatter(
        x=[value for _row, _change, value in at],
        y=[row for row, _change, _value in at],
        mode="markers",
        name=html.escape(title),
        marker={
            "symbol": BEFORE_SYMBOL if before else AFTER_SYMBOL,
            "size": 13,
            "color": palette.ACCENT if before else palette.MARK,
            "line": {"width": 2.5, "color": palette.ACCENT if before else palette.MARK},
        },
        hovertext=[
            f"<b>{html.escape(change.label)}</b><br>{html.escape(change.hover)}" for _r, change, _v in at
        ],
        hoverinfo="text",
    )


def _notes(changes: Sequence[Change], lowest: int, highest: int) -> go.Scatter:
    """What is said of each row: on the right, or along the row when it has no mark."""
    return go.Scatter(
        x=[
            lowest if change.before is None and change.after is None else highest + 0.04 * (highest - lowest)
            for change in changes
        ],
        y=list(range(len(changes))),
        mode="text",
        text=[html.escape(change.note) for change in changes],
        textposition="middle right",
        textfont={"size": 13, "color": palette.INK},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
