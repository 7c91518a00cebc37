"""Heat map: departments × measures. Every cell shows its figure, or why there is none."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from transfo_rh.core.formats import number, signed
from transfo_rh.core.i18n import _
from transfo_rh.ui.charts import palette
from transfo_rh.ui.charts.frame import CONFIG, TRANSPARENT, hatch, row_labelled
from transfo_rh.ui.charts.labels import wrapped
from transfo_rh.ui.charts.palette import STEPS, Scale, ScaleKind

SHOWN = "shown"
HIDDEN_STATES = ("no_answer", "too_few", "precaution")
ROW_PIXELS = 40  # three lines of a small name
COLUMN_PIXELS = 84
HEADER_PIXELS = 84
MANY_COLUMNS = 8
MANY_COLUMN_PIXELS = 60
MANY_HEADER_PIXELS = 160
PACKED_COLUMNS = 12  # beyond, names stand upright: twenty narrow columns stay in sight on a wide screen
PACKED_COLUMN_PIXELS = 38
PACKED_HEADER_PIXELS = 186
BOTTOM_PIXELS = 12


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell. ``state`` is « shown » or a reason of absence; ``text`` is what the cell shows in clear."""

    value: float | None
    text: str
    state: str
    state_label: str
    hover: str


@dataclass(frozen=True, slots=True)
class _Header:
    """How the names of columns stand: pixels above and of a column, pixels on the right, angle, characters, lines."""

    top: int
    column: int
    right: int
    angle: int
    width: int
    lines: int


def _header(columns: int) -> _Header:
    """Level names for a few columns, slanted ones for many, upright ones for more."""
    if columns > PACKED_COLUMNS:
        return _Header(PACKED_HEADER_PIXELS, PACKED_COLUMN_PIXELS, 2, -90, 27, 2)
    if columns > MANY_COLUMNS:
        return _Header(MANY_HEADER_PIXELS, MANY_COLUMN_PIXELS, 70, -45, 28, 2)
    return _Header(HEADER_PIXELS, COLUMN_PIXELS, 2, 0, 15, 4)


def heatmap_chart(
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[HeatCell]],
    scale: Scale,
    alt: str,
    key: str,
    value_title: str,
) -> None:
    """Show a heat map and its legend. ``cells[r][c]`` belongs to ``rows[r]`` and ``columns[c]``.

    The chart scrolls sideways inside its own frame when the screen is narrow. ``value_title`` names the measured
    value and its unit; ``alt`` states the finding for those who do not see the picture.
    """
    header = _header(len(columns))
    with row_labelled(
        key=key,
        labels=rows,
        row_pixels=ROW_PIXELS,
        top_pixels=header.top,
        chart_pixels=len(columns) * header.column,
    ):
        st.plotly_chart(
            heatmap_figure(rows=rows, columns=columns, cells=cells, scale=scale),
            config=CONFIG,
            key=key,
            alt=alt,
        )
    packed = len(columns) > PACKED_COLUMNS
    st.html(_legend(cells=cells, scale=scale, value_title=value_title, packed=packed))


def heatmap_figure(
    *, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[HeatCell]], scale: Scale
) -> go.Figure:
    """The figure alone: one trace of colours, one hatched trace per hidden state, the texts above."""
    hovers = [
        [_hover(row, column, cell) for column, cell in zip(columns, line, strict=True)]
        for row, line in zip(rows, cells, strict=True)
    ]
    traces = [_colours(cells, hovers, scale)]
    for state in HIDDEN_STATES:
        traces += _hatched(cells, hovers, state)
    packed = len(columns) > PACKED_COLUMNS
    traces += [_texts(cells, scale, ink, packed=packed) for ink in (palette.INK, palette.WHITE)]
    return go.Figure(traces, _layout(rows, columns))


def _hover(row: str, column: str, cell: HeatCell) -> str:
    return f"<b>{html.escape(row.strip())}</b><br>{html.escape(column)}<br>{html.escape(cell.hover)}"


def _colours(cells: Sequence[Sequence[HeatCell]], hovers: list[list[str]], scale: Scale) -> go.Heatmap:
    """The shown cells, coloured by step; the others stay empty here."""
    steps = [
        [scale.step(cell.value) if cell.state == SHOWN and cell.value is not None else None for cell in line]
        for line in cells
    ]
    stops = [[edge / STEPS, colour] for i, colour in enumerate(scale.colours) for edge in (i, i + 1)]
    return go.Heatmap(
        z=steps,
        zmin=-0.5,
        zmax=STEPS - 0.5,
        colorscale=stops,
        showscale=False,
        xgap=2,
        ygap=2,
        hovertext=hovers,
        hoverinfo="text",
        hoverongaps=False,
    )


