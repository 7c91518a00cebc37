"""How many things of each row are covered, fragile or in rupture: stacked counts, told apart by hatch and number."""

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

_COLOURS = (palette.DIVERGING[1], palette.DIVERGING[3], palette.DIVERGING[8])
_STRIPES = (palette.DIVERGING[0], palette.DIVERGING[2], palette.DIVERGING[8])
_SHAPES = ("x", "/", "")


@dataclass(frozen=True, slots=True)
class CoverRow:
    """One line: ``counts`` in rupture, fragile and covered."""

    label: str
    counts: tuple[int, int, int]
    hover: str


def cover_chart(
    *, rows: Sequence[CoverRow], classes: tuple[str, str, str], alt: str, key: str, value_title: str
) -> None:
    """Show the rows, first one on top; ``classes`` name the three parts of a bar, the worst on the left."""
    st.plotly_chart(
        cover_figure(rows=rows, classes=classes, value_title=value_title), config=CONFIG, key=key, alt=alt
    )


def cover_figure(*, rows: Sequence[CoverRow], classes: tuple[str, str, str], value_title: str) -> go.Figure:
    """The figure alone."""
    names = named_rows([row.label for row in rows])
    top, bottom = legend_pixels(classes), axis_pixels(value_title)
    return go.Figure(
        [_part(rows, position, name) for position, name in enumerate(classes)],
        {
            "barmode": "stack",
            "height": top + names.height + bottom,
            "margin": {"l": 8, "r": 12, "t": top, "b": bottom},
            "bargap": 1 - names.mark,
            "paper_bgcolor": TRANSPARENT,
            "plot_bgcolor": TRANSPARENT,
            "dragmode": False,
            "legend": {
                "orientation": "h",
                "x": 0,
                "y": 1.0,
                "yanchor": "bottom",
                "itemclick": False,
                "itemdoubleclick": False,
                "traceorder": "normal",
            },
            "xaxis": {
                "title": axis_title(value_title),
                "fixedrange": True,
                "zeroline": False,
                "rangemode": "tozero",
                "tickformat": "d",
            },
            "yaxis": names.axis(),
            "annotations": names.titles(),
        },
    )


def _part(rows: Sequence[CoverRow], position: int, name: str) -> go.Bar:
    return go.Bar(
        orientation="h",
        name=html.escape(name),
        y=list(range(len(rows))),
        x=[row.counts[position] for row in rows],
        text=[str(row.counts[position]) if row.counts[position] else "" for row in rows],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont={"color": palette.INK if position == 1 else palette.WHITE, "size": 14},
        marker=_marker(position),
        hovertext=[f"<b>{html.escape(row.label)}</b><br>{html.escape(row.hover)}" for row in rows],
        hoverinfo="text",
    )


def _marker(position: int) -> dict[str, Any]:
    """The colour and the hatch of a class: crosses, stripes, plain."""
    return {
        "color": _COLOURS[position],
        "line": {"color": palette.WHITE, "width": 1},
        "pattern": {
            "shape": _SHAPES[position],
            "size": 8,
            "solidity": 0.3,
            "bgcolor": _COLOURS[position],
            "fgcolor": _STRIPES[position],
            "fillmode": "replace",
        },
    }
