"""When something goes wrong: an identifier for the log and for the person, never a stack trace on a screen."""

from __future__ import annotations

import logging
import secrets
import traceback
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from transfo_rh.core.errors import (
    InvalidInput,
    NotFound,
    NotSignedIn,
    PermissionDenied,
    StorageUnavailable,
    TransfoError,
)
from transfo_rh.core.i18n import _, in_language
from transfo_rh.web.cards import Card, card_page, wants_html
from transfo_rh.web.gate import browser_language

_log = logging.getLogger(__name__)
_STATUS: tuple[tuple[type[TransfoError], int], ...] = (
    (NotFound, 404),
    (PermissionDenied, 403),
    (NotSignedIn, 401),
    (InvalidInput, 400),
    (StorageUnavailable, 503),
)


class WithoutExceptions(logging.Filter):
    """Keeps the messages of a logger and drops its stack traces, whose last line may name people."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop the exception, keep the record."""
        record.exc_info = None
        record.exc_text = None
        return True


def report_incident(error: BaseException) -> str:
    """Log where an unexpected error happened, without its message (which may name people); gives its identifier."""
    incident = secrets.token_hex(4).upper()
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-6:]))
    _log.error("incident %s: %s at %s", incident, type(error).__name__, places)
    return incident


def incident_message(incident: str) -> str:
    """What the person reads."""
    return _(
        "Une erreur inattendue s’est produite. Rechargez la page et vérifiez votre dernière saisie ; si l’erreur "
        "revient, transmettez le code {incident} à l’administrateur."
    ).format(incident=incident)


def error_page(request: Request, *, status_code: int, title: str, message: str) -> Response:
    """The same message as a page for people, as plain text for programs."""
    if not wants_html(request):
        return PlainTextResponse(message, status_code=status_code)
    card = Card(title=title, intro=message, link=("/", _("Revenir à l’accueil")))
    return card_page(card, status_code=status_code)


def refusal_page(request: Request, error: TransfoError) -> Response:
    """The page of a refusal of the product."""
    status_code = next((code for kind, code in _STATUS if isinstance(error, kind)), 409)
    titles = {404: _("Page introuvable"), 403: _("Accès refusé"), 503: _("Service indisponible")}
    title = titles.get(status_code, _("Demande refusée"))
    level = logging.DEBUG if status_code == HTTPStatus.NOT_FOUND else logging.INFO
    _log.log(level, "%s %s: %s", status_code, type(error).__name__, error.details)
    return error_page(request, status_code=status_code, title=title, message=error.message)


async def http_error(request: Request, error: HTTPException) -> Response:
    """Starlette's own errors (unknown path, wrong method), in words."""
    with in_language(browser_language(request)):
        if error.status_code == HTTPStatus.NOT_FOUND:
            title = _("Page introuvable")
            message = _("Cette page n’existe pas. Vérifiez l’adresse, ou revenez à l’accueil.")
        else:
            title = _("Demande refusée")
            message = _("Le serveur n’accepte pas cette demande ({code}).").format(code=error.status_code)
        response = error_page(request, status_code=error.status_code, title=title, message=message)
    response.headers.update(error.headers or {})
    return response


class ErrorPages:
    """ASGI middleware: refusals and unexpected errors become a page; nothing of them reaches the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass through; answer in the place of what failed before answering."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched_send)
        except TransfoError as error:
            if started:
                raise
            request = Request(scope)
            with in_language(browser_language(request)):
                response = refusal_page(request, error)
            await response(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - the last resort, reported with its place
            incident = report_incident(error)
            if started:
                return
            request = Request(scope)
            with in_language(browser_language(request)):
                response = error_page(
                    request,
                    status_code=500,
                    title=_("Erreur inattendue"),
                    message=incident_message(incident),
                )
            await response(scope, receive, send)
