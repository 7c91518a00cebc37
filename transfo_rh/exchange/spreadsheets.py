"""Reading spreadsheets and delimited text into plain tables, whatever the file claims to be.

One reader for all imports: `.xlsx`, `.xls`, `.ods` through calamine, `.csv`/`.tsv`/`.txt` with the encoding and the
separator guessed. Hostile files (truncated, zip bombs, a PDF renamed) are refused with one clear message.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

import python_calamine
from charset_normalizer import from_bytes

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _

Value = str | int | float | bool | date | datetime | time | timedelta | None

MAXIMUM_UNCOMPRESSED_BYTES = 1_000_000_000
MAXIMUM_RATIO = 200
RATIO_FLOOR_BYTES = 50_000_000
MAXIMUM_COLUMNS = 5_000
MAXIMUM_CELLS = 60_000_000
SEPARATORS = ",;\t|"
_SPREADSHEET_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet. ``rows[i]`` is row ``i + 1`` of the file; rows may differ in length."""

    name: str
    rows: list[list[Value]]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet seen as a header and records.

    ``columns`` are unique, stripped names (a repeated name gets « (2) »); ``records[i]`` stands on file row
    ``first_row + i`` and has exactly one value per column. Blank text is None.
    """

    sheet: str
    columns: tuple[str, ...]
    first_row: int
    records: list[list[Value]]

    def column(self, name: str) -> list[Value]:
        """The values of one column."""
        index = self.columns.index(name)
        return [record[index] for record in self.records]


def read_sheets(*, name: str, content: bytes) -> tuple[Sheet, ...]:
    """The sheets of a file, in order; a delimited text file is one sheet.

    Raises InvalidFile when the file is empty, damaged, hostile or of another kind than its name says.
    """
    if not content:
        raise InvalidFile(_("Le fichier « {name} » est vide (0 octet).").format(name=name))
    if name.lower().endswith(_SPREADSHEET_SUFFIXES) or content[:4] == b"PK\x03\x04":
        return _read_workbook(name, content)
    return (Sheet(name, _read_delimited(name, content)),)


def _read_workbook(name: str, content: bytes) -> tuple[Sheet, ...]:
    _refuse_impostors(name, content)
    if content[:2] == b"PK":
        _refuse_zip_bombs(name, content)
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        sheets = []
        for sheet_name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(sheet_name)
            _refuse_giants(name, sheet_name, sheet.total_height, sheet.total_width)
            sheets.append(Sheet(sheet_name, cast(list[list[Value]], sheet.to_python(skip_empty_area=False))))
    except (python_calamine.CalamineError, OSError, ValueError, MemoryError) as error:
        raise InvalidFile(
            _(
                "Le classeur « {name} » est endommagé ou tronqué : ouvrez-le dans un tableur et enregistrez-le de nouveau."
            ).format(name=name),
            details=f"{type(error).__name__}: {error}",
        ) from error
    return tuple(sheets)


def _refuse_impostors(name: str, content: bytes) -> None:
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06") or content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return
    kind = "PDF" if content[:4] == b"%PDF" else _("texte ou autre")
    raise InvalidFile(
        _(
            "« {name} » porte une extension de classeur mais n’en est pas un (contenu : {kind}). Exportez-le en .xlsx ou en .csv."
        ).format(name=name, kind=kind)
    )


def _refuse_zip_bombs(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            claimed = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InvalidFile(
            _(
                "Le classeur « {name} » est endommagé ou tronqué : ouvrez-le dans un tableur et enregistrez-le de nouveau."
            ).format(name=name),
            details=str(error),
        ) from error
    too_dense = claimed > RATIO_FLOOR_BYTES and claimed > MAXIMUM_RATIO * len(content)
    if claimed > MAXIMUM_UNCOMPRESSED_BYTES or too_dense:
        raise InvalidFile(
            _(
                "Le classeur « {name} » annonce un contenu démesuré une fois décompressé : il est refusé."
            ).format(name=name)
        )


def _refuse_giants(name: str, sheet: str, height: int, width: int) -> None:
    if width > MAXIMUM_COLUMNS or height * width > MAXIMUM_CELLS:
        raise InvalidFile(
            _(
                "La feuille « {sheet} » de « {name} » est démesurée ({rows} lignes × {columns} colonnes). Supprimez les lignes et colonnes vides."
            ).format(sheet=sheet, name=name, rows=height, columns=width)
        )


def decode_text(*, name: str, content: bytes) -> str:
    """The text of a file: UTF-8 (with or without BOM), UTF-16 with BOM, else the guessed legacy encoding.

    Raises InvalidFile for binary content.
    """
    if content[:4] == b"%PDF":
        raise InvalidFile(
            _("« {name} » est un PDF : exportez les données en .xlsx ou en .csv.").format(name=name)
        )
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        guess = from_bytes(content[:200_000], cp_isolation=["cp1252", "iso8859_15", "mac_roman"]).best()
        if guess is None:
            raise InvalidFile(_unreadable(name)) from None
        try:
            text = content.decode(guess.encoding)
        except UnicodeDecodeError as error:
            raise InvalidFile(_unreadable(name), details=str(error)) from error
    if "\x00" in text:
        raise InvalidFile(_unreadable(name))
    return text


def _unreadable(name: str) -> str:
    return _("« {name} » n’est pas un fichier texte lisible : enregistrez-le en CSV encodé en UTF-8.").format(
        name=name
    )


def _read_delimited(name: str, content: bytes) -> list[list[Value]]:
    text = decode_text(name=name, content=content)
    separator = sniff_separator(text)
    limit = csv.field_size_limit(10_000_000)
    try:
        rows: list[list[Value]] = [
            list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        ]
    except csv.Error as error:
        raise InvalidFile(
            _("Le fichier « {name} » n’est pas un CSV lisible (guillemets ou fins de ligne).").format(
                name=name
            ),
            details=str(error),
        ) from error
    finally:
        csv.field_size_limit(limit)
    _refuse_giants(name, name, len(rows), max((len(row) for row in rows), default=0))
    return rows


def sniff_separator(text: str) -> str:
    """The separator that cuts the first lines into the most, and most regular, columns.

    >>> sniff_separator('nom;âge\\n"Le, Roy";41\\n')
    ';'
    """
    sample = text[:100_000]
    best = (0.0, ",")
    for separator in SEPARATORS:
        widths = [len(row) for row in _first_rows(sample, separator) if row]
        if not widths or max(widths) < 2:
            continue
        regular = sum(width == widths[0] for width in widths) / len(widths)
        best = max(
            best,
            (regular * min(widths[0], 50) if widths[0] > 1 else 0.0, separator),
            key=lambda pair: pair[0],
        )
    return best[1]


def _first_rows(sample: str, separator: str) -> Sequence[list[str]]:
    rows = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) == 30:
                break
    except csv.Error:
        return []
    return rows


def clean(value: Value) -> Value:
    """Text stripped of blanks and byte-order marks; blank text is None; 3.0 becomes 3.

    >>> clean("  \\ufeffDRH\\u00a0"), clean(3.0), clean(" ")
    ('DRH', 3, None)
    """
    if isinstance(value, str):
        return value.strip("\ufeff \t\r\n\u00a0\u202f") or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def text_of(value: Value) -> str:
    """A cell as text, as a person would read it; empty for None."""
    value = clean(value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return str(value)


def to_table(sheet: Sheet) -> Table:
    """A sheet as a header and records: the header is the first row that is at least half as wide as the widest.

    Raises InvalidFile when no header is found or no record follows.
    """
    rows = [[clean(value) for value in row] for row in sheet.rows]
    filled = [sum(value is not None for value in row) for row in rows]
    widest = max(filled[:50], default=0)
    header_index = next((i for i, count in enumerate(filled[:50]) if count > 0 and count * 2 >= widest), None)
    if header_index is None:
        raise InvalidFile(
            _("La feuille « {sheet} » est vide : aucune ligne de titres.").format(sheet=sheet.name)
        )
    width = max(len(row) for row in rows)
    while width > 1 and not any(len(row) >= width and row[width - 1] is not None for row in rows):
        width -= 1
    columns = _unique_names([text_of(value) for value in _padded(rows[header_index], width)])
    records = [_padded(row, width) for row in rows[header_index + 1 :]]
    while records and all(value is None for value in records[-1]):
        records.pop()
    if not records:
        raise InvalidFile(
            _("La feuille « {sheet} » n’a que des titres : aucune ligne à lire.").format(sheet=sheet.name)
        )
    return Table(sheet.name, columns, header_index + 2, records)


def _padded(row: list[Value], width: int) -> list[Value]:
    return row[:width] + [None] * (width - len(row))


def _unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Header names made unique, in place; an unnamed column is « Colonne 3 »."""
    seen: dict[str, int] = {}
    unique = []
    for position, name in enumerate(names, start=1):
        base = " ".join(name.split()) or _("Colonne {n}").format(n=position)
        seen[base] = seen.get(base, 0) + 1
        unique.append(base if seen[base] == 1 else f"{base} ({seen[base]})")
    return tuple(unique)
