"""The questionnaire on paper: every kind of question is drawn, numbered as it is keyed in."""

from __future__ import annotations

import pytest

from tests import surveys
from transfo_rh.campaigns.outreach.conditions import condition_words
from transfo_rh.campaigns.outreach.sheet import draw_questionnaire
from transfo_rh.campaigns.questionnaires.definition import Condition
from transfo_rh.campaigns.questionnaires.files import load_questionnaire, questionnaire_codes
from transfo_rh.campaigns.questionnaires.numbering import numbered_items
from transfo_rh.core.i18n import in_language
from transfo_rh.exchange import document_forms
from transfo_rh.exchange.documents import Document


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", questionnaire_codes())
def test_every_shipped_questionnaire_is_printable(code: str, language: str) -> None:
    with in_language(language):
        document = Document(title="Essai", authority="Ville")
        draw_questionnaire(document, load_questionnaire(code))
        assert document.bytes().startswith(b"%PDF-")


def test_every_line_is_drawn_once_under_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    definition = surveys.every_kind()
    drawn: list[int] = []
    grid, question = document_forms.grid, document_forms.question

    def noted_grid(rows, **options):  # type: ignore[no-untyped-def]
        drawn.extend(row.number for row in rows)
        return grid(rows, **options)

    def noted_question(number, text, **options):  # type: ignore[no-untyped-def]
        drawn.append(number)
        return question(number, text, **options)

    monkeypatch.setattr(document_forms, "grid", noted_grid)
    monkeypatch.setattr(document_forms, "question", noted_question)
    document = Document(title="Essai", authority="Ville")
    draw_questionnaire(document, definition)
    assert drawn == [line.number for line in numbered_items(definition)]
    assert document.bytes()


def test_conditions_are_written_with_the_numbers_of_the_sheet() -> None:
    definition = surveys.every_kind()
    lines = numbered_items(definition)
    line = next(line for line in lines if line.item.type == "yes_no")
    yes = Condition(item=line.code, values=("yes",))
    said = condition_words(yes, definition, lines).replace("\u00a0", " ")
    assert said == f"à la question {line.number}, vous avez répondu « Oui »"
    no = Condition(item=line.code, values=("yes",), negated=True)
    said = condition_words(no, definition, lines).replace("\u00a0", " ")
    assert said == f"à la question {line.number}, vous avez répondu autre chose que « Oui »"
    ranking = next(line for line in lines if line.item.type == "ranking")
    option = ranking.item.options[0]  # type: ignore[union-attr]
    ranked = Condition(item=ranking.code, values=(option.code,))
    assert option.text.fr in condition_words(ranked, definition, lines).replace("\u00a0", " ")
    both = Condition(all_of=(yes, Condition(item=line.code, at_least=3)), negated=True)
    said = condition_words(both, definition, lines)
    assert said.startswith("l’inverse de ceci")
    assert "3 ou plus" in said


def test_very_long_texts_still_fit() -> None:
    document = Document(title="T" * 250, authority="A" * 120)
    document.add(
        document_forms.question(1, "mot " * 600, notes=["note " * 200], width=document.width),
        document_forms.grid(
            [document_forms.GridRow(n, "x" * 400, frozenset("12345")) for n in range(40)],
            marks=[str(n) for n in range(1, 12)],
            width=document.width,
        ),
        document_forms.options([(str(n), "option " * 30) for n in range(60)], width=document.width),
    )
    cards = [
        document_forms.Card("Nom " * 20, ("Titre " * 30,) * 3, "ABCD-EFGH-JKMN", "https://exemple.fr/q/A")
        for _n in range(11)
    ]
    for page in document_forms.cards(cards, width=document.width, height=document.height - 40):
        document.page_break()
        document.add(page)
    assert document.bytes()
