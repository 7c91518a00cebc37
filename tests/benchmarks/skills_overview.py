"""The maps of skills and cover on a whole authority (SQLite), beside one bare GROUP BY of the same levels.

Eighteen levels a person, six hundred departments, the shipped catalogue; written in bulk, before the clock starts.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import insert

from tests.benchmarks.measure import Measured, median_seconds_together, peak_mb
from tests.factories import add_departments, viewer
from tests.skills_factories import SINCE, store_catalogue
from transfo_rh.access.model import Role
from transfo_rh.core.database import Database, database, use_database
from transfo_rh.core.migrations import upgrade
from transfo_rh.skills.catalogue.files import shipped_catalogue
from transfo_rh.skills.model import Catalogue
from transfo_rh.skills.overview import people, risks, service
from transfo_rh.skills.overview.model import Criterion
from transfo_rh.skills.tables import SkillLevelRow
from transfo_rh.staff.tables import AgentRow

LEVELS_EACH = 18
FLOOR = (
    "SELECT l.skill_id, l.level, count(*) FROM skill_level l JOIN agent a ON a.id = l.agent_id "
    "GROUP BY l.skill_id, l.level"
)


def run(people_count: int) -> list[Measured]:
    """Each page's service, in turns with the floor."""
    with tempfile.TemporaryDirectory() as folder:
        opened = Database(f"sqlite:///{Path(folder) / 'skills.sqlite'}")
        upgrade(opened)
        use_database(opened)
        catalogue = _fill(people_count)
        human_resources, executive = viewer(Role.HR), viewer(Role.EXECUTIVE)
        asked = [Criterion(skill.code, 2) for skill in catalogue.skills[:2]]
        works = {
            "departments × 18 skills": lambda: service.skill_map(viewer=human_resources, family="data"),
            "the same under the threshold": lambda: service.skill_map(viewer=executive, family="data"),
            "departments × 8 roles": lambda: service.role_map(viewer=human_resources, domain="data"),
            "cover and risks": lambda: risks.cover(viewer=human_resources),
            "a page of people × 18 skills": lambda: people.person_map(viewer=human_resources, family="data"),
            "a search by two skills": lambda: people.find_people(viewer=human_resources, criteria=asked),
        }
        floor, *spent = median_seconds_together(_floor, *works.values())
        use_database(None)
        opened.dispose()
    return [
        Measured(f"{name}, {people_count} agents", seconds, "one GROUP BY of every level", floor, peak_mb())
        for name, seconds in zip(works, spent, strict=True)
    ]


def _floor() -> None:
    with database().glance() as connection:
        connection.exec_driver_sql(FLOOR).all()


def _fill(count: int) -> Catalogue:
    """Departments, agents and levels, at random."""
    random = np.random.default_rng(4)
    parents: dict[str, str | None] = {"D": None}
    leaves = [f"D{a}.{b}.{c}" for a in range(6) for b in range(8) for c in range(12)]
    parents |= {f"D{a}": "D" for a in range(6)} | {f"D{a}.{b}": f"D{a}" for a in range(6) for b in range(8)}
    parents |= {leaf: leaf.rsplit(".", 1)[0] for leaf in leaves}
    ids = add_departments(parents)
    catalogue = store_catalogue(shipped_catalogue())
    skills = [skill.id for skill in catalogue.skills]
    with database().write() as session:
        session.execute(
            insert(AgentRow), [_agent(n, ids[leaves[random.integers(len(leaves))]]) for n in range(count)]
        )
        for number in range(1, count + 1):
            held = random.choice(skills, LEVELS_EACH, replace=False).tolist()
            known = random.integers(0, 5, LEVELS_EACH).tolist()
            session.execute(
                insert(SkillLevelRow), [_level(number, *pair) for pair in zip(held, known, strict=True)]
            )
    return catalogue


def _agent(number: int, department_id: int) -> dict[str, object]:
    return {
        "id": number + 1,
        "matricule": f"M{number:06d}",
        "last_name": f"NOM{number * 7919 % 9973}",
        "first_name": "Prénom",
        "department_id": department_id,
        "retirement_on": date(2027 + number % 40, 1, 1),
        "updated_at": datetime(2026, 1, 1, tzinfo=UTC),
    }


def _level(agent_id: int, skill_id: int, level: int) -> dict[str, object]:
    return {
        "agent_id": agent_id,
        "skill_id": skill_id,
        "valid_from": SINCE,
        "valid_to": None,
        "level": level,
        "source": "manager",
        "stated_on": SINCE,
        "review_on": None,
        "overdue": False,
        "lapsed": False,
        "disputed": False,
    }
