"""Reading and writing levels and their history. Every read of many people takes the viewer's scope and a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, or_, select
from sqlalchemy.orm import Session

from transfo_rh.skills.assessment.model import (
    AgentStatement,
    HeldLevel,
    LevelColumns,
    RecordedStatement,
)
from transfo_rh.skills.model import LevelStep, Source, Statement
from transfo_rh.skills.tables import SkillLevelRow, SkillRow, SkillStatementRow, SkillVersionRow
from transfo_rh.staff.repository import Scope, in_scope, present
from transfo_rh.staff.tables import AgentRow

_LEVEL = SkillLevelRow
_LINE = SkillStatementRow
_HELD = (
    _LEVEL.agent_id,
    _LEVEL.skill_id,
    _LEVEL.level,
    _LEVEL.source,
    _LEVEL.stated_on,
    _LEVEL.review_on,
    _LEVEL.overdue,
    _LEVEL.lapsed,
    _LEVEL.disputed,
)


def counts_on(on: date) -> ColumnElement[bool]:
    """The steps of ``skill_level`` that count on a day."""
    return and_(_LEVEL.valid_from <= on, or_(_LEVEL.valid_to.is_(None), _LEVEL.valid_to > on))


def held_levels(
    session: Session, *, scope: Scope, on: date, agent_ids: Collection[int] | None = None
) -> tuple[HeldLevel, ...]:
    """The levels that count on a day, of the agents of the scope present that day (or of some of them)."""
    statement = select(*_HELD).join(AgentRow, AgentRow.id == _LEVEL.agent_id)
    statement = statement.where(counts_on(on), present(on), *in_scope(AgentRow.department_id, scope))
    if agent_ids is not None:
        statement = statement.where(_LEVEL.agent_id.in_(sorted(agent_ids)))
    rows = session.execute(statement.order_by(_LEVEL.agent_id, _LEVEL.skill_id)).all()
    return tuple(HeldLevel(row[0], row[1], row[2], Source(row[3]), *row[4:]) for row in rows)


def level_columns(session: Session, *, scope: Scope, on: date) -> LevelColumns:
    """The same levels as integer columns, for computing over a whole authority."""
    statement = (
        select(_LEVEL.agent_id, _LEVEL.skill_id, _LEVEL.level)
        .join(AgentRow, AgentRow.id == _LEVEL.agent_id)
        .where(counts_on(on), present(on), *in_scope(AgentRow.department_id, scope))
    )
    rows: list[Any] = list(session.execute(statement).all())
    values = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return LevelColumns(values[:, 0], values[:, 1], values[:, 2].astype(np.int8))


def levels_of(session: Session, *, agent_id: int, on: date) -> dict[str, int]:
    """Skill code → level of one agent on a day; skills that were not assessed are absent."""
    rows = session.execute(
        select(SkillRow.code, _LEVEL.level)
        .join(SkillRow, SkillRow.id == _LEVEL.skill_id)
        .where(_LEVEL.agent_id == agent_id, counts_on(on))
    ).all()
    return {row[0]: row[1] for row in rows}


def statements(
    session: Session, *, agent_ids: Collection[int], skill_ids: Collection[int] | None = None
) -> tuple[RecordedStatement, ...]:
    """The history of some agents, in the order in which it was recorded."""
    statement = select(
        _LINE.id,
        _LINE.agent_id,
        _LINE.skill_id,
        _LINE.level,
        _LINE.source,
        _LINE.stated_on,
        _LINE.expires_on,
        _LINE.proposed,
        _LINE.note,
        _LINE.recorded_at,
        _LINE.recorded_by,
    ).where(_LINE.agent_id.in_(sorted(agent_ids)))
    if skill_ids is not None:
        statement = statement.where(_LINE.skill_id.in_(sorted(skill_ids)))
    rows = session.execute(statement.order_by(_LINE.id)).all()
    return tuple(
        RecordedStatement(
            row[0], row[1], row[2], Statement(row[3], Source(row[4]), *row[5:9]), row[9], row[10]
        )
        for row in rows
    )


def agents_with_skill(session: Session, skill_id: int) -> tuple[int, ...]:
    """Everybody about whom something was ever stated in a skill."""
    return tuple(session.scalars(select(_LINE.agent_id).where(_LINE.skill_id == skill_id).distinct()))


def review_months(session: Session) -> dict[int, int]:
    """Skill id → months after which a level is to be reviewed, by its newest version."""
    version = SkillVersionRow
    rows = session.execute(
        select(version.skill_id, version.review_months).order_by(version.skill_id, version.valid_from)
    ).all()
    return {row[0]: row[1] for row in rows}


def add_statements(
    session: Session, lines: Sequence[AgentStatement], *, at: datetime, by: int | None
) -> None:
    """Append lines to the history."""
    if not lines:
        return
    session.execute(
        insert(SkillStatementRow),
        [
            {
                "agent_id": line.agent_id,
                "skill_id": line.skill_id,
                "level": line.statement.level,
                "source": line.statement.source.value,
                "stated_on": line.statement.stated_on,
                "expires_on": line.statement.expires_on,
                "proposed": line.statement.proposed,
                "note": line.statement.note,
                "recorded_at": at,
                "recorded_by": by,
            }
            for line in lines
        ],
    )


def replace_steps(session: Session, steps: Iterable[tuple[int, int, tuple[LevelStep, ...]]]) -> None:
    """Write the steps of (agent, skill) pairs in place of what stood."""
    pairs, rows = [], []
    for agent_id, skill_id, found in steps:
        pairs.append({"agent": agent_id, "skill": skill_id})
        rows += [
            {
                "agent_id": agent_id,
                "skill_id": skill_id,
                "valid_from": step.valid_from,
                "valid_to": step.valid_to,
                "level": step.level,
                "source": step.source.value,
                "stated_on": step.stated_on,
                "review_on": step.review_on,
                "overdue": step.overdue,
                "lapsed": step.lapsed,
                "disputed": step.disputed,
            }
            for step in found
        ]
    table = SkillLevelRow.__table__
    if pairs:
        session.execute(
            delete(table).where(  # type: ignore[arg-type]
                table.c.agent_id == bindparam("agent"), table.c.skill_id == bindparam("skill")
            ),
            pairs,
        )
    if rows:
        session.execute(insert(SkillLevelRow), rows)
