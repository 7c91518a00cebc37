"""Ways from one job to another, through at most three moves: Dijkstra's search on days of training.

Days add up, so the direct move always takes the fewest; but nobody moves to a job of which they master too little. A
move is therefore *feasible* only when, on the day of the arrival, the fit reaches a minimum (a setting) and no critical
skill lacks two levels. What a move teaches is carried on to the next one: an intermediate job appears where it opens a
door that is closed today. Each move stays within one category (A, B, C) of the former one, changed as seldom as possible.

A skill of which nothing is known counts as 0 here, as in the effort: the fit is the assured one (``Fit.low``). Whoever
learns something never gets a longer way (in days): every way stays open and none of its moves takes more days.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from transfo_rh.skills.fit.effort import default_days
from transfo_rh.skills.fit.fit import PARTS, covered_parts, driving, gap
from transfo_rh.skills.fit.readiness import GATE_GAP
from transfo_rh.skills.model import LEVELS, RoleContent, SkillsSettings
from transfo_rh.staff.model import Category

MAXIMUM_MOVES = 3

Levels = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Move:
    """One move: the role reached, the category held there (None: not known, or any), the days of training it takes.

    ``from_category`` is the one held before: a change of category is named on screens.
    """

    role: str
    days: float
    from_category: Category | None
    category: Category | None

    @property
    def changes_category(self) -> bool:
        """True when the move supposes another category."""
        return None not in (self.from_category, self.category) and self.from_category != self.category


@dataclass(frozen=True, slots=True)
class Way:
    """Moves one after the other, and their days of training in all."""

    moves: tuple[Move, ...]
    days: float


@dataclass(frozen=True, slots=True)
class Start:
    """Where somebody stands: levels held (skill code → 0–4), the role held (None: unknown or none), the categories
    that they may be in (empty: any)."""

    levels: Mapping[str, int]
    role: str | None = None
    categories: tuple[Category, ...] = ()


def next_category(held: Category | None, open_to: Sequence[Category]) -> tuple[Category | None, ...]:
    """The categories in which somebody may hold a role: their own where it is open to it, and those one step away.

    A role open to nobody in particular is held in one's own category; nobody knows where an unknown category leads.

    >>> next_category(Category.C, (Category.A, Category.B)), next_category(Category.C, (Category.A,))
    ((<Category.B: 'B'>,), ())
    """
    if held is None or not open_to:
        return (held,)
    order = list(Category)
    return tuple(one for one in order if one in open_to and abs(order.index(one) - order.index(held)) <= 1)


class RoleGraph:
    """Roles and what they ask, as arrays, to judge every move of somebody at once.

    ``minimum``: the lowest fit on arrival (0–100) with which a move is feasible.
    """

    def __init__(
        self, roles: Sequence[RoleContent], *, soft: frozenset[str], settings: SkillsSettings, minimum: float
    ) -> None:
        self.roles = tuple(roles)
        self.minimum = minimum
        self.position = {role.code: number for number, role in enumerate(self.roles)}
        asked = [(number, one) for number, role in enumerate(roles) for one in driving(role, soft=soft)]
        self._columns = {code: n for n, code in enumerate(dict.fromkeys(one.skill for _role, one in asked))}
        shape = (len(self.roles), len(self._columns))
        self._required = np.zeros(shape, dtype=np.int8)
        covered = np.zeros((*shape, len(LEVELS)), dtype=np.int32)
        closing = np.zeros((*shape, len(LEVELS)), dtype=np.int32)
        totals = np.zeros(shape[0], dtype=np.int64)
        for row, one in asked:
            column = self._columns[one.skill]
            self._required[row, column] = one.level
            totals[row] += one.weight
            for level in LEVELS:
                covered[row, column, level] = covered_parts(level, one)
                closing[row, column, level] = one.critical and gap(level, one.level) >= GATE_GAP
        self._covered, self._closing = (
            found.transpose(1, 2, 0).reshape(-1, shape[0]) for found in (covered, closing)
        )
        self._needed, self._totals = np.ceil(minimum * PARTS * totals / 100), totals * PARTS
        self._days = np.array([default_days(0, level, settings) for level in LEVELS])
        self._steps = np.arange(shape[1]) * len(LEVELS)

    def levels(self, held: Mapping[str, int]) -> Levels:
        """Levels in the order of the graph's skills; an unknown one is 0."""
        return np.array([held.get(code, 0) for code in self._columns], dtype=np.int8)

    def feasible(self, levels: Levels) -> NDArray[np.bool_]:
        """For each role, whether somebody with these levels may move there now."""
        rows = self._steps + levels
        enough = self._covered[rows].sum(axis=0) >= self._needed
        return np.asarray(enough & ~self._closing[rows].any(axis=0))

    def fits(self, levels: Levels) -> NDArray[np.float64]:
        """For each role, the assured fit (0–100); 100 for a role that asks nothing."""
        covered = self._covered[self._steps + levels].sum(axis=0)
        return np.asarray(np.where(self._totals > 0, 100 * covered / np.maximum(self._totals, 1), 100.0))

    def closing(self, levels: Levels) -> NDArray[np.int64]:
        """For each role, how many critical skills lack two levels or more."""
        return np.asarray(self._closing[self._steps + levels].sum(axis=0))

    def days(self, levels: Levels) -> NDArray[np.float64]:
        """For each role, the days of training to reach every level that it asks, by the default table."""
        arrival = np.maximum(self._required, levels)
        return np.asarray((self._days[arrival] - self._days[levels]).sum(axis=1))

    def after(self, levels: Levels, role: int) -> Levels:
        """The levels of somebody who has learnt what a role asks."""
        return np.asarray(np.maximum(levels, self._required[role]))


