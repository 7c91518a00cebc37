"""Shares of answers as bars of 100 %: unfavourable, neutral, favourable, with direct labels; hidden rows hatched."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from transfo_rh.ui.charts import palette
from transfo_rh.ui.charts.frame import CONFIG, TRANSPARENT, hatch
from transfo_rh.ui.charts.heatmap import HIDDEN_STATES, SHOWN
from transfo_rh.ui.charts.rows import axis_pixels, axis_title, legend_pixels, named_rows

LABELLED_FROM = 8
UNFAVOURABLE, NEUTRAL, FAVOURABLE = palette.DIVERGING[2], "#c9d0d8", palette.DIVERGING[8]
CLASS_COLOURS = (UNFAVOURABLE, NEUTRAL, FAVOURABLE)


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One line: ``shares`` in percent, one per class and in the order of the classes; ``texts`` what is written.

    ``state`` other than « shown » draws a hatched bar with its reason.
    """

    label: str
    shares: tuple[int, ...]
    texts: tuple[str, ...]
    hover: str
    state: str = SHOWN
    state_label: str = ""


def shares_chart(
    *, rows: Sequence[ShareRow], classes: Sequence[str], alt: str, key: str, value_title: str
) -> None:
    """Show the rows, first one on top; ``classes`` name the parts of a bar, from left to right."""
    st.plotly_chart(
        shares_figure(rows=rows, classes=classes, value_title=value_title), config=CONFIG, key=key, alt=alt
    )


def shares_figure(*, rows: Sequence[ShareRow], classes: Sequence[str], value_title: str) -> go.Figure:
    """The figure alone. Three classes take the colours of opinion, others the sequential scale."""
    names = named_rows([row.label for row in rows])
    top, bottom = legend_pixels(classes), axis_pixels(value_title)
    figure = go.Figure()
    colours = class_colours(len(classes))
    for position, name in enumerate(classes):
        figure.add_trace(_part(rows, position, name, colours[position]))
    for state in HIDDEN_STATES:
        if any(row.state == state for row in rows):
            figure.add_trace(_hidden(rows, state))
    figure.update_layout(
        barmode="stack",
        height=top + names.height + bottom,
        margin={"l": 8, "r": 12, "t": top, "b": bottom},
        bargap=1 - names.mark,
        paper_bgcolor=TRANSPARENT,
        plot_bgcolor=TRANSPARENT,
        dragmode=False,
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
            "traceorder": "normal",
        },
        xaxis={"range": [0, 100], "title": axis_title(value_title), "fixedrange": True, "zeroline": False},
        yaxis=names.axis(),
        annotations=names.titles(),
    )
    return figure


def class_colours(count: int) -> tuple[str, ...]:
    """The colour of each class.

    >>> class_colours(3) == CLASS_COLOURS, len(class_colours(6))
    (True, 6)
    """
    if count == len(CLASS_COLOURS):
        return CLASS_COLOURS
    steps = len(palette.SEQUENTIAL) - 2
    return tuple(palette.SEQUENTIAL[1 + (position * steps) // max(1, count)] for position in range(count))


def _part(rows: Sequence[ShareRow], position: int, name: str, colour: str) -> go.Bar:
    at = [(number, row) for number, row in enumerate(rows) if row.state == SHOWN]
    return go.Bar(
        orientation="h",
        name=html.escape(name),
        y=[number for number, _row in at],
        x=[row.shares[position] for _number, row in at],
        text=[
            html.escape(row.texts[position]) if row.shares[position] >= LABELLED_FROM else ""
            for _number, row in at
        ],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont={"color": palette.text_on(colour), "size": 13},
        marker={"color": colour, "line": {"color": palette.WHITE, "width": 1}},
        hovertext=[f"<b>{html.escape(row.label)}</b><br>{html.escape(row.hover)}" for _number, row in at],
        hoverinfo="text",
    )


def _hidden(rows: Sequence[ShareRow], state: str) -> go.Bar:
    at = [(number, row) for number, row in enumerate(rows) if row.state == state]
    return go.Bar(
        orientation="h",
        y=[number for number, _row in at],
        x=[14] * len(at),
        text=[html.escape(row.state_label) for _number, row in at],
        textposition="outside",
        cliponaxis=False,
        marker=hatch(state),
        hovertext=[f"<b>{html.escape(row.label)}</b><br>{html.escape(row.hover)}" for _number, row in at],
        hoverinfo="text",
        showlegend=False,
    )
