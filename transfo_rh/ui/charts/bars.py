"""Horizontal bars with direct labels, an optional interval and a reference mark (« the authority »)."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from transfo_rh.core.i18n import labelled
from transfo_rh.ui.charts import palette
from transfo_rh.ui.charts.frame import CONFIG, TRANSPARENT, hatch
from transfo_rh.ui.charts.heatmap import HIDDEN_STATES, SHOWN
from transfo_rh.ui.charts.rows import axis_pixels, axis_title, legend_pixels, named_rows

SHORT_TEXT = 5
FEW_STEPS = 5  # a scale so short is written number by number


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. ``state`` other than « shown » draws a hatched bar and its reason in words.

    ``reference`` is the value to compare with; ``low`` and ``high`` the bounds of an interval.
    """

    label: str
    value: float | None
    text: str
    hover: str
    state: str = SHOWN
    state_label: str = ""
    reference: int | None = None
    low: float | None = None
    high: float | None = None


def bars_chart(
    *,
    bars: Sequence[Bar],
    alt: str,
    key: str,
    value_title: str,
    reference_title: str | None = None,
    lowest: int = 0,
    highest: int = 100,
) -> None:
    """Show horizontal bars, first one on top. ``value_title`` names the value and its unit.

    ``reference_title`` says what the orange marks stand for, in the legend above the bars.
    """
    st.plotly_chart(
        bars_figure(
            bars=bars,
            value_title=value_title,
            reference_title=reference_title,
            lowest=lowest,
            highest=highest,
        ),
        config=CONFIG,
        key=key,
        alt=alt,
    )


def bars_figure(
    *, bars: Sequence[Bar], value_title: str, reference_title: str | None, lowest: int, highest: int
) -> go.Figure:
    """The figure alone: bars, hatched placeholders, reference marks."""
    rows = named_rows([bar.label for bar in bars])
    top, bottom = legend_pixels([reference_title] if reference_title else []), axis_pixels(value_title)
    figure = go.Figure()
    figure.add_trace(_shown(bars, lowest, highest))
    for state in HIDDEN_STATES:
        if any(bar.state == state for bar in bars):
            figure.add_trace(_hidden(bars, state, highest - lowest))
    if any(bar.reference is not None for bar in bars):
        figure.add_trace(_references(bars, reference_title or ""))
    figure.update_layout(
        height=top + rows.height + bottom,
        margin={"l": 8, "r": 12, "t": top, "b": bottom},
        barmode="overlay",
        bargap=1 - rows.mark,
        paper_bgcolor=TRANSPARENT,
        plot_bgcolor=TRANSPARENT,
        dragmode=False,
        showlegend=reference_title is not None,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemclick": False},
        xaxis={
            "range": [lowest, highest],
            "dtick": 1 if highest - lowest <= FEW_STEPS else None,
            "title": axis_title(value_title),
            "fixedrange": True,
            "zeroline": False,
        },
        yaxis=rows.axis(),
        annotations=rows.titles(),
    )
    return figure


def _fits(bar: Bar, length: int) -> bool:
    """True when the text stands inside its bar, on a phone too: a number in a short bar, words in a long one."""
    share = (bar.value or 0) / max(1, length)
    return share > (0.08 if len(bar.text) <= SHORT_TEXT else 0.7)


def _shown(bars: Sequence[Bar], lowest: int, highest: int) -> go.Bar:
    at = [(i, bar) for i, bar in enumerate(bars) if bar.state == SHOWN and bar.value is not None]
    intervals = [bar for _i, bar in at if bar.low is not None and bar.high is not None]
    values = [bar.value or 0 for _i, bar in at]
    return go.Bar(
        orientation="h",
        y=[i for i, _bar in at],
        x=values,
        text=[html.escape(bar.text) for _i, bar in at],
        textposition=["inside" if _fits(bar, highest - lowest) else "outside" for _i, bar in at],
        cliponaxis=False,
        insidetextanchor="start",
        insidetextfont={"color": palette.WHITE, "size": 13},
        outsidetextfont={"size": 13},
        marker={"color": palette.MARK},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [0 if bar.high is None else bar.high - (bar.value or 0) for _i, bar in at],
            "arrayminus": [0 if bar.low is None else (bar.value or 0) - bar.low for _i, bar in at],
            "color": palette.HATCH_LINE,
            "thickness": 1.5,
            "visible": bool(intervals),
        },
        hovertext=[f"<b>{html.escape(bar.label)}</b><br>{html.escape(bar.hover)}" for _i, bar in at],
        hoverinfo="text",
        showlegend=False,
    )


def _hidden(bars: Sequence[Bar], state: str, length: int) -> go.Bar:
    at = [(i, bar) for i, bar in enumerate(bars) if bar.state == state]
    return go.Bar(
        orientation="h",
        y=[i for i, _bar in at],
        x=[length * 0.12] * len(at),
        text=[html.escape(bar.state_label) for _i, bar in at],
        textposition="outside",
        cliponaxis=False,
        marker=hatch(state),
        hovertext=[f"<b>{html.escape(bar.label)}</b><br>{html.escape(bar.hover)}" for _i, bar in at],
        hoverinfo="text",
        showlegend=False,
    )


def _references(bars: Sequence[Bar], title: str) -> go.Scatter:
    at = [(i, bar) for i, bar in enumerate(bars) if bar.reference is not None and bar.state == SHOWN]
    return go.Scatter(
        x=[bar.reference for _i, bar in at],
        y=[i for i, _bar in at],
        mode="markers",
        name=html.escape(title),
        marker={
            "symbol": "line-ns",
            "size": 24,
            "color": palette.ACCENT,
            "line": {"color": palette.ACCENT, "width": 4},
        },
        hovertext=[labelled(html.escape(title), str(bar.reference)) for _i, bar in at],
        hoverinfo="text",
    )
