"""Every fit of 50 000 people × 60 roles × 150 skills, with intervals and gates, against one sparse product.

The floor is scipy's CSR of level indicators (88 % of the levels are 0, hence absent) times a dense matrix of float64,
scipy's own type. The product's work has more to read, since it keeps apart « assessed at 0 » from « not assessed ».
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from tests.benchmarks.measure import Measured, median_seconds_together, peak_mb
from tests.skills_factories import role_content
from transfo_rh.skills.fit.matrix import fit_matrix, indicators, requirement_table
from transfo_rh.skills.model import Requirement, RoleContent

SKILLS, ROLES, ASKED, CRITICAL = 150, 60, 15, 3
SHARES = (0.88, 0.05, 0.04, 0.02, 0.01)
ASSESSED_AT_ZERO = 0.06
RUNS = 25


def run(people: int) -> list[Measured]:
    """The whole matrix from the indicators, then from columns of levels."""
    rng = np.random.default_rng(20261123)
    levels = rng.choice(len(SHARES), size=(people, SKILLS), p=SHARES).astype(np.int8)
    known = (levels > 0) | (rng.random(levels.shape) < ASSESSED_AT_ZERO)
    agents, skills = np.nonzero(known)
    columns = agents, skills, levels[known]
    table = requirement_table(_roles(rng), _codes(), soft=frozenset())
    held = indicators(*columns, shape=levels.shape)
    seen = np.nonzero(levels)
    positive, dense = _positive(*seen, levels), rng.random((SKILLS * len(SHARES), ROLES))
    floor, whole, floor_from_columns, from_columns = median_seconds_together(
        lambda: positive @ dense,
        lambda: fit_matrix(held, table),
        lambda: _positive(*seen, levels) @ dense,
        lambda: fit_matrix(indicators(*columns, shape=levels.shape), table),
        runs=RUNS,
    )
    shape = f"{people} people × {ROLES} roles × {SKILLS} skills"
    return [
        Measured(f"fits, intervals and gates: {shape}", whole, "scipy CSR product", floor, peak_mb()),
        Measured("the same, from columns of levels", from_columns, "scipy CSR built from levels, product",
                 floor_from_columns, peak_mb()),
    ]  # fmt: skip


def _positive(agents: np.ndarray, skills: np.ndarray, levels: np.ndarray) -> sparse.csr_array:
    """The levels above 0 as indicators, as scipy alone would build them from coordinates."""
    columns = skills * len(SHARES) + levels[agents, skills]
    return sparse.csr_array(
        (np.ones(len(agents)), (agents, columns)), shape=(len(levels), SKILLS * len(SHARES))
    )


def _codes() -> list[str]:
    return [f"skill_{number}" for number in range(SKILLS)]


def _roles(rng: np.random.Generator) -> list[RoleContent]:
    return [
        role_content(
            f"role_{number}",
            [
                Requirement(
                    code, int(rng.integers(1, 5)), int(rng.integers(1, 3)), critical=position < CRITICAL
                )
                for position, code in enumerate(rng.choice(_codes(), size=ASKED, replace=False).tolist())
            ],
        )
        for number in range(ROLES)
    ]
