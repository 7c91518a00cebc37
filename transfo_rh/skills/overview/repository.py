"""Counting levels in the database. Every read takes the viewer's scope and a day, and keeps to both in its conditions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from transfo_rh.skills.assessment.model import LevelColumns
from transfo_rh.skills.assessment.repository import counts_on
from transfo_rh.skills.tables import JobRoleRow, SkillLevelRow
from transfo_rh.staff.repository import Scope, in_scope, present
from transfo_rh.staff.tables import AgentRow

_LEVEL = SkillLevelRow
_NAMES = (AgentRow.last_name, AgentRow.first_name, AgentRow.matricule)


def _counted(scope: Scope, on: date) -> list[ColumnElement[bool]]:
    """Levels that count that day, of the agents of the scope present that day."""
    return [
        AgentRow.id == _LEVEL.agent_id,
        counts_on(on),
        present(on),
        *in_scope(AgentRow.department_id, scope),
    ]


def department_levels(
    session: Session, *, scope: Scope, on: date, skill_ids: Collection[int]
) -> NDArray[np.int64]:
    """How many people of each department itself have each level of these skills.

    Rows (department id, skill id, level, people); those without people are absent.
    """
    level = _LEVEL
    statement = select(AgentRow.department_id, level.skill_id, level.level, func.count())
    statement = statement.where(*_counted(scope, on), level.skill_id.in_(sorted(skill_ids)))
    rows = session.execute(statement.group_by(AgentRow.department_id, level.skill_id, level.level)).all()
    return np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 4)


def level_counts(
    session: Session, *, scope: Scope, on: date, retiring_before: date
) -> tuple[tuple[int, int, int, int], ...]:
    """(skill id, level, people, those among them who retire before that day) over the whole scope."""
    level = _LEVEL
    retiring = func.count().filter(AgentRow.retirement_on < retiring_before)
    statement = select(level.skill_id, level.level, func.count(), retiring).where(*_counted(scope, on))
    rows = session.execute(statement.group_by(level.skill_id, level.level)).all()
    return tuple((row[0], row[1], row[2], row[3]) for row in rows)


def level_lists(session: Session, *, scope: Scope, on: date, skill_ids: Collection[int]) -> LevelColumns:
    """The levels of some skills as columns; the database joins the agents of each level into one text.

    Six times quicker than a row for each level on an authority of 50 000.
    """
    level = _LEVEL
    agents = func.aggregate_strings(cast(level.agent_id, String), ",")
    statement = select(level.skill_id, level.level, agents).where(*_counted(scope, on))
    statement = statement.where(level.skill_id.in_(sorted(skill_ids)))
    lists = [
        (row[0], row[1], _numbers(row[2]))
        for row in session.execute(statement.group_by(level.skill_id, level.level)).all()
    ]
    sizes = [len(found) for _skill, _level, found in lists]
    return LevelColumns(
        np.concatenate([found for *_, found in lists]) if lists else np.empty(0, dtype=np.int64),
        np.repeat(np.array([skill for skill, *_ in lists], dtype=np.int64), sizes),
        np.repeat(np.array([value for _skill, value, _found in lists], dtype=np.int8), sizes),
    )


def agents_by_department(session: Session, *, scope: Scope, on: date) -> dict[int, NDArray[np.int64]]:
    """Department id → ids of the agents present that day in the department itself."""
    agents = func.aggregate_strings(cast(AgentRow.id, String), ",")
    statement = select(AgentRow.department_id, agents).where(
        present(on), *in_scope(AgentRow.department_id, scope)
    )
    rows = session.execute(statement.group_by(AgentRow.department_id)).all()
    return {row[0]: _numbers(row[1]) for row in rows}


def _numbers(text: str) -> NDArray[np.int64]:
    return np.fromstring(text, dtype=np.int64, sep=",")


def held_roles(session: Session, *, scope: Scope, on: date) -> frozenset[int]:
    """The roles behind the jobs of the agents of the scope."""
    statement = (
        select(JobRoleRow.role_id)
        .join(AgentRow, AgentRow.job == JobRoleRow.job)
        .where(JobRoleRow.role_id.is_not(None), present(on), *in_scope(AgentRow.department_id, scope))
        .distinct()
    )
    return frozenset(role_id for role_id in session.scalars(statement) if role_id is not None)


def retirements(
    session: Session, *, scope: Scope, on: date, skill_id_levels: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int, date | None], ...]:
    """(skill id, agent id, retirement day) of everybody at a skill's level or above."""
    found: list[tuple[int, int, date | None]] = []
    by_level: dict[int, list[int]] = {}
    for skill_id, required in skill_id_levels:
        by_level.setdefault(required, []).append(skill_id)
    for required, skill_ids in by_level.items():
        statement = select(_LEVEL.skill_id, _LEVEL.agent_id, AgentRow.retirement_on).where(
            *_counted(scope, on), _LEVEL.skill_id.in_(skill_ids), _LEVEL.level >= required
        )
        found += [(row[0], row[1], row[2]) for row in session.execute(statement).all()]
    return tuple(found)


def people_with(
    session: Session, *, scope: Scope, on: date, criteria: Sequence[tuple[int, int]], page: int, size: int
) -> tuple[tuple[tuple[int, tuple[int, ...]], ...], int]:
    """One page of the agents who reach every (skill id, level), and how many there are in all.

    Each with their levels in the order of the criteria; the highest sums first, then by name.
    """
    steps = [aliased(_LEVEL) for _criterion in criteria]
    statement = select(AgentRow.id, *(step.level for step in steps))
    statement = statement.where(present(on), *in_scope(AgentRow.department_id, scope))
    for step, (skill_id, required) in zip(steps, criteria, strict=True):
        statement = statement.join(step, step.agent_id == AgentRow.id).where(
            step.skill_id == skill_id,
            step.level >= required,
            step.valid_from <= on,
            or_(step.valid_to.is_(None), step.valid_to > on),
        )
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    order = sum((step.level for step in steps[1:]), steps[0].level)
    rows = session.execute(statement.order_by(order.desc(), *_NAMES).limit(size).offset(page * size)).all()
    return tuple((row[0], tuple(row[1:])) for row in rows), total
