"""People by name: the map people × skills, and the search by skills and levels. For those who may see names alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _
from transfo_rh.skills.assessment import repository as assessment
from transfo_rh.skills.model import MAXIMUM_LEVEL, Catalogue, Skill
from transfo_rh.skills.overview import repository
from transfo_rh.skills.overview.cover import required_levels
from transfo_rh.skills.overview.model import Criterion, Found, PeopleFound, PersonMap, Place
from transfo_rh.skills.overview.sight import sight
from transfo_rh.staff import repository as staff
from transfo_rh.staff.model import Agent
from transfo_rh.staff.tree import DepartmentTree

PAGE_SIZE = 30
MAXIMUM_CRITERIA = 6


def person_map(
    *,
    viewer: Viewer,
    family: str,
    department: str | None = None,
    text: str = "",
    page: int = 0,
    size: int | None = PAGE_SIZE,
) -> PersonMap:
    """One page (0 is the first) of the agents of a department and below, by name, with their levels in a family.

    ``size`` None: everybody on one page, for a file. Raises PermissionDenied unless the viewer assesses skills, NotFound
    when the department is not in that reach.
    """
    day = clock.today()
    with database().read() as session:
        seen = sight(session, viewer, permission=Permission.ASSESS_SKILLS, on=day)
        scope = seen.outline.scope_at(seen.outline.position(department))
        if size is None:
            agents = staff.agents(session, scope=scope, on=day)
            total = len(agents)
        else:
            agents, total = staff.agents_page(
                session, scope=scope, text=text, page=max(page, 0), size=size, on=day
            )
        skills = tuple(s for s in seen.catalogue.skills if s.content.family == family)
        held = assessment.held_levels(
            session, scope=scope, on=day, agent_ids=None if size is None else [a.id for a in agents]
        )
    levels = {(one.agent_id, one.skill_id): one.level for one in held}
    return PersonMap(
        on=day,
        agents=agents,
        paths=_paths(seen.outline.tree, agents),
        skills=skills,
        required=required_levels(role.content for role in seen.catalogue.roles),
        levels=tuple(tuple(levels.get((agent.id, skill.id)) for skill in skills) for agent in agents),
        total=total,
        page=max(page, 0),
        pages=1 if size is None else max(1, -(-total // size)),
    )


def _paths(tree: DepartmentTree, agents: Sequence[Agent]) -> Mapping[int, str]:
    """Department id → its names from the top, the authority itself left out."""
    paths = {agent.department_id: tree.path(agent.department_id) for agent in agents}
    return {
        id_: " › ".join(department.name for department in (path[1:] or path)) for id_, path in paths.items()
    }


def search_places(*, viewer: Viewer) -> tuple[Place, Catalogue]:
    """The departments and skills that a search may ask for.

    Raises PermissionDenied unless the viewer assesses skills.
    """
    with database().read() as session:
        seen = sight(session, viewer, permission=Permission.ASSESS_SKILLS, on=clock.today())
    return seen.outline.place, seen.catalogue


def find_people(
    *, viewer: Viewer, criteria: Sequence[Criterion], department: str | None = None, page: int = 0
) -> PeopleFound:
    """One page of the agents who reach every criterion, the highest levels first.

    Raises PermissionDenied unless the viewer assesses skills, NotFound when the department is not in that reach,
    InvalidInput for no criterion, too many, one skill twice, an unknown skill or a level that no one can hold.
    """
    day = clock.today()
    with database().read() as session:
        seen = sight(session, viewer, permission=Permission.ASSESS_SKILLS, on=day)
        wanted = _checked(seen.catalogue, criteria)
        scope = seen.outline.scope_at(seen.outline.position(department))
        found, total = repository.people_with(
            session,
            scope=scope,
            on=day,
            criteria=[(skill.id, level) for skill, level in wanted],
            page=max(page, 0),
            size=PAGE_SIZE,
        )
        agents = staff.agents_by_id(session, found, scope=scope, on=day)
        held = assessment.held_levels(session, scope=scope, on=day, agent_ids=found)
    levels = {(one.agent_id, one.skill_id): one.level for one in held}
    paths, by_id = _paths(seen.outline.tree, agents), {agent.id: agent for agent in agents}
    people = tuple(
        Found(
            by_id[agent_id],
            paths[by_id[agent_id].department_id],
            tuple(levels[agent_id, skill.id] for skill, _level in wanted),
        )
        for agent_id in found
    )
    return PeopleFound(wanted, people, total, max(page, 0), max(1, -(-total // PAGE_SIZE)))


def _checked(catalogue: Catalogue, criteria: Sequence[Criterion]) -> tuple[tuple[Skill, int], ...]:
    if not 0 < len(criteria) <= MAXIMUM_CRITERIA:
        raise InvalidInput(
            _("Choisissez de 1 à {most} compétences à chercher.").format(most=MAXIMUM_CRITERIA),
            details=f"{len(criteria)} criteria",
        )
    found = []
    for criterion in criteria:
        skill = catalogue.skill(criterion.skill)
        if skill is None:
            raise InvalidInput(
                _("La compétence « {code} » n’est plus au catalogue : choisissez-en une autre.").format(
                    code=criterion.skill
                )
            )
        if not 1 <= criterion.level <= MAXIMUM_LEVEL:
            raise InvalidInput(
                _("Le niveau cherché en « {skill} » doit aller de 1 à {most}.").format(
                    skill=skill.label, most=MAXIMUM_LEVEL
                )
            )
        found.append((skill, criterion.level))
    if len({skill.id for skill, _level in found}) < len(found):
        raise InvalidInput(_("Chaque compétence ne peut être cherchée qu’une fois : gardez le niveau voulu."))
    return tuple(found)
