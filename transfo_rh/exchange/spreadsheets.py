"""Reading spreadsheets and delimited text into plain tables, whatever the file claims to be.

One reader for all imports: `.xlsx`, `.xls`, `.ods` through calamine, `.csv`/`.tsv`/`.txt` with the encoding and the
separator guessed. Hostile files (truncated, zip bombs, a PDF renamed) are refused with one clear message.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

import python_calamine

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _
from transfo_rh.exchange.encodings import decode_text

Value = str | int | float | bool | date | datetime | time | timedelta | None

FindHeader = Callable[[Sequence[Sequence[Value]]], tuple[int, Sequence[Value]] | None]

MAXIMUM_UNCOMPRESSED_BYTES = 1_000_000_000
MAXIMUM_RATIO = 200
RATIO_FLOOR_BYTES = 50_000_000
MAXIMUM_COLUMNS = 5_000
MAXIMUM_CELLS = 60_000_000
HEADER_ROWS = 50
_DIFFERENT_TEXTS = 200_000
SEPARATORS = ",;\t|"
_SPREADSHEET_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_WITH_CELLS = (python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetTypeEnum.Vba)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", _OLE)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet. ``rows[i]`` is row ``i + 1`` of the file; rows may differ in length."""

    name: str
    rows: list[list[Value]]
    visible: bool = True


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
    if content.startswith(_WORKBOOK_SIGNATURES):
        return _read_workbook(name, content)
    rows = None
    if name.lower().endswith(_SPREADSHEET_SUFFIXES):
        rows = _table_under_a_false_name(name, content)
        if rows is None:
            raise _impostor(name, content)
    return (Sheet(name, _read_delimited(name, content) if rows is None else rows),)


def sheet_names(*, name: str, content: bytes) -> tuple[str, ...]:
    """The names of a workbook's sheets, without reading them; empty for delimited text.

    Raises InvalidFile when the workbook is damaged or hostile.
    """
    if not content.startswith(_WORKBOOK_SIGNATURES):
        return ()
    _refuse_locked(name, content)
    if content[:2] == b"PK":
        _refuse_zip_bombs(name, content)
    try:
        return tuple(python_calamine.load_workbook(io.BytesIO(content)).sheet_names)
    except (python_calamine.CalamineError, OSError, ValueError, MemoryError) as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> InvalidFile:
    return InvalidFile(
        _(
            "Le classeur « {name} » est endommagé ou tronqué : ouvrez-le dans un tableur et enregistrez-le de nouveau."
        ).format(name=name),
        details=f"{type(error).__name__}: {error}",
    )


def _read_workbook(name: str, content: bytes) -> tuple[Sheet, ...]:
    _refuse_locked(name, content)
    if content[:2] == b"PK":
        _refuse_zip_bombs(name, content)
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        sheets = []
        for about in workbook.sheets_metadata:
            if about.typ not in _WITH_CELLS:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            refuse_giants(name, about.name, sheet.total_height, sheet.total_width)
            rows = cast(list[list[Value]], sheet.to_python(skip_empty_area=False))
            _fill_merged(rows, sheet.merged_cell_ranges or ())
            visible = about.visible is python_calamine.SheetVisibleEnum.Visible
            sheets.append(Sheet(about.name, rows, visible))
    except python_calamine.PasswordError as error:
        raise InvalidFile(_locked(name)) from error
    except (python_calamine.CalamineError, OSError, ValueError, MemoryError) as error:
        raise _damaged(name, error) from error
    return tuple(sheets)


