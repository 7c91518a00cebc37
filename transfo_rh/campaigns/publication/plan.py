"""The plan of a publication: how the respondents are divided, and the state of every cell of every measure.

One plan for everybody. Groups that too few people belong to, and those hidden with them, are hidden for every measure;
a measure that fewer people answered may hide more. A later publication of the same campaign keeps the plan of the
first: see batches.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.model import CellState, PublishedCell, Unit
from transfo_rh.campaigns.publication.confidentiality import GroupTree, suppress
from transfo_rh.campaigns.publication.crosses import suppress_table
from transfo_rh.campaigns.publication.tally import Cross, GroupCounts, Tally, Value
from transfo_rh.campaigns.units import direction_of_each

DEPARTMENT = "department"
"""The name of the side of a cross that is the topmost units, and not an attribute."""

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What a published group stands for: the whole (all None), a unit, a value of an attribute, or a cross."""

    unit: int | None = None
    attribute: str | None = None
    value: str | None = None
    attribute_2: str | None = None
    value_2: str | None = None


def key_of(cell: PublishedCell) -> GroupKey:
    """The group of a published cell."""
    return GroupKey(cell.unit, cell.attribute, cell.value, cell.attribute_2, cell.value_2)


Withheld = frozenset[tuple[str | None, GroupKey]]
"""Groups hidden by the repair of a failed audit, for one measure or (None) for all."""

Previous = Mapping[tuple[str, GroupKey], CellState]
"""The states of an earlier publication by measure and group."""


States = tuple[CellState, ...]


@dataclass(slots=True)
class Plan:
    """The states decided so far, by measure (None: the number of records) and group."""

    k: int
    k_crosses: int
    withheld: Withheld = frozenset()
    previous: Previous | None = None
    decided: dict[tuple[str | None, GroupKey], CellState] = field(default_factory=dict)

    def decide(
        self, division: Division, measure: str | None, counts: Counts, hidden: frozenset[int]
    ) -> States:
        """Judge one measure in one division and remember the outcome."""
        repaired = frozenset(
            group
            for group, key in enumerate(division.keys)
            if key is not None and ((measure, key) in self.withheld or (None, key) in self.withheld)
        )
        if self.previous is None or measure is None:
            states = division.states(self, measure, counts, hidden | repaired)
        else:
            states = self._kept(division, measure, counts)
        for key, state in zip(division.keys, states, strict=True):
            if key is not None:
                self.decided[measure, key] = state
        return states

    def hides(self, measure: str | None, key: GroupKey) -> bool:
        """True when the group is hidden for this measure."""
        return self.decided.get((measure, key)) in (CellState.TOO_FEW, CellState.PRECAUTION)

    def _kept(self, division: Division, measure: str, counts: Counts) -> States:
        """The states of the earlier publication: what it hid stays hidden, what it showed stays shown."""
        k = self.k_crosses if isinstance(division, CrossTable) else self.k
        return tuple(
            self._kept_state(measure, key, int(n), k) for key, n in zip(division.keys, counts, strict=True)
        )

    def _kept_state(self, measure: str, key: GroupKey | None, n: int, k: int) -> CellState:
        before = CellState.PRECAUTION if key is None else (self.previous or {}).get((measure, key))
        if before in (CellState.TOO_FEW, CellState.PRECAUTION):
            return CellState.TOO_FEW if 0 < n < k else CellState.PRECAUTION
        return CellState.SHOWN if n else CellState.NO_ANSWER


@dataclass(frozen=True, slots=True)
class Margin:
    """The whole divided by a tree of groups, all levels below included in each count."""

    keys: tuple[GroupKey | None, ...]
    tree: GroupTree
    items: Counts
    dimensions: Counts
    records: Counts

    def states(self, plan: Plan, measure: str | None, counts: Counts, hidden: frozenset[int]) -> States:
        """See confidentiality.suppress."""
        return suppress(self.tree, counts.tolist(), k=plan.k, withheld=hidden)

    def complete(self) -> tuple[bool, ...]:
        """For each group, whether every member belongs to one of its published children."""
        direct = self.records.copy()
        for group, parent in enumerate(self.tree.parents):
            if group:
                direct[parent] -= self.records[group]
        return tuple(bool(rest == 0) for rest in direct)


def unit_margin(tally: Tally, units: Sequence[Unit]) -> Margin:
    """The whole divided by the tree of units."""
    parents = (0, *(0 if unit.parent is None else unit.parent + 1 for unit in units))
    keys = (GroupKey(), *(GroupKey(unit=unit.position) for unit in units))
    order = [len(units), *range(len(units))]  # the last group (« no unit ») belongs directly to the whole
    return _margin(keys, parents, tally.by_unit, order)


