"""Answering while signed in: the notice, pages, drafts, sending once, refusals."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from tests import factories, surveys
from tests.pages.conftest import Browser, Prepared, texts
from transfo_rh.access.model import Role, Viewer, administrator_operator
from transfo_rh.access.service import accounts
from transfo_rh.campaigns.answers import ResponseRow
from transfo_rh.campaigns.collection import service
from transfo_rh.campaigns.collection.forms import frozen_form
from transfo_rh.campaigns.model import CampaignState
from transfo_rh.campaigns.questionnaires.layout import encoded
from transfo_rh.campaigns.tables import CampaignMemberRow, CampaignRow
from transfo_rh.core.database import database
from transfo_rh.ui.forms.answer_form import STATE_KEY

PAGE = "surveys/answer"


@pytest.fixture
def survey(browser: Browser, empty_authority: Prepared) -> surveys.OpenSurvey:
    """An open survey of every kind of question, addressed to the agent of the tests."""
    browser.use(empty_authority)
    found = next(a for a in accounts(viewer=administrator_operator()) if a.role is Role.AGENT)
    departments = factories.add_departments({"V": None})
    agent = surveys.add_agent(
        last_name="Morel", first_name="Ida", email=found.email, department_id=departments["V"]
    )
    browser.sign_in(Role.AGENT)
    return surveys.open_survey(agents={1: agent})


def me() -> Viewer:
    found = next(a for a in accounts(viewer=administrator_operator()) if a.role is Role.AGENT)
    return Viewer(found.id, found.name, found.role)


def draft(survey: surveys.OpenSurvey) -> dict[str, object]:
    return dict(service.own_form(viewer=me(), campaign_id=survey.id).draft)


def key(survey: surveys.OpenSurvey, code: str) -> str:
    return f"answer_{survey.id}_{code}"


def answered(survey: surveys.OpenSurvey) -> list[bytes]:
    with database().read() as session:
        return list(session.scalars(select(ResponseRow.answers).where(ResponseRow.campaign_id == survey.id)))


def test_the_notice_comes_first_then_every_kind_of_question_is_sent_once(
    browser: Browser, survey: surveys.OpenSurvey
) -> None:
    page = browser.open(PAGE)
    assert "1 enquête attend votre réponse" in texts(page)
    page.button(key=f"answer_{survey.id}").click().run()
    assert "Base légale" in texts(page)
    page.button(key="answer_begin").click().run()
    page.radio(key=key(survey, "Q1")).set_value(4).run()
    page.radio(key=key(survey, "M1")).set_value(2).run()
    page.radio(key=key(survey, "M2")).set_value(5).run()
    page.radio(key=key(survey, "YN")).set_value(True).run()
    page.button(key="answer_next_0").click().run()
    assert not page.exception
    page.radio(key=key(survey, "S")).set_value("tel").run()
    page.multiselect(key=key(survey, "MU")).set_value(["a", "c"]).run()
    page.multiselect(key=key(survey, "R")).set_value(["b", "a", "c"]).run()
    page.number_input(key=key(survey, "N")).set_value(2).run()
    page.text_area(key=key(survey, "WHY")).set_value("Un second poste").run()
    page.button(key="answer_next_1").click().run()
    assert not page.exception
    assert "Questions laissées vides : 10" in texts(page).replace("\u00a0", " ")
    page.button(key="answer_send").click().run()
    assert not page.exception
    assert "Votre réponse est enregistrée" in texts(page)
    assert page.session_state[STATE_KEY].answers == {}
    expected = encoded(frozen_form(survey.id).definition, surveys.FULL)
    assert answered(survey) == [expected]
    assert "déjà répondu" in texts(browser.open(PAGE))


def test_a_draft_is_saved_at_each_page_and_found_again(browser: Browser, survey: surveys.OpenSurvey) -> None:
    page = browser.open(PAGE)
    page.button(key=f"answer_{survey.id}").click().run()
    page.button(key="answer_begin").click().run()
    page.radio(key=key(survey, "Q1")).set_value("na").run()
    assert draft(survey) == {}
    page.button(key="answer_next_0").click().run()
    assert draft(survey) == {"Q1": "na"}
    again = browser.open(PAGE)
    again.button(key=f"answer_{survey.id}").click().run()
    assert again.button(key="answer_begin").label == "Reprendre mes réponses"
    again.button(key="answer_begin").click().run()
    assert again.radio(key=key(survey, "Q1")).value == "na"


def test_a_required_question_is_marked_and_holds_the_page(
    browser: Browser, survey: surveys.OpenSurvey
) -> None:
    page = browser.open(PAGE)
    page.button(key=f"answer_{survey.id}").click().run()
    page.button(key="answer_begin").click().run()
    assert "(obligatoire)" in page.radio(key=key(survey, "Q1")).label
    page.radio(key=key(survey, "M1")).set_value(3).run()
    page.button(key="answer_next_0").click().run()
    assert "Répondez à cette question" in texts(page)
    assert page.radio(key=key(survey, "M1")).value == 3
    page.radio(key=key(survey, "Q1")).set_value(1).run()
    assert "Répondez à cette question" not in texts(page)


def test_a_condition_shows_its_question_at_once(browser: Browser, survey: surveys.OpenSurvey) -> None:
    page = browser.open(PAGE)
    page.button(key=f"answer_{survey.id}").click().run()
    page.button(key="answer_begin").click().run()
    page.radio(key=key(survey, "Q1")).set_value(1).run()
    page.radio(key=key(survey, "YN")).set_value(False).run()
    page.button(key="answer_next_0").click().run()
    assert key(survey, "WHY") not in {area.key for area in page.text_area}
    page.button(key="answer_back_1").click().run()
    page.radio(key=key(survey, "YN")).set_value(True).run()
    page.button(key="answer_next_0").click().run()
    assert key(survey, "WHY") in {area.key for area in page.text_area}


def test_an_answer_given_by_another_door_meanwhile_is_said(
    browser: Browser, survey: surveys.OpenSurvey
) -> None:
    page = browser.open(PAGE)
    page.button(key=f"answer_{survey.id}").click().run()
    service.submit(code=survey.codes[1], answers={"Q1": 3})
    page.button(key="answer_begin").click().run()
    assert not page.exception
    assert "déjà répondu" in texts(page)
    assert len(answered(survey)) == 1


def test_no_answer_stands_in_the_address(browser: Browser, survey: surveys.OpenSurvey) -> None:
    page = browser.open(PAGE)
    page.button(key=f"answer_{survey.id}").click().run()
    page.button(key="answer_begin").click().run()
    page.radio(key=key(survey, "Q1")).set_value(5).run()
    page.button(key="answer_next_0").click().run()
    assert dict(page.query_params) == {}


@pytest.mark.parametrize("role", [Role.HR, Role.DEPARTMENT_HEAD, Role.EXECUTIVE])
def test_who_is_not_asked_has_nothing_to_answer(
    browser: Browser, survey: surveys.OpenSurvey, role: Role
) -> None:
    browser.sign_in(role)
    assert "Aucune enquête ne vous attend" in texts(browser.open(PAGE))


def test_a_survey_closed_meanwhile_is_said(browser: Browser, survey: surveys.OpenSurvey) -> None:
    page = browser.open(PAGE)
    page.button(key=f"answer_{survey.id}").click().run()
    with database().write() as session:
        session.execute(
            update(CampaignRow)
            .where(CampaignRow.id == survey.id)
            .values(state=CampaignState.CLOSED, version_id=2)
        )
        session.execute(update(CampaignMemberRow).values(answered=None, draft=None))
    page.button(key="answer_begin").click().run()
    assert not page.exception
    assert "n’est plus ouverte" in texts(page)


def test_the_home_page_says_that_a_survey_waits(browser: Browser, survey: surveys.OpenSurvey) -> None:
    said = texts(browser.open()).replace("\u00a0", " ")
    assert "Répondre à « Enquête d’essai »" in said
