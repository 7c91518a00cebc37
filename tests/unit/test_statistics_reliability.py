"""Reliability: alpha against pingouin, corrected item-total correlations, what is said of few items."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from transfo_rh.campaigns.statistics.reliability import (
    ReliabilityVerdict,
    ScaleSums,
    cronbach_alpha,
    item_total_correlations,
    reliability_verdict,
    weakest_item,
)


def _answers(*, forgotten: bool = False) -> npt.NDArray[np.float64]:
    random = np.random.default_rng(11)
    level = random.normal(3, 1, (120, 1))
    answers = np.clip(np.rint(level + random.normal(0, 0.7, (120, 4))), 1, 5)
    if forgotten:
        answers[:, 2] = 6 - answers[:, 2]
    return answers


def _sums(answers: npt.NDArray[np.float64]) -> ScaleSums:
    sums = ScaleSums.empty(answers.shape[1])
    for chunk in np.array_split(answers, 3):
        sums.add(chunk)
    return sums


def test_alpha_and_its_interval_agree_with_pingouin() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pingouin

        alpha, interval = pingouin.cronbach_alpha(pd.DataFrame(_answers()))
    found = cronbach_alpha(_sums(_answers()))
    assert found is not None
    assert found.alpha == pytest.approx(alpha)
    assert [found.low, found.high] == pytest.approx(list(interval), abs=1e-3)


def test_item_total_correlations_leave_the_item_out_of_its_total() -> None:
    answers = _answers()
    expected = [
        np.corrcoef(answers[:, item], np.delete(answers, item, axis=1).sum(axis=1))[0, 1] for item in range(4)
    ]
    assert item_total_correlations(_sums(answers)) == pytest.approx(expected)


def test_a_forgotten_reverse_item_is_found() -> None:
    assert weakest_item(_sums(_answers(forgotten=True))) == 2
    assert weakest_item(_sums(_answers())) is None


def test_nothing_is_said_on_few_records_or_two_items() -> None:
    assert weakest_item(_sums(_answers(forgotten=True)[:20])) is None
    assert weakest_item(_sums(_answers(forgotten=True)[:, 1:3])) is None


def test_an_item_without_variance_has_no_correlation() -> None:
    answers = _answers()
    answers[:, 0] = 3
    assert item_total_correlations(_sums(answers))[0] is None


@pytest.mark.parametrize(
    ("alpha", "n", "items", "expected"),
    [
        (0.8, 100, 4, ReliabilityVerdict.GOOD),
        (0.65, 100, 4, ReliabilityVerdict.EXPLORATORY),
        (0.5, 100, 4, ReliabilityVerdict.FRAGILE),
        (-0.1, 100, 4, ReliabilityVerdict.NEGATIVE),
        (0.8, 29, 4, ReliabilityVerdict.SMALL_SAMPLE),
        (0.8, 100, 2, ReliabilityVerdict.FEW_ITEMS),
        (-0.4, 100, 2, ReliabilityVerdict.NEGATIVE),
    ],
)
def test_verdicts(alpha: float, n: int, items: int, expected: ReliabilityVerdict) -> None:
    assert reliability_verdict(alpha, n=n, items=items) is expected
