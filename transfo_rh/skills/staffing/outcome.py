"""From an assignment to what people read: who takes each position, who comes second, who is left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, part_of, silent
from transfo_rh.skills.fit.effort import Effort, effort
from transfo_rh.skills.fit.fit import driving, fit
from transfo_rh.skills.model import RoleContent, SkillsSettings
from transfo_rh.skills.overview.cover import retires_within
from transfo_rh.skills.staffing.assignment import assign
from transfo_rh.skills.staffing.model import (
    BARRIERS,
    Barrier,
    LeftOut,
    Placement,
    Plan,
    SecondChoice,
    StaffingResult,
    TrainingLine,
)
from transfo_rh.skills.staffing.pairs import Candidates, Pairs, compare, outside_category, problem
from transfo_rh.skills.staffing.problem import Assignment, Problem, nearest, within_limits

EXACT_POSITIONS, EXACT_LIMITED_POSITIONS = 60, 12
"""Up to so many positions, second choices solve the whole problem again; fewer when limits bind."""
SECONDS_EACH = 2.0
MOST_LEFT_OUT = 300


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a computation reads. ``directions``: that of each post of the plan; ``roles``: by code."""

    plan: Plan
    candidates: Candidates
    roles: Mapping[str, RoleContent]
    directions: tuple[int | None, ...]
    soft: frozenset[str]
    settings: SkillsSettings
    on: date


def staff(inputs: Inputs, *, progress: Progress = silent) -> StaffingResult:
    """The best staffing of the plan, explained."""
    progress(0.1, _("Comparaison des agents et des postes"))
    candidates, plan = inputs.candidates, inputs.plan
    pairs = compare(
        candidates, plan, inputs.roles, inputs.directions, soft=inputs.soft, settings=inputs.settings
    )
    asked = problem(candidates, pairs, plan, inputs.roles)
    progress(0.3, _("Recherche de la meilleure affectation"))
    found = assign(asked)
    progress(0.5, _("Deuxièmes choix"))
    seconds = second_choices(asked, found, pairs, candidates, progress=part_of(progress, 0.5, 0.95))
    placements = []
    for number, post in enumerate(plan.posts):
        people = np.flatnonzero(found.post_of == number)
        people = people[np.argsort(pairs.cost[people, number], kind="stable")]
        placements += [_placement(inputs, pairs, int(row), number, seconds.get(int(row))) for row in people]
        placements += [Placement(number)] * (post.headcount - len(people))
    left, counts = _left_out(asked, found, pairs, candidates)
    return StaffingResult(inputs.on, len(candidates.agents), tuple(placements), left, counts, found.proof)


def second_choices(
    asked: Problem, found: Assignment, pairs: Pairs, candidates: Candidates, *, progress: Progress = silent
) -> dict[int, SecondChoice]:
    """Row of each person placed → who takes the post when this pair is forbidden, and what that costs.

    Exact up to ``EXACT_POSITIONS`` positions filled (``EXACT_LIMITED_POSITIONS`` when limits bind); beyond, the cheapest
    free candidate steps in, an upper bound of the regret.
    """
    placed = np.flatnonzero(found.post_of >= 0)
    most = EXACT_LIMITED_POSITIONS if asked.limited else EXACT_POSITIONS
    exact = len(placed) <= most
    rows = np.arange(len(asked.cost)) if asked.limited else nearest(asked)
    small = replace(asked, cost=asked.cost[rows], days=asked.days[rows], needs=asked.needs[:, rows])
    where = {int(row): place for place, row in enumerate(rows)}
    choices = {}
    for done, row in enumerate(placed.tolist()):
        progress(done / len(placed), _("Deuxièmes choix"))
        post = int(found.post_of[row])
        if exact:
            again = assign(small.forbidding(where[row], post), seconds=SECONDS_EACH)
            choices[row] = _solved_again(found, again, rows, pairs, candidates, row)
        else:
            choices[row] = _replaced(asked, found, pairs, candidates, row)
    return choices


def _solved_again(
    found: Assignment, again: Assignment, rows: np.ndarray, pairs: Pairs, candidates: Candidates, row: int
) -> SecondChoice:
    post = found.post_of[row]
    before = set(np.flatnonzero(found.post_of == post).tolist())
    new = [one for one in rows[again.post_of == post].tolist() if one not in before]
    second = min(new, key=lambda one: pairs.cost[one, post], default=None)
    lost = again.filled < found.filled
    return SecondChoice(
        None if second is None else candidates.agents[second].id,
        None if second is None else _shown(pairs.low[second, post]),
        None if lost else _shown(max(0.0, again.cost - found.cost)),
        exact=again.proof.optimal,
    )


