"""Reading and writing levels and their history. Every read of many people takes the viewer's scope and a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, true, union
from sqlalchemy.orm import Session, aliased

from transfo_rh.access.tables import AccountRow
from transfo_rh.skills.assessment.levels import HIERARCHY
from transfo_rh.skills.assessment.model import (
    AgentStatement,
    Focus,
    HeldLevel,
    LevelColumns,
    RecordedStatement,
    ToReview,
)
from transfo_rh.skills.model import LevelStep, Source, Statement
from transfo_rh.skills.tables import (
    JobRoleRow,
    SkillLevelRow,
    SkillRow,
    SkillStatementRow,
    SkillVersionRow,
)
from transfo_rh.staff.repository import Scope, in_scope, present
from transfo_rh.staff.tables import AgentRow

_AT_ONCE = 5_000
_LINES_AT_ONCE = 20_000
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
_RECORDED = (
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


def level_columns(
    session: Session, *, scope: Scope, on: date, skill_ids: Collection[int] | None = None
) -> LevelColumns:
    """The same levels as integer columns, of some skills or of all, for computing over a whole authority."""
    statement = (
        select(_LEVEL.agent_id, _LEVEL.skill_id, _LEVEL.level)
        .join(AgentRow, AgentRow.id == _LEVEL.agent_id)
        .where(counts_on(on), present(on), *in_scope(AgentRow.department_id, scope))
    )
    if skill_ids is not None:
        statement = statement.where(_LEVEL.skill_id.in_(sorted(skill_ids)))
    rows = session.execute(statement).all()
    values = np.fromiter(chain.from_iterable(rows), np.int64, 3 * len(rows)).reshape(-1, 3)
    return LevelColumns(values[:, 0], values[:, 1], values[:, 2].astype(np.int8))


def assessed_people(session: Session, *, scope: Scope, on: date) -> int:
    """Agents of the scope present on a day of whom at least one level counts that day."""
    known = select(_LEVEL.agent_id).where(_LEVEL.agent_id == AgentRow.id, counts_on(on)).exists()
    statement = select(func.count()).select_from(AgentRow)
    return session.scalar(statement.where(present(on), known, *in_scope(AgentRow.department_id, scope))) or 0


def known_in_skills(session: Session, *, scope: Scope, on: date) -> dict[int, int]:
    """Skill id → agents of the scope whose level counts on a day; a whole authority is counted from levels alone."""
    statement = select(_LEVEL.skill_id, func.count()).where(counts_on(on))
    if scope is not None:
        inside = select(AgentRow.id).where(present(on), *in_scope(AgentRow.department_id, scope))
        statement = statement.where(_LEVEL.agent_id.in_(inside))
    return {found[0]: found[1] for found in session.execute(statement.group_by(_LEVEL.skill_id)).all()}


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
    statement = select(*_RECORDED).where(_LINE.agent_id.in_(sorted(agent_ids)))
    if skill_ids is not None:
        statement = statement.where(_LINE.skill_id.in_(sorted(skill_ids)))
    rows = session.execute(statement.order_by(_LINE.id)).all()
    return tuple(_recorded(row) for row in rows)


def statement_line(session: Session, statement_id: int) -> RecordedStatement | None:
    """One line of the history, None when it does not exist."""
    row = session.execute(select(*_RECORDED).where(_LINE.id == statement_id)).one_or_none()
    return None if row is None else _recorded(row)


def _recorded(row: Any) -> RecordedStatement:
    said = Statement(row[3], Source(row[4]), *row[5:9])
    return RecordedStatement(row[0], row[1], row[2], said, row[9], row[10])


def newest_lines(
    session: Session, *, agent_ids: Collection[int], skill_ids: Collection[int]
) -> dict[tuple[int, int], int]:
    """(Agent, skill) → the newest line of its history; pairs without a history are absent."""
    rows = session.execute(
        select(_LINE.agent_id, _LINE.skill_id, func.max(_LINE.id))
        .where(_LINE.agent_id.in_(sorted(agent_ids)), _LINE.skill_id.in_(sorted(skill_ids)))
        .group_by(_LINE.agent_id, _LINE.skill_id)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def lock_agents(session: Session, agent_ids: Collection[int]) -> None:
    """Keep others from stating anything about these agents until the end (SQLite already does)."""
    ids = sorted(agent_ids)
    for start in range(0, len(ids), _AT_ONCE):
        chunk = select(AgentRow.id).where(AgentRow.id.in_(ids[start : start + _AT_ONCE]))
        session.execute(chunk.order_by(AgentRow.id).with_for_update()).all()


def skill_codes(session: Session) -> dict[int, str]:
    """Skill id → code, of every skill that ever stood."""
    return {row[0]: row[1] for row in session.execute(select(SkillRow.id, SkillRow.code))}


def authors(session: Session, account_ids: Collection[int]) -> dict[int, str]:
    """Account id → name."""
    row = AccountRow
    found = session.execute(select(row.id, row.name).where(row.id.in_(sorted(account_ids))))
    return {one[0]: one[1] for one in found}


def roles_of_jobs(session: Session, jobs: Collection[str]) -> dict[str, int | None]:
    """Job label → the role linked to it, None when a person said that there is none."""
    row = JobRoleRow
    linked = session.execute(select(row.job, row.role_id).where(row.job.in_(jobs)))
    return {link[0]: link[1] for link in linked}


def to_review(session: Session, *, scope: Scope, on: date, without: int | None) -> ToReview:
    """How much waits for an assessor among the agents of the scope, but one, in the skills that stand that day."""
    people = _people(scope, on, without)
    reasons = (_LEVEL.overdue, _LEVEL.lapsed, _LEVEL.disputed)
    counted: Any = session.execute(
        select(*(func.count().filter(reason) for reason in (*reasons, or_(*reasons))))
        .select_from(_LEVEL)
        .join(AgentRow, AgentRow.id == _LEVEL.agent_id)
        .where(counts_on(on), _in_skills(_LEVEL, None, on), *people)
    ).one()
    forgotten = _cells(session, and_(_expired_alone(on), _in_skills(_LINE, None, on)), people)
    proposed = _cells(session, and_(_waiting_proposal(), _in_skills(_LINE, None, on)), people)
    never = people_waiting(session, Focus.UNASSESSED, scope=scope, on=on, without=without, skill_ids=None)
    overdue, lapsed, disputed, cells = counted
    return ToReview(overdue, lapsed + forgotten, disputed, proposed, cells + forgotten + proposed, never)


def _people(scope: Scope, on: date, without: int | None) -> list[ColumnElement[bool]]:
    people = [present(on), *in_scope(AgentRow.department_id, scope)]
    return people if without is None else [*people, AgentRow.id != without]


def _cells(session: Session, lines: ColumnElement[bool], people: list[ColumnElement[bool]]) -> int:
    pairs = (
        select(_LINE.agent_id, _LINE.skill_id)
        .join(AgentRow, AgentRow.id == _LINE.agent_id)
        .where(lines, *people)
        .distinct()
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(pairs)) or 0


def people_waiting(
    session: Session,
    focus: Focus,
    *,
    scope: Scope,
    on: date,
    without: int | None,
    skill_ids: Collection[int] | None,
) -> int:
    """How many agents of the scope, but one, a filter shows."""
    counted = select(func.count()).select_from(AgentRow).where(*_people(scope, on, without))
    return session.scalar(counted.where(shown_by(focus, on=on, skill_ids=skill_ids))) or 0


def shown_by(focus: Focus, *, on: date, skill_ids: Collection[int] | None) -> ColumnElement[bool]:
    """What holds of the agents whom a filter shows, for some skills or (None) for all those that stand that day."""
    if focus is Focus.EVERYBODY:
        return true()
    if focus is Focus.UNASSESSED:
        return ~_of_agent(_LEVEL, counts_on(on), _in_skills(_LEVEL, skill_ids, on))
    return or_(
        *(
            _of_agent(table, holds, _in_skills(table, skill_ids, on))
            for table, holds in _waiting_rows(focus, on)
        )
    )


def waiting_skills(
    session: Session, focus: Focus, *, agent_ids: Collection[int], on: date, skill_ids: Collection[int] | None
) -> set[int]:
    """The skills for which a filter shows these agents; none where it shows people of whom nothing is known."""
    found = [
        select(table.skill_id).where(
            table.agent_id.in_(sorted(agent_ids)), holds, _in_skills(table, skill_ids, on)
        )
        for table, holds in _waiting_rows(focus, on)
    ]
    return set(session.scalars(union(*found))) if found else set()


def _waiting_rows(focus: Focus, on: date) -> list[tuple[Any, ColumnElement[bool]]]:
    """The rows (levels, lines of the history) that a filter looks for."""
    if focus is Focus.DISPUTED:
        return [(_LEVEL, and_(counts_on(on), _LEVEL.disputed))]
    if focus is Focus.TO_REVIEW:
        aged = and_(counts_on(on), or_(_LEVEL.overdue, _LEVEL.lapsed))
        return [(_LEVEL, aged), (_LINE, _expired_alone(on))]
    return [(_LINE, _waiting_proposal())] if focus is Focus.PROPOSED else []


def _of_agent(table: Any, *holds: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(table.agent_id == AgentRow.id, *holds)


def _in_skills(table: Any, skill_ids: Collection[int] | None, on: date) -> ColumnElement[bool]:
    """Rows of these skills; by default of those that stand: what nobody can be asked any more waits for nobody."""
    if skill_ids is not None:
        return table.skill_id.in_(sorted(skill_ids))  # type: ignore[no-any-return]
    version = SkillVersionRow
    stands = and_(version.valid_from <= on, or_(version.valid_to.is_(None), version.valid_to > on))
    return table.skill_id.in_(select(version.skill_id).where(stands))  # type: ignore[no-any-return]


def _expired_alone(on: date) -> ColumnElement[bool]:
    """Certificates that have expired, where nothing else gives a level."""
    other = exists().where(
        _LEVEL.agent_id == _LINE.agent_id, _LEVEL.skill_id == _LINE.skill_id, counts_on(on)
    )
    return and_(_LINE.source == Source.CERTIFICATE.value, _LINE.expires_on <= on, ~other)


def _waiting_proposal() -> ColumnElement[bool]:
    """Proposals about which the hierarchy has said nothing since."""
    later = aliased(_LINE)
    answer = exists().where(
        later.agent_id == _LINE.agent_id,
        later.skill_id == _LINE.skill_id,
        later.id > _LINE.id,
        later.source.in_([source.value for source in HIERARCHY]),
        later.proposed.is_(False),
    )
    return and_(_LINE.proposed, ~answer)


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
    for start in range(0, len(lines), _LINES_AT_ONCE):
        session.execute(
            insert(SkillStatementRow.__table__),  # type: ignore[arg-type]
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
                for line in lines[start : start + _LINES_AT_ONCE]
            ],
        )


def replace_steps(session: Session, steps: Iterable[tuple[int, int, tuple[LevelStep, ...]]]) -> None:
    """Write the steps of (agent, skill) pairs in place of what stood."""
    agents: dict[int, list[int]] = {}
    rows = []
    for agent_id, skill_id, found in steps:
        agents.setdefault(skill_id, []).append(agent_id)
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
    table: Any = SkillLevelRow.__table__
    for skill_id, agent_ids in agents.items():
        for start in range(0, len(agent_ids), _AT_ONCE):
            gone = table.c.agent_id.in_(agent_ids[start : start + _AT_ONCE])
            session.execute(delete(table).where(table.c.skill_id == skill_id, gone))
    if rows:
        session.execute(insert(table), rows)
