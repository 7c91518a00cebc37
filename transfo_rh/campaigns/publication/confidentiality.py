"""Which cells of a publication may be shown. One place, for every role, screen, export and trend.

A cell below the threshold k is hidden (primary suppression). It must not be recomputable from what stays visible, so
other cells are hidden with it (complementary suppression). In a tree where each group is the sum of its children and
of its direct members, what an observer can derive has a closed form:

- the *atoms* are the unknown non-empty pieces: hidden groups without children, and the direct members of any group
  that has children (they are never published as such);
- under each visible group, the atoms that are reached through hidden groups only form its *region*, and the one thing
  that the publication says about them is their sum.

A region with a hidden group, or with an atom below k, is safe when it holds at least k respondents in at least two
atoms, with something left outside each of its hidden groups. When it does not, the smallest visible group beside (or
inside) it is hidden too, until nothing changes.

Why this is safe: exchange two people between two atoms of one region, or move one from the first to the second. No
visible group gains or loses an answer, so *no published figure changes*, of whatever kind: numbers, scores, shares,
deviations, even the complete distribution. An observer with every figure of every role therefore cannot tell the real
campaign from any such other one: a hidden group may hold anything between nobody and the whole region, and any of its
answers. Bands, rounding and capped shares (see rounding.py) come on top and are not counted upon.

The argument also tells how margins combine: the tree of units and each attribute divide the same people in separate
ways, and any division by one goes with any division by the other (a table with given margins always exists), so each
margin is protected on its own. Tables of two attributes are in crosses.py; audit.py verifies the outcome with linear
programming, from the published figures alone.

References: A. Hundepool et al., Statistical Disclosure Control (Wiley, 2012), chapter 4; M. Fischetti and
J. J. Salazar, « Models and algorithms for optimizing cell suppression », JASA 95 (2000).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from transfo_rh.campaigns.model import CellState


@dataclass(frozen=True, slots=True)
class GroupTree:
    """Nested groups. Group 0 is the whole; ``parents[g]`` < g for every other group g."""

    parents: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.parents or any(
            not 0 <= parent < group for group, parent in enumerate(self.parents) if group
        ):
            raise ValueError("group 0 must be the whole, and parents come before their children")

    def children(self) -> list[list[int]]:
        """The direct children of each group."""
        children: list[list[int]] = [[] for _group in self.parents]
        for group, parent in enumerate(self.parents):
            if group:
                children[parent].append(group)
        return children


def n_band(n: int, *, k: int) -> str | None:
    """The text shown instead of n below 2k; None when n may be exact.

    >>> n_band(7, k=5), n_band(10, k=5)
    ('5–9', None)
    """
    return f"{k}–{2 * k - 1}" if n < 2 * k else None


def suppress(
    tree: GroupTree, counts: Sequence[int], *, k: int, withheld: frozenset[int] = frozenset()
) -> tuple[CellState, ...]:
    """The state of each group's cell for one measure.

    ``counts[g]`` is the number of respondents of group g, all levels below included; ``withheld`` are groups that
    another rule hides. Raises ValueError when a group counts fewer than the groups below it.

    >>> suppress(GroupTree((0, 0, 0, 0)), [40, 3, 12, 25], k=5)[1:3]
    (<CellState.TOO_FEW: 'too_few'>, <CellState.PRECAUTION: 'precaution'>)
    """
    children = tree.children()
    direct = [count - sum(counts[child] for child in children[group]) for group, count in enumerate(counts)]
    if min(direct) < 0:
        raise ValueError("a group counts fewer respondents than its children")
    states = [_primary(count, k, group in withheld) for group, count in enumerate(counts)]
    plan = _Plan(children, counts, direct, states, k)
    waiting = [group for group, state in enumerate(states) if state is CellState.SHOWN]
    while waiting:
        waiting = [group for group in waiting if states[group] is CellState.SHOWN and plan.protect(group)]
    return tuple(states)


def _primary(count: int, k: int, withheld: bool) -> CellState:
    if count == 0:
        return CellState.NO_ANSWER
    if count < k:
        return CellState.TOO_FEW
    return CellState.PRECAUTION if withheld else CellState.SHOWN


@dataclass(slots=True)
class _Region:
    """What lies hidden under one visible group."""

    atoms: list[int] = field(default_factory=list)  # respondents of each unknown piece
    inside: dict[int, int] = field(default_factory=dict)  # respondents of the region in each hidden group
    candidates: list[int] = field(default_factory=list)  # visible groups on its border
    candidates_of: dict[int, list[int]] = field(default_factory=dict)  # those below each hidden group

    @property
    def has_hidden_group(self) -> bool:
        """True when the region holds a group, and not only direct members."""
        return bool(self.inside)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The states under construction, with what is needed to judge them."""

    children: list[list[int]]
    counts: Sequence[int]
    direct: list[int]
    states: list[CellState]
    k: int

    def protect(self, group: int) -> bool:
        """Hide one more group if the region of this visible group is unsafe; True when something changed."""
        region = self._region(group)
        exposed = region.has_hidden_group or any(atom < self.k for atom in region.atoms)
        total = sum(region.atoms)
        if not exposed or not (region.atoms or region.has_hidden_group):
            return False
        if total >= self.k and len(region.atoms) >= 2:
            alone = [hidden for hidden, inside in region.inside.items() if inside == total]
            if not alone:
                return False
            within = {below for hidden in alone for below in region.candidates_of.get(hidden, ())}
            region.candidates = [candidate for candidate in region.candidates if candidate not in within]
        if not region.candidates:
            return False
        smallest = min(region.candidates, key=lambda candidate: (self.counts[candidate], candidate))
        self.states[smallest] = CellState.PRECAUTION
        return True

    def _region(self, group: int) -> _Region:
        region = _Region()
        waiting: list[tuple[int, tuple[int, ...]]] = [(group, ())]
        while waiting:
            current, above = waiting.pop()
            if self.direct[current] > 0:
                region.atoms.append(self.direct[current])
                for hidden in above:
                    region.inside[hidden] += self.direct[current]
            for child in self.children[current]:
                if self.states[child] is CellState.SHOWN:
                    region.candidates.append(child)
                    for hidden in above:
                        region.candidates_of.setdefault(hidden, []).append(child)
                elif self.states[child] is not CellState.NO_ANSWER:
                    region.inside[child] = 0
                    waiting.append((child, (*above, child)))
        return region
