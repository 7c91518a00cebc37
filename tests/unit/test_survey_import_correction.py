"""Correcting a correspondence by hand gives a mapping that says exactly that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from transfo_rh.campaigns.importing.correction import corrected, question_choices, ranked_answers
from transfo_rh.campaigns.importing.mapping import ItemMapping, ResultsMapping, ScaleMapping
from transfo_rh.core.errors import InvalidInput

MAPPING = ResultsMapping(
    scales={"s": ScaleMapping(values=(("1", "Non"), ("2",), ("3", "Oui")), not_applicable=("0",))},
    dimensions={"E": "Ensemble"},
    items=(
        ItemMapping(source="a", code="Q1", label="A ?", dimension="E", scale="s"),
        ItemMapping(source="b", code="Q2", label="B ?", dimension="E", scale="s"),
    ),
)
OBSERVED = {"s": {"1": 4, "3": 5, "0": 1, "9": 2}}


def test_answers_are_listed_in_order_with_what_the_scale_does_not_know_last() -> None:
    listed = [(a.answer, a.count, a.step, a.not_applicable) for a in ranked_answers(MAPPING, OBSERVED)]
    assert listed == [
        ("1", 4, 1, False),
        ("2", 0, 2, False),
        ("3", 5, 3, False),
        ("0", 1, None, True),
        ("9", 2, None, False),
    ]


def test_nothing_changed_gives_the_same_mapping() -> None:
    answers = ranked_answers(MAPPING, OBSERVED)
    assert corrected(MAPPING, answers=answers, questions=question_choices(MAPPING)) == MAPPING


def test_ranks_not_applicable_dimension_direction_and_choice() -> None:
    answers = [
        replace(a, not_applicable=a.answer in "09", step={"1": 3, "2": 2, "3": 1}.get(a.answer))
        for a in ranked_answers(MAPPING, OBSERVED)
    ]
    first, second = question_choices(MAPPING)
    changed = corrected(
        MAPPING,
        answers=answers,
        questions=[replace(first, dimension="Sens", reverse=True), replace(second, kept=False)],
    )
    assert changed.scales["s"].values == (("3", "Oui"), ("2",), ("1", "Non"))
    assert changed.scales["s"].not_applicable == ("0", "9")
    assert changed.dimensions == {"D1": "Sens"}
    assert [(item.source, item.dimension, item.reverse) for item in changed.items] == [("a", "D1", True)]


def test_impossible_choices_are_refused() -> None:
    answers, (first, second) = ranked_answers(MAPPING, OBSERVED), question_choices(MAPPING)
    with pytest.raises(InvalidInput, match="au moins une question"):
        corrected(MAPPING, answers=answers, questions=[replace(first, kept=False)])
    with pytest.raises(InvalidInput, match="donné deux fois"):
        corrected(MAPPING, answers=answers, questions=[first, replace(second, code="Q1")])
    with pytest.raises(InvalidInput, match="avoir un code"):
        corrected(MAPPING, answers=answers, questions=[replace(first, code=" ")])
    with pytest.raises(InvalidInput, match="deux échelons"):
        corrected(MAPPING, answers=[replace(a, step=None) for a in answers], questions=[first])
