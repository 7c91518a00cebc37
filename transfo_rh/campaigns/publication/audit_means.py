"""The audit of hidden means: how far apart the possible means of a hidden group are. See audit.py for what is judged.

What is guaranteed: *no interval is reported wider than the one an observer gets* who knows every published cell of the
measure, labels and rounding included, and solves all its trees and tables at once by linear programming, one kind of
figure (score, favourable share…) at a time, people counted as real numbers.

1. **A world.** All visible groups get numbers that are possible together (halfway through their ranges) and, with
   these, the exact range of each sum of answers follows by propagating intervals along the trees. All worlds with these
   numbers agree with everything published. Below a visible group its hidden parts are free: any of their people may hold
   anything between 0 and 100, as long as the sum of the region stays in its range. So the least and the greatest
   mean of a hidden group have closed forms, and both occur: the observer's interval contains them.
2. **Programs.** Where that interval is narrower than required, or where halfway numbers contradict the means, or where
   tables of two attributes join the trees, the whole system is solved: the interval is then the observer's own.

The first step proves nearly every group wide at once, in arrays of groups × lines; a *line* is one kind of figure of one
measure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.model import CellState, Measure
from transfo_rh.campaigns.publication.audit_reading import (
    Cells,
    Tree,
    Verdicts,
    mean_range_of,
    quantities,
)
from transfo_rh.campaigns.publication.audit_system import joint_system, sides_of
from transfo_rh.campaigns.publication.audit_tables import reader
from transfo_rh.campaigns.publication.audit_trees import HIDDEN, Ranges, Table, numbers_of, others_of
from transfo_rh.campaigns.publication.plan import GroupKey
from transfo_rh.campaigns.publication.sums import FULL, UNBOUNDED, Figures, SumSystem, propagate

_KNOWN = (CellState.SHOWN, CellState.NO_ANSWER)
_MANY = 1e4  # people of a whole whose number nothing bounds
_TOLERANCE = 1e-6

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Line:
    """One kind of figure of one measure: its place among the measures."""

    case: int
    quantity: str


def judge_means(
    trees: Sequence[Tree],
    tables: Sequence[Table],
    measures: Sequence[Measure],
    cells: Mapping[str, Cells],
    verdicts: Verdicts,
) -> None:
    """Judge the means of the hidden cells of trees and tables, for all measures at once."""
    crossed = {measure.code for measure in measures if any(sides_of(key) for key in cells[measure.code])}
    concerned = [
        any(cell.state in HIDDEN for cell in cells.get(measure.code, {}).values()) for measure in measures
    ]
    lines = [
        _Line(case, quantity)
        for case, measure in enumerate(measures)
        if concerned[case]
        for quantity in quantities(measure)
    ]
    if not lines:
        return
    programs = _Programs(trees, cells, verdicts)
    widths = _widths(trees, tables, lines, verdicts.k)
    for place, (tree, table, wide) in enumerate(zip(trees, tables, widths, strict=True)):
        for group in range(1 if place else 0, len(tree.keys)):
            for number, line in enumerate(lines):
                cell = table[group][line.case]
                if cell is None or cell.state not in HIDDEN:
                    continue
                measure = measures[line.case].code
                width = float(wide[group, number])
                if measure in crossed or not width >= verdicts.minimum_mean:
                    width = programs.width(measure, line.quantity, tree.keys[group])
                verdicts.mean(measure, tree.keys[group], width)
    for line in lines:
        measure = measures[line.case].code
        for key, cell in cells[measure].items():
            if measure in crossed and cell.state in HIDDEN and sides_of(key):
                verdicts.mean(measure, key, programs.width(measure, line.quantity, key))
    verdicts.programs += programs.solved


class _Programs:
    """The whole system of each line, built when it is needed."""

    def __init__(self, trees: Sequence[Tree], cells: Mapping[str, Cells], verdicts: Verdicts) -> None:
        self._trees, self._cells, self._verdicts = trees, cells, verdicts
        self._systems: dict[tuple[str, str], tuple[SumSystem, Mapping[GroupKey, int]]] = {}

    @property
    def solved(self) -> int:
        """Programs solved so far."""
        return sum(system.programs for system, _places in self._systems.values())

    def width(self, measure: str, quantity: str, key: GroupKey) -> float:
        """How wide the observer's interval of a mean is; 0 for content that contradicts itself."""
        if (measure, quantity) not in self._systems:
            cells = self._cells[measure]
            numbers = reader(cells, self._verdicts, labels=True)
            self._systems[measure, quantity] = joint_system(
                self._trees, cells, numbers=numbers, quantity=quantity
            )
        system, places = self._systems[measure, quantity]
        try:
            low, high = system.mean_range(places[key])
        except ArithmeticError:
            return 0.0
        return high - low


def _widths(trees: Sequence[Tree], tables: Sequence[Table], lines: Sequence[_Line], k: int) -> list[Figures]:
    """For each tree, groups × lines: how wide the interval of each hidden mean is at least; NaN where unknown."""
    ranges = numbers_of(trees, tables, k, labels=True)
    low, high = ranges[0]
    whole = np.where(high[0] >= UNBOUNDED, low[0] + _MANY, (low[0] + high[0]) / 2)
    worlds = [
        _world(tree, table, own, whole, lines) for tree, table, own in zip(trees, tables, ranges, strict=True)
    ]
    least = np.max([world.least[0] for world in worlds], axis=0)
    most = np.min([world.most[0] for world in worlds], axis=0)
    possible = np.all([world.possible for world in worlds], axis=0) & (least <= most + _TOLERANCE)
    return [np.where(possible, _free(world, least, most), np.nan) for world in worlds]


