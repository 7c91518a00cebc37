"""Head-counts rolled up the tree of departments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transfo_rh.staff.model import Department
from transfo_rh.staff.tree import DepartmentTree


@dataclass(frozen=True, slots=True)
class DepartmentCount:
    """A department with its agents and full-time equivalents, in itself and with all below.

    ``depth`` is 0 at the top of what the viewer sees.
    """

    department: Department
    depth: int
    path: str
    agents: int
    agents_below: int
    fte_hundredths: int
    fte_hundredths_below: int


def counted(
    tree: DepartmentTree,
    *,
    scope: frozenset[int] | None,
    agents: Mapping[int, int],
    fte_hundredths: Mapping[int, int],
) -> tuple[DepartmentCount, ...]:
    """The departments of the scope in tree order, with their counts; « below » includes the department itself."""
    visible = [(depth, node) for depth, node in tree.walk() if scope is None or node.id in scope]
    below = dict(agents)
    equivalents_below = dict(fte_hundredths)
    for _depth, node in reversed(visible):
        if node.parent_id is not None:
            below[node.parent_id] = below.get(node.parent_id, 0) + below.get(node.id, 0)
            equivalents_below[node.parent_id] = equivalents_below.get(
                node.parent_id, 0
            ) + equivalents_below.get(node.id, 0)
    shown = {node.id for _depth, node in visible}
    result = []
    for _depth, node in visible:
        path = tree.path(node.id)
        result.append(
            DepartmentCount(
                department=node,
                depth=sum(ancestor.id in shown for ancestor in path[:-1]),
                path=" › ".join(ancestor.name for ancestor in path),
                agents=agents.get(node.id, 0),
                agents_below=below.get(node.id, 0),
                fte_hundredths=fte_hundredths.get(node.id, 0),
                fte_hundredths_below=equivalents_below.get(node.id, 0),
            )
        )
    return tuple(result)
