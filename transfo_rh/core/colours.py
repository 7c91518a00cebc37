"""The colours of screens and prints, and how a value becomes one of ten steps. Same colour = same meaning everywhere.

Lightness is monotonic along the sequential scale and from each end to the middle of the diverging one, and the
hues (sand → blue, terracotta ↔ blue) stay apart for the three common colour-vision deficiencies. Every step carries
either dark or white text with a contrast of at least 4.5:1 (WCAG 2.1 AA).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

INK = "#0f1a26"
WHITE = "#ffffff"
ACCENT = "#b4481e"
BLUE = "#12355b"
HATCH_BACKGROUND = "#eceff3"
HATCH_LINE = "#5d6b7a"

SEQUENTIAL = (
    "#fdf6e6",
    "#f0ecd4",
    "#d9e4d2",
    "#bcd8d6",
    "#9ac8d5",
    "#78b4d0",
    "#5a9ec6",
    "#2f6ea6",
    "#1f5183",
    "#12355b",
)
DIVERGING = (
    "#7a2c0c",
    "#a24218",
    "#dd8a58",
    "#efb892",
    "#f8e1d0",
    "#dce9f3",
    "#a9cbe4",
    "#74a9d0",
    "#2a679f",
    "#12355b",
)
STEPS = len(SEQUENTIAL)
MARK = SEQUENTIAL[
    7
]  # bars, dots and curves on the bare page: at least 3:1 in light and in dark mode, like ACCENT


class ScaleKind(StrEnum):
    """Whether a middle value means something."""

    SEQUENTIAL = "sequential"
    DIVERGING = "diverging"


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``lowest`` to ``highest``, cut into ten equal steps; what lies outside takes the end step."""

    kind: ScaleKind
    lowest: int
    highest: int

    @property
    def colours(self) -> tuple[str, ...]:
        """The ten colours, from the lowest values to the highest."""
        return SEQUENTIAL if self.kind is ScaleKind.SEQUENTIAL else DIVERGING

    def step(self, value: float) -> int:
        """The step of a value, 0 to 9.

        >>> SCORE_SCALE.step(0), SCORE_SCALE.step(55), SCORE_SCALE.step(100), DIFFERENCE_SCALE.step(-40)
        (0, 5, 9, 0)
        """
        share = (value - self.lowest) / (self.highest - self.lowest)
        return min(STEPS - 1, max(0, int(share * STEPS)))

    def colour(self, value: float) -> str:
        """The colour of a value."""
        return self.colours[self.step(value)]


SCORE_SCALE = Scale(ScaleKind.SEQUENTIAL, 0, 100)
DIFFERENCE_SCALE = Scale(ScaleKind.DIVERGING, -25, 25)


def luminance(colour: str) -> float:
    """The relative luminance of a #rrggbb colour (WCAG 2.1), 0.0 for black to 1.0 for white.

    >>> round(luminance("#ffffff"), 3), round(luminance("#000000"), 3)
    (1.0, 0.0)
    """
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours (WCAG 2.1), 1.0 to 21.0.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=64)
def text_on(background: str) -> str:
    """The ink, dark or white, that reads best on a background.

    >>> text_on("#fdf6e6"), text_on("#12355b")
    ('#0f1a26', '#ffffff')
    """
    return INK if contrast(INK, background) >= contrast(WHITE, background) else WHITE
