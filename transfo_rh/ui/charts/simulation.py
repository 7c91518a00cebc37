"""The picture of a simulation: departments inside departments, sized by agents, shown readable or not."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from transfo_rh.core.i18n import _
from transfo_rh.ui.charts import palette
from transfo_rh.ui.charts.frame import CONFIG, TRANSPARENT
from transfo_rh.ui.charts.labels import wrapped

HEIGHT = 520
_DIRECTION = re.compile(r"^Direction (?:de la |de l’|de l'|d’|d'|des |du |de )")
_LOOKS = {
    "readable": (palette.SEQUENTIAL[7], ""),
    "uncertain": (palette.SEQUENTIAL[3], "-"),
    "precaution": (palette.HATCH_BACKGROUND, "/"),
    "unreadable": (palette.WHITE, "."),
    "empty": (palette.WHITE, ""),
    "branch": (palette.WHITE, ""),
}
_SWATCHES = {
    "readable": f"background:{palette.SEQUENTIAL[7]}",
    "uncertain": f"background:repeating-linear-gradient(0deg,{palette.SEQUENTIAL[3]} 0 3px,{palette.HATCH_LINE} 3px 4px)",
    "precaution": f"background:repeating-linear-gradient(135deg,{palette.HATCH_BACKGROUND} 0 4px,{palette.HATCH_LINE} 4px 5px)",
    "unreadable": f"background:radial-gradient({palette.HATCH_LINE} 1px,{palette.WHITE} 1.5px) 0 0/5px 5px",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A department: ``parent`` is the key of the one above, "" at the top; ``size`` its agents, all below included.

    ``reading`` is « readable », « uncertain », « precaution », « unreadable », « empty », or « branch » for a
    department that is only the frame of those below; ``text`` is written under the name.
    """

    key: str
    parent: str
    label: str
    size: int
    reading: str
    text: str
    hover: str


def simulation_chart(*, tiles: Sequence[Tile], words: dict[str, str], alt: str, key: str) -> None:
    """Show the tiles under a legend of the readings that occur. ``words`` gives each reading its label."""
    st.html(_legend(tiles, words))
    st.plotly_chart(simulation_figure(tiles), config=CONFIG, key=key, alt=alt)


def simulation_figure(tiles: Sequence[Tile]) -> go.Figure:
    """The figure alone: a treemap, colour and hatch by reading."""
    colours = [_LOOKS[tile.reading][0] for tile in tiles]
    figure = go.Figure(
        go.Treemap(
            ids=[tile.key for tile in tiles],
            parents=[tile.parent for tile in tiles],
            labels=[_tile_label(tile) for tile in tiles],
            values=[tile.size for tile in tiles],
            text=[html.escape(tile.text) for tile in tiles],
            branchvalues="total",
            textinfo="label+text",
            textfont={"size": 13, "color": [palette.text_on(colour) for colour in colours]},
            marker={
                "colors": colours,
                "line": {"color": palette.HATCH_LINE, "width": 1},
                "pattern": {
                    "shape": [_LOOKS[tile.reading][1] for tile in tiles],
                    "size": 9,
                    "solidity": 0.12,
                    "fgcolor": palette.HATCH_LINE,
                    "bgcolor": colours,
                    "fillmode": "replace",
                },
                "pad": {"t": 22, "l": 3, "r": 3, "b": 3},
                "cornerradius": 2,
            },
            tiling={"packing": "squarify", "pad": 2},
            pathbar={"visible": False},
            hovertext=[f"<b>{html.escape(tile.label)}</b><br>{html.escape(tile.hover)}" for tile in tiles],
            hoverinfo="text",
            sort=True,
        )
    )
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor=TRANSPARENT,
        uniformtext={"minsize": 10, "mode": "hide"},
    )
    return figure


def _tile_label(tile: Tile) -> str:
    """The name on three lines; on the single line above a branch, without « Direction de »."""
    if tile.reading != "branch":
        return wrapped(tile.label, width=22, lines=3)
    short = _DIRECTION.sub("", tile.label)
    return wrapped(short[:1].upper() + short[1:], width=28, lines=1)


def _legend(tiles: Sequence[Tile], words: dict[str, str]) -> str:
    parts = []
    for reading, style in _SWATCHES.items():
        count = sum(tile.reading == reading for tile in tiles)
        if count:
            parts.append(
                '<span style="display:inline-flex;align-items:center;gap:.4rem">'
                f'<span aria-hidden="true" style="width:1.6rem;height:1.1rem;border:1px solid {palette.HATCH_LINE};{style}"></span>'
                f"{html.escape(words[reading])} ({count})</span>"
            )
    label = html.escape(_("Légende"))
    return (
        f'<div role="group" aria-label="{label}" style="display:flex;flex-wrap:wrap;gap:.35rem 1.2rem">'
        f"{''.join(parts)}</div>"
    )
