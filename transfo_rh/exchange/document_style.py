"""What every printed page shares: embedded fonts, colours, text styles, texts made safe to print."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "AtkinsonHyperlegibleNext-Regular"
BOLD = "AtkinsonHyperlegibleNext-Bold"
_FOLDER = Path(__file__).resolve().parent / "fonts"

INK = "#0f1a26"
MUTED = "#4a5866"
RULE = "#c3ccd6"
BLUE = "#12355b"
ACCENT = "#b4481e"
PALE = "#eef2f7"
WHITE = "#ffffff"
BAR = "#2f6ea6"
HATCH_BACKGROUND = "#eceff3"
HATCH_LINE = "#5d6b7a"

# the colours of the screens (a test keeps them equal), lowest values first
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

_REPLACEMENTS = {"→": "›", "≠": "<>", "\u2011": "-", "\u200b": "", "\ufeff": ""}


class Hatch(StrEnum):
    """How a figure that is not shown is drawn, the same on paper as on screens. The caller says what each means."""

    OUTLINE = "outline"
    DOTS = "dots"
    STRIPES = "stripes"


class Align(StrEnum):
    """Where the text of a column or a paragraph stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


ALIGNMENTS: Mapping[Align, int] = {Align.LEFT: TA_LEFT, Align.CENTRE: TA_CENTER, Align.RIGHT: TA_RIGHT}


def score_colour(value: float) -> str:
    """The colour of a score between 0 and 100.

    >>> score_colour(0), score_colour(100)
    ('#fdf6e6', '#12355b')
    """
    return _step(SEQUENTIAL, value, 0, 100)


def difference_colour(value: float) -> str:
    """The colour of a difference in points, from −25 to +25.

    >>> difference_colour(-25), difference_colour(25)
    ('#7a2c0c', '#12355b')
    """
    return _step(DIVERGING, value, -25, 25)


def _step(colours: tuple[str, ...], value: float, lowest: float, highest: float) -> str:
    share = (value - lowest) / (highest - lowest)
    return colours[min(len(colours) - 1, max(0, int(share * len(colours))))]


def text_on(background: str) -> str:
    """Dark or white, whichever reads better on the background.

    >>> text_on("#fdf6e6"), text_on("#12355b")
    ('#0f1a26', '#ffffff')
    """
    red, green, blue = (int(background[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return INK if (luminance + 0.05) ** 2 > 1.05 * 0.0591 else WHITE


def colour(code: str) -> Color:
    """The colour of a #rrggbb code, as the PDF library takes it."""
    return HexColor(code)


@lru_cache(maxsize=1)
def use_fonts() -> frozenset[int]:
    """Register the embedded fonts once for the process; gives the characters that they can draw."""
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(_FOLDER / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return frozenset(pdfmetrics.getFont(REGULAR).face.charToGlyph)


def printable(text: str) -> str:
    """The text with what the fonts cannot draw replaced by the nearest character, never by an empty box.

    >>> printable("Štef\\u200bano → ①")
    'Štefano › 1'
    """
    known = use_fonts()
    return "".join(c if ord(c) in known or c == "\n" else _nearest(c, known) for c in text)


def _nearest(character: str, known: frozenset[int]) -> str:
    if character in _REPLACEMENTS:
        character = _REPLACEMENTS[character]
    elif unicodedata.category(character)[0] in "CM":
        return ""
    plain = unicodedata.normalize("NFKD", character)
    found = "".join(c for c in plain if ord(c) in known)
    return found or ("?" if character else "")


def markup(text: str) -> str:
    """The text for a paragraph of the PDF library: signs escaped, line breaks kept."""
    return escape(printable(text)).replace("\n", "<br/>")


def style(
    size: float,
    *,
    bold: bool = False,
    text_colour: str = INK,
    align: Align = Align.LEFT,
    before: float = 0,
    after: float = 0,
    leading: float = 1.32,
) -> ParagraphStyle:
    """A text style. ``size``, ``before`` and ``after`` in points, ``leading`` in sizes."""
    use_fonts()
    return ParagraphStyle(
        name=f"{size}-{bold}-{text_colour}-{align}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * leading,
        textColor=colour(text_colour),
        alignment=ALIGNMENTS[align],
        spaceBefore=before,
        spaceAfter=after,
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
    )
