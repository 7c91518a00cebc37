"""Scales of a questionnaire: reworded, added, removed; no question ever loses the scale on which it is answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.test_questionnaires import minimal
from transfo_rh.campaigns.questionnaires import answer_scales, wording
from transfo_rh.campaigns.questionnaires.definition import BilingualText, QuestionnaireFile
from transfo_rh.campaigns.questionnaires.files import (
    load_questionnaire,
    parsed_questionnaire,
    questionnaire_yaml,
)
from transfo_rh.core.errors import InvalidInput, NotFound, TransfoError

WORDS = BilingualText(fr="Nouveau texte", en="New words")
STEPS = wording.bilingual_lines("Jamais\nParfois\n\nSouvent ", "Never\nSometimes\nOften")


def _scales_of(questionnaire: QuestionnaireFile) -> dict[str, tuple[BilingualText, ...]]:
    return {row.code: questionnaire.scale_of(item).labels for item, row in questionnaire.rows()}


def _with_new_scale() -> QuestionnaireFile:
    return answer_scales.add_scale(minimal(), STEPS, not_applicable=None)


def test_the_words_of_a_scale_change() -> None:
    changed = answer_scales.reword_scale(minimal(), "agreement", STEPS, not_applicable=WORDS)
    assert list(changed.scales) == ["agreement"]
    assert (changed.scales["agreement"].labels, changed.scales["agreement"].not_applicable) == (
        tuple(STEPS),
        WORDS,
    )


@pytest.mark.parametrize("questionnaire", [minimal(), load_questionnaire("maturite_numerique_agent")])
def test_a_new_scale_moves_no_question(questionnaire: QuestionnaireFile) -> None:
    grown = answer_scales.add_scale(questionnaire, STEPS, not_applicable=WORDS)
    assert _scales_of(grown) == _scales_of(questionnaire)
    (new,) = grown.scales.keys() - questionnaire.scales.keys()
    assert (grown.scales[new].labels, grown.scales[new].not_applicable) == (tuple(STEPS), WORDS)
    assert new in answer_scales.unused_scales(grown)
    assert parsed_questionnaire(questionnaire_yaml(grown).encode(), name="written") == grown
    assert _scales_of(answer_scales.remove_scale(grown, new)) == _scales_of(questionnaire)


def test_questions_go_to_the_new_scale_and_the_old_one_may_leave() -> None:
    grown = _with_new_scale()
    (new,) = answer_scales.unused_scales(grown)
    for item in {item.code for item, _row in minimal().rows()}:
        grown = wording.set_details(grown, item, {"scale": new})
    assert answer_scales.unused_scales(grown) == {"agreement"}
    assert set(_scales_of(answer_scales.remove_scale(grown, "agreement")).values()) == {tuple(STEPS)}


def test_no_scale_is_unused_where_the_only_one_goes_without_saying() -> None:
    assert {item.scale for item, _row in minimal().rows()} == {None}
    assert answer_scales.unused_scales(minimal()) == frozenset()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda q: answer_scales.reword_scale(q, "agreement", [WORDS], not_applicable=None),
            "garde ses 3 réponses",
        ),
        (
            lambda q: answer_scales.reword_scale(q, "nothing", [WORDS], not_applicable=None),
            "n’est pas dans",
        ),
        (
            lambda _q: answer_scales.reword_scale(
                own := load_questionnaire("maturite_numerique_agent"),
                "agreement",
                own.scales["agreement"].labels,
                not_applicable=None,
            ),
            "mais pas son échelle",
        ),
        (lambda q: answer_scales.add_scale(q, [WORDS], not_applicable=None), "celle-ci en a 1"),
        (lambda q: answer_scales.add_scale(q, [WORDS] * 12, not_applicable=None), "celle-ci en a 12"),
        (
            lambda q: answer_scales.add_scale(
                answer_scales.add_scale(q, STEPS, not_applicable=None), STEPS, not_applicable=None
            ),
            "déjà cette échelle",
        ),
        (lambda q: answer_scales.remove_scale(q, "agreement"), "donnez-leur-en une autre"),
        (lambda q: answer_scales.remove_scale(q, "nothing"), "n’est pas dans"),
        (lambda _q: wording.bilingual_lines("a\nb", "a"), "2 réponses en français et 1 en anglais"),
    ],
)
def test_a_refused_change_says_why(change: Callable[[QuestionnaireFile], object], words: str) -> None:
    with pytest.raises((InvalidInput, NotFound)) as refused:
        change(minimal())
    assert isinstance(refused.value, TransfoError)
    assert words in refused.value.message.replace("\u00a0", " ")
