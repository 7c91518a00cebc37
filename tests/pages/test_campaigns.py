"""Campaigns on the screen: publish, give up, and what the results page then shows."""

from __future__ import annotations

import pytest

from tests import factories
from tests.pages.conftest import Browser, Prepared, texts
from transfo_rh.access.model import Role, operator
from transfo_rh.campaigns import answers, service
from transfo_rh.campaigns.model import Basis, CampaignState
from transfo_rh.campaigns.publication import service as publication
from transfo_rh.core.database import database


@pytest.fixture
def waiting(browser: Browser, empty_authority: Prepared) -> int:
    """One campaign to publish; human resources are signed in."""
    browser.use(empty_authority)
    campaign = factories.add_campaign(
        units=factories.units_of({"A": None, "B": None}), answered=factories.responses({0: 20, 1: 3})
    )
    browser.sign_in(Role.HR)
    return campaign


def test_publishing_is_one_click(browser: Browser, waiting: int) -> None:
    page = browser.open("surveys/campaigns")
    assert "1 campagne attend d’être publiée" in texts(page)
    page.button(key=f"publish_{waiting}").click().run()
    assert not page.exception
    assert service.campaign(viewer=operator(), campaign_id=waiting).state is CampaignState.PUBLISHED
    assert "Toutes les campagnes sont publiées" in texts(browser.open("surveys/campaigns"))


def test_a_campaign_published_meanwhile_is_said(browser: Browser, waiting: int) -> None:
    page = browser.open("surveys/campaigns")
    publication.publish(viewer=operator(), campaign_id=waiting)
    page.button(key=f"publish_{waiting}").click().run()
    assert not page.exception
    assert service.campaign(viewer=operator(), campaign_id=waiting).state is CampaignState.PUBLISHED


def test_deleting_asks_first(browser: Browser, waiting: int) -> None:
    page = browser.open("surveys/campaigns")
    page.button(key=f"discard_{waiting}").click().run()
    assert not page.exception
    assert service.campaigns(viewer=operator())


@pytest.mark.parametrize("basis", [Basis.PERSON, Basis.QUESTION])
def test_the_results_page_says_how_far_a_dimension_may_be_trusted(
    browser: Browser, empty_authority: Prepared, basis: Basis
) -> None:
    browser.use(empty_authority)
    answered = factories.responses({None: 20}) + factories.responses({None: 20}, answers=(2, 1))
    campaign = factories.add_campaign(answered=answered, basis=basis)
    publication.publish(viewer=operator(), campaign_id=campaign)
    browser.sign_in(Role.HR)
    page = browser.open("surveys/results")
    assert not page.exception
    said = texts(page)
    if basis is Basis.QUESTION:
        assert "ne peut pas être mesurée" in said
    else:
        assert "L’alpha de Cronbach" in said
        assert page.dataframe[-1].value["Lecture"].tolist() == ["fiable"]


def test_the_filters_drill_down_and_back(browser: Browser, small_authority: Prepared) -> None:
    browser.use(small_authority)
    browser.sign_in(Role.EXECUTIVE)
    page = browser.open("surveys/results")
    before = page.selectbox(key="service").value
    target = page.selectbox(key="service").options[2]
    page.selectbox(key="service").select(target).run()
    assert not page.exception
    assert page.selectbox(key="service").value != before
    page.button(key="drill_up").click().run()
    assert not page.exception
    page.selectbox(key="dimension").select_index(1).run()
    assert not page.exception
    page.selectbox(key="service").select_index(0).run()
    page.selectbox(key="repartition").select_index(1).run()
    assert not page.exception


def test_late_answers_are_published_from_the_list_or_wait(browser: Browser, waiting: int) -> None:
    publication.publish(viewer=operator(), campaign_id=waiting)
    with database().write() as session:
        answers.add_responses(
            session,
            campaign_id=waiting,
            week=factories.WAVE,
            responses=factories.responses({0: 6}),
            batch_number=1,
        )
    page = browser.open("surveys/campaigns")
    assert "6 réponses tardives attendent" in texts(page)
    page.button(key=f"republish_{waiting}").click().run()
    assert not page.exception
    assert publication.late_answers(viewer=operator()) == {}
    assert "réponses tardives" not in texts(browser.open("surveys/campaigns"))
