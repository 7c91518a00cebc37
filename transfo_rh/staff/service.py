"""Use cases of the organisation: read it within the viewer's scope, store an import as one unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from transfo_rh.access import audit, policy
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent
from transfo_rh.exchange.problems import RefusedImport
from transfo_rh.staff import bulk, checks, repository
from transfo_rh.staff.changes import Base, StaffChanges, StaffSummary, compare, is_present
from transfo_rh.staff.headcount import DepartmentCount, counted
from transfo_rh.staff.model import Agent, StaffRecords
from transfo_rh.staff.repository import Scope
from transfo_rh.staff.tree import DepartmentTree

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Organisation:
    """The departments that a viewer may see, in tree order, with their head-counts."""

    on: date
    departments: tuple[DepartmentCount, ...]
    agents: int
    whole: bool

    @property
    def levels(self) -> int:
        """How deep the tree goes."""
        return 1 + max((count.depth for count in self.departments), default=-1)

    @property
    def full_time_equivalents(self) -> float:
        """Of all the positions open that day."""
        return sum(count.fte_hundredths for count in self.departments) / 100


@dataclass(frozen=True, slots=True)
class AgentsPage:
    """One page of agents; ``paths`` gives each department id its names from the top."""

    agents: tuple[Agent, ...]
    total: int
    page: int
    pages: int
    paths: dict[int, str]


def scope_of(viewer: Viewer, reach: Reach, department_tree: DepartmentTree) -> Scope:
    """The departments that a reach opens to the viewer; None for all of them."""
    if reach is Reach.ALL:
        return None
    if reach is Reach.SUBTREE:
        return department_tree.subtree(viewer.department_ids)
    return frozenset()


def tree(*, viewer: Viewer, on: date | None = None) -> DepartmentTree:
    """The whole tree of departments on a day (today by default), names and links only.

    Raises PermissionDenied unless the viewer may see the staff.
    """
    policy.require(viewer, Permission.VIEW_STAFF)
    with database().read() as session:
        return repository.department_tree(session, on=on or clock.today())


def organisation(*, viewer: Viewer, on: date | None = None) -> Organisation:
    """The viewer's departments with the agents and full-time equivalents of each and below.

    Raises PermissionDenied unless the viewer may see the staff.
    """
    reach = policy.require(viewer, Permission.VIEW_STAFF)
    day = on or clock.today()
    with database().read() as session:
        whole = repository.department_tree(session, on=day)
        scope = scope_of(viewer, reach, whole)
        agents = repository.headcounts(session, scope=scope, on=day)
        equivalents = repository.full_time_equivalents(session, scope=scope, on=day)
    departments = counted(whole, scope=scope, agents=agents, fte_hundredths=equivalents)
    return Organisation(day, departments, sum(agents.values()), whole=scope is None)


def agents_page(
    *,
    viewer: Viewer,
    text: str = "",
    department_id: int | None = None,
    page: int = 0,
    on: date | None = None,
) -> AgentsPage:
    """The agents present on a day in the viewer's scope, or in one department of it and below.

    Raises PermissionDenied unless the viewer may see the staff.
    """
    reach = policy.require(viewer, Permission.VIEW_STAFF)
    day = on or clock.today()
    with database().read() as session:
        whole = repository.department_tree(session, on=day)
        scope = scope_of(viewer, reach, whole)
        if department_id is not None:
            below = whole.subtree([department_id])
            scope = below if scope is None else scope & below
        found, total = repository.agents_page(
            session, scope=scope, text=text, page=max(page, 0), size=PAGE_SIZE, on=day
        )
    paths = {
        agent.department_id: " › ".join(d.name for d in whole.path(agent.department_id)) for agent in found
    }
    return AgentsPage(found, total, max(page, 0), max(1, -(-total // PAGE_SIZE)), paths)


def load_base(session: Session, *, on: date) -> Base:
    """What the base holds before an import."""
    return Base(
        tree=repository.department_tree(session, on=on),
        codes=repository.department_codes(session),
        agents=repository.agents(session, scope=None),
        positions=repository.position_codes(session),
    )


def store_records(
    *,
    viewer: Viewer,
    records: StaffRecords,
    effective_on: date,
    confirm_departures: bool = False,
    confirm_closures: bool = False,
    progress: Progress = silent,
) -> StaffSummary:
    """Store departments, agents and positions together, from that day on: all or nothing.

    Departments are matched by code, agents by matricule, positions by code. Agents that the records do not name
    leave on that day only when ``confirm_departures``; absent departments and positions close only when
    ``confirm_closures``. Raises PermissionDenied, RefusedImport, Conflict, StorageUnavailable.
    """
    policy.require(viewer, Permission.IMPORT_STAFF)
    progress(0.0, _("Comparaison avec la base"))
    with database().write() as session:
        repository.lock_organisation(session)
        base = load_base(session, on=effective_on)
        changes = _checked_changes(base, records, effective_on)
        if confirm_closures:
            _refuse_orphans(base, changes, on=effective_on, leaving=confirm_departures)
        summary = _write(
            session,
            base,
            changes,
            on=effective_on,
            departures=confirm_departures,
            closures=confirm_closures,
        )
        audit.record(
            session,
            viewer=viewer,
            action="staff.import",
            object_type="staff",
            object_id=effective_on.isoformat(),
        )
    progress(1.0, _("Enregistré"))
    return summary


def _checked_changes(base: Base, records: StaffRecords, on: date) -> StaffChanges:
    code_of = {department.id: department.code for department in base.tree.departments}
    parents = {
        department.code: code_of.get(department.parent_id) if department.parent_id is not None else None
        for department in base.tree.departments
    }
    problems = checks.records_problems(records, base_parents=parents)
    problems += checks.unknown_holders(
        records.positions,
        matricules={a.matricule for a in base.agents} | {record.matricule for record in records.agents},
    )
    if problems:
        raise RefusedImport(problems)
    changes = compare(base, records, on=on)
    for change in changes.agents_updated:
        entry, exit_ = change.record.entry_date, change.record.exit_date
        if entry and exit_ and exit_ < entry:
            raise InvalidInput(
                _(
                    "L’agent de matricule « {matricule} » sortirait avant d’être entré : corrigez ses dates. Rien n’a été écrit."
                ).format(matricule=change.record.matricule)
            )
    return changes


def _refuse_orphans(base: Base, changes: StaffChanges, *, on: date, leaving: bool) -> None:
    """A department that still has agents, or a department below it, cannot close."""
    closing = {department.code: department.name for department in changes.departments_absent}
    if not closing:
        return
    moved = {update.agent_id: update.record.department_code for update in changes.agents_updated}
    gone = {agent.id for agent in changes.agents_absent} if leaving else set()
    code_of = {department.id: department.code for department in base.tree.departments}
    still = {
        moved.get(agent.id, code_of.get(agent.department_id, ""))
        for agent in base.agents
        if agent.id not in gone and is_present(agent, on)
    } | {record.department_code for record in changes.agents_added}
    for code in sorted(still & closing.keys()):
        raise InvalidInput(
            _(
                "Le service « {name} » ({code}) ne peut pas fermer : il a encore des agents. Affectez-les ailleurs ou confirmez leur départ. Rien n’a été écrit."
            ).format(name=closing[code], code=code)
        )
    kept = {
        r.parent_code for r in (*changes.departments_added, *changes.departments_updated) if r.parent_code
    }
    for code in sorted(kept & closing.keys()):
        raise InvalidInput(
            _(
                "Le service « {name} » ({code}) ne peut pas fermer : un service du fichier lui est rattaché. Rien n’a été écrit."
            ).format(name=closing[code], code=code)
        )


def _write(
    session: Session, base: Base, changes: StaffChanges, *, on: date, departures: bool, closures: bool
) -> StaffSummary:
    at = clock.now()
    codes = bulk.store_departments(
        session, (*changes.departments_added, *changes.departments_updated), codes=base.codes, on=on
    )
    bulk.insert_agents(session, changes.agents_added, codes=codes, at=at)
    bulk.update_agents(session, changes.agents_updated, codes=codes, at=at)
    bulk.store_positions(
        session, added=changes.positions_added, updated=changes.positions_updated, codes=codes, on=on
    )
    leaving = changes.agents_absent if departures else ()
    bulk.agents_leave(session, [agent.id for agent in leaving], on=on, at=at)
    closed_departments = changes.departments_absent if closures else ()
    closed_positions = changes.positions_absent if closures else ()
    bulk.close_positions(session, [position.id for position in closed_positions], on=on)
    bulk.close_departments(session, [department.id for department in closed_departments], on=on)
    return StaffSummary(
        departments_added=len(changes.departments_added),
        departments_updated=len(changes.departments_updated),
        departments_closed=len(closed_departments),
        agents_added=len(changes.agents_added),
        agents_updated=len(changes.agents_updated),
        agents_unchanged=changes.agents_unchanged,
        agents_left=len(leaving),
        positions_added=len(changes.positions_added),
        positions_updated=len(changes.positions_updated),
        positions_unchanged=changes.positions_unchanged,
        positions_closed=len(closed_positions),
    )
