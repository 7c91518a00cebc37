"""The light form in a real browser: every kind of question answered with Tab, Space, arrows and Enter alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE, SCREENSHOTS, WIDE, Visit, install, open_visit
from transfo_rh.core.paths import project_root

pytestmark = pytest.mark.e2e

OPEN_A_SURVEY = "from tests import surveys; print(*surveys.open_survey().codes.values())"
MOST_STROKES = 200
FOCUS = """() => {
    const field = document.activeElement;
    const group = name => [...document.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    return {
        tag: field.tagName, kind: field.type || "", name: field.name || "", value: field.value || "",
        words: field.innerText || "", seen: field.matches(":focus-visible"),
        done: field.name ? group(field.name).some(other => other.checked) : false,
        rank: Number((field.name || "").split(".")[1] || 1),
    };
}"""


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """An open campaign with every kind of question, being served: its address and three codes."""
    installation = install(tmp_path_factory.mktemp("light_form"))
    installation.run("db", "upgrade")
    codes = subprocess.run(
        [sys.executable, "-c", OPEN_A_SURVEY],
        cwd=project_root(),
        env=installation.environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.split()
    with installation.served() as address:
        yield address, codes


@pytest.mark.parametrize(("size", "number"), [(WIDE, 0), (PHONE, 1)], ids=["1440", "390"])
def test_a_whole_questionnaire_is_answered_with_the_keyboard_alone(
    chromium: Browser, survey: tuple[str, list[str]], size: dict[str, int], number: int
) -> None:
    address, codes = survey
    visit = open_visit(chromium, address, viewport=size)
    page = visit.page
    page.goto(f"{address}/q")
    _check(visit, f"q-entree-{size['width']}")
    _focus(page, "input")
    page.keyboard.type(codes[number])
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Commencer").first).to_be_visible()
    _check(visit, f"q-depart-{size['width']}")
    _focus(page, "a", words="Commencer")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for step in range(1, 10):
        page.wait_for_load_state()
        if page.url.endswith("/merci"):
            break
        _check(visit, f"q-page{step}-{size['width']}")
        _fill_in(page)
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()
    _check(visit, f"q-merci-{size['width']}")
    page.context.close()


def test_what_is_missing_is_announced_and_reached_with_the_keyboard(
    chromium: Browser, survey: tuple[str, list[str]]
) -> None:
    address, codes = survey
    visit = open_visit(chromium, address, viewport=PHONE)
    page = visit.page
    page.goto(f"{address}/q/{codes[2]}/1")
    _focus(page, "button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    _check(visit, "q-erreur-390")
    page.keyboard.press("Tab")
    link = page.get_by_role("alert").get_by_role("link").first
    link.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["kind"] == "radio"
    page.context.close()


def _check(visit: Visit, name: str) -> None:
    """The page fits, is accessible, stays quiet."""
    page = visit.page
    page.wait_for_load_state()
    wider = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    assert visit.violations() == []
    assert visit.outside == []
    assert not [line for line in visit.console if "status of 422" not in line]  # a page sent back says so
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def _focus(page: Page, tag: str, *, words: str = "") -> None:
    """Press Tab until this element has the keyboard; each step on the way shows where it is."""
    for _stroke in range(MOST_STROKES):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        assert here["seen"] or here["tag"] == "BODY"
        if here["tag"] == tag.upper() and words in here["words"]:
            return
    raise AssertionError(f"{tag} {words} is out of the keyboard's reach")


def _fill_in(page: Page) -> None:
    """Answer every question of the page in the order of the keyboard, then go on."""
    for _stroke in range(MOST_STROKES):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here["kind"] in {"radio", "checkbox"} and not here["done"]:
            page.keyboard.press("Space")
            assert page.evaluate(FOCUS)["done"], here
        elif here["tag"] == "SELECT":
            for _down in range(here["rank"]):
                page.keyboard.press("ArrowDown")
        elif here["tag"] == "TEXTAREA":
            page.keyboard.type("Plus de temps pour apprendre.")
        elif here["tag"] == "INPUT" and here["kind"] == "text":
            page.keyboard.type("2")
        elif here["tag"] == "BUTTON":
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError("the button is out of the keyboard's reach")
