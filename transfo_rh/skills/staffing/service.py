"""Use cases of scenarios of staffing, for human resources: prepare, compute, keep several, retain one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound
from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent
from transfo_rh.skills.staffing import reading, repository
from transfo_rh.skills.staffing.checks import LONGEST_TITLE, refuse_wrong
from transfo_rh.skills.staffing.comparison import Comparison, compare
from transfo_rh.skills.staffing.model import Plan, Scenario, StaffingResult
from transfo_rh.skills.staffing.outcome import staff as staffed
from transfo_rh.skills.staffing.reading import Ground
from transfo_rh.skills.tables import StaffingScenarioRow
from transfo_rh.staff import repository as staff
from transfo_rh.staff.model import Agent

_SCENARIO = "staffing_scenario"


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """A scenario with the names it needs. ``agents``: those of the result who are still there."""

    scenario: Scenario
    agents: Mapping[int, Agent]
    standing: Ground

    @property
    def result(self) -> StaffingResult | None:
        """What came out, None before the computation."""
        return self.scenario.result

    def role(self, code: str) -> str:
        """The name of a role; its code when it has left the catalogue."""
        found = self.standing.catalogue.role(code)
        return code if found is None else found.label

    def skill(self, code: str) -> str:
        """The name of a skill; its code when it has left the catalogue."""
        found = self.standing.catalogue.skill(code)
        return code if found is None else found.label

    def department(self, code: str) -> str:
        """The name of a department; its code when it does not stand any more."""
        found = self.standing.departments.get(code)
        return code if found is None else found.name

    def agent(self, agent_id: int | None) -> str:
        """The name of somebody as lists write it; words for somebody who has left."""
        if agent_id is None:
            return "—"
        found = self.agents.get(agent_id)
        return _("Agent parti") if found is None else f"{found.last_name} {found.first_name}"

    def agent_department(self, agent_id: int) -> str:
        """The name of somebody's department."""
        found = self.agents.get(agent_id)
        place = None if found is None else self.standing.tree.get(found.department_id)
        return "" if place is None else place.name


def scenarios(*, viewer: Viewer) -> tuple[Scenario, ...]:
    """Every scenario, the newest first.

    Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().read() as session:
        return repository.scenarios(session)


def scenario(*, viewer: Viewer, scenario_id: int) -> ScenarioView:
    """One scenario with its names.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().read() as session:
        found = repository.scenario(session, scenario_id)
        if found is None:
            raise _unknown(scenario_id)
        standing = reading.ground(session, on=clock.today())
        people = () if found.result is None else _people(session, found.result)
    return ScenarioView(found, {agent.id: agent for agent in people}, standing)


def ground(*, viewer: Viewer) -> Ground:
    """The catalogue and the departments of today, from which a scenario is prepared.

    Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().read() as session:
        return reading.ground(session, on=clock.today())


def create(*, viewer: Viewer, title: str, plan: Plan) -> int:
    """Keep a new scenario; gives its id.

    Raises PermissionDenied, InvalidInput with everything that is wrong.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().write() as session:
        _check(session, title, plan)
        return _added(session, viewer, title, plan)


def duplicate(*, viewer: Viewer, scenario_id: int) -> int:
    """Keep a copy of a scenario, not computed; gives its id.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().write() as session:
        found = repository.scenario(session, scenario_id)
        if found is None:
            raise _unknown(scenario_id)
        title = _("{title} (copie)").format(title=found.title[: LONGEST_TITLE - 10])
        return _added(session, viewer, title, found.plan)


def change(*, viewer: Viewer, scenario_id: int, version: int, title: str, plan: Plan) -> int:
    """Write the title and the plan of a scenario; a result of another plan goes. Gives the new version.

    Raises PermissionDenied, NotFound, InvalidInput, Conflict when somebody else changed it, or when it is retained.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().write() as session:
        row = _claimed(session, scenario_id, version)
        if row.retained:
            raise Conflict(
                _("Ce scénario est retenu : il ne change plus. Dupliquez-le pour en étudier une variante.")
            )
        _check(session, title, plan)
        repository.change(session, row, title=title.strip(), plan=plan)
        _remember(session, viewer, "skills.staffing.change", scenario_id)
        return row.version_id


