"""The sign-in pages: cookie, messages, what is kept, languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.types import ASGIApp

from tests.web.browser import Browser
from tests.web.conftest import PASSWORD, add_account
from transfo_rh.access.sessions import COOKIE_NAME
from transfo_rh.core.settings import settings


def test_the_cookie_is_closed_to_scripts_and_other_sites(browser: Browser) -> None:
    add_account("anne@ville.fr")
    response = browser.submit("/connexion", email="Anne@Ville.fr", password=PASSWORD, next="/resultats?a=1")
    assert (response.status_code, response.headers["location"]) == (303, "/resultats?a=1")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE_NAME}=")
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert attributes == {"httponly", "samesite=lax", "path=/", f"max-age={12 * 3600}"}


def test_over_https_the_cookie_is_secure_and_the_browser_told_to_stay(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANSFO_RH_SECURE_COOKIES", "true")
    settings.cache_clear()
    add_account("anne@ville.fr")
    response = browser.submit("/connexion", email="anne@ville.fr", password=PASSWORD)
    assert "; Secure" in response.headers["set-cookie"]
    assert response.headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_outside(browser: Browser, target: str) -> None:
    add_account("anne@ville.fr")
    assert f'value="{target}"' not in browser.get("/connexion", params={"next": target}).text
    response = browser.submit("/connexion", email="anne@ville.fr", password=PASSWORD, next=target)
    assert response.headers["location"] == "/"


def test_a_refusal_keeps_the_address_and_the_way_back_but_not_the_password(browser: Browser) -> None:
    response = browser.submit(
        "/connexion", email='x"><script>@ville.fr', password="mot secret", next="/resultats"
    )
    assert response.status_code == 422
    assert "Adresse ou mot de passe incorrect" in response.text
    assert 'value="x&#34;&gt;&lt;script&gt;@ville.fr"' in response.text
    assert 'name="next" value="/resultats"' in response.text
    assert "secret" not in response.text
    assert response.text.index('role="alert"') < response.text.index("<form")
    assert "set-cookie" not in response.headers


def test_who_has_a_code_and_no_account_is_led_to_the_light_form(browser: Browser) -> None:
    assert re.search(r'<a href="/q">[^<]*code', browser.get("/connexion").text)


def test_each_sign_in_gets_a_new_token_and_ends_the_one_before(browser: Browser) -> None:
    add_account("anne@ville.fr")
    browser.submit("/connexion", email="anne@ville.fr", password=PASSWORD)
    first = browser.cookies[COOKIE_NAME]
    browser.submit("/connexion", email="anne@ville.fr", password=PASSWORD)
    assert browser.cookies[COOKIE_NAME] != first
    browser.cookies.set(COOKIE_NAME, first, domain="rh.ville.fr")
    browser.cookies = type(browser.cookies)({COOKIE_NAME: first})
    assert browser.get("/resultats").status_code == 303


def test_who_is_signed_in_goes_straight_on(signed_in: Callable[..., Browser]) -> None:
    response = signed_in().get("/connexion", params={"next": "/resultats"})
    assert (response.status_code, response.headers["location"]) == (303, "/resultats")


def test_opening_the_sign_out_page_signs_nobody_out(signed_in: Callable[..., Browser]) -> None:
    person = signed_in()
    assert person.get("/deconnexion").status_code == 200
    assert person.get("/resultats").status_code == 200


def test_signing_out_ends_the_session_and_removes_the_cookie(signed_in: Callable[..., Browser]) -> None:
    person = signed_in()
    token = person.cookies[COOKIE_NAME]
    response = person.submit("/deconnexion")
    assert (response.status_code, response.headers["location"]) == (303, "/connexion")
    assert COOKIE_NAME not in person.cookies
    person.cookies.set(COOKIE_NAME, token)
    assert person.get("/resultats").status_code == 303


def test_signing_out_everywhere_reaches_the_other_devices(
    signed_in: Callable[..., Browser], application: ASGIApp
) -> None:
    here, there = signed_in(), Browser(application)
    there.submit("/connexion", email="anne@ville.fr", password=PASSWORD)
    assert there.get("/resultats").status_code == 200
    assert here.submit("/deconnexion", action="everywhere").status_code == 303
    assert there.get("/resultats").status_code == 303
    assert here.submit("/deconnexion", action="everywhere").status_code == 303


def test_a_provisional_password_is_changed_before_anything_else(browser: Browser) -> None:
    add_account("anne@ville.fr", must_change_password=True)
    response = browser.submit("/connexion", email="anne@ville.fr", password=PASSWORD, next="/resultats")
    assert response.headers["location"] == "/mot-de-passe?next=/resultats"
    assert "provisoire" in browser.get(response.headers["location"]).text
    fields = {"current_password": PASSWORD, "new_password": "lampe torche ruban", "next": "/resultats"}
    different = browser.submit("/mot-de-passe", **fields, repeated_password="autre chose encore")
    assert (different.status_code, "différents" in different.text) == (422, True)
    weak = browser.submit("/mot-de-passe", **{**fields, "new_password": "court"}, repeated_password="court")
    assert (weak.status_code, "au moins 12" in weak.text) == (422, True)
    changed = browser.submit("/mot-de-passe", **fields, repeated_password="lampe torche ruban")
    assert (changed.status_code, changed.headers["location"]) == (303, "/resultats")
    assert browser.get("/resultats").status_code == 200


def test_the_password_page_asks_for_a_session(browser: Browser) -> None:
    assert browser.get("/mot-de-passe").headers["location"] == "/connexion?next=/mot-de-passe"
    assert browser.submit("/mot-de-passe", current_password="x").status_code == 303


def test_repeated_failures_show_the_waiting_time(browser: Browser) -> None:
    add_account("anne@ville.fr")
    for _turn in range(5):
        browser.submit("/connexion", email="anne@ville.fr", password="faux")
    response = browser.submit("/connexion", email="anne@ville.fr", password=PASSWORD)
    assert response.status_code == 422
    assert re.search(r"Attendez \d+ secondes?", response.text)


@pytest.mark.parametrize(("accepted", "language"), [("en-GB,en;q=0.9", "en"), ("de", "fr"), ("fr-FR", "fr")])
def test_the_page_speaks_the_language_of_the_browser(
    application: ASGIApp, accepted: str, language: str
) -> None:
    page = Browser(application, language=accepted).get("/connexion").text
    assert f'<html lang="{language}">' in page


def test_the_authority_is_named_and_its_logo_shown(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    logo = f"{tmp_path}/logo.svg"
    with open(logo, "w", encoding="utf-8") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg"/>')
    monkeypatch.setenv("TRANSFO_RH_AUTHORITY_NAME", "Métropole <de> Brume")
    monkeypatch.setenv("TRANSFO_RH_AUTHORITY_LOGO", logo)
    monkeypatch.setenv("TRANSFO_RH_AUTHORITY_COLOUR", "#204060")
    settings.cache_clear()
    page = browser.get("/connexion").text
    assert "Métropole &lt;de&gt; Brume" in page
    assert browser.get("/connexion/logo").headers["content-type"] == "image/svg+xml"
    assert "--ink: #204060" in browser.get("/connexion/style.css").text


def test_without_a_logo_there_is_none(browser: Browser) -> None:
    assert "<img" not in browser.get("/connexion").text
    assert browser.get("/connexion/logo").status_code == 404


def test_every_input_has_its_label(browser: Browser) -> None:
    page = browser.get("/connexion").text
    labelled = set(re.findall(r'<label for="([^"]+)"', page))
    visible = set(re.findall(r'<input id="([^"]+)"', page))
    assert labelled == visible == {"email", "password"}
    assert "<script" not in page
