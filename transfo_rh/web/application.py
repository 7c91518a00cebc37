"""The ASGI side put together: routes, middleware and lifespan around Streamlit's application."""

from __future__ import annotations

import gc
import importlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from transfo_rh.access.passwords import verify_password
from transfo_rh.core.database import database
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _
from transfo_rh.core.migrations import upgrade
from transfo_rh.core.settings import settings
from transfo_rh.web import oidc, questionnaire, sign_in
from transfo_rh.web.cards import STYLE_ADDRESS
from transfo_rh.web.gate import HEALTH, PASSWORD, SIGN_IN, SIGN_OUT, SessionGate
from transfo_rh.web.headers import SecurityHeaders, application_policy
from transfo_rh.web.health import health
from transfo_rh.web.html_pages import LOGO_ADDRESS, style_sheet
from transfo_rh.web.incidents import ErrorPages, WithoutExceptions, http_error
from transfo_rh.web.shell import Shell
from transfo_rh.web.work import lookup


@dataclass(frozen=True)
class WebSide:
    """What stands around Streamlit.

    ``pages`` are the addresses of the screens without the slash ("" is the home page); ``shell`` is Streamlit's
    page; ``warm_modules`` are imported before the first visitor.
    """

    pages: frozenset[str]
    shell: Shell
    warm_modules: tuple[str, ...] = ()

    def routes(self) -> list[BaseRoute]:
        """Our own addresses, and the screens' shell."""
        own: list[BaseRoute] = [
            *questionnaire.routes(),
            Route(SIGN_IN, sign_in.sign_in_page, methods=["GET"]),
            Route(SIGN_IN, sign_in.sign_in, methods=["POST"]),
            *oidc.routes(),
            Route(SIGN_OUT, sign_in.sign_out_page, methods=["GET"]),
            Route(SIGN_OUT, sign_in.sign_out, methods=["POST"]),
            Route(PASSWORD, sign_in.password_page, methods=["GET"]),
            Route(PASSWORD, sign_in.change_password, methods=["POST"]),
            Route(STYLE_ADDRESS, _style, methods=["GET"]),
            Route(LOGO_ADDRESS, _logo, methods=["GET"]),
            Route(HEALTH, health, methods=["GET"]),
            Route("/robots.txt", _robots, methods=["GET"]),
        ]
        return own + [Route(f"/{page}", self.shell.endpoint, methods=["GET"]) for page in sorted(self.pages)]

    def middleware(self) -> list[Middleware]:
        """From the outside in: headers on everything, errors in words, the gate."""
        policy = application_policy(inline_scripts=self.shell.inline_scripts)
        return [
            Middleware(SecurityHeaders, policy=policy),
            Middleware(ErrorPages),
            Middleware(SessionGate, pages=self.pages),
        ]

    def exception_handlers(self) -> Mapping[Any, Callable[[Any, Any], Any]]:
        """Starlette's own errors, in words."""
        return {HTTPException: http_error}

    def lifespan(self, _application: object) -> AbstractAsyncContextManager[None]:
        """Before the first visitor: schema up to date, modules and password hashing warm, memory frozen."""
        return _lifespan(self.warm_modules)


@asynccontextmanager
async def _lifespan(warm_modules: Iterable[str]) -> AsyncIterator[None]:
    # Addresses hold people's filters: no log of them, however uvicorn was started. A proxy in front may keep one.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    logging.getLogger("streamlit.error_util").addFilter(WithoutExceptions())  # incidents are ours to report
    await lookup(lambda: upgrade(database()))
    for name in warm_modules:
        importlib.import_module(name)
    verify_password(None, "")
    gc.collect()
    gc.freeze()
    yield
    database().dispose()


async def _style(_request: Request) -> Response:
    return style_sheet("style.css")


async def _logo(_request: Request) -> Response:
    logo = settings().authority_logo
    if logo is None or not logo.is_file():
        raise NotFound(_("Aucun logo n’est configuré."))
    return FileResponse(logo, headers={"Cache-Control": "public, max-age=3600"})


async def _robots(_request: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")
