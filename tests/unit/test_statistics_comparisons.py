"""Comparisons of two waves: agreement with scipy, the correction for a finite population, the three verdicts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from transfo_rh.campaigns.statistics.comparisons import (
    Verdict,
    benjamini_hochberg,
    largest_deviation,
    two_proportions,
    verdict,
    welch,
)


def test_welch_agrees_with_scipy() -> None:
    expected = stats.ttest_ind_from_stats(60, 20, 40, 67, 12, 25, equal_var=False).pvalue
    assert float(welch(60, 20, 40, 67, 12, 25)) == pytest.approx(expected)


def test_two_proportions_is_the_square_root_of_the_chi_squared_test() -> None:
    expected = stats.chi2_contingency([[45, 55], [60, 40]], correction=False).pvalue
    assert float(two_proportions(0.45, 100, 0.6, 100)) == pytest.approx(expected)


def test_the_finite_population_makes_a_difference_more_certain() -> None:
    alone = float(welch(60, 20, 40, 67, 20, 40))
    known = float(welch(60, 20, 40, 67, 20, 40, population_1=50, population_2=50))
    assert known < alone
    assert float(two_proportions(0.5, 40, 0.6, 40, population_1=50, population_2=50)) < float(
        two_proportions(0.5, 40, 0.6, 40)
    )


def test_two_censuses_leave_no_doubt() -> None:
    assert float(welch(60, 20, 40, 61, 20, 40, population_1=40, population_2=40)) == 0
    assert float(welch(60, 20, 40, 60, 20, 40, population_1=40, population_2=40)) == 1


def test_arrays_are_compared_at_once() -> None:
    together = welch([60, 50], [20, 20], [40, 40], [67, 50], [20, 20], [40, 40])
    assert together[0] == pytest.approx(float(welch(60, 20, 40, 67, 20, 40)))
    assert together[1] == pytest.approx(1)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.floats(0.01, 0.3))
def test_benjamini_hochberg_agrees_with_scipy(values: list[float], rate: float) -> None:
    adjusted = stats.false_discovery_control(values, method="bh")
    doubtful = np.isclose(adjusted, rate, rtol=1e-9)  # equality is decided by the last bit
    assert (benjamini_hochberg(values, rate=rate) == (adjusted <= rate))[~doubtful].all()


def test_no_family_no_verdict() -> None:
    assert benjamini_hochberg([]).tolist() == []


@given(st.lists(st.integers(0, 100), min_size=2, max_size=40))
def test_no_sample_varies_more_than_the_largest_deviation(values: list[int]) -> None:
    assert np.std(values) <= float(largest_deviation(np.mean(values))) + 1e-9


@pytest.mark.parametrize(
    ("difference", "significant", "enough", "expected"),
    [
        (5, True, True, Verdict.PROVEN),
        (-12, True, True, Verdict.PROVEN),
        (4, True, True, Verdict.UNPROVEN),
        (12, False, True, Verdict.UNPROVEN),
        (30, True, False, Verdict.TOO_FEW),
    ],
)
def test_a_change_is_proven_when_certain_and_worth_a_word(
    difference: int, significant: bool, enough: bool, expected: Verdict
) -> None:
    assert verdict(difference, significant=significant, enough=enough) is expected


def test_verdicts_in_words() -> None:
    assert [one.label for one in Verdict] == [
        "évolution démontrée",
        "évolution non démontrée",
        "trop peu de réponses",
    ]
