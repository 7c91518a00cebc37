"""The session gate: without a valid sign-in nothing of the application is served and no script runs.

What is not listed here does not exist: an unknown address, Streamlit's metrics, its agent API and its own
sign-in routes all answer 404.
"""

from __future__ import annotations

from enum import Enum
from urllib.parse import quote

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from transfo_rh.access import sessions
from transfo_rh.access.model import SignInState
from transfo_rh.core.errors import NotFound, NotSignedIn, TransfoError
from transfo_rh.core.i18n import _, best_language, in_language
from transfo_rh.core.settings import settings
from transfo_rh.web.work import lookup

SIGN_IN = "/connexion"
SIGN_OUT = "/deconnexion"
PASSWORD = "/mot-de-passe"  # noqa: S105 - an address
HEALTH = "/healthz"
QUESTIONNAIRE = "/q"  # the light form: the code in the address is the credential
IDENTITY = "/connexion/oidc"
IDENTITY_RETURN = "/connexion/oidc/retour"

_OPEN = frozenset(
    {
        SIGN_IN,
        SIGN_OUT,
        HEALTH,
        QUESTIONNAIRE,
        "/_stcore/health",
        "/_stcore/host-config",
        "/favicon.png",
        "/robots.txt",
    }
)
_OPEN_FOLDERS = ("/connexion/", f"{QUESTIONNAIRE}/", "/static/", "/app/static/")
_GUARDED = frozenset({"/_stcore/stream"})
_GUARDED_FOLDERS = ("/media/", "/component/", "/_stcore/upload_file/", "/_stcore/bidi-components/")
_POLICY_VIOLATION = 1008


class Access(Enum):
    """What it takes to reach an address."""

    OPEN = "open"
    PAGE = "page"  # sign-in, else the sign-in page
    GUARDED = "guarded"  # sign-in, else refused
    UNKNOWN = "unknown"


def access_to(path: str, *, pages: frozenset[str]) -> Access:
    """What it takes to reach the path; ``pages`` are the addresses of the screens, without the slash.

    >>> [access_to(path, pages=frozenset({"", "resultats"})).value for path in ("/resultats", "/media/a.csv", "/x")]
    ['page', 'guarded', 'unknown']
    """
    if path in _OPEN or path.startswith(_OPEN_FOLDERS):
        return Access.OPEN
    if path == PASSWORD or path.strip("/") in pages:
        return Access.PAGE
    if path in _GUARDED or path.startswith(_GUARDED_FOLDERS):
        return Access.GUARDED
    return Access.UNKNOWN


def token_of(connection: HTTPConnection) -> str | None:
    """The session token of the browser's cookie."""
    return connection.cookies.get(sessions.COOKIE_NAME)


def browser_language(connection: HTTPConnection) -> str:
    """The language of the browser, else the product's default."""
    return best_language(connection.headers.get("accept-language"), default=settings().default_language)


class SessionGate:
    """ASGI middleware around Streamlit: HTTP and websocket alike, looked up in the database each time.

    What it found stands in ``request.state.sign_in`` for the routes behind it.
    """

    def __init__(self, app: ASGIApp, *, pages: frozenset[str]) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, send to the sign-in page, or refuse."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        access = access_to(scope["path"], pages=self._pages)
        if access is Access.OPEN and scope["type"] == "http":
            await self._app(scope, receive, send)
            return
        with in_language(browser_language(connection)):
            if scope["type"] == "websocket":
                await self._websocket(connection, access, scope, receive, send)
            else:
                await self._http(connection, access, scope, receive, send)

    async def _websocket(
        self, connection: HTTPConnection, access: Access, scope: Scope, receive: Receive, send: Send
    ) -> None:
        try:
            if access is not Access.GUARDED:
                raise NotFound("websocket")
            state = await _sign_in_state(connection)
            if state.must_change_password:
                raise NotSignedIn("password to change")
        except TransfoError:
            await receive()  # websocket.connect
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": ""})
            return
        await self._app(scope, receive, send)

    async def _http(
        self, connection: HTTPConnection, access: Access, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if access is Access.UNKNOWN:
            raise NotFound(_("Cette page n’existe pas. Vérifiez l’adresse, ou revenez à l’accueil."))
        try:
            state = await _sign_in_state(connection)
        except NotSignedIn as error:
            if access is Access.PAGE:
                response = RedirectResponse(f"{SIGN_IN}?next={_here(scope)}", status_code=303)
                await response(scope, receive, send)
            else:
                await PlainTextResponse(error.message, status_code=401)(scope, receive, send)
            return
        if state.must_change_password and scope["path"] != PASSWORD:
            if access is Access.PAGE:
                response = RedirectResponse(f"{PASSWORD}?next={_here(scope)}", status_code=303)
                await response(scope, receive, send)
            else:
                refusal = PlainTextResponse(_("Changez d’abord votre mot de passe."), status_code=403)
                await refusal(scope, receive, send)
            return
        scope.setdefault("state", {})["sign_in"] = state
        await self._app(scope, receive, send)


async def _sign_in_state(connection: HTTPConnection) -> SignInState:
    return await lookup(
        sessions.sign_in_state,
        token=token_of(connection),
        accept_language=connection.headers.get("accept-language"),
    )


def sign_in_of(request: Request) -> SignInState:
    """What the gate found for this request."""
    state: SignInState = request.state.sign_in
    return state


def _here(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return quote(scope["path"] + (f"?{query}" if query else ""), safe="/")