def attribute_margin(tally: Tally, position: int, name: str) -> Margin:
    """The whole divided by the values of one attribute; records without a value stay in the whole only."""
    index = tally.values[position]
    named = sorted(value for value in index if value is not None)
    order = [0, *(index[value] for value in named)]  # group 0 collects the records without a value
    keys = (GroupKey(), *(GroupKey(attribute=name, value=value) for value in named))
    return _margin(keys, (0,) * len(keys), tally.by_value[position], order)


def _margin(
    keys: tuple[GroupKey, ...], parents: tuple[int, ...], direct: GroupCounts, order: list[int]
) -> Margin:
    """Sum the direct members upwards; ``order`` gives each group's place in the counts."""
    items, dimensions, records = direct.items[order], direct.dimensions[order], direct.records[order]
    for group in range(len(parents) - 1, 0, -1):
        items[parents[group]] += items[group]
        dimensions[parents[group]] += dimensions[group]
        records[parents[group]] += records[group]
    return Margin(keys, GroupTree(parents), items, dimensions, records)


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Two attributes at once: rows × columns flattened, the last row and column collecting records without a value."""

    keys: tuple[GroupKey | None, ...]
    row_keys: tuple[GroupKey, ...]
    column_keys: tuple[GroupKey, ...]
    items: Counts
    dimensions: Counts
    records: Counts

    def states(self, plan: Plan, measure: str | None, counts: Counts, hidden: frozenset[int]) -> States:
        """See crosses.suppress_table; the margins must have been decided before."""
        shape = (len(self.row_keys) + 1, len(self.column_keys) + 1)
        withheld = np.zeros(len(counts), dtype=np.bool_)
        withheld[list(hidden)] = True
        table = suppress_table(
            counts.reshape(shape),
            k=plan.k_crosses,
            hidden_rows=[n for n, key in enumerate(self.row_keys) if plan.hides(measure, key)],
            hidden_columns=[n for n, key in enumerate(self.column_keys) if plan.hides(measure, key)],
            withheld=withheld.reshape(shape),
        )
        return tuple(state for row in table for state in row)


Division = Margin | CrossTable
"""One way to divide the respondents. Groups that are not published have no key."""


def cross_table(tally: Tally, position: int, names: tuple[str, str]) -> CrossTable:
    """One cross of a tally."""
    cross, pairs, counts = tally.crosses[position], tally.pairs[position], tally.by_cross[position]
    sides = [_values(tally, cross, side) for side in (0, 1)]
    rows, columns = ([*values, None] for values in sides)
    order = [pairs.get((row, column), -1) for row in rows for column in columns]
    missing = np.array(order) < 0

    def table(values: Counts) -> Counts:
        taken = values[order]
        taken[missing] = 0
        return taken

    return CrossTable(
        keys=tuple(
            None if row is None or column is None else _cross_key(names, row, column)
            for row in rows
            for column in columns
        ),
        row_keys=tuple(_side_key(names[0], value) for value in sides[0]),
        column_keys=tuple(_side_key(names[1], value) for value in sides[1]),
        items=table(counts.items),
        dimensions=table(counts.dimensions),
        records=table(counts.records),
    )


def _values(tally: Tally, cross: Cross, side: int) -> list[Value]:
    attribute = (cross.first, cross.second)[side]
    if attribute is None:
        return [*sorted({top for top in tally.top_units if top >= 0})]
    return [*sorted(str(value) for value in tally.values[attribute] if value is not None)]


def _side_key(name: str, value: Value) -> GroupKey:
    return (
        GroupKey(unit=int(value or 0)) if name == DEPARTMENT else GroupKey(attribute=name, value=str(value))
    )


def _cross_key(names: tuple[str, str], row: Value, column: Value) -> GroupKey:
    """A cross with units carries the unit and one attribute; see PublishedCell."""
    if names[0] == DEPARTMENT:
        return GroupKey(unit=int(row or 0), attribute=names[1], value=str(column))
    if names[1] == DEPARTMENT:
        return GroupKey(unit=int(column or 0), attribute=names[0], value=str(row))
    return GroupKey(attribute=names[0], value=str(row), attribute_2=names[1], value_2=str(column))


def top_units(units: Sequence[Unit]) -> tuple[int, ...]:
    """For each unit the topmost unit (direction) that it is or belongs to; −1 for a single root above them."""
    return tuple(-1 if direction is None else direction for direction in direction_of_each(units))
