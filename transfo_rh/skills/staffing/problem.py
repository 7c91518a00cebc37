"""The problem of staffing as arrays, and its solution without limits (``scipy.optimize.linear_sum_assignment``)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from transfo_rh.skills.staffing.model import Proof

_TOLERANCE = 1e-6

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Problem:
    """``cost``: people × posts, points, infinite where forbidden. ``headcount``: positions of each post.

    ``days``: people × posts. ``needs``: limited trainings × people × posts, true where the training is needed;
    ``seats``: places of each. ``budget``: days in all, None without a limit.
    """

    cost: Floats
    headcount: Ints
    days: Floats
    budget: float | None = None
    needs: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0, 0), np.bool_))
    seats: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def limited(self) -> bool:
        """True when there is a budget or a limited training."""
        return self.budget is not None or len(self.seats) > 0

    def forbidding(self, person: int, post: int) -> Problem:
        """The same problem without one pair."""
        cost = self.cost.copy()
        cost[person, post] = np.inf
        return replace(self, cost=cost)


@dataclass(frozen=True, slots=True)
class Assignment:
    """``post_of``: the post of each person, −1 for none. ``cost``: points of the people placed."""

    post_of: Ints
    cost: float
    proof: Proof

    @property
    def filled(self) -> int:
        """How many positions are filled."""
        return int((self.post_of >= 0).sum())


def within_limits(problem: Problem, post_of: Ints) -> bool:
    """True when an assignment respects the budget of days and the training seats."""
    people = np.flatnonzero(post_of >= 0)
    posts = post_of[people]
    if problem.budget is not None and problem.days[people, posts].sum() > problem.budget + _TOLERANCE:
        return False
    return all(
        needed[people, posts].sum() <= places
        for needed, places in zip(problem.needs, problem.seats, strict=True)
    )


def nearest(problem: Problem) -> Ints:
    """The people who can stand in an optimal assignment without limits, one pair being forbidden.

    With n positions, the n + 1 cheapest people of each post are enough: somebody further is always replaced by one of
    them, who is free.
    """
    kept = min(int(problem.headcount.sum()) + 1, len(problem.cost))
    if kept == len(problem.cost):
        return np.arange(len(problem.cost))
    return np.unique(np.argpartition(problem.cost, kept - 1, axis=0)[:kept])


def linear(cost: Floats, headcount: Ints) -> Ints:
    """The post of each person: positions are rows, a forbidden pair costs more than any whole assignment."""
    post_of = np.full(len(cost), -1, dtype=np.int64)
    post_of_seat = np.repeat(np.arange(len(headcount)), headcount)
    allowed = np.isfinite(cost)
    if not allowed.any() or not len(post_of_seat):
        return post_of
    lowest, highest = cost.min(), cost.max(where=allowed, initial=-np.inf)
    closed = (highest - lowest + 1) * (len(post_of_seat) + 1)
    seats = np.where(allowed, cost - lowest, closed).T[post_of_seat]
    chosen, people = linear_sum_assignment(seats)
    posts = post_of_seat[chosen]
    open_ = allowed[people, posts]
    post_of[people[open_]] = posts[open_]
    return post_of


def assigned(problem: Problem, post_of: Ints, proof: Proof) -> Assignment:
    """An assignment with its cost."""
    people = np.flatnonzero(post_of >= 0)
    return Assignment(post_of, float(problem.cost[people, post_of[people]].sum()), proof)
