"""Adapting one question on the screen: what its type needs, and when it is asked."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Browser, Prepared, texts
from tests.pages.own_questionnaire import OWN, SCREEN, own_definition, own_key, press, with_own_questionnaire
from transfo_rh.access.model import operator
from transfo_rh.campaigns.questionnaires import editing, service, wording
from transfo_rh.campaigns.questionnaires.condition_lines import Comparison
from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    BilingualText,
    Condition,
    MultipleItem,
    NumberItem,
    Option,
    RankingItem,
    TextItem,
)
from transfo_rh.campaigns.questionnaires.themes import Theme


@pytest.fixture
def hr(browser: Browser, empty_authority: Prepared) -> Browser:
    """Human resources on the first day, with one copy of the pulse."""
    return with_own_questionnaire(browser, empty_authority)


def _store(items: list[AnyItem]) -> None:
    """Human resources' copy with these questions before its last one."""
    opened = service.opened(viewer=operator(), code=OWN)
    changed = opened.definition
    for item in items:
        changed = editing.add_item(changed, "page_pouls", item, after="PC1")
    service.save_version(viewer=operator(), definition=changed, edit_version=opened.edit_version or 0)


def _item(code: str) -> AnyItem:
    return next(item for item in own_definition().items() if item.code == code)


def _edit(hr: Browser, code: str) -> AppTest:
    page = hr.open(SCREEN, code=OWN)
    page.selectbox(key=own_key(f"edit_item_{OWN}_page_pouls")).select(code).run()
    assert not page.exception
    return page


WORDS = BilingualText(fr="Combien ?", en="How many?")
OPTIONS = tuple(Option(code=code, text=BilingualText(fr=code.upper(), en=code.upper())) for code in "abc")
DETAILED: dict[str, AnyItem] = {
    "number": NumberItem(code="X", type="number", text=WORDS, maximum=10),
    "multiple": MultipleItem(code="X", type="multiple", text=WORDS, options=OPTIONS),
    "ranking": RankingItem(code="X", type="ranking", text=WORDS, options=OPTIONS, maximum=3),
    "text": TextItem(code="X", type="text", text=WORDS),
}


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        (
            "number",
            {"minimum_X": 1.0, "maximum_X": 40.5, "unit_X_fr": "jours", "unit_X_en": "days"},
            {"minimum": 1.0, "maximum": 40.5, "unit": BilingualText(fr="jours", en="days")},
        ),
        ("multiple", {"maximum_X": 2}, {"maximum": 2}),
        ("ranking", {"maximum_X": 2, "options_X_fr": "C\nA", "options_X_en": "C\nA"}, {"maximum": 2}),
        ("text", {"length_X": 300}, {"maximum_length": 300}),
    ],
)
def test_what_a_type_needs_changes_beside_the_words(
    hr: Browser, kind: str, fields: dict[str, object], expected: dict[str, object]
) -> None:
    _store([DETAILED[kind]])
    page = _edit(hr, "X")
    for name, value in fields.items():
        widgets = page.number_input if isinstance(value, int | float) else page.text_input
        (page.text_area if name.startswith("options") else widgets)(key=own_key(name)).set_value(value)
    page.text_area(key=own_key("text_X_fr")).set_value("Autrement ?")
    press(page, "Enregistrer la question")
    assert not page.error
    item = _item("X")
    assert {name: getattr(item, name) for name in expected} == expected
    assert item.text.fr == "Autrement ?"
    if "options_X_fr" in fields:
        assert [option.code for option in item.options] == ["c", "a"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "field", "value", "said"),
    [
        ("number", "maximum_X", 0.0, "La plus grande valeur doit dépasser la plus petite"),
        ("multiple", "maximum_X", 4, "La question propose 3 réponses"),
        ("multiple", "maximum_X", 0, "question « Combien ? », maximum : un nombre d’au moins 1 est attendu"),
        ("text", "length_X", 9000, "longueur maximale : un nombre d’au plus 4000 est attendu"),
    ],
)
def test_a_refused_detail_is_said_in_words_and_changes_nothing(
    hr: Browser, kind: str, field: str, value: float, said: str
) -> None:
    _store([DETAILED[kind]])
    page = _edit(hr, "X")
    page.number_input(key=own_key(field)).set_value(value)
    press(page, "Enregistrer la question")
    assert said in texts(page).replace("\u00a0", " ")
    assert _item("X") == DETAILED[kind]


