"""A map of two scores with four named quarters, and arrows from the previous wave."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace

import plotly.graph_objects as go
import streamlit as st

from transfo_rh.ui.charts import palette
from transfo_rh.ui.charts.frame import CONFIG, TRANSPARENT
from transfo_rh.ui.charts.labels import short_department, wrapped
from transfo_rh.ui.charts.placing import Box, text_places, text_size

HEIGHT, BOTTOM_PIXELS = 620, 48
PHONE_PLOT = Box(0, 0, 285, 550)  # the plot on a phone: what is readable there is readable everywhere
NAME_CHARACTERS, NAME_LINES = 17, 3
ARROW_STEPS = 10
OUTLYING = 10  # points away from the middle


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
    points = _farthest_first(points, middle)
    names = [wrapped(short_department(p.label), width=NAME_CHARACTERS, lines=NAME_LINES) for p in points]
    quarter_names = [wrapped(name, width=18, lines=2) for name in quarters]
    places = text_places(
        [_pixels(point, low, high) for point in points],
        names,
        frame=PHONE_PLOT,
        taken=[_corner(text, position) for position, text in enumerate(quarter_names)],
        avoided=[step for point in points for step in _along_arrow(point, low, high)],
    )
    figure.add_trace(
        go.Scatter(
            x=[point.x for point in points],
            y=[point.y for point in points],
            mode="markers+text",
            text=[name if place else "" for name, place in zip(names, places, strict=True)],
            textposition=[place or "top center" for place in places],
            textfont={"size": 12, "color": palette.INK},
            marker={
                "size": [16 if point.emphasised else 11 for point in points],
                "symbol": ["diamond" if point.emphasised else "circle" for point in points],
                "color": [palette.ACCENT if point.emphasised else palette.MARK for point in points],
                "line": {"color": palette.WHITE, "width": 1},
            },
            hovertext=[f"<b>{html.escape(p.label)}</b><br>{html.escape(p.hover)}" for p in points],
            hoverinfo="text",
            cliponaxis=False,
            showlegend=False,
        )
    )
    _add_quarters(figure, quarter_names, low=low, high=high, middle=middle)
    axis = {"range": [low, high], "fixedrange": True, "zeroline": False}
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 12, "t": 12, "b": BOTTOM_PIXELS},
        paper_bgcolor=TRANSPARENT,
        plot_bgcolor=TRANSPARENT,
        dragmode=False,
        xaxis={**axis, "title": {"text": x_title}},
        yaxis={**axis, "title": {"text": y_title}, "automargin": True},
    )
    return figure


def _coordinates(point: QuadrantPoint) -> tuple[int, ...]:
    return (point.x, point.y, *(point.before or ()))


def _farthest_first(points: Sequence[QuadrantPoint], middle: int) -> list[QuadrantPoint]:
    """The order in which points are named: the outlying ones, the whole, the others, which may tell on hovering only."""

    def remoteness(point: QuadrantPoint) -> int:
        return OUTLYING if point.emphasised else max(abs(point.x - middle), abs(point.y - middle))

    return sorted(points, key=remoteness, reverse=True)


def _pixels(point: QuadrantPoint, low: int, high: int) -> tuple[float, float]:
    """Where the point stands in the plot of a phone."""
    length = high - low
    return (point.x - low) / length * PHONE_PLOT.right, (point.y - low) / length * PHONE_PLOT.top


def _along_arrow(point: QuadrantPoint, low: int, high: int) -> list[Box]:
    """Small steps of the point's arrow, its head left out: there stands the point."""
    if point.before is None:
        return []
    (x, y) = _pixels(point, low, high)
    (from_x, from_y) = _pixels(replace(point, x=point.before[0], y=point.before[1]), low, high)
    steps = [step / ARROW_STEPS for step in range(ARROW_STEPS)]
    middles = [(from_x + share * (x - from_x), from_y + share * (y - from_y)) for share in steps]
    return [Box(left - 2, bottom - 2, left + 2, bottom + 2) for left, bottom in middles]


def _corner(text: str, position: int) -> Box:
    """The room of a quarter's name: top left, top right, bottom left, bottom right."""
    width, height = text_size(text)
    left = 0 if position % 2 == 0 else PHONE_PLOT.right - width
    bottom = PHONE_PLOT.top - height if position < 2 else 0
    return Box(left, bottom, left + width, bottom + height)


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


def _add_quarters(figure: go.Figure, quarters: Sequence[str], *, low: int, high: int, middle: int) -> None:
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
            text=f"<i>{name}</i>",
            showarrow=False,
            font={"size": 13, "color": palette.HATCH_LINE},
        )
