"""What a workbook's formats show and its values do not hold: leading zeros (format 00000), indents of a list."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from transfo_rh.exchange.spreadsheets import Sheet, Value
from transfo_rh.exchange.unread_cells import column_index, row_chunks, sheet_paths

BLANKS_PER_INDENT = 3
_ZEROS = re.compile(r"0{2,20}")
_STYLED = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*?\sr="([A-Z]{1,3})(\d{1,7})")(?=[^>]*?\ss="(\d{1,6})")')


@dataclass(frozen=True, slots=True)
class _Formats:
    """Index of a cell format → digits shown at least, or steps of indent."""

    digits: dict[int, int]
    indents: dict[int, int]


def as_shown(content: bytes, sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets with numbers padded as their format shows them, and texts led by three blanks per step of indent.

    Other kinds of files, and workbooks without such formats, come back as they are. Never raises.
    """
    if content[:2] != b"PK":
        return tuple(sheets)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            formats = _formats(archive)
            if not formats.digits and not formats.indents:
                return tuple(sheets)
            paths = dict(sheet_paths(archive))
            return tuple(
                replace(sheet, rows=_shown(sheet.rows, archive, paths[sheet.name], formats))
                if sheet.name in paths
                else sheet
                for sheet in sheets
            )
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, ValueError, NotImplementedError):
        return tuple(sheets)
    except (ParseError, DefusedXmlException, zlib.error):
        return tuple(sheets)


def _formats(archive: zipfile.ZipFile) -> _Formats:
    if "xl/styles.xml" not in archive.namelist():
        return _Formats({}, {})
    styles: Element = fromstring(archive.read("xl/styles.xml"))
    codes = {e.get("numFmtId"): e.get("formatCode", "") for e in styles.iter() if _tag(e) == "numFmt"}
    zeros = {key: len(code) for key, code in codes.items() if _ZEROS.fullmatch(code)}
    group = next((e for e in styles if _tag(e) == "cellXfs"), None)
    digits: dict[int, int] = {}
    indents: dict[int, int] = {}
    for index, form in enumerate(group if group is not None else ()):
        if form.get("numFmtId") in zeros:
            digits[index] = zeros[form.get("numFmtId")]
        steps = next((e.get("indent", "0") for e in form if _tag(e) == "alignment"), "0")
        if steps.isdecimal() and 0 < int(steps) <= 250:
            indents[index] = int(steps)
    return _Formats(digits, indents)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _shown(
    rows: list[list[Value]], archive: zipfile.ZipFile, path: str, formats: _Formats
) -> list[list[Value]]:
    result = list(rows)
    changed: set[int] = set()
    for row, column, form in _styled_cells(archive, path):
        if row >= len(rows) or column >= len(rows[row]):
            continue
        value = _shown_value(rows[row][column], form, formats)
        if value is not None:
            if row not in changed:
                result[row] = list(rows[row])
                changed.add(row)
            result[row][column] = value
    return result


def _shown_value(value: Value, form: int, formats: _Formats) -> str | None:
    """The text that a person sees, None when it is the value itself."""
    if form in formats.digits and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{int(value):0{formats.digits[form]}}" if value == int(value) and value >= 0 else None
    if form in formats.indents and isinstance(value, str) and value.strip():
        return " " * (BLANKS_PER_INDENT * formats.indents[form]) + value
    return None


def _styled_cells(archive: zipfile.ZipFile, path: str) -> Iterator[tuple[int, int, int]]:
    """(Row, column, format), the first two from 0, of every cell with a format of its own."""
    for chunk in row_chunks(archive, path):
        for cell in _STYLED.finditer(chunk):
            yield int(cell[2]) - 1, column_index(cell[1]), int(cell[3])
