"""Intervals: the rule book's check values, a census, the limits of a proportion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from transfo_rh.campaigns.statistics.intervals import effective_size, mean_interval, wilson


@pytest.mark.parametrize(
    ("successes", "n", "population", "low", "high"),
    [
        (9, 12, 20, 0.5681, 0.8725),
        (30, 60, 80, 0.4369, 0.5631),
        (3, 5, 6, 0.4074, 0.7660),
        (420, 700, 2000, 0.5704, 0.6289),
        (9, 12, None, 0.4677, 0.9111),
    ],
)
def test_wilson_gives_the_published_check_values(
    successes: int, n: int, population: int | None, low: float, high: float
) -> None:
    interval = wilson(successes, n, population)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@given(st.integers(1, 500), st.data())
def test_wilson_agrees_with_scipy_without_a_known_population(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    expected = stats.binomtest(successes, n).proportion_ci(method="wilson")
    interval = wilson(successes, n)
    assert interval.low == pytest.approx(expected.low, abs=1e-9)
    assert interval.high == pytest.approx(expected.high, abs=1e-9)


@given(st.integers(1, 300), st.data())
def test_a_known_population_never_widens_the_interval(n: int, data: st.DataObject) -> None:
    successes, population = data.draw(st.integers(0, n)), data.draw(st.integers(n, 3 * n))
    interval = wilson(successes, n, population)
    assert 0 <= interval.low <= successes / n + 1e-12
    assert successes / n - 1e-12 <= interval.high <= 1
    assert interval.width <= wilson(successes, n).width + 1e-12


def test_a_census_has_no_sampling_error() -> None:
    assert wilson(3, 7, 7).low == wilson(3, 7, 7).high == 3 / 7
    census = mean_interval(61.5, 18, 7, 7)
    assert census is not None
    assert (census.low, census.high) == (61.5, 61.5)


def test_the_mean_interval_is_students() -> None:
    expected = stats.t.interval(0.95, 24, loc=60, scale=15 / 25**0.5)
    interval = mean_interval(60, 15, 25)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx(expected)
    corrected = mean_interval(60, 15, 25, 50)
    assert corrected is not None
    assert corrected.width == pytest.approx(interval.width * (25 / 49) ** 0.5)


def test_one_respondent_has_no_mean_interval() -> None:
    assert mean_interval(60, 0, 1) is None


@pytest.mark.parametrize(("n", "population"), [(0, 10), (11, 10)])
def test_impossible_counts_are_refused(n: int, population: int) -> None:
    with pytest.raises(ValueError, match="respondents"):
        effective_size(n, population)
