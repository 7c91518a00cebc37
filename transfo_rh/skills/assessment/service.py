"""Assessing a team: the grid that is read, and what is written from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound
from transfo_rh.core.i18n import _, clauses
from transfo_rh.skills.assessment import repository
from transfo_rh.skills.assessment.assessors import assessed_agents, assessor, narrowed
from transfo_rh.skills.assessment.cells import (
    cell_of,
    required_levels,
    skills_asked,
)
from transfo_rh.skills.assessment.jobs import known_roles
from transfo_rh.skills.assessment.model import (
    AgentStatement,
    Cell,
    CellChange,
    Focus,
    GridRow,
    RecordedStatement,
    TeamGrid,
)
from transfo_rh.skills.assessment.recording import record_statements
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.model import LEVELS, Catalogue, Role, Skill, Statement
from transfo_rh.staff import repository as staff
from transfo_rh.staff.model import Agent

PAGE_SIZE = 25


def team_grid(
    *,
    viewer: Viewer,
    department_id: int | None = None,
    role: str | None = None,
    family: str | None = None,
    focus: Focus = Focus.EVERYBODY,
    page: int = 0,
) -> TeamGrid:
    """One page of a team: the agents of a department and below (or of the viewer's reach), and their levels.

    The skills are those of a ``role`` or of a ``family`` (codes); by default, those that the agents' present roles ask.
    ``focus`` keeps those of whom something waits in these skills, or by default in any; the skills in question come
    first, whether or not a role asks them. Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.ASSESS_SKILLS)
    day = clock.today()
    with database().read() as session:
        place = assessor(session, viewer, on=day)
        scope = narrowed(session, place, department_id, on=day)
        catalogue = catalogues.catalogue(session, on=day)
        subject = _subject(catalogue, role, family)
        skill_ids = None if subject is None else [skill.id for skill in subject]
        agents, total = staff.agents_page(
            session,
            scope=scope,
            page=page,
            size=PAGE_SIZE,
            on=day,
            without=place.without,
            among=repository.shown_by(focus, on=day, skill_ids=skill_ids),
        )
        present = roles_of(session, agents, catalogue)
        agent_ids = [agent.id for agent in agents]
        waiting = repository.waiting_skills(session, focus, agent_ids=agent_ids, on=day, skill_ids=skill_ids)
        skills = _columns(catalogue, subject, present.values(), waiting)
        chosen = None if role is None else catalogue.role(role)
        cells = read_cells(session, agents, skills, chosen or present, on=day)
    rows = tuple(GridRow(agent, present[agent.id], cells[agent.id]) for agent in agents)
    return TeamGrid(day, place.source, skills, rows, total, page, max(1, -(-total // PAGE_SIZE)))


def same_grid(*, viewer: Viewer, grid: TeamGrid, role: str | None = None) -> TeamGrid:
    """The agents and the skills of a grid that was read before, in the same places, as they stand now.

    ``role``: the one whose requirements are shown, by default each agent's own. Raises PermissionDenied, NotFound when
    an agent left the viewer's reach or a skill the catalogue.
    """
    require(viewer, Permission.ASSESS_SKILLS)
    day = clock.today()
    with database().read() as session:
        place = assessor(session, viewer, on=day)
        found = assessed_agents(session, place, [row.agent.id for row in grid.rows], on=day)
        agents = [found[row.agent.id] for row in grid.rows]
        catalogue = catalogues.catalogue(session, on=day)
        skills = tuple(filter(None, (catalogue.skill(skill.code) for skill in grid.skills)))
        if len(skills) < len(grid.skills):
            raise NotFound(_skill_gone())
        present = roles_of(session, agents, catalogue)
        chosen = None if role is None else catalogue.role(role)
        cells = read_cells(session, agents, skills, chosen or present, on=day)
    rows = tuple(GridRow(agent, present[agent.id], cells[agent.id]) for agent in agents)
    return replace(grid, on=day, source=place.source, skills=skills, rows=rows)


def focus_counts(
    *, viewer: Viewer, department_id: int | None = None, role: str | None = None, family: str | None = None
) -> dict[Focus, int]:
    """How many agents each filter of ``team_grid`` shows, on all its pages.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.ASSESS_SKILLS)
    day = clock.today()
    with database().read() as session:
        place = assessor(session, viewer, on=day)
        scope = narrowed(session, place, department_id, on=day)
        subject = _subject(catalogues.catalogue(session, on=day), role, family)
        skill_ids = None if subject is None else [skill.id for skill in subject]
        return {
            focus: repository.people_waiting(
                session, focus, scope=scope, on=day, without=place.without, skill_ids=skill_ids
            )
            for focus in Focus
        }


def roles_of(session: Session, agents: Sequence[Agent], catalogue: Catalogue) -> dict[int, Role | None]:
    """Agent id → the role behind the agent's job, None when it is not known."""
    roles = known_roles(session, {agent.job for agent in agents if agent.job is not None}, catalogue)
    return {agent.id: roles.get(agent.job or "") for agent in agents}


def _subject(catalogue: Catalogue, role: str | None, family: str | None) -> tuple[Skill, ...] | None:
    """The skills of a role or of a family; None when neither was chosen. Raises NotFound."""
    if family is not None:
        return tuple(skill for skill in catalogue.skills if skill.content.family == family)
    if role is None:
        return None
    chosen = catalogue.role(role)
    if chosen is None:
        raise NotFound(_("Ce métier n’est pas au catalogue."))
    return skills_asked(catalogue, [chosen])


def _columns(
    catalogue: Catalogue,
    subject: tuple[Skill, ...] | None,
    present: Iterable[Role | None],
    waiting: Collection[int],
) -> tuple[Skill, ...]:
    """First the skills in which something waits, then the others that are asked."""
    asked = subject
    if asked is None:
        asked = skills_asked(catalogue, [role for role in present if role is not None])
    first = [skill for skill in catalogue.skills if skill.id in waiting]
    return tuple(dict.fromkeys((*first, *asked)))


def read_cells(
    session: Session,
    agents: Sequence[Agent],
    skills: Sequence[Skill],
    roles: Mapping[int, Role | None] | Role,
    *,
    on: date,
) -> dict[int, tuple[Cell, ...]]:
    """Agent id → a cell for each skill. ``roles``: whose requirements are shown, one for all or each agent's own."""
    agent_ids, skill_ids = [agent.id for agent in agents], [skill.id for skill in skills]
    history: dict[tuple[int, int], list[RecordedStatement]] = defaultdict(list)
    for line in repository.statements(session, agent_ids=agent_ids, skill_ids=skill_ids):
        history[line.agent_id, line.skill_id].append(line)
    held = {
        (found.agent_id, found.skill_id): found
        for found in repository.held_levels(session, scope=None, on=on, agent_ids=agent_ids)
    }
    cells = {}
    for agent in agents:
        asked = required_levels([roles if isinstance(roles, Role) else roles[agent.id]])
        cells[agent.id] = tuple(
            cell_of(
                agent_id=agent.id,
                skill_id=skill.id,
                lines=history[agent.id, skill.id],
                held=held.get((agent.id, skill.id)),
                required=asked.get(skill.code),
                on=on,
            )
            for skill in skills
        )
    return cells


def save_grid(*, viewer: Viewer, changes: Sequence[CellChange]) -> int:
    """Write what an assessor typed, today, in their own name: all or nothing. Gives how many levels were written.

    Raises PermissionDenied, InvalidInput, NotFound, Conflict when somebody stated something about one of these cells
    since the assessor read it: the message names the agent and the skill.
    """
    require(viewer, Permission.ASSESS_SKILLS)
    check_levels(change.level for change in changes)
    if not changes:
        return 0
    day = clock.today()
    agent_ids = {change.agent_id for change in changes}
    with database().write() as session:
        place = assessor(session, viewer, on=day)
        repository.lock_agents(session, agent_ids)
        agents = assessed_agents(session, place, agent_ids, on=day)
        skills = {skill.id: skill for skill in catalogues.skills(session, on=day)}
        if not {change.skill_id for change in changes} <= skills.keys():
            raise NotFound(_skill_gone())
        _refuse_overtaken(session, changes, agents, skills)
        lines = [
            AgentStatement(change.agent_id, change.skill_id, Statement(change.level, place.source, day))
            for change in changes
        ]
        record(session, viewer=viewer, lines=lines, action="skills.assess")
    return len(lines)


def _refuse_overtaken(
    session: Session, changes: Sequence[CellChange], agents: dict[int, Agent], skills: dict[int, Skill]
) -> None:
    newest = repository.newest_lines(
        session, agent_ids=agents, skill_ids={change.skill_id for change in changes}
    )
    overtaken = [
        _("{agent}, « {skill} »").format(
            agent=f"{agents[change.agent_id].first_name} {agents[change.agent_id].last_name}",
            skill=skills[change.skill_id].label,
        )
        for change in changes
        if newest.get((change.agent_id, change.skill_id), 0) != change.seen
    ]
    if overtaken:
        named = clauses(overtaken[:3]) + ("…" if len(overtaken) > 3 else "")
        raise Conflict(
            _(
                "Quelqu’un d’autre s’est prononcé entre-temps ({cells}). Rien n’a été écrit : relisez, puis enregistrez de nouveau."
            ).format(cells=named)
        )


def _skill_gone() -> str:
    return _("Une de ces compétences n’est plus au catalogue. Rechargez la page.")


def check_levels(levels: Iterable[int]) -> None:
    """Refuse anything but 0 to 4. Raises InvalidInput."""
    if any(level not in LEVELS for level in levels):
        raise InvalidInput(_("Un niveau est un entier de 0 à 4. Rien n’a été écrit."))


def record(session: Session, *, viewer: Viewer, lines: Sequence[AgentStatement], action: str) -> None:
    """Append statements about a few agents, with one line of audit for each agent."""
    record_statements(session, viewer=viewer, lines=lines)
    for agent_id in sorted({line.agent_id for line in lines}):
        audit.record(session, viewer=viewer, action=action, object_type="agent", object_id=agent_id)
