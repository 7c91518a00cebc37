"""Writing many departments, agents and positions at once, with a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.orm import Session

from transfo_rh.staff import repository
from transfo_rh.staff.changes import AgentUpdate, PositionUpdate
from transfo_rh.staff.model import AgentRecord, DepartmentRecord, PositionRecord
from transfo_rh.staff.repository import DepartmentVersion
from transfo_rh.staff.tables import AgentRow, DepartmentRow, DepartmentVersionRow, PositionRow

_DEPARTMENT: Table = DepartmentRow.metadata.tables["department"]
_VERSION: Table = DepartmentVersionRow.metadata.tables["department_version"]
_AGENT: Table = AgentRow.metadata.tables["agent"]
_POSITION: Table = PositionRow.metadata.tables["position"]
Rows = list[dict[str, Any]]


def store_departments(
    session: Session, records: Sequence[DepartmentRecord], *, codes: Mapping[str, int], on: date
) -> dict[str, int]:
    """Give each record's department its name and parent from that day on; the codes of all departments.

    The version that stands on that day ends there; one that begins that very day is corrected in place.
    """
    if not records:
        return dict(codes)
    new = [{"code": record.code} for record in records if record.code not in codes]
    if new:
        session.execute(insert(_DEPARTMENT), new)
    known = repository.department_codes(session)
    history: dict[int, list[DepartmentVersion]] = {}
    for version in repository.department_versions(session):
        history.setdefault(version.department_id, []).append(version)
    ended: Rows = []
    begun: Rows = []
    corrected: Rows = []
    for record in records:
        department_id = known[record.code]
        parent_id = known[record.parent_code] if record.parent_code is not None else None
        versions = history.get(department_id, [])
        names = {"name": record.name, "parent_id": parent_id}
        current = next((v for v in versions if _stands(v, on)), None)
        following = min((v.valid_from for v in versions if v.valid_from > on), default=None)
        if current is not None and current.valid_from == on:
            corrected.append({"key": current.id, **names})
            continue
        if current is not None:
            ended.append({"key": current.id, "end": on})
        begun.append({"department_id": department_id, **names, "valid_from": on, "valid_to": following})
    _end_versions(session, ended)
    if corrected:
        session.execute(
            update(_VERSION)
            .where(_VERSION.c.id == bindparam("key"))
            .values(name=bindparam("name"), parent_id=bindparam("parent_id")),
            corrected,
        )
    if begun:
        session.execute(insert(_VERSION), begun)
    return known


def _stands(version: DepartmentVersion, on: date) -> bool:
    return version.valid_from <= on and (version.valid_to is None or version.valid_to > on)


def _end_versions(session: Session, ended: Rows) -> None:
    if ended:
        session.execute(
            update(_VERSION).where(_VERSION.c.id == bindparam("key")).values(valid_to=bindparam("end")), ended
        )


def close_departments(session: Session, department_ids: Iterable[int], *, on: date) -> None:
    """End the versions that stand on that day; one that begins that very day is taken away."""
    wanted = set(department_ids)
    standing = [
        v for v in repository.department_versions(session) if v.department_id in wanted and _stands(v, on)
    ]
    _end_versions(session, [{"key": v.id, "end": on} for v in standing if v.valid_from < on])
    same_day = [{"key": v.id} for v in standing if v.valid_from == on]
    if same_day:
        session.execute(delete(_VERSION).where(_VERSION.c.id == bindparam("key")), same_day)


def _agent_values(record: AgentRecord, codes: Mapping[str, int], at: datetime) -> dict[str, Any]:
    return {
        "last_name": record.last_name,
        "first_name": record.first_name,
        "email": record.email,
        "department_id": codes[record.department_code],
        "job": record.job,
        "category": record.category.value if record.category else None,
        "cadre_emplois": record.cadre_emplois,
        "status": record.status.value if record.status else None,
        "entry_date": record.entry_date,
        "exit_date": record.exit_date,
        "has_workstation": record.has_workstation,
        "retirement_on": record.retirement_on,
        "updated_at": at,
    }


def insert_agents(
    session: Session, records: Iterable[AgentRecord], *, codes: Mapping[str, int], at: datetime
) -> None:
    """Store new agents."""
    rows = [
        {"matricule": record.matricule, "version_id": 1, **_agent_values(record, codes, at)}
        for record in records
    ]
    if rows:
        session.execute(insert(_AGENT), rows)


def update_agents(
    session: Session, updates: Iterable[AgentUpdate], *, codes: Mapping[str, int], at: datetime
) -> None:
    """Store what agents have become."""
    rows = [{"key": change.agent_id, **_agent_values(change.record, codes, at)} for change in updates]
    if rows:
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "key"}
        session.execute(
            update(_AGENT)
            .where(_AGENT.c.id == bindparam("key"))
            .values(version_id=_AGENT.c.version_id + 1, **values),
            rows,
        )


def agents_leave(session: Session, agent_ids: Iterable[int], *, on: date, at: datetime) -> None:
    """Make that day the agents' first day out and free their positions."""
    rows = [{"key": agent_id, "day": on, "now": at} for agent_id in agent_ids]
    if not rows:
        return
    session.execute(
        update(_AGENT)
        .where(_AGENT.c.id == bindparam("key"))
        .values(exit_date=bindparam("day"), updated_at=bindparam("now"), version_id=_AGENT.c.version_id + 1),
        rows,
    )
    session.execute(
        update(_POSITION).where(_POSITION.c.holder_id == bindparam("key")).values(holder_id=None), rows
    )


def _position_values(
    record: PositionRecord, codes: Mapping[str, int], holders: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "title": record.title,
        "department_id": codes[record.department_code],
        "grade": record.grade,
        "fte_hundredths": record.fte_hundredths,
        "holder_id": holders[record.holder_matricule] if record.holder_matricule is not None else None,
    }


def store_positions(
    session: Session,
    *,
    added: Sequence[PositionRecord],
    updated: Sequence[PositionUpdate],
    codes: Mapping[str, int],
    on: date,
) -> None:
    """Open new positions on that day and correct the others, which are open again if they were closed."""
    if not added and not updated:
        return
    holders = repository.agent_ids(session)
    if added:
        session.execute(
            insert(_POSITION),
            [{"code": r.code, "valid_from": on, **_position_values(r, codes, holders)} for r in added],
        )
    if updated:
        rows = [{"key": u.position_id, **_position_values(u.record, codes, holders)} for u in updated]
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "key"}
        session.execute(
            update(_POSITION).where(_POSITION.c.id == bindparam("key")).values(valid_to=None, **values), rows
        )


def close_positions(session: Session, position_ids: Iterable[int], *, on: date) -> None:
    """End positions on that day, without a holder."""
    rows = [{"key": position_id, "end": on} for position_id in position_ids]
    if rows:
        session.execute(
            update(_POSITION)
            .where(_POSITION.c.id == bindparam("key"))
            .values(valid_to=bindparam("end"), holder_id=None),
            rows,
        )
