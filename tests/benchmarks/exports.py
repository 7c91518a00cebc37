"""A workbook of 50 000 × 40 cells against xlsxwriter alone."""

from __future__ import annotations

import io

import xlsxwriter

from tests.benchmarks.measure import Measured, median_seconds, peak_mb
from transfo_rh.exchange.writers import SheetContent, workbook_bytes

COLUMNS = 40


def run(people: int) -> list[Measured]:
    """Half the columns are text, half are numbers."""
    titles = [f"Colonne {n}" for n in range(COLUMNS)]
    rows = [[f"texte {n}-{c}" if c % 2 else n * c for c in range(COLUMNS)] for n in range(people)]
    floor = median_seconds(lambda: _plain(titles, rows), runs=1)
    seconds = median_seconds(lambda: workbook_bytes([SheetContent("Export", titles, rows)]), runs=1)
    return [Measured(f"workbook of {people} × {COLUMNS} cells", seconds, "xlsxwriter", floor, peak_mb())]


def _plain(titles: list[str], rows: list[list[str | int]]) -> None:
    workbook = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    sheet = workbook.add_worksheet()
    for number, row in enumerate([titles, *rows]):
        sheet.write_row(number, 0, row)
    workbook.close()
