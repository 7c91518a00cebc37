"""The publication's rules applied to expected counts: units, attribute values, crosses.

Counts are hundredths of respondents and so are thresholds: integers that add up exactly. Crosses with departments
take the topmost ones, as the publication does.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from transfo_rh.campaigns.life.chances import PERCENT, Asked, asked_of, merged, probability_of_reaching
from transfo_rh.campaigns.life.outlook import CellOutlook, Outlook, TinyGroups, UnitOutlook
from transfo_rh.campaigns.life.roster import Member
from transfo_rh.campaigns.model import CellState, Unit
from transfo_rh.campaigns.publication.confidentiality import GroupTree, suppress
from transfo_rh.campaigns.publication.crosses import suppress_table
from transfo_rh.campaigns.publication.plan import top_units

NOBODY = Asked(())


def outlook_of(asked: Asked, state: CellState, *, k: int) -> Outlook:
    """The outlook of a group in its expected state."""
    return Outlook(
        asked.headcount, asked.hundredths / PERCENT, probability_of_reaching(k, asked.rates), state
    )


def states_of(
    parents: Sequence[int | None], counts: Sequence[Asked], *, whole: Asked, k: int
) -> list[CellState]:
    """The expected states of nested groups, parents before children (None: directly under the whole)."""
    tree = GroupTree((0, *(0 if parent is None else parent + 1 for parent in parents)))
    hundredths = [whole.hundredths, *(count.hundredths for count in counts)]
    return list(suppress(tree, hundredths, k=k * PERCENT)[1:])


def rolled_up(units: Sequence[Unit], own: Sequence[Asked]) -> list[Asked]:
    """The people of each unit with everything below."""
    below: list[list[Asked]] = [[count] for count in own]
    totals: list[Asked] = [NOBODY] * len(units)
    for unit in reversed(units):
        totals[unit.position] = merged(below[unit.position])
        if unit.parent is not None:
            below[unit.parent].append(totals[unit.position])
    return totals


def unit_outlooks(units: Sequence[Unit], own: Sequence[Asked], *, k: int) -> tuple[UnitOutlook, ...]:
    """The outlook of every unit, in the order of the units."""
    totals = rolled_up(units, own)
    states = states_of([unit.parent for unit in units], totals, whole=merged(own), k=k)
    with_departments_below = {unit.parent for unit in units}
    depths: list[int] = []
    for unit in units:
        depths.append(0 if unit.parent is None else depths[unit.parent] + 1)
    return tuple(
        UnitOutlook(
            unit=unit,
            depth=depths[unit.position],
            own=own[unit.position].headcount,
            outlook=outlook_of(totals[unit.position], states[unit.position], k=k),
            is_service=unit.department_id is not None
            and unit.position not in with_departments_below
            and totals[unit.position].headcount > 0,
        )
        for unit in units
    )


@dataclass(frozen=True, slots=True)
class Expectations:
    """The members with the expected rate (percent) of each, and the units they belong to."""

    units: tuple[Unit, ...]
    members: tuple[Member, ...]
    percents: tuple[int, ...]  # by member

    def _grouped(self, keys: Iterable[object]) -> dict[object, Asked]:
        groups: dict[object, list[int]] = {}
        for key, percent in zip(keys, self.percents, strict=True):
            if key is not None:
                groups.setdefault(key, []).append(percent)
        return {key: asked_of(rates) for key, rates in groups.items()}

    def attribute(self, name: str, position: int, *, k: int) -> tuple[CellOutlook, ...]:
        """The outlook of each value of one attribute, in alphabetical order."""
        groups = self._grouped(member.attributes[position] for member in self.members)
        values = sorted(str(value) for value in groups)
        counts = [groups[value] for value in values]
        states = states_of([None] * len(values), counts, whole=asked_of(self.percents), k=k)
        return tuple(
            CellOutlook((name,), (value,), outlook_of(count, state, k=k))
            for value, count, state in zip(values, counts, states, strict=True)
        )

    def side(self, position: int | None) -> list[str | None]:
        """For each member the value of an attribute, or (None) the code of the topmost department."""
        if position is not None:
            return [member.attributes[position] for member in self.members]
        tops = [self.units[top].code if top >= 0 else None for top in top_units(self.units)]
        return [tops[member.unit] for member in self.members]

    def cross(
        self,
        names: tuple[str, str],
        positions: tuple[int | None, int | None],
        *,
        k: int,
        hidden: Container[tuple[str, str]],
    ) -> tuple[CellOutlook, ...]:
        """The outlook of each pair of values that somebody has; ``positions`` as in ``side``.

        ``hidden`` are the (name, value) that are not readable alone: nothing of them is in a cross.
        """
        pairs = list(zip(self.side(positions[0]), self.side(positions[1]), strict=True))
        cells = self._grouped(pairs)
        lines = [sorted({value for pair in pairs if (value := pair[side]) is not None}) for side in (0, 1)]
        rows: list[str | None] = [*lines[0], None]
        columns: list[str | None] = [*lines[1], None]
        table = np.array(
            [[cells.get((row, column), NOBODY).hundredths for column in columns] for row in rows],
            dtype=np.int64,
        )
        states = suppress_table(
            table,
            k=k * PERCENT,
            hidden_rows=[n for n, value in enumerate(lines[0]) if (names[0], value) in hidden],
            hidden_columns=[n for n, value in enumerate(lines[1]) if (names[1], value) in hidden],
        )
        return tuple(
            CellOutlook(names, (row, column), outlook_of(cells[row, column], states[i][j], k=k))
            for i, row in enumerate(lines[0])
            for j, column in enumerate(lines[1])
            if (row, column) in cells
        )


def tiny_groups(names: tuple[str, ...], keys: Iterable[tuple[object, ...]], *, k: int) -> TinyGroups:
    """How many groups hold fewer than k agents; people without a value (None) are in no group.

    >>> tiny_groups(("category",), [("A",)] * 6 + [("B",)] + [(None,)], k=5)
    TinyGroups(names=('category',), groups=2, small=1, agents=1, alone=1)
    """
    sizes: dict[tuple[object, ...], int] = {}
    for key in keys:
        if None not in key:
            sizes[key] = sizes.get(key, 0) + 1
    small = [size for size in sizes.values() if size < k]
    return TinyGroups(names, len(sizes), len(small), sum(small), sum(size == 1 for size in small))
