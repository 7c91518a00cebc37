"""What every HTML page of our own stands on: templates, style sheet, the authority's logo, a policy without scripts."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from transfo_rh.core.settings import settings
from transfo_rh.web.headers import PAGE_POLICY

LOGO_ADDRESS = "/connexion/logo"
_FOLDER = Path(__file__).resolve().parent


def template_environment() -> Environment:
    """A new environment of templates/: everything is escaped, and a name that is not given is an error."""
    return Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def logo_address() -> str | None:
    """Where the authority's logo is served, None without one in the settings."""
    return LOGO_ADDRESS if settings().authority_logo else None


def html_response(html: str | bytes, *, status_code: int = 200) -> HTMLResponse:
    """A page that may run no script."""
    return HTMLResponse(html, status_code=status_code, headers={"Content-Security-Policy": PAGE_POLICY})


def style_sheet(name: str) -> Response:
    """A style sheet of assets/, with the authority's colour."""
    text = (_FOLDER / "assets" / name).read_text(encoding="utf-8")
    text += f":root {{ --ink: {settings().authority_colour}; }}\n"
    return PlainTextResponse(text, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})
