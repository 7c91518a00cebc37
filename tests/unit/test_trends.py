"""Two waves side by side: units through reorganisations, measures that mean the same, merged figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waves import hidden, measures_of, shown
from transfo_rh.campaigns.model import Dimension, Item, Questionnaire, Unit
from transfo_rh.campaigns.results.waves import (
    Continuity,
    comparable_measures,
    match_units,
    merged,
    nearly_same,
    shared_items,
)


def _units(*departments: int | None) -> tuple[Unit, ...]:
    return tuple(
        Unit(place, f"U{place if d is None else d}", "", None, d) for place, d in enumerate(departments)
    )


@pytest.mark.parametrize(
    ("successions", "now", "expected"),
    [
        ([], [1, 2, 3], [("same", (0,)), ("same", (1,)), ("same", (2,))]),
        ([(2, 9)], [1, 9, 3], [("same", (0,)), ("successor", (1,)), ("same", (2,))]),
        ([(2, 9), (3, 9)], [1, 9], [("same", (0,)), ("merged", (1, 2))]),
        # 2 was split between 8 and 9
        ([(2, 8), (2, 9)], [1, 8, 9], [("same", (0,)), ("changed", ()), ("changed", ())]),
        # 2 joined 1, which lives on
        ([(2, 1)], [1, 3], [("merged", (0, 1)), ("same", (2,))]),
        # part of 1 went to 9, 1 lives on
        ([(1, 9)], [1, 9], [("changed", ()), ("changed", ())]),
        # through a department that neither wave knows
        ([(2, 7), (7, 9)], [9], [("successor", (1,))]),
        # 9 also replaces 5, which the previous wave does not know
        ([(2, 9), (5, 9)], [9], [("changed", ())]),
        ([], [4], [("new", ())]),
    ],
)
def test_units_are_followed_through_reorganisations(
    successions: list[tuple[int, int]], now: list[int], expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    matches = match_units(_units(*now), _units(1, 2, 3), successions)
    assert [(match.continuity.value, match.previous) for match in matches] == expected


def test_a_unit_that_the_organisation_does_not_know_is_matched_by_code() -> None:
    known, unknown = match_units(_units(None, None), _units(None), [])
    assert known.continuity is Continuity.SAME
    assert unknown.continuity is Continuity.NEW


def test_a_merged_direction_and_its_own_service_count_once() -> None:
    before = (Unit(0, "D", "", None, 1), Unit(1, "S", "", 0, 2))
    (match,) = match_units(_units(9), before, [(1, 9), (2, 9)])
    assert match.previous == (0,)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15),
    st.sets(st.integers(0, 9)),
    st.sets(st.integers(0, 9)),
)
def test_no_former_unit_is_compared_twice(
    successions: list[tuple[int, int]], now: set[int], before: set[int]
) -> None:
    links = [(old, new) for old, new in successions if old != new]
    used = [old for match in match_units(_units(*now), _units(*before), links) for old in match.previous]
    assert len(used) == len(set(used))


def _questionnaire(*items: Item) -> Questionnaire:
    return Questionnaire((Dimension("D", "D"),), items)


def test_items_are_shared_when_they_ask_the_same() -> None:
    first = Item("Q1", "Je suis à l’aise", "D", 5)
    now = _questionnaire(first, Item("Q2", "Autre", "D", 5), Item("Q3", "Échelle", "D", 5))
    before = _questionnaire(
        replace(first, label="je suis à l'aise"),
        Item("Q2", "Tout autre", "D", 5),
        Item("Q3", "Échelle", "D", 4),
    )
    assert shared_items(now, before, same_questionnaire=False) == {"Q1"}
    assert shared_items(now, before, same_questionnaire=True) == {"Q1", "Q2"}


def test_a_dimension_is_compared_when_its_items_did_not_change() -> None:
    items = (Item("Q1", "A", "D", 5), Item("Q2", "B", "D", 5))
    now, before = _questionnaire(*items), _questionnaire(*items, Item("Q3", "C", "D", 5))
    shared = shared_items(now, before, same_questionnaire=True)
    measures = comparable_measures(measures_of(now), now, before, shared)
    assert [measure.code for measure in measures] == ["Q1", "Q2"]


def test_merged_figures_are_those_of_everybody_together() -> None:
    generator = np.random.default_rng(1)
    groups = [generator.normal(60, 15, 80), generator.normal(40, 10, 20)]
    cells = [
        shown(unit, "D", round(group.mean()), len(group), deviation=round(group.std()), population=100)
        for unit, group in enumerate(groups)
    ]
    together = merged(cells)
    everybody = np.concatenate(groups)
    assert together is not None
    assert (together.n, together.population) == (100, 200)
    assert together.score == pytest.approx(everybody.mean(), abs=1)
    assert together.deviation == pytest.approx(everybody.std(), abs=1)


def test_a_hidden_part_or_an_inexact_number_leaves_nothing_to_merge() -> None:
    assert merged([shown(0, "D", 50), hidden(1, "D")]) is None
    assert merged([shown(0, "D", 50), shown(1, "D", 50, n=None)]) is None
    assert merged([]) is None
    assert merged([shown(0, "D", 50, n=None)]) is not None


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)), st.integers(5, 10))
def test_nearly_same_counts_those_who_came_and_those_who_left(
    now: set[int], before: set[int], k: int
) -> None:
    moved = len(now ^ before)
    assert nearly_same(len(now), len(before), len(now & before), k=k) is (0 < moved < k)