def test_a_new_question_gets_its_details_at_once_or_is_refused_in_words(hr: Browser) -> None:
    page = hr.open(SCREEN, code=OWN)
    page.selectbox(key=own_key("new_type_page_pouls")).select("text").run()
    page.text_area(key=own_key("new_text_text_fr")).set_value("Une question ?")
    page.number_input(key=own_key("length_new_text")).set_value(5)
    press(page, "Ajouter la question")
    assert "longueur maximale : un nombre d’au moins 20 est attendu" in texts(page).replace("\u00a0", " ")
    page.number_input(key=own_key("length_new_text")).set_value(50)
    press(page, "Ajouter la question")
    assert (
        next(item for item in own_definition().items() if item.text.fr == "Une question ?").maximum_length
        == 50
    )  # type: ignore[union-attr]


def test_a_condition_waits_for_one_of_several_answers(hr: Browser) -> None:
    page = _edit(hr, "CF1")
    page.selectbox(key=own_key("condition_CF1")).select("all").run()
    page.selectbox(key=own_key("condition_item_CF1_0")).select("PC1").run()
    press(page, "Enregistrer la question")
    assert "choisissez au moins une réponse" in texts(page)
    assert _item("CF1").when is None
    page.multiselect(key=own_key("condition_values_CF1_0_PC1")).set_value([4, 5])
    press(page, "Enregistrer la question")
    assert _item("CF1").when == Condition(item="PC1", values=(4, 5))


def test_lines_of_a_condition_are_joined_and_compare_numbers(hr: Browser) -> None:
    _store([DETAILED["number"]])
    page = _edit(hr, "CF1")
    page.selectbox(key=own_key("condition_CF1")).select("any").run()
    page.selectbox(key=own_key("condition_item_CF1_0")).select("X").run()
    page.selectbox(key=own_key("condition_comparison_CF1_0_X")).select(Comparison.MORE_THAN).run()
    page.number_input(key=own_key("condition_high_CF1_0_X")).set_value(3.0)
    page.button(key=own_key("condition_add_CF1")).click().run()
    page.selectbox(key=own_key("condition_item_CF1_1")).select("PC1").run()
    page.selectbox(key=own_key("condition_comparison_CF1_1_PC1")).select(Comparison.NONE_OF).run()
    page.multiselect(key=own_key("condition_values_CF1_1_PC1")).set_value([1])
    press(page, "Enregistrer la question")
    more_than_3 = Condition(item="X", at_most=3, negated=True)
    assert _item("CF1").when == Condition(
        any_of=(more_than_3, Condition(item="PC1", values=(1,), negated=True))
    )
    page.button(key=own_key("condition_remove_CF1_1")).click().run()
    press(page, "Enregistrer la question")
    assert _item("CF1").when == more_than_3
    page.selectbox(key=own_key("condition_CF1")).select("always").run()
    press(page, "Enregistrer la question")
    assert _item("CF1").when is None


def test_what_the_screen_cannot_write_is_shown_and_kept(hr: Browser) -> None:
    opened = service.opened(viewer=operator(), code=OWN)
    nested = Condition(
        any_of=(Condition(item="PC1", values=(5,)), Condition(item="PC3", at_least=4)), negated=True
    )
    both = Condition(all_of=(nested, Condition(item="PC1", at_most=4)))
    service.save_version(
        viewer=operator(), definition=wording.set_condition(opened.definition, "CF1", both),
        edit_version=opened.edit_version or 0,
    )  # fmt: skip
    page = _edit(hr, "CF1")
    assert "L’inverse de : (réponse à la question" in texts(page).replace("\u00a0", " ")
    assert page.selectbox(key=own_key("condition_high_CF1_1_PC1")).value == 4
    page.text_area(key=own_key("text_CF1_fr")).set_value("Autrement ?")
    press(page, "Enregistrer la question")
    assert (_item("CF1").text.fr, _item("CF1").when) == ("Autrement ?", both)


