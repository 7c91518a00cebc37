"""The figures of attributed diagnoses: nothing hidden, sums of departments exact."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from transfo_rh.campaigns.diagnosis.model import DiagnosisRecord
from transfo_rh.campaigns.model import CellState, Dimension, Item, PublishedCell, Questionnaire
from transfo_rh.campaigns.publication.attributed import attributed_cells, attributed_measures

UNITS = factories.units_of({"D": None, "D1": "D", "D2": "D", "E": None})
QUESTIONNAIRE = Questionnaire(
    dimensions=(Dimension("T", "Thème"),),
    items=(
        Item("a", "A", "T", 6),
        Item("b", "B", "T", 6, reverse=True, weight=3.0),
    ),
)


def cells(*records: tuple[int, tuple[int, int]]) -> dict[tuple[int | None, str], PublishedCell]:
    made = [DiagnosisRecord(unit, bytes(value % 256 for value in answers)) for unit, answers in records]
    return {(cell.unit, cell.measure): cell for cell in attributed_cells(QUESTIONNAIRE, UNITS, made)}


def test_one_department_is_shown_with_its_own_figures() -> None:
    found = cells((1, (6, 1)), (2, (1, -1)))
    assert (found[1, "a"].state, found[1, "a"].n, found[1, "a"].score) == (CellState.SHOWN, 1, 100)
    assert found[1, "b"].score == 100  # reverse: the lowest step is the best
    assert found[2, "b"].state is CellState.NO_ANSWER
    assert (found[0, "a"].n, found[0, "a"].score) == (2, 50)
    assert (found[None, "a"].n, found[3, "a"].state) == (2, CellState.NO_ANSWER)
    assert found[1, "a"].n_band is None


def test_a_theme_is_the_weighted_mean_of_its_questions() -> None:
    found = cells((3, (6, 6)))  # a: 100, b reversed: 0, weights 1 and 3
    assert (found[3, "T"].score, found[3, "T"].n) == (25, 1)


def test_without_any_record_every_cell_says_so() -> None:
    assert {cell.state for cell in cells().values()} == {CellState.NO_ANSWER}


def test_measures_are_dimensions_then_items() -> None:
    assert [measure.code for measure in attributed_measures(QUESTIONNAIRE)] == ["T", "a", "b"]


@given(
    st.dictionaries(
        st.integers(0, 3), st.tuples(st.sampled_from([-1, 0, *range(1, 7)]), st.integers(1, 6)), max_size=4
    )
)
def test_nothing_is_hidden_and_numbers_add_up(records: dict[int, tuple[int, int]]) -> None:
    found = cells(*records.items())
    assert {cell.state for cell in found.values()} <= {CellState.SHOWN, CellState.NO_ANSWER}
    for measure in ("a", "b"):
        column = "ab".index(measure)
        total = sum(answers[column] > 0 for answers in records.values())
        assert (found[None, measure].n or 0) == total
        if total and measure == "a":
            mean = np.mean([(answers[0] - 1) * 20 for answers in records.values() if answers[0] > 0])
            assert abs((found[None, "a"].score or 0) - mean) <= 0.5 + 1e-6
