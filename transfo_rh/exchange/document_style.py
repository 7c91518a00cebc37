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

from transfo_rh.core.colours import (
    ACCENT,
    BLUE,
    HATCH_BACKGROUND,
    HATCH_LINE,
    INK,
    WHITE,
    text_on,
)

REGULAR = "AtkinsonHyperlegibleNext-Regular"
BOLD = "AtkinsonHyperlegibleNext-Bold"
_FOLDER = Path(__file__).resolve().parent / "fonts"

MUTED = "#4a5866"
RULE = "#c3ccd6"
PALE = "#eef2f7"
BAR = "#2f6ea6"

__all__ = [
    "ACCENT",
    "ALIGNMENTS",
    "BAR",
    "BLUE",
    "BOLD",
    "HATCH_BACKGROUND",
    "HATCH_LINE",
    "INK",
    "MUTED",
    "PALE",
    "REGULAR",
    "RULE",
    "WHITE",
    "Align",
    "Hatch",
    "colour",
    "markup",
    "printable",
    "style",
    "text_on",
    "use_fonts",
]

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
