"""Participation drawn: a rate for each department between the alert and the target, and the curve of the days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go
import streamlit as st

from transfo_rh.core.formats import day, percent
from transfo_rh.ui.charts import palette
from transfo_rh.ui.charts.bars import Bar, bars_figure
from transfo_rh.ui.charts.frame import CONFIG, TRANSPARENT
from transfo_rh.ui.charts.rows import named_rows

CURVE_PIXELS = 320
TITLES_PIXELS = 40


@dataclass(frozen=True, slots=True)
class Day:
    """One point of the curve: the share of the people asked who had answered that evening, and how many."""

    on: date
    rate: int
    text: str


def rates_chart(
    *,
    bars: Sequence[Bar],
    target: int,
    alert: int | None,
    target_title: str,
    alert_title: str,
    value_title: str,
    alt: str,
    key: str,
) -> None:
    """Show one bar a department with two vertical lines named above the bars: the alert, if any, and the target."""
    figure = bars_figure(bars=bars, value_title=value_title, reference_title=None, lowest=0, highest=100)
    reach = 0.65 * named_rows([bar.label for bar in bars]).mark
    for value, title, dash, shift in ((alert, alert_title, "dot", 0), (target, target_title, "solid", 18)):
        if value is None:
            continue
        for row in range(len(bars)):
            figure.add_shape(
                type="line",
                x0=value,
                x1=value,
                y0=row - reach,
                y1=row + reach,
                line={"color": palette.ACCENT, "width": 2, "dash": dash},
            )
        figure.add_annotation(
            text=title,
            x=value,
            y=1,
            yref="paper",
            yshift=shift,
            xanchor="right",
            yanchor="bottom",
            showarrow=False,
        )
    figure.update_layout(height=figure.layout.height + TITLES_PIXELS, margin={"t": 8 + TITLES_PIXELS})
    st.plotly_chart(figure, config=CONFIG, key=key, alt=alt)


def curve_chart(
    *,
    days: Sequence[Day],
    closes_on: date | None,
    target: int,
    target_title: str,
    value_title: str,
    day_title: str,
    alt: str,
    key: str,
) -> None:
    """Show the share of answers received day after day, up to the last day, with the target as a line."""
    st.plotly_chart(
        curve_figure(
            days=days,
            closes_on=closes_on,
            target=target,
            target_title=target_title,
            value_title=value_title,
            day_title=day_title,
        ),
        config=CONFIG,
        key=key,
        alt=alt,
    )


def curve_figure(
    *,
    days: Sequence[Day],
    closes_on: date | None,
    target: int,
    target_title: str,
    value_title: str,
    day_title: str,
) -> go.Figure:
    """The figure alone."""
    figure = go.Figure(
        go.Scatter(
            x=[point.on.isoformat() for point in days],
            y=[point.rate for point in days],
            mode="lines+markers",
            line={"color": palette.MARK, "width": 3, "shape": "hv"},
            marker={"color": palette.MARK, "size": 7},
            hovertext=[f"<b>{day(point.on)}</b><br>{point.text}" for point in days],
            hoverinfo="text",
            showlegend=False,
        )
    )
    last = days[-1]
    figure.add_annotation(
        x=last.on.isoformat(), y=last.rate, text=percent(last.rate), showarrow=False, yshift=16
    )
    figure.add_hline(y=target, line={"color": palette.ACCENT, "width": 2})
    figure.add_annotation(
        text=target_title, x=0, xref="paper", y=target, xanchor="left", yanchor="bottom", showarrow=False
    )
    ends = [days[0].on, max(last.on, closes_on or last.on)]
    figure.update_layout(
        height=CURVE_PIXELS,
        margin={"l": 8, "r": 12, "t": 12, "b": 48},
        paper_bgcolor=TRANSPARENT,
        plot_bgcolor=TRANSPARENT,
        dragmode=False,
        xaxis={
            "type": "date",
            "range": [end.isoformat() for end in ends],
            "tickformat": "%d/%m",
            "title": {"text": day_title},
            "fixedrange": True,
        },
        yaxis={
            "range": [0, 104],
            "title": {"text": value_title},
            "ticksuffix": percent(0).removeprefix("0"),
            "fixedrange": True,
            "automargin": True,
        },
    )
    return figure
