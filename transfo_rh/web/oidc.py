"""Sign in with the authority's account: off to the identity provider and back with a session of our own.

State, nonce, PKCE verifier and the page asked for wait in a signed HttpOnly cookie of ten minutes: every process that
shares the cookie secret can finish what another began.
"""

from __future__ import annotations

import hmac
import json
import logging
import secrets
from functools import lru_cache
from importlib.util import find_spec

from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from transfo_rh.access import sessions
from transfo_rh.core.errors import ConfigurationError, InvalidInput, NotFound, TransfoError
from transfo_rh.core.i18n import _, in_language
from transfo_rh.core.settings import settings
from transfo_rh.web.cards import card_page
from transfo_rh.web.forms import local_path
from transfo_rh.web.gate import IDENTITY, IDENTITY_RETURN, browser_language, token_of
from transfo_rh.web.sign_in import sign_in_card, signed_in_response
from transfo_rh.web.work import lookup

COOKIE_NAME = "transfo_rh_oidc"
_COOKIE_SECONDS = 600
_LONGEST_NEXT = 1500  # with the rest, a cookie under 4 096 bytes
_log = logging.getLogger(__name__)


def routes() -> list[Route]:
    """The two addresses; without a provider in the settings they answer 404.

    Raises ConfigurationError when the settings name a provider and the extra « oidc » is not installed.
    """
    if settings().oidc_issuer and not _installed():
        raise ConfigurationError(
            _(
                "TRANSFO_RH_OIDC_ISSUER demande une connexion OpenID Connect, mais la bibliothèque Authlib manque. "
                'Installez-la avec pip install "transfo-rh[oidc]", ou retirez ce réglage.'
            )
        )
    middleware = [
        Middleware(
            SessionMiddleware,
            secret_key=_signing_key(),
            session_cookie=COOKIE_NAME,
            max_age=_COOKIE_SECONDS,
            path=IDENTITY,
            same_site="lax",
            https_only=settings().secure_cookies,
        )
    ]
    return [
        Route(IDENTITY, start, methods=["GET"], middleware=middleware),
        Route(IDENTITY_RETURN, come_back, methods=["GET"], middleware=middleware),
    ]


async def start(request: Request) -> Response:
    """GET /connexion/oidc: on to the identity provider."""
    from transfo_rh.web.identity_provider import ProviderUnavailable, identity_provider

    with in_language(browser_language(request)):
        _require_provider()
        next_path = _kept_path(request.query_params.get("next"))
        try:
            response = await identity_provider().redirect(request, callback=_callback(request))
        except (InvalidInput, ProviderUnavailable) as error:
            return _failed(error, next_path=next_path)
        request.session["next"] = next_path
    return response


async def come_back(request: Request) -> Response:
    """GET /connexion/oidc/retour: a session and on to the page asked for, or the sign-in page with the reason."""
    from transfo_rh.web.identity_provider import ProviderUnavailable, identity_provider

    with in_language(browser_language(request)):
        _require_provider()
        next_path = local_path(request.session.get("next"))
        try:
            identity = await identity_provider().identity(request)
            signed_in = await lookup(
                sessions.sign_in_with_identity, email=identity.email, issuer=identity.issuer
            )
        except (InvalidInput, ProviderUnavailable) as error:
            return _failed(error, next_path=next_path)
        finally:
            request.session.clear()
    await lookup(sessions.sign_out, token=token_of(request))
    return signed_in_response(signed_in, next_path=next_path)


def _failed(error: TransfoError, *, next_path: str) -> Response:
    _log.warning("sign-in with the identity provider: %s", error.details)
    status_code = 422 if isinstance(error, InvalidInput) else 503
    return card_page(sign_in_card(next_path=next_path, error=error.message), status_code=status_code)


def _require_provider() -> None:
    if not settings().oidc_issuer:
        raise NotFound(_("Cette page n’existe pas. Vérifiez l’adresse, ou revenez à l’accueil."))


def _callback(request: Request) -> str:
    """The redirect address, as registered at the provider."""
    scheme = "https" if settings().secure_cookies else request.url.scheme
    return f"{scheme}://{request.url.netloc}{IDENTITY_RETURN}"


def _kept_path(address: str | None) -> str:
    """The page asked for, when it is ours and fits into the cookie."""
    path = local_path(address)
    return path if len(json.dumps(path)) <= _LONGEST_NEXT else "/"


def _installed() -> bool:
    return all(find_spec(name) for name in ("authlib", "httpx2"))


def _signing_key() -> str:
    """A key for this cookie alone, from the secret that the processes share; else one of this process."""
    secret = settings().cookie_secret.get_secret_value() or _process_secret()
    return hmac.digest(secret.encode(), b"transfo_rh.web.oidc", "sha256").hex()


@lru_cache(maxsize=1)
def _process_secret() -> str:
    return secrets.token_urlsafe(32)
