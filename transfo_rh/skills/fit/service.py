"""Use cases of the fit: who can hold a role, what one person can become, what to assess first.

Names are for whoever assesses (human resources, the head of the department) and for oneself; everybody else who may see
the map gets the number of people in each class of the whole authority, never fewer than the authority's threshold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach, allows, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import NotFound, PermissionDenied
from transfo_rh.core.i18n import _
from transfo_rh.skills.assessment import repository as assessments
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.fit.effort import Effort, effort
from transfo_rh.skills.fit.fit import Fit, driving, fit
from transfo_rh.skills.fit.questions import Question, assess_first, level_rows
from transfo_rh.skills.fit.ranking import ClassCount, Ranking, class_counts, protected, rank, to_confirm
from transfo_rh.skills.fit.readiness import Readiness
from transfo_rh.skills.model import Catalogue, Role, RoleKind, SkillsSettings
from transfo_rh.staff import repository as staff
from transfo_rh.staff.model import Agent
from transfo_rh.staff.repository import Scope
from transfo_rh.staff.service import scope_of
from transfo_rh.staff.tree import DepartmentTree

PAGE_SIZE = 10
_NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class RankedPerson:
    """Somebody beside a role: the department's name, the fit, what it takes, what to assess first."""

    agent: Agent
    department: str
    fit: Fit
    effort: Effort
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class RoleFit:
    """Who can hold a role. ``headcount``: the agents of the scope; ``assessed``: those with a known skill of the role.

    ``counts``: people whom no missing answer could move, per class, and the others to be assessed. ``to_confirm``: these
    others per class, by what is assessed of them. ``named`` False: the viewer sees ``counts`` alone, hidden where too few
    people stand. ``questions``: what to assess first among all of them.
    """

    on: date
    role: Role
    settings: SkillsSettings
    skills: Mapping[str, str]
    named: bool
    headcount: int
    assessed: int
    counts: tuple[ClassCount, ...]
    to_confirm: Mapping[Readiness, int]
    people: tuple[RankedPerson, ...]
    page: int
    pages: int
    questions: tuple[Question, ...]

    def count(self, readiness: Readiness) -> int | None:
        """People in one class, None when hidden."""
        return next(one.people for one in self.counts if one.readiness is readiness)


