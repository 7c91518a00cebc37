"""Use case: what if a team moved to another department, or closed? For human resources; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _
from transfo_rh.skills.assessment import repository as assessments
from transfo_rh.skills.assessment.service import roles_of
from transfo_rh.skills.model import Role
from transfo_rh.skills.overview.cover import LevelCounts, horizon, required_levels, retires_within
from transfo_rh.skills.overview.repository import level_counts
from transfo_rh.skills.staffing import reading
from transfo_rh.skills.staffing.reading import Ground
from transfo_rh.skills.staffing.whatif import (
    Counts,
    Member,
    Movement,
    PlaceCover,
    WhatIf,
    cover_changes,
    member_lines,
    team_counts,
    with_people,
)
from transfo_rh.staff import repository as staff
from transfo_rh.staff.model import Department
from transfo_rh.staff.repository import Scope
from transfo_rh.staff.tree import DepartmentTree


def what_if(*, viewer: Viewer, team: str, destination: str | None = None) -> WhatIf:
    """Study a team (code of a department, with those below) that moves to another one, or closes (None).

    Raises PermissionDenied, InvalidInput for a department that does not stand, or a move that changes nothing.
    """
    require(viewer, Permission.MANAGE_STAFFING)
    with database().read() as session:
        standing = reading.ground(session, on=clock.today())
        moved = reading.department_of(standing, team)
        goal = None if destination is None else reading.department_of(standing, destination)
        _refuse_same(standing.tree, moved, goal)
        members = _members(session, standing, moved)
        places = tuple(_places(session, standing, members, moved, goal))
        roles = () if goal is None else _roles_held(session, standing, goal, moved)
    soft = standing.catalogue.soft_skills
    return WhatIf(
        movement=Movement.CLOSE if goal is None else Movement.MOVE,
        team=moved.name,
        team_code=moved.code,
        destination=None if goal is None else goal.name,
        places=places,
        roles=roles,
        members=member_lines(members, roles, soft=soft, settings=standing.settings),
    )


def _refuse_same(tree: DepartmentTree, team: Department, goal: Department | None) -> None:
    if goal is None:
        return
    if goal.id in tree.subtree([team.id]):
        raise InvalidInput(
            _("Une équipe ne peut pas rejoindre un service qui dépend d’elle : choisissez-en un autre.")
        )
    if goal.id == team.parent_id:
        raise InvalidInput(
            _("« {team} » dépend déjà de « {goal} » : choisissez un autre service.").format(
                team=team.name, goal=goal.name
            )
        )


def _members(session: Session, standing: Ground, team: Department) -> tuple[Member, ...]:
    scope = standing.tree.subtree([team.id])
    agents = staff.agents(session, scope=scope, on=standing.on)
    roles = roles_of(session, agents, standing.catalogue)
    codes = {skill.id: skill.code for skill in standing.catalogue.skills}
    held: dict[int, dict[str, int]] = {agent.id: {} for agent in agents}
    for one in assessments.held_levels(session, scope=scope, on=standing.on):
        if one.skill_id in codes:
            held[one.agent_id][codes[one.skill_id]] = one.level
    years = standing.settings.retirement_years
    return tuple(
        Member(
            agent,
            held[agent.id],
            roles[agent.id],
            retires_within(agent.retirement_on, on=standing.on, years=years),
        )
        for agent in agents
    )


def _places(
    session: Session,
    standing: Ground,
    members: Sequence[Member],
    team: Department,
    goal: Department | None,
) -> list[PlaceCover]:
    """The cover of what the team leaves, and of what receives it (or of the authority when it closes)."""
    found = []
    origin = left_behind(standing.tree, team, goal)
    counted = team_counts(members)
    if origin is not None:
        scope = standing.tree.subtree([origin.id])
        found.append(_place(session, standing, origin.name, scope, counted, sign=-1))
    if goal is None:
        found.append(_place(session, standing, _("Toute la collectivité"), None, counted, sign=-1))
    elif team.id not in standing.tree.subtree([goal.id]):
        found.append(_place(session, standing, goal.name, standing.tree.subtree([goal.id]), counted, sign=1))
    return found


def left_behind(tree: DepartmentTree, team: Department, goal: Department | None) -> Department | None:
    """The widest department above the team, the top apart, that loses it; None when it stays within."""
    above = [one for one in tree.path(team.id)[1:-1] if goal is None or goal.id not in tree.subtree([one.id])]
    return above[0] if above else None


def _place(
    session: Session, standing: Ground, label: str, scope: Scope, team: Counts, *, sign: int
) -> PlaceCover:
    before = _counts(session, standing, scope)
    soft = standing.catalogue.soft_skills
    required = required_levels([role.content for role in standing.catalogue.roles])
    judged = {code: level for code, level in required.items() if code not in soft}
    changes = cover_changes(before, with_people(before, team, sign=sign), judged)
    return PlaceCover(label, changes, whole=scope is None)


def _counts(session: Session, standing: Ground, scope: Scope) -> dict[str, LevelCounts]:
    limit = horizon(standing.on, standing.settings.retirement_years)
    skills = standing.catalogue.skills
    return level_counts(session, skills, scope=scope, on=standing.on, retiring_before=limit)


def _roles_held(session: Session, standing: Ground, goal: Department, team: Department) -> tuple[Role, ...]:
    """The roles behind the jobs of the receiving department (with those below, the team apart), in catalogue order."""
    scope = standing.tree.subtree([goal.id]) - standing.tree.subtree([team.id])
    found = roles_of(session, staff.agents(session, scope=scope, on=standing.on), standing.catalogue)
    held = {role.code for role in found.values() if role is not None}
    return tuple(role for role in standing.catalogue.roles if role.code in held)
