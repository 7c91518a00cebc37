"""Human resources add a line to what a role asks, in a real browser: a line that is not whole is refused and stays."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.steps import button, press, told
from transfo_rh.access.model import Role

pytestmark = pytest.mark.e2e

ROLE, SKILL, LEVEL = "census_agent", "Gestion des postes de travail et du parc", "2 – Pratique autonome"
ROW = 36
SETTLED_MS = 400  # the grid hands over what was typed a moment after the last key


def open_list(visit: Visit, table: Locator, *, column: float, above: int = 0) -> Locator:
    """Press a cell near the bottom until its list opens: a table that has just been drawn may still move.

    ``column``: a share of the width; ``above``: rows above the last one, which adds a line.
    """
    options = visit.page.locator("#portal").get_by_role("option")
    for _turn in range(5):
        visit.settle()
        expect(table.locator("canvas tr").first).to_be_attached()
        table.evaluate("element => element.scrollIntoView({block: 'end'})")
        visit.page.wait_for_timeout(SETTLED_MS)
        box = table.bounding_box()
        assert box is not None
        place = box["x"] + box["width"] * column, box["y"] + box["height"] - ROW / 2 - above * ROW
        visit.page.mouse.click(*place)
        if above:
            press(visit.page, "Enter")
        try:
            expect(options).not_to_have_count(0, timeout=10_000)
        except AssertionError:
            visit.page.keyboard.press("Escape")
        else:
            return options
    raise AssertionError("the list of the cell does not open")


def pick(visit: Visit, options: Locator, words: str) -> None:
    """Type in an open list, take the only option left, and hand it over."""
    visit.page.keyboard.type(words)
    expect(options).to_have_text([words])
    press(visit.page, "Tab")
    visit.page.wait_for_timeout(SETTLED_MS)


def test_a_line_is_added_to_what_a_role_asks(signed_in_page: Callable[..., Visit]) -> None:
    visit = signed_in_page(Role.HR)
    page = visit.open(f"metiers-et-competences?ecrire=metier&metier={ROLE}")
    main = page.locator('[data-testid="stMain"]')
    table = main.get_by_test_id("stDataFrame").first
    pick(visit, open_list(visit, table, column=0.2), SKILL)
    lines = main.locator("canvas tr")
    expect(lines.last).to_contain_text(SKILL)
    box = table.bounding_box()
    assert box is not None
    assert box["height"] >= ROW * (lines.count() + 1)  # the next empty line is in sight
    button(main, "Enregistrer le métier").click()
    expect(main.get_by_text(re.compile(f"{SKILL}.*n’a pas de niveau"))).to_be_visible()
    visit.settle()
    expect(lines.last).to_contain_text(SKILL)  # what was typed is still there
    pick(visit, open_list(visit, table, column=0.6, above=1), LEVEL)
    button(main, "Enregistrer le métier").click()
    told(visit, "enregistré")
    visit.settle()
    assert "ecrire" not in page.url
    change = lines.filter(has_text=SKILL).filter(has_text="niveau 2, cœur de métier")
    expect(change.first).to_be_attached()  # what the new version says of itself
    expect(page.get_by_test_id("stToast")).to_have_count(0)  # what fades has no contrast
    assert visit.violations() == []
    assert visit.console == []
