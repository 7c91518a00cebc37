"""Sign-in with the authority's identity provider: who gets in, and everything that must not."""

from __future__ import annotations

import logging
import re
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from starlette.types import ASGIApp

from tests.web.browser import HOST, Browser
from tests.web.conftest import PASSWORD, add_account
from tests.web.identity_provider import CLIENT_ID, FakeProvider
from tests.web.oidc_journey import START, an_hour_later, assert_refused, at_the_provider, sign_in
from transfo_rh.access import service, sessions
from transfo_rh.access.model import Role, administrator_operator
from transfo_rh.access.sessions import COOKIE_NAME
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.settings import settings
from transfo_rh.web import identity_provider, oidc


def test_the_person_gets_a_session_and_the_page_asked_for(person: Browser, provider: FakeProvider) -> None:
    response = sign_in(person, next_path="/resultats?campagne=3")
    assert (response.status_code, response.headers["location"]) == (303, "/resultats?campagne=3")
    cookies = response.headers.get_list("set-cookie")
    mine = next(cookie for cookie in cookies if cookie.startswith(COOKIE_NAME))
    attributes = {part.strip().lower() for part in mine.split(";")[1:]}
    assert attributes == {"httponly", "samesite=lax", "path=/", f"max-age={12 * 3600}"}
    assert any(cookie.startswith(f"{oidc.COOKIE_NAME}=null") for cookie in cookies), "the state is used up"
    assert person.get("/resultats").status_code == 200
    actions = [event.action for event in service.audit_trail(viewer=administrator_operator()).events]
    assert actions[0] == "account.sign_in_with_identity"


def test_the_request_to_the_provider_carries_pkce_state_and_nonce(
    person: Browser, provider: FakeProvider
) -> None:
    response = person.get(START)
    asked = {
        name: values[0] for name, values in parse_qs(urlsplit(response.headers["location"]).query).items()
    }
    assert asked["redirect_uri"] == f"{HOST}/connexion/oidc/retour"
    assert (asked["response_type"], asked["scope"], asked["client_id"]) == ("code", "openid email", CLIENT_ID)
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/connexion/oidc" in cookie
    assert "max-age=600" in cookie
    again = parse_qs(urlsplit(person.get(START).headers["location"]).query)
    assert again["state"][0] != asked["state"]
    assert again["nonce"][0] != asked["nonce"]


def test_behind_https_the_return_is_https_and_the_cookies_secure(
    provider: FakeProvider, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("TRANSFO_RH_SECURE_COOKIES", "true")
    settings.cache_clear()
    response = Browser(request.getfixturevalue("application")).get(START)
    asked = parse_qs(urlsplit(response.headers["location"]).query)
    assert asked["redirect_uri"] == [f"{HOST.replace('http', 'https')}/connexion/oidc/retour"]
    assert "; secure" in response.headers["set-cookie"]


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_the_way_back_never_leads_outside(person: Browser, target: str) -> None:
    assert sign_in(person, next_path=target).headers["location"] == "/"


def test_an_endless_page_address_is_dropped_rather_than_the_cookie(person: Browser) -> None:
    address = "/resultats?q=" + "é" * 600
    response = person.get(START, params={"next": address})
    assert len(response.headers["set-cookie"]) < 4096
    assert sign_in(person, next_path=address).headers["location"] == "/"


def test_a_return_that_nobody_asked_for_is_refused(person: Browser, application: ASGIApp) -> None:
    address = at_the_provider(Browser(application))
    assert_refused(person, person.get(address))


def test_another_state_is_refused(person: Browser, provider: FakeProvider) -> None:
    address = at_the_provider(person)
    assert_refused(person, person.get(re.sub(r"state=[^&]+", "state=forged", address)))
    assert provider.exchanged == [], "the code was never sent"


def test_a_return_works_once(person: Browser) -> None:
    address = at_the_provider(person)
    assert person.get(address).status_code == 303
    person.submit("/deconnexion")
    assert_refused(person, person.get(address))


def test_a_forged_state_cookie_is_refused(person: Browser, provider: FakeProvider) -> None:
    address = at_the_provider(person)
    value = person.cookies[oidc.COOKIE_NAME]
    person.cookies = httpx.Cookies()
    person.cookies.set(oidc.COOKIE_NAME, "A" + value[1:])
    assert_refused(person, person.get(address))
    assert provider.exchanged == []


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"nonce": "another"}, id="another nonce"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"exp": int(time.time()) - 3600}, id="expired"),
        pytest.param({"exp": None}, id="no expiry"),
        pytest.param({"aud": "somebody-else"}, id="another audience"),
        pytest.param({"aud": "somebody-else", "azp": CLIENT_ID}, id="another audience, ours as party"),
        pytest.param({"iss": "https://evil.example"}, id="another issuer"),
        pytest.param({"iat": int(time.time()) + 3600}, id="issued in the future"),
    ],
)
def test_an_id_token_that_does_not_hold_is_refused(
    person: Browser, provider: FakeProvider, claims: dict[str, object]
) -> None:
    provider.claims = claims
    assert_refused(person, sign_in(person))


