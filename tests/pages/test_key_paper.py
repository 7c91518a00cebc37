"""Keying in paper: code, marks, what was understood, storing, twice, late sheets."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from tests import surveys
from tests.pages.conftest import Browser, Prepared, texts
from transfo_rh.access.model import Role, operator
from transfo_rh.campaigns.answers import CommentRow, ResponseRow
from transfo_rh.campaigns.collection import service
from transfo_rh.campaigns.life.closing import close_campaign
from transfo_rh.campaigns.questionnaires.layout import encoded
from transfo_rh.core.database import database

PAGE = "surveys/key_paper"
P1, P2 = "425o", "2 13 213 2"  # the answers of surveys.FULL, texts apart


@pytest.fixture
def survey(browser: Browser, empty_authority: Prepared) -> surveys.OpenSurvey:
    browser.use(empty_authority)
    browser.sign_in(Role.HR)
    return surveys.open_survey()


def stored() -> list[bytes]:
    with database().read() as session:
        return list(session.scalars(select(ResponseRow.answers)))


def open_sheet(page: AppTest, code: str, turn: int = 0) -> None:
    page.text_input(key=f"paper_code_{turn}").set_value(code).run()
    assert not page.exception


def key_in(page: AppTest, first: str, second: str, *, sheet: str = "0_0") -> None:
    page.text_input(key=f"paper_{sheet}_p1").set_value(first).run()
    page.text_input(key=f"paper_{sheet}_p2").set_value(second).run()
    page.button(key=f"enter_button_{sheet}").click().run()
    assert not page.exception


def test_one_sheet_after_the_other(browser: Browser, survey: surveys.OpenSurvey) -> None:
    page = browser.open(PAGE)
    open_sheet(page, survey.codes[1].lower().replace("-", ""))
    page.text_input(key="paper_0_0_WHY").set_value("Un second poste").run()
    key_in(page, P1, P2)
    assert stored() == [encoded(surveys.every_kind(), surveys.FULL)]
    assert "1 questionnaire saisi" in texts(page)
    open_sheet(page, survey.codes[2], turn=1)
    key_in(page, "x", "", sheet="1_0")
    assert "2 questionnaires saisis" in texts(page)
    assert len(stored()) == 2
    with database().read() as session:
        assert list(session.scalars(select(CommentRow.text))) == ["Un second poste"]


def test_what_is_understood_is_said_at_once(browser: Browser, survey: surveys.OpenSurvey) -> None:
    page = browser.open(PAGE)
    open_sheet(page, survey.codes[1])
    page.text_input(key="paper_0_0_p1").set_value("4x").run()
    said = texts(page)
    assert "**1** Degré 4" in said
    assert "sans objet" in said


def test_a_mark_that_is_not_understood_is_not_stored(browser: Browser, survey: surveys.OpenSurvey) -> None:
    page = browser.open(PAGE)
    open_sheet(page, survey.codes[1])
    key_in(page, "47", "")
    assert stored() == []
    assert page.text_input(key="paper_0_0_p1").value == "47"


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "n’importe quoi"])
def test_a_wrong_code_opens_no_sheet(browser: Browser, survey: surveys.OpenSurvey, code: str) -> None:
    page = browser.open(PAGE)
    open_sheet(page, code)
    assert "n’est pas reconnu" in texts(page)
    assert not any((button.key or "").startswith("enter_button") for button in page.button)


def test_a_code_that_has_answered_is_refused_politely(browser: Browser, survey: surveys.OpenSurvey) -> None:
    service.submit(code=survey.codes[1], answers={"Q1": 3})
    page = browser.open(PAGE)
    open_sheet(page, survey.codes[1])
    assert any(
        "réponse a déjà été enregistrée" in error.value or "reconnu" in error.value for error in page.error
    )
    assert len(stored()) == 1


def test_keyed_twice_tells_the_differences_and_stores_what_is_shown(
    browser: Browser, survey: surveys.OpenSurvey
) -> None:
    page = browser.open(PAGE)
    page.toggle(key="paper_twice").set_value(True).run()
    open_sheet(page, survey.codes[1])
    key_in(page, P1, P2)
    assert stored() == []
    assert "Deuxième saisie" in texts(page)
    assert page.text_input(key="paper_0_1_p1").value == ""
    key_in(page, "415o", P2, sheet="0_1")
    assert "diffèrent aux questions 2." in texts(page)
    assert stored() == []
    key_in(page, P1, P2, sheet="0_1")
    assert len(stored()) == 1


def test_keyed_twice_alike_is_stored(browser: Browser, survey: surveys.OpenSurvey) -> None:
    page = browser.open(PAGE)
    page.toggle(key="paper_twice").set_value(True).run()
    open_sheet(page, survey.codes[1])
    key_in(page, P1, P2)
    key_in(page, P1, P2, sheet="0_1")
    assert len(stored()) == 1


def test_a_late_sheet_goes_by_its_department(browser: Browser, survey: surveys.OpenSurvey) -> None:
    close_campaign(viewer=operator(), campaign_id=survey.id)
    page = browser.open(PAGE)
    page.segmented_control(key="paper_door").set_value("late").run()
    assert not page.exception
    page.selectbox(key=f"paper_unit_{survey.id}_0").select_index(0).run()
    page.button(key="paper_late").click().run()
    key_in(page, P1, P2)
    with database().read() as session:
        rows = list(session.execute(select(ResponseRow.unit_position, ResponseRow.attribute_1)))
    assert [tuple(row) for row in rows] == [(0, None)]


def test_without_any_campaign_there_is_nothing_to_key_in(browser: Browser, empty_authority: Prepared) -> None:
    browser.use(empty_authority)
    browser.sign_in(Role.HR)
    page = browser.open(PAGE)
    assert not page.exception
    assert "Aucun questionnaire papier à saisir" in texts(page)
    assert not page.text_input
    assert not page.segmented_control


def test_codes_end_with_the_campaign(browser: Browser, survey: surveys.OpenSurvey) -> None:
    close_campaign(viewer=operator(), campaign_id=survey.id)
    page = browser.open(PAGE)
    assert "Les codes ne valent que pendant une campagne" in texts(page)
    assert not page.text_input
    assert page.segmented_control(key="paper_door").value == "code"


def test_without_a_closed_campaign_there_is_no_late_sheet(
    browser: Browser, survey: surveys.OpenSurvey
) -> None:
    page = browser.open(PAGE)
    page.segmented_control(key="paper_door").set_value("late").run()
    assert "Aucune campagne close" in texts(page)


def test_a_draft_of_the_respondent_is_never_shown(browser: Browser, survey: surveys.OpenSurvey) -> None:
    service.save_draft(code=survey.codes[1], answers={"Q1": 2, "T": "Mon secret"})
    page = browser.open(PAGE)
    open_sheet(page, survey.codes[1])
    assert page.text_input(key="paper_0_0_p1").value == ""
    assert page.text_input(key="paper_0_0_T").value == ""
    assert "Mon secret" not in texts(page)
