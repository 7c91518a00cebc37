"""Reading and writing the organisation. Every read takes a day and the viewer's scope (None: every department)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from transfo_rh.staff.model import Agent, Category, Department, EmploymentStatus, Position
from transfo_rh.staff.search import like_pattern, matches, search_words
from transfo_rh.staff.tables import AgentRow, DepartmentRow, DepartmentVersionRow, PositionRow
from transfo_rh.staff.tree import DepartmentTree

Scope = frozenset[int] | None

_AGENT_COLUMNS = (
    AgentRow.id,
    AgentRow.matricule,
    AgentRow.last_name,
    AgentRow.first_name,
    AgentRow.email,
    AgentRow.department_id,
    AgentRow.job,
    AgentRow.category,
    AgentRow.cadre_emplois,
    AgentRow.status,
    AgentRow.entry_date,
    AgentRow.exit_date,
    AgentRow.has_workstation,
    AgentRow.retirement_on,
)
_AGENT_ORDER = (AgentRow.last_name, AgentRow.first_name, AgentRow.matricule)
_SEARCHED = (AgentRow.matricule, AgentRow.last_name, AgentRow.first_name, AgentRow.email, AgentRow.job)


@dataclass(frozen=True, slots=True)
class DepartmentVersion:
    """One dated version of a department; ``valid_to`` is excluded, None when open."""

    id: int
    department_id: int
    name: str
    parent_id: int | None
    valid_from: date
    valid_to: date | None


def department_tree(session: Session, *, on: date) -> DepartmentTree:
    """The departments that stand on this day, with the parent of that day."""
    rows = session.execute(
        select(
            DepartmentRow.id, DepartmentRow.code, DepartmentVersionRow.name, DepartmentVersionRow.parent_id
        )
        .join(DepartmentVersionRow, DepartmentVersionRow.department_id == DepartmentRow.id)
        .where(DepartmentVersionRow.valid_from <= on)
        .where(or_(DepartmentVersionRow.valid_to.is_(None), DepartmentVersionRow.valid_to > on))
        .order_by(DepartmentRow.id)
    ).all()
    return DepartmentTree(tuple(Department(row[0], row[1], row[2], row[3]) for row in rows))


def department_codes(session: Session) -> dict[str, int]:
    """Code → id of every department that ever stood."""
    return {code: id_ for id_, code in session.execute(select(DepartmentRow.id, DepartmentRow.code))}


def department_versions(session: Session) -> tuple[DepartmentVersion, ...]:
    """Every dated version of every department, oldest first."""
    row = DepartmentVersionRow
    rows = session.execute(
        select(row.id, row.department_id, row.name, row.parent_id, row.valid_from, row.valid_to).order_by(
            row.department_id, row.valid_from
        )
    ).all()
    return tuple(DepartmentVersion(*values) for values in rows)


def lock_organisation(session: Session) -> None:
    """Keep other imports waiting until the end of this transaction (SQLite already does)."""
    session.execute(select(DepartmentRow.id).order_by(DepartmentRow.id).with_for_update()).all()


def in_scope(column: Any, scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions that keep a department column within a scope; none when the scope is everything."""
    return [] if scope is None else [column.in_(sorted(scope))]


def present(on: date) -> ColumnElement[bool]:
    """The agents who work for the authority on a day."""
    return and_(
        or_(AgentRow.entry_date.is_(None), AgentRow.entry_date <= on),
        or_(AgentRow.exit_date.is_(None), AgentRow.exit_date > on),
    )


def agent_of(values: Sequence[Any]) -> Agent:
    """The agent that a row of ``_AGENT_COLUMNS`` describes."""
    category = Category(values[7]) if values[7] else None
    status = EmploymentStatus(values[9]) if values[9] else None
    # mypy cannot count starred arguments
    return Agent(*[*values[:7], category, values[8], status, *values[10:]])


def agents(session: Session, *, scope: Scope, on: date | None = None) -> tuple[Agent, ...]:
    """The agents of the scope, by name; on a day, those present that day, otherwise all that were ever known."""
    statement = select(*_AGENT_COLUMNS).where(*in_scope(AgentRow.department_id, scope))
    if on is not None:
        statement = statement.where(present(on))
    return tuple(agent_of(row) for row in session.execute(statement.order_by(*_AGENT_ORDER)).all())


def agents_by_id(
    session: Session, agent_ids: Collection[int], *, scope: Scope, on: date
) -> tuple[Agent, ...]:
    """Those of these agents who are in the scope and present that day, by name."""
    statement = select(*_AGENT_COLUMNS).where(
        AgentRow.id.in_(sorted(agent_ids)), present(on), *in_scope(AgentRow.department_id, scope)
    )
    return tuple(agent_of(row) for row in session.execute(statement.order_by(*_AGENT_ORDER)).all())