def test_a_grid_is_answered_on_another_scale(hr: Browser) -> None:
    service.duplicate(viewer=operator(), code="maturite_numerique_agent", title=WORDS, new_code="maturite")
    opened = service.opened(viewer=operator(), code="maturite")
    section = next(s for s in opened.definition.sections if any(item.code == "QS" for item in s.items))
    other = next(code for code in opened.definition.scales if code != "agreement")
    key = f"edit_maturite_{opened.definition.version}_{opened.edit_version}"
    page = hr.open(SCREEN, code="maturite")
    page.selectbox(key=f"{key}_edit_page_maturite").select(section.code).run()
    page.selectbox(key=f"{key}_edit_item_maturite_{section.code}").select("QS").run()
    assert page.selectbox(key=f"{key}_scale_of_QS").value == "agreement"
    page.selectbox(key=f"{key}_scale_of_QS").select(other)
    press(page, "Enregistrer la question")
    changed = service.definition_of(viewer=operator(), code="maturite")
    assert next(item for item in changed.items() if item.code == "QS").scale == other  # type: ignore[union-attr]


def test_a_scale_is_added_reworded_and_removed(hr: Browser) -> None:
    before = dict(own_definition().scales)
    page = hr.open(SCREEN, code=OWN)
    page.text_area(key=own_key("scale_labels_+_fr")).set_value("Jamais\nParfois\nSouvent\n")
    page.text_input(key=own_key("scale_without_+_fr")).set_value("Sans objet")
    press(page, "Ajouter l’échelle")
    added = own_definition().scales["scale_1"]
    assert [label.en for label in added.labels] == ["Jamais", "Parfois", "Souvent"]
    assert added.not_applicable == BilingualText(fr="Sans objet", en="Sans objet")
    page.text_area(key=own_key("scale_labels_scale_1_en")).set_value("Never\nSometimes")
    page.button(key=f"FormSubmitter:{own_key('scale_scale_1')}-Enregistrer l’échelle").click().run()
    assert "3 réponses en français et 2 en anglais" in texts(page).replace("\u00a0", " ")
    page.text_area(key=own_key("scale_labels_scale_1_en")).set_value("Never\nSometimes\nOften")
    page.button(key=f"FormSubmitter:{own_key('scale_scale_1')}-Enregistrer l’échelle").click().run()
    assert [label.en for label in own_definition().scales["scale_1"].labels] == [
        "Never",
        "Sometimes",
        "Often",
    ]
    assert "Aucune question ne se répond sur cette échelle." in texts(page)
    press(page, "Supprimer l’échelle")
    assert dict(own_definition().scales) == before


def test_a_dimension_is_linked_to_a_stake(hr: Browser) -> None:
    dimension = own_definition().dimensions[0]
    page = hr.open(SCREEN, code=OWN)
    silent = Theme.COST_REDUCTION
    assert own_definition().stakes()[silent] == ()
    assert "1 enjeu de la collectivité sur 13 est interrogé." in texts(page).replace("\u00a0", " ")
    page.selectbox(key=own_key(f"theme_{dimension.code}")).select(silent)
    press(page, "Enregistrer la dimension")
    assert own_definition().stakes()[silent] == (dimension.label,)
    assert "2 enjeux de la collectivité sur 13 sont interrogés." in texts(page).replace("\u00a0", " ")
    page.selectbox(key=own_key(f"theme_{dimension.code}")).select(dimension.theme)
    press(page, "Enregistrer la dimension")
    assert own_definition().dimensions[0] == dimension