def test_a_signature_of_another_key_is_refused(person: Browser, provider: FakeProvider) -> None:
    provider.published_key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
    assert_refused(person, sign_in(person))


def test_an_unsigned_id_token_is_refused_whatever_the_provider_offers(
    person: Browser, provider: FakeProvider
) -> None:
    provider.header = {"alg": "none"}
    assert_refused(person, sign_in(person))


def test_weak_signatures_are_not_accepted_even_when_offered() -> None:
    offered = {
        "issuer": "https://sso.ville.fr",
        "authorization_endpoint": "https://sso.ville.fr/authorize",
        "token_endpoint": "https://sso.ville.fr/token",
        "jwks_uri": "https://sso.ville.fr/keys",
        "id_token_signing_alg_values_supported": ["none", "HS256", "ES256", "RS256"],
    }
    assert identity_provider.Discovery.model_validate(offered).signatures() == ["ES256", "RS256"]
    offered["id_token_signing_alg_values_supported"] = ["none"]
    assert identity_provider.Discovery.model_validate(offered).signatures() == ["RS256"]


def test_a_new_key_of_the_provider_is_fetched(person: Browser, provider: FakeProvider) -> None:
    assert sign_in(person).status_code == 303
    provider.key = provider.published_key = RSAKey.generate_key(2048, {"kid": "k2", "use": "sig"})
    provider.header = {"alg": "RS256", "kid": "k2"}
    assert sign_in(person).status_code == 303


@pytest.mark.parametrize(
    "claims",
    [{"email_verified": False}, {"email_verified": "false"}, {"email": None}, {"email": ""}],
    ids=str,
)
def test_without_a_verified_email_nobody_gets_in(
    person: Browser, provider: FakeProvider, claims: dict[str, object]
) -> None:
    provider.claims = claims
    provider.userinfo = {"sub": "person-1"}
    assert_refused(person, sign_in(person), words="adresse électronique vérifiée")


def test_a_provider_silent_on_verification_is_believed(person: Browser, provider: FakeProvider) -> None:
    provider.claims = {"email": "Anne@Ville.FR", "email_verified": None}
    assert sign_in(person).status_code == 303


@pytest.mark.parametrize("signed", [False, True])
def test_the_email_may_come_from_the_userinfo_endpoint(
    person: Browser, provider: FakeProvider, signed: bool
) -> None:
    provider.claims = {"email": None, "email_verified": None}
    provider.userinfo = {
        "sub": "person-1",
        "email": "anne@ville.fr",
        "iss": provider.issuer,
        "aud": CLIENT_ID,
    }
    provider.signed_userinfo = signed
    assert sign_in(person).status_code == 303


@pytest.mark.parametrize("signed", [False, True])
def test_the_userinfo_of_somebody_else_is_refused(
    person: Browser, provider: FakeProvider, signed: bool
) -> None:
    provider.claims = {"email": None}
    provider.userinfo = {"sub": "person-2", "email": "anne@ville.fr"}
    provider.signed_userinfo = signed
    assert_refused(person, sign_in(person))


def test_signed_userinfo_for_another_client_is_refused(person: Browser, provider: FakeProvider) -> None:
    provider.claims = {"email": None}
    provider.userinfo = {"sub": "person-1", "email": "anne@ville.fr", "aud": "somebody-else"}
    provider.signed_userinfo = True
    assert_refused(person, sign_in(person))


