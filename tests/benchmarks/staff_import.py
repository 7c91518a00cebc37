"""Staff import of 50 000 rows × 40 columns: read, recognised, validated and stored, against calamine's own read."""

from __future__ import annotations

import io
import tempfile
from datetime import date
from pathlib import Path

import python_calamine
import xlsxwriter

from tests.benchmarks.measure import Measured, median_seconds, peak_mb
from transfo_rh.access.model import operator
from transfo_rh.core.database import Database, use_database
from transfo_rh.core.migrations import upgrade
from transfo_rh.staff import service

COLUMNS = 40
TITLES = ("Matricule", "Nom", "Prénom", "Adresse électronique", "Direction", "Service", "Métier", "Catégorie",
          "Cadre d’emplois", "Statut", "Date d’entrée", "Poste informatique")  # fmt: skip


def run(people: int) -> list[Measured]:
    """One workbook, imported into fresh databases."""
    content = _workbook(people)
    floor = median_seconds(
        lambda: python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )
    with tempfile.TemporaryDirectory() as folder:
        turns = iter(range(100))

        def work() -> None:
            database = Database(f"sqlite:///{Path(folder) / f'{next(turns)}.sqlite'}")
            upgrade(database)
            use_database(database)
            service.import_staff(
                viewer=operator(), name="agents.xlsx", content=content, effective_on=date(2026, 1, 1)
            )
            use_database(None)
            database.dispose()

        seconds = median_seconds(work)
    return [
        Measured(f"import of {people} × {COLUMNS} cells, xlsx", seconds, "calamine read", floor, peak_mb())
    ]


def _workbook(people: int) -> bytes:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = workbook.add_worksheet("Agents")
    extra = [f"Colonne libre {n}" for n in range(COLUMNS - len(TITLES))]
    sheet.write_row(0, 0, [*TITLES, *extra])
    for n in range(people):
        service_number = n % 480
        sheet.write_row(
            n + 1,
            0,
            [f"M{n:06}", f"NOM{n}", f"Prénom{n}", f"agent{n}@exemple.fr", f"Direction {service_number % 20}",
             f"Service {service_number}", f"Métier {n % 150}", "ABC"[n % 3], "Rédacteurs territoriaux", "Titulaire",
             f"{1 + n % 28:02}/{1 + n % 12:02}/{1990 + n % 35}", "oui" if n % 4 else "non", *range(len(extra))],
        )  # fmt: skip
    workbook.close()
    return buffer.getvalue()
