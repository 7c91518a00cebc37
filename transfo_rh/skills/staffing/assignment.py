"""People assigned to positions at the least cost: pure arrays.

As many positions as possible are filled; among all such assignments the cheapest is kept. Without limits that bind this
is an assignment problem (``scipy.optimize.linear_sum_assignment``, exact). With a budget of training days or limited
training seats it is a mixed-integer programme (``scipy.optimize.milp``, HiGHS) within a time limit, beside a Lagrangian
bound: what is not proved is said.
"""

from __future__ import annotations

from transfo_rh.skills.staffing.limited import assign_limited
from transfo_rh.skills.staffing.model import Proof
from transfo_rh.skills.staffing.problem import Assignment, Problem, assigned, linear, within_limits

SECONDS = 8.0


def assign(problem: Problem, *, seconds: float = SECONDS) -> Assignment:
    """The best assignment: filled positions first, then cost. ``seconds``: for each of the two programmes.

    Doctest: alone, the first post is best for the first person (10 points rather than 20); together, the second post
    would stay vacant, so the first person leaves it.

    >>> import numpy as np
    >>> cost = np.array([[10.0, 50.0], [20.0, np.inf]])
    >>> found = assign(Problem(cost, np.array([1, 1]), np.zeros((2, 2))))
    >>> found.post_of.tolist(), found.cost
    ([1, 0], 70.0)
    """
    free = assigned(problem, linear(problem.cost, problem.headcount), Proof())
    if not problem.limited or within_limits(problem, free.post_of):
        return free
    return assign_limited(problem, free, seconds)
