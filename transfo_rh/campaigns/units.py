"""The tree of a campaign's frozen units: pure functions on positions. Parents come before their children."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from transfo_rh.campaigns.model import Unit


def directions(units: Sequence[Unit]) -> tuple[int, ...]:
    """Positions of the direction-level units: the topmost ones, or those just below a single root.

    >>> tree = [Unit(0, "DGS", "Direction générale", None), Unit(1, "A", "A", 0), Unit(2, "B", "B", 0)]
    >>> directions(tree), directions(tree[:1])
    ((1, 2), (0,))
    """
    top = [unit.position for unit in units if unit.parent is None]
    if len(top) == 1:
        below = [unit.position for unit in units if unit.parent == top[0]]
        return tuple(below or top)
    return tuple(top)


def direction_of_each(units: Sequence[Unit]) -> tuple[int | None, ...]:
    """For each unit, the direction that it is or belongs to; None for a single root above the directions.

    >>> direction_of_each([Unit(0, "DGS", "", None), Unit(1, "A", "", 0), Unit(2, "A1", "", 1), Unit(3, "B", "", 0)])
    (None, 1, 1, 3)
    """
    tops = frozenset(directions(units))
    found: list[int | None] = []
    for unit in units:
        if unit.position in tops:
            found.append(unit.position)
        else:
            found.append(None if unit.parent is None else found[unit.parent])
    return tuple(found)


def with_below(units: Sequence[Unit], chosen: Collection[int]) -> frozenset[int]:
    """The chosen positions and those of everything below them."""
    found: set[int] = set()
    for unit in units:
        if unit.position in chosen or unit.parent in found:
            found.add(unit.position)
    return frozenset(found)


def units_of_departments(units: Sequence[Unit], departments: Collection[int]) -> frozenset[int]:
    """Positions of the units that stand for one of these departments (their ids), and of everything below them.

    >>> tree = [Unit(0, "A", "", None, 7), Unit(1, "A1", "", 0, 8), Unit(2, "B", "", None, None)]
    >>> sorted(units_of_departments(tree, {7})), sorted(units_of_departments(tree, {8}))
    ([0, 1], [1])
    """
    return with_below(units, {unit.position for unit in units if unit.department_id in departments})


def ancestors(units: Sequence[Unit], position: int) -> tuple[int, ...]:
    """Positions from the direct parent up to the topmost unit."""
    found: list[int] = []
    above = units[position].parent
    while above is not None:
        found.append(above)
        above = units[above].parent
    return tuple(found)
