"""« Participation » and « Inviter et relancer » as people use them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import outreach
from tests.outreach import Opened
from tests.pages.conftest import Browser, Prepared, texts
from transfo_rh.access.model import Role, operator
from transfo_rh.campaigns.life import service as life
from transfo_rh.campaigns.outreach import invitations
from transfo_rh.core.errors import StorageUnavailable
from transfo_rh.core.settings import settings


@pytest.fixture
def opened(
    browser: Browser, empty_authority: Prepared, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Opened:
    """An open campaign with some answers; human resources are signed in."""
    monkeypatch.setenv("TRANSFO_RH_OUTBOX_FOLDER", str(tmp_path / "outbox"))
    settings.cache_clear()
    browser.use(empty_authority)
    campaign = outreach.open_campaign()
    outreach.answer(campaign, {"DT1": 6, "DT2": 9, "DS": 16})
    browser.sign_in(Role.HR)
    return campaign


@pytest.mark.parametrize("page", ["surveys/participation", "surveys/invite"])
def test_without_an_open_campaign_the_page_says_what_to_do(
    browser: Browser, empty_authority: Prepared, page: str
) -> None:
    browser.use(empty_authority)
    browser.sign_in(Role.HR)
    app = browser.open(page)
    assert not app.exception
    assert "ouverte" in texts(app)


def test_who_may_not_open_a_campaign_waits_for_one(browser: Browser, empty_authority: Prepared) -> None:
    browser.use(empty_authority)
    browser.sign_in(Role.EXECUTIVE)
    said = texts(browser.open("surveys/participation"))
    assert "dès que les ressources humaines ouvrent une campagne" in said
    assert "Ouvrez" not in said


def test_participation_opens_with_its_conclusion(browser: Browser, opened: Opened) -> None:
    app = browser.open("surveys/participation")
    assert not app.exception
    said = texts(app).replace("\u00a0", " ")
    assert "31 agents sur 56 ont répondu (55 %). Il manque 11 réponses pour l’objectif de 75 %." in said
    assert "L’alerte commence au tiers de la collecte" in said
    assert "sous l’alerte" not in said
    assert [metric.value.replace("\u00a0", " ") for metric in app.metric] == ["55 %", "31", "75 %", "14"]
    table = app.dataframe[0].value
    assert table["Lecture"].tolist().count("Objectif atteint") == 2
    app.selectbox(key="service").select(opened.units["DT"]).run()
    assert not app.exception
    outreach.age(opened, days=14)  # fifteen days gone of twenty-nine
    said = texts(browser.open("surveys/participation")).replace("\u00a0", " ")
    assert "1 service est sous l’alerte à ce jour, 31 %." in said


def test_participation_after_the_closing(browser: Browser, opened: Opened) -> None:
    life.close_campaign(viewer=operator(), campaign_id=opened.id)
    browser.sign_in(Role.EXECUTIVE)
    app = browser.open("surveys/participation")
    assert not app.exception
    assert "31 agents sur 56" in texts(app)
    assert [metric.value for metric in app.metric][-1] == "Close"


def test_invitations_then_a_reminder(browser: Browser, opened: Opened, tmp_path: Path) -> None:
    app = browser.open("surveys/invite")
    assert not app.exception
    assert "attendent leur invitation" in texts(app)
    assert "Aucun serveur de messagerie" in texts(app)
    app.button(key="send_invitations").click().run()
    assert not app.exception
    sent = list((tmp_path / "outbox").glob("*.eml"))
    assert f"{len(sent)} messages envoyés" in texts(app)
    assert app.button(key="send_invitations").label == "Aucune invitation à envoyer"
    assert app.button(key="send_reminder").disabled
    assert "Prochaine relance possible" in texts(app)
    outreach.age(opened, days=14)
    app = browser.open("surveys/invite")
    app.radio(key="remind_whom").set_value("chosen").run()
    assert app.button(key="send_reminder").disabled
    app.radio(key="remind_whom").set_value("alerts").run()
    app.button(key="send_reminder").click().run()
    assert not app.exception
    assert "Message envoyé aux personnes qui n’ont pas encore répondu" in texts(app)
    assert len(list((tmp_path / "outbox").glob("*.eml"))) > len(sent)
    assert "@" not in texts(app)


def test_an_address_of_a_trial_is_told_before_anything_is_sent_or_printed(
    browser: Browser, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "TRANSFO_RH_PUBLIC_URL" in " ".join(one.value for one in browser.open("surveys/invite").warning)
    monkeypatch.setenv("TRANSFO_RH_PUBLIC_URL", "https://enquete.ville.example")
    settings.cache_clear()
    assert not browser.open("surveys/invite").warning


def test_a_mail_server_that_fails_is_said(
    browser: Browser, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_options: object) -> None:
        raise StorageUnavailable("Le serveur de messagerie ne répond pas.")

    monkeypatch.setattr(invitations, "invite", broken)
    app = browser.open("surveys/invite")
    app.button(key="send_invitations").click().run()
    assert not app.exception
    assert "ne répond pas" in texts(app)


@pytest.mark.parametrize("document", ["poster_a4", "slips", "sheets", "blank"])
def test_each_document_is_prepared_then_downloaded(browser: Browser, opened: Opened, document: str) -> None:
    app = browser.open("surveys/invite")
    app.button(key=f"prepare_{document}").click().run()
    assert not app.exception
    assert [button.key for button in app.get("download_button")].count(f"download_{document}") == 1


def test_a_department_without_paper_offers_no_slip(browser: Browser, opened: Opened) -> None:
    from sqlalchemy import update

    from transfo_rh.core.database import database
    from transfo_rh.staff.tables import AgentRow

    with database().write() as session:
        session.execute(update(AgentRow).values(email="a@exemple.fr", has_workstation=True))
    app = browser.open("surveys/invite")
    assert not app.exception
    assert app.button(key="prepare_slips").disabled
    assert not app.button(key="prepare_blank").disabled
    app.segmented_control(key="paper_whom").set_value("everybody").run()
    assert not app.button(key="prepare_slips").disabled
