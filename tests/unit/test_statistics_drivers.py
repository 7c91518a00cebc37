"""Links: ranks against scipy, relative weights against pingouin, percentages that add up."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from transfo_rh.campaigns.statistics.drivers import mid_ranks, percentages, relative_weights


@given(st.lists(st.integers(0, 8), min_size=1, max_size=50))
def test_mid_ranks_are_scipys(values: list[int]) -> None:
    ranks = mid_ranks(np.bincount(values, minlength=9))
    assert ranks[values] == pytest.approx(stats.rankdata(values))


def test_relative_weights_agree_with_pingouin() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pingouin

        random = np.random.default_rng(5)
        shared = random.normal(size=(300, 1))
        predictors = shared + random.normal(size=(300, 4))
        outcome = predictors @ [0.5, 0.3, 0.1, 0.0] + random.normal(size=300)
        expected = pingouin.linear_regression(predictors, outcome, relimp=True)
    correlations = np.corrcoef(np.column_stack([predictors, outcome]), rowvar=False)
    weights = relative_weights(correlations[:4, :4], correlations[:4, 4])
    assert weights.sum() == pytest.approx(expected["r2"].iloc[0])
    # pingouin's are Shapley weights: another method, the same reading
    assert weights == pytest.approx(expected["relimp"].iloc[1:].to_numpy(), abs=0.02)


@given(st.integers(0, 2**32 - 1), st.integers(1, 7))
def test_relative_weights_share_out_what_is_explained(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    data = random.normal(size=(60, count + 1)) + random.normal(size=(60, 1))
    matrix = np.corrcoef(data, rowvar=False)
    explained = matrix[count, :count] @ np.linalg.solve(matrix[:count, :count], matrix[:count, count])
    weights = relative_weights(matrix[:count, :count], matrix[:count, count])
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(explained)


def test_two_predictors_that_say_the_same_share_equally() -> None:
    assert relative_weights([[1, 1], [1, 1]], [0.6, 0.6]) == pytest.approx([0.18, 0.18], abs=1e-4)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_percentages_add_up_to_a_hundred(values: list[float]) -> None:
    total = sum(percentages(values))
    assert total == (100 if sum(values) > 0 else 0)
