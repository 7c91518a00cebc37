"""The way through the identity provider, as tests walk it."""

from __future__ import annotations

import httpx

from tests.web.browser import HOST, Browser
from tests.web.identity_provider import local_part
from transfo_rh.access.sessions import COOKIE_NAME
from transfo_rh.web import identity_provider

START = "/connexion/oidc"
FAILED = "n’a pas abouti"


def at_the_provider(browser: Browser, *, next_path: str | None = None) -> str:
    """Off to the provider, which sends the person back: the address of the return."""
    response = browser.get(START, params={"next": next_path} if next_path else None)
    assert response.status_code == 303, response.text
    back = httpx.get(response.headers["location"])
    assert back.status_code == 302, back.text
    assert back.headers["location"].startswith(f"{HOST}/connexion/oidc/retour?")
    return local_part(back.headers["location"])


def sign_in(browser: Browser, *, next_path: str | None = None) -> httpx.Response:
    """The whole way."""
    return browser.get(at_the_provider(browser, next_path=next_path))


def assert_refused(browser: Browser, response: httpx.Response, *, words: str = FAILED) -> None:
    """The sign-in page with one reason, and nobody signed in."""
    assert response.status_code in (422, 503)
    assert words in response.text
    assert response.text.count('role="alert"') == 1
    assert 'href="/connexion/oidc?next=' in response.text
    assert COOKIE_NAME not in browser.cookies
    assert browser.get("/resultats").status_code == 303


def an_hour_later() -> None:
    """The provider's description is read again."""
    identity_provider._provider.cache_clear()
