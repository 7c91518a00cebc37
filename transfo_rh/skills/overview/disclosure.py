"""Which aggregates may be shown to somebody who may not see names: a rule on one tree of groups.

A figure about a department includes what is below. Subtracting the shown departments from one another gives figures
about what remains: the people of a shown department who are in no shown department below. These remainders (« atoms »)
are the finest groups that any subtraction can reach, since shown groups are nested or apart. The rule keeps every atom
empty or safe (``k`` people or more, and not all alike), so neither a shown figure nor any difference of shown figures is
about fewer than ``k`` people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from transfo_rh.core.i18n import _

Counts = tuple[int, ...]
"""How many people of a group have each value; groups that do not overlap add up place by place."""


class Shown(StrEnum):
    """What a reader gets of a figure."""

    SHOWN = "shown"
    NOBODY = "no_answer"
    HIDDEN = "too_few"

    @property
    def label(self) -> str:
        """The state in words."""
        return {
            Shown.SHOWN: _("Affiché"),
            Shown.NOBODY: _("Personne"),
            Shown.HIDDEN: _("Masqué : trop peu de personnes, ou déductible d’un autre chiffre"),
        }[self]


@dataclass(frozen=True, slots=True)
class Group:
    """A department: people of its own by value, and the positions of the departments directly below."""

    own: Counts
    children: tuple[int, ...] = ()


Safe = Callable[[Counts], bool]


def mixed(k: int) -> Safe:
    """Safe groups for means: ``k`` people or more, of at least two values.

    >>> [mixed(5)(counts) for counts in ((3, 2), (5, 0), (3, 1))]
    [True, False, False]
    """
    return lambda counts: sum(counts) >= k and max(counts) < sum(counts)


def enough(k: int) -> Safe:
    """Safe groups for a count of people who can do something, (those who can, the others): ``k`` or more, not everybody.

    >>> [enough(5)(counts) for counts in ((5, 1), (4, 9), (6, 0))]
    [True, False, False]
    """
    return lambda counts: counts[0] >= k and counts[1] > 0


def can(counts: Counts) -> int:
    """Those whom such a count is about: where there is nobody, there is nobody to protect.

    >>> can((0, 12))
    0
    """
    return counts[0]


def rounded_down(people: int, k: int) -> int:
    """A number of people as readers of aggregates get it: the multiple of ``k`` below.

    The same people are counted in several ways (holders, classes, near a role). The difference of two exact counts could
    be about one person; that of two rounded ones never says how many.

    >>> [rounded_down(people, 5) for people in (0, 5, 9, 14)]
    [0, 5, 5, 10]
    """
    return people // k * k


def added(parts: Sequence[Counts], places: int) -> Counts:
    """The sum of groups that do not overlap.

    >>> added([(1, 2), (3, 0)], 2), added([], 2)
    ((4, 2), (0, 0))
    """
    return tuple(map(sum, zip(*parts, strict=True))) if parts else (0,) * places


def totals(groups: Mapping[int, Group], order: Sequence[int]) -> dict[int, Counts]:
    """Each department with what is below; ``order``: children before parents."""
    found: dict[int, Counts] = {}
    for position in order:
        group = groups[position]
        found[position] = added([group.own, *(found[child] for child in group.children)], len(group.own))
    return found


def shown_groups(
    groups: Mapping[int, Group], order: Sequence[int], *, safe: Safe, about: Callable[[Counts], int] = sum
) -> dict[int, Shown]:
    """What may be shown of each department of a forest, children before parents in ``order``.

    ``safe`` judges a group; when it holds for a group it must hold for any larger one. ``about``: how many people of a
    group the figure is about. From the bottom up, a department whose total is safe is shown; when what remains beside
    the departments shown below is neither safe nor empty, the smallest of these is hidden, until it is. An empty
    department says so where the reader can compute it, and is hidden elsewhere.

    >>> groups = {1: Group((0, 0)), 2: Group((6, 4)), 3: Group((1, 1))}
    >>> whole = {**groups, 1: Group((0, 0), (2, 3))}
    >>> [state.value for state in shown_groups(whole, [2, 3, 1], safe=mixed(5)).values()]
    ['too_few', 'too_few', 'shown']
    """
    whole = totals(groups, order)
    remainder: dict[int, Counts] = {}
    tops: dict[int, list[int]] = {}
    shown: set[int] = set()
    for position in order:
        group = groups[position]
        rest = added(
            [group.own, *(remainder[child] for child in group.children if child not in shown)], len(group.own)
        )
        below = [top for child in group.children for top in ([child] if child in shown else tops[child])]
        if safe(whole[position]):
            while about(rest) and not safe(rest):
                smallest = min(below, key=lambda top: (about(whole[top]), top))
                below.remove(smallest)
                below += tops[smallest]
                shown.discard(smallest)
                rest = added([rest, remainder[smallest]], len(rest))
            shown.add(position)
        remainder[position], tops[position] = rest, below
    empty = {position for position in order if not about(whole[position])}
    known_empty = {position for position in shown if not about(remainder[position])}
    return _states(groups, order, shown, empty, known_empty)


def _states(
    groups: Mapping[int, Group],
    order: Sequence[int],
    shown: set[int],
    empty: set[int],
    known_empty: set[int],
) -> dict[int, Shown]:
    """Shown, hidden, or nobody: the last where the atom around the department is known to be empty."""
    around: dict[int, bool] = {}
    for position in reversed(order):
        inside = position in known_empty if position in shown else around.get(position, False)
        around.update(dict.fromkeys(groups[position].children, inside))
    states = {}
    for position in order:
        if position in shown:
            states[position] = Shown.SHOWN
        elif position in empty and around.get(position, False):
            states[position] = Shown.NOBODY
        else:
            states[position] = Shown.HIDDEN
    return states
