"""Every page × every role × an empty and a small database: it shows, or it refuses, exactly as the policy says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.conftest import Browser, Prepared, texts
from transfo_rh.access.model import Role, Viewer
from transfo_rh.access.policy import reach_of
from transfo_rh.core.paths import project_root
from transfo_rh.ui.screens import PAGES, Screen, screens_of

REFUSAL = "ne donne pas accès à cette page"
PAGE_FILES = sorted(path for path in (project_root() / "pages").rglob("*.py") if path.name != "__init__.py")


@pytest.fixture(params=["empty", "small"])
def prepared(request: pytest.FixtureRequest) -> Prepared:
    found: Prepared = request.getfixturevalue(f"{request.param}_authority")
    return found


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_opens_or_refuses_as_the_policy_says(
    browser: Browser, prepared: Prepared, page: Screen, role: Role
) -> None:
    browser.use(prepared)
    browser.sign_in(role)
    shown = browser.open(page.name)
    assert not shown.exception, [error.value for error in shown.exception]
    assert len(shown.title) == 1
    refused = any(REFUSAL in error.value for error in shown.error)
    assert refused is (reach_of(role, page.permission) is None)
    if not refused:
        assert not shown.error


@pytest.mark.parametrize("path", PAGE_FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_page_run_without_the_router_and_without_a_session_shows_nothing(
    browser: Browser, small_authority: Prepared, path: Path
) -> None:
    browser.use(small_authority)
    browser.sign_in(None)
    shown = browser.open_file(path)
    assert not shown.exception
    assert [title.value for title in shown.title] == ["Connexion nécessaire"]
    assert len(shown.main) == 3  # the title, the message, the link to the sign-in page


def test_every_page_file_is_in_the_table_of_screens() -> None:
    assert {page.path for page in PAGES} == set(PAGE_FILES)


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_lists_the_screens_of_the_role_and_no_other(
    browser: Browser, empty_authority: Prepared, role: Role
) -> None:
    browser.use(empty_authority)
    browser.sign_in(role)
    shown = browser.open()
    listed = [link.value for link in shown.sidebar.get("page_link")]
    assert listed == [page.title() for page in screens_of(Viewer(None, "", role))]


def test_nobody_sees_a_menu_without_a_session(browser: Browser, small_authority: Prepared) -> None:
    browser.use(small_authority)
    browser.sign_in(None)
    shown = browser.open("surveys/results")
    assert not shown.exception
    assert not shown.sidebar.get("page_link")
    assert "Connexion nécessaire" in texts(shown)


def test_signing_out_ends_the_session_at_once(browser: Browser, small_authority: Prepared) -> None:
    browser.use(small_authority)
    browser.sign_in(Role.HR)
    shown = browser.open()
    shown.button(key="sign_out").click().run()
    assert "Connexion nécessaire" in texts(shown)
    assert "Connexion nécessaire" in texts(browser.open_address("resultats"))
