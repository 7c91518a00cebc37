"""Marking somebody's own workbook: their sheets, formats and formulas stay as they are, faulty cells stand out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from transfo_rh.core.i18n import _

_AUTHOR = "Transfo RH"
_FILL = PatternFill("solid", fgColor="FFF8E1D0")
_COMMENT_WIDTH, _COMMENT_HEIGHT = 320, 110
_MAXIMUM_BYTES = 20_000_000


def marked_original(
    content: bytes, *, cells: Mapping[str, Mapping[tuple[int, int], str]], notes: Sequence[str]
) -> bytes | None:
    """The workbook with each reason as a comment on its coloured cell, and the notes on a last sheet.

    ``cells``: sheet → (row, column), both from 1 as the spreadsheet shows them → reason. None when the file is not
    an ``.xlsx`` workbook, is too large to be opened whole, or lacks one of the sheets.
    """
    if not content.startswith(b"PK") or len(content) > _MAXIMUM_BYTES:
        return None
    try:
        book = load_workbook(io.BytesIO(content))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError):
        return None
    if not set(cells) <= set(book.sheetnames):
        return None
    for name, marks in cells.items():
        for (row, column), reason in marks.items():
            cell = book[name].cell(row=row, column=column)
            cell.fill = _FILL
            cell.comment = Comment(reason[:1000], _AUTHOR, width=_COMMENT_WIDTH, height=_COMMENT_HEIGHT)
    if notes:
        _add_notes(book, notes)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _add_notes(book: Workbook, notes: Sequence[str]) -> None:
    sheet = book.create_sheet(_("À corriger"))
    sheet.column_dimensions["A"].width = 120
    for row, note in enumerate(notes, start=1):
        sheet.cell(row=row, column=1, value=note).data_type = "s"