def role_fit(
    *,
    viewer: Viewer,
    role_code: str,
    department_id: int | None = None,
    page: int = 0,
    size: int = PAGE_SIZE,
    on: date | None = None,
) -> RoleFit:
    """The people of the viewer's reach ranked for a role, or of one of its departments and below; page 0 is the first.

    Raises PermissionDenied (also for a department, to whom sees numbers only), NotFound for an unknown role.
    """
    reach, named = _reach(viewer, department_id)
    day = on or clock.today()
    with database().read() as session:
        catalogue, settings = catalogues.catalogue(session, on=day), catalogues.settings(session)
        role = role_of(catalogue, role_code)
        tree = staff.department_tree(session, on=day)
        scope = narrowed(scope_of(viewer, reach, tree), tree, department_id)
        headcount = sum(staff.headcounts(session, scope=scope, on=day).values())
        ranking = ranking_of(session, catalogue, role, settings, scope=scope, on=day)
        pages = max(1, -(-len(ranking.agents) // size))
        page = min(max(page, 0), pages - 1)
        shown = slice(page * size, (page + 1) * size) if named else slice(0)
        people = _people(session, catalogue, role, settings, tree, ranking, shown, scope=scope, on=day)
    counts = class_counts(ranking, headcount=headcount)
    return RoleFit(
        on=day,
        role=role,
        settings=settings,
        skills={skill.code: skill.label for skill in catalogue.skills},
        named=named,
        headcount=headcount,
        assessed=len(ranking.agents) if named else 0,
        counts=counts if named else protected(counts, k=settings.k),
        to_confirm=to_confirm(ranking) if named else {},
        people=people,
        page=page,
        pages=pages if named else 1,
        questions=_questions(ranking, catalogue, role, settings) if named else (),
    )


def _reach(viewer: Viewer, department_id: int | None) -> tuple[Reach, bool]:
    """How far the viewer sees, and whether names.

    Raises PermissionDenied, also for a department of one who sees numbers only.
    """
    named = allows(viewer, Permission.ASSESS_SKILLS)
    reach = require(viewer, Permission.ASSESS_SKILLS if named else Permission.VIEW_SKILLS_MAP)
    if not named and department_id is not None:
        raise PermissionDenied(
            _("Votre profil donne accès aux nombres de la collectivité entière, sans choix de service.")
        )
    return reach, named


def known_role(*, viewer: Viewer) -> Role | None:
    """The target role on which a comparison says most within the viewer's reach; None when nothing is assessed.

    The one most of whose weights are assessed for as many agents as the authority's threshold, every critical skill
    among them; nine tenths are as good as everything, and the catalogue's order decides between equals. A small team
    has none such: for whoever sees its names, one assessed agent is enough then.

    Raises PermissionDenied.
    """
    reach = require(viewer, Permission.VIEW_SKILLS_MAP)
    day = clock.today()
    with database().read() as session:
        catalogue, settings = catalogues.catalogue(session, on=day), catalogues.settings(session)
        scope = scope_of(viewer, reach, staff.department_tree(session, on=day))
        counts = assessments.known_in_skills(session, scope=scope, on=day)
    leasts = (settings.k, 1) if allows(viewer, Permission.ASSESS_SKILLS) else (settings.k,)
    known = ({one.code for one in catalogue.skills if counts.get(one.id, 0) >= least} for least in leasts)
    return next(filter(None, (_best_known(catalogue, codes) for codes in known)), None)


def _best_known(catalogue: Catalogue, known: set[str]) -> Role | None:
    """The target role most of whose weights are known, the first one of the catalogue between equals."""
    soft = catalogue.soft_skills
    targets = [role for role in catalogue.roles if role.content.kind is RoleKind.TARGET]
    shares = [min(_known_share(role, known, soft=soft), _NEARLY_ALL) for role in targets]
    best = max(shares, default=0.0)
    return targets[shares.index(best)] if best else None


def _known_share(role: Role, known: set[str], *, soft: frozenset[str]) -> float:
    """The part of the weights of a role that is known; nothing when a critical skill is not."""
    asked = driving(role.content, soft=soft)
    if any(one.critical and one.skill not in known for one in asked):
        return 0.0
    whole = sum(one.weight for one in asked)
    return sum(one.weight for one in asked if one.skill in known) / whole if whole else 0.0


def role_of(catalogue: Catalogue, code: str) -> Role:
    """The role of this code. Raises NotFound."""
    found = catalogue.role(code)
    if found is None:
        raise NotFound(
            _("Le métier « {code} » n’est pas au catalogue. Choisissez l’un de ses codes.").format(code=code)
        )
    return found


def narrowed(scope: Scope, tree: DepartmentTree, department_id: int | None) -> Scope:
    """The scope, or what of it lies in a department and below."""
    if department_id is None:
        return scope
    below = tree.subtree([department_id])
    return below if scope is None else scope & below


def ranking_of(
    session: Session, catalogue: Catalogue, role: Role, settings: SkillsSettings, *, scope: Scope, on: date
) -> Ranking:
    """The people of the scope, ranked for the role by what is known of them that day."""
    soft = catalogue.soft_skills
    asked = {one.skill for one in driving(role.content, soft=soft)}
    ids = {skill.code: skill.id for skill in catalogue.skills if skill.code in asked}
    columns = assessments.level_columns(session, scope=scope, on=on, skill_ids=ids.values())
    return rank(columns, role.content, skill_ids=ids, soft=soft, settings=settings)


def _people(
    session: Session,
    catalogue: Catalogue,
    role: Role,
    settings: SkillsSettings,
    tree: DepartmentTree,
    ranking: Ranking,
    shown: slice,
    *,
    scope: Scope,
    on: date,
) -> tuple[RankedPerson, ...]:
    """The people of one page, in the order of the ranking, with every line."""
    chosen = ranking.agents[shown].tolist()
    agents = {agent.id: agent for agent in staff.agents_by_id(session, chosen, scope=scope, on=on)}
    held = _levels(session, catalogue, chosen, scope=scope, on=on)
    soft, content = catalogue.soft_skills, role.content
    people = []
    for agent_id in chosen:
        agent, levels = agents[agent_id], held[agent_id]
        department = tree.get(agent.department_id)
        people.append(
            RankedPerson(
                agent,
                department.name if department else "",
                fit(levels, content, soft=soft, settings=settings),
                effort(levels, content, soft=soft, settings=settings),
                assess_first(level_rows(content, [levels], soft=soft), content, soft=soft, settings=settings),
            )
        )
    return tuple(people)


def _levels(
    session: Session, catalogue: Catalogue, agent_ids: Sequence[int], *, scope: Scope, on: date
) -> dict[int, dict[str, int]]:
    codes = {skill.id: skill.code for skill in catalogue.skills}
    held: dict[int, dict[str, int]] = {agent_id: {} for agent_id in agent_ids}
    for one in assessments.held_levels(session, scope=scope, on=on, agent_ids=agent_ids):
        if one.skill_id in codes:
            held[one.agent_id][codes[one.skill_id]] = one.level
    return held


def _questions(
    ranking: Ranking, catalogue: Catalogue, role: Role, settings: SkillsSettings
) -> tuple[Question, ...]:
    return assess_first(ranking.levels, role.content, soft=catalogue.soft_skills, settings=settings)
