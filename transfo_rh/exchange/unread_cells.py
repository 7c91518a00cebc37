"""Cells of a workbook that its readers show as blank: errors (#N/A) and formulas without a stored value."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_CHUNK = 4_000_000
_LONGEST_ROW = 20_000_000
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</")


@dataclass(frozen=True, slots=True)
class UnreadCell:
    """One cell: ``row`` as the spreadsheet numbers it, ``column`` from 0, what it holds."""

    row: int
    column: int
    text: str


def unread_cells(content: bytes) -> dict[str, tuple[UnreadCell, ...]]:
    """Sheet name → cells that read as blank though something stands there; empty for other kinds of files.

    Never raises: a workbook that cannot be scanned was refused, or read without harm, by the reader itself.
    """
    if content[:2] != b"PK":
        return {}
    found: dict[str, tuple[UnreadCell, ...]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name, path in sheet_paths(archive):
                cells = tuple(_scan(archive, path))
                if cells:
                    found[name] = cells
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, ValueError, NotImplementedError):
        return {}
    except (ParseError, DefusedXmlException, zlib.error):
        return {}
    return found


def sheet_paths(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(Sheet name, member of the archive) in order, as the workbook's index says."""
    members = set(archive.namelist())
    if "xl/workbook.xml" not in members or "xl/_rels/workbook.xml.rels" not in members:
        return
    relations: Element = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    workbook: Element = fromstring(archive.read("xl/workbook.xml"))
    for sheet in workbook.iter():
        if sheet.tag.rpartition("}")[2] != "sheet":
            continue
        target = targets.get(sheet.get(_RELATION), "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if path in members:
            yield sheet.get("name", ""), path


def row_chunks(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """The XML of a sheet in pieces that hold whole rows."""
    with archive.open(path) as member:
        rest = b""
        while chunk := member.read(_CHUNK):
            text = rest + chunk
            end = text.rfind(b"</row>")
            if end < 0:
                rest = text[-_LONGEST_ROW:]
                continue
            rest = text[end:]
            yield text[:end]


def _scan(archive: zipfile.ZipFile, path: str) -> Iterator[UnreadCell]:
    for rows in row_chunks(archive, path):
        if b't="e"' in rows or _FORMULA.search(rows):
            yield from _unread_in(rows)


def _unread_in(rows: bytes) -> Iterator[UnreadCell]:
    for cell in _CELL.finditer(rows):
        attributes, inside = cell[1], cell[2] or b""
        is_error = b't="e"' in attributes
        if not is_error and b"f" not in inside:
            continue
        value = _VALUE.search(inside)
        stored = value[1] if value is not None else b""
        formula = _FORMULA.search(inside) is not None
        if not is_error and not (formula and not stored):
            continue
        if formula and b't="str"' in attributes:
            continue  # a formula whose stored result is an empty text
        reference = _REFERENCE.search(attributes)
        if reference is None:
            continue
        text = stored.decode("utf-8", "replace") if is_error else "=…"
        yield UnreadCell(int(reference[2]), column_index(reference[1]), text)


def column_index(letters: bytes) -> int:
    """Index of a column from its letters.

    >>> column_index(b"A"), column_index(b"AB")
    (0, 27)
    """
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
