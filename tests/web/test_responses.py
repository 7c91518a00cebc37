"""Security headers on every response, the rewritten shell, errors in words."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import Callable

import pytest
from starlette.types import ASGIApp

from tests.web.browser import Browser
from tests.web.conftest import STREAMLIT_PAGE
from transfo_rh.access import service, sessions
from transfo_rh.access.sessions import COOKIE_NAME
from transfo_rh.core.errors import ConfigurationError
from transfo_rh.web.headers import application_policy
from transfo_rh.web.shell import Shell, shell_html

ADDRESSES = [
    "/connexion",
    "/deconnexion",
    "/resultats",
    "/inconnu",
    "/panne",
    "/healthz",
    "/media/a.csv",
    "/static/js/index.js",
    "/_stcore/health",
    "/robots.txt",
    "/connexion/style.css",
]


def _directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("who", ["nobody", "somebody"])
def test_every_response_carries_the_security_headers(
    browser: Browser, signed_in: Callable[..., Browser], path: str, who: str
) -> None:
    headers = (browser if who == "nobody" else signed_in()).get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    policy = _directives(headers["content-security-policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize("path", ["/connexion", "/resultats", "/media/a.csv", "/inconnu"])
def test_pages_and_personal_files_are_not_kept_by_browsers(
    signed_in: Callable[..., Browser], path: str
) -> None:
    assert signed_in().get(path).headers.get("cache-control", "no-store") == "no-store"


def test_the_policy_of_the_application_names_no_outside_host_and_no_eval(
    signed_in: Callable[..., Browser],
) -> None:
    page = signed_in().get("/resultats")
    policy = page.headers["content-security-policy"]
    assert not re.search(r"https?:|\*|unsafe-eval", policy)
    directives = _directives(policy)
    assert "'unsafe-inline'" not in directives["script-src"]
    for script in re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in directives["script-src"]


def test_our_own_pages_allow_no_script_at_all(browser: Browser) -> None:
    assert "script-src" not in _directives(browser.get("/connexion").headers["content-security-policy"])


def test_the_shell_is_ours_and_speaks_the_persons_language(
    signed_in: Callable[..., Browser], application: ASGIApp
) -> None:
    person = signed_in()
    page = person.get("/resultats").text
    assert '<html lang="fr">' in page
    assert "<title>Transfo RH</title>" in page
    assert '<meta name="description"' in page
    assert 'href="/app/static/app.css"' in page
    assert 'href="/app/static/favicon.svg"' in page
    assert "JavaScript : activez-le" in page
    for foreign in ("You need to enable JavaScript", "openapi.json", "<title>Streamlit", "Snowflake"):
        assert foreign not in page
    english = Browser(application, language="en")
    english.cookies = person.cookies
    assert '<html lang="en">' in english.get("/resultats").text
    viewer = sessions.viewer_of(token=person.cookies[COOKIE_NAME])
    service.set_language(viewer=viewer, language="fr")
    assert '<html lang="fr">' in english.get("/resultats").text


def test_an_unknown_front_end_stops_the_start_instead_of_showing_half_a_page() -> None:
    with pytest.raises(ConfigurationError, match="Streamlit"):
        shell_html("<html><head></head></html>", "fr")


def test_the_shell_keeps_the_scripts_of_the_front_end() -> None:
    source = STREAMLIT_PAGE.read_text(encoding="utf-8")
    module = re.compile(r'<script type="module"[^>]*>|<link rel="modulepreload"[^>]*>')
    assert module.findall(shell_html(source, "fr")) == module.findall(source) != []
    assert application_policy(inline_scripts=Shell(source).inline_scripts).count("sha256-") == 1


def test_an_unexpected_error_shows_a_code_and_the_log_says_where_but_not_who(
    signed_in: Callable[..., Browser], caplog: pytest.LogCaptureFixture
) -> None:
    person = signed_in()
    with caplog.at_level(logging.INFO):
        response = person.get("/panne")
    assert response.status_code == 500
    incident = re.search(r"code ([0-9A-F]{8})", response.text)
    assert incident is not None
    assert "Traceback" not in response.text
    assert "Secrète" not in response.text + caplog.text
    assert f"incident {incident[1]}: RuntimeError at" in caplog.text


def test_a_wrong_method_is_said_in_words(browser: Browser) -> None:
    response = browser.request("DELETE", "/connexion")
    assert response.status_code == 405
    assert "Demande refusée" in response.text


def test_a_program_gets_text_and_a_person_a_page(browser: Browser) -> None:
    response = browser.get("/inconnu", headers={"accept": "application/json"})
    assert response.headers["content-type"].startswith("text/plain")
