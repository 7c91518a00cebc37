"""Adapting a questionnaire: every change gives a sound questionnaire, or one sentence and no change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.test_questionnaires import minimal
from transfo_rh.campaigns.questionnaires import editing, wording
from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    BilingualText,
    Condition,
    LikertItem,
    MatrixItem,
    NumberItem,
    Option,
    QuestionnaireFile,
    Section,
    TextItem,
    YesNoItem,
)
from transfo_rh.campaigns.questionnaires.files import (
    load_questionnaire,
    parsed_questionnaire,
    questionnaire_codes,
    questionnaire_yaml,
)
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.campaigns.questionnaires.themes import Theme
from transfo_rh.core.errors import InvalidInput, NotFound, TransfoError
from transfo_rh.ui.forms.questionnaire_details import options_from

WORDS = BilingualText(fr="Nouveau texte", en="New words")


def _codes(questionnaire: QuestionnaireFile) -> list[str]:
    return [item.code for item in questionnaire.items()]


def test_words_change_and_codes_stay() -> None:
    changed = wording.reword(minimal(), "M1", WORDS, help_text=WORDS)
    first = next(iter(changed.items()))
    assert (first.code, first.text, first.help) == ("M1", WORDS, WORDS)
    assert wording.reword(changed, "G1", WORDS) != changed
    assert wording.reword(minimal(), "page_1", WORDS, help_text=WORDS).sections[0].intro == WORDS
    assert [item.code for item in scored(changed).items] == [item.code for item in scored(minimal()).items]


def test_an_item_goes_where_it_is_asked() -> None:
    item = NumberItem(code="AGE", type="number", text=WORDS, maximum=60)
    assert _codes(editing.add_item(minimal(), "page_1", item))[-1] == "AGE"
    assert _codes(editing.add_item(minimal(), "page_1", item, after="M1"))[1] == "AGE"


def test_a_grid_gets_a_line_like_the_one_before() -> None:
    grown = editing.add_row(minimal(), "G", WORDS)
    grid = next(item for item in grown.items() if item.code == "G")
    assert [row.code for row in grid.rows] == ["G1", "G_1"]  # type: ignore[union-attr]


def test_removing_the_last_line_of_a_dimension_removes_the_dimension() -> None:
    fewer = editing.remove(editing.remove(minimal(), "M1"), "M2")
    assert fewer.dimensions == ()
    assert "G" not in _codes(editing.remove(minimal(), "G1")), "a grid without a line goes"


def test_a_page_without_a_question_goes() -> None:
    page = Section(code="page_2", title=WORDS, items=(YesNoItem(code="Y2", type="yes_no", text=WORDS),))
    two = editing.add_section(minimal(), page)
    assert [section.code for section in two.sections] == ["page_1", "page_2"]
    assert editing.add_section(minimal(), page, after="page_1") == two
    assert editing.remove(two, "Y2") == minimal()
    swapped = editing.move(two, "page_2", up=True)
    assert [section.code for section in swapped.sections] == ["page_2", "page_1"]


def test_a_question_crosses_the_edge_of_its_page() -> None:
    page = Section(code="page_2", title=WORDS, items=(YesNoItem(code="Y2", type="yes_no", text=WORDS),))
    two = editing.add_section(minimal(), page)
    down = editing.move(two, "T", up=False)
    assert [item.code for item in down.sections[1].items] == ["T", "Y2"]
    assert editing.move(down, "T", up=True) == two


def test_counting_changes() -> None:
    changed = wording.set_scoring(minimal(), "G1", dimension="mood", weight=2, reverse=True, outcome=True)
    column = next(item for item in scored(changed).items if item.code == "G1")
    assert (column.dimension, column.weight, column.reverse, column.outcome) == ("mood", 2, True, True)
    assert next(iter(wording.set_required(minimal(), "M1", True).items())).required


def test_dimensions_are_added_and_renamed_under_a_lasting_code() -> None:
    added = wording.add_dimension(minimal(), WORDS, lines=["G1"])
    assert [dimension.code for dimension in added.dimensions] == ["mood", "dimension_1"]
    renamed = wording.rename_dimension(added, "mood", WORDS, theme=Theme.COST_REDUCTION)
    assert (renamed.dimensions[0].label, renamed.dimensions[0].theme) == (WORDS, Theme.COST_REDUCTION)
    assert renamed.stakes()[Theme.COST_REDUCTION] == (WORDS,)
    assert not any(wording.rename_dimension(renamed, "mood", WORDS, theme=None).stakes().values())


def test_conditions_are_set_and_taken_away() -> None:
    condition = Condition(item="M1", at_least=2)
    asked = wording.set_condition(minimal(), "Y", condition)
    assert next(item for item in asked.items() if item.code == "Y").when == condition
    assert wording.set_condition(asked, "Y", None) == minimal()


def test_options_and_title_change() -> None:
    options = [Option(code="a", text=WORDS), Option(code="c", text=WORDS)]
    changed = wording.set_details(minimal(), "C1", {"options": options})
    assert next(item for item in changed.items() if item.code == "C1").options == tuple(options)  # type: ignore[union-attr]
    assert wording.retitle(minimal(), title=WORDS, purpose=None, duration_minutes=3).duration_minutes == 3


def _item(questionnaire: QuestionnaireFile, code: str) -> AnyItem:
    return next(item for item in questionnaire.items() if item.code == code)


@pytest.mark.parametrize(
    ("code", "details"),
    [
        ("N", {"minimum": -2.5, "maximum": 12.0, "unit": WORDS}),
        ("N", {"minimum": 0.0, "maximum": 10.0, "unit": None}),
        ("S", {"maximum": 2}),
        ("S", {"maximum": None}),
        ("R", {"options": tuple(Option(code=c, text=WORDS) for c in "bac"), "maximum": 3}),
        ("T", {"maximum_length": 200}),
        ("G", {"scale": "agreement"}),
        ("M1", {"scale": "agreement"}),
    ],
)
def test_what_a_type_needs_changes_and_nothing_else(code: str, details: dict[str, object]) -> None:
    changed = wording.set_details(minimal(), code, details)
    item = _item(changed, code)
    assert {name: getattr(item, name) for name in details} == details
    assert item.model_copy(update={name: getattr(_item(minimal(), code), name) for name in details}) == _item(
        minimal(), code
    )
    assert _codes(changed) == _codes(minimal())


def test_a_grid_goes_to_another_scale_unless_a_line_needs_what_it_does_not_offer() -> None:
    questionnaire = load_questionnaire("maturite_numerique_agent")
    grid = _item(questionnaire, "QS")
    assert isinstance(grid, MatrixItem)
    assert grid.scale == "agreement"
    other = next(code for code in questionnaire.scales if code != "agreement")
    changed = wording.set_details(questionnaire, "QS", {"scale": other})
    assert _item(changed, "QS") == grid.model_copy(update={"scale": other})
    silent = questionnaire.scales[other].model_copy(update={"not_applicable": None})
    content = editing.content_of(questionnaire)
    content["scales"]["silent"] = silent.model_dump()
    with pytest.raises(InvalidInput, match="mais pas son échelle"):
        wording.set_details(editing.checked(content), "QS", {"scale": "silent"})


@pytest.mark.parametrize(
    ("code", "details", "message"),
    [
        ("N", {"minimum": 10.0}, "question « Combien ? » : « maximum » doit dépasser « minimum »."),
        ("T", {"maximum_length": 5}, "question « Pourquoi ? », longueur maximale : un nombre d’au moins 20"),
        (
            "T",
            {"maximum_length": 9000},
            "question « Pourquoi ? », longueur maximale : un nombre d’au plus 4000",
        ),
        ("S", {"maximum": 0}, "question « Lesquels ? », maximum : un nombre d’au moins 1 est attendu"),
        ("S", {"maximum": 3}, "propose 2 réponses : on ne peut pas en choisir jusqu’à 3"),
        (
            "R",
            {"options": []},
            "question « Dans quel ordre ? », réponses proposées : cette liste est trop courte",
        ),
        ("G", {"scale": "nothing"}, "échelle inconnue"),
        ("M1", {"maximum": 3}, "n’a pas ce réglage"),
        ("G1", {"scale": "agreement"}, "n’a pas ce réglage"),
        ("page_1", {"title": WORDS}, "n’a pas ce réglage"),
    ],
)
def test_a_refused_detail_names_the_question_and_the_field(
    code: str, details: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        wording.set_details(minimal(), code, details)
    said = refused.value.message.replace("\u00a0", " ")
    assert message in said
    assert "sections[" not in said


def test_an_answer_that_a_condition_waits_for_is_not_removed() -> None:
    inside = Condition(all_of=(Condition(item="Y", values=("yes",)), Condition(item="S", values=("b",))))
    asked = wording.set_condition(minimal(), "T", inside)
    three = [Option(code=code, text=BilingualText(fr=code, en=code)) for code in "acd"]
    with pytest.raises(InvalidInput) as refused:
        wording.set_details(asked, "S", {"options": three})
    said = refused.value.message.replace("\u00a0", " ")
    assert said == "La condition de « Pourquoi ? » attend la réponse « B » : changez d’abord cette condition."
    assert wording.set_details(minimal(), "S", {"options": three})


@pytest.mark.parametrize(
    ("french", "english", "codes"),
    [
        ("Un vélo\nUne voiture\nLe train", "", ["o1", "o2", "o3"]),
        ("Le train\nUn vélo\nUne voiture", "", ["o3", "o1", "o2"]),
        ("Une voiture\nLe train", "", ["o2", "o3"]),
        ("Une voiture ?\nLe train", "", ["o2", "o3"]),
        ("Une auto\nLe train", "Une voiture\nLe train", ["o2", "o3"]),
        ("Un vélo\nÀ pied\nUne voiture\nLe train", "", ["o1", "o4", "o2", "o3"]),
        ("Un vélo\nAutre moyen\nLe train", "", ["o1", "o2", "o3"]),
    ],
)
def test_an_answer_keeps_its_code_when_it_moves_or_is_reworded(
    french: str, english: str, codes: list[str]
) -> None:
    present = tuple(options_from("Un vélo\nUne voiture\nLe train", ""))
    assert [option.code for option in options_from(french, english, present=present)] == codes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda q: editing.remove(q, "Y"), "La condition de « T » dépend de « Y »"),
        (lambda q: editing.move(q, "M1", up=True), "au bord"),
        (lambda q: editing.move(editing.move(q, "T", up=True), "Y", up=False), "au bord|posée avant"),
        (lambda q: editing.remove(q, "page_1"), "au moins une question"),
        (lambda q: editing.remove(q, "nothing"), "n’est pas dans ce questionnaire"),
        (lambda q: editing.add_item(q, "M1", TextItem(code="Z", type="text", text=WORDS)), "pas une page"),
        (lambda q: editing.add_item(q, "page_1", TextItem(code="M1", type="text", text=WORDS)), "deux fois"),
        (lambda q: editing.add_row(q, "M1", WORDS), "pas une grille"),
        (lambda q: wording.reword(q, "G1", WORDS, help_text=WORDS), "pas d’aide"),
        (lambda q: wording.set_details(q, "M1", {"options": []}), "n’a pas ce réglage"),
        (lambda q: wording.set_details(q, "C1", {"options": []}), "au moins 2"),
        (lambda q: wording.set_required(q, "G1", True), "question entière"),
        (lambda q: wording.set_scoring(q, "Y", dimension=None), "pas notée"),
        (lambda q: wording.set_scoring(q, "M1", dimension="nowhere"), "n’est pas déclarée"),
        (lambda q: wording.set_scoring(q, "M1", dimension="mood", weight=0), "supérieur à 0"),
        (lambda q: wording.set_scoring(q, "M1", dimension="mood", not_applicable=True), "sans objet"),
        (lambda q: wording.set_condition(q, "M1", Condition(item="Y", values=("yes",))), "posée avant"),
        (lambda q: wording.set_condition(q, "G1", None), "question entière"),
        (lambda q: wording.add_dimension(q, WORDS, lines=[]), "au moins une question"),
        (lambda q: wording.add_dimension(q, WORDS, lines=["Y"]), "pas notée"),
        (lambda q: wording.rename_dimension(q, "nothing", WORDS, theme=None), "n’est pas dans"),
        (lambda q: wording.retitle(q, title=WORDS, purpose=None, duration_minutes=0), "au moins 1"),
    ],
)
def test_a_refused_change_is_one_sentence(
    change: Callable[[QuestionnaireFile], QuestionnaireFile], message: str
) -> None:
    with pytest.raises((InvalidInput, NotFound)) as refused:
        questionnaire = minimal()
        for _time in range(20):  # a change that goes on must end in a refusal
            questionnaire = change(questionnaire)
    said = refused.value.message.replace("\u00a0", " ")
    assert any(part in said for part in message.split("|")), said
    assert said.endswith(".")
    assert "\n" not in said


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_sequence_of_changes_leaves_a_questionnaire_that_can_be_written_and_read(
    data: st.DataObject,
) -> None:
    questionnaire = load_questionnaire(data.draw(st.sampled_from(questionnaire_codes())))
    said: list[str] = []
    for _step in range(data.draw(st.integers(1, 6))):
        codes = [section.code for section in questionnaire.sections] + _codes(questionnaire)
        codes += [row.code for _item, row in questionnaire.rows()]
        code = data.draw(st.sampled_from(codes))
        prefix = data.draw(st.sampled_from(["Q", "AU", "C"]))
        new = LikertItem(
            code=editing.free_code(questionnaire, prefix),
            type="likert",
            text=WORDS,
            scale=next(iter(questionnaire.scales)),
        )
        change = data.draw(st.sampled_from(["remove", "up", "down", "reword", "add", "row", "when"]))
        try:
            questionnaire = {
                "remove": lambda: editing.remove(questionnaire, code),  # noqa: B023
                "up": lambda: editing.move(questionnaire, code, up=True),  # noqa: B023
                "down": lambda: editing.move(questionnaire, code, up=False),  # noqa: B023
                "reword": lambda: wording.reword(questionnaire, code, WORDS),  # noqa: B023
                "add": lambda: editing.add_item(questionnaire, questionnaire.sections[-1].code, new),  # noqa: B023
                "row": lambda: editing.add_row(questionnaire, code, WORDS),  # noqa: B023
                "when": lambda: wording.set_condition(questionnaire, code, None),  # noqa: B023
            }[change]()
        except TransfoError as refused:
            said.append(refused.message)
    assert all(message.endswith(".") for message in said)
    written = questionnaire_yaml(questionnaire).encode()
    assert parsed_questionnaire(written, name="q.yaml") == questionnaire
