"""Preparing a campaign on the screen: draft, simulation, groupings, opening; and what the other roles see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Browser, Prepared, texts
from transfo_rh.access.model import Role, operator
from transfo_rh.campaigns import service as campaigns
from transfo_rh.campaigns.life import service
from transfo_rh.campaigns.model import CampaignPlan, CampaignState, Population
from transfo_rh.core import clock

QUESTIONNAIRE = "maturite_numerique_agent"


@pytest.fixture
def authority(browser: Browser, small_authority: Prepared) -> Browser:
    """Human resources of the small authority."""
    browser.use(small_authority)
    browser.sign_in(Role.HR)
    return browser


def created(*, simulated: bool = False) -> int:
    """A campaign on everybody."""
    today = clock.today()
    campaign_id = service.create_campaign(
        viewer=operator(),
        title="Maturité numérique",
        questionnaire_code=QUESTIONNAIRE,
        questionnaire_version=None,
        plan=CampaignPlan(Population(today), today, today + timedelta(days=10), attributes=("category",)),
    )
    if simulated:
        service.simulate(viewer=operator(), campaign_id=campaign_id)
    return campaign_id


def state(campaign_id: int) -> CampaignState:
    return campaigns.campaign(viewer=operator(), campaign_id=campaign_id).state


def newest() -> int:
    return max(campaign.id for campaign in campaigns.campaigns(viewer=operator()))


def opened_page(browser: Browser, campaign_id: int) -> AppTest:
    page = browser.open("surveys/prepare", campagne=str(campaign_id))
    assert not page.exception
    return page


def test_a_new_campaign_is_stored_and_simulated_in_one_click(authority: Browser) -> None:
    page = authority.open("surveys/prepare")
    assert not page.exception
    assert "200 agents" in texts(page)
    key = next(button.key for button in page.button if str(button.key).endswith("_simulate"))
    page.button(key=key).click().run()
    assert not page.exception
    assert state(newest()) is CampaignState.SIMULATED


def test_the_headcount_follows_the_population(authority: Browser) -> None:
    page = authority.open("surveys/prepare")
    categories = next(widget for widget in page.multiselect if str(widget.key).endswith("_categories"))
    categories.select("A").run()
    assert not page.exception
    assert "200 agents" not in texts(page)


def test_a_simulated_campaign_says_what_will_be_readable(authority: Browser) -> None:
    page = opened_page(authority, created(simulated=True))
    said = texts(page)
    assert "seront lisibles avec le taux de réponse attendu" in said or "sera lisible" in said
    assert len(page.metric) == 4
    assert page.get("plotly_chart")


def test_accepting_the_groupings_simulates_again(authority: Browser) -> None:
    campaign_id = created(simulated=True)
    proposals = service.simulation_of(viewer=operator(), campaign_id=campaign_id).proposals
    assert proposals
    page = opened_page(authority, campaign_id)
    page.button(key="accept_0").click().run()
    assert not page.exception
    plan = campaigns.campaign(viewer=operator(), campaign_id=campaign_id).plan
    assert plan is not None
    assert plan.groupings == (proposals[0].grouping,)
    assert state(campaign_id) is CampaignState.SIMULATED


def test_saving_a_change_goes_back_to_draft(authority: Browser) -> None:
    campaign_id = created(simulated=True)
    page = opened_page(authority, campaign_id)
    page.text_input(key=f"edit_{campaign_id}_title").input("Titre nouveau")
    page.button(key=f"edit_{campaign_id}_save").click().run()
    assert not page.exception
    found = campaigns.campaign(viewer=operator(), campaign_id=campaign_id)
    assert (found.title, found.state) == ("Titre nouveau", CampaignState.DRAFT)
    page = opened_page(authority, campaign_id)
    page.button(key="simulate").click().run()
    assert state(campaign_id) is CampaignState.SIMULATED


def test_opening_asks_first_and_says_what_freezes(authority: Browser) -> None:
    campaign_id = created(simulated=True)
    page = opened_page(authority, campaign_id)
    page.button(key="open").click().run()
    assert not page.exception
    assert state(campaign_id) is CampaignState.SIMULATED
    assert "plus personne ne pourra changer" in texts(page)
    assert page.button(key="open_confirmed").label == "Ouvrir la campagne"


def test_an_open_campaign_is_no_longer_prepared(authority: Browser) -> None:
    campaign_id = created(simulated=True)
    service.open_campaign(viewer=operator(), campaign_id=campaign_id)
    page = opened_page(authority, campaign_id)
    assert "ne change plus" in texts(page)
    assert [button.key for button in page.button] == ["sign_out"]


def test_an_unknown_campaign_is_said(authority: Browser) -> None:
    page = opened_page(authority, 9999)
    assert "n’existe pas" in texts(page)


def test_a_card_asks_before_closing_an_open_campaign(authority: Browser) -> None:
    campaign_id = created(simulated=True)
    service.open_campaign(viewer=operator(), campaign_id=campaign_id)
    page = authority.open("surveys/campaigns")
    assert "Moins de 5 réponses" in texts(page)
    page.button(key=f"close_{campaign_id}").click().run()
    assert not page.exception
    assert "ne pourra pas être rouverte" in texts(page)
    assert page.button(key="confirmed").label == "Clôturer la campagne"
    assert state(campaign_id) is CampaignState.OPEN


def test_cards_ask_before_giving_up_a_draft_or_an_opening(authority: Browser) -> None:
    draft, mistaken = created(), created(simulated=True)
    service.open_campaign(viewer=operator(), campaign_id=mistaken)
    for key, words in (
        (f"discard_{draft}", "Personne n’a été interrogé"),
        (f"abandon_{mistaken}", "ses codes"),
    ):
        page = authority.open("surveys/campaigns")
        page.button(key=key).click().run()
        assert not page.exception
        assert words in texts(page)
    assert state(draft) is CampaignState.DRAFT
    assert state(mistaken) is CampaignState.OPEN


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
def test_the_other_roles_are_refused(browser: Browser, small_authority: Prepared, role: Role) -> None:
    browser.use(small_authority)
    browser.sign_in(role)
    page = browser.open("surveys/prepare")
    assert not page.exception
    assert "ne donne pas accès" in texts(page)
