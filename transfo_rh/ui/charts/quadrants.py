"""A map of two scores with four named quarters, and arrows from the previous wave.

Every point tells its name: written beside it when there are few and all find room, otherwise by a number with the list
of names beside the map.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from transfo_rh.core.i18n import _, labelled
from transfo_rh.ui.charts import palette
from transfo_rh.ui.charts.frame import CONFIG, TRANSPARENT
from transfo_rh.ui.charts.labels import short_department, wrapped
from transfo_rh.ui.charts.placing import Box, Place, Plot, text_places, text_size

HEIGHT, BOTTOM_PIXELS = 620, 48
PLOT_WIDTHS, PLOT_HEIGHT = (280, 400, 600, 960), 550  # from a phone to a large screen
NAMED_AT_MOST = 12
NAME_CHARACTERS, NAME_LINES = 17, 3
NAME_REACH, NUMBER_REACH = 64, 240  # pixels from a point to its name
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
    """Show the map, and the list of its numbers beside. ``quarters``: top left, top right, bottom left, bottom right."""
    figure = quadrants_figure(
        points=points, x_title=x_title, y_title=y_title, quarters=quarters, middle=middle
    )
    if names_fit(points=points, quarters=quarters, middle=middle):
        st.plotly_chart(figure, config=CONFIG, key=key, alt=alt)
        return
    left, right = st.columns((5, 3), gap="medium", vertical_alignment="center")
    left.plotly_chart(figure, config=CONFIG, key=key, alt=alt)
    right.html(numbered_list(points))


def quadrants_figure(
    *,
    points: Sequence[QuadrantPoint],
    x_title: str,
    y_title: str,
    quarters: tuple[str, str, str, str],
    middle: int = 50,
) -> go.Figure:
    """The figure alone; the axes span the points, with a margin, around the middle."""
    low, high = _span(points, middle)
    figure = go.Figure()
    for point in points:
        if point.before is not None:
            _add_arrow(figure, point)
    texts = _names(points)
    places = _places(points, texts, quarters, middle, reach=NAME_REACH)
    if len(points) > NAMED_AT_MOST or None in places:
        texts = _numbers(points)
        places = _places(points, texts, quarters, middle, reach=NUMBER_REACH)
    figure.add_trace(_marks(points))
    for point, text, place in zip(points, texts, places, strict=True):
        if place is not None and text:
            _add_text(figure, point, text, place)
    _add_quarters(figure, _quarter_names(quarters), low=low, high=high, middle=middle)
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


def names_fit(
    *, points: Sequence[QuadrantPoint], quarters: tuple[str, str, str, str], middle: int = 50
) -> bool:
    """True when every point bears its name; otherwise the map bears numbers, explained by ``numbered_list``."""
    if len(points) > NAMED_AT_MOST:
        return False
    return None not in _places(points, _names(points), quarters, middle, reach=NAME_REACH)


def numbered_list(points: Sequence[QuadrantPoint]) -> str:
    """The names behind the numbers of the map, in HTML: the whole, then the units in their order."""
    whole = "".join(
        f"<p>{html.escape(labelled(_('Losange'), point.label.strip()))}</p>"
        for point in points
        if point.emphasised
    )
    items = "".join(
        f"<li>{html.escape(point.label.strip())}</li>" for point in points if not point.emphasised
    )
    return f'<div style="font-size:0.9rem">{whole}<ol style="padding-left:2em;margin:0">{items}</ol></div>'


def _names(points: Sequence[QuadrantPoint]) -> list[str]:
    return [
        wrapped(short_department(point.label), width=NAME_CHARACTERS, lines=NAME_LINES) for point in points
    ]


def _numbers(points: Sequence[QuadrantPoint]) -> list[str]:
    """1, 2, 3… in the order of the points; the whole has its own shape instead."""
    numbers = iter(range(1, len(points) + 1))
    return ["" if point.emphasised else str(next(numbers)) for point in points]


def _span(points: Sequence[QuadrantPoint], middle: int) -> tuple[int, int]:
    values = [value for point in points for value in _coordinates(point)] + [middle - 12, middle + 12]
    return max(0, min(values) - 6), min(100, max(values) + 6)


def _coordinates(point: QuadrantPoint) -> tuple[int, ...]:
    return (point.x, point.y, *(point.before or ()))


def _places(
    points: Sequence[QuadrantPoint],
    texts: Sequence[str],
    quarters: tuple[str, str, str, str],
    middle: int,
    *,
    reach: float,
) -> list[Place | None]:
    """The place of each text, in the order of the points; the outlying points choose first, the crowd what is left."""

    def remoteness(number: int) -> int:
        point = points[number]
        return OUTLYING if point.emphasised else max(abs(point.x - middle), abs(point.y - middle))

    order = sorted(range(len(points)), key=remoteness, reverse=True)
    chosen = [points[number] for number in order]
    plots = [_plot(chosen, quarters, middle, width) for width in PLOT_WIDTHS]
    found = dict(
        zip(order, text_places(plots, [texts[number] for number in order], reach=reach), strict=True)
    )
    return [found[number] for number in range(len(points))]


def _plot(
    points: Sequence[QuadrantPoint], quarters: tuple[str, str, str, str], middle: int, width: int
) -> Plot:
    """The map on one width of screen: what its texts must keep clear of."""
    low, high = _span(points, middle)

    def pixels(place: tuple[int, int]) -> tuple[float, float]:
        return (place[0] - low) / (high - low) * width, (place[1] - low) / (high - low) * PLOT_HEIGHT

    ends = [(pixels(point.before), pixels((point.x, point.y))) for point in points if point.before]
    return Plot(
        frame=Box(0, 0, width, PLOT_HEIGHT),
        points=tuple(pixels((point.x, point.y)) for point in points),
        taken=tuple(_corner(name, position, width) for position, name in enumerate(_quarter_names(quarters))),
        avoided=tuple(step for start, end in ends for step in _along(start, end)),
    )


def _along(start: tuple[float, float], end: tuple[float, float]) -> list[Box]:
    """Small steps of an arrow, its head left out: there stands the point."""
    shares = [step / ARROW_STEPS for step in range(ARROW_STEPS)]
    middles = [
        (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])) for share in shares
    ]
    return [Box(x - 2, y - 2, x + 2, y + 2) for x, y in middles]


def _quarter_names(quarters: tuple[str, str, str, str]) -> list[str]:
    return [wrapped(name, width=18, lines=2) for name in quarters]


def _corner(text: str, position: int, plot_width: int) -> Box:
    """The room of a quarter's name: top left, top right, bottom left, bottom right."""
    width, height = text_size(text)
    left = 0 if position % 2 == 0 else plot_width - width
    bottom = PLOT_HEIGHT - height if position < 2 else 0
    return Box(left, bottom, left + width, bottom + height)


