"""How the observer of an audit reads published cells: ranges of numbers and means, trees of sums. See audit.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from transfo_rh.campaigns.model import CellState, ItemKind, Measure, MeasureKind, PublishedCell, Unit
from transfo_rh.campaigns.publication.plan import GroupKey, key_of
from transfo_rh.campaigns.publication.sums import FULL, UNBOUNDED

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

    def count(self, measure: str, key: GroupKey, width: float, *, blamed: GroupKey | None = None) -> None:
        """Judge the interval of a hidden number; a failure is noted for the group that is ``blamed`` for it."""
        self.worst_count = width if self.worst_count is None else min(self.worst_count, width)
        if width < self.k - _TOLERANCE:
            self.fail(measure, blamed or key, "a hidden number is known within fewer than k")

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
