"""The authority's identity provider, spoken to in OpenID Connect: discovery, authorization code with PKCE, ID token.

Authlib speaks the protocol and verifies the ID token; what stands here says which provider, which algorithms and what
an answer must hold. The package comes with the extra « oidc ».
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx2
from authlib.integrations.starlette_client import StarletteIntegration, StarletteOAuth2App
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from transfo_rh.core.errors import InvalidInput, TransfoError
from transfo_rh.core.i18n import _
from transfo_rh.core.settings import settings

# Signatures of the provider's own key: neither « none » nor a shared secret.
SIGNATURES = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
_TIMEOUT_SECONDS = 10
_DISCOVERED_EVERY_SECONDS = 3600
_LEEWAY_SECONDS = 60


class ProviderUnavailable(TransfoError):
    """The identity provider does not answer, or not as an OpenID Connect provider."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider vouches for: a verified e-mail."""

    email: str
    issuer: str


class Discovery(BaseModel):
    """What is read of ``/.well-known/openid-configuration`` (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)

    def signatures(self) -> list[str]:
        """The algorithms that are accepted: the provider's, without the weak ones."""
        return sorted(SIGNATURES.intersection(self.id_token_signing_alg_values_supported)) or ["RS256"]

    def client_authentication(self, *, has_secret: bool) -> str:
        """How the client names itself when it exchanges the code."""
        if not has_secret:
            return "none"
        offered = self.token_endpoint_auth_methods_supported
        body_only = "client_secret_basic" not in offered and "client_secret_post" in offered
        return "client_secret_post" if body_only else "client_secret_basic"


