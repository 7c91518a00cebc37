"""Columns of a table turned into values, one pass per column, problems located."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from transfo_rh.core.i18n import _, ngettext
from transfo_rh.exchange.problems import Problem, Severity
from transfo_rh.exchange.spreadsheets import Table, Value, text_of
from transfo_rh.exchange.unread_cells import UnreadCell
from transfo_rh.staff.checks import Place
from transfo_rh.staff.importing import cells
from transfo_rh.staff.importing.fields import MAXIMUM_LENGTH, Field
from transfo_rh.staff.importing.headers import is_closing_sentence, is_note, repeats_titles
from transfo_rh.staff.importing.mapping import TableMapping
from transfo_rh.staff.importing.outline import indentation

Parsed = TypeVar("Parsed")


@dataclass
class TableReader:
    """One table being read: gives columns of parsed values and collects the problems."""

    table: Table
    mapping: TableMapping
    unread: Sequence[UnreadCell] = ()
    uncleaned: Sequence[Sequence[Value]] = ()
    problems: list[Problem] = field(default_factory=list)
    _faulty: set[tuple[int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rows = self._records()
        used = {column for _label, column in self.mapping.used_columns()}
        for cell in self.unread:
            index = cell.row - self.table.first_row
            if 0 <= index < len(self.table.records) and cell.column < len(self.table.columns):
                column = self.table.columns[cell.column]
                if column in used:
                    self._report_unread(index, column, cell.text)

    def _records(self) -> list[int]:
        """Rows that hold a record: neither blank nor a total or a note, which are told in a warning."""
        records = self.table.records
        rows = [index for index, record in enumerate(records) if any(v is not None for v in record)]
        if len(self.table.columns) < 3:
            return rows
        counts = sorted(sum(v is not None for v in records[index]) for index in rows[:1_000])
        usual = counts[len(counts) // 2] if counts else 0
        titles = self.table.columns
        notes = {
            index
            for index in rows
            if is_note(records[index], usual=usual) or repeats_titles(records[index], titles)
        }
        for index in reversed(rows) if not self.mapping.fill_down else ():
            if index not in notes and not is_closing_sentence(records[index], usual=usual):
                break
            notes.add(index)
        if len(notes) == len(rows):
            return rows
        for index in sorted(notes):
            column = next(i for i, value in enumerate(records[index]) if value is not None)
            self.report(
                index,
                self.table.columns[column],
                text_of(records[index][column]),
                _("ligne de total ou de commentaire : elle n’est pas lue."),
                Severity.WARNING,
            )
        return [index for index in rows if index not in notes] if notes else rows

    def _report_unread(self, index: int, column: str, text: str) -> None:
        reason = (
            _("la cellule contient une formule sans résultat enregistré : remplacez-la par sa valeur.")
            if text.startswith("=")
            else _("la cellule contient une erreur de calcul : corrigez-la ou videz-la.")
        )
        self.report(index, column, text, reason)

    @property
    def column_names(self) -> Mapping[str, str]:
        """Column of each field, for places."""
        return {name.value: column for name, column in self.mapping.columns.items()}

    def place(self, index: int) -> Place:
        """Where a record stands."""
        return Place(self.table.sheet, self.table.first_row + index, self.column_names)

    def report(
        self, index: int, column: str, value: str | None, reason: str, severity: Severity = Severity.ERROR
    ) -> None:
        """Note a problem of one cell; a cell has one problem at most."""
        if (index, column) in self._faulty:
            return
        self._faulty.add((index, column))
        self.problems.append(
            Problem(
                reason,
                sheet=self.table.sheet,
                row=self.table.first_row + index,
                column=column,
                value=value,
                severity=severity,
            )
        )

    def raw(self, column: str) -> list[Value]:
        """The values of a column on the rows that hold something."""
        position = self.table.columns.index(column)
        records = self.table.records
        return [records[index][position] for index in self.rows]

    def indentations(self, column: str) -> list[int]:
        """Leading blanks of a column's texts, as they stand in the file."""
        position = self.table.columns.index(column)
        found = []
        for index in self.rows:
            row = self.uncleaned[self.table.first_row - 1 + index]
            value = row[position] if position < len(row) else None
            found.append(indentation(value) if isinstance(value, str) else 0)
        return found

    def parsed(self, column: str, parse: Callable[[Value], Parsed | None]) -> list[Parsed | None]:
        """A column parsed; what cannot be read is None and reported. Equal texts are parsed once."""
        memory: dict[str, Parsed | None] = {}
        result: list[Parsed | None] = []
        for index, value in zip(self.rows, self.raw(column), strict=True):
            if value is None:
                result.append(None)
                continue
            if isinstance(value, str) and value in memory:
                result.append(memory[value])
                continue
            try:
                parsed = parse(value)
            except ValueError as error:
                self.report(index, column, text_of(value), str(error))
                parsed = None
            else:
                if isinstance(value, str):
                    memory[value] = parsed
            result.append(parsed)
        return result

    def field(self, name: Field, parse: Callable[[Value], Parsed | None]) -> list[Parsed | None]:
        """A field parsed, all None when no column is mapped to it."""
        column = self.mapping.columns.get(name)
        return [None] * len(self.rows) if column is None else self.parsed(column, parse)

    def lenient_field(self, name: Field, parse: Callable[[Value], Parsed | None]) -> list[Parsed | None]:
        """A field whose unknown words are left blank, with one warning per word."""
        column = self.mapping.columns.get(name)
        if column is None:
            return [None] * len(self.rows)
        unknown: dict[str, tuple[int, int, str]] = {}

        def forgiving(value: Value) -> Parsed | None:
            cells.cell_text(value)
            try:
                return parse(value)
            except ValueError as error:
                unknown[text_of(value)] = (0, 0, str(error))
                return None

        result = self.parsed(column, forgiving)
        for index, value in zip(self.rows, self.raw(column), strict=True) if unknown else ():
            text = text_of(value)
            if text in unknown:
                count, first, reason = unknown[text]
                unknown[text] = (count + 1, first if count else index, reason)
        for text, (count, first, reason) in unknown.items():
            times = ngettext("({n} ligne)", "({n} lignes)", count).format(n=count)
            self.report(first, column, text, f"{reason} {times}", Severity.WARNING)
        return result

    def texts(self, name: Field) -> list[str | None]:
        """A text field, short enough for the base."""
        column = self.mapping.columns.get(name)
        if column is None:
            return [None] * len(self.rows)
        identifier = name in (Field.MATRICULE, Field.DEPARTMENT_CODE, Field.POSITION_CODE, Field.HOLDER)
        values = self.parsed(column, cells.read_identifier if identifier else cells.cell_text)
        self.refuse_long(column, values, MAXIMUM_LENGTH[name])
        return values

    def refuse_long(self, column: str, values: Iterable[str | None], limit: int) -> None:
        """Report the texts that the base could not hold."""
        for index, text in zip(self.rows, values, strict=True):
            if text is not None and len(text) > limit:
                self.report(
                    index,
                    column,
                    text,
                    _("ce texte a {length} caractères, {limit} au plus : raccourcissez-le.").format(
                        length=len(text), limit=limit
                    ),
                )

    def require(self, name: Field, values: Sequence[object]) -> None:
        """Report the blank cells of a required field."""
        column = self.mapping.columns[name]
        if None not in values:
            return
        for index, value in zip(self.rows, values, strict=True):
            if value is None:
                self.report(
                    index,
                    column,
                    None,
                    _("« {field} » est obligatoire : complétez la cellule, ou supprimez la ligne.").format(
                        field=name.label
                    ),
                )

    def missing_column(self, names: Sequence[Field]) -> bool:
        """Report a required field without a column; ``names``: any of them will do. True when missing."""
        if any(name in self.mapping.columns for name in names):
            return False
        self.problems.append(
            Problem(
                _("il manque la colonne « {field} » : ajoutez-la, ou indiquez laquelle la contient.").format(
                    field=names[0].label
                ),
                sheet=self.table.sheet,
            )
        )
        return True
