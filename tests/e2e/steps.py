"""What people do on any screen, in a browser: open, press, choose, confirm. Each step waits for what is shown."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.e2e.conftest import Visit

TABS_AT_MOST = 80
KEY_MS = 60  # a person who types fast
LIST_MS = 8_000  # a list that is open shows its options


def shown(visit: Visit, path: str = "") -> Locator:
    """Open a screen (without waiting for silence: the page asks for its downloads at leisure); its main part."""
    visit.page.goto(f"{visit.address}/{path}")
    return idle(visit)


def idle(visit: Visit) -> Locator:
    """Wait for the end of the run; the main part of the page."""
    main = visit.page.locator('[data-testid="stMain"]')
    expect(main.locator("h1").first).to_be_visible()
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


def choose(visit: Visit, place: Locator, label: str | re.Pattern[str], option: str) -> None:
    """Open a list and pick the option that starts with these words."""
    words = re.escape(option).replace("/", r"\/")
    pick(
        place.get_by_role("combobox", name=label),
        visit.page.get_by_role("option", name=re.compile(f"^{words}")),
    )


def find(visit: Visit, place: Locator, label: str | re.Pattern[str], option: str) -> None:
    """Open a long list, type these words and pick the first option that holds them."""
    pick(
        place.get_by_role("combobox", name=label),
        visit.page.get_by_role("option", name=option).first,
        typed=option,
    )


def pick(box: Locator, option: Locator, *, typed: str = "") -> None:
    """Open a list, type in it, press an option; once more when the page was drawn again meanwhile, which folds it."""
    for _turn in range(4):
        if box.get_attribute("aria-expanded") != "true":
            box.click()
        if typed:
            box.fill(typed)
        try:
            option.click(timeout=LIST_MS)
        except TooLate:
            continue
        return
    raise AssertionError(f"the list never showed {option}")


def confirm_in_dialog(visit: Visit, name: str) -> str:
    """Press the button of the dialog; the words of the dialog."""
    dialog = visit.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    words = dialog.inner_text()
    button(dialog, name).click()
    return words


def told(visit: Visit, words: str | re.Pattern[str]) -> None:
    """What was just done is said in the corner of the page."""
    toast = visit.page.get_by_test_id("stToast").filter(has_text=words)
    expect(toast.first).to_be_visible()


def cell(main: Locator, words: str) -> Locator:
    """The cells of tables that hold these words, as screen readers know them."""
    return main.locator("canvas td").filter(has_text=words)


def heard_by(visit: Visit) -> list[bytes]:
    """Everything that the server says to a page from now on, drawn or not; the list grows."""
    heard: list[bytes] = []

    def hear(frame: str | bytes) -> None:
        heard.append(frame.encode() if isinstance(frame, str) else frame)

    visit.page.on("websocket", lambda socket: socket.on("framereceived", hear))
    return heard


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(KEY_MS)


def walk_to(page: Page, wanted: str) -> None:
    """Press Tab until the element of this mark has the focus."""
    for _turn in range(TABS_AT_MOST):
        press(page, "Tab")
        if wanted in page.evaluate("document.activeElement.getAttribute('data-testid') || ''"):
            return
    raise AssertionError(f"{wanted} cannot be reached with the Tab key")


def walk_to_the_grid(page: Page) -> None:
    """Tab from where one is to the grid, then step to the first level."""
    walk_to(page, "data-grid-canvas")
    press(page, "ArrowRight")


def text_of(download: Download, folder: Path) -> str:
    """The words of a PDF."""
    if shutil.which("pdftotext") is None and not os.environ.get("CI"):
        pytest.skip("pdftotext is not installed (make test installs it)")
    path = folder / "document.pdf"
    download.save_as(path)
    return subprocess.run(
        ["pdftotext", "-layout", path, "-"], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
