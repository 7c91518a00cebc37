"""What people fill in by hand, and what they cut out: boxes, grids, lines to write on, cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from transfo_rh.exchange.document_blocks import tight
from transfo_rh.exchange.document_figures import Qr
from transfo_rh.exchange.document_style import (
    BLUE,
    BOLD,
    HATCH_LINE,
    INK,
    MUTED,
    PALE,
    RULE,
    Align,
    colour,
    markup,
    style,
)

_EVERYWHERE = ((0, 0), (-1, -1))
_NUMBER_WIDTH = 9 * mm
_BOX = 5.2 * mm
_SHORT_OPTION = 34
CARD_COLUMNS, CARD_ROWS = 2, 5


class Box(Flowable):  # type: ignore[misc]
    """A box to tick, with its mark (a digit, X) in grey inside."""

    def __init__(self, mark: str = "", *, width: float = _BOX) -> None:
        super().__init__()
        self._mark, self._box_width = mark, width
        self.hAlign = "CENTER"

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The room that it takes."""
        return self._box_width, _BOX

    def draw(self) -> None:
        """Draw the box and its mark."""
        self.canv.setStrokeColor(colour(INK))
        self.canv.setLineWidth(0.9)
        self.canv.rect(0.5, 0.5, self._box_width - 1, _BOX - 1, stroke=1, fill=0)
        self.canv.setFillColor(colour(HATCH_LINE))
        self.canv.setFont(BOLD, 8)
        self.canv.drawCentredString(self._box_width / 2, _BOX / 2 - 2.9, self._mark)


