"""A small OpenID Connect provider on localhost, with its own key: what it answers is the test's choice."""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID = "transfo-rh"
CLIENT_SECRET = "secret/of the+client"


class FakeProvider:
    """Signs everybody in as ``claims`` say; None removes a claim."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self.published_key = self.key
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] | None = None
        self.signed_userinfo = False
        self.discovery: dict[str, Any] = {}
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "k1"}
        self.asked: dict[str, str] = {}
        self.exchanged: list[dict[str, str]] = []
        self._codes: dict[str, dict[str, str]] = {}

    def application(self) -> Starlette:
        """Its addresses."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
                Route("/userinfo", self._userinfo),
            ]
        )

    async def _discovery(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                **self.discovery,
            }
        )

    async def _keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.published_key.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        self.asked = dict(request.query_params)
        code = secrets.token_urlsafe(8)
        self._codes[code] = self.asked
        answer = urlencode({"code": code, "state": self.asked["state"]})
        return RedirectResponse(f"{self.asked['redirect_uri']}?{answer}", status_code=302)

    async def _token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        self.exchanged.append(form)
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None or not self._proves(request, form, asked):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        id_token = self._signed(self._id_claims(asked["nonce"]), self.header)
        return JSONResponse(
            {"access_token": "at-1", "token_type": "Bearer", "expires_in": 60, "id_token": id_token}
        )

    def _proves(self, request: Request, form: dict[str, str], asked: dict[str, str]) -> bool:
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if self.discovery.get("token_endpoint_auth_methods_supported") == ["client_secret_post"]:
            known = (form["client_id"], form["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
        else:
            basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
            known = request.headers["authorization"] == f"Basic {basic}"
        return (
            known
            and asked["code_challenge_method"] == "S256"
            and asked["code_challenge"] == challenge
            and asked["redirect_uri"] == form["redirect_uri"]
        )

    def _id_claims(self, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "person-1",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email": "anne@ville.fr",
            "email_verified": True,
            **self.claims,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def _signed(self, claims: dict[str, Any], header: dict[str, Any]) -> str:
        if header["alg"] == "none":
            parts = (str(header).replace("'", '"'), str(claims).replace("'", '"').replace("True", "true"))
            return ".".join(base64.urlsafe_b64encode(p.encode()).decode().rstrip("=") for p in parts) + "."
        return jwt.encode(header, claims, self.key, algorithms=[header["alg"]])

    async def _userinfo(self, request: Request) -> Response:
        if request.headers["authorization"] != "Bearer at-1" or self.userinfo is None:
            return JSONResponse({"error": "invalid_token"}, status_code=401)
        if self.signed_userinfo:
            return Response(self._signed(self.userinfo, self.header), media_type="application/jwt")
        return JSONResponse(self.userinfo)


@contextmanager
def running_provider() -> Iterator[FakeProvider]:
    """The provider, served by a thread on a free port."""
    listening = socket.create_server(("127.0.0.1", 0))
    provider = FakeProvider(f"http://127.0.0.1:{listening.getsockname()[1]}")
    server = uvicorn.Server(
        uvicorn.Config(provider.application(), log_level="error", lifespan="off", ws="none")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


def local_part(address: str) -> str:
    """The path and query of an address."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"
