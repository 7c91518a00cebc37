"""A value with its interval a row: a bar from the low end to the high one, a dot inside, thresholds across."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from transfo_rh.ui.charts import palette
from transfo_rh.ui.charts.frame import CONFIG, TRANSPARENT
from transfo_rh.ui.charts.rows import axis_pixels, axis_title, legend_pixels, named_rows

BAR_COLOUR = palette.SEQUENTIAL[4]
BAR_PIXELS, DOT_PIXELS = 10, 13


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One row, 0–100. ``point`` None draws the bar alone. ``crossed``: a rule excludes the row, whatever its value."""

    label: str
    low: float
    high: float
    point: float | None
    hover: str
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class IntervalTitles:
    """What the marks are called in the legend, and the axis with its unit."""

    interval: str
    point: str
    crossed: str
    axis: str


def intervals_chart(
    *,
    rows: Sequence[IntervalRow],
    thresholds: Sequence[int],
    titles: IntervalTitles,
    alt: str,
    key: str,
) -> None:
    """Show the rows, first one on top; ``thresholds`` are dotted lines across."""
    st.plotly_chart(
        intervals_figure(rows=rows, thresholds=thresholds, titles=titles), config=CONFIG, key=key, alt=alt
    )


def intervals_figure(
    *, rows: Sequence[IntervalRow], thresholds: Sequence[int], titles: IntervalTitles
) -> go.Figure:
    """The figure alone."""
    names = named_rows([row.label for row in rows])
    legend = [titles.interval, titles.point, *([titles.crossed] if any(row.crossed for row in rows) else [])]
    top, bottom = legend_pixels(legend), axis_pixels(titles.axis)
    figure = go.Figure([_bars(rows, titles.interval)])
    for crossed, title in ((False, titles.point), (True, titles.crossed)):
        figure.add_trace(_dots(rows, title, crossed=crossed))
    figure.update_layout(
        height=top + names.height + bottom,
        margin={"l": 12, "r": 16, "t": top, "b": bottom},
        paper_bgcolor=TRANSPARENT,
        plot_bgcolor=TRANSPARENT,
        dragmode=False,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemclick": False},
        xaxis={
            "range": [-2, 102],
            "tickvals": sorted({0, 100, *thresholds}),
            "title": axis_title(titles.axis),
            "fixedrange": True,
            "zeroline": False,
            "showgrid": False,
        },
        yaxis=names.axis(),
        annotations=names.titles(),
        shapes=[_threshold(value) for value in thresholds],
    )
    return figure


def _threshold(value: int) -> dict[str, object]:
    return {
        "type": "line",
        "x0": value,
        "x1": value,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "layer": "below",
        "line": {"color": palette.HATCH_LINE, "width": 1, "dash": "dot"},
    }


def _bars(rows: Sequence[IntervalRow], title: str) -> go.Scatter:
    x: list[float | None] = []
    y: list[int | None] = []
    for number, row in enumerate(rows):
        x += [row.low, row.high, None]
        y += [number, number, None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        name=html.escape(title),
        line={"color": BAR_COLOUR, "width": BAR_PIXELS},
        hoverinfo="skip",
    )


def _dots(rows: Sequence[IntervalRow], title: str, *, crossed: bool) -> go.Scatter:
    at = [
        (number, row, row.point)
        for number, row in enumerate(rows)
        if row.point is not None and row.crossed is crossed
    ]
    colour = palette.ACCENT if crossed else palette.BLUE
    return go.Scatter(
        x=[point for _number, _row, point in at],
        y=[number for number, _row, _point in at],
        mode="markers",
        name=html.escape(title),
        showlegend=bool(at),
        marker={
            "symbol": "x" if crossed else "circle",
            "size": DOT_PIXELS,
            "color": colour,
            "line": {"color": palette.WHITE, "width": 1},
        },
        cliponaxis=False,
        hovertext=[f"<b>{html.escape(row.label)}</b><br>{html.escape(row.hover)}" for _n, row, _p in at],
        hoverinfo="text",
    )
