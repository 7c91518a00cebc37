"""The published cells as an attacker gets them: random trees, populations and answers."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import factories
from tests.unit.test_confidentiality import derivable_interval
from transfo_rh.campaigns.model import (
    Basis,
    Campaign,
    CampaignState,
    CellState,
    PublishedCell,
    Questionnaire,
    Unit,
)
from transfo_rh.campaigns.publication.build import build, tally_of
from transfo_rh.campaigns.publication.confidentiality import GroupTree
from transfo_rh.campaigns.publication.tally import Tally


def _campaign(asked: Questionnaire, basis: Basis, attributes: tuple[str, ...]) -> Campaign:
    return Campaign(
        1,
        "T",
        CampaignState.CLOSED,
        basis,
        True,
        date(2026, 5, 4),
        5,
        attributes,
        asked,
        0,
        datetime.now(UTC),
        None,
    )


@st.composite
def campaigns(draw: st.DrawFn) -> tuple[Campaign, tuple[Unit, ...], np.ndarray, np.ndarray, list[str | None]]:
    """Units in a tree, answers with blanks and « sans objet », one attribute."""
    size = draw(st.integers(1, 9))
    units = tuple(
        Unit(n, f"U{n}", f"U{n}", draw(st.one_of(st.none(), st.integers(0, n - 1))) if n else None)
        for n in range(size)
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    people = draw(st.integers(0, 90))
    popularity = rng.dirichlet(np.full(size + 1, 0.6))
    members = rng.choice(size + 1, size=people, p=popularity).astype(np.int32) - 1
    blanks = draw(st.sampled_from([0.0, 0.1, 0.5]))
    answers = rng.integers(1, 6, size=(people, 4)).astype(np.int8)
    answers[rng.random(answers.shape) < blanks] = 0
    answers[rng.random(answers.shape) < blanks / 3] = -1
    values = [
        str(value) if value else None
        for value in rng.choice(["A", "B", "C", ""], size=people, p=[0.6, 0.25, 0.1, 0.05])
    ]
    basis = draw(st.sampled_from(list(Basis)))
    return _campaign(factories.questionnaire(items=4), basis, ("Catégorie",)), units, answers, members, values


def _publish(
    campaign: Campaign,
    units: tuple[Unit, ...],
    answers: np.ndarray,
    members: np.ndarray,
    values: list[str | None],
) -> tuple[Tally, tuple[PublishedCell, ...]]:
    tally = tally_of(campaign, units)
    tally.add(answers, members, [(value, None, None) for value in values])
    return tally, build(campaign, units, tally, on=factories.WAVE).cells


@settings(max_examples=150, deadline=None)
@given(campaigns())
def test_no_measure_of_a_hidden_group_can_be_pinned(
    case: tuple[Campaign, tuple[Unit, ...], np.ndarray, np.ndarray, list[str | None]],
) -> None:
    campaign, units, answers, members, values = case
    _tally, cells = _publish(campaign, units, answers, members, values)
    by_measure: dict[str, dict[int, PublishedCell]] = defaultdict(dict)
    for cell in cells:
        if cell.attribute is None:
            by_measure[cell.measure][0 if cell.unit is None else cell.unit + 1] = cell
    tree = GroupTree((0, *(0 if unit.parent is None else unit.parent + 1 for unit in units)))
    for measure in (item.code for item in campaign.questionnaire.items):
        group_cells = by_measure[measure]
        counts = _true_counts(campaign, units, answers, members, measure)
        states = tuple(group_cells[group].state for group in range(len(units) + 1))
        for group, state in enumerate(states):
            if state in (CellState.TOO_FEW, CellState.PRECAUTION):
                low, high = derivable_interval(tree, counts, states, group)
                assert high - low >= campaign.k - 1e-6


def _true_counts(
    campaign: Campaign, units: tuple[Unit, ...], answers: np.ndarray, members: np.ndarray, measure: str
) -> list[int]:
    kept = answers
    who = members
    if campaign.basis is Basis.PERSON:
        counted = ((answers > 0).sum(axis=1) > 0) & (
            (answers > 0).sum(axis=1) * 2 >= (answers != -1).sum(axis=1)
        )
        kept, who = answers[counted], members[counted]
    column = [item.code for item in campaign.questionnaire.items].index(measure)
    counts = [0] * (len(units) + 1)
    for unit in who[kept[:, column] > 0]:
        position: int | None = int(unit) if unit >= 0 else None
        counts[0] += 1
        while position is not None:
            counts[position + 1] += 1
            position = units[position].parent
    return counts


@settings(max_examples=150, deadline=None)
@given(campaigns())
def test_shown_figures_are_the_true_ones_and_groups_have_one_plan(
    case: tuple[Campaign, tuple[Unit, ...], np.ndarray, np.ndarray, list[str | None]],
) -> None:
    campaign, units, answers, members, values = case
    _tally, cells = _publish(campaign, units, answers, members, values)
    for cell in cells:
        if cell.attribute is None and cell.measure.startswith("Q"):
            count = _true_counts(campaign, units, answers, members, cell.measure)[
                0 if cell.unit is None else cell.unit + 1
            ]
            assert (cell.state is CellState.NO_ANSWER) == (count == 0)
            assert (cell.state is CellState.TOO_FEW) == (0 < count < campaign.k)
            if cell.state is CellState.SHOWN:
                assert count == cell.n if cell.n is not None else campaign.k <= count < 2 * campaign.k
        if cell.state is not CellState.SHOWN:
            assert (cell.n, cell.n_band, cell.score, cell.favourable) == (None, None, None, None)


@settings(max_examples=100, deadline=None)
@given(campaigns())
def test_values_of_an_attribute_cannot_be_subtracted(
    case: tuple[Campaign, tuple[Unit, ...], np.ndarray, np.ndarray, list[str | None]],
) -> None:
    campaign, units, answers, members, values = case
    _tally, cells = _publish(campaign, units, answers, members, values)
    whole = {cell.measure: cell for cell in cells if cell.unit is None and cell.attribute is None}
    for measure, total in whole.items():
        parts = [cell for cell in cells if cell.attribute and cell.measure == measure and measure != "D"]
        hidden = [cell for cell in parts if cell.state in (CellState.TOO_FEW, CellState.PRECAUTION)]
        if (
            total.n is not None
            and parts
            and all(c.n is not None for c in parts if c.state is CellState.SHOWN)
        ):
            rest = total.n - sum(cell.n or 0 for cell in parts)
            assert rest == 0 or rest >= campaign.k
            assert len(hidden) != 1 or rest >= campaign.k


def test_the_same_counts_give_the_same_publication() -> None:
    rng = np.random.default_rng(3)
    units = factories.units_of({"A": None, "B": None, "A1": "A"})
    answers = rng.integers(0, 6, size=(80, 4)).astype(np.int8)
    members = rng.integers(-1, 3, size=80).astype(np.int32)
    values: list[str | None] = ["A", "B"] * 40
    campaign = _campaign(factories.questionnaire(items=4), Basis.PERSON, ("Catégorie",))
    first = _publish(campaign, units, answers, members, values)[1]
    order = rng.permutation(80)
    second = _publish(campaign, units, answers[order], members[order], [values[i] for i in order])[1]
    assert first == second


def test_a_chunked_tally_is_the_whole_tally() -> None:
    rng = np.random.default_rng(4)
    asked = factories.questionnaire(items=4)
    answers = rng.integers(-1, 6, size=(100, 4)).astype(np.int8)
    members = rng.integers(-1, 2, size=100).astype(np.int32)
    whole, parts = (Tally(asked, Basis.PERSON, 2, 0) for _n in range(2))
    whole.add(answers, members, [(None, None, None)] * 100)
    for chunk in np.array_split(np.arange(100), 7):
        parts.add(answers[chunk], members[chunk], [(None, None, None)] * len(chunk))
    assert np.array_equal(whole.by_unit.codes, parts.by_unit.codes)
    assert np.array_equal(whole.by_unit.dimensions, parts.by_unit.dimensions)
    assert whole.counted == parts.counted
    assert whole.scales[0].total == pytest.approx(parts.scales[0].total)
