"""What sums tell about their parts: interval propagation along a tree, linear programming elsewhere.

A system of sums: every group holds n people whose answers add up to S = n · mean (means on 0–100); each relation says
that a parent is the sum of its children, and of unpublished others unless it is complete. Along a tree, propagating
intervals up then down gives exactly what linear programming gives, at once for every measure; tables need programs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack

Figures = npt.NDArray[np.float64]

UNBOUNDED = 1e9
"""Stands for « no upper bound » in intervals; far above any number of people."""

FULL = 100.0


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

    Nodes are added with the range of their count and of their mean, all before the first program; ``programs`` counts
    the programs solved. One solver is kept per kind of program: the next one starts from the last one's solution.
    """

    counts: list[tuple[float, float]] = field(default_factory=list)
    means: list[tuple[float, float]] = field(default_factory=list)
    relations: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    programs: int = 0
    _of_counts: _Programs | None = None
    _of_means: _Programs | None = None

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
        if self._of_counts is None:
            self._of_counts = self._count_programs()
        self.programs += 2
        return self._of_counts.least(node), -self._of_counts.least(node, sign=-1.0)

    def mean_range(self, node: int) -> tuple[float, float]:
        """The least and the greatest mean of a group: a linear-fractional program (Charnes and Cooper, 1962)."""
        if self._of_means is None:
            self._of_means = self._mean_programs()
        size = len(self.counts)
        self.programs += 2
        self._of_means.fix(node, 1.0)
        low, high = (self._of_means.least(size + node, sign=sign) for sign in (1.0, -1.0))
        self._of_means.free(node)
        return low, -high

    def _count_programs(self) -> _Programs:
        """Variables: n of each node, within its own range."""
        entries = [
            entry for line, relation in enumerate(self.relations) for entry in _sum_row(line, *relation, 0)
        ]
        equal = _matrix(entries, len(self.relations), len(self.counts))
        low, high = (np.array(side) for side in zip(*self.counts, strict=True))
        return _Programs(
            equal, _matrix([], 0, len(self.counts)), low, np.where(high >= UNBOUNDED, np.inf, high)
        )

    def _mean_programs(self) -> _Programs:
        """Variables: n of each node, S of each node, then the scale t; n of the node in question is 1."""
        size = len(self.counts)
        entries = [
            entry
            for shift in (0, 1)
            for line, relation in enumerate(self.relations)
            for entry in _sum_row(line + shift * len(self.relations), *relation, shift * size)
        ]
        equal = _matrix(entries, 2 * len(self.relations), 2 * size + 1)
        entries, line = [], 0
        for node, (low, high) in enumerate(self.counts):
            if low > 0:
                entries += [(line, node, -1.0), (line, 2 * size, low)]
                line += 1
            if high < UNBOUNDED:
                entries += [(line, node, 1.0), (line, 2 * size, -high)]
                line += 1
        for node, (low, high) in enumerate(self.means):
            entries += [(line, size + node, -1.0), (line, node, low)]
            entries += [(line + 1, size + node, 1.0), (line + 1, node, -high)]
            line += 2
        below = _matrix(entries, line, 2 * size + 1)
        return _Programs(equal, below, np.zeros(2 * size + 1), np.full(2 * size + 1, np.inf))


class _SilentSolver(highspy.Highs):
    """A solver that writes nothing to standard output, which belongs to the documents that commands print.

    From HiGHS 1.16 on a banner is written as soon as callbacks are enabled, which the constructor does.
    """

    def enableCallbacks(self) -> None:  # noqa: N802 - the name of the method that is replaced
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class _Programs:
    """Linear programs that differ by their target only: minimise ± one variable."""

    def __init__(self, equal: csr_matrix, below: csr_matrix, low: Figures, high: Figures) -> None:
        rows = vstack([equal, below]).tocsc()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = rows.shape[1], rows.shape[0]
        model.col_cost_ = np.zeros(rows.shape[1])
        model.col_lower_, model.col_upper_ = low, high
        model.row_lower_ = np.concatenate([np.zeros(equal.shape[0]), np.full(below.shape[0], -np.inf)])
        model.row_upper_ = np.zeros(rows.shape[0])
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = rows.indptr, rows.indices
        model.a_matrix_.value_ = rows.data
        self._solver = _SilentSolver()  # type: ignore[no-untyped-call]
        for option, value in (("presolve", "off"), ("threads", 1)):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(model)

    def fix(self, variable: int, value: float) -> None:
        """Give a variable its value."""
        self._solver.changeColBounds(variable, value, value)

    def free(self, variable: int) -> None:
        """Let a variable be anything from 0 on."""
        self._solver.changeColBounds(variable, 0.0, np.inf)

    def least(self, variable: int, *, sign: float = 1.0) -> float:
        """The least value of sign · variable; −UNBOUNDED when there is none.

        Raises ArithmeticError when the system has no solution, which no publication can cause.
        """
        self._solver.changeColCost(variable, sign)
        self._solver.run()
        status = self._solver.getModelStatus()
        value = float(self._solver.getObjectiveValue())
        self._solver.changeColCost(variable, 0.0)
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return -UNBOUNDED
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"linear program: {self._solver.modelStatusToString(status)}")
        return value


def _sum_row(line: int, parent: int, parts: Sequence[int], shift: int) -> list[tuple[int, int, float]]:
    return [(line, shift + parent, 1.0), *((line, shift + part, -1.0) for part in parts)]


def _matrix(entries: list[tuple[int, int, float]], rows: int, columns: int) -> csr_matrix:
    if not entries:
        return csr_matrix((rows, columns))
    lines, places, values = zip(*entries, strict=True)
    return csr_matrix((values, (lines, places)), shape=(rows, columns))
