"""Assignment under a budget of training days and limited training seats.

First the number of positions, then the cost. When the assignment of fewest days already fits, every position that could
be filled without limits still is; otherwise a first mixed-integer programme finds how many. The cost comes from a second
one over the best pairs of each post, beside a bisection on the price of a day (Lagrangian relaxation of the budget): its
solutions start from every pair, and its bound tells how far from the best one the result may be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from transfo_rh.skills.staffing.model import Proof
from transfo_rh.skills.staffing.problem import (
    Assignment,
    Floats,
    Ints,
    Problem,
    assigned,
    linear,
    within_limits,
)

MOST_PAIRS = 8_000
"""Pairs that a mixed-integer programme compares; beyond, the best ones of each post only."""
_BISECTIONS = 14
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class _Compared:
    """The pairs of a programme; ``reduced``: some allowed ones were left out."""

    people: Ints
    posts: Ints
    reduced: bool


def assign_limited(problem: Problem, free: Assignment, seconds: float) -> Assignment:
    """The best assignment within the limits; ``free`` is the one without them, which breaks them.

    ``seconds`` for each programme.
    """
    compared = _compared(problem)
    quickest = linear(np.where(np.isfinite(problem.cost), problem.days, np.inf), problem.headcount)
    rows = _constraints(problem, compared)
    if within_limits(problem, quickest):
        start, most_proved = quickest, True
    else:
        start, most_proved = _most(problem, compared, rows, seconds)
    filled = int((start >= 0).sum())
    if not filled:
        return assigned(
            problem, start, Proof(most_proved, 0.0 if most_proved else None, compared.reduced, True)
        )
    bound, tried = _priced(problem, free, filled)
    cheapest, proved = _cheapest(problem, compared, rows, filled, seconds)
    best = min(
        (assigned(problem, one, Proof()) for one in (start, *tried, *cheapest)), key=lambda one: one.cost
    )
    gap = None if bound is None else max(0.0, best.cost - bound)
    optimal = most_proved and (proved or (gap is not None and gap < _TOLERANCE))
    shown = 0.0 if optimal else gap if most_proved else None
    return replace(best, proof=Proof(optimal, shown, compared.reduced and not optimal, limits_bind=True))


def _priced(problem: Problem, free: Assignment, filled: int) -> tuple[float | None, list[Ints]]:
    """A lower bound of the cost of filling so many positions, and the assignments met that respect the limits.

    A day has a price θ: the assignment that is cheapest with it costs at most what the best one within the budget costs
    plus θ × budget. The bound holds only where as many positions are filled without limits.
    """
    if free.filled != filled:
        return None, []
    bound, found = free.cost, []
    low, high, cheap_enough = 0.0, 1.0, False
    for _n in range(_BISECTIONS if problem.budget is not None else 0):
        price = (low + high) / 2 if cheap_enough else high
        post_of, value, days = _at_price(problem, price)
        bound = max(bound, value - price * (problem.budget or 0.0))
        if days <= (problem.budget or 0.0) + _TOLERANCE:
            high, cheap_enough = price, True
            found += [post_of] if within_limits(problem, post_of) else []
        elif cheap_enough:
            low = price
        else:
            low, high = price, 4 * price
    return bound, found


def _at_price(problem: Problem, price: float) -> tuple[Ints, float, float]:
    """The assignment when a day costs so many points, what it costs in all, and its days."""
    priced = problem.cost + price * problem.days
    post_of = linear(priced, problem.headcount)
    people = np.flatnonzero(post_of >= 0)
    posts = post_of[people]
    return post_of, float(priced[people, posts].sum()), float(problem.days[people, posts].sum())


def _most(
    problem: Problem, compared: _Compared, rows: list[LinearConstraint], seconds: float
) -> tuple[Ints, bool]:
    """An assignment of as many people as the limits allow, and whether that is proved."""
    none = np.full(len(problem.cost), -1, dtype=np.int64)
    if not len(compared.people):
        return none, not compared.reduced
    taken = greedy(problem, compared.people, compared.posts)
    most = _programme(-np.ones(len(compared.people)), rows, seconds)
    if most.x is not None:
        solved = _placed(none, compared, np.flatnonzero(most.x > 0.5))
        taken = max(taken, solved, key=lambda one: int((one >= 0).sum()))
    return taken, most.status == 0 and not compared.reduced


def _cheapest(
    problem: Problem, compared: _Compared, rows: list[LinearConstraint], filled: int, seconds: float
) -> tuple[list[Ints], bool]:
    """The cheapest assignment of so many people among the pairs compared, and whether it is proved to be."""
    cost = problem.cost[compared.people, compared.posts]
    enough = LinearConstraint(sparse.csr_array(np.ones((1, len(cost)))), filled, np.inf)
    best = _programme(cost, [*rows, enough], seconds)
    if best.x is None:
        return [], False
    none = np.full(len(problem.cost), -1, dtype=np.int64)
    found = _placed(none, compared, np.flatnonzero(best.x > 0.5))
    return [found], best.status == 0 and not compared.reduced


def _placed(none: Ints, compared: _Compared, chosen: Ints) -> Ints:
    post_of = none.copy()
    post_of[compared.people[chosen]] = compared.posts[chosen]
    return post_of


def _compared(problem: Problem) -> _Compared:
    """The pairs to compare: all, or those of least cost and of fewest days of each post."""
    allowed = np.isfinite(problem.cost)
    reduced = int(allowed.sum()) > MOST_PAIRS
    if reduced:
        share = max(1, MOST_PAIRS // (2 * len(problem.headcount)))
        kept = np.zeros_like(allowed)
        for values in (problem.cost, np.where(allowed, problem.days, np.inf)):
            first = np.argsort(values, axis=0, kind="stable")[:share]
            np.put_along_axis(kept, first, values=True, axis=0)
        allowed &= kept
    people, posts = np.nonzero(allowed)
    return _Compared(people, posts, reduced)


def _constraints(problem: Problem, compared: _Compared) -> list[LinearConstraint]:
    """One post a person, the head-count of each post, the budget, the seats of each training."""
    people, posts = compared.people, compared.posts
    count = len(people)
    each, ones = np.arange(count), np.ones(count)
    names, person = np.unique(people, return_inverse=True)
    rows = [
        (sparse.csr_array((ones, (person, each)), shape=(len(names), count)), np.ones(len(names))),
        (
            sparse.csr_array((ones, (posts, each)), shape=(len(problem.headcount), count)),
            problem.headcount.astype(float),
        ),
    ]
    if problem.budget is not None:
        rows.append((sparse.csr_array(problem.days[people, posts][None, :]), np.array([problem.budget])))
    if len(problem.seats):
        needed = problem.needs[:, people, posts].astype(float)
        rows.append((sparse.csr_array(needed), problem.seats.astype(float)))
    return [LinearConstraint(matrix, -np.inf, most) for matrix, most in rows]


def _programme(cost: Floats, rows: list[LinearConstraint], seconds: float) -> Any:
    return milp(
        cost,
        constraints=rows,
        integrality=np.ones(len(cost)),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )


def greedy(problem: Problem, people: Ints, posts: Ints) -> Ints:
    """Pairs taken from the cheapest one, each that the limits still allow: what is given when time runs out."""
    post_of = np.full(len(problem.cost), -1, dtype=np.int64)
    left = problem.headcount.copy()
    for pair in np.argsort(problem.cost[people, posts], kind="stable"):
        person, post = people[pair], posts[pair]
        if post_of[person] < 0 and left[post]:
            post_of[person] = post
            if within_limits(problem, post_of):
                left[post] -= 1
            else:
                post_of[person] = -1
    return post_of
