"""What to hide besides when an audit fails: the smallest visible neighbour of each cell that failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transfo_rh.campaigns.model import CellState, PublishedCell
from transfo_rh.campaigns.publication.plan import CrossTable, Division, GroupKey, Margin, Withheld, key_of

WITHOUT_CROSSES = GroupKey(attribute="", attribute_2="")
"""Stands for every table of two attributes of a measure."""

_States = Mapping[tuple[str, GroupKey], CellState]


def more_withheld(
    failures: Sequence[tuple[str, GroupKey]],
    cells: Sequence[PublishedCell],
    divisions: Sequence[Division],
    withheld: Withheld,
) -> Withheld:
    """The groups to hide at the next attempt, by measure.

    For each measure that failed, one neighbour per failing cell: the smallest visible cell of its lines (in a table),
    or beside it, then inside it, then around it (in a tree). Without any, the measure is hidden everywhere. A measure
    whose tables fail is published without tables: its margins alone may tell as much of a cell as it would hide.
    """
    states = {(cell.measure, key_of(cell)): cell.state for cell in cells}
    found: set[tuple[str | None, GroupKey]] = set()
    for measure, key in failures:
        if is_cross(key):
            found.add((measure, WITHOUT_CROSSES))
            continue
        neighbour = _neighbour(measure, key, divisions, states)
        found.add((measure, GroupKey() if neighbour is None else neighbour))
    return withheld | found


def _neighbour(
    measure: str, key: GroupKey, divisions: Sequence[Division], states: _States
) -> GroupKey | None:
    homes = [division for division in divisions if key in division.keys]
    for division in sorted(homes, key=lambda home: isinstance(home, Margin)):
        group = division.keys.index(key)
        for near in _near(division, group):
            visible = [
                (int(division.records[member]), member)
                for member in near
                if states.get((measure, division.keys[member] or GroupKey())) is CellState.SHOWN
                and division.keys[member] not in (None, GroupKey())
            ]
            if visible:
                return division.keys[min(visible)[1]]
    return None


def _near(division: Division, group: int) -> list[list[int]]:
    """Groups that are near another one, the nearest first."""
    if isinstance(division, CrossTable):
        width = len(division.column_keys) + 1
        row, column = divmod(group, width)
        rows = range(len(division.row_keys))
        line = [row * width + other for other in range(width - 1)] + [r * width + column for r in rows]
        return [line, [r * width + c for r in rows for c in range(width - 1)]]
    if not isinstance(division, Margin):
        return []
    parents, children = division.tree.parents, division.tree.children()
    nearest = [
        [member for member in children[parents[group]] if member != group] if group else [],
        children[group],
    ]
    above = group
    while above:
        above = parents[above]
        nearest += [children[above], [above]]
    return nearest


def is_cross(key: GroupKey) -> bool:
    """True for a cell of a table of two attributes."""
    return key.attribute is not None and (key.unit is not None or key.attribute_2 is not None)
