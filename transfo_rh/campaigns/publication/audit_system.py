"""Everything that is published of one measure as one system of sums: the trees, and the tables that join them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from transfo_rh.campaigns.publication.audit_reading import Cells, Range, Tree, mean_range_of
from transfo_rh.campaigns.publication.plan import GroupKey
from transfo_rh.campaigns.publication.sums import FULL, SumSystem


def sides_of(key: GroupKey) -> tuple[GroupKey, GroupKey] | None:
    """The two margins of a cross; None for a group that is not one."""
    if key.attribute is None or (key.unit is None and key.attribute_2 is None):
        return None
    first = GroupKey(attribute=key.attribute, value=key.value)
    if key.unit is not None:
        return GroupKey(unit=key.unit), first
    return first, GroupKey(attribute=key.attribute_2, value=key.value_2)


def joint_system(
    trees: Sequence[Tree],
    cells: Cells,
    *,
    numbers: Callable[[GroupKey], Range],
    quantity: str | None,
    deep: bool = True,
) -> tuple[SumSystem, Mapping[GroupKey, int]]:
    """The system of one measure, and the place of each group in it; ``quantity`` None: numbers only.

    With ``deep`` False the trees stop at the margins of the tables: ``numbers`` must then give for these the ranges that
    follow from what lies below.
    """
    system = SumSystem()
    places: dict[GroupKey, int] = {}

    def place(key: GroupKey) -> int:
        if key not in places:
            means = (0.0, FULL) if quantity is None else mean_range_of(cells.get(key), quantity)
            places[key] = system.add(numbers(key), means)
        return places[key]

    crosses = [(key, sides) for key in cells if (sides := sides_of(key)) is not None]
    margins = frozenset(side for _key, sides in crosses for side in sides)
    closed = {tree.keys[-1].attribute: _closed(tree, margins) for tree in trees}
    for tree in trees:
        for group in range(len(tree.keys)) if deep else _above(tree, margins):
            if tree.children[group]:
                below = [place(tree.keys[child]) for child in tree.children[group]]
                system.relate(place(tree.keys[group]), below, complete=tree.complete[group])
    lines: dict[tuple[GroupKey, str | None], list[GroupKey]] = {}
    for key, (first, second) in crosses:
        lines.setdefault((first, second.attribute), []).append(key)
        lines.setdefault((second, first.attribute), []).append(key)
    for (side, across), members in lines.items():
        system.relate(place(side), [place(key) for key in members], complete=closed.get(across, False))
    return system, places


def _above(tree: Tree, margins: frozenset[GroupKey]) -> list[int]:
    """The whole, and the groups that lie above margins of tables."""
    above = {0}
    parents = {child: group for group, below in enumerate(tree.children) for child in below}
    for group, key in enumerate(tree.keys):
        while key in margins and group:
            group = parents[group]
            above.add(group)
    return sorted(above)


def _closed(tree: Tree, margins: frozenset[GroupKey]) -> bool:
    """True when everybody is known to belong to one of the margins that a table crosses with others."""
    waiting = [0]
    while waiting:
        group = waiting.pop()
        if not tree.complete[group]:
            return False
        waiting += [child for child in tree.children[group] if tree.keys[child] not in margins]
    return True
