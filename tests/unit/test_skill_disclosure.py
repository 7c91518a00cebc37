"""No subtraction of what a reader of aggregates is shown leads to a group of fewer than k people."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transfo_rh.skills.overview.disclosure import (
    Counts,
    Group,
    Safe,
    Shown,
    can,
    enough,
    mixed,
    shown_groups,
    totals,
)

K = 4


def large(k: int) -> Safe:
    """Safe groups for plain counts."""
    return lambda counts: sum(counts) >= k


@st.composite
def forests(draw: st.DrawFn, places: int = 2, most: int = 6, biggest: int = 6) -> dict[int, Group]:
    """A small tree, position 0 at the top, with people of its own in each department."""
    size = draw(st.integers(1, most))
    parents = [0, *(draw(st.integers(0, position - 1)) for position in range(1, size))]
    counts = st.tuples(*(st.integers(0, biggest) for _place in range(places)))
    return {
        position: Group(draw(counts), tuple(child for child in range(1, size) if parents[child] == position))
        for position in range(size)
    }


def _order(groups: dict[int, Group]) -> list[int]:
    return sorted(groups, reverse=True)  # a child comes after its parent


def _members(groups: dict[int, Group], position: int) -> list[int]:
    return [position, *(m for child in groups[position].children for m in _members(groups, child))]


def _known(groups: dict[int, Group], states: dict[int, Shown]) -> np.ndarray:
    """What the reader knows: one line per figure (shown, or « nobody »), over the departments' own people."""
    lines = np.zeros((len(groups), len(groups)))
    for position, state in states.items():
        if state is not Shown.HIDDEN:
            lines[position, _members(groups, position)] = 1
    return lines


def _follows(lines: np.ndarray, target: np.ndarray) -> bool:
    """True when a combination of the known figures gives the target."""
    return bool(np.linalg.matrix_rank(np.vstack([lines, target])) == np.linalg.matrix_rank(lines))


def _reachable(groups: dict[int, Group], states: dict[int, Shown]) -> list[list[int]]:
    """Every set of departments whose people any combination of the known figures counts."""
    lines = _known(groups, states)
    return [
        [position for position in groups if inside[position]]
        for inside in product((0, 1), repeat=len(groups))
        if any(inside) and _follows(lines, np.array(inside, dtype=float))
    ]


def _sum(groups: dict[int, Group], members: list[int]) -> Counts:
    return tuple(map(sum, zip(*(groups[m].own for m in members), strict=True)))


@settings(max_examples=60, deadline=None)
@given(forests())
def test_every_mean_that_subtraction_reaches_is_of_k_people_of_different_levels(
    groups: dict[int, Group],
) -> None:
    states = shown_groups(groups, _order(groups), safe=mixed(K))
    for members in _reachable(groups, states):
        counts = _sum(groups, members)
        assert sum(counts) == 0 or (sum(counts) >= K and max(counts) < sum(counts))


@settings(max_examples=60, deadline=None)
@given(forests())
def test_every_count_that_subtraction_reaches_is_zero_or_k_and_not_everybody(
    groups: dict[int, Group],
) -> None:
    states = shown_groups(groups, _order(groups), safe=enough(K), about=can)
    for members in _reachable(groups, states):
        able, others = _sum(groups, members)
        assert able == 0 or (able >= K and others > 0)


@settings(max_examples=25, deadline=None)
@given(forests(places=1, most=5, biggest=4))
def test_integers_do_not_pin_a_hidden_count(groups: dict[int, Group]) -> None:
    """Somebody who tries every split of the people that gives the shown figures finds several for a small group."""
    k = 3
    states = shown_groups(groups, _order(groups), safe=large(k))
    whole = totals(groups, _order(groups))
    lines = _known(groups, states)
    figures = np.array([whole[p][0] if lines[p].any() else 0 for p in sorted(groups)])
    most = 8
    worlds = [w for w in product(range(most + 1), repeat=len(groups)) if (lines @ w == figures).all()]
    for position, state in states.items():
        if state is Shown.HIDDEN and whole[position][0] < k:
            sizes = {sum(world[m] for m in _members(groups, position)) for world in worlds}
            assert len(sizes) > 1


@given(forests())
def test_the_top_is_shown_whenever_it_is_safe(groups: dict[int, Group]) -> None:
    whole = totals(groups, _order(groups))[0]
    states = shown_groups(groups, _order(groups), safe=mixed(K))
    assert (states[0] is Shown.SHOWN) is mixed(K)(whole)


def test_a_total_and_all_children_but_one_do_not_tell_the_hidden_one() -> None:
    groups = {0: Group((0, 0), (1, 2, 3)), 1: Group((9, 3)), 2: Group((5, 2)), 3: Group((2, 1))}
    states = shown_groups(groups, [3, 2, 1, 0], safe=mixed(5))
    assert [states[p].value for p in range(4)] == ["shown", "shown", "too_few", "too_few"]


def test_a_hidden_grandchild_hides_beside_its_own_kin() -> None:
    """Department 1 (12 people) holds 3 (10) and 4 (2): 3 goes with 4, and 1 stays."""
    groups = {
        0: Group((0, 0), (1, 2)),
        1: Group((0, 0), (3, 4)),
        2: Group((6, 6)),
        3: Group((5, 5)),
        4: Group((1, 1)),
    }
    states = shown_groups(groups, [4, 3, 2, 1, 0], safe=mixed(5))
    assert [states[p].value for p in range(5)] == ["shown", "shown", "shown", "too_few", "too_few"]


def test_where_nobody_is_assessed_it_is_said_only_when_the_rest_tells_it() -> None:
    groups = {0: Group((0, 0), (1, 2)), 1: Group((9, 3)), 2: Group((0, 0))}
    assert shown_groups(groups, [2, 1, 0], safe=mixed(5))[2] is Shown.NOBODY
    beside_two = {0: Group((1, 1), (1, 2)), 1: Group((9, 3)), 2: Group((0, 0))}
    assert shown_groups(beside_two, [2, 1, 0], safe=mixed(5))[2] is Shown.HIDDEN
