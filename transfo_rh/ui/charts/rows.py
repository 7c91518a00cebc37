"""Rows whose name stands above their mark: whole names on a phone, and the whole width for the marks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from transfo_rh.ui.charts.labels import LINE_BREAK, wrapped

NAME_CHARACTERS, NAME_LINES = 48, 3  # a line of a phone; three of them hold a long question
LINE_PIXELS, MARK_PIXELS, GAP_PIXELS, TOP_PIXELS = 17, 26, 10, 8
PHONE_PIXELS = 330
_LEGEND_LINE_PIXELS = 24
_LEGEND_MARK_PIXELS, _CHARACTER_PIXELS = 48, 7


@dataclass(frozen=True, slots=True)
class NamedRows:
    """The vertical axis of ``count`` rows: row n stands at y = n, the first one on top.

    ``pixels`` is the height of a row, ``mark`` that of its bar in rows.
    """

    names: tuple[str, ...]
    pixels: int
    mark: float

    @property
    def height(self) -> int:
        """The height of all rows in pixels."""
        return TOP_PIXELS + self.pixels * max(1, len(self.names))

    def axis(self) -> dict[str, Any]:
        """Plotly's vertical axis, with no mark of its own."""
        below = (MARK_PIXELS / 2 + GAP_PIXELS) / self.pixels
        last = max(1, len(self.names)) - 1
        return {
            "range": [last + below, below - 1 - TOP_PIXELS / self.pixels],
            "fixedrange": True,
            "visible": False,
        }

    def titles(self) -> list[dict[str, Any]]:
        """Plotly's annotations: each name above its mark, from the left edge."""
        return [
            {
                "text": name,
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": row,
                "yanchor": "bottom",
                "yshift": MARK_PIXELS / 2,
                "align": "left",
                "showarrow": False,
                "font": {"size": 13},
            }
            for row, name in enumerate(self.names)
        ]


def named_rows(labels: Sequence[str]) -> NamedRows:
    """The rows of these names, as high as the longest one needs.

    >>> named_rows(["Direction des finances"]).pixels
    55
    >>> named_rows(["Quand un outil ne marche pas comme prévu, je reste vite sans solution."]).names
    ('Quand un outil ne marche pas comme prévu, je<br>reste vite sans solution.',)
    """
    names = tuple(wrapped(label, width=NAME_CHARACTERS, lines=NAME_LINES) for label in labels)
    lines = max((name.count(LINE_BREAK) + 1 for name in names), default=1)
    pixels = LINE_PIXELS * lines + 2 + MARK_PIXELS + GAP_PIXELS
    return NamedRows(names, pixels, MARK_PIXELS / pixels)


def legend_pixels(names: Sequence[str]) -> int:
    """The room that a legend above the rows takes on a phone, in pixels.

    >>> legend_pixels(()), legend_pixels(("Défavorable", "Neutre", "Favorable")), legend_pixels(("x" * 20,) * 6)
    (8, 40, 112)
    """
    if not names:
        return 8
    wanted = sum(_LEGEND_MARK_PIXELS + _CHARACTER_PIXELS * len(name) for name in names)
    return 16 + _LEGEND_LINE_PIXELS * math.ceil(wanted / PHONE_PIXELS)


def axis_title(text: str) -> dict[str, Any]:
    """The title of the horizontal axis, on as many lines as a phone needs."""
    return {"text": _axis_words(text)}


def _axis_words(text: str) -> str:
    return wrapped(text, width=NAME_CHARACTERS, lines=NAME_LINES)


def axis_pixels(text: str) -> int:
    """The room of the axis and its title below the rows, in pixels.

    >>> axis_pixels("Score sur 100"), axis_pixels("Part du lien (% de ce que les dimensions ont en commun)")
    (48, 65)
    """
    return 48 + LINE_PIXELS * _axis_words(text).count(LINE_BREAK)
