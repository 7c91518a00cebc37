"""The diagnosis on the screen: a head fills it in, human resources read and reopen it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests import diagnoses as made
from tests.pages.conftest import Browser, Prepared, texts
from transfo_rh.access.model import Role, administrator_operator, operator
from transfo_rh.access.service import accounts
from transfo_rh.access.tables import AccountScopeRow
from transfo_rh.campaigns.diagnosis import service
from transfo_rh.campaigns.diagnosis.model import DiagnosisState
from transfo_rh.campaigns.life import closing
from transfo_rh.campaigns.model import CampaignState
from transfo_rh.campaigns.publication import service as publication
from transfo_rh.core.database import database

PAGE = "surveys/diagnosis"


@pytest.fixture
def opened(browser: Browser, empty_authority: Prepared) -> made.Opened:
    """An open campaign; the department head of the tests has the direction « DA »."""
    browser.use(empty_authority)
    found = made.open_diagnoses()
    head = next(a for a in accounts(viewer=administrator_operator()) if a.role is Role.DEPARTMENT_HEAD)
    with database().write() as session:
        session.add(AccountScopeRow(account_id=head.id, department_id=found.departments["DA"]))
    return found


def line(opened: made.Opened, code: str) -> DiagnosisState:
    read = service.diagnosis(viewer=operator(), campaign_id=opened.campaign, unit=opened.units[code])
    return read.line.state


def key(opened: made.Opened, code: str, item: str) -> str:
    return f"dg_{opened.campaign}_{opened.units[code]}_0_{item}"


def answer_all(page: AppTest, opened: made.Opened, code: str) -> None:
    """Fill in both themes of the department on the screen, up to the last page."""
    page.radio(key=key(opened, code, "o1")).set_value(1).run()
    page.button(key="dg_next").click().run()
    page.radio(key=key(opened, code, "p1")).set_value(2).run()
    page.radio(key=key(opened, code, "p2")).set_value(5).run()


def test_a_head_fills_in_theme_by_theme_and_submits(browser: Browser, opened: made.Opened) -> None:
    browser.sign_in(Role.DEPARTMENT_HEAD)
    page = browser.open(PAGE)
    assert not page.exception
    assert "n’est pas anonyme" in texts(page)
    assert "0 diagnostic transmis sur 3" in texts(page)
    answer_all(page, opened, "DA")
    assert not page.exception
    assert line(opened, "DA") is DiagnosisState.DRAFT  # kept when the theme changed
    page.button(key="dg_submit").click().run()
    page.button(key="dg_confirmed").click().run()
    assert not page.exception
    assert line(opened, "DA") is DiagnosisState.SUBMITTED
    assert "1 diagnostic transmis sur 3" in texts(browser.open(PAGE))


def test_the_list_of_themes_counts_the_answer_just_given(browser: Browser, opened: made.Opened) -> None:
    browser.sign_in(Role.DEPARTMENT_HEAD)
    page = browser.open(PAGE)

    def themes() -> tuple[list[str], str | None]:
        found = next(box for box in page.selectbox if box.label == "Thème")
        return list(found.options), found.key

    before, first_key = themes()
    assert before == ["1/2. Les outils (1 réponse à donner)", "2/2. Le pilotage (2 réponses à donner)"]
    page.radio(key=key(opened, "DA", "o1")).set_value(1).run()
    after, second_key = themes()
    assert after == ["1/2. Les outils (complet)", before[1]]
    assert second_key != first_key  # a browser that still shows the old words speaks of the old list
    next(box for box in page.selectbox if box.label == "Thème").set_value(1).run()
    assert not page.exception
    assert "Le pilotage" in [heading.value for heading in page.subheader]


def test_a_conditional_question_appears_at_once(browser: Browser, opened: made.Opened) -> None:
    browser.sign_in(Role.DEPARTMENT_HEAD)
    page = browser.open(PAGE)
    shown = {radio.key for radio in page.radio}
    assert key(opened, "DA", "o2") not in shown
    page.radio(key=key(opened, "DA", "o1")).set_value(3).run()
    assert key(opened, "DA", "o2") in {radio.key for radio in page.radio}


def test_what_is_missing_is_marked_and_nothing_is_lost(browser: Browser, opened: made.Opened) -> None:
    browser.sign_in(Role.DEPARTMENT_HEAD)
    page = browser.open(PAGE)
    page.radio(key=key(opened, "DA", "o1")).set_value(3).run()
    page.button(key="dg_submit").click().run()
    assert not page.exception
    assert "Répondez à cette question" in texts(page)
    assert page.radio(key=key(opened, "DA", "o1")).value == 3
    assert line(opened, "DA") is DiagnosisState.DRAFT


def test_a_comment_and_a_text_are_kept(browser: Browser, opened: made.Opened) -> None:
    browser.sign_in(Role.DEPARTMENT_HEAD)
    page = browser.open(PAGE)
    page.text_area(key=key(opened, "DA", "comment_s_outils")).set_value("Deux logiciels vieillissent").run()
    page.button(key="dg_save").click().run()
    read = service.diagnosis(viewer=operator(), campaign_id=opened.campaign, unit=opened.units["DA"])
    assert read.content.comments == {"s_outils": "Deux logiciels vieillissent"}
    again = browser.open(PAGE)
    assert again.text_area(key=key(opened, "DA", "comment_s_outils")).value == "Deux logiciels vieillissent"


def test_two_heads_at_once_choose_which_version_stays(browser: Browser, opened: made.Opened) -> None:
    browser.sign_in(Role.DEPARTMENT_HEAD)
    page = browser.open(PAGE)
    page.radio(key=key(opened, "DA", "o1")).set_value(3).run()
    other = made.head_viewer(opened, "DG")
    service.save(
        viewer=other,
        campaign_id=opened.campaign,
        unit=opened.units["DA"],
        version=0,
        answers={"o1": 6},
        comments={},
    )
    page.button(key="dg_save").click().run()
    assert not page.exception
    assert "Deux versions existent" in texts(page)
    page.button(key="dg_mine").click().run()
    assert not page.exception
    read = service.diagnosis(viewer=operator(), campaign_id=opened.campaign, unit=opened.units["DA"])
    assert read.content.answers == {"o1": 3}


def test_human_resources_read_reopen_and_see_the_history(browser: Browser, opened: made.Opened) -> None:
    service.submit(
        viewer=made.head_viewer(opened, "DG"),
        campaign_id=opened.campaign,
        unit=opened.units["DA"],
        version=0,
        answers=made.COMPLETE,
        comments={"s_outils": "À jour"},
    )
    browser.sign_in(Role.HR)
    page = browser.open(PAGE, voir="lire")
    assert not page.exception
    said = texts(page)
    assert "1 diagnostic transmis sur 5" in said
    assert "À jour" in said
    assert "dg_save" not in {button.key for button in page.button}
    page.text_area[0].set_value("Préciser les outils")
    next(button for button in page.button if button.label == "Rouvrir").click().run()
    assert not page.exception
    assert line(opened, "DA") is DiagnosisState.DRAFT
    assert "Préciser les outils" in texts(browser.open(PAGE, service=str(opened.units["DA"])))


@pytest.mark.parametrize("state", [CampaignState.CLOSED, CampaignState.PUBLISHED])
def test_a_closed_campaign_is_only_read(browser: Browser, opened: made.Opened, state: CampaignState) -> None:
    made.set_state(opened.campaign, state)
    browser.sign_in(Role.DEPARTMENT_HEAD)
    page = browser.open(PAGE)
    assert not page.exception
    assert "close" in texts(page)
    assert not page.radio


def test_nothing_open_says_what_will_come(browser: Browser, empty_authority: Prepared) -> None:
    browser.use(empty_authority)
    browser.sign_in(Role.DEPARTMENT_HEAD)
    assert "Aucun diagnostic en cours" in texts(browser.open(PAGE))


def test_a_signed_diagnosis_is_never_spoken_of_as_an_anonymous_survey(
    browser: Browser, opened: made.Opened
) -> None:
    service.submit(
        viewer=made.head_viewer(opened, "DG"),
        campaign_id=opened.campaign,
        unit=opened.units["DA"],
        version=0,
        answers=made.COMPLETE,
        comments={"s_outils": "À jour"},
    )
    browser.sign_in(Role.HR)
    page = browser.open("surveys/campaigns")
    assert "1 diagnostic transmis sur 5." in texts(page)
    assert f"abandon_{opened.campaign}" not in {button.key for button in page.button}
    asked = texts(page.button(key=f"close_{opened.campaign}").click().run())
    assert "Les diagnostics transmis seront publiés" in asked
    assert "aléatoire" not in asked
    closing.close_campaign(viewer=operator(), campaign_id=opened.campaign)
    waiting = texts(browser.open("surveys/campaigns"))
    assert "1 service, 4 questions, 2 dimensions." in waiting
    assert "seuil de" not in waiting
    publication.publish(viewer=operator(), campaign_id=opened.campaign)
    for screen in ("results", "dimension", "comments"):
        page = browser.open(f"surveys/{screen}")
        assert not page.exception
        assert "rien n’est masqué" in texts(page), screen
        assert "Seuil de confidentialité" not in texts(page), screen
    assert "1 commentaire, écrit par un responsable au nom de son service." in texts(page)


def test_a_diagnosis_without_comments_says_who_wrote_none(browser: Browser, opened: made.Opened) -> None:
    closing.close_campaign(viewer=operator(), campaign_id=opened.campaign)
    publication.publish(viewer=operator(), campaign_id=opened.campaign)
    browser.sign_in(Role.HR)
    assert "les responsables de service n’en ont pas écrit" in texts(browser.open("surveys/comments"))


def test_human_resources_compare_what_is_submitted_while_it_comes_in(
    browser: Browser, opened: made.Opened
) -> None:
    browser.sign_in(Role.HR)
    assert "Aucun diagnostic transmis" in texts(browser.open(PAGE, voir="synthese"))
    for code in ("DA", "DB"):
        service.submit(
            viewer=made.head_viewer(opened, "DG"),
            campaign_id=opened.campaign,
            unit=opened.units[code],
            version=0,
            answers={**made.COMPLETE, "p1": 6},
            comments={},
        )
    page = browser.open(PAGE, voir="synthese")
    assert not page.exception
    assert "Thème le plus avancé" in texts(page)
    assert not [box for box in page.selectbox if box.label == "Service à afficher"]
