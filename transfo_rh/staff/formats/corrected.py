"""The imported file given back with its faulty cells marked and commented."""

from __future__ import annotations

from collections.abc import Sequence

from transfo_rh.exchange.problems import Problem
from transfo_rh.exchange.spreadsheets import Table
from transfo_rh.exchange.writers import SheetContent, workbook_bytes

MAXIMUM_MARKS = 5_000


def marked_workbook(tables: Sequence[Table], problems: Sequence[Problem]) -> bytes:
    """An `.xlsx` workbook of the same tables; each located problem is a comment on its cell, the others are notes.

    A problem of a whole row marks its first column. Past MAXIMUM_MARKS, the first ones are marked.
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
