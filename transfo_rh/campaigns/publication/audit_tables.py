"""The audit of tables of two attributes, by linear programming. See audit.py for what is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from transfo_rh.campaigns.model import CellState, Measure
from transfo_rh.campaigns.publication.audit_reading import Cells, Range, Tree, Verdicts, number_range
from transfo_rh.campaigns.publication.audit_system import joint_system, sides_of
from transfo_rh.campaigns.publication.audit_trees import HIDDEN, narrowed, numbers_of, tables_of
from transfo_rh.campaigns.publication.plan import GroupKey
from transfo_rh.campaigns.publication.sums import UNBOUNDED

_TOLERANCE = 1e-6


def judge_tables(trees: Sequence[Tree], measure: Measure, cells: Cells, verdicts: Verdicts) -> None:
    """Judge the number of every hidden cell of every cross of one measure, and what the crosses tell of the trees.

    The trees meet the tables in the margins of these only: each margin enters with the range that its tree leaves it,
    and the range that the programs leave it is carried back into its tree, which is exact.
    """
    crosses = [key for key in cells if sides_of(key) is not None]
    hidden = [key for key in crosses if cells[key].state in HIDDEN]
    if not hidden:
        return
    known = _tree_ranges(trees, measure, cells, verdicts.k)
    numbers = reader(cells, verdicts, labels=False, known=known)
    system, places = joint_system(trees, cells, numbers=numbers, quantity=None, deep=False)
    narrow: dict[GroupKey, Range] = {}
    margins = {side for key in crosses for side in sides_of(key) or ()}
    for key in (*hidden, *sorted(margins, key=repr)):
        own = numbers(key)
        if own[1] - own[0] <= _TOLERANCE:
            continue
        found = system.count_range(places[key])
        if key in margins:
            narrow[key] = found
        else:
            verdicts.count(measure.code, key, found[1] - found[0])
        if key not in margins and found[1] - found[0] < verdicts.k - _TOLERANCE:
            break  # the tables of this measure are to be repaired: the rest does not matter
    verdicts.programs += system.programs
    _judge_trees(trees, measure, cells, known, narrow, hidden[0], verdicts)


def reader(
    cells: Cells, verdicts: Verdicts, *, labels: bool, known: Mapping[GroupKey, Range] | None = None
) -> Callable[[GroupKey], Range]:
    """How to read the number of any group. In a cross, « masqué par précaution » may stand for nobody."""

    def numbers(key: GroupKey) -> Range:
        cell = cells.get(key)
        if sides_of(key) is None:
            if known is not None:
                return known[key]
            return number_range(cell, k=verdicts.k, labels=labels)
        if cell is not None and cell.state is CellState.PRECAUTION:
            return (0.0, UNBOUNDED)
        return number_range(cell, k=verdicts.k_crosses, labels=labels)

    return numbers


def _tree_ranges(
    trees: Sequence[Tree], measure: Measure, cells: Cells, k: int
) -> dict[GroupKey, tuple[float, float]]:
    tables = tables_of(trees, [measure], {measure.code: cells})
    ranges = numbers_of(trees, tables, k, labels=False)
    return {
        key: (float(low[group, 0]), float(high[group, 0]))
        for tree, (low, high) in zip(trees, ranges, strict=True)
        for group, key in enumerate(tree.keys)
    }


def _judge_trees(
    trees: Sequence[Tree],
    measure: Measure,
    cells: Cells,
    known: Mapping[GroupKey, Range],
    narrow: Mapping[GroupKey, Range],
    blamed: GroupKey,
    verdicts: Verdicts,
) -> None:
    """Judge the hidden groups of the trees with what the tables tell; a failure is blamed on the tables."""
    starts = []
    for tree in trees:
        ranges = np.array([narrow.get(key, known[key]) for key in tree.keys])
        starts.append((ranges[:, :1].copy(), ranges[:, 1:].copy()))
    for tree, (low, high) in zip(trees, narrowed(trees, starts), strict=True):
        for group, key in enumerate(tree.keys):
            if key in cells and cells[key].state in HIDDEN:
                width = float(high[group, 0] - low[group, 0])
                before = known[key][1] - known[key][0]
                if width < before - _TOLERANCE:
                    verdicts.count(measure.code, key, width, blamed=blamed)
