"""The questionnaires screen: preview, duplicate, adapt without touching a file, versions, files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.conftest import Browser, Prepared, texts
from tests.pages.own_questionnaire import OWN, SCREEN, own_definition, own_key, press, with_own_questionnaire
from transfo_rh.access.model import operator
from transfo_rh.campaigns.formats.service import (
    QuestionnaireFormat,
    questionnaire_file,
    read_questionnaire_file,
)
from transfo_rh.campaigns.questionnaires import service
from transfo_rh.campaigns.questionnaires.files import questionnaire_codes
from transfo_rh.ui.forms.questionnaire_files import questionnaire_file_name


@pytest.fixture
def hr(browser: Browser, empty_authority: Prepared) -> Browser:
    """Human resources on the first day, with one copy of the pulse."""
    return with_own_questionnaire(browser, empty_authority)


def test_the_list_says_what_there_is(hr: Browser) -> None:
    page = hr.open(SCREEN)
    assert not page.exception
    assert "3 questionnaires fournis sont prêts à l’emploi, 1 est propre à la collectivité" in texts(page)
    assert "Pouls adapté" in texts(page)
    page.button(key=f"open_{OWN}").click().run()
    assert not page.exception
    assert page.query_params["code"] == OWN


@pytest.mark.parametrize("code", questionnaire_codes())
def test_every_page_of_what_ships_is_shown_in_both_languages_by_every_door(hr: Browser, code: str) -> None:
    definition = service.definition_of(viewer=operator(), code=code)
    page = hr.open(SCREEN, code=code)
    for section in definition.sections[:2] + definition.sections[-1:]:
        page.selectbox(key="preview_page").select(section.code).run()
        assert not page.exception
        shown = texts(page)
        assert section.title.fr in shown
        assert "transfo-phone" in shown
        assert "transfo-paper" in shown
    page.get("button_group")[0].set_value("en").run()
    assert not page.exception
    assert definition.sections[-1].title.en in texts(page)


def test_what_ships_is_adapted_through_a_copy(hr: Browser) -> None:
    page = hr.open(SCREEN, code="diagnostic_service")
    assert "Dupliquez-le : la copie est à vous" in texts(page).replace("\u00a0", " ")
    page.text_input[0].set_value("Diagnostic de l’été")
    press(page, "Dupliquer")
    assert page.query_params["code"] == "diagnostic_de_l_ete"
    assert (
        service.definition_of(viewer=operator(), code="diagnostic_de_l_ete").title.fr == "Diagnostic de l’été"
    )


def test_a_question_is_reworded_and_weighed(hr: Browser) -> None:
    page = hr.open(SCREEN, code=OWN)
    page.text_area(key=own_key("text_PC1_fr")).set_value("Je comprends le changement.")
    page.number_input(key=own_key("weight_PC1")).set_value(2.0)
    press(page, "Enregistrer la question")
    first = next(own_definition().rows())[1]
    assert (first.text.fr, first.weight) == ("Je comprends le changement.", 2.0)
    assert first.text.en == "I understand why our organisation has to change."


def test_a_question_moves_and_goes(hr: Browser) -> None:
    page = hr.open(SCREEN, code=OWN)
    page.button(key=own_key("down_PC1")).click().run()
    assert [item.code for item in own_definition().items()][:2] == ["PC3", "PC1"]
    page.button(key=own_key("remove_PC1")).click().run()
    assert not page.exception
    assert "PC1" not in [item.code for item in own_definition().items()]


def test_a_refused_change_is_said_and_changes_nothing(hr: Browser) -> None:
    before = own_definition()
    page = hr.open(SCREEN, code=OWN)
    page.button(key=own_key("up_PC1")).click().run()
    assert not page.exception
    assert "déjà au bord" in texts(page)
    for language in ("fr", "en"):
        page.text_area(key=own_key(f"text_PC1_{language}")).set_value(" ")
    press(page, "Enregistrer la question")
    assert "Écrivez le texte" in texts(page)
    assert own_definition() == before


@pytest.mark.parametrize(
    "kind", ["likert", "matrix", "single", "multiple", "ranking", "yes_no", "number", "text"]
)
def test_a_question_of_any_type_is_added(hr: Browser, kind: str) -> None:
    page = hr.open(SCREEN, code=OWN)
    page.selectbox(key=own_key("new_type_page_pouls")).select(kind).run()
    page.text_area(key=own_key(f"new_text_{kind}_fr")).set_value("Une question ?")
    fields = {"matrix": "new_rows", "single": "options_new_single"}
    fields |= {"multiple": "options_new_multiple", "ranking": "options_new_ranking"}
    if kind in fields:
        page.text_area(key=own_key(f"{fields[kind]}_fr")).set_value("Une\nDeux\n")
    press(page, "Ajouter la question")
    added = list(own_definition().items())[1]
    assert (added.type, added.text.fr, added.text.en) == (kind, "Une question ?", "Une question ?")
    assert not page.exception


def test_questions_added_one_after_the_other_keep_their_order(hr: Browser) -> None:
    page = hr.open(SCREEN, code=OWN)
    for words in ("La première ?", "La deuxième ?"):
        page.selectbox(key=own_key("new_type_page_pouls")).select("yes_no").run()
        page.text_area(key=own_key("new_text_yes_no_fr")).set_value(words)
        press(page, "Ajouter la question")
    assert [item.text.fr for item in own_definition().items()][1:3] == ["La première ?", "La deuxième ?"]
    assert page.text_area(key=own_key("text_Q2_fr")).value == "La deuxième ?"


def test_a_finished_version_is_followed_by_the_next(hr: Browser) -> None:
    page = hr.open(SCREEN, code=OWN)
    page.button(key=own_key("finish")).click().run()
    assert "Version terminée" in " ".join(toast.value for toast in page.toast)
    assert "créera la version suivante" in texts(page)
    page.text_area(key=own_key("text_PC1_fr")).set_value("Autrement.")
    press(page, "Enregistrer la question")
    assert page.query_params["version"] == "1.1"
    assert next(own_definition("1.1").rows())[1].text.fr == "Autrement."
    assert next(own_definition("1.0").rows())[1].text.fr != "Autrement."


def test_a_version_changed_meanwhile_is_not_overwritten(hr: Browser) -> None:
    page = hr.open(SCREEN, code=OWN)
    text = page.text_area(key=own_key("text_PC1_fr"))
    opened = service.opened(viewer=operator(), code=OWN)
    service.save_version(
        viewer=operator(), definition=opened.definition.model_copy(update={"duration_minutes": 3}),
        edit_version=opened.edit_version or 0,
    )  # fmt: skip
    text.set_value("Perdu ?")
    press(page, "Enregistrer la question")
    assert next(own_definition().rows())[1].text.fr != "Perdu ?"
    assert own_definition().duration_minutes == 3


def test_an_unknown_questionnaire_is_said(hr: Browser) -> None:
    page = hr.open(SCREEN, code="nothing")
    assert not page.exception
    assert "n’existe pas" in texts(page)


def test_a_file_is_imported_or_refused_with_its_place(hr: Browser) -> None:
    page = hr.open(SCREEN)
    _name, content = questionnaire_file(own_definition(), QuestionnaireFormat.YAML)
    page.file_uploader(key="questionnaire_file").upload("mien.yaml", content, "text/yaml").run()
    press(page, "Importer")
    assert "existe déjà en version 1.0 : rien n’a été remplacé" in texts(page).replace("\u00a0", " ")
    [code] = [field for field in page.text_input if field.label == "Code du questionnaire"]
    code.set_value("pouls_changement")
    press(page, "Importer")
    assert "celui d’un questionnaire fourni" in texts(page)
    [code] = [field for field in page.text_input if field.label == "Code du questionnaire"]
    code.set_value("pouls_bis")
    press(page, "Importer")
    assert page.query_params["code"] == "pouls_bis"


@pytest.mark.parametrize(
    ("sample", "questions"),
    [
        ("limesurvey/citric_limesurvey_survey_432535.lss", 2),
        ("limesurvey/survey_archive_2_basic_responses.lsa", None),
        ("xlsform/pyxform_yes_or_no_question.xlsx", None),
    ],
)
def test_a_file_of_another_tool_is_looked_at_before_it_is_stored(
    hr: Browser, samples: Path, sample: str, questions: int | None
) -> None:
    page = hr.open(SCREEN)
    before = len(service.available(viewer=operator()))
    path = samples / sample
    page.file_uploader(key="questionnaire_file").upload(path.name, path.read_bytes()).run()
    assert not page.exception
    assert "rien n’est encore enregistré" in texts(page)
    assert len(service.available(viewer=operator())) == before
    if questions is not None:
        assert page.metric[1].value == str(questions)
    press(page, "Importer")
    assert len(service.available(viewer=operator())) == before + 1
    assert not page.error


def test_a_wrong_file_is_refused_with_its_column(hr: Browser, samples: Path) -> None:
    page = hr.open(SCREEN)
    path = samples / "xlsform" / "pyxform_BAD_duplicate_columns.xlsx"
    page.file_uploader(key="questionnaire_file").upload(path.name, path.read_bytes()).run()
    assert not page.exception
    assert len(page.error) == 1
    assert not [button for button in page.button if button.label == "Importer"]


@pytest.mark.parametrize("chosen", list(QuestionnaireFormat))
def test_every_download_comes_back_as_the_same_questions(hr: Browser, chosen: QuestionnaireFormat) -> None:
    definition = own_definition()
    name = questionnaire_file_name(definition, chosen)
    assert name.startswith(f"{OWN}-1.0.")
    read = read_questionnaire_file(name, questionnaire_file(definition, chosen)[1]).definition
    assert [item.code for item in read.items()] == [item.code for item in definition.items()]
    page = hr.open(SCREEN, code=OWN)
    assert not page.exception
    keys = {button.key for button in page.get("download_button")}
    assert f"questionnaire_download_{chosen.value}" in keys
