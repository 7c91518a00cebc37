"""What sums tell about their parts: interval propagation along a tree, linear programming elsewhere.

A system of sums: every group holds n people whose answers add up to S = n · mean (means on 0–100); each relation says
that a parent is the sum of its children, and of unpublished others unless it is complete. Along a tree, propagating
intervals up then down gives exactly what linear programming gives, at once for every measure; tables need programs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

Figures = npt.NDArray[np.float64]

UNBOUNDED = 1e9
"""Stands for « no upper bound » in intervals; far above any number of people."""

FULL = 100.0
_TOLERANCE = 1e-6


def propagate(
    children: Sequence[Sequence[int]], low: Figures, high: Figures, others: Figures
) -> tuple[Figures, Figures]:
    """The exact range of every group of a tree (groups × cases) whose parents are sums.

    ``low`` and ``high`` bound each group on its own, ``others`` (groups × cases) the unpublished part of each parent
    from above (0: complete). Group 0 is the whole; parents come first. A range with low > high: no solution.

    >>> ranges = propagate([[1, 2], [], []], np.array([[20.], [0.], [0.]]), np.array([[20.], [9.], [15.]]), np.zeros((3, 1)))
    >>> [bounds.ravel().tolist() for bounds in ranges]
    [[20.0, 5.0, 11.0], [20.0, 9.0, 15.0]]
    """
    low, high = low.copy(), high.copy()
    for group, members in enumerate(children):  # a part is never more than the whole
        if members:
            high[list(members)] = np.minimum(high[list(members)], high[group])
    least, most = np.zeros_like(low), np.zeros_like(high)
    for group in range(len(children) - 1, -1, -1):
        below = list(children[group])
        if below:
            least[group] = low[below].sum(axis=0)
            most[group] = np.minimum(high[below].sum(axis=0) + others[group], UNBOUNDED)
            low[group] = np.maximum(low[group], least[group])
            high[group] = np.minimum(high[group], most[group])
    for group, members in enumerate(children):
        below = list(members)
        if below:
            unlimited = most[group] >= UNBOUNDED
            floor = np.where(unlimited, 0.0, low[group] - most[group] + high[below])
            ceiling = np.where(high[group] >= UNBOUNDED, UNBOUNDED, high[group] - least[group] + low[below])
            low[below] = np.maximum(low[below], floor)
            high[below] = np.minimum(high[below], ceiling)
    return low, high


@dataclass(slots=True)
class SumSystem:
    """A system of sums for one measure, built up then solved by linear programming (HiGHS).

    Nodes are added with the range of their count and of their mean, all before the first program; ``programs`` counts the programs solved.
    """

    counts: list[tuple[float, float]] = field(default_factory=list)
    means: list[tuple[float, float]] = field(default_factory=list)
    relations: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    programs: int = 0
    _built: dict[bool, tuple[csr_matrix, csr_matrix]] = field(default_factory=dict)

    def add(self, count: tuple[float, float], mean: tuple[float, float] = (0.0, FULL)) -> int:
        """Add a group; gives its place."""
        self.counts.append(count)
        self.means.append(mean)
        return len(self.counts) - 1

    def relate(self, parent: int, children: Sequence[int], *, complete: bool) -> None:
        """Say that the parent is the sum of its children, and of unpublished others unless it is complete."""
        others = () if complete else (self.add((0.0, UNBOUNDED)),)
        self.relations.append((parent, (*children, *others)))

    def count_range(self, node: int) -> tuple[float, float]:
        """The least and the greatest count of a group; unpublished means play no part."""
        low, high = (self._solve(node, sign, of_means=False) for sign in (1.0, -1.0))
        return low, -high

    def mean_range(self, node: int) -> tuple[float, float]:
        """The least and the greatest mean of a group: a linear-fractional program (Charnes and Cooper, 1962)."""
        low, high = (self._solve(node, sign, of_means=True) for sign in (1.0, -1.0))
        return low, -high

    def _solve(self, node: int, sign: float, *, of_means: bool) -> float:
        """Variables: n of each node, S of each node, then the scale t (1 for counts; n of the node is 1 for means)."""
        self.programs += 1
        size = len(self.counts)
        if of_means not in self._built:
            self._built[of_means] = self._rows(of_means)
        equal, below = self._built[of_means]
        bounds: list[tuple[float, float | None]] = [(0.0, None)] * (2 * size + 1)
        if of_means:
            bounds[node] = (1.0, 1.0)
        else:
            bounds[2 * size] = (1.0, 1.0)
        target = np.zeros(2 * size + 1)
        target[size + node if of_means else node] = sign
        solved = linprog(target, A_ub=below, b_ub=np.zeros(below.shape[0]), A_eq=equal,
                         b_eq=np.zeros(equal.shape[0]), bounds=bounds)  # fmt: skip
        if solved.status == 3:
            return -UNBOUNDED
        if solved.status != 0:
            raise ArithmeticError(f"linear program: {solved.message}")
        return float(solved.fun)

    def _rows(self, of_means: bool) -> tuple[csr_matrix, csr_matrix]:
        size = len(self.counts)
        entries: list[tuple[int, int, float]] = []
        line = 0
        for shift in (0, size) if of_means else (0,):
            for parent, parts in self.relations:
                entries.append((line, shift + parent, 1.0))
                entries += [(line, shift + part, -1.0) for part in parts]
                line += 1
        equal = _matrix(entries, max(line, 1), 2 * size + 1)
        entries, line = [], 0
        for node, (low, high) in enumerate(self.counts):
            if low > 0:
                entries += [(line, node, -1.0), (line, 2 * size, low)]
                line += 1
            if high < UNBOUNDED:
                entries += [(line, node, 1.0), (line, 2 * size, -high)]
                line += 1
        for node, (low, high) in enumerate(self.means if of_means else []):
            entries += [(line, size + node, -1.0), (line, node, low)]
            entries += [(line + 1, size + node, 1.0), (line + 1, node, -high)]
            line += 2
        return equal, _matrix(entries, max(line, 1), 2 * size + 1)


def _matrix(entries: list[tuple[int, int, float]], rows: int, columns: int) -> csr_matrix:
    if not entries:
        return csr_matrix((rows, columns))
    lines, places, values = zip(*entries, strict=True)
    return csr_matrix((values, (lines, places)), shape=(rows, columns))
