"""The web side around a stand-in for Streamlit, and two people with accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from tests.quick_passwords import use_quick_hashes
from tests.web.browser import Browser
from tests.web.identity_provider import CLIENT_ID, CLIENT_SECRET, FakeProvider, running_provider
from transfo_rh.access import service
from transfo_rh.access.model import Account, Role, administrator_operator
from transfo_rh.core.database import Database
from transfo_rh.core.settings import settings
from transfo_rh.web.application import WebSide
from transfo_rh.web.shell import Shell

PASSWORD = "agrafe cheval lampe"
STREAMLIT_PAGE = Path(streamlit.__file__).parent / "static" / "index.html"


async def _streamlit_file(request: Request) -> Response:
    return PlainTextResponse("streamlit")


async def _failing(request: Request) -> Response:
    raise RuntimeError("Anne Martin, 1 rue Secrète")


async def _stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


@pytest.fixture
def application(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> ASGIApp:
    """Our routes and middleware around routes that stand for Streamlit's."""
    use_quick_hashes(monkeypatch)
    side = WebSide(
        pages=frozenset({"", "resultats", "panne"}),
        shell=Shell(STREAMLIT_PAGE.read_text(encoding="utf-8")),
    )
    streamlit_routes = [
        WebSocketRoute("/_stcore/stream", _stream),
        Route("/{path:path}", _streamlit_file, methods=["GET", "PUT", "POST"]),
    ]
    own = [route for route in side.routes() if getattr(route, "path", "") != "/panne"]
    return Starlette(
        routes=[Route("/panne", _failing), *own, *streamlit_routes],
        middleware=side.middleware(),
        exception_handlers=side.exception_handlers(),
    )


def add_account(email: str, role: Role = Role.ADMIN, *, must_change_password: bool = False) -> Account:
    """An account with PASSWORD."""
    return service.add_account(
        viewer=administrator_operator(),
        email=email,
        name=email.partition("@")[0].title(),
        role=role,
        password=PASSWORD,
        must_change_password=must_change_password,
    ).account


@pytest.fixture
def browser(application: ASGIApp) -> Browser:
    """A browser where nobody is signed in."""
    return Browser(application)


@pytest.fixture
def signed_in(application: ASGIApp) -> Callable[..., Browser]:
    """Sign a person in on a new browser."""

    def sign_in(email: str = "anne@ville.fr", **account: object) -> Browser:
        add_account(email, **account)  # type: ignore[arg-type]
        person = Browser(application)
        response = person.submit("/connexion", email=email, password=PASSWORD)
        assert response.status_code == 303, response.text
        return person

    return sign_in


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    """A running provider, named in the settings."""
    with running_provider() as running:
        monkeypatch.setenv("TRANSFO_RH_OIDC_ISSUER", running.issuer)
        monkeypatch.setenv("TRANSFO_RH_OIDC_CLIENT_ID", CLIENT_ID)
        monkeypatch.setenv("TRANSFO_RH_OIDC_CLIENT_SECRET", CLIENT_SECRET)
        settings.cache_clear()
        yield running


@pytest.fixture
def person(provider: FakeProvider, application: ASGIApp) -> Browser:
    """Anne's browser; she has an account and nobody is signed in."""
    add_account("anne@ville.fr")
    return Browser(application)
