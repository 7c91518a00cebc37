"""What storing a file would change: the base compared with the records, without touching either."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from transfo_rh.staff.model import (
    Agent,
    AgentRecord,
    Department,
    DepartmentRecord,
    Position,
    PositionRecord,
    StaffRecords,
)
from transfo_rh.staff.tree import DepartmentTree

LOUD_SHARE_OF_DEPARTURES = 0.10


@dataclass(frozen=True, slots=True)
class Base:
    """What the database holds before an import. ``codes``: every department ever known, code → id."""

    tree: DepartmentTree
    codes: Mapping[str, int]
    agents: tuple[Agent, ...] = ()
    positions: Mapping[str, tuple[Position, date, date | None]] | None = None


@dataclass(frozen=True, slots=True)
class AgentUpdate:
    """An agent of the base and what it becomes; ``record`` has every value, those of the file first."""

    agent_id: int
    record: AgentRecord


@dataclass(frozen=True, slots=True)
class PositionUpdate:
    """A position of the base and what it becomes."""

    position_id: int
    record: PositionRecord


@dataclass(frozen=True, slots=True)
class StaffChanges:
    """What would be written. The ``absent`` ones stand in the base and not in the file: proposed, never imposed."""

    departments_added: tuple[DepartmentRecord, ...]
    departments_updated: tuple[DepartmentRecord, ...]
    departments_absent: tuple[Department, ...]
    agents_added: tuple[AgentRecord, ...]
    agents_updated: tuple[AgentUpdate, ...]
    agents_unchanged: int
    agents_absent: tuple[Agent, ...]
    agents_present: int
    positions_added: tuple[PositionRecord, ...]
    positions_updated: tuple[PositionUpdate, ...]
    positions_unchanged: int
    positions_absent: tuple[Position, ...]

    @property
    def share_leaving(self) -> float:
        """Share of the agents present in the base that the file does not name, from 0 to 1."""
        return len(self.agents_absent) / self.agents_present if self.agents_present else 0.0

    @property
    def many_departures(self) -> bool:
        """True when so many agents are absent that the file may well be partial."""
        return self.share_leaving > LOUD_SHARE_OF_DEPARTURES


@dataclass(frozen=True, slots=True)
class StaffSummary:
    """What an import wrote."""

    departments_added: int = 0
    departments_updated: int = 0
    departments_closed: int = 0
    agents_added: int = 0
    agents_updated: int = 0
    agents_unchanged: int = 0
    agents_left: int = 0
    positions_added: int = 0
    positions_updated: int = 0
    positions_unchanged: int = 0
    positions_closed: int = 0


def is_present(agent: Agent, on: date) -> bool:
    """True when the agent has entered and not left on that day."""
    return (agent.entry_date is None or agent.entry_date <= on) and (
        agent.exit_date is None or agent.exit_date > on
    )


def compare(base: Base, records: StaffRecords, *, on: date) -> StaffChanges:
    """The changes that ``records``, checked, would make to ``base`` on that day.

    Departments, agents or positions are reported absent only when the file brings some of that kind.
    """
    code_of = {department_id: code for code, department_id in base.codes.items()}
    added, updated = _department_changes(base.tree, code_of, records.departments)
    agents_added, agents_updated, unchanged = _agent_changes(base.agents, code_of, records.agents, on)
    present = [agent for agent in base.agents if is_present(agent, on)]
    named = {record.matricule for record in records.agents}
    listed = {record.code for record in records.departments}
    positions = _position_changes(base, code_of, records.positions)
    closing = _absent_departments(base.tree, listed)
    return StaffChanges(
        departments_added=tuple(added),
        departments_updated=tuple(updated),
        departments_absent=closing,
        agents_added=tuple(agents_added),
        agents_updated=tuple(agents_updated),
        agents_unchanged=unchanged,
        agents_absent=tuple(a for a in present if a.matricule not in named) if named else (),
        agents_present=len(present),
        positions_added=tuple(positions[0]),
        positions_updated=tuple(positions[1]),
        positions_unchanged=positions[2],
        positions_absent=_absent_positions(base, {r.code for r in records.positions}, closing, on),
    )


def _department_changes(
    tree: DepartmentTree, code_of: Mapping[int, str], records: Iterable[DepartmentRecord]
) -> tuple[list[DepartmentRecord], list[DepartmentRecord]]:
    standing = {department.code: department for department in tree.departments}
    added, updated = [], []
    for record in records:
        known = standing.get(record.code)
        if known is None:
            added.append(record)
            continue
        parent = code_of[known.parent_id] if known.parent_id is not None else None
        if (known.name, parent) != (record.name, record.parent_code):
            updated.append(record)
    return added, updated


def _absent_departments(tree: DepartmentTree, listed: set[str]) -> tuple[Department, ...]:
    """Standing departments that the file does not list, children before parents."""
    if not listed:
        return ()
    return tuple(department for _depth, department in tree.walk() if department.code not in listed)[::-1]


def _agent_changes(
    agents: Iterable[Agent], code_of: Mapping[int, str], records: Iterable[AgentRecord], on: date
) -> tuple[list[AgentRecord], list[AgentUpdate], int]:
    known = {agent.matricule: agent for agent in agents}
    added: list[AgentRecord] = []
    updated: list[AgentUpdate] = []
    unchanged = 0
    for record in records:
        agent = known.get(record.matricule)
        if agent is None:
            added.append(record if record.last_name else replace(record, last_name=record.matricule))
            continue
        before = record_of(agent, code_of)
        after = merged(before, record, on=on)
        if after == before:
            unchanged += 1
        else:
            updated.append(AgentUpdate(agent.id, after))
    return added, updated, unchanged


def record_of(agent: Agent, code_of: Mapping[int, str]) -> AgentRecord:
    """An agent of the base in the shape of a file's record."""
    return AgentRecord(
        agent.matricule,
        agent.last_name,
        agent.first_name,
        code_of[agent.department_id],
        agent.email,
        agent.job,
        agent.category,
        agent.cadre_emplois,
        agent.status,
        agent.entry_date,
        agent.exit_date,
        agent.has_workstation,
        agent.retirement_on,
    )