def _marks(points: Sequence[QuadrantPoint]) -> go.Scatter:
    return go.Scatter(
        x=[point.x for point in points],
        y=[point.y for point in points],
        mode="markers",
        marker={
            "size": [16 if point.emphasised else 11 for point in points],
            "symbol": ["diamond" if point.emphasised else "circle" for point in points],
            "color": [palette.ACCENT if point.emphasised else palette.MARK for point in points],
            "line": {"color": palette.WHITE, "width": 1},
        },
        hovertext=[f"<b>{html.escape(p.label.strip())}</b><br>{html.escape(p.hover)}" for p in points],
        hoverinfo="text",
        cliponaxis=False,
        showlegend=False,
    )


def _add_text(figure: go.Figure, point: QuadrantPoint, text: str, place: Place) -> None:
    """The name or number of a point, with a thin line when it stands away."""
    size = text_size(text)
    figure.add_annotation(
        x=point.x,
        y=point.y,
        xshift=place.across - place.side * size[0] / 2,
        yshift=place.upwards,
        xanchor={-1: "right", 0: "center", 1: "left"}[place.side],
        yanchor="middle",
        align={-1: "right", 0: "center", 1: "left"}[place.side],
        text=text,
        name="name",
        showarrow=False,
        borderpad=0,
        font={"size": 12, "color": palette.INK},
    )
    if place.led:
        (x0, y0), (x1, y1) = place.line(size)
        anchored = {"xsizemode": "pixel", "ysizemode": "pixel", "xanchor": point.x, "yanchor": point.y}
        line = {"color": palette.MARK, "width": 1}
        figure.add_shape(
            type="line", x0=x0, y0=y0, x1=x1, y1=y1, **anchored, line=line, name="leader", layer="below"
        )


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
