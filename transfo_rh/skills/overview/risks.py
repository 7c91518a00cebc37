"""Cover and risks of a scope: skills in rupture, fragile or covered, single holders near retirement, urgency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import PermissionDenied
from transfo_rh.core.i18n import _
from transfo_rh.skills.assessment import repository as assessments
from transfo_rh.skills.assessment.jobs import known_roles
from transfo_rh.skills.model import Role, RoleKind, Skill, SkillKind
from transfo_rh.skills.overview import repository
from transfo_rh.skills.overview.cover import (
    COVERS,
    LevelCounts,
    horizon,
    required_levels,
    retires_within,
    role_cover,
)
from transfo_rh.skills.overview.model import CoverView, RoleChoice, RoleLine, SingleHolder, SkillCover
from transfo_rh.skills.overview.sight import Sight, sight
from transfo_rh.skills.overview.urgency import (
    TEACHER_LEVEL,
    URGENCIES,
    doer_level,
    skill_urgency,
)
from transfo_rh.staff import repository as staff
from transfo_rh.staff.repository import Scope


def cover(*, viewer: Viewer, department: str | None = None, choice: RoleChoice = RoleChoice.ALL) -> CoverView:
    """Cover, urgency and single holders in a department (by code) and below, or in all that the viewer sees.

    ``choice``: the roles that say what is required; « held » falls back on all when no role stands behind any job.
    Readers of aggregates get the classes and single holders of the whole authority only, without names: « fragile » in a
    department would tell of one or two people there. Raises PermissionDenied (also for their choice of a department),
    NotFound when the department is not in the viewer's scope.
    """
    with database().read() as session:
        seen = sight(session, viewer, permission=Permission.VIEW_SKILLS_MAP, on=clock.today())
        position = seen.outline.position(department)
        if seen.protected and position != seen.outline.start:
            raise PermissionDenied(
                _("Votre profil donne accès aux nombres de la collectivité entière, sans choix de service.")
            )
        scope = seen.outline.scope_at(position)
        own = seen.outline.placed(staff.headcounts(session, scope=seen.outline.scope, on=seen.on))
        headcount = int(seen.outline.with_below(own)[position])
        hidden = seen.protected and headcount < seen.settings.k
        roles, used = _chosen_roles(session, seen, scope, choice)
        counts = {} if hidden else _counts(session, seen, scope)
        required = required_levels(role.content for role in roles)
        skills = () if hidden else _skill_covers(seen, required, counts)
        singles = _singles(session, seen, scope, skills, counts)
        assessed = None if seen.protected else assessments.assessed_people(session, scope=scope, on=seen.on)
    return CoverView(
        on=seen.on,
        choice=used,
        headcount=headcount,
        assessed=assessed,
        skills=tuple(_without_people(line) if seen.protected else line for line in skills),
        roles=() if hidden else _role_lines(seen, roles, counts),
        singles=singles,
        settings=seen.settings,
        protected=seen.protected,
        hidden=hidden,
    )


def _chosen_roles(
    session: Session, seen: Sight, scope: Scope, choice: RoleChoice
) -> tuple[tuple[Role, ...], RoleChoice]:
    roles = seen.catalogue.roles
    if choice is RoleChoice.TARGET:
        return tuple(role for role in roles if role.content.kind is RoleKind.TARGET), choice
    if choice is RoleChoice.HELD:
        jobs = repository.held_jobs(session, scope=scope, on=seen.on)
        held = {role.code for role in known_roles(session, jobs, seen.catalogue).values()}
        found = tuple(role for role in roles if role.code in held)
        if found:
            return found, choice
    return roles, RoleChoice.ALL


def _counts(session: Session, seen: Sight, scope: Scope) -> dict[str, LevelCounts]:
    """Skill code → people by level, in the scope."""
    return repository.level_counts(
        session,
        seen.catalogue.skills,
        scope=scope,
        on=seen.on,
        retiring_before=horizon(seen.on, seen.settings.retirement_years),
    )


def _skill_covers(
    seen: Sight, required: Mapping[str, int], counts: Mapping[str, LevelCounts]
) -> tuple[SkillCover, ...]:
    """Every skill that a role asks, soft ones apart, the worst cover and urgency first."""
    found = [
        _skill_cover(skill, required[skill.code], counts[skill.code])
        for skill in seen.catalogue.skills
        if skill.code in required and skill.content.kind is not SkillKind.SOFT
    ]
    return tuple(sorted(found, key=lambda line: (COVERS.index(line.cover), URGENCIES.index(line.urgency))))


def _skill_cover(skill: Skill, required: int, counts: LevelCounts) -> SkillCover:
    holders = counts.holders(required)
    return SkillCover(
        skill,
        required,
        holders.cover,
        skill_urgency(counts, required),
        holders,
        counts.holders(doer_level(required)),
        counts.holders(TEACHER_LEVEL),
    )


def _without_people(line: SkillCover) -> SkillCover:
    return SkillCover(line.skill, line.required, line.cover, line.urgency, None, None, None)


def _role_lines(
    seen: Sight, roles: Sequence[Role], counts: Mapping[str, LevelCounts]
) -> tuple[RoleLine, ...]:
    soft = seen.catalogue.soft_skills
    found = [(role, role_cover(role.content, counts, soft=soft)) for role in roles]
    lines = [RoleLine(role, line) for role, line in found if line is not None]
    return tuple(sorted(lines, key=lambda line: COVERS.index(line.found.cover)))


def _singles(
    session: Session,
    seen: Sight,
    scope: Scope,
    skills: Sequence[SkillCover],
    counts: Mapping[str, LevelCounts],
) -> tuple[SingleHolder, ...]:
    """Skills that rest on one person, those who retire within the horizon first; names for who may see them."""
    alone = [line for line in skills if counts[line.skill.code].holders(line.required).single]
    if not alone:
        return ()
    if seen.protected:
        found = [
            SingleHolder(
                line.skill,
                line.required,
                counts[line.skill.code].holders(line.required).retiring == 1,
                None,
                None,
            )
            for line in alone
        ]
        return tuple(sorted(found, key=lambda single: not single.within_horizon))
    return _named_singles(session, seen, scope, alone)


def _named_singles(
    session: Session, seen: Sight, scope: Scope, alone: Sequence[SkillCover]
) -> tuple[SingleHolder, ...]:
    """The single holders by name, the nearest retirement first."""
    wanted = [(line.skill.id, line.required) for line in alone]
    holders = {
        skill_id: (agent_id, retirement_on)
        for skill_id, agent_id, retirement_on in repository.retirements(
            session, scope=scope, on=seen.on, skill_id_levels=wanted
        )
    }
    wanted_agents = {agent_id for agent_id, _day in holders.values()}
    agents = {
        agent.id: agent for agent in staff.agents_by_id(session, wanted_agents, scope=scope, on=seen.on)
    }
    years = seen.settings.retirement_years
    named = [
        SingleHolder(
            line.skill,
            line.required,
            retires_within(holders[line.skill.id][1], on=seen.on, years=years),
            holders[line.skill.id][1],
            agents[holders[line.skill.id][0]],
        )
        for line in alone
    ]
    return tuple(
        sorted(
            named, key=lambda s: (not s.within_horizon, s.retirement_on is None, s.retirement_on or seen.on)
        )
    )
