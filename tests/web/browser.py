"""A browser without a screen: follows nothing, keeps cookies, talks to an ASGI application in this process."""

from __future__ import annotations

from typing import Any

import httpx
from starlette.types import ASGIApp

from tests.web.running import run_apart

HOST = "http://rh.ville.fr"


class Browser:
    """One person's browser."""

    def __init__(self, application: ASGIApp, *, language: str = "fr", address: str = "10.0.0.1") -> None:
        self._application = application
        self._headers = {"accept": "text/html", "accept-language": language}
        self._address = address
        self.cookies = httpx.Cookies()

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request; a redirection is not followed."""
        headers = {**self._headers, **options.pop("headers", {})}
        return run_apart(self._request(method, path, headers=headers, **options))

    async def _request(self, method: str, path: str, **options: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._application, client=(self._address, 5000))
        async with httpx.AsyncClient(transport=transport, base_url=HOST, cookies=self.cookies) as client:
            response = await client.request(method, path, **options)
            self.cookies = client.cookies
            return response

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Open an address."""
        return self.request("GET", path, **options)

    def submit(self, path: str, *, origin: str | None = HOST, **fields: str) -> httpx.Response:
        """Send a form, as a page of ``origin`` does."""
        headers = {"origin": origin} if origin is not None else {}
        return self.request("POST", path, data=fields, headers=headers)

    def open_websocket(self, path: str) -> list[dict[str, Any]]:
        """The messages that the server sends in answer to a websocket handshake."""
        return run_apart(self._websocket(path))

    async def _websocket(self, path: str) -> list[dict[str, Any]]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = [(b"host", b"rh.ville.fr"), (b"cookie", cookies.encode())]
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": b"",
            "headers": headers,
            "subprotocols": [],
        }
        sent: list[dict[str, Any]] = []
        arriving = iter([{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}])

        async def receive() -> dict[str, Any]:
            return next(arriving)

        async def send(message: Any) -> None:
            sent.append(message)

        await self._application(scope, receive, send)
        return sent
