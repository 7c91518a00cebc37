"""Suppression under attack: whatever is hidden below k must not be derivable from what is shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from transfo_rh.campaigns.model import CellState
from transfo_rh.campaigns.publication.confidentiality import GroupTree, n_band, suppress

SHOWN, NONE, FEW, PRECAUTION = CellState.SHOWN, CellState.NO_ANSWER, CellState.TOO_FEW, CellState.PRECAUTION


@st.composite
def populations(draw: st.DrawFn) -> tuple[GroupTree, list[int]]:
    """A random tree with random direct members, summed upwards."""
    size = draw(st.integers(1, 24))
    parents = [0, *(draw(st.integers(0, group - 1)) for group in range(1, size))]
    counts = [draw(st.one_of(st.integers(0, 9), st.integers(0, 40))) for _group in range(size)]
    for group in range(size - 1, 0, -1):
        counts[parents[group]] += counts[group]
    return GroupTree(tuple(parents)), counts


def derivable_interval(
    tree: GroupTree, counts: list[int], states: tuple[CellState, ...], group: int
) -> tuple[float, float]:
    """What an attacker with a linear-programming solver learns of a hidden count from all shown counts."""
    size = len(counts)
    children = tree.children()
    # unknowns: count of each group, then direct members of each group that has children
    equations, right = [], []
    for parent in range(size):
        if children[parent]:
            row = np.zeros(2 * size)
            row[parent], row[size + parent] = 1, -1
            row[children[parent]] = -1
            equations.append(row)
            right.append(0.0)
    bounds: list[tuple[float, float | None]] = []
    for member in range(size):
        known = states[member] in (SHOWN, NONE)
        bounds.append((counts[member], counts[member]) if known else (0, None))
    bounds += [(0, None)] * size
    target = np.zeros(2 * size)
    target[group] = 1
    low, high = (
        linprog(
            sign * target,
            A_eq=np.array(equations) if equations else None,
            b_eq=np.array(right) if equations else None,
            bounds=bounds,
        )
        for sign in (1, -1)
    )
    assert low.status == 0
    return low.fun, np.inf if high.status == 3 else -high.fun


@settings(max_examples=300, deadline=None)
@given(populations(), st.integers(5, 7))
def test_no_hidden_count_is_pinned_within_k_by_linear_programming(
    population: tuple[GroupTree, list[int]], k: int
) -> None:
    tree, counts = population
    states = suppress(tree, counts, k=k)
    for group, state in enumerate(states):
        if state in (FEW, PRECAUTION):
            low, high = derivable_interval(tree, counts, states, group)
            assert high - low >= k - 1e-6, (group, low, high)


@settings(max_examples=300, deadline=None)
@given(populations(), st.integers(5, 12))
def test_no_sum_or_difference_isolates_fewer_than_k(population: tuple[GroupTree, list[int]], k: int) -> None:
    """Direct members of a shown group whose children are all shown are derivable: they must be none, or k or more."""
    tree, counts = population
    states = suppress(tree, counts, k=k)
    for group, children in enumerate(tree.children()):
        if children and states[group] is SHOWN and all(states[child] in (SHOWN, NONE) for child in children):
            rest = counts[group] - sum(counts[child] for child in children)
            assert rest == 0 or rest >= k


@given(populations(), st.integers(5, 12))
def test_states_say_what_they_mean(population: tuple[GroupTree, list[int]], k: int) -> None:
    tree, counts = population
    for count, state in zip(counts, suppress(tree, counts, k=k), strict=True):
        assert (state is NONE) == (count == 0)
        assert (state is FEW) == (0 < count < k)


@given(populations(), st.integers(5, 12))
def test_the_whole_is_shown_from_k_on(population: tuple[GroupTree, list[int]], k: int) -> None:
    tree, counts = population
    assert (suppress(tree, counts, k=k)[0] is SHOWN) == (counts[0] >= k)


def test_the_smallest_sibling_is_hidden_beside_a_lone_small_group() -> None:
    assert suppress(GroupTree((0, 0, 0, 0)), [40, 3, 12, 25], k=5) == (SHOWN, FEW, PRECAUTION, SHOWN)


def test_two_small_groups_that_hold_k_together_protect_each_other() -> None:
    assert suppress(GroupTree((0, 0, 0, 0)), [46, 3, 3, 40], k=5) == (SHOWN, FEW, FEW, SHOWN)


def test_two_small_groups_below_k_together_need_a_third() -> None:
    assert suppress(GroupTree((0, 0, 0, 0)), [44, 2, 2, 40], k=5) == (SHOWN, FEW, FEW, PRECAUTION)


def test_direct_members_below_k_hide_the_smallest_child() -> None:
    """A head of direction alone above two services: parent minus services must not isolate the head."""
    assert suppress(GroupTree((0, 0, 0)), [31, 10, 20], k=5) == (SHOWN, PRECAUTION, SHOWN)


def test_a_hidden_direction_hides_something_inside_too() -> None:
    """Otherwise the sum of its services would give it back."""
    parents = (0, 0, 0, 2, 2)
    states = suppress(GroupTree(parents), [23, 3, 20, 8, 12], k=5)
    assert states == (SHOWN, FEW, PRECAUTION, PRECAUTION, SHOWN)


def test_a_withheld_group_is_protected_like_any_hidden_group() -> None:
    states = suppress(GroupTree((0, 0, 0)), [30, 10, 20], k=5, withheld=frozenset({1}))
    assert states == (SHOWN, PRECAUTION, PRECAUTION)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="fewer respondents"):
        suppress(GroupTree((0, 0)), [5, 6], k=5)
    with pytest.raises(ValueError, match="parents come before"):
        GroupTree((0, 2, 0))


def test_bands() -> None:
    assert [n_band(n, k=5) for n in (5, 9, 10)] == ["5–9", "5–9", None]
