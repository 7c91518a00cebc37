"""Scores: hand-checked examples and properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.campaigns.publication.scoring import (
    counted_responses,
    favourable_steps,
    item_figures,
    rounded,
)
from transfo_rh.campaigns.statistics.reliability import ScaleSums, cronbach_alpha


def test_a_score_is_the_mean_on_0_to_100() -> None:
    figures = item_figures(np.array([[2, 1, 1, 4, 2]]))
    assert figures.n[0] == 10
    assert figures.score[0] == pytest.approx((3.3 - 1) / 4 * 100)
    assert figures.favourable[0] == pytest.approx(60)


def test_a_reverse_item_is_recoded() -> None:
    figures = item_figures(np.array([[2, 1, 1, 4, 2]]), reverse=True)
    assert figures.score[0] == pytest.approx(100 - (3.3 - 1) / 4 * 100)
    assert figures.favourable[0] == pytest.approx(30)


@pytest.mark.parametrize(
    ("points", "favourable"), [(2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (7, 3), (10, 5), (11, 5)]
)
def test_favourable_answers_lie_above_the_middle(points: int, favourable: int) -> None:
    assert favourable_steps(points).sum() == favourable


def test_a_group_without_answers_has_no_figure() -> None:
    figures = item_figures(np.array([[0, 0, 0]]))
    assert figures.n[0] == 0
    assert np.isnan(figures.score[0])


@given(st.lists(st.integers(0, 50), min_size=2, max_size=11).filter(lambda counts: sum(counts) > 0))
def test_scores_stay_within_0_and_100_and_reverse_is_symmetric(counts: list[int]) -> None:
    plain = item_figures(np.array([counts]))
    reverse = item_figures(np.array([counts]), reverse=True)
    assert 0 <= plain.score[0] <= 100
    assert plain.score[0] + reverse.score[0] == pytest.approx(100)


def test_a_response_counts_from_half_of_its_applicable_items_on() -> None:
    answers = np.array(
        [[1, 0, 0, 0], [1, 2, 0, 0], [1, -1, -1, 0], [-1, -1, -1, -1], [0, 0, 0, 0]], dtype=np.int8
    )
    assert counted_responses(answers).tolist() == [False, True, True, False, False]


def test_halves_round_up() -> None:
    assert [rounded(value) for value in (0.5, 1.5, 2.5, 2.4999)] == [1, 2, 3, 2]


def test_alpha_from_chunks_is_the_textbook_formula() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(50, 1)) + rng.normal(size=(50, 4))
    sums = ScaleSums.empty(4)
    for chunk in np.array_split(values, 7):
        sums.add(chunk)
    found = cronbach_alpha(sums)
    assert found is not None
    expected = 4 / 3 * (1 - values.var(axis=0, ddof=1).sum() / values.sum(axis=1).var(ddof=1))
    assert found.alpha == pytest.approx(expected)
    assert found.low < found.alpha < found.high


def test_feldt_interval_from_tabulated_quantiles() -> None:
    """30 people, 5 items, item variance 2 and covariance 1: alpha 5/6; F(29, 116) at 97.5 % and 2.5 % from tables."""
    covariance = np.full((5, 5), 1.0) + np.eye(5)
    found = cronbach_alpha(ScaleSums(30, np.zeros(5), covariance * 29))
    assert found is not None
    assert found.alpha == pytest.approx(5 / 6)
    assert found.low == pytest.approx(1 - (1 / 6) * 1.7042, abs=1e-4)
    assert found.high == pytest.approx(1 - (1 / 6) * 0.5295, abs=1e-4)


@pytest.mark.parametrize("values", [np.zeros((5, 1)), np.ones((5, 3)), np.ones((1, 3))])
def test_alpha_is_not_defined_without_variance_items_or_people(values: np.ndarray) -> None:
    sums = ScaleSums.empty(values.shape[1])
    sums.add(values)
    assert cronbach_alpha(sums) is None