def _replaced(
    asked: Problem, found: Assignment, pairs: Pairs, candidates: Candidates, row: int
) -> SecondChoice:
    post = found.post_of[row]
    free = np.flatnonzero((found.post_of < 0) & np.isfinite(asked.cost[:, post]))
    for one in free[np.argsort(asked.cost[free, post], kind="stable")].tolist():
        tried = found.post_of.copy()
        tried[row], tried[one] = -1, post
        if within_limits(asked, tried):
            regret = float(asked.cost[one, post] - asked.cost[row, post])
            return SecondChoice(
                candidates.agents[one].id, _shown(pairs.low[one, post]), _shown(max(0.0, regret)), exact=False
            )
    return SecondChoice(None, None, None, exact=False)


def _placement(inputs: Inputs, pairs: Pairs, row: int, number: int, second: SecondChoice | None) -> Placement:
    candidates, plan, settings = inputs.candidates, inputs.plan, inputs.settings
    agent, role = candidates.agents[row], inputs.roles[plan.posts[number].role]
    held = {
        code: int(level)
        for code, level in zip(candidates.skills, candidates.levels[row], strict=True)
        if level >= 0
    }
    found = fit(held, role, soft=inputs.soft, settings=settings)
    training = effort(held, role, soft=inputs.soft, settings=settings)
    moves = bool(pairs.moves[row, number])
    wish = candidates.wishes.get((agent.id, role.code))
    return Placement(
        post=number,
        agent_id=agent.id,
        low=found.low,
        point=found.point,
        high=found.high,
        days=training.days,
        unknown_days=training.unknown_days,
        cost_cents=training.cost_cents,
        effort=plan.weights.effort * training.days / 10,
        mobility=plan.weights.mobility * moves,
        wish_points=plan.weights.wish * bool(pairs.wanted[row, number]),
        wish=wish,
        changes_direction=moves,
        gaps=_gaps(role, held, training, inputs.soft),
        status_unknown=agent.category is None
        or (bool(role.cadres_emplois) and plan.rules.cadre and not agent.cadre_emplois),
        other_category=outside_category(agent.category, role),
        gate_possible=any(line.could_close for line in found.lines),
        retiring=retires_within(agent.retirement_on, on=inputs.on, years=settings.retirement_years),
        second=second,
    )


def _gaps(
    role: RoleContent, held: Mapping[str, int], training: Effort, soft: frozenset[str]
) -> tuple[TrainingLine, ...]:
    critical = {asked.skill for asked in driving(role, soft=soft) if asked.critical}
    return tuple(
        TrainingLine(line.skill, held.get(line.skill), line.to_level, line.days, line.skill in critical)
        for line in training.lines
    )


def _left_out(
    asked: Problem, found: Assignment, pairs: Pairs, candidates: Candidates
) -> tuple[tuple[LeftOut, ...], dict[Barrier, int]]:
    """Everybody without a post by reason, and the nearest of them one by one.

    First who could have been placed, then those whom only their status or refusal keeps away, then the others.
    """
    lines = [
        _reason(asked, found, pairs, candidates, row) for row in np.flatnonzero(found.post_of < 0).tolist()
    ]
    counts = Counter(line.reason for line in lines)
    able = {candidates.agents[row].id for row in np.flatnonzero(pairs.able.any(axis=1)).tolist()}
    lines.sort(
        key=lambda line: (
            line.agent_id not in able,
            -BARRIERS.index(line.reason),
            0.0 if line.behind is None else line.behind,
            -(line.low or 0.0),
            line.agent_id,
        )
    )
    return tuple(lines[:MOST_LEFT_OUT]), {one: counts[one] for one in reversed(BARRIERS) if counts[one]}


def _reason(asked: Problem, found: Assignment, pairs: Pairs, candidates: Candidates, row: int) -> LeftOut:
    agent_id = candidates.agents[row].id
    allowed = np.flatnonzero(np.isfinite(asked.cost[row]))
    if len(allowed):
        behind = {int(post): _behind(asked, found, row, int(post)) for post in allowed}
        post = min(behind, key=lambda one: -np.inf if behind[one] is None else behind[one] or 0.0)
        points = behind[post]
        fit = _shown(pairs.low[row, post])
        if points is None or points < 0:
            return LeftOut(agent_id, Barrier.LIMITS, post, fit)
        return LeftOut(agent_id, Barrier.BETTER_PLACED, post, fit, _shown(points))
    codes = pairs.barrier[row]
    if not len(codes):
        return LeftOut(agent_id, Barrier.BETTER_PLACED, None)
    post = max(range(len(codes)), key=lambda one: (pairs.able[row, one], codes[one], pairs.low[row, one]))
    known = not np.isnan(pairs.point[row, post])
    return LeftOut(
        agent_id, BARRIERS[codes[post] - 1], int(post), _shown(pairs.low[row, post]) if known else None
    )


def _behind(asked: Problem, found: Assignment, row: int, post: int) -> float | None:
    """Points behind the last person placed in the post; None when a position of it is vacant."""
    placed = np.flatnonzero(found.post_of == post)
    if len(placed) < asked.headcount[post]:
        return None
    return float(asked.cost[row, post] - asked.cost[placed, post].max())


def _shown(points: np.floating | float) -> float:
    """A fit of the arrays, or a difference of them, without the digits that single precision invents."""
    return round(float(points), 3)
