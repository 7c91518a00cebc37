"""What a tab remembers belongs to the person who signed in, never to the next one on the same browser."""

from __future__ import annotations

from tests.pages.conftest import Browser, Prepared
from transfo_rh.access.model import Role


def test_another_person_on_the_same_tab_finds_nothing_of_the_first(
    browser: Browser, small_authority: Prepared
) -> None:
    browser.use(small_authority)
    browser.sign_in(Role.HR)
    tab = browser.open()
    tab.session_state["uploaded"] = "the first person's file"
    tab.run()
    assert tab.session_state["uploaded"] == "the first person's file"
    browser.sign_in(Role.AGENT)
    tab.run()
    assert "uploaded" not in tab.session_state


def test_signing_out_empties_the_tab(browser: Browser, small_authority: Prepared) -> None:
    browser.use(small_authority)
    browser.sign_in(Role.HR)
    tab = browser.open()
    tab.session_state["uploaded"] = "a file"
    browser.sign_in(None)
    tab.run()
    assert "uploaded" not in tab.session_state
