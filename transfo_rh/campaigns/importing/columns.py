"""Results files as columns: each distinct value once, and an integer per line. What recognising and coding work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from transfo_rh.campaigns.formats.imported import ImportedQuestionnaire
from transfo_rh.campaigns.importing.titles import with_one_title_row
from transfo_rh.campaigns.importing.wording import label_key, without_invisible, wording_key
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _, quoted
from transfo_rh.core.progress import Progress, silent
from transfo_rh.exchange.problems import Problem
from transfo_rh.exchange.spreadsheets import Sheet, Table, Value, read_sheets, text_of, to_table
from transfo_rh.exchange.unread_cells import UnreadCell, unread_cells

Indices = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was given."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Column:
    """One column. ``codes[line]`` is a position in ``values``, −1 for a blank; ``texts`` are the values as read."""

    name: str
    codes: Indices
    values: tuple[Value, ...]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The distinct values as text."""
        return tuple(text_of(value) for value in self.values)

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """How many lines hold each distinct value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))

    @property
    def filled(self) -> int:
        """How many lines are not blank."""
        return int(self.counts.sum())

    def keep(self, lines: Mask) -> Column:
        """The same column on some lines only; values that no line holds any more are left out."""
        used, codes = np.unique(self.codes[lines], return_inverse=True)
        shift = int(used.size > 0 and used[0] == -1)
        return Column(
            self.name, (codes - shift).astype(np.int32), tuple(self.values[i] for i in used[shift:].tolist())
        )


@dataclass(frozen=True)
class ResultsTable:
    """The lines of one or several files with the same columns.

    ``rows[line]`` is the row that the spreadsheet shows, ``places[line]`` a position in ``place_names`` (the sheet,
    or the file when several are joined). ``sheet`` is the workbook's sheet when it had to be chosen among ``sheets``.
    ``title_rows`` is how many rows of titles were joined; ``unread`` the cells that hold an error or no stored value.
    ``structure`` is the questionnaire that the answers were given to, when the files hold it.
    """

    columns: tuple[Column, ...]
    rows: Indices
    places: Indices
    place_names: tuple[str, ...]
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    title_rows: int = 1
    unread: tuple[Problem, ...] = ()
    structure: ImportedQuestionnaire | None = None

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def _by_key(self) -> dict[str, Column]:
        found: dict[str, Column] = {}
        for column in reversed(self.columns):
            found[label_key(column.name) or column.name] = column
        for column in reversed(self.columns):
            found[wording_key(column.name)] = column
        for column in reversed(self.columns):
            found[column.name] = column
        return found

    def find(self, name: str) -> Column | None:
        """The column of this name: exactly, else but for case, accents and punctuation."""
        name = without_invisible(name)
        for key in (name, wording_key(name), label_key(name)):
            if key in self._by_key:
                return self._by_key[key]
        return None

    def column(self, name: str) -> Column:
        """The column of this name.

        Raises InvalidFile naming the absent column and those that the file has.
        """
        column = self.find(name)
        if column is None:
            present = ", ".join(quoted(other.name[:40]) for other in self.columns[:8])
            more = " …" if len(self.columns) > 8 else ""
            raise InvalidFile(
                _(
                    "La colonne « {column} » que nomme la correspondance n’est pas dans le fichier (colonnes lues : {present}{more}). Corrigez son titre ou la correspondance. Rien n’a été écrit."
                ).format(column=name, present=present, more=more)
            )
        return column

    def keep(self, lines: Mask) -> ResultsTable:
        """Some lines only."""
        columns = tuple(column.keep(lines) for column in self.columns)
        return replace(self, columns=columns, rows=self.rows[lines], places=self.places[lines])

    def problem(self, reason: str, *, line: int, column: Column | None = None) -> Problem:
        """A problem of one line, located."""
        value = None
        if column is not None and column.codes[line] >= 0:
            value = column.texts[column.codes[line]]
        return Problem(
            reason,
            sheet=self.place_names[self.places[line]],
            row=int(self.rows[line]),
            column=column.name if column is not None else None,
            value=value,
        )


def open_tables(
    files: Sequence[SourceFile], *, sheet: str | None = None, progress: Progress = silent
) -> ResultsTable:
    """The lines of the files, one after the other.

    Raises InvalidFile when a file cannot be read, the sheet is absent or the columns of the files differ.
    """
    if not files:
        raise InvalidFile(_("Aucun fichier à importer."))
    tables: list[_Chosen] = []
    first_sheets: tuple[Sheet, ...] = ()
    for position, file in enumerate(files):
        progress(0.3 * position / len(files), _("Lecture de « {name} »").format(name=file.name))
        read = read_sheets(name=file.name, content=file.content)
        first_sheets = first_sheets or read
        chosen = _chosen_table(file.name, read, sheet)
        cells = unread_cells(file.content).get(chosen.table.sheet, ())
        tables.append(replace(chosen, unread=cells))
    sheets = tuple(sheet.name for sheet in first_sheets if sheet.rows) if len(first_sheets) > 1 else ()
    return replace(_joined(tables, progress), sheets=sheets)


@dataclass(frozen=True)
class _Chosen:
    """The table read in one file; ``sheet`` is its name when the workbook has several."""

    file: str
    table: Table
    sheet: str | None
    title_rows: int
    unread: tuple[UnreadCell, ...] = ()


def _chosen_table(name: str, sheets: Sequence[Sheet], wanted: str | None) -> _Chosen:
    """The wanted sheet, else the one with the most records; its name when the workbook has several."""
    if wanted is not None and len(sheets) > 1:
        named = [sheet for sheet in sheets if label_key(sheet.name) == label_key(wanted)]
        if not named:
            present = ", ".join(quoted(sheet.name) for sheet in sheets[:10])
            raise InvalidFile(
                _("« {name} » n’a pas de feuille « {sheet} » (feuilles lues : {present}).").format(
                    name=name, sheet=wanted, present=present
                )
            )
        return _one_title_row(name, named[0], to_table(named[0]), named[0].name)
    tables, refusals = [], []
    for sheet in sheets:
        try:
            tables.append((sheet, to_table(sheet)))
        except InvalidFile as refusal:
            refusals.append(refusal)
    if not tables:
        raise (
            refusals[0]
            if refusals
            else InvalidFile(_("Le classeur « {name} » n’a aucune feuille.").format(name=name))
        )
    sheet, largest = max(tables, key=lambda pair: len(pair[1].records) * len(pair[1].columns))
    return _one_title_row(name, sheet, largest, largest.sheet if len(tables) > 1 else None)


def _one_title_row(name: str, sheet: Sheet, table: Table, chosen: str | None) -> _Chosen:
    joined = with_one_title_row(sheet, table)
    return _Chosen(name, joined, chosen, 1 + joined.first_row - table.first_row)


def _joined(tables: list[_Chosen], progress: Progress) -> ResultsTable:
    first_name, first = tables[0].file, tables[0].table
    keys = [wording_key(name) for name in first.columns]
    cells: list[list[Value]] = [[] for _key in keys]
    rows, places, names = [], [], []
    for position, chosen in enumerate(tables):
        name, table = chosen.file, chosen.table
        order = _order(keys, first_name, name, table)
        kept = [i for i, record in enumerate(table.records) if any(value is not None for value in record)]
        records = table.records if len(kept) == len(table.records) else [table.records[i] for i in kept]
        values = list(zip(*records, strict=True))
        for target, source in enumerate(order):
            cells[target].extend(values[source])
        rows.append(np.asarray(kept, np.int32) + table.first_row)
        places.append(np.full(len(kept), position, np.int32))
        names.append(table.sheet if len(tables) == 1 or table.sheet == name else f"{name} › {table.sheet}")
        progress(0.3 + 0.1 * (position + 1) / len(tables), _("Lecture des colonnes"))
    columns = tuple(column_of(without_invisible(name), cells[i]) for i, name in enumerate(first.columns))
    return ResultsTable(
        columns,
        np.concatenate(rows),
        np.concatenate(places),
        tuple(names),
        tables[0].sheet,
        title_rows=max(chosen.title_rows for chosen in tables),
        unread=tuple(
            problem for chosen, name in zip(tables, names, strict=True) for problem in _unread(chosen, name)
        ),
    )


def _unread(chosen: _Chosen, place: str) -> list[Problem]:
    """One problem per cell under the titles that reads as blank though something stands there."""
    table = chosen.table
    return [
        Problem(
            _(
                "cellule en erreur ou formule sans résultat enregistré : saisissez la réponse, ou videz la cellule"
            ),
            sheet=place,
            row=cell.row,
            column=without_invisible(table.columns[cell.column]),
            value=cell.text,
        )
        for cell in chosen.unread
        if cell.row >= table.first_row and cell.column < len(table.columns)
    ]


def _order(keys: list[str], first_name: str, name: str, table: Table) -> list[int]:
    """For each column of the first file, its position in this one."""
    mine = [wording_key(column) for column in table.columns]
    if mine == keys:
        return list(range(len(keys)))
    odd = next((column for column in keys if column not in mine), None) or next(
        (column for column in mine if column not in keys), None
    )
    if odd is not None or len(set(mine)) != len(mine) or len(mine) != len(keys):
        raise InvalidFile(
            _(
                "« {name} » et « {other} » n’ont pas les mêmes colonnes (« {column} » n’est que dans l’un des deux) : importez-les séparément."
            ).format(name=first_name, other=name, column=odd or "")
        )
    return [mine.index(key) for key in keys]


def column_of(name: str, cells: list[Value]) -> Column:
    """A column from its cells, one per line; None is a blank."""
    values = np.empty(len(cells), dtype=object)
    values[:] = cells
    codes, distinct = pd.factorize(values)
    return Column(name, codes.astype(np.int32), tuple(distinct.tolist()))