def _fill_merged(rows: list[list[Value]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Cells merged downwards each get the value that a person sees on them; a title merged sideways stays one cell."""
    for (top, left), (bottom, _right) in ranges:
        if top < bottom and top < len(rows) and left < len(rows[top]) and rows[top][left] != "":
            for row in rows[top + 1 : bottom + 1]:
                if left < len(row) and row[left] == "":
                    row[left] = rows[top][left]


def _refuse_locked(name: str, content: bytes) -> None:
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise InvalidFile(_locked(name))


def _locked(name: str) -> str:
    return _(
        "Le classeur « {name} » est protégé par un mot de passe : enregistrez-le sans protection."
    ).format(name=name)


def _table_under_a_false_name(name: str, content: bytes) -> list[list[Value]] | None:
    """The cells of delimited text that a web application named .xls; None for anything else."""
    if content.lstrip()[:1] in (b"<", b"{", b"%") or b"\x00" in content[2:2_000:2] + content[3:2_000:2]:
        is_utf_16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        if not is_utf_16:
            return None
    try:
        rows = _read_delimited(name, content)
    except InvalidFile:
        return None
    widths = [len(row) for row in rows[:30] if row]
    return rows if len(widths) > 1 and min(widths[0], widths[-1]) > 2 else None


def _impostor(name: str, content: bytes) -> InvalidFile:
    kind = "PDF" if content[:4] == b"%PDF" else _("texte ou autre")
    if content.lstrip()[:1] == b"<":
        kind = "HTML / XML"
    return InvalidFile(
        _(
            "« {name} » porte une extension de classeur mais n’en est pas un (contenu : {kind}). Exportez-le en .xlsx ou en .csv."
        ).format(name=name, kind=kind)
    )


def _refuse_zip_bombs(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            claimed = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(name, error) from error
    too_dense = claimed > RATIO_FLOOR_BYTES and claimed > MAXIMUM_RATIO * len(content)
    if claimed > MAXIMUM_UNCOMPRESSED_BYTES or too_dense:
        raise InvalidFile(
            _(
                "Le classeur « {name} » annonce un contenu démesuré une fois décompressé : il est refusé."
            ).format(name=name)
        )


def refuse_giants(name: str, sheet: str, height: int, width: int) -> None:
    """Refuse a table of more columns or cells than any real file has. Raises InvalidFile."""
    if width > MAXIMUM_COLUMNS or height * width > MAXIMUM_CELLS:
        raise InvalidFile(
            _(
                "La feuille « {sheet} » de « {name} » est démesurée ({rows} lignes × {columns} colonnes). Supprimez les lignes et colonnes vides."
            ).format(sheet=sheet, name=name, rows=height, columns=width)
        )


def _read_delimited(name: str, content: bytes) -> list[list[Value]]:
    text = decode_text(name=name, content=content)
    separator = sniff_separator(text)
    limit = csv.field_size_limit(10_000_000)
    try:
        rows = _with_shared_cells(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise InvalidFile(
            _("Le fichier « {name} » n’est pas un CSV lisible (guillemets ou fins de ligne).").format(
                name=name
            ),
            details=str(error),
        ) from error
    finally:
        csv.field_size_limit(limit)
    refuse_giants(name, name, len(rows), max((len(row) for row in rows), default=0))
    return rows


def _with_shared_cells(rows: Iterable[list[str]]) -> list[list[Value]]:
    """The rows with equal texts held once, as long as they repeat: a million lines say the same few words."""
    known: dict[str, str] = {}
    kept: list[list[Value]] = []
    for row in rows:
        if len(known) < _DIFFERENT_TEXTS:
            kept.append([known.setdefault(cell, cell) for cell in row])
        else:
            kept.append([known.get(cell, cell) for cell in row])
    return kept


def sniff_separator(text: str) -> str:
    """The separator that cuts the first lines into the most, and most regular, columns.

    >>> sniff_separator('nom;âge\\n"Le, Roy";41\\n')
    ';'
    """
    sample = text[:100_000]
    best = (0.0, ",")
    for separator in SEPARATORS:
        widths = [len(row) for row in _first_rows(sample, separator) if row]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        share = widths.count(usual) / len(widths) if widths else 0.0
        if usual > 1 and (share >= 0.5 or widths[0] == usual):
            score = share * min(usual, 50)
            best = max(best, (score, separator), key=lambda pair: pair[0])
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


def to_table(sheet: Sheet, *, find_header: FindHeader | None = None) -> Table:
    """A sheet as a header and records: the header is the first row that is at least half as wide as the widest.

    ``find_header``, given the first rows cleaned, may know better: the index of the last row of titles and the
    titles, None when it cannot tell. Raises InvalidFile when no header is found or no record follows.
    """
    rows = [[clean(value) for value in row] for row in sheet.rows]
    filled = [sum(value is not None for value in row) for row in rows[:HEADER_ROWS]]
    widest = max(filled, default=0)
    header_index = next((i for i, count in enumerate(filled) if count > 0 and count * 2 >= widest), None)
    if header_index is None:
        raise InvalidFile(
            _("La feuille « {sheet} » est vide : aucune ligne de titres.").format(sheet=sheet.name)
        )
    found = find_header(rows[:HEADER_ROWS]) if find_header is not None else None
    header_index, titles = found or (header_index, rows[header_index])
    width = max(len(row) for row in rows)
    while width > 1 and not any(len(row) >= width and row[width - 1] is not None for row in rows):
        width -= 1
    columns = _unique_names([text_of(value) for value in _padded(list(titles), width)])
    records = [_padded(row, width) for row in rows[header_index + 1 :]]
    while records and all(value is None for value in records[-1]):
        records.pop()
    if not records:
        raise InvalidFile(
            _("La feuille « {sheet} » n’a que des titres : aucune ligne à lire.").format(sheet=sheet.name)
        )
    return Table(sheet.name, columns, header_index + 2, records)


def _padded(row: list[Value], width: int) -> list[Value]:
    if len(row) == width:
        return row
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
