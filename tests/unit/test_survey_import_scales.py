"""Recognising scales: words, numbers, codes, and what must not be scored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.campaigns.formats.limesurvey_results import Heading, parse_heading
from transfo_rh.campaigns.importing.answer_sets import AnswerSet, LeftOut
from transfo_rh.campaigns.importing.mapping import ScaleMapping
from transfo_rh.campaigns.importing.recoding import OUTSIDE, step_codes
from transfo_rh.campaigns.importing.scales import recognise_scales
from transfo_rh.campaigns.importing.vocabulary import (
    BLANK_KEYS,
    FAMILIES,
    NOT_APPLICABLE_KEYS,
    SYMMETRIC,
    families_of,
)
from transfo_rh.campaigns.importing.wording import label_key, wording_key


def answers(source: str, counts: dict[str, int], labels: dict[str, str] | None = None) -> AnswerSet:
    return AnswerSet(source, parse_heading(source), counts, labels or {})


def steps(*questions: AnswerSet, lone: bool = False) -> list[tuple[str, ...]]:
    found = recognise_scales(questions, lone_numbers=lone)
    scale = found.scales[found.by_source[questions[0].source]]
    return [tuple(step) for step in scale.values]


def test_agreement_is_completed_by_its_neighbours_and_by_symmetry() -> None:
    first = answers("a1. x", {"Agree": 30, "Strongly Agree": 30})
    second = answers("a2. y", {"Disagree": 10, "Agree": 50, "Neither agree or disagree": 3})
    lowest, *others = steps(first, second)
    assert lowest == (FAMILIES["accord"][-3][-1],)
    assert [step[0] for step in others] == [
        "Disagree",
        "Neither agree or disagree",
        "Agree",
        "Strongly Agree",
    ]


def test_a_scale_without_a_middle_keeps_none() -> None:
    question = answers(
        "Ma charge",
        {
            "Pas du tout d’accord": 9,
            "Plutôt pas d’accord": 9,
            "Plutôt d'accord": 9,
            "TOUT À FAIT D’ACCORD ": 9,
        },
    )
    assert len(steps(question)) == 4


def test_frequency_is_ordered_whatever_the_case_and_blanks() -> None:
    question = answers(
        "f", {"Always": 1, "Never ": 2, "never": 1, "very often": 3, "Sometimes": 4, "Often": 5}
    )
    assert [label_key(step[0]) for step in steps(question)] == [
        "never",
        "sometimes",
        "often",
        "very often",
        "always",
    ]


def test_numbers_take_their_length_from_the_series() -> None:
    used = [
        answers(f"q{i}", {"1": 9, "2": 9, "3": 9, "4": 9, top: 9})
        for i, top in enumerate(("4", "5"), start=1)
    ]
    assert [step[0] for step in steps(*used)] == ["1", "2", "3", "4", "5"]


def test_a_lone_number_is_no_scale_but_in_a_long_file() -> None:
    question = answers("stability1. What is the bus factor?", {"1": 124, "2": 82, "3": 32, "4": 12, "5": 21})
    assert recognise_scales([question]).left_out == {question.source: LeftOut.NUMBER}
    assert len(steps(question, lone=True)) == 5


def test_a_typing_mistake_does_not_stretch_the_scale() -> None:
    questions = [answers(f"q{i}", {str(n): 20 for n in range(1, 6)}) for i in range(3)]
    odd = answers("q9", {**{str(n): 20 for n in range(1, 6)}, "9": 1})
    found = recognise_scales([odd, *questions])
    scale = found.scales[found.by_source["q9"]]
    assert len(scale.values) == 5
    assert step_codes(scale, ["9"]).tolist() == [OUTSIDE]


def test_zero_means_not_applicable_when_its_label_says_so() -> None:
    labels = {
        "0": "Not Applicable",
        "1": "Strongly Disagree",
        "2": "Disagree",
        "3": "Agree",
        "4": "Strongly Agree",
    }
    question = answers("1. I know", dict.fromkeys(labels, 10), labels)
    found = recognise_scales([question], lone_numbers=True)
    scale = found.scales[found.by_source[question.source]]
    assert [step[0] for step in scale.values] == ["1", "2", "3", "4"]
    assert step_codes(scale, ["0", "4.0", "4"]).tolist() == [-1, 4, 4]


def test_numbers_that_fall_while_the_words_rise_are_turned_round() -> None:
    labels = ("Tout à fait d’accord", "Plutôt d’accord", "Plutôt pas d’accord", "Pas du tout d’accord")
    questions = [
        answers(name, {f"{n} - {label}": 10 for n, label in enumerate(labels, start=1)}) for name in "xy"
    ]
    found = recognise_scales(questions)
    scale = found.scales[found.by_source["x"]]
    assert step_codes(scale, ["1 - Tout à fait d’accord", "4", "1"]).tolist() == [4, 1, 4]
    assert found.suppositions


def test_codes_are_ordered_in_arrays_only() -> None:
    codes = {"A1": 5, "A2": 5, "A4": 5, "A5": 5}
    array = [answers(f"C1[SQ00{i}]", codes) for i in (1, 2)]
    lists = [answers(name, codes) for name in ("B2", "B3", "B7")]
    found = recognise_scales([*array, *lists])
    assert set(found.by_source) == {"C1[SQ001]", "C1[SQ002]"}
    scale = found.scales[found.by_source["C1[SQ001]"]]
    assert [step[0] for step in scale.values] == ["A1", "A2", "A3", "A4", "A5"]
    assert {found.left_out[name] for name in ("B2", "B3", "B7")} == {LeftOut.NOMINAL}


def test_a_ranking_is_no_scale() -> None:
    ranks = [answers(f"R[{i}]", {"A1": 5, "A2": 5, "A3": 5}) for i in (1, 2, 3)]
    assert set(recognise_scales(ranks).left_out.values()) == {LeftOut.RANKING}


def test_a_code_that_stands_apart_is_no_answer() -> None:
    array = [answers(f"D2[SQ00{i}]", {"A1": 5, "A2": 5, "A3": 5, "A4": 2, "A11": 1}) for i in (1, 2)]
    found = recognise_scales(array)
    scale = found.scales[found.by_source["D2[SQ001]"]]
    assert len(scale.values) == 4
    assert scale.not_applicable == ("A11",)


@pytest.mark.parametrize(
    ("source", "counts", "reason"),
    [
        ("Avez-vous un poste ?", {"Oui": 9, "Non": 8}, LeftOut.YES_NO),
        ("A10[SQ001]", {"Y": 12}, LeftOut.MULTIPLE),
        ("Catégorie", {"A": 9, "B": 8, "C": 9}, LeftOut.NOMINAL),
        ("Remarques", {f"texte libre {i}": 1 for i in range(20)}, LeftOut.FREE_TEXT),
        ("Salaire", {str(1500 + i): 1 for i in range(20)}, LeftOut.NUMBER),
        ("Vide", {}, LeftOut.EMPTY),
        ("Pays", {"France": 20}, LeftOut.SINGLE_VALUE),
    ],
)
def test_what_is_no_scale_is_left_out_with_its_reason(
    source: str, counts: dict[str, int], reason: LeftOut
) -> None:
    assert recognise_scales([answers(source, counts)]).left_out == {source: reason}


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_each_word_of_a_vocabulary_has_one_level_and_is_an_answer(name: str) -> None:
    keys = [label_key(text) for texts in FAMILIES[name].values() for text in texts]
    assert not {key for key in keys if key in NOT_APPLICABLE_KEYS | BLANK_KEYS}
    levels: dict[str, set[int]] = {}
    for level, texts in FAMILIES[name].items():
        for text in texts:
            levels.setdefault(label_key(text), set()).add(level)
    assert {key: found for key, found in levels.items() if len(found) > 1} == {}
    if name in SYMMETRIC:
        assert {-level for level in FAMILIES[name]} == set(FAMILIES[name])


@given(st.sampled_from(sorted(FAMILIES)), st.data())
def test_any_spelling_of_a_vocabulary_is_ranked_in_its_order(name: str, data: st.DataObject) -> None:
    family = FAMILIES[name]
    chosen = [data.draw(st.sampled_from(family[level])) for level in sorted(family)]
    spelled = [
        data.draw(st.sampled_from([text.upper(), f" {text} ", text.replace("’", "'")])) for text in chosen
    ]
    levels = families_of(frozenset(spelled))[name]
    assert [levels[text] for text in spelled] == sorted(family)


@given(st.integers(3, 11), st.lists(st.integers(0, 200), min_size=1, max_size=30))
def test_codes_stay_on_the_scale(points: int, numbers: list[int]) -> None:
    scale = ScaleMapping(values=tuple((str(n),) for n in range(1, points + 1)))
    for value, code in zip(numbers, step_codes(scale, [str(n) for n in numbers]).tolist(), strict=True):
        assert code == (value if 1 <= value <= points else OUTSIDE)


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("Q1[SQ001]", Heading("Q1[SQ001]", None, "Q1", True, "SQ001")),
        ("Q1_SQ001", Heading("Q1_SQ001", None, "Q1", True, "SQ001")),
        ("affRec1. I am satisfied", Heading("affRec1", "I am satisfied", "affRec", False, "1")),
        ("C1[SQ001]. Votre avis [Clarté]", Heading("C1[SQ001]", "Clarté", "C1", True, "SQ001", "Votre avis")),
        ("Votre avis [Clarté]", Heading(None, "Clarté", "Votre avis", True, "Clarté", "Votre avis")),
        ("Q1[SQ001][2]", Heading("Q1[SQ001][2]", None, "Q1#2", True, "SQ001")),
        ("10. Overall I am satisfied ", Heading("Q10", "10. Overall I am satisfied")),
        ("groupe/q2", Heading("groupe/q2", None, "groupe", False, "q2")),
        ("Mon service est utile", Heading(None, "Mon service est utile")),
    ],
)
def test_headings_are_taken_apart(name: str, heading: Heading) -> None:
    assert parse_heading(name) == heading


def test_wordings_that_differ_by_spelling_only_are_one() -> None:
    assert (
        len(
            {wording_key(t) for t in ("Learn & grow", "learn  and grow.", "Learn et grow ", "LEARN AND GROW")}
        )
        == 1
    )
    assert wording_key("7. Learn") != wording_key("8. Learn")
