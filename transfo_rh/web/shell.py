"""Streamlit's HTML shell, made ours: language, title, description, style sheet, script, icon, French text without JavaScript."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from transfo_rh.core.errors import ConfigurationError
from transfo_rh.core.i18n import _, in_language
from transfo_rh.web.gate import sign_in_of

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_REWRITES = (
    (re.compile(r"<!--.*?-->\s*", re.DOTALL), ""),
    (re.compile(r"<link rel=\"service-desc\"[^>]*>\s*"), ""),
    (re.compile(r"<link\s+rel=\"preload\"[^>]*as=\"font\"[^>]*>\s*"), ""),
)


@dataclass(frozen=True)
class Shell:
    """The page that loads the application. ``source`` is the index.html of the installed Streamlit."""

    source: str

    @property
    def inline_scripts(self) -> tuple[str, ...]:
        """The scripts inside the page, for the content security policy."""
        return tuple(_INLINE_SCRIPT.findall(self.source))

    async def endpoint(self, request: Request) -> Response:
        """GET of any screen, behind the gate."""
        return HTMLResponse(shell_html(self.source, sign_in_of(request).viewer.language))


@lru_cache(maxsize=4)
def shell_html(source: str, language: str) -> str:
    """The page in one language.

    Raises ConfigurationError when the installed Streamlit's page is not of the shape that we know.
    """
    html = source
    for pattern, replacement in _REWRITES:
        html = pattern.sub(replacement, html)
    with in_language(language):
        description = _("Enquêtes, compétences, formation et réorganisation des collectivités territoriales.")
        without_script = _(
            "Cette application a besoin de JavaScript : activez-le dans votre navigateur, puis rechargez la page."
        )
    head = (
        "<title>Transfo RH</title>\n"
        f'    <meta name="description" content="{escape(description)}">\n'
        '    <meta name="robots" content="noindex">\n'
        '    <link rel="stylesheet" href="/app/static/app.css">\n'
        '    <script src="/app/static/app.js" defer></script>'
    )
    for old, new in (
        (r'<html lang="[^"]*">', f'<html lang="{language}">'),
        (r"<title>[^<]*</title>", head),
        (
            r'<link rel="shortcut icon"[^>]*>',
            '<link rel="icon" href="/app/static/favicon.svg" type="image/svg+xml">',
        ),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{escape(without_script)}</p></noscript>"),
    ):
        html = _replaced_once(html, pattern=old, text=new)
    return html


def _replaced_once(html: str, *, pattern: str, text: str) -> str:
    replaced, count = re.subn(pattern, lambda _match: text, html, count=1, flags=re.DOTALL)
    if count != 1:
        raise ConfigurationError(
            _("Cette version de Streamlit n’est pas prise en charge : installez celle de pyproject.toml."),
            details=f"no {pattern} in index.html",
        )
    return replaced
