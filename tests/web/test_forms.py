"""No open redirect, no form of another site."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.browser import HOST, Browser
from transfo_rh.web.forms import local_path

OUTSIDE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "javascript:alert(1)",
    "resultats",
    "",
    "http:resultats",
    "/" + "x" * 3000,
]


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_outside_address_becomes_the_home_page(address: str) -> None:
    assert local_path(address) == "/"


@pytest.mark.parametrize(
    "address", ["/", "/resultats", "/resultats?campagne=3&niveau=1", "/a?b=https://c.fr"]
)
def test_a_local_address_stays(address: str) -> None:
    assert local_path(address) == address


@given(st.text(alphabet="/\\:.?#@ab\t \x00é", max_size=12))
def test_whatever_is_asked_a_browser_stays_on_the_site(address: str) -> None:
    target = urlsplit(urljoin("https://rh.ville.fr/connexion", local_path(address)))
    assert (target.scheme, target.netloc) == ("https", "rh.ville.fr")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": HOST},
    ],
)
@pytest.mark.parametrize("path", ["/connexion", "/deconnexion"])
def test_a_form_of_another_site_is_refused(browser: Browser, headers: dict[str, str], path: str) -> None:
    response = browser.request("POST", path, data={"email": "a@b.fr", "password": "x"}, headers=headers)
    assert response.status_code == 403
    assert "autre site" in response.text
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"email=" + b"x" * 20_000, "application/x-www-form-urlencoded"),
        (b"email=a", "text/plain"),
        (b"--x--", "multipart/form-data; boundary=x"),
        (b"email=%ff", "application/x-www-form-urlencoded"),
        ("email=é".encode(), "application/x-www-form-urlencoded"),
        (b"&".join(b"a=1" for _ in range(100)), "application/x-www-form-urlencoded"),
    ],
)
def test_anything_but_a_small_form_is_refused_in_words(browser: Browser, body: bytes, kind: str) -> None:
    response = browser.request("POST", "/connexion", content=body, headers={"content-type": kind})
    assert response.status_code == 400
    assert "Rechargez la page" in response.text
