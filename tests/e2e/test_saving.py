"""After a save, in a real browser: the page says so and shows what was stored. Simulated pages do not see what is lost
between the server and the eye: a toast that belongs to an interrupted run, a list that remembers its old labels."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import WIDE, Visit
from tests.e2e.steps import pick
from transfo_rh.access.model import Role

pytestmark = pytest.mark.e2e


@pytest.fixture
def hr(signed_in_page: Callable[..., Visit]) -> Visit:
    """Human resources, at a desk."""
    return signed_in_page(Role.HR, viewport=WIDE)


def said(visit: Visit, words: str) -> None:
    """The confirmation appears, then the run ends."""
    expect(visit.page.get_by_test_id("stToast").filter(has_text=words)).to_be_visible(timeout=20_000)
    visit.settle()


def button(visit: Visit, name: str) -> Locator:
    """The last button of this name that can be seen: the one nearest to what is being changed."""
    return visit.page.get_by_role("button", name=name, exact=True).filter(visible=True).last


def combobox(visit: Visit, label: str) -> Locator:
    """The list of this label."""
    return visit.page.get_by_role("combobox", name=re.compile(label)).filter(visible=True)


def test_every_change_of_a_questionnaire_is_said_and_shown(hr: Visit) -> None:
    page = hr.open("questionnaires?code=pouls_changement")
    button(hr, "Dupliquer").click()
    page.get_by_test_id("stPopoverBody").get_by_label("Titre en français").fill("Pouls des écoles")
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Dupliquer").click()
    said(hr, "Copie créée")
    expect(page.get_by_role("heading", name="Pouls des écoles")).to_be_visible()

    page.get_by_role("tab", name="Adapter").click()
    question = combobox(hr, "Question à modifier")
    expect(question).to_have_value(re.compile("^1. "))
    first = question.input_value().removeprefix("1. ")
    button(hr, "Descendre").click()
    said(hr, "Déplacé")
    expect(question).to_have_value(f"2. {first}")
    button(hr, "Descendre").click()
    expect(question).to_have_value(f"3. {first}", timeout=20_000)
    expect(page.get_by_role("tab", name="Adapter")).to_have_attribute("aria-selected", "true")

    page.get_by_label("Question (français)").filter(visible=True).first.fill("Je sais où l’on va.")
    button(hr, "Enregistrer la question").click()
    said(hr, "Question modifiée")
    expect(question).to_have_value("3. Je sais où l’on va.")
    assert page.get_by_test_id("stException").count() == 0

    button(hr, "Terminer cette version").click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Terminer", exact=True).click()
    said(hr, "Version terminée")
    expect(page.get_by_text("Terminée · version 1.0")).to_be_visible()
    assert hr.console == []


def test_a_campaign_says_each_step_of_its_life(hr: Visit) -> None:
    page = hr.open("preparer-campagne")
    page.get_by_role("textbox", name="Titre de la campagne").fill("Pouls de printemps")
    button(hr, "Enregistrer le brouillon").click()
    said(hr, "Brouillon enregistré")
    expect(page.get_by_role("heading", name="Pouls de printemps")).to_be_visible()
    button(hr, "Simuler").click()
    said(hr, "Campagne simulée")
    button(hr, "Ouvrir…").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Ouvrir")).last.click()
    said(hr, "« Pouls de printemps » ouverte")
    hr.settle()
    card = page.locator('[class*="st-key-campaign_"]').filter(has_text="Pouls de printemps").last
    card.get_by_role("button", name="Abandonner").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("bandonner")).last.click()
    hr.settle()
    expect(page.get_by_test_id("stToast").last).to_be_visible()
    assert hr.console == []


def test_an_action_is_confirmed_and_its_new_title_is_shown(hr: Visit) -> None:
    page = hr.open("plan-action")
    for title in ("Tutorat des nouveaux outils", "Tutorat entre pairs"):
        add = page.get_by_test_id("stExpander").filter(has_text="Ajouter une action")
        if not add.get_by_role("button", name="Ajouter l’action").is_visible():
            add.locator("summary").click()
        add.get_by_label("Action *").fill(title)
        add.get_by_label("Porteur *").fill("Direction des usages")
        add.get_by_role("spinbutton").first.click()
        page.keyboard.type("31122027")
        add.get_by_role("button", name="Ajouter l’action").click()
        said(hr, "Action ajoutée au plan")
    followed = combobox(hr, "Action à suivre")
    pick(followed, page.get_by_role("option", name="Tutorat entre pairs").last)
    hr.settle()
    title = page.get_by_label("Action *").filter(visible=True).last
    expect(title).to_have_value("Tutorat entre pairs")
    title.fill("Tutorat entre pairs, deux fois par mois")
    button(hr, "Enregistrer").click()
    said(hr, "Action enregistrée")
    expect(followed).to_have_value("Tutorat entre pairs, deux fois par mois")
    assert hr.console == []