def test_an_unknown_person_gets_no_account(person: Browser, provider: FakeProvider) -> None:
    provider.claims = {"email": "inconnu@ville.fr"}
    assert_refused(person, sign_in(person), words="aucun compte actif")
    assert [a.email for a in service.accounts(viewer=administrator_operator())] == ["anne@ville.fr"]
    assert service.audit_trail(viewer=administrator_operator()).events[0].action == "account.sign_in_refused"


def test_a_disabled_account_is_refused_in_the_same_words(person: Browser, provider: FakeProvider) -> None:
    other = add_account("autre@ville.fr", Role.HR)
    service.update_account(viewer=administrator_operator(), account_id=other.id, active=False)
    provider.claims = {"email": "autre@ville.fr"}
    assert_refused(person, sign_in(person), words="aucun compte actif")


def test_a_person_who_says_no_at_the_provider_may_try_again(person: Browser) -> None:
    person.get(START, params={"next": "/resultats"})
    response = person.get("/connexion/oidc/retour?error=access_denied&error_description=<script>&state=x")
    assert_refused(person, response)
    assert "<script" not in response.text
    assert 'href="/connexion/oidc?next=/resultats"' in response.text


def test_a_provider_that_is_down_is_said_on_both_ways(person: Browser, provider: FakeProvider) -> None:
    address = at_the_provider(person)
    provider.discovery = {"token_endpoint": "http://127.0.0.1:9/token"}
    an_hour_later()
    assert_refused(person, person.get(address), words="ne répond pas")
    provider.discovery = {"issuer": "https://evil.example"}
    an_hour_later()
    assert_refused(person, person.get(START), words="ne répond pas")


def test_a_dead_address_is_a_provider_that_is_down(person: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSFO_RH_OIDC_ISSUER", "http://127.0.0.1:9/")
    settings.cache_clear()
    response = person.get(START)
    assert response.status_code == 503
    assert_refused(person, response, words="ne répond pas")


def test_the_log_says_why_and_names_nobody(
    person: Browser, provider: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.claims = {"email": "inconnu@ville.fr"}
    with caplog.at_level(logging.INFO):
        sign_in(person)
        provider.claims = {"nonce": "another"}
        sign_in(person)
    own = [record.getMessage() for record in caplog.records if record.name.startswith("transfo_rh")]
    assert any("no account" in line for line in own)
    assert any("InvalidClaimError invalid_claim nonce" in line for line in own)
    assert "@ville.fr" not in caplog.text


def test_a_secret_in_the_body_when_the_provider_wants_it_there(
    person: Browser, provider: FakeProvider
) -> None:
    provider.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert sign_in(person).status_code == 303


def test_a_password_change_is_not_forced_on_who_typed_none(
    provider: FakeProvider, application: ASGIApp
) -> None:
    add_account("anne@ville.fr", must_change_password=True)
    with_identity, with_password = Browser(application), Browser(application)
    assert sign_in(with_identity, next_path="/resultats").headers["location"] == "/resultats"
    assert with_identity.get("/resultats").status_code == 200
    with_password.submit("/connexion", email="anne@ville.fr", password=PASSWORD)
    assert with_password.get("/resultats").headers["location"].startswith("/mot-de-passe")
    forged = httpx.Cookies()
    forged.set(COOKIE_NAME, "oidc." + with_password.cookies[COOKIE_NAME])
    with_password.cookies = forged
    assert with_password.get("/resultats").headers["location"].startswith("/connexion")


def test_disabling_the_account_ends_the_session(person: Browser) -> None:
    add_account("autre@ville.fr")
    sign_in(person)
    viewer = administrator_operator()
    anne = service.account_by_email(viewer=viewer, email="anne@ville.fr")
    service.update_account(viewer=viewer, account_id=anne.id, active=False)
    assert person.get("/resultats").headers["location"].startswith("/connexion")


def test_another_issuer_than_the_one_of_the_settings_opens_nothing(person: Browser) -> None:
    with pytest.raises(InvalidInput):
        sessions.sign_in_with_identity(email="anne@ville.fr", issuer="https://evil.example")
