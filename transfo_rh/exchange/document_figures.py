"""What a document draws itself: QR codes, bars, cells of a heat map, hatches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import segno
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable, Paragraph

from transfo_rh.exchange.document_style import (
    ACCENT,
    BAR,
    BOLD,
    HATCH_BACKGROUND,
    HATCH_LINE,
    INK,
    PALE,
    REGULAR,
    RULE,
    WHITE,
    Align,
    Hatch,
    colour,
    markup,
    printable,
    style,
    text_on,
)

_QUIET = 2  # modules of white around a code; the page around it is white as well


@dataclass(frozen=True, slots=True)
class PrintedBar:
    """One bar. ``value`` None with a ``hatch`` is a figure that is not shown: ``text`` says why.

    ``reference`` is the value to compare with, drawn as a mark; ``other`` a second one, drawn as a diamond.
    """

    label: str
    value: float | None
    text: str
    hatch: Hatch | None = None
    reference: float | None = None
    other: float | None = None


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """One cell of a heat map: a colour (#rrggbb) with its text, or a hatch."""

    text: str = ""
    fill: str | None = None
    hatch: Hatch | None = None


@lru_cache(maxsize=64)
def _qr_rows(text: str) -> tuple[tuple[bool, ...], ...]:
    code = segno.make(text, error="m", micro=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def draw_qr(canvas: Any, text: str, x: float, y: float, size: float) -> None:
    """Draw a QR code as plain rectangles, ``size`` points wide, its lower left corner at x, y."""
    rows = _qr_rows(text)
    module = size / (len(rows) + 2 * _QUIET)
    path = canvas.beginPath()
    for line, row in enumerate(rows):
        start = 0
        while start < len(row):
            if not row[start]:
                start += 1
                continue
            end = start
            while end < len(row) and row[end]:
                end += 1
            bottom = y + size - (line + _QUIET + 1) * module
            path.rect(x + (start + _QUIET) * module, bottom, (end - start) * module, module)
            start = end
    canvas.saveState()
    canvas.setFillColor(colour(WHITE))
    canvas.rect(x, y, size, size, stroke=0, fill=1)
    canvas.setFillColor(colour(INK))
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def draw_hatch(canvas: Any, hatch: Hatch, x: float, y: float, width: float, height: float) -> None:
    """Fill a rectangle with an outline, dots or stripes."""
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(x, y, width, height)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setFillColor(colour(WHITE if hatch is Hatch.OUTLINE else HATCH_BACKGROUND))
    canvas.rect(x, y, width, height, stroke=0, fill=1)
    canvas.setStrokeColor(colour(HATCH_LINE))
    canvas.setFillColor(colour(HATCH_LINE))
    canvas.setLineWidth(0.6)
    if hatch is Hatch.OUTLINE:
        canvas.rect(x + 0.3, y + 0.3, width - 0.6, height - 0.6, stroke=1, fill=0)
    elif hatch is Hatch.STRIPES:
        offset = -height
        while offset < width:
            canvas.line(x + offset, y, x + offset + height, y + height)
            offset += 4
    else:
        for column in range(int(width // 4) + 1):
            for row in range(int(height // 4) + 1):
                canvas.circle(x + 2 + column * 4, y + 2 + row * 4, 0.55, stroke=0, fill=1)
    canvas.restoreState()


class Qr(Flowable):  # type: ignore[misc]
    """A QR code in the flow of the text; ``size`` in points."""

    def __init__(self, text: str, size: float, align: Align = Align.LEFT) -> None:
        super().__init__()
        self._text, self._size = text, size
        self.hAlign = {Align.LEFT: "LEFT", Align.CENTRE: "CENTER", Align.RIGHT: "RIGHT"}[align]

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The room that it takes."""
        return self._size, self._size

    def draw(self) -> None:
        """Draw it."""
        draw_qr(self.canv, self._text, 0, 0, self._size)


class BarRow(Flowable):  # type: ignore[misc]
    """One bar with its label on the left and its value on the right."""

    LABEL_SHARE, TEXT_ROOM = 0.38, 34 * mm

    def __init__(self, bar: PrintedBar, lowest: float, highest: float) -> None:
        super().__init__()
        self._bar, self._lowest, self._highest = bar, lowest, highest
        self._label = Paragraph(markup(bar.label), style(9.5, leading=1.15))
        self._width = 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The whole width, as high as the label needs."""
        self._width = width
        _label_width, label_height = self._label.wrap(width * self.LABEL_SHARE - 8, 200)
        self.height = max(17.0, label_height + 4)
        return width, self.height

    def _at(self, value: float, room: float) -> float:
        share = (value - self._lowest) / (self._highest - self._lowest)
        return room * min(1.0, max(0.0, share))

    def draw(self) -> None:
        """Draw the label, the track, the bar, the mark and the text."""
        bar, left = self._bar, self._width * self.LABEL_SHARE
        room = self._width - left - self.TEXT_ROOM
        middle = self.height / 2
        self._label.drawOn(self.canv, 0, (self.height - self._label.height) / 2)
        self.canv.setFillColor(colour(PALE))
        self.canv.rect(left, middle - 5, room, 10, stroke=0, fill=1)
        end = room
        if bar.hatch is not None:
            end = room * 0.12
            draw_hatch(self.canv, bar.hatch, left, middle - 5, end, 10)
        elif bar.value is not None:
            self.canv.setFillColor(colour(BAR))
            self.canv.rect(left, middle - 5, self._at(bar.value, room), 10, stroke=0, fill=1)
        if bar.reference is not None:
            self.canv.setStrokeColor(colour(ACCENT))
            self.canv.setLineWidth(2)
            at = left + self._at(bar.reference, room)
            self.canv.line(at, middle - 7.5, at, middle + 7.5)
        if bar.other is not None:
            self._diamond(left + self._at(bar.other, room), middle)
        self.canv.setFillColor(colour(INK))
        self.canv.setFont(BOLD if bar.hatch is None else REGULAR, 9 if bar.hatch is None else 8)
        text = printable(bar.text)
        self.canv.drawString(left + (end if bar.hatch else room) + 6, middle - 3, text)

    def _diamond(self, x: float, y: float, size: float = 4.2) -> None:
        outline = self.canv.beginPath()
        outline.moveTo(x, y + size)
        for across, up in ((size, 0), (0, -size), (-size, 0)):
            outline.lineTo(x + across, y + up)
        outline.close()
        self.canv.setFillColor(colour(WHITE))
        self.canv.setStrokeColor(colour(INK))
        self.canv.setLineWidth(1.2)
        self.canv.drawPath(outline, stroke=1, fill=1)


class HeatCellBox(Flowable):  # type: ignore[misc]
    """One coloured or hatched cell that fills the column of its table."""

    def __init__(self, cell: PrintedCell, height: float) -> None:
        super().__init__()
        self._cell, self._cell_height, self._width = cell, height, 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The width of the column."""
        self._width = width
        return width, self._cell_height

    def draw(self) -> None:
        """Draw the colour or the hatch, then the text."""
        cell, width, height = self._cell, self._width - 1, self._cell_height - 1
        if cell.hatch is not None:
            draw_hatch(self.canv, cell.hatch, 0.5, 0.5, width, height)
            return
        fill = cell.fill or WHITE
        self.canv.setFillColor(colour(fill))
        self.canv.setStrokeColor(colour(RULE))
        self.canv.setLineWidth(0.3)
        self.canv.rect(0.5, 0.5, width, height, stroke=1, fill=1)
        text = printable(cell.text)
        size = 9.0
        while size > 5 and pdfmetrics.stringWidth(text, BOLD, size) > width - 2:
            size -= 0.5
        self.canv.setFillColor(colour(text_on(fill)))
        self.canv.setFont(BOLD, size)
        self.canv.drawCentredString(self._width / 2, self._cell_height / 2 - size * 0.36, text)


class RotatedText(Flowable):  # type: ignore[misc]
    """A column heading written upwards, on two lines at most of ``length`` points."""

    def __init__(self, text: str, length: float) -> None:
        super().__init__()
        self._paragraph = Paragraph(markup(text), style(8, bold=True, leading=1.1))
        self._length, self._width = length, 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The width of the column, as high as the text is long."""
        self._width = width
        self._paragraph.wrap(self._length, width)
        return width, self._length

    def draw(self) -> None:
        """Draw the text, turned by a quarter."""
        self.canv.saveState()
        self.canv.rotate(90)
        self._paragraph.drawOn(self.canv, 0, -(self._width + self._paragraph.height) / 2)
        self.canv.restoreState()


class HatchSample(Flowable):  # type: ignore[misc]
    """A small hatched square for a legend."""

    def __init__(self, hatch: Hatch) -> None:
        super().__init__()
        self._hatch = hatch

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """A small square."""
        return 14, 10

    def draw(self) -> None:
        """Draw it."""
        draw_hatch(self.canv, self._hatch, 0, 0, 14, 10)
