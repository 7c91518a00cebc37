"""An observer of a publication with a solver, independent of the audit: everything published, as linear programs.

The observer knows every published number of every role, its rounding, the reasons for hiding, and which groups have no
other members than their published parts. Somebody who sees only some of the cells knows less: every interval found
here contains, or equals, theirs from the other side (fewer constraints, wider intervals).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

from transfo_rh.campaigns.model import CellState, PublishedCell, Unit

HIDDEN = (CellState.TOO_FEW, CellState.PRECAUTION)
Key = tuple[int | None, str | None, str | None, str | None, str | None]
WHOLE: Key = (None,) * 5


def key_of(cell: PublishedCell) -> Key:
    return (cell.unit, cell.attribute, cell.value, cell.attribute_2, cell.value_2)


def is_cross(key: Key) -> bool:
    return key[1] is not None and (key[0] is not None or key[3] is not None)


def unit(position: int) -> Key:
    return (position, None, None, None, None)


@dataclass
class Observer:
    """Unknowns: n and S (sum of answers on 0–100) of each published group, and of the unpublished rests."""

    cells: dict[Key, PublishedCell]
    k: int
    k_crosses: int
    index: dict[object, int] = field(default_factory=dict)
    sums: list[tuple[object, list[object]]] = field(default_factory=list)
    _built: dict[object, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)

    def place(self, name: object) -> int:
        return self.index.setdefault(name, len(self.index))

    def relate(self, parent: Key, parts: list[Key], *, complete: bool) -> None:
        names: list[object] = [*parts, *([] if complete else [("rest", len(self.sums))])]
        for name in (parent, *names):
            self.place(name)
        self.sums.append((parent, names))

    def interval(self, key: Key, quantity: str | None) -> tuple[float, float]:
        """Interval of n (quantity None, from numbers alone) or of a mean (from everything)."""
        size = len(self.index)
        if quantity not in self._built:
            self._built[quantity] = self._system(quantity)
        equal, below = self._built[quantity]
        bounds: list[tuple[float, float | None]] = [(0, None)] * (2 * size + 1)
        bounds[self.index[key] if quantity else 2 * size] = (1, 1)
        target = np.zeros(2 * size + 1)
        target[self.index[key] + (size if quantity else 0)] = 1
        ends = []
        for sign in (1, -1):
            found = linprog(sign * target, A_ub=below, b_ub=np.zeros(len(below)),
                            A_eq=equal, b_eq=np.zeros(len(equal)), bounds=bounds)  # fmt: skip
            assert found.status in (0, 3), (found.message, key, quantity)
            ends.append(np.inf if found.status == 3 else sign * found.fun)
        return ends[0], ends[1]

    def width(self, key: Key, quantity: str | None) -> float:
        low, high = self.interval(key, quantity)
        return high - low

    def _system(self, quantity: str | None) -> tuple[np.ndarray, np.ndarray]:
        """Homogeneous equalities and inequalities; the last variable is the scale."""
        size = len(self.index)
        rows, below = [np.zeros(2 * size + 1)], []
        for shift in (0, size) if quantity else (0,):
            for parent, parts in self.sums:
                row = np.zeros(2 * size + 1)
                row[shift + self.index[parent]] = 1
                for part in parts:
                    row[shift + self.index[part]] -= 1
                rows.append(row)
        for name, place in self.index.items():
            cell = self.cells.get(name) if isinstance(name, tuple) and len(name) == 5 else None
            low, high = (0.0, None) if cell is None else self._n_of(cell, labels=quantity is not None)
            for sign, end in ((-1, low), (1, high)):
                if end is not None:
                    row = np.zeros(2 * size + 1)
                    row[place], row[-1] = sign, -sign * end
                    below.append(row)
            for sign, rate in zip((-1, 1), rate_of(cell, quantity), strict=True) if quantity else ():
                row = np.zeros(2 * size + 1)
                row[size + place], row[place] = sign, -sign * rate
                below.append(row)
        return np.array(rows), np.array(below)

    def _n_of(self, cell: PublishedCell, *, labels: bool) -> tuple[float, float | None]:
        if cell.state is CellState.NO_ANSWER:
            return 0, 0
        if cell.state is CellState.SHOWN:
            if cell.n is not None:
                return cell.n, cell.n
            low, high = str(cell.n_band).split("–")
            return float(low), float(high)
        cross = is_cross(key_of(cell))
        if not labels or (cross and cell.state is CellState.PRECAUTION):
            return 0, None
        if cell.state is CellState.TOO_FEW:
            return 1, (self.k_crosses if cross else self.k) - 1
        return self.k, None


def rate_of(cell: PublishedCell | None, quantity: str) -> tuple[float, float]:
    if cell is None or cell.state is not CellState.SHOWN:
        return 0, 100
    value = cell.shares[int(quantity)] if quantity.isdigit() and cell.shares else getattr(cell, quantity)
    low, high = max(0, value - 0.5), min(100, value + 0.5)
    share = quantity != "score" or cell.score == cell.favourable
    if cell.capped and value == (20 if share else 10):
        low = 0
    if cell.capped and value == (80 if share else 90):
        high = 100
    return low, high


def complete_groups(
    units: Sequence[Unit],
    members: Iterable[int],
    values: Sequence[Sequence[str | None]],
    names: Sequence[str],
) -> frozenset[object]:
    """The groups whose members all belong to published parts: units with parts, « whole » and attributes by name."""
    direct = set(members)  # −1: no unit
    parents = {item.parent for item in units if item.parent is not None}
    found: set[object] = {position for position in parents if position not in direct}
    found |= {"whole"} if -1 not in direct and units else set()
    return frozenset(
        found | {name for place, name in enumerate(names) if all(row[place] is not None for row in values)}
    )


def observer_of(
    units: Sequence[Unit],
    cells: dict[Key, PublishedCell],
    *,
    names: Sequence[str],
    complete: frozenset[object],
    k: int,
    k_crosses: int,
) -> Observer:
    """Everything that is published of one measure."""
    seen = Observer(cells, k, k_crosses)
    seen.place(WHOLE)
    below: dict[int | None, list[Key]] = {}
    for item in units:
        below.setdefault(item.parent, []).append(unit(item.position))
    for parent, parts in below.items():
        name = "whole" if parent is None else parent
        seen.relate(WHOLE if parent is None else unit(parent), parts, complete=name in complete)
    for name in names:
        parts = [key for key in cells if key[1] == name and not is_cross(key)]
        if parts:
            seen.relate(WHOLE, parts, complete=name in complete)
    lines: dict[tuple[Key, str], list[Key]] = {}
    for key in cells:
        position, attribute, value, other, second = key
        if is_cross(key):
            lines.setdefault(((None, attribute, value, None, None), str(other or "unit")), []).append(key)
            side: Key = unit(position) if position is not None else (None, other, second, None, None)
            lines.setdefault((side, str(attribute)), []).append(key)
    tops = {key[0] for key in cells if is_cross(key) and key[0] is not None}
    above = {item.parent for item in units if item.position in tops}
    everybody = {"whole" if parent is None else parent for parent in above} | {"whole"} <= complete
    for (side, across), parts in lines.items():
        seen.relate(side, parts, complete=everybody if across == "unit" else across in complete)
    return seen
