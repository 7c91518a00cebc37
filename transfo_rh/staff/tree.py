"""The tree of departments on one day: pure functions on nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from transfo_rh.staff.model import Department


def find_cycle(parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The codes of one cycle of the parent links, in order; empty when there is none.

    >>> find_cycle({"A": "B", "B": "C", "C": "A", "D": None})
    ('A', 'B', 'C')
    """
    settled: set[str] = set()
    for start in parents:
        path: list[str] = []
        node: str | None = start
        while node is not None and node in parents and node not in settled:
            if node in path:
                return tuple(path[path.index(node) :])
            path.append(node)
            node = parents[node]
        settled.update(path)
    return ()


@dataclass(frozen=True)
class DepartmentTree:
    """The departments of one day, with their links. Children come in the order of their names."""

    departments: tuple[Department, ...]
    _by_id: dict[int, Department] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {department.id: department for department in self.departments})

    @cached_property
    def _children(self) -> dict[int | None, tuple[Department, ...]]:
        children: dict[int | None, list[Department]] = {}
        for department in self.departments:
            parent = department.parent_id if department.parent_id in self._by_id else None
            children.setdefault(parent, []).append(department)
        return {
            key: tuple(sorted(group, key=lambda d: (d.name.casefold(), d.code)))
            for key, group in children.items()
        }

    def __len__(self) -> int:
        return len(self.departments)

    def __contains__(self, department_id: int) -> bool:
        return department_id in self._by_id

    def get(self, department_id: int) -> Department | None:
        """The department of this id, None when it does not stand on that day."""
        return self._by_id.get(department_id)

    @property
    def roots(self) -> tuple[Department, ...]:
        """The departments without a parent on that day."""
        return self._children.get(None, ())

    def children(self, department_id: int) -> tuple[Department, ...]:
        """The departments directly below."""
        return self._children.get(department_id, ())

    def subtree(self, department_ids: Iterable[int]) -> frozenset[int]:
        """The ids of these departments and all below; unknown ids are left out."""
        found: set[int] = set()
        waiting = [department_id for department_id in department_ids if department_id in self]
        while waiting:
            department_id = waiting.pop()
            if department_id not in found:
                found.add(department_id)
                waiting.extend(child.id for child in self.children(department_id))
        return frozenset(found)

    def path(self, department_id: int) -> tuple[Department, ...]:
        """From the top down to the department itself."""
        path: list[Department] = []
        node = self._by_id.get(department_id)
        while node is not None:
            path.append(node)
            node = self._by_id.get(node.parent_id) if node.parent_id is not None else None
        return tuple(reversed(path))

    def walk(self) -> Iterator[tuple[int, Department]]:
        """Every department with its depth (0 at the top), parents before children."""
        waiting = [(0, root) for root in reversed(self.roots)]
        while waiting:
            depth, node = waiting.pop()
            yield depth, node
            waiting.extend((depth + 1, child) for child in reversed(self.children(node.id)))
