"""5 000 people for 500 positions: the exact assignment, and one under a budget of training days that binds.

The floor is scipy's assignment of the same matrix, a forbidden pair costing a fixed large number.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from tests.benchmarks.measure import Measured, median_seconds, peak_mb
from transfo_rh.skills.staffing.assignment import assign
from transfo_rh.skills.staffing.problem import Problem

PEOPLE, POSITIONS = 5_000, 500
FORBIDDEN, FORBIDDEN_COST = 0.6, 1e6
BUDGET_DAYS = 2_000.0


def run(people: int) -> list[Measured]:
    """Both, whatever the number of people asked: the size is that of the rule book."""
    rng = np.random.default_rng(20261123)
    shape = (min(people, PEOPLE), POSITIONS)
    cost = np.where(rng.random(shape) < FORBIDDEN, np.inf, rng.uniform(0, 100, shape))
    days = rng.integers(1, 60, shape).astype(float)
    headcount = np.ones(POSITIONS, dtype=np.int64)
    closed = np.where(np.isfinite(cost), cost, FORBIDDEN_COST)
    floor = median_seconds(lambda: linear_sum_assignment(closed), runs=5)
    free = median_seconds(lambda: assign(Problem(cost, headcount, days)), runs=5)
    limited = median_seconds(lambda: assign(Problem(cost, headcount, days, BUDGET_DAYS)), runs=1)
    size = f"{shape[0]} people × {POSITIONS} positions"
    return [
        Measured(f"staffing: {size}", free, "scipy assignment", floor, peak_mb()),
        Measured("the same within training days that bind", limited, "scipy assignment", floor, peak_mb()),
    ]