@dataclass(frozen=True, slots=True)
class _World:
    """Possible numbers of one tree, and the sums that go with them: arrays of groups × lines.

    ``people`` of each group, ``rest`` outside its published parts; ``fewest`` and ``greatest`` possible numbers once
    the visible groups are given theirs; ``least`` and ``most`` sums, from what lies below; ``visible`` groups;
    ``possible`` lines.
    """

    tree: Tree
    visible: Flags
    people: Figures
    rest: Figures
    fewest: Figures
    greatest: Figures
    least: Figures
    most: Figures
    possible: Flags


def _world(tree: Tree, table: Table, ranges: Ranges, whole: Figures, lines: Sequence[_Line]) -> _World:
    known = np.array([[cell is None or cell.state in _KNOWN for cell in row] for row in table])
    known[0] = True  # its number is given
    people, rest = _allocated(tree, ranges, whole)
    fewest, greatest = propagate(
        tree.children,
        np.where(known, people, ranges[0]),
        np.where(known, people, ranges[1]),
        others_of(tree, people.shape[1]),
    )
    cases = [line.case for line in lines]
    means = np.array([[mean_range_of(row[line.case], line.quantity) for line in lines] for row in table])
    people, rest = people[:, cases], rest[:, cases]
    least, most = means[:, :, 0] * people, means[:, :, 1] * people
    for group in range(len(tree.children) - 1, -1, -1):
        below = list(tree.children[group])
        if below:
            least[group] = np.maximum(least[group], least[below].sum(axis=0))
            most[group] = np.minimum(most[group], most[below].sum(axis=0) + FULL * rest[group])
    agree = (least <= most + _TOLERANCE * (1.0 + np.abs(most))).all(axis=0)
    possible = np.asarray((fewest <= greatest + _TOLERANCE).all(axis=0))[cases] & agree
    return _World(
        tree, known[:, cases], people, rest, fewest[:, cases], greatest[:, cases], least, most, possible
    )


def _allocated(tree: Tree, ranges: Ranges, whole: Figures) -> tuple[Figures, Figures]:
    """A possible number for every group and for what is outside its published parts, halfway through the ranges."""
    low, high = ranges
    people, rest = np.zeros_like(low), np.zeros_like(low)
    people[0] = whole
    limits = others_of(tree, low.shape[1])
    for group, members in enumerate(tree.children):
        below = list(members)
        if not below:
            continue
        floor = low[below]
        room = np.minimum(high[below], people[group]) - floor
        spare = people[group] - floor.sum(axis=0)
        outside = np.minimum(limits[group], np.maximum(spare, 0.0))
        total = room.sum(axis=0) + outside
        share = np.clip(np.divide(spare, total, out=np.zeros_like(total), where=total > 0), 0.0, 1.0)
        people[below] = floor + share * room
        rest[group] = share * outside
    return people, rest


def _free(world: _World, least: Figures, most: Figures) -> Figures:
    """The width of the interval of each hidden mean; the whole's sum lies between ``least`` and ``most``.

    Inside a region: the sum of a hidden group is that of its hidden people (anything from 0 to 100 each) and of the
    visible groups in it, and the sum of the region's top must stay in its range whatever the others hold.
    """
    floor, ceiling = world.least.copy(), world.most.copy()
    floor[0], ceiling[0] = least, most
    people, children = world.people, world.tree.children
    shown, shown_least, shown_most = (np.zeros_like(people) for _array in range(3))
    for group in range(len(children) - 1, -1, -1):
        for child in children[group]:
            visible = world.visible[child]
            shown[group] += np.where(visible, people[child], shown[child])
            shown_least[group] += np.where(visible, world.least[child], shown_least[child])
            shown_most[group] += np.where(visible, world.most[child], shown_most[child])
    _carry_down(world, floor, ceiling)
    top = [people - shown, floor - shown_most, ceiling - shown_least]  # hidden people, bounds of their sum
    for group, members in enumerate(children):
        for child in members:
            for figures in top:
                figures[child] = np.where(world.visible[child], figures[child], figures[group])
    hidden, region_least, region_most = top
    lowest, highest = np.full_like(people, np.inf), np.full_like(people, -np.inf)
    for number in (world.fewest, np.minimum(world.greatest, world.fewest.max(axis=0))):
        inside = np.clip(number - shown, 0.0, hidden)
        greatest = np.minimum(FULL * inside + shown_most, region_most + shown_least)
        smallest = np.maximum(shown_least, region_least + shown_most - FULL * (hidden - inside))
        with np.errstate(invalid="ignore", divide="ignore"):
            highest = np.maximum(highest, np.where(number > 0, greatest / number, -np.inf))
            lowest = np.minimum(lowest, np.where(number > 0, smallest / number, np.inf))
    width: Figures = np.clip(highest - lowest, 0.0, FULL)
    return width


def _carry_down(world: _World, floor: Figures, ceiling: Figures) -> None:
    """From the range of the whole's sum to the exact range of every group's; in place."""
    for group, members in enumerate(world.tree.children):
        below = list(members)
        if below:
            most = ceiling[below].sum(axis=0) + FULL * world.rest[group]
            least = floor[below].sum(axis=0)
            lower = np.maximum(floor[below], floor[group] - most + ceiling[below])
            upper = np.minimum(ceiling[below], ceiling[group] - least + floor[below])
            floor[below], ceiling[below] = lower, upper
