"""Without a valid sign-in, nothing of the application is served."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.types import ASGIApp

from tests.web.browser import Browser
from transfo_rh.access import service
from transfo_rh.access.model import administrator_operator
from transfo_rh.access.sessions import COOKIE_NAME
from transfo_rh.core.database import Database, use_database

GUARDED = [
    "/media/abc.csv",
    "/component/x/index.html",
    "/_stcore/upload_file/s/f",
    "/_stcore/bidi-components/x",
]
OPEN = [
    "/static/js/index.js",
    "/app/static/app.css",
    "/_stcore/health",
    "/_stcore/host-config",
    "/favicon.png",
]
ABSENT = [
    "/index.html",
    "/inconnu",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent/interact",
    "/_stcore/agent/mcp",
    "/_stcore/stream",
    "/auth/login",
    "/oauth2callback",
    "/resultats/_stcore/health",
    "/static",
    "/connexion2",
]


@pytest.mark.parametrize("path", ["/", "/resultats", "/resultats?campagne=3&vue=carte"])
def test_a_page_sends_to_the_sign_in_page_and_back(browser: Browser, path: str) -> None:
    response = browser.get(path)
    assert response.status_code == 303
    form = browser.get(response.headers["location"])
    assert f'name="next" value="{path.replace("&", "&amp;")}"' in form.text


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_files_and_uploads_are_refused(browser: Browser, path: str, method: str) -> None:
    response = browser.request(method, path)
    assert response.status_code == 401
    assert "streamlit" not in response.text


@pytest.mark.parametrize("path", OPEN)
def test_the_static_bundle_and_health_are_open(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("path", [path for path in ABSENT if path != "/_stcore/stream"])
def test_what_is_not_ours_does_not_exist_for_anybody(
    browser: Browser, signed_in: Callable[..., Browser], path: str
) -> None:
    for visitor in (browser, signed_in()):
        response = visitor.get(path)
        assert response.status_code == 404
        assert '<html lang="fr">' in response.text
        assert "Page introuvable" in response.text


@pytest.mark.parametrize("path", ["/_stcore/stream", "/resultats", "/resultats/_stcore/stream", "/x"])
def test_a_websocket_without_a_session_is_closed_before_it_opens(browser: Browser, path: str) -> None:
    assert [message["type"] for message in browser.open_websocket(path)] == ["websocket.close"]
    assert browser.open_websocket(path)[0]["code"] == 1008


def test_a_session_opens_pages_files_and_the_websocket(signed_in: Callable[..., Browser]) -> None:
    person = signed_in()
    assert '<div id="root">' in person.get("/resultats").text
    for path in GUARDED:
        assert person.get(path).text == "streamlit"
    assert person.open_websocket("/_stcore/stream")[0]["type"] == "websocket.accept"
    assert person.open_websocket("/resultats")[0]["type"] == "websocket.close"


def test_a_forged_cookie_opens_nothing(browser: Browser) -> None:
    for value in ("x", "", "é".encode().decode("latin-1"), "x" * 4000):
        browser.cookies.set(COOKIE_NAME, value.encode("ascii", "ignore").decode())
        assert browser.get("/resultats").status_code == 303
        assert browser.open_websocket("/_stcore/stream")[0]["type"] == "websocket.close"


def test_a_disabled_account_is_out_at_the_next_request(
    signed_in: Callable[..., Browser], application: ASGIApp
) -> None:
    person, other = signed_in(), signed_in("autre@ville.fr")
    viewer = administrator_operator()
    account = service.account_by_email(viewer=viewer, email="anne@ville.fr")
    service.update_account(viewer=viewer, account_id=account.id, active=False)
    assert person.get("/resultats").status_code == 303
    assert person.get("/media/a.csv").status_code == 401
    assert person.open_websocket("/_stcore/stream")[0]["type"] == "websocket.close"
    assert other.get("/resultats").status_code == 200


def test_a_provisional_password_opens_nothing_but_its_change(signed_in: Callable[..., Browser]) -> None:
    person = signed_in(must_change_password=True)
    assert person.get("/resultats").headers["location"] == "/mot-de-passe?next=/resultats"
    assert person.get("/media/a.csv").status_code == 403
    assert person.open_websocket("/_stcore/stream")[0]["type"] == "websocket.close"
    assert person.get("/mot-de-passe").status_code == 200


def test_a_dead_database_is_said_in_words(
    signed_in: Callable[..., Browser], tmp_path: object, sqlite_database: Database
) -> None:
    person = signed_in()
    empty = Database(f"sqlite:///{tmp_path}/empty.sqlite")
    use_database(empty)
    response = person.get("/resultats")
    assert response.status_code == 503
    assert "Service indisponible" in response.text
    assert person.open_websocket("/_stcore/stream")[0]["type"] == "websocket.close"
    health = person.get("/healthz")
    assert (health.status_code, health.json()["status"]) == (503, "unavailable")
    use_database(sqlite_database)
    assert person.get("/healthz").json() == {"status": "ok", "database": "ok", "schema": "0004"}
    empty.dispose()
