"""Import of levels, 20 for each agent, into fresh SQLite files: the whole import, and how long others had to wait.

The floor is the bare driver: the same lines and steps written by ``executemany`` into the same tables.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert

from tests.benchmarks.measure import RUNS, Measured, peak_mb
from tests.factories import add_departments
from tests.skills_factories import store_catalogue
from transfo_rh.access.model import operator
from transfo_rh.core.database import Database, database, use_database
from transfo_rh.core.migrations import upgrade
from transfo_rh.skills.assessment.importing import service
from transfo_rh.skills.catalogue.files import shipped_catalogue
from transfo_rh.staff.tables import AgentRow

LEVELS_EACH = 20
FLOOR = "sqlite3 executemany of the same rows"


def run(people: int) -> list[Measured]:
    """From the bytes to the committed base; then the part of it under the write lock alone."""
    with tempfile.TemporaryDirectory() as folder:
        turns = [_turn(people, Path(folder), number) for number in range(RUNS)]
    whole, locked, floor, _peak = (statistics.median(spent) for spent in zip(*turns, strict=True))
    peak = turns[0][-1]  # before the floor read everything back
    work = f"import of levels, {people} × {LEVELS_EACH}, csv, one a line"
    return [
        Measured(f"{work}: read, recognise, check, compute, store", whole, FLOOR, floor, peak),
        Measured(f"{work}: write lock held", locked, FLOOR, floor, peak),
    ]


def _turn(people: int, folder: Path, number: int) -> tuple[float, float, float, float]:
    """Seconds of the import, of its write lock, and of the floor in another base; the peak after the import, in MB."""
    path, bare = folder / f"{number}.sqlite", folder / f"{number}-bare.sqlite"
    labels = _fill(path, people)
    _fill(bare, people)
    content = _file(people, labels)
    opened = Database(f"sqlite:///{path}")
    use_database(opened)
    held = _lock_times(opened)
    whole, peak = _seconds(lambda: _import(content)), peak_mb()
    use_database(None)
    opened.dispose()
    with sqlite3.connect(path) as source:
        lines = source.execute("SELECT * FROM skill_statement ORDER BY id").fetchall()
        steps = source.execute("SELECT * FROM skill_level ORDER BY agent_id, skill_id, valid_from").fetchall()
    source.close()
    floor = _seconds(lambda: _insert(bare, lines, steps))
    for used in (path, bare):
        used.unlink()
    return whole, sum(held), floor, peak


def _import(content: bytes) -> None:
    file = service.open_levels_file(viewer=operator(), name="niveaux.csv", content=content)
    mapping = service.guess(viewer=operator(), file=file)
    service.store(viewer=operator(), file=file, mapping=mapping)


def _insert(path: Path, lines: list[Any], steps: list[Any]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO skill_statement VALUES ({','.join('?' * len(lines[0]))})", lines)
    connection.executemany(f"INSERT INTO skill_level VALUES ({','.join('?' * len(steps[0]))})", steps)
    connection.execute("COMMIT")
    connection.close()


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _lock_times(opened: Database) -> list[float]:
    """Filled with the seconds from each BEGIN IMMEDIATE to the end of its connection's work."""
    begun: list[float] = []
    held: list[float] = []

    @event.listens_for(opened.engine, "before_cursor_execute")
    def _begin(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement == "BEGIN IMMEDIATE":
            begun.append(time.perf_counter())

    @event.listens_for(opened.engine, "close_detached")
    def _closed(*_connection: Any) -> None:
        held.extend(time.perf_counter() - start for start in begun)
        begun.clear()

    return held


def _fill(path: Path, people: int) -> list[str]:
    """A base with the shipped catalogue and the agents; gives the labels of the skills of the file."""
    opened = Database(f"sqlite:///{path}")
    upgrade(opened)
    use_database(opened)
    place = add_departments({"D": None})["D"]
    catalogue = store_catalogue(shipped_catalogue())
    with database().write() as session:
        session.execute(insert(AgentRow), [_agent(number, place) for number in range(people)])
    use_database(None)
    opened.dispose()
    return [skill.label for skill in catalogue.skills[:LEVELS_EACH]]


def _agent(number: int, department_id: int) -> dict[str, object]:
    return {
        "matricule": f"M{number:06d}",
        "last_name": f"NOM{number}",
        "first_name": "Prénom",
        "department_id": department_id,
        "updated_at": datetime(2026, 1, 1, tzinfo=UTC),
    }


def _file(people: int, labels: list[str]) -> bytes:
    """One line a level, on days of the last year."""
    chance = random.Random(4)
    lines = ["Matricule;Compétence;Niveau;Date;Source"]
    for number in range(people):
        day = f"{chance.randrange(1, 29):02}/{chance.randrange(1, 11):02}/2026"
        lines += [f"M{number:06d};{label};{chance.randrange(5)};{day};RH" for label in labels]
    return "\n".join(lines).encode()