def merged(before: AgentRecord, record: AgentRecord, *, on: date) -> AgentRecord:
    """The agent after the import: what the file says, and what the base knew where the file says nothing.

    Somebody who had left on that day and is in the file again without an exit date has come back.
    """
    exit_date = record.exit_date
    if exit_date is None and before.exit_date is not None and before.exit_date > on:
        exit_date = before.exit_date
    return AgentRecord(
        before.matricule,
        record.last_name or before.last_name,
        record.first_name or before.first_name,
        record.department_code,
        record.email or before.email,
        record.job or before.job,
        record.category or before.category,
        record.cadre_emplois or before.cadre_emplois,
        record.status or before.status,
        record.entry_date or before.entry_date,
        exit_date,
        before.has_workstation if record.has_workstation is None else record.has_workstation,
        record.retirement_on or before.retirement_on,
    )


def _position_changes(
    base: Base, code_of: Mapping[int, str], records: Iterable[PositionRecord]
) -> tuple[list[PositionRecord], list[PositionUpdate], int]:
    known = base.positions or {}
    matricules = {agent.id: agent.matricule for agent in base.agents} if known else {}
    added: list[PositionRecord] = []
    updated: list[PositionUpdate] = []
    unchanged = 0
    for record in records:
        found = known.get(record.code)
        if found is None:
            added.append(record)
            continue
        position, _valid_from, valid_to = found
        holder = matricules.get(position.holder_id) if position.holder_id is not None else None
        before = PositionRecord(
            position.code,
            position.title,
            code_of[position.department_id],
            position.grade,
            position.fte_hundredths,
            holder,
        )
        after = replace(record, grade=record.grade or position.grade)
        if after == before and valid_to is None:
            unchanged += 1
        else:
            updated.append(PositionUpdate(position.id, after))
    return added, updated, unchanged


def _absent_positions(
    base: Base, listed: set[str], closing: Iterable[Department], on: date
) -> tuple[Position, ...]:
    """Open positions that the file does not list, if it lists any, and those of departments it leaves out."""
    left_out = {department.id for department in closing}
    return tuple(
        position
        for code, (position, valid_from, valid_to) in sorted((base.positions or {}).items())
        if valid_from <= on
        and (valid_to is None or valid_to > on)
        and code not in listed
        and (listed or position.department_id in left_out)
    )
