"""The imported file given back with its faulty cells marked and commented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transfo_rh.exchange.marking import marked_original
from transfo_rh.exchange.problems import Problem
from transfo_rh.exchange.spreadsheets import Table
from transfo_rh.exchange.writers import SheetContent, workbook_bytes

MAXIMUM_MARKS = 5_000


def marked_workbook(
    tables: Sequence[Table], problems: Sequence[Problem], *, original: bytes | None = None
) -> bytes:
    """An `.xlsx` workbook of the same tables; each located problem is a comment on its cell, the others are notes.

    A problem of a whole row marks its first column. Past MAXIMUM_MARKS, the first ones are marked. The ``original``
    file, when it is an `.xlsx` workbook, is given back itself, with its formats and formulas.
    """
    marks: dict[str, dict[tuple[int, str], str]] = {table.sheet: {} for table in tables}
    notes: dict[str, list[str]] = {table.sheet: [] for table in tables}
    by_name = {table.sheet: table for table in tables}
    for problem in problems[:MAXIMUM_MARKS]:
        table = by_name.get(problem.sheet or "", tables[0])
        if problem.row is None or problem.sheet not in by_name:
            notes[table.sheet].append(problem.sentence)
            continue
        column = problem.column if problem.column in table.columns else table.columns[0]
        cell = (problem.row - table.first_row, column)
        earlier = marks[table.sheet].get(cell)
        marks[table.sheet][cell] = f"{earlier}\n{problem.reason}" if earlier else problem.reason
    given_back = None if original is None else _marked_original(original, tables, marks, notes)
    if given_back is not None:
        return given_back
    return workbook_bytes(
        [
            SheetContent(
                table.sheet.rpartition(".")[0] or table.sheet,
                table.columns,
                table.records,
                notes=notes[table.sheet],
                marked=marks[table.sheet],
            )
            for table in tables
        ]
    )


def _marked_original(
    original: bytes,
    tables: Sequence[Table],
    marks: Mapping[str, Mapping[tuple[int, str], str]],
    notes: Mapping[str, Sequence[str]],
) -> bytes | None:
    """The person's own workbook, marked: a column of a table stands where it stands in the sheet."""
    return marked_original(
        original,
        cells={
            table.sheet: {
                (table.first_row + row, table.columns.index(column) + 1): reason
                for (row, column), reason in marks[table.sheet].items()
            }
            for table in tables
        },
        notes=[note for table in tables for note in notes[table.sheet]],
    )
