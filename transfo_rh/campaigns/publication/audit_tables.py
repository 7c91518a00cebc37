"""The audit of tables of two attributes, by linear programming. See audit.py for what is judged."""

from __future__ import annotations

from collections.abc import Sequence

from transfo_rh.campaigns.model import CellState, Measure, Unit
from transfo_rh.campaigns.publication.audit_trees import (
    Cells,
    Range,
    Verdicts,
    mean_range_of,
    number_range,
    quantities,
)
from transfo_rh.campaigns.publication.plan import GroupKey, top_units
from transfo_rh.campaigns.publication.sums import UNBOUNDED, SumSystem

_HIDDEN = (CellState.TOO_FEW, CellState.PRECAUTION)


def judge_tables(
    units: Sequence[Unit], measure: Measure, cells: Cells, complete: frozenset[str], verdicts: Verdicts
) -> None:
    """Judge every hidden cell of every cross of one measure, and the hidden margins of these crosses."""
    crosses = [key for key in cells if _sides(key) is not None]
    hidden = [key for key in crosses if cells[key].state in _HIDDEN]
    if not hidden:
        return
    sides = {side for key in crosses for side in _sides(key) or ()}
    hidden += [side for side in sorted(sides, key=repr) if side in cells and cells[side].state in _HIDDEN]
    numbers, places = _system(units, cells, crosses, complete, quantity=None, verdicts=verdicts, labels=False)
    for key in hidden:
        low, high = numbers.count_range(places[key])
        verdicts.count(measure.code, key if _sides(key) else hidden[0], high - low)
        if high - low < verdicts.k - 1e-6:
            break  # the tables of this measure are to be repaired: the rest does not matter
    verdicts.programs += numbers.programs
    if verdicts.failures and verdicts.failures[-1][0] == measure.code:
        return
    small = [key for key in hidden if cells[key].state is CellState.TOO_FEW]
    for quantity in quantities(measure) if small else ():
        means, places = _system(
            units, cells, crosses, complete, quantity=quantity, verdicts=verdicts, labels=True
        )
        for key in small:
            low, high = means.mean_range(places[key])
            verdicts.mean(measure.code, key if _sides(key) else hidden[0], high - low)
        verdicts.programs += means.programs


def _sides(key: GroupKey) -> tuple[GroupKey, GroupKey] | None:
    """The two margins of a cross; None for a group that is not one."""
    if key.attribute is None or (key.unit is None and key.attribute_2 is None):
        return None
    first = GroupKey(attribute=key.attribute, value=key.value)
    if key.unit is not None:
        return GroupKey(unit=key.unit), first
    return first, GroupKey(attribute=key.attribute_2, value=key.value_2)


def _dimension_of(side: GroupKey) -> str:
    return "" if side.attribute is None else side.attribute


def _system(
    units: Sequence[Unit],
    cells: Cells,
    crosses: Sequence[GroupKey],
    complete: frozenset[str],
    *,
    quantity: str | None,
    verdicts: Verdicts,
    labels: bool,
) -> tuple[SumSystem, dict[GroupKey, int]]:
    """Whole, margins and tables of one measure as a system of sums."""
    system = SumSystem()
    places: dict[GroupKey, int] = {}

    def place(key: GroupKey) -> int:
        if key not in places:
            cell = cells.get(key)
            numbers = _numbers(cells, key, verdicts, labels=labels)
            places[key] = system.add(
                numbers, (0.0, 100.0) if quantity is None else mean_range_of(cell, quantity)
            )
        return places[key]

    margins: dict[str, set[GroupKey]] = {}
    lines: dict[tuple[GroupKey, str], list[GroupKey]] = {}
    for key in crosses:
        first, second = _sides(key) or (key, key)
        for side, other in ((first, second), (second, first)):
            lines.setdefault((side, _dimension_of(other)), []).append(key)
            margins.setdefault(_dimension_of(side), set()).add(side)
    closed = {name: _closed(name, units, complete) for name in margins}
    for name, sides in margins.items():
        published = sides | {key for key in cells if _sides(key) is None and key.attribute == (name or None)
                             and key != GroupKey() and name}  # fmt: skip
        system.relate(
            place(GroupKey()), [place(side) for side in sorted(published, key=repr)], complete=closed[name]
        )
    for (side, across), members in lines.items():
        system.relate(place(side), [place(key) for key in members], complete=closed[across])
    return system, places


def _numbers(cells: Cells, key: GroupKey, verdicts: Verdicts, *, labels: bool) -> Range:
    """The range of a cell's number. In a cross, « masqué par précaution » may stand for nobody."""
    cell = cells.get(key)
    if _sides(key) is None:
        return number_range(cell, k=verdicts.k, labels=labels)
    if cell is not None and cell.state is CellState.PRECAUTION:
        return (0.0, UNBOUNDED)
    return number_range(cell, k=verdicts.k_crosses, labels=labels)


def _closed(name: str, units: Sequence[Unit], complete: frozenset[str]) -> bool:
    """True when everybody is known to have a value, or to belong to one of the topmost units."""
    if name:
        return f"attribute:{name}" in complete
    tops = top_units(units)
    return "" in complete and all(
        top >= 0 or f"unit:{unit.position}" in complete for top, unit in zip(tops, units, strict=True)
    )
