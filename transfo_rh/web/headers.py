"""Security headers of every response, and the content security policies."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from transfo_rh.core.settings import settings
from transfo_rh.web.gate import QUESTIONNAIRE

# Our own pages: no script at all.
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# Files made for one person: never run as a page.
MEDIA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

_PERMISSIONS = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
_HSTS = "max-age=31536000; includeSubDomains"


def application_policy(*, inline_scripts: Iterable[str] = ()) -> str:
    """The policy of Streamlit's front end, as strict as it runs: no outside host, no eval.

    ``inline_scripts`` are the texts of the scripts inside its HTML, allowed by their hash. Its style engine
    writes style elements at run time, hence 'unsafe-inline' for styles only.
    """
    hashes = " ".join(f"'sha256-{_base64_sha256(script)}'" for script in inline_scripts)
    scripts = f"'self' {hashes}".strip()
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "media-src 'self' blob:",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
        )
    )


def _base64_sha256(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def add_security_headers(headers: MutableHeaders, *, path: str, policy: str) -> None:
    """Complete a response's headers; a policy already chosen by the response stays."""
    media = path.startswith(("/media/", "/component/"))
    headers.setdefault("Content-Security-Policy", MEDIA_POLICY if media else policy)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    questionnaire = path == QUESTIONNAIRE or path.startswith(f"{QUESTIONNAIRE}/")
    headers["Referrer-Policy"] = "no-referrer" if questionnaire else "same-origin"
    if questionnaire:
        headers["X-Robots-Tag"] = "noindex, nofollow"
    headers["Permissions-Policy"] = _PERMISSIONS
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if media or headers.get("content-type", "").startswith("text/html"):
        headers["Cache-Control"] = "no-store"
    if settings().secure_cookies:
        headers["Strict-Transport-Security"] = _HSTS


class SecurityHeaders:
    """ASGI middleware: the headers above on every HTTP response, Streamlit's included."""

    def __init__(self, app: ASGIApp, *, policy: str) -> None:
        self._app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through; complete the headers of HTTP responses."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                add_security_headers(headers, path=scope["path"], policy=self._policy)
            await send(message)

        await self._app(scope, receive, send_with_headers)
