"""Which rates are shown: hand-checked cases, and an observer who subtracts everything that is shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.campaigns.model import CellState, Unit
from transfo_rh.campaigns.outreach.model import Cap, Rate, Standing
from transfo_rh.campaigns.outreach.rates import alert_of_the_day, standing, unit_rates

K = 5


def _flat(*counts: tuple[int, int]) -> tuple[Rate, ...]:
    units = tuple(Unit(n, f"U{n}", f"Service {n}", None) for n in range(len(counts)))
    return unit_rates(units, [0, *(c[0] for c in counts)], [0, *(c[1] for c in counts)], k=K)


def test_a_small_department_is_hidden_and_one_more_with_it() -> None:
    whole, small, medium, large = _flat((3, 3), (12, 6), (30, 10))
    assert small.state is CellState.TOO_FEW
    assert medium.state is CellState.PRECAUTION
    assert (large.value, large.answered, whole.value) == (33, 10, 42)
    assert (small.value, small.answered, medium.answered) == (None, None, None)


def test_full_and_empty_small_groups_show_a_bound_only() -> None:
    _whole, full, nearly, empty, large, empty_large = _flat((8, 8), (8, 7), (9, 0), (40, 20), (30, 0))
    assert (full.cap, full.value, full.answered) == (Cap.AT_LEAST, 80, None)
    assert nearly == full
    assert (empty.cap, empty.value, empty.answered) == (Cap.AT_MOST, 20, None)
    assert (large.cap, large.value) == (Cap.NONE, 50)
    assert (empty_large.cap, empty_large.value) == (Cap.NONE, 0)


def test_a_full_group_cannot_be_found_by_subtraction() -> None:
    whole, large, full = _flat((16, 11), (9, 9))
    assert full.answered is None
    assert whole.answered == 20
    assert large.answered is None  # 20 − 11 would give the nine


def test_nobody_asked_and_too_few_in_all() -> None:
    assert [rate.state for rate in _flat((0, 0))] == [CellState.NO_ANSWER] * 2
    assert [rate.state for rate in _flat((4, 2))] == [CellState.TOO_FEW] * 2


def test_signed_answers_hide_nothing() -> None:
    units = (Unit(0, "A", "A", None), Unit(1, "B", "B", 0))
    rates = unit_rates(units, [0, 1, 1], [0, 1, 0], k=K, attributed=True)
    assert [(rate.value, rate.answered) for rate in rates] == [(50, 1), (50, 1), (0, 0)]


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (Rate(40, CellState.SHOWN, 75, 30), Standing.REACHED),
        (Rate(40, CellState.SHOWN, 60, 24), Standing.UNDER_TARGET),
        (Rate(40, CellState.SHOWN, 58, 23), Standing.ALERT),
        (Rate(8, CellState.SHOWN, 80, cap=Cap.AT_LEAST), Standing.REACHED),
        (Rate(8, CellState.SHOWN, 20, cap=Cap.AT_MOST), Standing.ALERT),
        (Rate(3, CellState.TOO_FEW), None),
    ],
)
def test_standing(rate: Rate, expected: Standing | None) -> None:
    assert standing(rate, target=75, alert=60) is expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 9, 1), None),  # first day of thirty
        (date(2026, 9, 9), None),
        (date(2026, 9, 10), 20),  # a third of the days, a third of the alert
        (date(2026, 9, 20), 40),
        (date(2026, 9, 30), 60),
        (date(2026, 10, 8), 60),  # extended in fact, or read later
    ],
)
def test_the_alert_waits_for_a_third_of_the_days_then_rises(on: date, expected: int | None) -> None:
    assert alert_of_the_day(60, first=date(2026, 9, 1), last=date(2026, 9, 30), on=on) == expected


@given(st.integers(0, 100), st.integers(0, 90), st.integers(0, 120))
def test_the_alert_never_falls_nor_passes_that_of_the_plan(alert: int, length: int, after: int) -> None:
    first = date(2026, 9, 1)
    last, on = first + timedelta(days=length), first + timedelta(days=after)
    today = alert_of_the_day(alert, first=first, last=last, on=on)
    tomorrow = alert_of_the_day(alert, first=first, last=last, on=on + timedelta(days=1))
    assert (today or 0) <= (tomorrow or 0) <= alert
    if after == 0 and length > 2:
        assert today is None


def test_no_alert_is_raised_before_its_time() -> None:
    assert standing(Rate(40, CellState.SHOWN, 2, 1), target=75, alert=None) is Standing.UNDER_TARGET


@st.composite
def _authorities(draw: st.DrawFn) -> tuple[tuple[Unit, ...], list[int], list[int]]:
    size = draw(st.integers(1, 9))
    units = tuple(
        Unit(n, f"U{n}", f"U{n}", draw(st.one_of(st.none(), st.integers(0, n - 1))) if n else None)
        for n in range(size)
    )
    asked = [0, *(draw(st.integers(0, 14)) for _unit in units)]
    return units, asked, [draw(st.integers(0, count)) for count in asked]


@given(_authorities())
def test_an_observer_who_subtracts_learns_of_no_small_group(
    authority: tuple[tuple[Unit, ...], list[int], list[int]],
) -> None:
    units, asked, answered = authority
    rates = unit_rates(units, asked, answered, k=K)
    parents = [0, *(0 if unit.parent is None else unit.parent + 1 for unit in units)]

    def nearest_exact(group: int) -> int:
        group = parents[group]
        while rates[group].answered is None and group:
            group = parents[group]
        return group

    exact = [group for group, rate in enumerate(rates) if rate.answered is not None]
    for group in exact:
        inside = [g for g in exact if g and g != group and nearest_exact(g) == group]
        left = rates[group].invited - sum(rates[g].invited for g in inside)
        left_answered = (rates[group].answered or 0) - sum(rates[g].answered or 0 for g in inside)
        assert left == 0 or left >= K
        if 0 < left < 2 * K and (rates[group].answered or 0) not in (0, rates[group].invited):
            assert 0 < left_answered < left
    for rate in rates:
        if rate.value is not None and rate.cap is not Cap.NONE:
            assert K <= rate.invited < 2 * K
        assert rate.value is None or rate.invited >= K
