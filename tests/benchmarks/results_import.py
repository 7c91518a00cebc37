"""Results import, 50 000 people × 60 questions × 500 departments: the whole import beside the bare reading of the CSV."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks.measure import Measured, median_seconds, peak_mb
from transfo_rh.access.model import operator
from transfo_rh.campaigns.importing.columns import SourceFile
from transfo_rh.campaigns.importing.service import import_results
from transfo_rh.core.database import Database, use_database
from transfo_rh.core.migrations import upgrade

QUESTIONS = 60
DEPARTMENTS = 500
LABELS = (
    "Pas du tout d’accord",
    "Plutôt pas d’accord",
    "Plutôt d’accord",
    "Tout à fait d’accord",
    "Sans objet",
    "",
)


def results_file(people: int) -> bytes:
    """A wide CSV of worded answers with a matricule and a department."""
    generator = np.random.default_rng(2026)
    answers = np.array(LABELS, dtype=object)[generator.integers(0, len(LABELS), (people, QUESTIONS))]
    departments = generator.integers(0, DEPARTMENTS, people)
    lines = ["matricule;service;" + ";".join(f"q{number}" for number in range(1, QUESTIONS + 1))]
    lines += [
        f"M{person};Service {department};" + ";".join(row)
        for person, (department, row) in enumerate(zip(departments.tolist(), answers, strict=True))
    ]
    return "\n".join(lines).encode()


def _read(content: bytes) -> None:
    for _row in csv.reader(io.StringIO(content.decode(), newline=""), delimiter=";"):
        pass


def _import(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        opened = Database(f"sqlite:///{Path(folder) / 'benchmark.sqlite'}")
        upgrade(opened)
        use_database(opened)
        try:
            import_results(viewer=operator(), files=[SourceFile("resultats.csv", content)], title="Mesure")
        finally:
            use_database(None)
            opened.dispose()


def run(people: int) -> list[Measured]:
    """The whole import, from bytes to committed answers, and csv.reader alone."""
    content = results_file(people)
    floor = median_seconds(lambda: _read(content))
    seconds = median_seconds(lambda: _import(content), runs=1)
    work = f"results import {people} × {QUESTIONS}"
    return [Measured(work, seconds, "csv.reader", floor, peak_mb())]
