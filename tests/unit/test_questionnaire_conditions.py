"""What is asked, what is missing, what is wrong: rules that hold for any questionnaire and any answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_questionnaires import minimal
from transfo_rh.campaigns.questionnaires.conditions import (
    answer_codes,
    answers_asked,
    asked_items,
    holds,
    missing_items,
    next_section,
    section_problems,
    visible_sections,
)
from transfo_rh.campaigns.questionnaires.definition import Condition, QuestionnaireFile
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.campaigns.questionnaires.layout import encoded

WORDS = {"fr": "Texte", "en": "Words"}


@st.composite
def questionnaires(draw: st.DrawFn) -> QuestionnaireFile:
    """Pages of yes/no and likert items, each asked under a condition on the earlier ones or always."""
    asked: list[tuple[str, str]] = []

    def condition(depth: int = 0) -> dict[str, Any] | None:
        if not asked or draw(st.booleans()):
            return None
        if depth < 2 and draw(st.integers(0, 3)) == 0:
            parts = [part for part in (condition(depth + 1), condition(depth + 1)) if part]
            if parts:
                return {draw(st.sampled_from(["all_of", "any_of"])): parts, "negated": draw(st.booleans())}
        code, kind = draw(st.sampled_from(asked))
        negated = draw(st.booleans())
        if kind == "yes_no":
            return {"item": code, "values": [draw(st.sampled_from(["yes", "no"]))], "negated": negated}
        return {"item": code, "at_least": draw(st.integers(1, 3)), "negated": negated}

    sections = []
    for page in range(draw(st.integers(1, 4))):
        when = condition()
        items = []
        for number in range(draw(st.integers(1, 4))):
            kind = draw(st.sampled_from(["yes_no", "likert"]))
            code = f"Q{page}_{number}"
            required = draw(st.booleans())
            items.append(
                {"code": code, "type": kind, "text": WORDS, "when": condition(), "required": required}
            )
            asked.append((code, kind))
        sections.append({"code": f"P{page}", "title": WORDS, "when": when, "items": items})
    content = {
        "code": "q", "version": "1", "title": WORDS,
        "scales": {"s": {"labels": [WORDS, WORDS, WORDS]}}, "sections": sections,
    }  # fmt: skip
    return QuestionnaireFile.model_validate(content)


@st.composite
def answered(draw: st.DrawFn) -> tuple[QuestionnaireFile, dict[str, Any]]:
    """A questionnaire and an answer, right for its kind, to some of its items."""
    definition = draw(questionnaires())
    answers: dict[str, Any] = {}
    for item in definition.items():
        if draw(st.booleans()):
            answers[item.code] = draw(st.booleans() if item.type == "yes_no" else st.integers(1, 3))
    return definition, answers


@given(answered())
def test_nothing_is_asked_twice_and_order_is_kept(case: tuple[QuestionnaireFile, dict[str, Any]]) -> None:
    definition, answers = case
    codes = [item.code for _section, items in asked_items(definition, answers) for item in items]
    assert len(set(codes)) == len(codes)
    assert codes == [item.code for item in definition.items() if item.code in set(codes)]


@given(answered())
def test_dropping_what_is_not_asked_changes_nothing_the_second_time(
    case: tuple[QuestionnaireFile, dict[str, Any]],
) -> None:
    definition, answers = case
    kept = answers_asked(definition, answers)
    assert kept.items() <= answers.items()
    assert answers_asked(definition, kept) == kept
    assert asked_items(definition, kept) == asked_items(definition, answers)
    assert visible_sections(definition, kept) == visible_sections(definition, answers)


@given(answered())
def test_the_pages_follow_one_another_to_the_end(case: tuple[QuestionnaireFile, dict[str, Any]]) -> None:
    definition, answers = case
    seen = []
    section = next_section(definition, answers, after=None)
    while section is not None:
        seen.append(section)
        section = next_section(definition, answers, after=section.code)
    assert tuple(seen) == visible_sections(definition, answers)


@given(answered())
def test_what_is_missing_is_asked_required_and_unanswered(
    case: tuple[QuestionnaireFile, dict[str, Any]],
) -> None:
    definition, answers = case
    asked = {
        item.code: (section.code, item)
        for section, items in asked_items(definition, answers)
        for item in items
    }
    missing = missing_items(definition, answers)
    for section, codes in missing.items():
        assert codes
        for code in codes:
            assert asked[code][0] == section
            assert asked[code][1].required
            assert code not in answers
            assert code in section_problems(definition, section, answers)
    complete = answers | {
        code: True if item.type == "yes_no" else 1
        for code, (_section, item) in asked.items()
        if code not in answers
    }
    assert all(code not in missing_items(definition, complete).get(part, ()) for part, codes in missing.items()
               for code in codes if code in answers_asked(definition, complete))  # fmt: skip


@given(answered())
def test_answers_of_their_kind_have_no_problem_and_can_be_stored(
    case: tuple[QuestionnaireFile, dict[str, Any]],
) -> None:
    definition, answers = case
    encoded(definition, answers_asked(definition, answers))
    for section in definition.sections:
        lacking = missing_items(definition, answers).get(section.code, ())
        assert set(section_problems(definition, section.code, answers)) == set(lacking)


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        (Condition(item="Q", values=(4, 5)), {"Q": 4}, True),
        (Condition(item="Q", values=(4, 5)), {"Q": "na"}, False),
        (Condition(item="Q", values=("na",)), {"Q": "na"}, True),
        (Condition(item="Q", at_least=2), {"Q": "na"}, False),
        (Condition(item="Q", at_least=2, at_most=3), {"Q": 3.5}, False),
        (Condition(item="Q", values=("b",)), {"Q": ["a", "b"]}, True),
        (Condition(item="Q", values=("b",)), {"Q": []}, False),
        (Condition(item="Q", values=("b",), negated=True), {}, False),
        (Condition(item="Q", values=("no",)), {"Q": False}, True),
        (Condition(item="Q", values=(1,)), {"Q": True}, False),
        (
            Condition(all_of=(Condition(item="A", at_least=1), Condition(item="B", at_least=1))),
            {"A": 1},
            False,
        ),
        (
            Condition(any_of=(Condition(item="A", at_least=1), Condition(item="B", at_least=1))),
            {"A": 1},
            True,
        ),
    ],
)
def test_a_condition_reads_answers_of_every_kind(
    condition: Condition, answers: dict[str, Any], expected: bool
) -> None:
    assert holds(condition, answers) is expected


def test_the_delegated_services_are_asked_to_those_they_concern() -> None:
    definition = load_questionnaire("maturite_numerique_agent")
    yes = visible_sections(definition, {"SD0": True})
    no = visible_sections(definition, {"SD0": False})
    assert [section.code for section in yes if section not in no] == ["page_delegues"]
    assert answers_asked(definition, {"SD0": False, "SD1": 3, "CN1": 2, "other": 1}) == {
        "SD0": False,
        "CN1": 2,
    }


@pytest.mark.parametrize(
    ("answers", "code", "message"),
    [
        ({"M1": 9}, "M1", "une des 3 réponses"),
        ({"G1": "x"}, "G1", "une des 3 réponses"),
        ({"C1": "z"}, "C1", "parmi les réponses"),
        ({"S": ["a", "b"]}, "S", "au plus 1"),
        ({"N": 11}, "N", "entre 0 et 10"),
        ({"Y": False, "T": "x" * 1001}, "T", "1000 caractères"),
        ({"Y": False, "T": 3}, "T", "Un texte est attendu"),
    ],
)
def test_a_wrong_answer_is_said_beside_its_question(answers: dict[str, Any], code: str, message: str) -> None:
    problems = section_problems(minimal(), "page_1", answers)
    assert list(problems) == [code]
    assert message in problems[code]


def test_a_question_that_is_not_asked_has_no_problem() -> None:
    assert section_problems(minimal(), "page_1", {"Y": True, "T": 3}) == {}
    assert answer_codes(next(item for item in minimal().items() if item.code == "G")) == ("G1",)


def test_blank_words_are_no_answer_to_a_required_question() -> None:
    content = minimal().model_dump(mode="json")
    content["sections"][0]["items"][-1] |= {"required": True, "when": None}
    content["sections"][0]["items"][2] |= {"required": True}
    definition = QuestionnaireFile.model_validate(content)
    assert missing_items(definition, {"T": "  "}) == {"page_1": ("G1", "T")}
    assert missing_items(definition, {"T": "oui", "G1": 2}) == {}
