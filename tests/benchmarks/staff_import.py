"""Staff import, 50 000 agents × 40 columns: the whole import compared with the bare reading of the workbook.

Run: ``python -m tests.benchmarks.staff_import``. Both figures come from one run on one machine.
"""

from __future__ import annotations

import io
import tempfile
import time
from datetime import date
from pathlib import Path

import python_calamine

from transfo_rh.access.model import operator
from transfo_rh.core.database import Database, use_database
from transfo_rh.core.migrations import upgrade
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.exchange.writers import SheetContent, workbook_bytes
from transfo_rh.staff import imports

AGENTS = 50_000
DEPARTMENTS = 500
OTHER_COLUMNS = 28
GOAL = 5.0


def staff_workbook(agents: int = AGENTS) -> bytes:
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


def bare_reading(content: bytes) -> float:
    """Seconds that calamine needs for the cells alone."""
    start = time.perf_counter()
    workbook = python_calamine.load_workbook(io.BytesIO(content))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return time.perf_counter() - start


def whole_import(content: bytes) -> float:
    """Seconds from the bytes to the committed base, every check included."""
    with tempfile.TemporaryDirectory() as folder:
        opened = Database(f"sqlite:///{Path(folder) / 'benchmark.sqlite'}")
        upgrade(opened)
        use_database(opened)
        start = time.perf_counter()
        file = imports.open_staff_file(name="agents.xlsx", content=content)
        mapping = imports.guess(viewer=operator(), file=file)
        imports.store(viewer=operator(), file=file, mapping=mapping, effective_on=date(2026, 1, 1))
        elapsed = time.perf_counter() - start
        use_database(None)
        opened.dispose()
    return elapsed


def main() -> None:
    """Print the two figures and their ratio."""
    content = staff_workbook()
    floor = min(bare_reading(content) for _turn in range(2))
    ours = whole_import(content)
    print(
        f"staff import {AGENTS} × 40: {ours:.2f} s, calamine alone {floor:.2f} s, ratio {ours / floor:.2f} (goal ≤ {GOAL})"
    )


if __name__ == "__main__":
    main()
