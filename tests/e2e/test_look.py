"""Every screen × every role, at a desk and on a phone: opens, says no error, fits, is accessible, asks no other host."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, WIDE, Visit
from transfo_rh.access.model import Role, Viewer
from transfo_rh.ui.screens import PAGES, Screen, screens_of

pytestmark = pytest.mark.e2e

OPENED = [
    pytest.param(role, page, id=f"{role}-{page.url_path}")
    for role in Role
    for page in screens_of(Viewer(None, "", role))
]


@pytest.mark.parametrize(("role", "page"), OPENED)
def test_a_screen_looks_right_at_a_desk_and_on_a_phone(
    signed_in_page: Callable[..., Visit], role: Role, page: Screen
) -> None:
    for name, size in (("1440", WIDE), ("390", PHONE)):
        visit = signed_in_page(role, viewport=size)
        visit.open(page.url_path)
        assert visit.page.locator('[data-testid="stMain"] h1').count() == 1
        assert visit.page.locator('[data-testid="stException"]').count() == 0
        assert _overflow(visit) <= 0, f"scrolls sideways at {name} px"
        assert visit.violations() == []
        assert visit.console == []
        visit.screenshot(f"{page.url_path}-{role}-{name}")


def _overflow(visit: Visit) -> int:
    """How many pixels the page, or its main part, is wider than what one sees."""
    return int(
        visit.page.evaluate(
            """() => Math.max(...[document.documentElement, document.querySelector('[data-testid="stMain"]')]
                .map(element => element.scrollWidth - element.clientWidth))"""
        )
    )


def test_dark_mode_follows_the_system_and_stays_legible(signed_in_page: Callable[..., Visit]) -> None:
    visit = signed_in_page(Role.HR, viewport=WIDE, color_scheme="dark")
    visit.open("resultats")
    colour = visit.page.evaluate(
        """() => getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor"""
    )
    assert colour == "rgb(16, 25, 35)"
    assert visit.violations() == []
    visit.screenshot("resultats-hr-dark")


def test_the_font_is_our_own_and_served_by_us(signed_in_page: Callable[..., Visit]) -> None:
    visit = signed_in_page(Role.AGENT, viewport=WIDE)
    visit.open()
    assert visit.page.evaluate("() => document.fonts.check('16px \"Atkinson Hyperlegible Next\"')")
    family = visit.page.evaluate(
        """() => getComputedStyle(document.querySelector('[data-testid="stMain"] h1')).fontFamily"""
    )
    assert "Atkinson Hyperlegible Next" in family


def test_streamlit_s_own_words_are_in_french(signed_in_page: Callable[..., Visit]) -> None:
    visit = signed_in_page(Role.HR, viewport=WIDE)
    visit.open("importer-resultats")
    labels = visit.page.evaluate(
        """() => [...document.querySelectorAll('[aria-label]')].filter(e => e.checkVisibility())
            .map(e => e.getAttribute('aria-label'))"""
    )
    english = {"Sidebar", "Collapse sidebar", "file upload", "Open", "Clear all", "Increment", "Decrement"}
    assert not english & set(labels)
    assert "Upload" not in visit.page.locator('[data-testid="stFileUploader"]').first.inner_text()


def test_the_menu_is_a_landmark_and_marks_the_current_page(signed_in_page: Callable[..., Visit]) -> None:
    visit = signed_in_page(Role.HR, viewport=WIDE)
    visit.open("campagnes")
    menu = visit.page.get_by_role("navigation", name="Pages")
    expect(menu.locator('[aria-current="page"]').first).to_have_text(re.compile("Campagnes$"))


def test_a_page_of_another_role_refuses_in_words(signed_in_page: Callable[..., Visit]) -> None:
    visit = signed_in_page(Role.AGENT, viewport=WIDE)
    visit.open("comptes")
    assert visit.page.get_by_text("ne donne pas accès à cette page").is_visible()
    assert visit.page.get_by_text("Page not found").count() == 0


def test_without_a_session_every_screen_leads_to_the_sign_in_page(visitor: Callable[..., Visit]) -> None:
    visit = visitor(viewport=PHONE)
    for page in PAGES:
        visit.page.goto(f"{visit.address}/{page.url_path}")
        assert "/connexion" in visit.page.url
    assert visit.violations() == []
    visit.screenshot("connexion-390")
