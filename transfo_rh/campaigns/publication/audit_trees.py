"""The audit of margins: every group of the trees, for all measures at once. See audit.py for what is judged.

Each tree divides the same people, so that all that one tree tells to another is the number of the whole: propagating
intervals along each, then again with what all say of the whole, gives the exact ranges of the joint system.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from transfo_rh.campaigns.model import CellState, Measure, PublishedCell
from transfo_rh.campaigns.publication.audit_reading import (
    Cells,
    Tree,
    Verdicts,
    number_range,
)
from transfo_rh.campaigns.publication.sums import UNBOUNDED, Figures, propagate

Table = list[list[PublishedCell | None]]
Ranges = tuple[Figures, Figures]

HIDDEN = (CellState.TOO_FEW, CellState.PRECAUTION)


def tables_of(trees: Sequence[Tree], measures: Sequence[Measure], cells: Mapping[str, Cells]) -> list[Table]:
    """The published cells of each tree: groups × measures."""
    return [
        [[cells.get(measure.code, {}).get(key) for measure in measures] for key in tree.keys]
        for tree in trees
    ]


def numbers_of(trees: Sequence[Tree], tables: Sequence[Table], k: int, *, labels: bool) -> list[Ranges]:
    """For each tree the exact ranges of the numbers of its groups (groups × measures), all trees together."""
    starts = [_own_ranges(table, k, labels=labels) for table in tables]
    return narrowed(trees, starts)


def narrowed(trees: Sequence[Tree], starts: Sequence[Ranges]) -> list[Ranges]:
    """The exact ranges of trees that share their whole (group 0), from the range of each group on its own."""
    found = list(starts)
    for _round in range(2):
        least = np.max([low[0] for low, _high in found], axis=0)
        most = np.min([high[0] for _low, high in found], axis=0)
        for place, (tree, (low, high)) in enumerate(zip(trees, found, strict=True)):
            low[0], high[0] = least, most
            found[place] = propagate(tree.children, low, high, others_of(tree, low.shape[1]))
    return found


def _own_ranges(table: Table, k: int, *, labels: bool) -> Ranges:
    ranges = np.array([[number_range(cell, k=k, labels=labels) for cell in row] for row in table])
    return ranges[:, :, 0].copy(), ranges[:, :, 1].copy()


def others_of(tree: Tree, cases: int) -> Figures:
    """The most that the unpublished part of each group may hold (groups × cases)."""
    open_ended = [bool(below) and not tree.complete[group] for group, below in enumerate(tree.children)]
    return np.repeat(np.where(open_ended, UNBOUNDED, 0.0)[:, None], cases, axis=1)


def judge_numbers(
    trees: Sequence[Tree], tables: Sequence[Table], measures: Sequence[Measure], verdicts: Verdicts
) -> None:
    """Judge the number of every hidden cell of the trees, and every difference of nested groups."""
    ranges = numbers_of(trees, tables, verdicts.k, labels=False)
    for place, (tree, table, (low, high)) in enumerate(zip(trees, tables, ranges, strict=True)):
        for group, key in enumerate(tree.keys):
            if place and not group:
                continue  # the whole is judged with the first tree
            for case, measure in enumerate(measures):
                cell = table[group][case]
                if cell is not None and cell.state in HIDDEN:
                    verdicts.count(measure.code, key, float(high[group, case] - low[group, case]))
        _judge_rests(tree, measures, table, verdicts)


def _judge_rests(tree: Tree, measures: Sequence[Measure], table: Table, verdicts: Verdicts) -> None:
    """A shown group minus its shown parts: nobody, or k and more."""
    for group, below in enumerate(tree.children):
        if not below:
            continue
        for case, measure in enumerate(measures):
            parts = [table[part][case] for part in below]
            whole = table[group][case]
            if whole is None or whole.n is None or any(part is None for part in parts):
                continue
            known = [0 if part.state is CellState.NO_ANSWER else part.n for part in parts if part is not None]
            if all(n is not None for n in known):
                rest = whole.n - sum(n or 0 for n in known)
                if 0 < rest < verdicts.k:
                    verdicts.fail(measure.code, tree.keys[group], "a difference leaves fewer than k")
