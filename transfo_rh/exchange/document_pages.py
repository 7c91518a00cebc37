"""The pages of a document: drawn once, then stamped with their number (« Page 2 sur 5 ») and their copy's code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFFormXObject
from reportlab.pdfgen.canvas import Canvas

from transfo_rh.core.i18n import _
from transfo_rh.exchange.document_figures import draw_qr
from transfo_rh.exchange.document_style import BLUE, BOLD, MUTED, REGULAR, RULE, colour, printable

MARGIN = 18 * mm
STAMP = 30 * mm
_FOOT = 10 * mm
_SMALL = 8.5


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a document. ``label`` stands at the foot of every page, ``qr`` as a code at the top of the first."""

    label: str
    qr: str | None = None


@dataclass(frozen=True, slots=True)
class PageMarks:
    """What stands on every page: a foot line, and the copies to make (none: one copy without label)."""

    foot: str
    copies: Sequence[Copy] = ()
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class _Drawn:
    form: str
    size: tuple[float, float]
    headings: tuple[tuple[str, int], ...]


class StampedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that keeps each page as one drawing, and writes the copies when it is saved.

    A thousand copies hold the drawing of each page once.
    """

    def __init__(self, *arguments: Any, marks: PageMarks, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._marks = marks
        self._drawn: list[_Drawn] = []
        self._headings: list[tuple[str, int]] = []
        self._level = -1  # of the last heading in the outline, which may only go down one level at a time

    def note_heading(self, text: str, level: int) -> None:
        """Put a heading of this page in the reader's outline."""
        self._headings.append((text, level))

    def showPage(self) -> None:  # noqa: N802 - the name that the library calls
        """Keep the page and go on with the next."""
        width, height = self._pagesize
        form = PDFFormXObject(0, 0, width, height)
        form.compression = self._pageCompression
        form.setStreamList([self._preamble, *self._code])
        self._setColorSpace(form)
        self._setExtGState(form)
        self._setXObjects(form)
        name = f"drawn{len(self._drawn)}"
        self._doc.addForm(name, form)
        self._drawn.append(_Drawn(name, (width, height), tuple(self._headings)))
        self._headings = []
        self._startPage()

    def save(self) -> None:
        """Write every copy, then the file."""
        copies: Sequence[Copy | None] = self._marks.copies or (None,)
        self._pageNumber = 0
        self._startPage()
        for copy in copies:
            for number, drawn in enumerate(self._drawn, start=1):
                self.setPageSize(drawn.size)
                self.doForm(drawn.form)
                self._stamp(drawn.size, number, copy)
                if copy is copies[0]:
                    self._outline(drawn)
                super().showPage()
        self._code: list[str] = []
        super().save()

    def _outline(self, drawn: _Drawn) -> None:
        for position, (text, level) in enumerate(drawn.headings):
            key = f"{drawn.form}-{position}"
            self.bookmarkPage(key)
            self._level = min(level, self._level + 1)
            self.addOutlineEntry(printable(text), key, self._level, closed=False)

    def _stamp(self, size: tuple[float, float], number: int, copy: Copy | None) -> None:
        width, height = size
        if self._marks.numbered or self._marks.foot or copy is not None:
            self.setStrokeColor(colour(RULE))
            self.setLineWidth(0.5)
            self.line(MARGIN, _FOOT + 4 * mm, width - MARGIN, _FOOT + 4 * mm)
        self.setFillColor(colour(MUTED))
        if self._marks.numbered:
            page = _("Page {n} sur {total}").format(n=number, total=len(self._drawn))
            self.setFont(REGULAR, _SMALL)
            self.drawRightString(width - MARGIN, _FOOT, page)
        room = width - 2 * MARGIN - 30 * mm - (60 * mm if copy is not None else 0)
        self.setFont(REGULAR, _SMALL)
        self.drawString(MARGIN, _FOOT, _shortened(printable(self._marks.foot), room))
        if copy is None:
            return
        self.setFillColor(colour(BLUE))
        self.setFont(BOLD, 11)
        self.drawRightString(width - MARGIN - 32 * mm, _FOOT, printable(copy.label))
        if number == 1 and copy.qr is not None:
            draw_qr(self, copy.qr, width - MARGIN - STAMP, height - MARGIN - STAMP + 4 * mm, STAMP)


def _shortened(text: str, room: float) -> str:
    if pdfmetrics.stringWidth(text, REGULAR, _SMALL) <= room:
        return text
    while text and pdfmetrics.stringWidth(text + "…", REGULAR, _SMALL) > room:
        text = text[:-1]
    return text.rstrip() + "…"
