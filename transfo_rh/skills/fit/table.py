"""The whole ranking for a role as rows of a file: what a page of it says, computed for everybody at once.

Fits, classes, days, cost and months come from arrays; words are written once for each class and share that occurs.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.fit import service
from transfo_rh.skills.fit.effort import EffortColumns, effort_columns
from transfo_rh.skills.fit.explain import class_words
from transfo_rh.skills.fit.ranking import Ranking
from transfo_rh.skills.fit.readiness import READINESS, whole_fit
from transfo_rh.staff import repository as staff
from transfo_rh.staff.model import Agent
from transfo_rh.staff.service import scope_of
from transfo_rh.staff.tree import DepartmentTree

Row = tuple[Value, ...]


def ranking_table(
    *, viewer: Viewer, role_code: str, department_id: int | None = None, on: date | None = None
) -> tuple[Row, ...]:
    """Everybody of the viewer's reach about whom a counted skill of the role is known, the best first.

    A row: name, class, fit on what is assessed, at least, at most, days, cost in euros, months, department, category.
    Raises PermissionDenied unless the viewer assesses skills, NotFound for an unknown role.
    """
    reach = require(viewer, Permission.ASSESS_SKILLS)
    day = on or clock.today()
    with database().read() as session:
        catalogue, settings = catalogues.catalogue(session, on=day), catalogues.settings(session)
        role = service.role_of(catalogue, role_code)
        tree = staff.department_tree(session, on=day)
        scope = service.narrowed(scope_of(viewer, reach, tree), tree, department_id)
        ranking = service.ranking_of(session, catalogue, role, settings, scope=scope, on=day)
        agents = {agent.id: agent for agent in staff.agents(session, scope=scope, on=day)}
    needed = effort_columns(ranking.levels, role.content, soft=catalogue.soft_skills, settings=settings)
    names, departments, categories = _people(ranking, agents, tree)
    fits = (_whole(column) for column in (ranking.point, ranking.low, ranking.high))
    columns = (names, _classes(ranking), *fits, *_effort(needed), departments, categories)
    return tuple(zip(*columns, strict=True))


def _people(
    ranking: Ranking, agents: dict[int, Agent], tree: DepartmentTree
) -> tuple[list[Value], list[Value], list[Value]]:
    """Names, departments, categories."""
    ordered = [agents[agent_id] for agent_id in ranking.agents.tolist()]
    departments = {one.department_id: tree.get(one.department_id) for one in ordered}
    names = {number: found.name if found else "" for number, found in departments.items()}
    return (
        [f"{one.last_name} {one.first_name}" for one in ordered],
        [names[one.department_id] for one in ordered],
        [one.category.value if one.category else None for one in ordered],
    )


def _classes(ranking: Ranking) -> list[Value]:
    """The class of each in words, as a page of the ranking writes it."""
    kinds = np.stack([ranking.codes, ranking.certain, ranking.assessed], axis=1).astype(np.int64)
    found, place = np.unique(kinds, axis=0, return_inverse=True)
    words = [
        class_words(READINESS[code], certain=bool(certain), share=assessed / max(1, ranking.whole))
        for code, certain, assessed in found.tolist()
    ]
    return [words[number] for number in place.ravel().tolist()]


def _whole(fits: NDArray[np.float32]) -> list[int]:
    return [whole_fit(fit) for fit in fits.tolist()]


def _effort(needed: EffortColumns) -> tuple[list[float], list[int], list[int]]:
    euros = np.rint(needed.cost_cents / 100).astype(np.int64)
    return needed.days.tolist(), euros.tolist(), np.ceil(needed.months).astype(np.int64).tolist()