class IdentityProvider:
    """One provider and what it published about itself, read again every hour."""

    def __init__(self, *, issuer: str, client_id: str, client_secret: str) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._client: Any = None
        self._discovered_at = 0.0
        self._discovery: Discovery | None = None

    async def redirect(self, request: Request, *, callback: str) -> Response:
        """On to the provider; state, nonce and PKCE verifier stay in ``request.session``.

        Raises ProviderUnavailable.
        """
        with explained():
            _discovery, client = await self._discovered()
            started = await client.create_authorization_url(callback)
            address = started.pop("url")
            await client.save_authorize_data(request, redirect_uri=callback, **started)
        return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})

    async def identity(self, request: Request) -> Identity:
        """Who comes back: the code exchanged, the ID token verified (signature, iss, aud, exp, nonce).

        The e-mail is looked for in the ID token, else at the userinfo endpoint.
        Raises ProviderUnavailable, or InvalidInput for any answer that does not hold.
        """
        with explained():
            discovery, client = await self._discovered()
            token = await client.authorize_access_token(
                request,
                claims_options={
                    "iss": {"essential": True, "value": discovery.issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
                leeway=_LEEWAY_SECONDS,
            )
            claims: Mapping[str, Any] = token["userinfo"]
            if "email" not in claims and discovery.userinfo_endpoint:
                claims = await self._userinfo(discovery, client, token)
            return Identity(email=verified_email(claims), issuer=discovery.issuer)

    async def _discovered(self) -> tuple[Discovery, Any]:
        now = time.monotonic()
        if self._discovery is None or now - self._discovered_at > _DISCOVERED_EVERY_SECONDS:
            self._discovery = await self._discover()
            self._client = self._client_for(self._discovery)
            self._discovered_at = now
        return self._discovery, self._client

    async def _discover(self) -> Discovery:
        try:
            async with httpx2.AsyncClient(timeout=_TIMEOUT_SECONDS) as client:
                response = await client.get(f"{self._issuer}/.well-known/openid-configuration")
            discovery = Discovery.model_validate_json(response.raise_for_status().content)
        except (httpx2.HTTPError, ValueError) as error:
            raise _unavailable(f"discovery: {type(error).__name__}") from error
        if discovery.issuer.rstrip("/") != self._issuer:
            raise _unavailable("discovery: another issuer")
        return discovery

    def _client_for(self, discovery: Discovery) -> Any:
        return StarletteOAuth2App(
            StarletteIntegration("oidc"),
            client_id=self._client_id,
            client_secret=self._client_secret or None,
            authorize_url=discovery.authorization_endpoint,
            access_token_url=discovery.token_endpoint,
            jwks_uri=discovery.jwks_uri,
            id_token_signing_alg_values_supported=discovery.signatures(),
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "timeout": _TIMEOUT_SECONDS,
                "leeway": 0,  # some access tokens live for one minute, and are used at once
                "token_endpoint_auth_method": discovery.client_authentication(
                    has_secret=bool(self._client_secret)
                ),
            },
        )

    async def _userinfo(
        self, discovery: Discovery, client: Any, token: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """The claims of the userinfo endpoint, in JSON or (ProConnect) in a signed token; of the same person."""
        response = await client.get(discovery.userinfo_endpoint, token=token)
        response.raise_for_status()
        if response.headers.get("content-type", "").startswith("application/jwt"):
            keys = KeySet.import_key_set(await client.fetch_jwk_set())
            registry = JWSRegistry(algorithms=discovery.signatures(), strict_check_header=False)
            claims = jwt.decode(response.text, keys, registry=registry).claims
            jwt.JWTClaimsRegistry(
                leeway=_LEEWAY_SECONDS, iss={"value": discovery.issuer}, aud={"value": self._client_id}
            ).validate(claims)
        else:
            claims = response.json()
        if claims["sub"] != token["userinfo"]["sub"]:
            raise ValueError("userinfo of somebody else")
        return dict(claims)


@lru_cache(maxsize=1)
def _provider(issuer: str, client_id: str, client_secret: str) -> IdentityProvider:
    return IdentityProvider(issuer=issuer, client_id=client_id, client_secret=client_secret)


def identity_provider() -> IdentityProvider:
    """The provider of the settings, one per process."""
    chosen = settings()
    return _provider(chosen.oidc_issuer, chosen.oidc_client_id, chosen.oidc_client_secret.get_secret_value())


def verified_email(claims: Mapping[str, Any]) -> str:
    """The e-mail that the provider vouches for.

    A provider that says nothing about its verification vouches for it by sending it: the authority chose that provider.

    >>> verified_email({"email": "anne@ville.fr"})
    'anne@ville.fr'
    >>> verified_email({"email": "anne@ville.fr", "email_verified": False})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    transfo_rh.core.errors.InvalidInput: Le service d’identité n’a pas transmis d’adresse ...
    """
    email = claims.get("email")
    verified = claims.get("email_verified", True)
    if not isinstance(email, str) or not email.strip() or verified not in (True, "true"):
        raise InvalidInput(
            _(
                "Le service d’identité n’a pas transmis d’adresse électronique vérifiée. Prévenez l’administrateur : "
                "il peut corriger votre fiche ou vous ouvrir un mot de passe."
            ),
            details="no verified e-mail",
        )
    return email


@contextmanager
def explained() -> Iterator[None]:
    """Whatever the exchange with the provider raises, in words; details name the kind of error, never a person."""
    try:
        yield
    except TransfoError:
        raise
    except httpx2.HTTPError as error:
        raise _unavailable(type(error).__name__) from error
    except Exception as error:
        raise InvalidInput(
            _(
                "La connexion avec le compte de la collectivité n’a pas abouti. Recommencez ; si cela se répète, "
                "prévenez l’administrateur."
            ),
            details=_kind(error),
        ) from error


def _kind(error: Exception) -> str:
    """The class and the protocol's own code: what a provider writes in prose may name people.

    >>> from authlib.integrations.starlette_client import OAuthError
    >>> _kind(OAuthError(error="access_denied", description="Anne Martin said no"))
    'OAuthError access_denied'
    """
    words = [type(error).__name__, getattr(error, "error", None), getattr(error, "claim", None)]
    return " ".join(word for word in words if isinstance(word, str) and re.fullmatch(r"\w{1,50}", word))


def _unavailable(details: str) -> ProviderUnavailable:
    return ProviderUnavailable(
        _(
            "Le service d’identité de la collectivité ne répond pas. Réessayez dans quelques minutes ; si cela dure, "
            "prévenez l’administrateur."
        ),
        details=details,
    )
