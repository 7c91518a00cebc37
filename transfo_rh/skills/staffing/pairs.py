"""Everybody beside every post: fit, days, status, wishes, what forbids. From there to the problem to solve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transfo_rh.skills.assessment.model import LevelColumns
from transfo_rh.skills.fit.effort import default_days
from transfo_rh.skills.fit.fit import driving
from transfo_rh.skills.fit.matrix import FitMatrix, fit_matrix, indicators, requirement_table
from transfo_rh.skills.model import LEVELS, RoleContent, SkillsSettings, Wish
from transfo_rh.skills.staffing.model import BARRIERS, Barrier, Plan, Rules
from transfo_rh.skills.staffing.problem import Problem
from transfo_rh.staff.model import Agent, Category

UNKNOWN = -1
_EFFORT_DAYS = 10
_NOWHERE = -1

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who could be placed. ``levels``: people × skills, −1 where not assessed, in the order of ``skills`` (codes).

    ``wishes``: (agent id, role code) → wish. ``directions``: the direction of each person.
    """

    agents: tuple[Agent, ...]
    skills: tuple[str, ...]
    levels: NDArray[np.int8]
    wishes: Mapping[tuple[int, str], Wish]
    directions: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Arrays people × posts. ``barrier``: position in BARRIERS plus one, 0 where the pair is allowed.

    ``low``, ``point``, ``high``: 0–100. ``able``: neither the fit nor a critical skill forbids the pair. ``moves``: another
    direction. ``wanted``: the person wants the role.
    """

    low: Floats
    point: Floats
    high: Floats
    able: NDArray[np.bool_]
    days: Floats
    moves: NDArray[np.bool_]
    wanted: NDArray[np.bool_]
    barrier: NDArray[np.int8]
    cost: Floats


def level_table(
    columns: LevelColumns, agent_ids: Sequence[int], skill_ids: Sequence[int]
) -> NDArray[np.int8]:
    """Levels as people × skills, −1 where not assessed; others' levels and other skills are left out."""
    people = {agent_id: row for row, agent_id in enumerate(agent_ids)}
    skills = {skill_id: column for column, skill_id in enumerate(skill_ids)}
    table = np.full((len(people), len(skills)), UNKNOWN, dtype=np.int8)
    rows = np.array([people.get(one, UNKNOWN) for one in columns.agents.tolist()], dtype=np.int64)
    places = np.array([skills.get(one, UNKNOWN) for one in columns.skills.tolist()], dtype=np.int64)
    kept = (rows >= 0) & (places >= 0)
    table[rows[kept], places[kept]] = columns.levels[kept]
    return table


def status_barrier(
    category: Category | None, cadre: str | None, role: RoleContent, rules: Rules
) -> Barrier | None:
    """What the status forbids; an unknown category or cadre forbids nothing and is to be verified.

    >>> from transfo_rh.skills.model import Bilingual, RoleKind
    >>> role = RoleContent("r", RoleKind.TARGET, "data", Bilingual(""), Bilingual(""), (),
    ...     categories=(Category.A,), cadres_emplois=("Attachés territoriaux",))
    >>> status_barrier(Category.B, None, role, Rules()), status_barrier(Category.B, None, role, Rules(category_gap=1))
    (<Barrier.CATEGORY: 'category'>, None)
    >>> status_barrier(Category.A, "Ingénieurs territoriaux", role, Rules())
    <Barrier.CADRE: 'cadre'>
    """
    if outside_category(category, role):
        gap = category_distance(category, role)
        return Barrier.CATEGORY if rules.category_gap is not None and gap > rules.category_gap else None
    if rules.cadre and cadre and role.cadres_emplois:
        accepted = {name.casefold() for name in role.cadres_emplois}
        return None if cadre.casefold() in accepted else Barrier.CADRE
    return None


def outside_category(category: Category | None, role: RoleContent) -> bool:
    """True when the person's category is known and is none of the role's."""
    return category is not None and bool(role.categories) and category not in role.categories


def category_distance(category: Category | None, role: RoleContent) -> int:
    """Categories between the person's and the nearest one of the role; 0 when one of both is unknown."""
    if category is None or not role.categories:
        return 0
    order = list(Category)
    return min(abs(order.index(category) - order.index(one)) for one in role.categories)


def days_needed(
    levels: NDArray[np.int8],
    skills: Sequence[str],
    role: RoleContent,
    *,
    soft: frozenset[str],
    settings: SkillsSettings,
) -> Floats:
    """Training days of everybody for a role by the default table; what is not assessed counts from 0."""
    place = {code: column for column, code in enumerate(skills)}
    days = np.zeros(len(levels))
    for asked in driving(role, soft=soft):
        steps = np.array([default_days(level, asked.level, settings) for level in LEVELS])
        column = place.get(asked.skill)
        held = levels[:, column] if column is not None else np.zeros(len(levels), np.int8)
        days += steps[np.maximum(held, 0)]
    return days