class Boxes(Flowable):  # type: ignore[misc]
    """Empty boxes side by side, one character each, with a gap after every ``group`` of them."""

    def __init__(self, count: int, *, group: int = 0, size: float = 7 * mm) -> None:
        super().__init__()
        self._count, self._group, self._size = count, group, size

    def _gap(self, position: int) -> float:
        return 0.0 if not self._group else (position // self._group) * self._size * 0.6

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The room that they take."""
        return self._count * self._size + self._gap(self._count - 1), self._size

    def draw(self) -> None:
        """Draw the boxes."""
        self.canv.setStrokeColor(colour(INK))
        self.canv.setLineWidth(0.9)
        for position in range(self._count):
            self.canv.rect(
                position * self._size + self._gap(position), 0.5, self._size, self._size - 1, stroke=1, fill=0
            )


@dataclass(frozen=True, slots=True)
class GridRow:
    """One line of a grid: its number, its text, and which marks it offers."""

    number: int
    text: str
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Card:
    """One card to cut out: for whom, what, the code in large type and as a QR code."""

    name: str
    lines: tuple[str, ...]
    code: str
    address: str


def question(number: int, text: str, *, notes: Sequence[str] = (), width: float) -> Table:
    """The text of a question with its number in the margin, and notes in small type."""
    words = [Paragraph(markup(text), style(10.5, bold=True))]
    words += [Paragraph(markup(note), style(9, text_colour=MUTED)) for note in notes]
    table = Table([[_number(number), words]], colWidths=[_NUMBER_WIDTH, width - _NUMBER_WIDTH])
    table.setStyle(tight(after=3))
    return table


def _number(number: int) -> Paragraph:
    return Paragraph(str(number), style(10.5, bold=True, text_colour=BLUE))


def grid(rows: Sequence[GridRow], *, marks: Sequence[str], width: float) -> Table:
    """Lines to answer with one box for each mark; the marks are repeated at the top of every page."""
    column = min(11 * mm, (width * 0.5) / max(1, len(marks)))
    heads = [
        "",
        "",
        *(Paragraph(markup(mark), style(9, bold=True, align=Align.CENTRE)) for mark in marks),
    ]
    body = [
        [
            _number(row.number),
            Paragraph(markup(row.text), style(10, leading=1.2)),
            *(Box(mark) if mark in row.marks else "" for mark in marks),
        ]
        for row in rows
    ]
    table = Table(
        [heads, *body],
        colWidths=[_NUMBER_WIDTH, width - _NUMBER_WIDTH - column * len(marks), *([column] * len(marks))],
        repeatRows=1,
    )
    table.setStyle(
        TableStyle(
            [
                ("LEFTPADDING", *_EVERYWHERE, 1),
                ("RIGHTPADDING", *_EVERYWHERE, 1),
                ("RIGHTPADDING", (1, 0), (1, -1), 8),
                ("TOPPADDING", *_EVERYWHERE, 3.5),
                ("BOTTOMPADDING", *_EVERYWHERE, 3.5),
                ("VALIGN", *_EVERYWHERE, "MIDDLE"),
                ("LINEBELOW", *_EVERYWHERE, 0.4, colour(RULE)),
                ("ROWBACKGROUNDS", (0, 1), (-1, -1), [None, colour(PALE)]),
            ]
        )
    )
    return table


def options(labels: Sequence[tuple[str, str]], *, width: float) -> Table:
    """Boxes with their labels, (mark, label): on two columns when the labels are short. An empty mark is a rank."""
    columns = 2 if len(labels) > 3 and all(len(label) <= _SHORT_OPTION for _mark, label in labels) else 1
    room = (width - _NUMBER_WIDTH) / columns
    height = -(-len(labels) // columns)
    cells = [
        [cell for column in range(columns) for cell in _option(labels, row + column * height)]
        for row in range(height)
    ]
    table = Table(
        [["", *row] for row in cells], colWidths=[_NUMBER_WIDTH, *([8 * mm, room - 8 * mm] * columns)]
    )
    table.setStyle(
        TableStyle(
            [
                ("LEFTPADDING", *_EVERYWHERE, 0),
                ("RIGHTPADDING", *_EVERYWHERE, 4),
                ("TOPPADDING", *_EVERYWHERE, 1.5),
                ("BOTTOMPADDING", *_EVERYWHERE, 1.5),
                ("VALIGN", *_EVERYWHERE, "MIDDLE"),
            ]
        )
    )
    return table


def _option(labels: Sequence[tuple[str, str]], position: int) -> list[Flowable | str]:
    if position >= len(labels):
        return ["", ""]
    mark, label = labels[position]
    return [Box(mark), Paragraph(markup(label), style(10, leading=1.2))]


def figure_boxes(count: int, *, unit: str, width: float) -> Table:
    """Boxes for the digits of a number, followed by its unit."""
    boxes = Boxes(count)
    room, _height = boxes.wrap(width, 0)
    table = Table(
        [["", boxes, Paragraph(markup(unit), style(10))]],
        colWidths=[_NUMBER_WIDTH, room + 8, width - _NUMBER_WIDTH - room - 8],
    )
    table.setStyle(tight(after=3))
    return table


def code_boxes(label: str, *, width: float) -> Table:
    """Twelve boxes in groups of four for a code written by hand."""
    table = Table(
        [[Paragraph(markup(label), style(10.5, bold=True)), Boxes(12, group=4)]],
        colWidths=[width - 104 * mm, 104 * mm],
    )
    table.setStyle(TableStyle([("VALIGN", *_EVERYWHERE, "MIDDLE"), ("LEFTPADDING", *_EVERYWHERE, 0)]))
    return table


def writing_lines(count: int, *, width: float) -> Table:
    """Lines to write on."""
    table = Table(
        [["", ""]] * count, colWidths=[_NUMBER_WIDTH, width - _NUMBER_WIDTH], rowHeights=[9 * mm] * count
    )
    table.setStyle(TableStyle([("LINEBELOW", (1, 0), (1, -1), 0.6, colour(HATCH_LINE))]))
    return table


def cards(found: Sequence[Card], *, width: float, height: float) -> list[Table]:
    """Pages of cards to cut out, two by five on a sheet."""
    room, tall = width / CARD_COLUMNS, height / CARD_ROWS
    sheet = CARD_COLUMNS * CARD_ROWS
    pages: list[Table] = []
    for start in range(0, len(found), sheet):
        page = [_card(card, room, tall) for card in found[start : start + sheet]]
        page += [""] * (-len(page) % CARD_COLUMNS)
        rows = [page[at : at + CARD_COLUMNS] for at in range(0, len(page), CARD_COLUMNS)]
        table = Table(rows, colWidths=[room] * CARD_COLUMNS, rowHeights=[tall] * len(rows))
        table.setStyle(
            TableStyle(
                [
                    ("GRID", *_EVERYWHERE, 0.5, colour(HATCH_LINE), None, (3, 3)),
                    ("VALIGN", *_EVERYWHERE, "MIDDLE"),
                    ("LEFTPADDING", *_EVERYWHERE, 6),
                    ("RIGHTPADDING", *_EVERYWHERE, 4),
                ]
            )
        )
        pages.append(table)
    return pages


def _card(card: Card, width: float, height: float) -> Table:
    side = min(27 * mm, height - 10 * mm)
    words: list[Flowable] = [Paragraph(markup(card.name), style(12, bold=True, leading=1.1, after=2))]
    words += [Paragraph(markup(line), style(9, text_colour=MUTED, leading=1.15)) for line in card.lines]
    words += [Spacer(1, 4), Paragraph(markup(card.code), style(14, bold=True, text_colour=BLUE))]
    table = Table([[words, Qr(card.address, side)]], colWidths=[width - side - 12, side + 2])
    table.setStyle(tight())
    return table
