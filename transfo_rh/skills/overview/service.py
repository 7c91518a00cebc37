"""The two maps of departments: what they can do skill by skill, and how near they are to roles. Counts, no names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.skills.fit.matrix import (
    FitMatrix,
    certain,
    fit_matrix,
    indicators,
    readiness_codes,
    requirement_table,
)
from transfo_rh.skills.fit.readiness import READINESS, Readiness
from transfo_rh.skills.model import LEVELS, MAXIMUM_LEVEL, Role, RoleKind, Skill, SkillsSettings
from transfo_rh.skills.overview import repository
from transfo_rh.skills.overview.cover import required_levels
from transfo_rh.skills.overview.disclosure import Counts, Safe, Shown, can, enough, mixed, rounded_down
from transfo_rh.skills.overview.model import Place, RoleCell, RoleMap, SkillCell, SkillMap
from transfo_rh.skills.overview.outline import Ints, Outline
from transfo_rh.skills.overview.sight import Sight, sight
from transfo_rh.staff import repository as staff
from transfo_rh.staff.service import scope_of

NEAR = (Readiness.READY, Readiness.SIX_MONTHS)
_UNKNOWN = READINESS.index(Readiness.UNKNOWN)
_BAND = 10


def places(*, viewer: Viewer) -> Place:
    """The departments that the viewer's maps can show.

    Raises PermissionDenied.
    """
    reach = require(viewer, Permission.VIEW_SKILLS_MAP)
    with database().read() as session:
        tree = staff.department_tree(session, on=clock.today())
    return Outline(tree, scope_of(viewer, reach, tree)).place


def skill_map(
    *, viewer: Viewer, family: str | None = None, department: str | None = None, deep: bool = False
) -> SkillMap:
    """Departments × skills of a family (all skills by default), one level of the tree below ``department`` (a code).

    ``deep``: every department below, in tree order.

    Raises PermissionDenied, NotFound when the department is not in the viewer's scope.
    """
    with database().read() as session:
        seen = sight(session, viewer, permission=Permission.VIEW_SKILLS_MAP, on=clock.today())
        position = seen.outline.position(department)
        skills = tuple(s for s in seen.catalogue.skills if family is None or s.content.family == family)
        counted = _counted_levels(session, seen, skills)
        headcounts = _headcounts(session, seen)
    required = required_levels(role.content for role in seen.catalogue.roles)
    places = seen.outline.shown_places(position, deep=deep)
    columns = [
        _column(seen, counted[:, number], places, required.get(skill.code), headcounts)
        for number, skill in enumerate(skills)
    ]
    return SkillMap(
        on=seen.on,
        rows=seen.outline.rows(places, headcounts),
        skills=skills,
        required=required,
        cells=tuple(zip(*columns, strict=True)) if columns else tuple(() for _place in places),
        protected=seen.protected,
        k=seen.settings.k,
    )


def _headcounts(session: Session, seen: Sight) -> Ints:
    own = staff.headcounts(session, scope=seen.outline.scope, on=seen.on)
    return seen.outline.with_below(seen.outline.placed(own))


def _counted_levels(session: Session, seen: Sight, skills: Sequence[Skill]) -> Ints:
    """People of each department itself by skill and level: positions × skills × 5."""
    outline = seen.outline
    columns = {skill.id: column for column, skill in enumerate(skills)}
    counts = repository.department_levels(session, scope=outline.scope, on=seen.on, skill_ids=columns)
    found = np.zeros((len(outline.parents), len(skills), len(LEVELS)), dtype=np.int64)
    places = np.array([outline.positions.get(d, 0) for d in counts[:, 0].tolist()], dtype=np.int64)
    at = np.array([columns[skill_id] for skill_id in counts[:, 1].tolist()], dtype=np.int64)
    np.add.at(found, (places, at, counts[:, 2]), counts[:, 3])
    return found


def _column(
    seen: Sight, own: Ints, places: Sequence[int], required: int | None, headcounts: Ints
) -> tuple[SkillCell, ...]:
    """One skill at some positions, from the people of each department itself by level."""
    below = seen.outline.with_below(own)
    assessed = below.sum(axis=1)
    holders = own[:, required:].sum(axis=1) if required is not None else np.zeros(len(own), dtype=np.int64)
    able = np.stack([holders, own.sum(axis=1) - holders], axis=1)
    levels = _states(seen, own, assessed, places, safe=mixed(seen.settings.k))
    counts = _states(seen, able, assessed, places, safe=enough(seen.settings.k), about=can)
    return tuple(
        _skill_cell(
            below[place],
            headcount=int(headcounts[place]),
            required=required,
            states=states,
            k=seen.settings.k if seen.protected else None,
        )
        for place, states in zip(places, zip(levels, counts, strict=True), strict=True)
    )


def _states(
    seen: Sight,
    own: Ints,
    known: Ints,
    places: Sequence[int],
    *,
    safe: Safe,
    about: Callable[[Counts], int] = sum,
) -> tuple[Shown, ...]:
    """What may be shown at some positions: everything that is ``known`` to those who may see names."""
    if seen.protected:
        states = seen.outline.shown(own, safe, about)
        return tuple(states[place] for place in places)
    return tuple(Shown.SHOWN if known[place] else Shown.NOBODY for place in places)


def _skill_cell(
    counts: Ints, *, headcount: int, required: int | None, states: tuple[Shown, Shown], k: int | None
) -> SkillCell:
    """``k``: the threshold of a reader of aggregates, None for those who may see names."""
    protected = k is not None
    assessed = int(counts.sum())
    share = round(100 * assessed / headcount) if headcount else 0
    shown = states[0] is Shown.SHOWN
    holders = None if required is None or states[1] is Shown.HIDDEN else int(counts[required:].sum())
    if holders is not None and k is not None:
        holders = rounded_down(holders, k)
    mean = float(counts @ np.array(LEVELS)) / assessed if shown else 0.0
    return SkillCell(
        states[0],
        None if protected else assessed,
        None if protected and not shown else band(share, headcount) if protected else share,
        (half_level(mean) if protected else round(mean, 1)) if shown else None,
        states[1],
        holders,
    )


def band(share: int, headcount: int) -> int:
    """A share in percent of some people rounded down to tens, so that it tells neither a number nor « everybody ».

    >>> band(47, 100), band(100, 100), band(100, 7)
    (40, 90, 80)
    """
    most = 100 * (headcount - 1) // headcount if headcount else 0
    return min(share, most) // _BAND * _BAND


def half_level(mean: float) -> float:
    """A mean level to the nearest half, from 0.5 to 3.5: nearer to an end, it would tell the level of almost each person.

    >>> [half_level(mean) for mean in (0.2, 1.3, 2.75, 3.9)]
    [0.5, 1.5, 3.0, 3.5]
    """
    return min(max(int(2 * mean + 0.5) / 2, 0.5), MAXIMUM_LEVEL - 0.5)


def role_map(
    *,
    viewer: Viewer,
    domain: str | None = None,
    kind: RoleKind = RoleKind.TARGET,
    department: str | None = None,
    deep: bool = False,
) -> RoleMap:
    """Departments × roles of a domain (all by default): how many people are assured of each class of readiness.

    Raises PermissionDenied, NotFound when the department is not in the viewer's scope.
    """
    with database().read() as session:
        seen = sight(session, viewer, permission=Permission.VIEW_SKILLS_MAP, on=clock.today())
        position = seen.outline.position(department)
        roles = tuple(
            role
            for role in seen.catalogue.roles
            if role.content.kind is kind and (domain is None or role.content.domain == domain)
        )
        counted = _counted_readiness(session, seen, roles)
        headcounts = _headcounts(session, seen)
    places = seen.outline.shown_places(position, deep=deep)
    columns = [_role_column(seen, counted[:, number], places) for number in range(len(roles))]
    return RoleMap(
        on=seen.on,
        rows=seen.outline.rows(places, headcounts),
        roles=roles,
        cells=tuple(zip(*columns, strict=True)) if columns else tuple(() for _place in places),
        protected=seen.protected,
        settings=seen.settings,
    )


def _counted_readiness(session: Session, seen: Sight, roles: Sequence[Role]) -> Ints:
    """People of each department itself by role and assured class: positions × roles × classes.

    Those of whom no asked skill is assessed are left out.
    """
    outline, on = seen.outline, seen.on
    soft = seen.catalogue.soft_skills
    asked = {requirement.skill for role in roles for requirement in role.content.requirements}
    skills = [skill for skill in seen.catalogue.skills if skill.code in asked - soft]
    found = np.zeros((len(outline.parents), len(roles), len(READINESS)), dtype=np.int64)
    columns = repository.level_lists(
        session, scope=outline.scope, on=on, skill_ids=[skill.id for skill in skills]
    )
    if not len(columns.agents):
        return found
    people, rows = np.unique(columns.agents, return_inverse=True)
    order = np.argsort([skill.id for skill in skills])
    at = order[np.searchsorted(np.array([skill.id for skill in skills])[order], columns.skills)]
    held = indicators(rows, at, columns.levels, shape=(len(people), len(skills)))
    table = requirement_table([role.content for role in roles], [skill.code for skill in skills], soft=soft)
    codes = _assured(fit_matrix(held, table), seen.settings)
    places = _places(session, outline, seen, people)
    for column in range(len(roles)):
        known = codes[:, column] >= 0
        np.add.at(found[:, column], (places[known], codes[known, column]), 1)
    return found


def _assured(matrix: FitMatrix, settings: SkillsSettings) -> NDArray[np.int16]:
    """The class that the answers still missing cannot take away, people × roles; −1 where nothing is assessed.

    Somebody who could still turn out near or far is « unknown »: a person assessed in one skill is not ready yet.
    """
    closed = matrix.gate | matrix.gate_possible
    worst = readiness_codes(replace(matrix, point=matrix.low, gate=closed), settings).astype(np.int16)
    sure = (worst < READINESS.index(Readiness.RESKILLING)) | certain(matrix, settings)
    point = readiness_codes(matrix, settings).astype(np.int16)
    best = np.where(sure, np.where(worst < READINESS.index(Readiness.RESKILLING), worst, point), _UNKNOWN)
    return np.where(np.isnan(matrix.point), np.int16(-1), best.astype(np.int16))


def _places(session: Session, outline: Outline, seen: Sight, people: Ints) -> Ints:
    """The position of the department of each agent (ids in order)."""
    places = np.zeros(len(people), dtype=np.int64)
    for department_id, agents in repository.agents_by_department(
        session, scope=outline.scope, on=seen.on
    ).items():
        at = np.searchsorted(people, agents)
        inside = at < len(people)
        at, agents = at[inside], agents[inside]
        places[at[people[at] == agents]] = outline.positions.get(department_id, 0)
    return places


def _role_column(seen: Sight, own: Ints, places: Sequence[int]) -> tuple[RoleCell, ...]:
    """One role at some positions, from the people of each department itself by class."""
    near = own[:, [READINESS.index(name) for name in NEAR]].sum(axis=1)
    below = seen.outline.with_below(own)
    able = np.stack([near, own.sum(axis=1) - near], axis=1)
    states = _states(seen, able, below.sum(axis=1), places, safe=enough(seen.settings.k), about=can)
    return tuple(
        _role_cell(below[place], state=state, k=seen.settings.k if seen.protected else None)
        for place, state in zip(places, states, strict=True)
    )


def _role_cell(counts: Ints, *, state: Shown, k: int | None) -> RoleCell:
    """``k``: as in ``_skill_cell``."""
    if state is Shown.HIDDEN:
        return RoleCell(state)
    by_class: dict[Readiness, int] = {
        name: int(count) for name, count in zip(READINESS, counts.tolist(), strict=True)
    }
    near = sum(by_class[name] for name in NEAR)
    if k is not None:
        return RoleCell(state, rounded_down(near, k))
    return RoleCell(state, near, by_class, int(counts.sum()))
