"""A map of two scores with four named quarters, and arrows from the previous wave."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from transfo_rh.ui.charts import palette
from transfo_rh.ui.charts.frame import CONFIG, TRANSPARENT
from transfo_rh.ui.charts.labels import wrapped

LABELLED_AT_MOST = 12
LABELLED_AMONG_MANY = 8


@dataclass(frozen=True, slots=True)
class QuadrantPoint:
    """One unit: where it stands, and where it stood (None: not comparable). ``emphasised`` is the whole authority."""

    label: str
    x: int
    y: int
    hover: str
    before: tuple[int, int] | None = None
    emphasised: bool = False


def quadrants_chart(
    *,
    points: Sequence[QuadrantPoint],
    x_title: str,
    y_title: str,
    quarters: tuple[str, str, str, str],
    alt: str,
    key: str,
    middle: int = 50,
) -> None:
    """Show the map. ``quarters`` name the top left, top right, bottom left and bottom right."""
    figure = quadrants_figure(
        points=points, x_title=x_title, y_title=y_title, quarters=quarters, middle=middle
    )
    st.plotly_chart(figure, config=CONFIG, key=key, alt=alt)


def quadrants_figure(
    *,
    points: Sequence[QuadrantPoint],
    x_title: str,
    y_title: str,
    quarters: tuple[str, str, str, str],
    middle: int = 50,
) -> go.Figure:
    """The figure alone; the axes span the points, with a margin, around the middle."""
    values = [value for point in points for value in _coordinates(point)] + [middle - 12, middle + 12]
    low, high = max(0, min(values) - 6), min(100, max(values) + 6)
    figure = go.Figure()
    for point in points:
        if point.before is not None:
            _add_arrow(figure, point)
    labelled = _labelled(points, middle)
    figure.add_trace(
        go.Scatter(
            x=[point.x for point in points],
            y=[point.y for point in points],
            mode="markers+text",
            text=[
                wrapped(point.label, width=22, lines=2) if number in labelled else ""
                for number, point in enumerate(points)
            ],
            textposition=_text_positions(points),
            textfont={"size": 12, "color": palette.INK},
            marker={
                "size": [16 if point.emphasised else 11 for point in points],
                "symbol": ["diamond" if point.emphasised else "circle" for point in points],
                "color": [palette.ACCENT if point.emphasised else palette.BLUE for point in points],
                "line": {"color": palette.WHITE, "width": 1},
            },
            hovertext=[f"<b>{html.escape(p.label)}</b><br>{html.escape(p.hover)}" for p in points],
            hoverinfo="text",
            cliponaxis=False,
            showlegend=False,
        )
    )
    _add_quarters(figure, quarters, low=low, high=high, middle=middle)
    axis = {"range": [low, high], "fixedrange": True, "zeroline": False}
    figure.update_layout(
        height=620,
        margin={"l": 8, "r": 12, "t": 12, "b": 48},
        paper_bgcolor=TRANSPARENT,
        plot_bgcolor=TRANSPARENT,
        dragmode=False,
        xaxis={**axis, "title": {"text": x_title}},
        yaxis={**axis, "title": {"text": y_title}, "automargin": True},
    )
    return figure


def _coordinates(point: QuadrantPoint) -> tuple[int, ...]:
    return (point.x, point.y, *(point.before or ()))


def _labelled(points: Sequence[QuadrantPoint], middle: int) -> frozenset[int]:
    """The points that bear their name: all of a few, else those far from the middle; the others tell on hovering."""

    def remoteness(number: int) -> tuple[bool, int]:
        point = points[number]
        return point.emphasised, max(abs(point.x - middle), abs(point.y - middle))

    farthest = sorted(range(len(points)), key=remoteness, reverse=True)
    return frozenset(farthest if len(points) <= LABELLED_AT_MOST else farthest[:LABELLED_AMONG_MANY])


def _text_positions(points: Sequence[QuadrantPoint]) -> list[str]:
    """Labels above or below, so that neighbours do not write over each other."""
    order = sorted(range(len(points)), key=lambda position: (points[position].x, points[position].y))
    places = [""] * len(points)
    for rank, position in enumerate(order):
        places[position] = "top center" if rank % 2 else "bottom center"
    return places


def _add_arrow(figure: go.Figure, point: QuadrantPoint) -> None:
    x, y = point.before or (point.x, point.y)
    figure.add_annotation(
        x=point.x,
        y=point.y,
        ax=x,
        ay=y,
        xref="x",
        yref="y",
        axref="x",
        ayref="y",
        showarrow=True,
        arrowhead=2,
        arrowsize=1.2,
        arrowwidth=1.5,
        arrowcolor=palette.HATCH_LINE,
        standoff=6,
        text="",
    )


def _add_quarters(
    figure: go.Figure, quarters: tuple[str, str, str, str], *, low: int, high: int, middle: int
) -> None:
    line = {"color": palette.HATCH_LINE, "width": 1, "dash": "dot"}
    figure.add_shape(type="line", x0=middle, x1=middle, y0=low, y1=high, line=line, layer="below")
    figure.add_shape(type="line", x0=low, x1=high, y0=middle, y1=middle, line=line, layer="below")
    for position, name in enumerate(quarters):
        left, top = position % 2 == 0, position < 2
        figure.add_annotation(
            xref="paper",
            yref="paper",
            x=0.01 if left else 0.99,
            y=0.99 if top else 0.01,
            xanchor="left" if left else "right",
            yanchor="top" if top else "bottom",
            text=f"<i>{wrapped(name, width=18, lines=2)}</i>",
            showarrow=False,
            font={"size": 13, "color": palette.HATCH_LINE},
        )
