"""What a computation reads: the people of a perimeter, their levels and wishes, the departments, the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from transfo_rh.core.database import Session
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _
from transfo_rh.skills.assessment import repository as assessments
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.model import Catalogue, SkillsSettings
from transfo_rh.skills.pathways import repository as pathways
from transfo_rh.skills.staffing.model import Plan
from transfo_rh.skills.staffing.outcome import Inputs
from transfo_rh.skills.staffing.pairs import Candidates, level_table
from transfo_rh.staff import repository as staff
from transfo_rh.staff.model import Agent, Department
from transfo_rh.staff.repository import Scope
from transfo_rh.staff.tree import DepartmentTree


@dataclass(frozen=True, slots=True)
class Ground:
    """The authority on a day."""

    on: date
    catalogue: Catalogue
    settings: SkillsSettings
    tree: DepartmentTree

    @property
    def departments(self) -> dict[str, Department]:
        """The departments by code."""
        return {department.code: department for department in self.tree.departments}


def ground(session: Session, *, on: date) -> Ground:
    """Read what every use case of staffing needs."""
    return Ground(
        on,
        catalogues.catalogue(session, on=on),
        catalogues.settings(session),
        staff.department_tree(session, on=on),
    )


def direction(tree: DepartmentTree, department_id: int) -> int | None:
    """The department just below the top that this one belongs to; the top is its own direction."""
    path = tree.path(department_id)
    return path[min(1, len(path) - 1)].id if path else None


def scope_of_codes(standing: Ground, codes: Collection[str]) -> Scope:
    """The departments of these codes and below; None (everything) without a code.

    Raises InvalidInput for a department that no longer stands.
    """
    if not codes:
        return None
    return standing.tree.subtree([department_of(standing, code).id for code in codes])


def department_of(standing: Ground, code: str) -> Department:
    """The department of this code.

    Raises InvalidInput when it does not stand any more.
    """
    found = standing.departments.get(code)
    if found is None:
        raise InvalidInput(
            _("Le service « {code} » n’existe plus dans l’organisation : choisissez-en un autre.").format(
                code=code
            )
        )
    return found


def inputs(session: Session, standing: Ground, plan: Plan) -> Inputs:
    """Everything that computing a plan needs.

    Raises InvalidInput when a role or a department has left.
    """
    roles = {role.code: role.content for role in standing.catalogue.roles}
    for post in plan.posts:
        if post.role not in roles:
            raise InvalidInput(
                _("Le métier « {code} » n’est plus au catalogue : retirez-le du scénario.").format(
                    code=post.role
                )
            )
    places = tuple(
        direction(standing.tree, department_of(standing, post.department).id) for post in plan.posts
    )
    scope = scope_of_codes(standing, plan.perimeter)
    people = tuple(sorted(staff.agents(session, scope=scope, on=standing.on), key=lambda agent: agent.id))
    return Inputs(
        plan=plan,
        candidates=_candidates(session, standing, people, scope),
        roles=roles,
        directions=places,
        soft=standing.catalogue.soft_skills,
        settings=standing.settings,
        on=standing.on,
    )


def _candidates(session: Session, standing: Ground, people: Sequence[Agent], scope: Scope) -> Candidates:
    skills = standing.catalogue.skills
    codes = {role.id: role.code for role in standing.catalogue.roles}
    columns = assessments.level_columns(session, scope=scope, on=standing.on)
    wishes = pathways.wishes(session, scope=scope, on=standing.on)
    directions = {
        department.id: direction(standing.tree, department.id) for department in standing.tree.departments
    }
    return Candidates(
        agents=tuple(people),
        skills=tuple(skill.code for skill in skills),
        levels=level_table(columns, [agent.id for agent in people], [skill.id for skill in skills]),
        wishes={(one.agent_id, codes[one.role_id]): one.wish for one in wishes if one.role_id in codes},
        directions=tuple(directions.get(agent.department_id) for agent in people),
    )