def compute(*, viewer: Viewer, scenario_id: int, version: int, progress: Progress = silent) -> StaffingResult:
    """Compute a scenario on today's people and levels, and keep the result.

    Raises PermissionDenied, NotFound, InvalidInput without a post or when something of the plan has left, Conflict when
    somebody changed the plan meanwhile, Cancelled.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    progress(0.0, _("Lecture des agents et de leurs compétences"))
    with database().read() as session:
        found = repository.scenario(session, scenario_id)
        if found is None:
            raise _unknown(scenario_id)
        if not found.plan.posts:
            raise InvalidInput(_("Ce scénario ne demande aucun poste : ajoutez-en au moins un."))
        standing = reading.ground(session, on=clock.today())
        read = reading.inputs(session, standing, found.plan)
    result = staffed(read, progress=progress)
    with database().write() as session:
        row = _claimed(session, scenario_id, version)
        if row.retained:
            raise Conflict(
                _("Ce scénario est retenu : il ne change plus. Dupliquez-le pour en étudier une variante.")
            )
        repository.keep_result(session, row, result, at=clock.now())
        _remember(session, viewer, "skills.staffing.compute", scenario_id)
    return result


def retain(*, viewer: Viewer, scenario_id: int, version: int) -> None:
    """Retain a computed scenario in place of any other.

    Raises PermissionDenied, NotFound, Conflict, InvalidInput before it is computed.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().write() as session:
        repository.lock_all(session)
        row = _claimed(session, scenario_id, version)
        if row.result is None:
            raise InvalidInput(_("Calculez ce scénario avant de le retenir."))
        repository.retain(session, scenario_id)
        _remember(session, viewer, "skills.staffing.retain", scenario_id)


def release(*, viewer: Viewer, scenario_id: int, version: int) -> None:
    """Take back that a scenario is retained.

    Raises PermissionDenied, NotFound, Conflict.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().write() as session:
        _claimed(session, scenario_id, version).retained = False
        _remember(session, viewer, "skills.staffing.release", scenario_id)


def delete(*, viewer: Viewer, scenario_id: int, version: int) -> None:
    """Delete a scenario that is not retained.

    Raises PermissionDenied, NotFound, Conflict.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().write() as session:
        row = _claimed(session, scenario_id, version)
        if row.retained:
            raise Conflict(_("Ce scénario est retenu : libérez-le avant de le supprimer."))
        repository.remove(session, row)
        _remember(session, viewer, "skills.staffing.delete", scenario_id)


def closing_scenario(*, viewer: Viewer, department: str, plan: Plan | None = None) -> int:
    """Keep a scenario whose candidates are the people of a department that closes; gives its id.

    Raises PermissionDenied, InvalidInput.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().write() as session:
        standing = reading.ground(session, on=clock.today())
        name = reading.department_of(standing, department).name
        title = _("Replacer l’équipe « {team} »").format(team=name)[:LONGEST_TITLE]
        return _added(session, viewer, title, replace(plan or Plan(), perimeter=(department,)))


def compared(*, viewer: Viewer, scenario_ids: Sequence[int]) -> tuple[Comparison, dict[int, Agent]]:
    """Two or three computed scenarios side by side, and the people whose post changes.

    Raises PermissionDenied, NotFound, InvalidInput.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().read() as session:
        chosen = []
        for scenario_id in scenario_ids:
            found = repository.scenario(session, scenario_id)
            if found is None:
                raise _unknown(scenario_id)
            chosen.append(found)
        beside = compare(chosen)
        people = staff.agents_by_id(
            session, [one.agent_id for one in beside.changes], scope=None, on=clock.today()
        )
    return beside, {agent.id: agent for agent in people}


def record_export(*, viewer: Viewer, scenario_id: int) -> None:
    """Write in the audit trail that the named file of a scenario was made.

    Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().write() as session:
        _remember(session, viewer, "skills.staffing.export", scenario_id)


def _people(session: Session, result: StaffingResult) -> tuple[Agent, ...]:
    wanted = {one.agent_id for one in result.left_out}
    for placement in result.filled:
        wanted.add(placement.agent_id or 0)
        wanted.add((placement.second.agent_id if placement.second else None) or 0)
    return staff.agents_by_id(session, wanted, scope=None, on=clock.today())


def _check(session: Session, title: str, plan: Plan) -> None:
    standing = reading.ground(session, on=clock.today())
    refuse_wrong(
        title,
        plan,
        roles={role.code for role in standing.catalogue.roles},
        departments=standing.departments.keys(),
        skills={skill.code for skill in standing.catalogue.skills},
    )


def _added(session: Session, viewer: Viewer, title: str, plan: Plan) -> int:
    scenario_id = repository.add(
        session, title=title.strip(), plan=plan, at=clock.now(), by=viewer.account_id
    )
    _remember(session, viewer, "skills.staffing.create", scenario_id)
    return scenario_id


def _claimed(session: Session, scenario_id: int, version: int) -> StaffingScenarioRow:
    row = repository.claimed(session, scenario_id, version=version)
    if row is None:
        raise _unknown(scenario_id)
    return row


def _unknown(scenario_id: int) -> NotFound:
    return NotFound(_("Le scénario {id} n’existe pas, ou plus. Rechargez la page.").format(id=scenario_id))


def _remember(session: Session, viewer: Viewer, action: str, scenario_id: int) -> None:
    audit.record(session, viewer=viewer, action=action, object_type=_SCENARIO, object_id=scenario_id)
