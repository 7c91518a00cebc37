"""What is keyed in from paper: marks and what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.campaigns.collection.keying import Keyed, keyed_lines, read_marks
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.layout import encoded
from transfo_rh.campaigns.questionnaires.numbering import numbered_items


def _text(french: str) -> dict[str, str]:
    return {"fr": french, "en": french}


def _options(count: int) -> list[dict[str, object]]:
    return [{"code": f"o{n}", "text": _text(f"Option {n}")} for n in range(1, count + 1)]


DEFINITION = QuestionnaireFile.model_validate(
    {
        "code": "papier",
        "version": "1",
        "title": _text("Papier"),
        "scales": {
            "accord": {
                "labels": [_text(f"Échelon {n}") for n in range(1, 6)],
                "not_applicable": _text("Sans objet"),
            }
        },
        "sections": [
            {
                "code": "s",
                "title": _text("Page"),
                "items": [
                    {"code": "a", "type": "likert", "text": _text("A"), "not_applicable": True},
                    {
                        "code": "m",
                        "type": "matrix",
                        "text": _text("M"),
                        "rows": [{"code": "m1", "text": _text("M1")}, {"code": "m2", "text": _text("M2")}],
                    },
                    {"code": "oui", "type": "yes_no", "text": _text("Oui ?")},
                    {"code": "un", "type": "single", "text": _text("Un"), "options": _options(3)},
                    {"code": "age", "type": "number", "text": _text("Âge"), "minimum": 16, "maximum": 70},
                    {
                        "code": "plus",
                        "type": "multiple",
                        "text": _text("Plusieurs"),
                        "options": _options(4),
                        "maximum": 2,
                    },
                    {"code": "rang", "type": "ranking", "text": _text("Rang"), "options": _options(3)},
                    {"code": "mot", "type": "text", "text": _text("Un mot")},
                ],
            }
        ],
    }
)
LINES = keyed_lines(numbered_items(DEFINITION))


def key(text: str) -> Keyed:
    return read_marks(DEFINITION, LINES, text)


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ("", {}),
        ("4", {"a": 4}),
        ("x35o2", {"a": "na", "m1": 3, "m2": 5, "oui": True, "un": "o2"}),
        ("9 3 5 n 2", {"a": "na", "m1": 3, "m2": 5, "oui": False, "un": "o2"}),
        ("4-5-1", {"a": 4, "m2": 5, "un": "o1"}),
        ("-----42", {"age": 42}),
        ("00000 42 31 231", {"age": 42, "plus": ["o1", "o3"], "rang": ["o3", "o1", "o2"]}),
        ("----- - 1+4 -1", {"plus": ["o1", "o4"], "rang": ["o2"]}),
        ("----- 16,5", {"age": 16.5}),
    ],
)
def test_marks_are_read_in_the_order_of_the_paper(typed: str, answers: dict[str, Answer]) -> None:
    read = key(typed)
    assert read.understood, read
    assert read.answers == answers


@pytest.mark.parametrize(
    ("typed", "number", "said"),
    [
        ("6", 1, "de 1 à 5"),
        ("4x", 2, "sans objet"),
        ("4 3 2 5", 4, "oui"),
        ("----4", 5, "de 1 à 3"),
        ("----- 12", 6, "de 16 à 70"),
        ("----- douze", 6, "de 16 à 70"),
        ("----- - 123", 7, "2 réponses au plus"),
        ("----- - 11", 7, "deux fois"),
        ("----- - - 113", 8, "sans répétition"),
        ("----- - - 1234", 8, "3 rangs au plus"),
    ],
)
def test_a_mark_that_means_nothing_is_told_at_its_number(typed: str, number: int, said: str) -> None:
    read = key(typed)
    assert not read.understood
    problems = {line.line.number: line.problem for line in read.lines if line.problem}
    assert list(problems) == [number]
    assert said in problems[number]


def test_marks_too_many_are_told() -> None:
    assert key("4 3 5 o 2 42 1 123 7 8").left_over == "7 8"


def test_free_texts_are_not_keyed_as_marks() -> None:
    assert "mot" not in {line.code for line in LINES}


@given(st.text(max_size=40))
def test_whatever_is_typed_is_told_and_what_is_understood_can_be_stored(typed: str) -> None:
    read = key(typed)
    assert len(read.lines) == len(LINES)
    assert len(encoded(DEFINITION, read.answers)) == 1 + 2 + 1 + 1 + 1 + 4 + 3