def _hatched(cells: Sequence[Sequence[HeatCell]], hovers: list[list[str]], state: str) -> list[go.Bar]:
    """The cells of one hidden state: a hatched rectangle each, and a plain plate under its word."""
    at = [(r, c) for r, line in enumerate(cells) for c, cell in enumerate(line) if cell.state == state]
    if not at:
        return []
    common = {
        "x": [c for _r, c in at],
        "hovertext": [hovers[r][c] for r, c in at],
        "hoverinfo": "text",
        "showlegend": False,
    }
    rectangle = go.Bar(
        y=[0.94] * len(at), base=[r - 0.47 for r, _c in at], width=0.97, marker=hatch(state), **common
    )
    plate = go.Bar(
        y=[0.5] * len(at),
        base=[r - 0.25 for r, _c in at],
        width=0.76,
        marker={"color": palette.HATCH_BACKGROUND if state != "no_answer" else palette.WHITE},
        **common,
    )
    return [rectangle, plate]


def _texts(cells: Sequence[Sequence[HeatCell]], scale: Scale, ink: str, *, packed: bool) -> go.Scatter:
    """The texts of the cells that take this ink."""
    at = [
        (r, c, _text(cell, packed=packed))
        for r, line in enumerate(cells)
        for c, cell in enumerate(line)
        if _ink(cell, scale) == ink
    ]
    return go.Scatter(
        x=[c for _r, c, _t in at],
        y=[r for r, _c, _t in at],
        text=[text for _r, _c, text in at],
        mode="text",
        textfont={"color": ink, "size": 13},
        hoverinfo="skip",
        showlegend=False,
    )


def _text(cell: HeatCell, *, packed: bool) -> str:
    if cell.state == SHOWN:
        return html.escape(cell.text)
    return f'<span style="font-size:11px">{html.escape(_mark(cell, packed=packed))}</span>'


def _mark(cell: HeatCell, *, packed: bool) -> str:
    """What a hidden cell shows: its own text, else a word, or a sign where columns are narrow."""
    return cell.text or (short_sign(cell.state) if packed else short_word(cell.state))


def _ink(cell: HeatCell, scale: Scale) -> str:
    if cell.state != SHOWN or cell.value is None:
        return palette.INK
    return palette.text_on(scale.colour(cell.value))


def _layout(rows: Sequence[str], columns: Sequence[str]) -> dict[str, Any]:
    header = _header(len(columns))
    return {
        "height": header.top + BOTTOM_PIXELS + ROW_PIXELS * max(1, len(rows)),
        "margin": {"l": 0, "r": header.right, "t": header.top, "b": BOTTOM_PIXELS},
        "barmode": "overlay",
        "paper_bgcolor": TRANSPARENT,
        "plot_bgcolor": TRANSPARENT,
        "showlegend": False,
        "dragmode": False,
        "xaxis": {
            "side": "top",
            "tickvals": list(range(len(columns))),
            "ticktext": [wrapped(name, width=header.width, lines=header.lines) for name in columns],
            "tickangle": header.angle,
            "range": [-0.5, len(columns) - 0.5],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "tickfont": {"size": 12},
        },
        "yaxis": {"range": [len(rows) - 0.5, -0.5], "visible": False, "fixedrange": True},
    }


def _legend(
    *, cells: Sequence[Sequence[HeatCell]], scale: Scale, value_title: str, packed: bool = False
) -> str:
    """The ten steps with their bounds, then each hidden state that occurs, with its hatch, words and count."""
    steps = "".join(f'<span style="background:{colour}"></span>' for colour in scale.colours)
    bound = number if scale.kind is ScaleKind.SEQUENTIAL else signed
    parts = [
        f'<span class="transfo-scale"><b>{html.escape(value_title)}</b> {bound(scale.lowest)}'
        f'<span class="transfo-steps" aria-hidden="true">{steps}</span>{bound(scale.highest)}</span>'
    ]
    for state in HIDDEN_STATES:
        found = [cell for line in cells for cell in line if cell.state == state]
        if found:
            mark = html.escape(_mark(found[0], packed=packed))
            parts.append(
                f'<span class="transfo-state"><span class="transfo-swatch transfo-{state}" aria-hidden="true">'
                f"<span>{mark}</span></span>{html.escape(found[0].state_label)} ({len(found)})</span>"
            )
    label = html.escape(_("Légende"))
    return f'<div class="transfo-legend" role="group" aria-label="{label}">{"".join(parts)}</div>'


def short_word(state: str) -> str:
    """What a hidden cell says in its little room.

    >>> short_word("too_few")
    'trop peu'
    """
    return {"no_answer": _("aucune"), "too_few": _("trop peu"), "precaution": _("masqué")}[state]


def short_sign(state: str) -> str:
    """What a hidden cell says in a narrow column; the legend says what the sign means.

    >>> [short_sign(state) for state in HIDDEN_STATES]
    ['–', '*', '**']
    """
    return {"no_answer": "–", "too_few": "*", "precaution": "**"}[state]
