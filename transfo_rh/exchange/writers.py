"""Writing tables for people: CSV that a French Excel opens at a double click, and workbooks with lists and marks.

No text of a cell is ever run as a formula by the reader: it is quoted in CSV, written as a string in a workbook.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from transfo_rh.core.colours import text_on
from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Value

CSV_BYTE_ORDER_MARK = "\ufeff"
LARGE_CELLS = 200_000
LIST_ROWS = 60_000
_DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_HEADER = {"bold": True, "bg_color": "#12355B", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
_MARK = {"bg_color": "#FFE1CC", "border": 1, "border_color": "#B3401A"}


@dataclass(frozen=True, slots=True)
class SheetContent:
    """One sheet to write.

    ``lists`` gives, per column, the values offered by a drop-down; ``marked`` gives, per (index in ``rows``, column),
    the reason shown as a comment on a coloured cell; ``fills`` gives, per (index in ``rows``, position of the column),
    the colour of a cell, « #rrggbb », under a text that stays readable; ``notes`` go, with those of the other sheets, to a last sheet.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    marked: Mapping[tuple[int, str], str] = field(default_factory=dict)
    fills: Mapping[tuple[int, int], str] = field(default_factory=dict)


def csv_bytes(*, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV file: UTF-8 with byte-order mark, semicolons, decimal commas, dates 31/12/2026, formulas defused.

    >>> csv_bytes(columns=["Nom", "ETP"], rows=[["=1+1", -0.5]]).decode("utf-8-sig")
    "Nom;ETP\\r\\n'=1+1;-0,5\\r\\n"
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([defused(column) for column in columns])
    writer.writerows([csv_text(value) for value in row] for row in rows)
    return (CSV_BYTE_ORDER_MARK + buffer.getvalue()).encode("utf-8", errors="replace")


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that starts like a formula gets an apostrophe.

    >>> defused("@SUM(A1)"), defused("-12,5"), defused("Voirie")
    ("'@SUM(A1)", '-12,5', 'Voirie')
    """
    if text.startswith(_DANGEROUS_STARTS) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def csv_text(value: Value) -> str:
    """One cell of a CSV file, as a French spreadsheet reads it.

    >>> csv_text(1234.5), csv_text(date(2026, 12, 31)), csv_text(True), csv_text(None)
    ('1234,5', '31/12/2026', 'oui', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").replace(".", ",") if math.isfinite(value) else ""
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return csv_text(value / timedelta(hours=1))


def workbook_bytes(sheets: Sequence[SheetContent]) -> bytes:
    """An `.xlsx` workbook: header style, frozen header, filter, widths, drop-down lists, commented marks.

    Strings are written as strings, never as formulas, numbers or links. Past LARGE_CELLS cells the rows are
    streamed, so that memory stays bounded.
    """
    buffer = io.BytesIO()
    cells = sum(len(sheet.rows) * len(sheet.columns) for sheet in sheets)
    options = {
        "constant_memory": cells > LARGE_CELLS,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(buffer, options) as workbook:
        names = _sheet_names([sheet.name for sheet in sheets])
        worksheets = [workbook.add_worksheet(name) for name in names]
        styles = _Styles(workbook)
        for worksheet, sheet in zip(worksheets, sheets, strict=True):
            _write_sheet(worksheet, sheet, styles)
        notes = [(name, note) for name, sheet in zip(names, sheets, strict=True) for note in sheet.notes]
        if notes:
            _write_sheet(
                workbook.add_worksheet(_free_name(_("Notice"), names)),
                SheetContent("", (_("Feuille"), _("À savoir")), notes),
                styles,
            )
        _add_lists(workbook, worksheets, sheets, _free_name(_("Listes"), names))
    return buffer.getvalue()


class _Styles:
    """The cell formats of one workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.header: Format = workbook.add_format(_HEADER)
        self.day: Format = workbook.add_format({"num_format": "dd/mm/yyyy"})
        self.instant: Format = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self.hour: Format = workbook.add_format({"num_format": "hh:mm"})
        self.duration: Format = workbook.add_format({"num_format": "[h]:mm"})
        self.mark: Format = workbook.add_format(_MARK)
        self.day_mark: Format = workbook.add_format({**_MARK, "num_format": "dd/mm/yyyy"})
        self._workbook = workbook
        self._fills: dict[str, Format] = {}

    def fill(self, colour: str) -> Format:
        """A cell of this colour, its text in the ink that reads best on it."""
        if colour not in self._fills:
            look = {"bg_color": colour, "font_color": text_on(colour), "align": "center"}
            self._fills[colour] = self._workbook.add_format(look)
        return self._fills[colour]


def _write_sheet(worksheet: Worksheet, sheet: SheetContent, styles: _Styles) -> None:
    for position, column in enumerate(sheet.columns):
        worksheet.write_string(0, position, column, styles.header)
    for position, width in enumerate(_widths(sheet)):
        worksheet.set_column(position, position, width)
    marked_rows: dict[int, dict[int, str]] = {}
    positions = {column: position for position, column in enumerate(sheet.columns)}
    for (index, column), reason in sheet.marked.items():
        if column in positions:
            marked_rows.setdefault(index, {})[positions[column]] = reason
    fills = sheet.fills
    write_text = worksheet.write_string
    write_number = worksheet.write_number
    for index, row in enumerate(sheet.rows):
        marks = marked_rows.get(index)
        if marks is not None:
            _write_marked_row(worksheet, index + 1, row, marks, styles)
            continue
        for position, value in enumerate(row):
            kind = type(value)
            if fills and (index, position) in fills:
                _write_filled(worksheet, index + 1, position, value, styles.fill(fills[index, position]))
            elif kind is str:
                write_text(index + 1, position, value)
            elif kind is int:
                write_number(index + 1, position, value)
            elif value is not None:
                _write_cell(worksheet, index + 1, position, value, styles)
    worksheet.freeze_panes(1, 0)
    if sheet.columns:
        worksheet.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)


def _write_filled(worksheet: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
    """A number as a number, anything else in words."""
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        worksheet.write_number(row, column, value, look)
    else:
        worksheet.write_string(row, column, csv_text(value), look)


def _write_marked_row(
    worksheet: Worksheet, row: int, values: Sequence[Value], marks: Mapping[int, str], styles: _Styles
) -> None:
    for position, value in enumerate(values):
        _write_cell(worksheet, row, position, value, styles, marked=position in marks)
    for position, reason in sorted(marks.items()):
        worksheet.write_comment(row, position, reason[:1000], {"x_scale": 2, "y_scale": 1.2})


def _write_cell(
    worksheet: Worksheet, row: int, column: int, value: Value, styles: _Styles, *, marked: bool = False
) -> None:
    """One value by its type; what a workbook cannot hold as a number or a date is written as text."""
    mark = styles.mark if marked else None
    write: Callable[..., Any] = worksheet.write_string
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        worksheet.write_blank(row, column, None, mark)
    elif isinstance(value, str):
        write(row, column, value, mark)
    elif isinstance(value, bool):
        worksheet.write_boolean(row, column, value, mark)
    elif isinstance(value, int | float):
        worksheet.write_number(row, column, value, mark)
    elif isinstance(value, date) and value.year < 1900:
        write(row, column, csv_text(value), mark)
    elif isinstance(value, datetime):
        worksheet.write_datetime(row, column, value, styles.day_mark if marked else styles.instant)
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, value, styles.day_mark if marked else styles.day)
    elif isinstance(value, time):
        worksheet.write_datetime(row, column, value, mark or styles.hour)
    else:
        worksheet.write_datetime(row, column, value, mark or styles.duration)


def _widths(sheet: SheetContent) -> list[int]:
    """Column widths in characters, from the header and the first rows, between 8 and 60."""
    widths = [len(column) + 4 for column in sheet.columns]
    for row in sheet.rows[:200]:
        for position, value in enumerate(row[: len(widths)]):
            if value is not None:
                widths[position] = max(widths[position], len(csv_text(value)) + 1)
    return [min(max(width, 8), 60) for width in widths]


def _add_lists(
    workbook: xlsxwriter.Workbook,
    worksheets: Sequence[Worksheet],
    sheets: Sequence[SheetContent],
    name: str,
) -> None:
    """Drop-down lists, whose values stand in a hidden sheet (Excel refuses long lists written in place)."""
    wanted = [
        (worksheet, list(sheet.columns).index(column), values)
        for worksheet, sheet in zip(worksheets, sheets, strict=True)
        for column, values in sheet.lists.items()
        if column in sheet.columns and values
    ]
    if not wanted:
        return
    hidden = workbook.add_worksheet(name)
    hidden.hide()
    longest = max(len(values) for _worksheet, _position, values in wanted)
    for row in range(longest):
        for position, (_worksheet, _column, values) in enumerate(wanted):
            if row < len(values):
                hidden.write_string(row, position, values[row])
    for position, (worksheet, column, values) in enumerate(wanted):
        letter = xlsxwriter.utility.xl_col_to_name(position)
        source = f"='{name}'!${letter}$1:${letter}${len(values)}"
        worksheet.data_validation(
            1, column, LIST_ROWS, column, {"validate": "list", "source": source, "error_type": "warning"}
        )


def _sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that a workbook accepts: 31 characters at most, no reserved sign, all different."""
    names: list[str] = []
    for name in wanted:
        cleaned = _FORBIDDEN_IN_SHEET_NAMES.sub(" ", name).strip(" '")[:31].strip(" '") or _("Feuille")
        names.append(_free_name(f"{cleaned}_" if cleaned.casefold() == "history" else cleaned, names))
    return names


def _free_name(name: str, taken: Sequence[str]) -> str:
    known = {other.casefold() for other in taken}
    candidate, number = name, 2
    while candidate.casefold() in known:
        suffix = f" {number}"
        candidate, number = name[: 31 - len(suffix)] + suffix, number + 1
    return candidate
