"""Blocks of a document: tables with repeated headings, heat maps, framed texts, key figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table, TableStyle

from transfo_rh.exchange.document_figures import HeatCellBox, PrintedCell, RotatedText
from transfo_rh.exchange.document_style import BLUE, MUTED, PALE, RULE, WHITE, Align, colour, markup, style

ROTATED_FROM = 7  # a heat map of so many columns has its headings written upwards
_CELL_HEIGHT = 19.0
_EVERYWHERE = ((0, 0), (-1, -1))


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table; ``share`` is its part of the width, relative to the others."""

    title: str
    share: float = 1.0
    align: Align = Align.LEFT


def tight(after: float = 0) -> TableStyle:
    """No padding but ``after`` points under each row."""
    return TableStyle(
        [
            ("LEFTPADDING", *_EVERYWHERE, 0),
            ("RIGHTPADDING", *_EVERYWHERE, 0),
            ("TOPPADDING", *_EVERYWHERE, 0),
            ("BOTTOMPADDING", *_EVERYWHERE, after),
            ("VALIGN", *_EVERYWHERE, "TOP"),
        ]
    )


def framed(title: str, text: str, *, size: float, width: float) -> Table:
    """A framed text with an optional title."""
    words = [Paragraph(markup(title), style(size, bold=True, after=2))] if title else []
    words.append(Paragraph(markup(text), style(size)))
    box = Table([[words]], colWidths=[width])
    box.setStyle(
        TableStyle(
            [
                ("BACKGROUND", *_EVERYWHERE, colour(PALE)),
                ("LINEBEFORE", (0, 0), (0, -1), 3, colour(BLUE)),
                ("LEFTPADDING", *_EVERYWHERE, 10),
                ("TOPPADDING", *_EVERYWHERE, 6),
                ("BOTTOMPADDING", *_EVERYWHERE, 8),
            ]
        )
    )
    return box


def key_figures(pairs: Sequence[tuple[str, str]], *, width: float) -> Table:
    """Figures side by side: (label, value)."""
    cells = [
        [
            Paragraph(markup(label), style(9, text_colour=MUTED)),
            Paragraph(markup(value), style(17, bold=True, text_colour=BLUE, leading=1.2)),
        ]
        for label, value in pairs
    ]
    table = Table([cells], colWidths=[width / len(cells)] * len(cells))
    table.setStyle(
        TableStyle(
            [
                ("BOX", *_EVERYWHERE, 0.5, colour(RULE)),
                ("INNERGRID", *_EVERYWHERE, 0.5, colour(RULE)),
                ("VALIGN", *_EVERYWHERE, "TOP"),
                ("BOTTOMPADDING", *_EVERYWHERE, 6),
            ]
        )
    )
    return table


def plain_table(
    columns: Sequence[TableColumn], rows: Sequence[Sequence[str]], *, size: float, width: float
) -> Table:
    """A table whose headings are repeated on every page. Raises ValueError for a row of another length."""
    heads = [
        Paragraph(markup(column.title), style(size, bold=True, text_colour=WHITE, align=column.align))
        for column in columns
    ]
    body = [
        [
            Paragraph(markup(text), style(size, align=column.align, leading=1.2))
            for column, text in zip(columns, row, strict=True)
        ]
        for row in rows
    ]
    total = sum(column.share for column in columns)
    table = Table(
        [heads, *body], colWidths=[width * column.share / total for column in columns], repeatRows=1
    )
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), colour(BLUE)),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, colour(RULE)),
                ("VALIGN", *_EVERYWHERE, "MIDDLE"),
                ("TOPPADDING", *_EVERYWHERE, 3),
                ("BOTTOMPADDING", *_EVERYWHERE, 4),
            ]
        )
    )
    return table


def heat_table(
    columns: Sequence[str], rows: Sequence[tuple[str, Sequence[PrintedCell]]], *, corner: str, width: float
) -> Table:
    """Coloured cells under headings that are repeated on every page, turned upwards when there are many."""
    first = width * (0.34 if len(columns) < 10 else 0.28)
    each = (width - first) / max(1, len(columns))
    heads: list[Any] = [Paragraph(markup(corner), style(8.5, bold=True))]
    heads += [
        RotatedText(text, 42 * mm)
        if len(columns) >= ROTATED_FROM
        else Paragraph(markup(text), style(8, bold=True, align=Align.CENTRE, leading=1.1))
        for text in columns
    ]
    body = [
        [
            Paragraph(markup(label), style(9, leading=1.1)),
            *(HeatCellBox(cell, _CELL_HEIGHT) for cell in cells),
        ]
        for label, cells in rows
    ]
    table = Table([heads, *body], colWidths=[first, *([each] * len(columns))], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
                ("VALIGN", (0, 1), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", *_EVERYWHERE, 1),
                ("RIGHTPADDING", *_EVERYWHERE, 1),
                ("TOPPADDING", *_EVERYWHERE, 1),
                ("BOTTOMPADDING", *_EVERYWHERE, 1),
            ]
        )
    )
    return table
