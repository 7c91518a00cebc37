"""The colours of charts: those of the whole product, on screen and on paper."""

from __future__ import annotations

from transfo_rh.core.colours import (
    ACCENT,
    BLUE,
    DIFFERENCE_SCALE,
    DIVERGING,
    HATCH_BACKGROUND,
    HATCH_LINE,
    INK,
    MARK,
    SCORE_SCALE,
    SEQUENTIAL,
    STEPS,
    WHITE,
    Scale,
    ScaleKind,
    contrast,
    luminance,
    text_on,
)

__all__ = [
    "ACCENT",
    "BLUE",
    "DIFFERENCE_SCALE",
    "DIVERGING",
    "HATCH_BACKGROUND",
    "HATCH_LINE",
    "INK",
    "MARK",
    "SCORE_SCALE",
    "SEQUENTIAL",
    "STEPS",
    "WHITE",
    "Scale",
    "ScaleKind",
    "contrast",
    "luminance",
    "text_on",
]