@dataclass(order=True, slots=True)
class _Label:
    """A way under construction; the order is that of the search: days, moves, changes of category, then the roles.

    Last comes the ``track`` of the categories held (their ranks), so that no two ways are equal.
    """

    days: float
    hops: int
    changes: int
    path: tuple[int, ...]
    track: tuple[int, ...]
    category: Category | None = field(compare=False)
    moves: tuple[Move, ...] = field(compare=False)
    levels: Levels = field(compare=False)


def ways(graph: RoleGraph, start: Start, targets: Collection[str] | None = None) -> dict[str, Way]:
    """The way of the fewest days from a start to each target (every role by default) that can be reached.

    At equal days, fewer moves, then fewer changes of category, then the order of the catalogue and that of the
    categories. Targets that no way of at most three moves reaches are absent, and so is the role that is held.
    """
    wanted = {code for code in (graph.position if targets is None else targets) if code in graph.position}
    wanted.discard(start.role or "")
    found: dict[str, Way] = {}
    levels = graph.levels(start.levels)
    heap = [_Label(0.0, 0, 0, (), (_rank(held),), held, (), levels) for held in start.categories or (None,)]
    heapq.heapify(heap)
    settled: set[tuple[int | None, frozenset[int], Category | None]] = set()
    while heap and wanted - found.keys():
        label = heapq.heappop(heap)
        last = label.path[-1] if label.path else None
        state = (last, frozenset(label.path), label.category)
        if state in settled:
            continue
        settled.add(state)
        if last is not None and graph.roles[last].code in wanted:
            found.setdefault(graph.roles[last].code, Way(label.moves, label.days))
        if label.hops < MAXIMUM_MOVES:
            only = wanted - found.keys() if label.hops == MAXIMUM_MOVES - 1 else None
            for onward in _onward(graph, label, start.role, only):
                heapq.heappush(heap, onward)
    return found


def _rank(category: Category | None) -> int:
    return -1 if category is None else list(Category).index(category)


def _onward(
    graph: RoleGraph, label: _Label, held_role: str | None, only: Collection[str] | None
) -> Iterator[_Label]:
    """The next moves from here; on the last one allowed, only those that arrive."""
    feasible, days = graph.feasible(label.levels), graph.days(label.levels)
    for number in np.flatnonzero(feasible):
        row = int(number)
        role = graph.roles[row]
        if role.code == held_role or row in label.path or (only is not None and role.code not in only):
            continue
        for category in next_category(label.category, role.categories):
            move = Move(role.code, float(days[row]), label.category, category)
            yield _Label(
                label.days + move.days,
                label.hops + 1,
                label.changes + move.changes_category,
                (*label.path, row),
                (*label.track, _rank(category)),
                category,
                (*label.moves, move),
                graph.after(label.levels, row),
            )
