"""The departments that a viewer may see, as arrays: sums with what is below, and what may be shown of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _
from transfo_rh.skills.overview.disclosure import Counts, Group, Safe, Shown, shown_groups
from transfo_rh.skills.overview.model import MapRow, Place
from transfo_rh.staff.model import Department
from transfo_rh.staff.repository import Scope
from transfo_rh.staff.tree import DepartmentTree

TOP = 0
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Outline:
    """The departments of a scope, parents before children. Position 0 (``TOP``) stands for all of them together.

    People whose department does not stand that day belong to position 0 alone.
    """

    tree: DepartmentTree
    scope: Scope

    @cached_property
    def departments(self) -> tuple[Department, ...]:
        """In tree order; the department of position p is the one at p − 1."""
        return tuple(d for _depth, d in self.tree.walk() if self.scope is None or d.id in self.scope)

    @cached_property
    def positions(self) -> dict[int, int]:
        """Department id → position."""
        return {department.id: number for number, department in enumerate(self.departments, start=1)}

    @cached_property
    def parents(self) -> tuple[int, ...]:
        """The position above each position; that of ``TOP`` is itself."""
        above = [self.positions.get(d.parent_id or 0, TOP) for d in self.departments]
        return (TOP, *above)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The positions directly below each position."""
        found: list[list[int]] = [[] for _position in self.parents]
        for position, parent in enumerate(self.parents[1:], start=1):
            found[parent].append(position)
        return tuple(tuple(below) for below in found)

    @property
    def start(self) -> int:
        """Where a map opens: the only department at the top if there is one, else all together."""
        tops = self.children[TOP]
        return tops[0] if len(tops) == 1 else TOP

    def position(self, code: str | None) -> int:
        """The position of a department's code; None for where a map opens.

        Raises NotFound when the department does not stand within the scope.
        """
        if code is None:
            return self.start
        for number, department in enumerate(self.departments, start=1):
            if department.code == code:
                return number
        raise NotFound(
            _("Ce service n’existe pas, ou n’est pas dans votre périmètre : choisissez-en un autre."),
            details=f"department {code} is not in scope",
        )

    def scope_at(self, position: int) -> Scope:
        """The departments of a position and below; where a map opens, everybody whom the viewer may see."""
        return (
            self.scope
            if position in (TOP, self.start)
            else self.tree.subtree([self.departments[position - 1].id])
        )

    def placed(self, values: Mapping[int, int]) -> Ints:
        """One number per position from department id → number, each department for itself."""
        found = np.zeros(len(self.parents), dtype=np.int64)
        for department_id, value in values.items():
            found[self.positions.get(department_id, TOP)] += value
        return found

    def with_below(self, own: Ints) -> Ints:
        """Each position with what is below; ``own`` has one line per position and any other axes."""
        found = own.copy()
        for position in range(len(self.parents) - 1, TOP, -1):
            found[self.parents[position]] += found[position]
        return found

    def shown(self, own: Ints, safe: Safe, about: Callable[[Counts], int] = sum) -> tuple[Shown, ...]:
        """What a reader of aggregates may see at each position; ``own``: positions × values, each for itself."""
        lines: list[list[int]] = own.tolist()
        groups = {
            position: Group(tuple(line), below)
            for position, (line, below) in enumerate(zip(lines, self.children, strict=True))
        }
        states = shown_groups(groups, range(len(lines) - 1, -1, -1), safe=safe, about=about)
        return tuple(states[position] for position in range(len(lines)))

    def shown_places(self, position: int, *, deep: bool = False) -> tuple[int, ...]:
        """The rows of a map: the position, then what is directly below, or all that is below when ``deep``."""
        if not deep:
            return (position, *self.children[position])
        found = {position}
        for place in range(position + 1, len(self.parents)):
            if self.parents[place] in found:
                found.add(place)
        return tuple(sorted(found))

    def rows(self, places: Sequence[int], headcounts: Ints) -> tuple[MapRow, ...]:
        """Places in words. ``headcounts`` include what is below."""
        return tuple(self._row(place, headcounts, depth=self._depth(place, places)) for place in places)

    def _depth(self, position: int, places: Sequence[int]) -> int:
        depth = 0
        while position != places[0]:
            position, depth = self.parents[position], depth + 1
        return depth

    def _row(self, position: int, headcounts: Ints, *, depth: int) -> MapRow:
        count, below = int(headcounts[position]), bool(self.children[position])
        if position == TOP:
            label = _("Ensemble de la collectivité") if self.scope is None else _("Ensemble de vos services")
            return MapRow(None, label, depth, count, below)
        department = self.departments[position - 1]
        return MapRow(department.code, department.name, depth, count, below)

    @property
    def place(self) -> Place:
        """Where the viewer can go."""
        inside = set(self.positions)
        return Place(
            tuple(
                (d.code, " › ".join(above.name for above in self.tree.path(d.id) if above.id in inside))
                for d in self.departments
            )
        )
