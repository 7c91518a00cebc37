"""The publication's rules applied to expected counts: units, attribute values, crosses.

Counts are hundredths of respondents and so are thresholds: integers that add up exactly. A cross is judged along each
of its two margins in turn; the publication itself goes further, so a cross that is uncertain here may stay hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transfo_rh.campaigns.life.chances import PERCENT, Asked, asked_of, merged, probability_of_reaching
from transfo_rh.campaigns.life.outlook import CellOutlook, Outlook, TinyGroups, UnitOutlook
from transfo_rh.campaigns.life.population import DEPARTMENT
from transfo_rh.campaigns.life.roster import Member
from transfo_rh.campaigns.model import CellState, Unit
from transfo_rh.campaigns.publication.confidentiality import GroupTree, suppress

NOBODY = Asked(())
_SEVERITY = (CellState.SHOWN, CellState.PRECAUTION, CellState.TOO_FEW, CellState.NO_ANSWER)


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

    def attribute_cross(
        self, names: tuple[str, str], positions: tuple[int, int], *, k: int
    ) -> tuple[CellOutlook, ...]:
        """The outlook of each pair of values that somebody has."""
        first, second = positions
        pairs = [(member.attributes[first], member.attributes[second]) for member in self.members]
        cells = self._grouped(pair if None not in pair else None for pair in pairs)
        states: dict[object, CellState] = {}
        for side in (0, 1):
            margins = self._grouped(pair[side] for pair in pairs)
            for value, margin in margins.items():
                keys = [key for key in cells if key[side] == value]  # type: ignore[index]
                found = states_of([None] * len(keys), [cells[key] for key in keys], whole=margin, k=k)
                for key, state in zip(keys, found, strict=True):
                    states[key] = max(states.get(key, CellState.SHOWN), state, key=_SEVERITY.index)
        return tuple(
            CellOutlook(names, key, outlook_of(cells[key], states[key], k=k))  # type: ignore[arg-type]
            for key in sorted(cells)  # type: ignore[type-var]
        )

    def department_cross(self, name: str, position: int, *, k: int) -> tuple[CellOutlook, ...]:
        """The outlook of each value in each unit (with everything below) where somebody has it."""
        keys = [(member.unit, member.attributes[position]) for member in self.members]
        own = self._grouped(key if key[1] is not None else None for key in keys)
        values = sorted({str(value) for _unit, value in keys if value is not None})
        by_value: dict[str, list[Asked]] = {
            value: rolled_up(self.units, [own.get((unit.position, value), NOBODY) for unit in self.units])
            for value in values
        }
        own_units = self._grouped(member.unit for member in self.members)
        totals = rolled_up(self.units, [own_units.get(unit.position, NOBODY) for unit in self.units])
        parents = [unit.parent for unit in self.units]
        down = {
            value: states_of(parents, counts, whole=merged(_roots(self.units, counts)), k=k)
            for value, counts in by_value.items()
        }
        found: list[CellOutlook] = []
        for unit in self.units:
            at = unit.position
            across = states_of(
                [None] * len(values), [by_value[value][at] for value in values], whole=totals[at], k=k
            )
            for value, state in zip(values, across, strict=True):
                count = by_value[value][at]
                if count.headcount:
                    worst = max(down[value][at], state, key=_SEVERITY.index)
                    found.append(
                        CellOutlook((DEPARTMENT, name), (unit.code, value), outlook_of(count, worst, k=k))
                    )
        return tuple(found)


def _roots(units: Sequence[Unit], counts: Sequence[Asked]) -> list[Asked]:
    return [counts[unit.position] for unit in units if unit.parent is None]


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
