"""OpenID Connect as the settings ask for it: the button, passwords for administrators only, several processes."""

from __future__ import annotations

import json
from base64 import b64decode
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from tests.web.browser import Browser
from tests.web.conftest import PASSWORD, add_account
from tests.web.identity_provider import FakeProvider, local_part
from tests.web.oidc_journey import START
from tests.web.server import running_server
from transfo_rh.access.model import Role
from transfo_rh.access.sessions import COOKIE_NAME
from transfo_rh.core.database import Database
from transfo_rh.core.errors import ConfigurationError
from transfo_rh.core.settings import settings
from transfo_rh.web import oidc


def test_the_button_stands_above_the_local_form(person: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    page = person.get("/connexion", params={"next": "/resultats?a=1&b=2"}).text
    assert 'href="/connexion/oidc?next=/resultats%3Fa%3D1%26b%3D2"' in page
    assert "Se connecter avec le compte de la collectivité" in page
    assert page.index('class="button"') < page.index("<form")
    monkeypatch.setenv("TRANSFO_RH_OIDC_LABEL", "Compte <Métropole>")
    settings.cache_clear()
    assert "Compte &lt;Métropole&gt;" in person.get("/connexion").text


def test_passwords_may_be_for_administrators_only(
    person: Browser, application: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account("karim@ville.fr", Role.HR)
    monkeypatch.setenv("TRANSFO_RH_OIDC_ONLY", "true")
    settings.cache_clear()
    assert "<form" not in person.get("/connexion").text
    assert 'name="password"' in person.get("/connexion", params={"local": "1"}).text
    karim = Browser(application)
    refused = karim.submit("/connexion", email="karim@ville.fr", password=PASSWORD)
    assert (refused.status_code, "réservés aux administrateurs" in refused.text) == (422, True)
    assert COOKIE_NAME not in karim.cookies
    wrong = karim.submit("/connexion", email="karim@ville.fr", password="faux mot de passe")
    assert "réservés aux administrateurs" not in wrong.text, "a guess learns nothing"
    assert person.submit("/connexion", email="anne@ville.fr", password=PASSWORD).status_code == 303


def test_without_a_provider_there_is_nothing(browser: Browser) -> None:
    assert "/connexion/oidc" not in browser.get("/connexion").text
    for path in (START, f"{START}/retour?code=a&state=b"):
        assert browser.get(path).status_code == 404


def test_a_missing_library_is_said_in_words(provider: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "find_spec", lambda name: None if name == "authlib" else find_spec(name))
    with pytest.raises(ConfigurationError, match="Authlib"):
        oidc.routes()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"OIDC_ISSUER": "http://sso.ville.fr", "OIDC_CLIENT_ID": "a"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "https://sso.ville.fr"}, "OIDC_CLIENT_ID"),
        ({"OIDC_ONLY": "true"}, "OIDC_ONLY"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], named: str
) -> None:
    for name, value in wrong.items():
        monkeypatch.setenv(f"TRANSFO_RH_{name}", value)
    settings.cache_clear()
    with pytest.raises(ConfigurationError, match=f"TRANSFO_RH_{named}"):
        settings()


def _cookie_header(cookies: httpx.Cookies) -> dict[str, str]:
    return {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


def test_one_process_finishes_what_another_began(
    provider: FakeProvider, sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANSFO_RH_COOKIE_SECRET", "shared by both of them")
    add_account("anne@ville.fr")
    with (
        running_server(sqlite_database, folder=tmp_path) as first,
        running_server(sqlite_database, folder=tmp_path) as second,
    ):
        started = httpx.get(f"{first}{START}", params={"next": "/mon-compte"})
        back = local_part(httpx.get(started.headers["location"]).headers["location"])
        ended = httpx.get(f"{second}{back}", headers=_cookie_header(started.cookies))
        assert (ended.status_code, ended.headers["location"]) == (303, "/mon-compte")
        session = {"cookie": f"{COOKIE_NAME}={ended.cookies[COOKIE_NAME]}"}
        for address in (first, second):
            assert httpx.get(f"{address}/mon-compte", headers=session).status_code == 200
        assert httpx.get(f"{second}{back}").status_code == 422


def test_the_state_holds_no_more_than_it_must(person: Browser) -> None:
    person.get(START, params={"next": "/resultats"})
    kept = json.loads(b64decode(person.cookies[oidc.COOKIE_NAME].split(".")[0]))
    (state,) = [value for name, value in kept.items() if name.startswith("_state_oidc_")]
    assert set(state["data"]) == {"redirect_uri", "nonce", "code_verifier"}
    assert kept["next"] == "/resultats"
