"""Weights: margins reached, bounds kept, and the same as weightipy where it converges."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.campaigns.statistics.weighting import (
    HIGHEST_WEIGHT,
    LOWEST_WEIGHT,
    kish_effective_size,
    raking,
)

TABLE = [[40, 10, 5], [20, 30, 15], [10, 5, 25]]
MARGINS = [[50, 90, 60], [80, 70, 50]]


def test_raking_on_one_axis_is_post_stratification() -> None:
    result = raking([30, 10, 40, 20], [[25, 25, 25, 25]], trimmed=False)
    assert result.weights * [30, 10, 40, 20] == pytest.approx([25] * 4)
    assert result.margin_error == pytest.approx(0)
    assert result.design_effect == pytest.approx(100 / result.effective_n)


def test_raking_reaches_every_margin() -> None:
    weighted = raking(TABLE, MARGINS, trimmed=False).weights * np.array(TABLE)
    for axis, margin in enumerate(MARGINS):
        reached = weighted.sum(axis=1 - axis) / weighted.sum()
        assert reached == pytest.approx(np.array(margin) / sum(margin), abs=1e-10)


def test_raking_agrees_with_weightipy() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import weightipy as wp

        rows = [
            (row, column) for row in range(3) for column in range(3) for _one in range(TABLE[row][column])
        ]
        frame = pd.DataFrame(rows, columns=["department", "category"])
        targets = {
            name: {code: 100 * share / sum(margin) for code, share in enumerate(margin)}
            for name, margin in zip(frame.columns, MARGINS, strict=True)
        }
        weighted = wp.weight_dataframe(frame, wp.scheme_from_dict(targets), "weight", verbose=False)
    expected = weighted.groupby(["department", "category"])["weight"].first().to_numpy().reshape(3, 3)
    assert raking(TABLE, MARGINS, trimmed=False).weights == pytest.approx(expected, abs=2e-3)


def test_trimming_keeps_the_bounds_and_says_what_remains() -> None:
    result = raking([[90, 1], [5, 4]], [[10, 90], [50, 50]])
    assert result.weights.min() >= LOWEST_WEIGHT
    assert result.weights.max() <= HIGHEST_WEIGHT
    assert result.margin_error > 0.05


def test_an_empty_group_is_left_out_and_counted_as_an_error() -> None:
    result = raking([[10, 10], [0, 0]], [[80, 20], [50, 50]])
    assert result.weights[1].tolist() == [0, 0]
    assert result.margin_error == pytest.approx(0.2)


def test_equal_weights_cost_nothing() -> None:
    result = raking([[10, 20], [30, 40]], [[30, 70], [40, 60]])
    assert result.effective_n == pytest.approx(100)
    assert result.design_effect == pytest.approx(1)


@given(st.lists(st.tuples(st.floats(0.1, 5), st.integers(1, 50)), min_size=1, max_size=12))
def test_the_effective_size_never_exceeds_the_sample(groups: list[tuple[float, int]]) -> None:
    weights, counts = np.array([w for w, _n in groups]), np.array([float(n) for _w, n in groups])
    assert kish_effective_size(weights, counts) <= counts.sum() * (1 + 1e-9)


def test_a_table_must_agree_with_its_margins() -> None:
    with pytest.raises(ValueError, match="does not agree"):
        raking([[1, 2]], [[1, 1], [1, 1]])