def agents_page(
    session: Session,
    *,
    scope: Scope,
    text: str = "",
    page: int = 0,
    size: int = 50,
    on: date | None = None,
    without: int | None = None,
    among: ColumnElement[bool] | None = None,
) -> tuple[tuple[Agent, ...], int]:
    """One page (0 is the first) of the agents present, by name, and how many there are in all.

    ``text``: words that must each stand in the matricule, names, e-mail or job; accents and case do not matter.
    ``without``: an agent who is left out. ``among``: what else must hold of an agent's row.
    """
    conditions = in_scope(AgentRow.department_id, scope) + ([present(on)] if on is not None else [])
    if among is not None:
        conditions.append(among)
    if without is not None:
        conditions.append(AgentRow.id != without)
    words = search_words(text)
    if not words:
        total = session.scalar(select(func.count()).select_from(AgentRow).where(*conditions)) or 0
        statement = select(*_AGENT_COLUMNS).where(*conditions).order_by(*_AGENT_ORDER)
        rows = session.execute(statement.limit(size).offset(page * size)).all()
        return tuple(agent_of(row) for row in rows), total
    for word in words:
        pattern = like_pattern(word)
        conditions.append(or_(*(column.ilike(pattern, escape="\\") for column in _SEARCHED)))
    candidates = session.execute(
        select(AgentRow.id, *_SEARCHED).where(*conditions).order_by(*_AGENT_ORDER)
    ).all()
    found = [row[0] for row in candidates if matches(words, row[1:])]
    chosen = found[page * size : (page + 1) * size]
    statement = select(*_AGENT_COLUMNS).where(AgentRow.id.in_(chosen)).order_by(*_AGENT_ORDER)
    return tuple(agent_of(row) for row in session.execute(statement).all()), len(found)


def headcounts(session: Session, *, scope: Scope, on: date) -> dict[int, int]:
    """Department id → agents present that day in the department itself (not below)."""
    rows = session.execute(
        select(AgentRow.department_id, func.count())
        .where(present(on), *in_scope(AgentRow.department_id, scope))
        .group_by(AgentRow.department_id)
    )
    return {row[0]: row[1] for row in rows}


def full_time_equivalents(session: Session, *, scope: Scope, on: date) -> dict[int, int]:
    """Department id → hundredths of full-time equivalents of the positions open that day in the department itself."""
    rows = session.execute(
        select(PositionRow.department_id, func.sum(PositionRow.fte_hundredths))
        .where(PositionRow.valid_from <= on, or_(PositionRow.valid_to.is_(None), PositionRow.valid_to > on))
        .where(*in_scope(PositionRow.department_id, scope))
        .group_by(PositionRow.department_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def positions(session: Session, *, scope: Scope, on: date) -> tuple[Position, ...]:
    """The positions open that day in the scope, by code."""
    row = PositionRow
    rows = session.execute(
        select(row.id, row.code, row.title, row.department_id, row.grade, row.fte_hundredths, row.holder_id)
        .where(row.valid_from <= on, or_(row.valid_to.is_(None), row.valid_to > on))
        .where(*in_scope(row.department_id, scope))
        .order_by(row.code)
    ).all()
    return tuple(Position(*values) for values in rows)


def position_codes(session: Session) -> dict[str, tuple[Position, date, date | None]]:
    """Code → position and its dates, for every position that ever was."""
    row = PositionRow
    rows = session.execute(
        select(
            row.id,
            row.code,
            row.title,
            row.department_id,
            row.grade,
            row.fte_hundredths,
            row.holder_id,
            row.valid_from,
            row.valid_to,
        )
    ).all()
    return {values[1]: (Position(*values[:7]), values[7], values[8]) for values in rows}


def agent_ids(session: Session) -> dict[str, int]:
    """Matricule → id of every agent ever known."""
    return {matricule: id_ for id_, matricule in session.execute(select(AgentRow.id, AgentRow.matricule))}


def agent_id_by_email(session: Session, email: str) -> int | None:
    """The one agent who has this address, whatever the case; None when nobody or several have it."""
    found = session.scalars(
        select(AgentRow.id).where(func.lower(AgentRow.email) == email.lower()).limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def agent_names(session: Session) -> tuple[Any, ...]:
    """Last name, first name and matricule (named columns) of every agent ever known: what comments must not hold."""
    return tuple(session.execute(select(AgentRow.last_name, AgentRow.first_name, AgentRow.matricule)))
