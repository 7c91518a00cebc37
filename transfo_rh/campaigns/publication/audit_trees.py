"""The audit of margins: every group of a tree, for all measures at once. See audit.py for what is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from transfo_rh.campaigns.model import CellState, ItemKind, Measure, MeasureKind, PublishedCell, Unit
from transfo_rh.campaigns.publication.plan import GroupKey, key_of
from transfo_rh.campaigns.publication.sums import FULL, UNBOUNDED, Figures, propagate

Cells = Mapping[GroupKey, PublishedCell]
Range = tuple[float, float]

_TOLERANCE = 1e-6
_UNKNOWN: Range = (0.0, UNBOUNDED)


@dataclass(slots=True)
class Verdicts:
    """The intervals found so far and what failed."""

    k: int
    k_crosses: int
    minimum_mean: float
    worst_count: float | None = None
    worst_mean: float | None = None
    programs: int = 0
    failures: list[tuple[str, GroupKey]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def fail(self, measure: str, key: GroupKey, reason: str) -> None:
        """Note a failure."""
        self.failures.append((measure, key))
        self.reasons.append(reason)

    def count(self, measure: str, key: GroupKey, width: float) -> None:
        """Judge the interval of a hidden number."""
        self.worst_count = width if self.worst_count is None else min(self.worst_count, width)
        if width < self.k - _TOLERANCE:
            self.fail(measure, key, "a hidden number is known within fewer than k")

    def mean(self, measure: str, key: GroupKey, width: float) -> None:
        """Judge the interval of a hidden mean."""
        self.worst_mean = width if self.worst_mean is None else min(self.worst_mean, width)
        if width < self.minimum_mean - _TOLERANCE:
            self.fail(measure, key, "the mean of a hidden group is known within 25 points")


@dataclass(frozen=True, slots=True)
class Tree:
    """A margin as it is published: keys, children, and which groups have no unpublished members."""

    keys: tuple[GroupKey, ...]
    children: tuple[tuple[int, ...], ...]
    complete: tuple[bool, ...]


def trees_of(
    units: Sequence[Unit],
    attributes: Sequence[str],
    cells: Sequence[PublishedCell],
    complete: frozenset[str],
) -> list[Tree]:
    """The margin of units, then one per attribute."""
    children: list[list[int]] = [[] for _group in range(len(units) + 1)]
    for unit in units:
        children[0 if unit.parent is None else unit.parent + 1].append(unit.position + 1)
    trees = [
        Tree(
            (GroupKey(), *(GroupKey(unit=unit.position) for unit in units)),
            tuple(tuple(below) for below in children),
            ("" in complete, *(f"unit:{unit.position}" in complete for unit in units)),
        )
    ]
    for attribute in attributes:
        keys = dict.fromkeys(
            key_of(cell)
            for cell in cells
            if cell.attribute == attribute and cell.unit is None and cell.attribute_2 is None
        )
        whole = f"attribute:{attribute}" in complete
        trees.append(
            Tree(
                (GroupKey(), *keys),
                (tuple(range(1, len(keys) + 1)), *(() for _key in keys)),
                (whole, *(False for _key in keys)),
            )
        )
    return trees


def number_range(cell: PublishedCell | None, *, k: int, labels: bool) -> Range:
    """What a cell says of its number of answers; ``labels`` adds what the reason for hiding says.

    >>> hidden = PublishedCell(3, None, None, "Q", CellState.TOO_FEW)
    >>> number_range(hidden, k=5, labels=False)[0], number_range(hidden, k=5, labels=True)
    (0.0, (1.0, 4.0))
    """
    if cell is None or cell.state is CellState.NO_ANSWER:
        return (0.0, 0.0)
    if cell.n is not None:
        return (float(cell.n), float(cell.n))
    if cell.n_band is not None:
        low, high = cell.n_band.split("–")
        return (float(low), float(high))
    if not labels:
        return _UNKNOWN
    return (1.0, k - 1.0) if cell.state is CellState.TOO_FEW else (float(k), UNBOUNDED)


def quantities(measure: Measure) -> tuple[str, ...]:
    """The published means of a measure: names of figures, « 0 », « 1 »… for the shares of a choice.

    The score of a dimension is the mean of its items' and adds nothing to them.
    """
    if measure.kind is MeasureKind.DIMENSION:
        return ()
    if measure.item_kind is ItemKind.CHOICE:
        return tuple(str(option) for option in range(len(measure.options)))
    if measure.item_kind in (ItemKind.RANK, ItemKind.NUMBER):
        return ("score",)
    if measure.item_kind is ItemKind.FLAG:
        return ("favourable",)
    return ("score", "favourable", "unfavourable")


def mean_range_of(cell: PublishedCell | None, quantity: str) -> Range:
    """What a cell says of one of its means, rounding and caps included.

    >>> cell = PublishedCell(None, None, None, "Q", CellState.SHOWN, n=40, score=75, favourable=80, capped=True)
    >>> mean_range_of(cell, "score"), mean_range_of(cell, "favourable")
    ((74.5, 75.5), (79.5, 100.0))
    """
    if cell is None or cell.state is not CellState.SHOWN:
        return (0.0, FULL)
    if quantity.isdigit():
        value = None if cell.shares is None else cell.shares[int(quantity)]
    else:
        value = getattr(cell, quantity)
    if value is None:
        return (0.0, FULL)
    low, high = max(0.0, value - 0.5), min(FULL, value + 0.5)
    if cell.capped:
        share = quantity != "score" or cell.score == cell.favourable
        if value == (20 if share else 10):
            low = 0.0
        if value == (80 if share else 90):
            high = FULL
    return low, high


def judge_tree(
    tree: Tree, measures: Sequence[Measure], cells: Mapping[str, Cells], verdicts: Verdicts
) -> None:
    """Judge every hidden cell of one margin; the whole is judged with the margin of units."""
    table = [[cells.get(measure.code, {}).get(key) for measure in measures] for key in tree.keys]
    if not measures or all(cell is None for cell in table[0]):
        return
    low, high = _numbers(table, verdicts.k, labels=False)
    others = _others(tree, low)
    low, high = propagate(tree.children, low, high, others)
    for group, key in enumerate(tree.keys):
        for case, measure in enumerate(measures):
            cell = table[group][case]
            if cell is not None and cell.state in (CellState.TOO_FEW, CellState.PRECAUTION):
                verdicts.count(measure.code, key, float(high[group, case] - low[group, case]))
    _judge_rests(tree, measures, table, verdicts)
    _judge_means(tree, measures, table, verdicts)


def _numbers(
    table: Sequence[Sequence[PublishedCell | None]], k: int, *, labels: bool
) -> tuple[Figures, Figures]:
    ranges = np.array([[number_range(cell, k=k, labels=labels) for cell in row] for row in table])
    return ranges[:, :, 0].copy(), ranges[:, :, 1].copy()


def _others(tree: Tree, shape: Figures) -> Figures:
    others = np.zeros_like(shape)
    for group, below in enumerate(tree.children):
        others[group] = UNBOUNDED if below and not tree.complete[group] else 0.0
    return others


def _judge_rests(
    tree: Tree,
    measures: Sequence[Measure],
    table: Sequence[Sequence[PublishedCell | None]],
    verdicts: Verdicts,
) -> None:
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


def _judge_means(
    tree: Tree,
    measures: Sequence[Measure],
    table: Sequence[Sequence[PublishedCell | None]],
    verdicts: Verdicts,
) -> None:
    """The means of cells below k, from the sum of the answers of their region."""
    small = np.array(
        [[cell is not None and cell.state is CellState.TOO_FEW for cell in row] for row in table]
    )
    if not small.any():
        return
    parents = [0] * len(tree.keys)
    for group, below in enumerate(tree.children):
        for child in below:
            parents[child] = group
    low, high = _numbers(table, verdicts.k, labels=True)
    low, high = propagate(tree.children, low, high, _others(tree, low))
    for case, measure in enumerate(measures):
        column = [row[case] for row in table]
        regions: dict[int, _Region | None] = {}
        for group in np.flatnonzero(small[:, case]).tolist():
            top = group
            while top and not _is_known(column[top]):
                top = parents[top]
            if top not in regions:
                regions[top] = _region(tree, column, top, low[:, case], high[:, case])
            region = regions[top]
            for quantity in quantities(measure) if region is not None else ():
                assert region is not None
                width = region.width(column, quantity, float(low[group, case]))
                verdicts.mean(measure.code, tree.keys[group], width)


def _is_known(cell: PublishedCell | None) -> bool:
    return cell is not None and cell.state in (CellState.SHOWN, CellState.NO_ANSWER)


@dataclass(frozen=True, slots=True)
class _Region:
    """What lies hidden under a visible group, for one possible number of people in each visible one."""

    people: float
    top: tuple[int, float]  # group, number of people
    border: tuple[tuple[int, float], ...]

    def width(self, column: Sequence[PublishedCell | None], quantity: str, smallest: float) -> float:
        """How far apart the least and the greatest possible mean of ``smallest`` of its people are.

        The sum T of the region is the top's minus the border's, each known up to its rounding. The others may hold
        anything between 0 and 100 each: so the sum of ``a`` people lies between T − 100 (people − a) and T.
        """
        group, n = self.top
        least, most = (rate * n for rate in mean_range_of(column[group], quantity))
        for member, count in self.border:
            rates = mean_range_of(column[member], quantity)
            least, most = least - rates[1] * count, most - rates[0] * count
        full = FULL * smallest
        greatest = min(full, max(most, 0.0))
        lowest = max(0.0, min(full, least - FULL * (self.people - smallest)))
        return (greatest - lowest) / smallest if smallest else FULL


def _region(
    tree: Tree, column: Sequence[PublishedCell | None], top: int, low: Figures, high: Figures
) -> _Region | None:
    """The region under a visible group; None when the whole itself is hidden: nothing is known of any sum."""
    if not _is_known(column[top]):
        return None
    border: list[int] = []
    atoms: list[int] = []
    open_ended = False
    waiting = [top]
    while waiting:
        current = waiting.pop()
        open_ended |= bool(tree.children[current]) and not tree.complete[current]
        for child in tree.children[current]:
            if _is_known(column[child]):
                border.append(child)
            elif tree.children[child]:
                waiting.append(child)
            else:
                atoms.append(child)
    n = float(low[top] + high[top]) / 2
    least = float(low[atoms].sum())
    most = UNBOUNDED if open_ended else float(min(UNBOUNDED, high[atoms].sum()))
    floor, ceiling = float(low[border].sum()), float(high[border].sum())
    people = (max(least, n - ceiling) + min(most, n - floor)) / 2
    share = 0.0 if ceiling <= floor else min(1.0, max(0.0, (n - people - floor) / (ceiling - floor)))
    return _Region(
        people,
        (top, n),
        tuple((group, float(low[group] + share * (high[group] - low[group]))) for group in border),
    )