def compare(
    candidates: Candidates,
    plan: Plan,
    roles: Mapping[str, RoleContent],
    directions: Sequence[int | None],
    *,
    soft: frozenset[str],
    settings: SkillsSettings,
) -> Pairs:
    """Everybody beside every post of the plan. ``directions``: that of each post."""
    asked = [roles[post.role] for post in plan.posts]
    fits = _fits(candidates, asked, soft=soft)
    count = len(candidates.agents), len(asked)
    barrier = np.zeros(count, dtype=np.int8)
    days = np.zeros(count)
    wanted, refused = _wishes(candidates, asked)
    by_role: dict[str, Floats] = {}
    for column, role in enumerate(asked):
        barrier[:, column] = _barriers(candidates, role, fits, column, plan.rules, refused[:, column])
        if role.code not in by_role:
            by_role[role.code] = days_needed(
                candidates.levels, candidates.skills, role, soft=soft, settings=settings
            )
        days[:, column] = by_role[role.code]
    here = np.array([_NOWHERE if one is None else one for one in candidates.directions], dtype=np.int64)
    there = np.array([_NOWHERE if one is None else one for one in directions], dtype=np.int64)
    moves = (here[:, None] != there) & (here[:, None] != _NOWHERE) & (there != _NOWHERE)
    low = fits.low.astype(np.float64)
    cost = 100 - low + plan.weights.effort * days / _EFFORT_DAYS
    cost += plan.weights.mobility * moves - plan.weights.wish * wanted
    cost[barrier > 0] = np.inf
    return Pairs(
        low,
        fits.point.astype(np.float64),
        fits.high.astype(np.float64),
        (fits.low >= plan.rules.minimum_fit) & ~fits.gate & ~np.isnan(fits.point),
        days,
        moves,
        wanted,
        barrier,
        cost,
    )


def problem(candidates: Candidates, pairs: Pairs, plan: Plan, roles: Mapping[str, RoleContent]) -> Problem:
    """What is to be solved."""
    seats = plan.limits.seats
    needs = np.zeros((len(seats), *pairs.cost.shape), dtype=np.bool_)
    for number, one in enumerate(seats):
        for column, post in enumerate(plan.posts):
            level = next(
                (asked.level for asked in roles[post.role].requirements if asked.skill == one.skill), 0
            )
            if level and one.skill in candidates.skills:
                needs[number, :, column] = candidates.levels[:, candidates.skills.index(one.skill)] < level
    return Problem(
        cost=pairs.cost,
        headcount=np.array([post.headcount for post in plan.posts], dtype=np.int64),
        days=pairs.days,
        budget=plan.limits.days,
        needs=needs,
        seats=np.array([one.places for one in seats], dtype=np.int64),
    )


def _fits(candidates: Candidates, roles: Sequence[RoleContent], *, soft: frozenset[str]) -> FitMatrix:
    people, skills = np.nonzero(candidates.levels >= 0)
    held = indicators(people, skills, candidates.levels[people, skills], shape=candidates.levels.shape)
    return fit_matrix(held, requirement_table(roles, candidates.skills, soft=soft))


def _wishes(
    candidates: Candidates, roles: Sequence[RoleContent]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Who wants and who refuses the role of each post."""
    wanted, refused = np.zeros((2, len(candidates.agents), len(roles)), dtype=np.bool_)
    rows = {agent.id: row for row, agent in enumerate(candidates.agents)}
    for (agent_id, code), wish in candidates.wishes.items():
        columns = [column for column, role in enumerate(roles) if role.code == code]
        if agent_id in rows and columns:
            wanted[rows[agent_id], columns] = wish is Wish.WANTED
            refused[rows[agent_id], columns] = wish is Wish.REFUSED
    return wanted, refused


def _barriers(
    candidates: Candidates,
    role: RoleContent,
    fits: FitMatrix,
    column: int,
    rules: Rules,
    refused: NDArray[np.bool_],
) -> NDArray[np.int8]:
    """The first obstacle of each person, in the order of BARRIERS."""
    found = np.zeros(len(candidates.agents), dtype=np.int8)
    found[fits.low[:, column] < rules.minimum_fit] = _code(Barrier.BELOW_MINIMUM)
    found[fits.gate[:, column]] = _code(Barrier.GATE)
    found[np.isnan(fits.point[:, column])] = _code(Barrier.NOT_ASSESSED)
    found[refused] = _code(Barrier.REFUSED)
    judged: dict[tuple[Category | None, str | None], int] = {}
    for row, agent in enumerate(candidates.agents):
        status = agent.category, agent.cadre_emplois
        if status not in judged:
            barrier = status_barrier(*status, role, rules)
            judged[status] = 0 if barrier is None else _code(barrier)
        if judged[status]:
            found[row] = judged[status]
    return found


def _code(barrier: Barrier) -> int:
    return BARRIERS.index(barrier) + 1
