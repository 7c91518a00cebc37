"""What the publication adds to its cells: comments and their groups, links, weighted scores."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from transfo_rh.campaigns.model import Dimension, Item, PublishedDriver, Questionnaire, Unit
from transfo_rh.campaigns.publication.comments import RawComment, attach
from transfo_rh.campaigns.publication.drivers import RankProducts, ScoreCounts, Variables, published_drivers
from transfo_rh.campaigns.publication.summary import CrossCounts, Summary, build_summary

TREE = (
    Unit(0, "DG", "Direction générale", None),
    Unit(1, "A", "Direction A", 0),
    Unit(2, "A1", "Service A1", 1),
    Unit(3, "B", "Direction B", 0),
    Unit(4, "C", "Direction C", 0),
)
EVERYTHING = frozenset({None, 0, 1, 2, 3, 4})


def _attached(
    respondents: list[int], shown: frozenset[int | None] = EVERYTHING, threshold: int = 10
) -> dict[str, int | None]:
    said = [RawComment(unit, "Q", f"unit {unit}") for unit in (0, 1, 2, 3, 4, None)]
    published = attach(
        said, TREE, respondents=respondents, shown=shown, threshold=threshold, shuffling=random.Random(7)
    )
    return {comment.text: comment.unit for comment in published}


def test_a_comment_goes_with_its_direction() -> None:
    groups = _attached([0, 8, 6, 20, 30, 0])
    assert groups["unit 2"] == groups["unit 1"] == 1
    assert groups["unit 3"] == 3


def test_the_comments_of_small_directions_go_with_the_whole() -> None:
    groups = _attached([0, 8, 6, 6, 7, 0])
    assert groups["unit 1"] == 1
    assert groups["unit 3"] is None
    assert groups["unit 4"] is None


def test_one_small_direction_does_not_stay_alone_in_the_whole() -> None:
    groups = _attached([0, 8, 12, 4, 30, 0])
    assert groups["unit 3"] is None
    assert groups["unit 1"] is None  # the smallest other direction joins it
    assert groups["unit 4"] == 4


def test_a_direction_without_shown_figures_lists_no_comment() -> None:
    groups = _attached([0, 20, 20, 20, 30, 0], shown=frozenset({None, 1, 4}))
    assert groups["unit 3"] is None


def test_a_small_campaign_publishes_no_comment() -> None:
    assert _attached([1, 2, 2, 2, 2, 0]) == {}


def test_late_comments_go_with_the_whole() -> None:
    said = [RawComment(1, "Q", "late", late=True), RawComment(1, "Q", "   ")]
    published = attach(
        said,
        TREE,
        respondents=[0, 20, 0, 20, 20, 0],
        shown=EVERYTHING,
        threshold=10,
        shuffling=random.Random(1),
    )
    assert [(comment.text, comment.unit) for comment in published] == [("late", None)]


@given(st.lists(st.integers(0, 40), min_size=6, max_size=6), st.integers(5, 20))
def test_no_group_of_comments_is_small_alone_or_by_difference(counts: list[int], threshold: int) -> None:
    groups = _attached(counts, threshold=threshold)
    listed = {unit for unit in groups.values() if unit is not None}
    totals = {1: counts[1] + counts[2], 3: counts[3], 4: counts[4]}
    rest = [totals[unit] for unit in totals if unit not in listed] + [counts[0] + counts[5]]
    assert all(totals[unit] >= threshold for unit in listed)
    if listed and sum(rest):
        assert sum(rest) >= threshold
        assert sum(count > 0 for count in rest) >= 2


def _questionnaire() -> Questionnaire:
    items = [Item(f"Q{n}", f"Question {n}", "D" if n < 3 else "E", 5, reverse=n == 2) for n in range(1, 6)]
    return Questionnaire(
        dimensions=(Dimension("D", "D"), Dimension("E", "E")),
        items=(*items, Item("OUT", "Issue", None, 11, outcome=True)),
    )


def _answers(count: int, seed: int = 2) -> npt.NDArray[np.int8]:
    generator = np.random.default_rng(seed)
    level = generator.normal(3, 1, (count, 1))
    items = np.clip(np.rint(level + generator.normal(0, 1, (count, 5))), 1, 5)
    items[:, 1] = 6 - items[:, 1]
    outcome = np.clip(np.rint(2 * level + generator.normal(0, 2, (count, 1))), 1, 11)
    return np.column_stack([items, outcome]).astype(np.int8)


def _drivers(
    answers: npt.NDArray[np.int8],
    units: npt.NDArray[np.int32],
    *,
    shown: frozenset[int | None] = EVERYTHING,
) -> tuple[PublishedDriver, ...]:
    variables = Variables.of(_questionnaire())
    assert variables is not None
    counts = ScoreCounts(variables, TREE)
    pieces = [slice(0, 70), slice(70, None)]
    for piece in pieces:
        counts.add(answers[piece], units[piece])
    products = RankProducts(counts, minimum=30)
    for piece in pieces:
        products.add(answers[piece], units[piece])
    return published_drivers(products, shown=dict.fromkeys(("D", "E", "OUT"), shown), minimum=30)


def test_links_are_spearmans_correlations_in_every_large_group() -> None:
    answers = _answers(200)
    units = np.array([1] * 40 + [2] * 50 + [3] * 85 + [4] * 20 + [-1] * 5, dtype=np.int32)
    found = {(driver.unit, driver.dimension): driver for driver in _drivers(answers, units)}
    score = np.column_stack([answers[:, 0], 6 - answers[:, 1]]).mean(axis=1)
    for unit, inside in ((None, units < 9), (1, (units == 1) | (units == 2)), (2, units == 2)):
        expected = spearmanr(score[inside], answers[inside, 5]).statistic
        assert found[unit, "D"].correlation == pytest.approx(100 * expected, abs=0.51)
        assert found[unit, "D"].weight + found[unit, "E"].weight == 100
    assert (4, "D") not in found  # 20 respondents
    assert found[1, "D"].n == 90


def test_links_are_hidden_with_their_figures() -> None:
    units = np.full(100, 3, dtype=np.int32)
    drivers = _drivers(_answers(100), units, shown=frozenset({None}))
    assert {driver.unit for driver in drivers} == {None}


def test_skipped_answers_leave_the_pairs_that_remain() -> None:
    answers = _answers(300)
    answers[:40, 5] = 0
    answers[30:60, 0] = -1
    answers[30:60, 1] = 0
    units = np.full(300, -1, dtype=np.int32)
    (first, _second) = [d for d in _drivers(answers, units) if d.unit is None]
    score = np.where(
        answers[:, 0] > 0, np.column_stack([answers[:, 0], 6 - answers[:, 1]]).mean(axis=1), np.nan
    )
    outcome = np.where(answers[:, 5] > 0, answers[:, 5].astype(float), np.nan)
    expected = spearmanr(score, outcome, nan_policy="omit").statistic
    assert first.correlation == pytest.approx(100 * expected, abs=2)
    assert first.n == 240


def test_an_outcome_never_explains_itself() -> None:
    items = (Item("A", "A", "D", 5, outcome=True), Item("B", "B", "D", 5))
    variables = Variables.of(Questionnaire((Dimension("D", "D"),), items))
    assert variables is not None
    assert variables.members == ((1,), (0,))
    assert Variables.of(Questionnaire((Dimension("D", "D"),), items[:1])) is None


def _summary(
    shown_directions: frozenset[int] = frozenset({1, 3}), answered: int | None = None
) -> tuple[Summary, CrossCounts]:
    questionnaire = Questionnaire((Dimension("D", "D"),), (Item("Q1", "Q", "D", 5),))
    counts = CrossCounts(questionnaire, TREE, 0)
    answers = np.array([[5]] * 60 + [[1]] * 20, dtype=np.int8)
    units = np.array([2] * 60 + [3] * 20, dtype=np.int32)
    attributes = [("A", None, None), ("C", None, None)] * 40
    for piece in (slice(0, 30), slice(30, 80)):
        counts.add(answers[piece], units[piece], attributes[piece])
    summary = build_summary(
        counts,
        attribute="category",
        invited=200,
        answered=80 if answered is None else answered,
        members=[(1, "A", 50), (2, "C", 50), (3, "A", 50), (3, "C", 50)],
        shown_directions=shown_directions,
        shown_values=frozenset({"A", "C"}),
        raw_scores={"D": 75, "Q1": 75},
        k=5,
    )
    return summary, counts


def test_weighted_scores_give_each_direction_its_share() -> None:
    summary, _counts = _summary()
    (score,) = summary.scores
    assert (score.raw, score.weighted) == (75, 50)
    assert summary.design_effect == score.design_effect == pytest.approx(1.33, abs=0.01)
    assert score.effective_n == 60
    assert summary.rate is not None
    assert (summary.rate.percent, summary.rate.low, summary.rate.high) == (40, 33, 47)


def test_hidden_directions_share_one_weight() -> None:
    summary, _counts = _summary(frozenset())
    assert summary.scores[0].weighted == summary.scores[0].raw == 75


def test_nothing_is_said_of_a_handful() -> None:
    summary, _counts = _summary(answered=4)
    assert (summary.answered, summary.rate, summary.scores) == (None, None, ())


def test_answers_where_nobody_was_asked_leave_the_scores_raw() -> None:
    _summary_of, counts = _summary()
    summary = build_summary(
        counts,
        attribute="category",
        invited=100,
        answered=80,
        members=[(1, "A", 100)],
        shown_directions=frozenset({1, 3}),
        shown_values=frozenset({"A", "C"}),
        raw_scores={"D": 75, "Q1": 75},
        k=5,
    )
    assert summary.scores == ()
    assert summary.rate is not None
