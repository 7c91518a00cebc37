"""What people do on any screen, in a browser: open, press, choose, confirm. Each step waits for what is shown."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visit


def shown(visit: Visit, path: str = "") -> Locator:
    """Open a screen (without waiting for silence: the page asks for its downloads at leisure); its main part."""
    visit.page.goto(f"{visit.address}/{path}")
    return idle(visit)


def idle(visit: Visit) -> Locator:
    """Wait for the end of the run; the main part of the page."""
    main = visit.page.locator('[data-testid="stMain"]')
    expect(main.locator("h1").first).to_be_visible(timeout=30_000)
    app = visit.page.locator('[data-testid="stApp"]')
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    return main


def button(place: Visit | Locator, name: str) -> Locator:
    """The button with exactly these words beside its icon."""
    inside = place.page.locator('[data-testid="stMain"]') if isinstance(place, Visit) else place
    return inside.get_by_role("button", name=re.compile(rf"(^|\s){re.escape(name)}$")).first


def opened_popover(visit: Visit, name: str) -> Locator:
    """Press the button that unfolds a panel; the panel."""
    visit.page.get_by_role("button", name=re.compile(re.escape(name))).first.click()
    panel = visit.page.locator('[data-testid="stPopoverBody"]')
    expect(panel).to_be_visible()
    return panel


def choose(visit: Visit, place: Locator, label: str, option: str) -> None:
    """Open a list and pick the option that starts with these words."""
    place.get_by_role("combobox", name=label).click()
    words = re.escape(option).replace("/", r"\/")
    visit.page.get_by_role("option", name=re.compile(f"^{words}")).click()


def confirm_in_dialog(visit: Visit, name: str) -> str:
    """Press the button of the dialog; the words of the dialog."""
    dialog = visit.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    words = dialog.inner_text()
    button(dialog, name).click()
    return words


def told(visit: Visit, words: str) -> None:
    """What was just done is said in the corner of the page."""
    toast = visit.page.get_by_test_id("stToast").filter(has_text=words)
    expect(toast.first).to_be_visible(timeout=30_000)
