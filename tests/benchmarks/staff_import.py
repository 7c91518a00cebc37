"""Staff import, 50 000 agents × 40 columns: the whole import compared with the bare reading of the workbook."""

from __future__ import annotations

import io
import itertools
import tempfile
from datetime import date
from pathlib import Path

import python_calamine

from tests.benchmarks.measure import Measured, median_seconds, peak_mb
from transfo_rh.access.model import operator
from transfo_rh.core.database import Database, use_database
from transfo_rh.core.migrations import upgrade
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.exchange.writers import SheetContent, workbook_bytes
from transfo_rh.staff.importing import service as imports

DEPARTMENTS = 500
OTHER_COLUMNS = 28


def staff_workbook(agents: int) -> bytes:
    """A workbook of two sheets: departments, and agents with 40 columns of which 12 are read."""
    departments: list[list[Value]] = [
        [f"S{i:03}", f"Service {i}", "S000" if i else None] for i in range(DEPARTMENTS)
    ]
    titles = [
        "Matricule",
        "Nom",
        "Prénom",
        "Courriel",
        "Code service",
        "Métier",
        "Catégorie",
        "Cadre d’emplois",
        "Statut",
        "Date d’entrée",
        "Date de sortie",
        "Poste informatique",
        *(f"Info {i}" for i in range(OTHER_COLUMNS)),
    ]
    rows: list[list[Value]] = [
        [
            f"{i:06}",
            f"NOM{i % 9000}",
            f"Prénom{i % 900}",
            f"a{i}@ville.fr",
            f"S{i % DEPARTMENTS:03}",
            f"Métier {i % 200}",
            "C",
            "Adjoint administratif territorial",
            ("Titulaire", "Contractuel", "Stagiaire")[i % 3],
            date(2000 + i % 26, 1 + i % 12, 1 + i % 28),
            None,
            ("Oui", "Non")[i % 2],
            *(f"valeur {i % 77}" if c % 2 else i * c for c in range(OTHER_COLUMNS)),
        ]
        for i in range(agents)
    ]
    return workbook_bytes(
        [
            SheetContent("Services", ["Code", "Libellé", "Code parent"], departments),
            SheetContent("Agents", titles, rows),
        ]
    )


def run(people: int) -> list[Measured]:
    """From the bytes to the committed base, every check included, into fresh databases."""
    content = staff_workbook(people)
    floor = median_seconds(lambda: _bare_reading(content))
    with tempfile.TemporaryDirectory() as folder:
        turns = itertools.count()
        seconds = median_seconds(lambda: _whole_import(content, Path(folder) / f"{next(turns)}.sqlite"))
    work = f"staff import of {people} × 40 cells, xlsx: read, recognise, check, store"
    return [Measured(work, seconds, "calamine read", floor, peak_mb())]


def _bare_reading(content: bytes) -> None:
    workbook = python_calamine.load_workbook(io.BytesIO(content))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _whole_import(content: bytes, path: Path) -> None:
    opened = Database(f"sqlite:///{path}")
    upgrade(opened)
    use_database(opened)
    file = imports.open_staff_file(name="agents.xlsx", content=content)
    mapping = imports.guess(viewer=operator(), file=file)
    imports.store(viewer=operator(), file=file, mapping=mapping, effective_on=date(2026, 1, 1))
    use_database(None)
    opened.dispose()
