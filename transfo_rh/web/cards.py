"""The product's own HTML pages (sign-in, password, errors): one card each, no JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from transfo_rh.core.i18n import _, language
from transfo_rh.core.settings import settings
from transfo_rh.web.html_pages import html_response, logo_address, template_environment

STYLE_ADDRESS = "/connexion/style.css"


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled input."""

    name: str
    label: str
    kind: str
    autocomplete: str
    value: str = ""
    help: str = ""
    minlength: int | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A submit button; ``value`` is sent under the name « action »."""

    label: str
    value: str = ""
    secondary: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What a page says and asks. Without buttons it holds no form.

    ``entrance`` and ``link`` are an address and its text: a link that looks like a button above the form, and a plain
    one below.
    """

    title: str
    intro: str = ""
    error: str = ""
    entrance: tuple[str, str] | None = None
    fields: tuple[Field, ...] = ()
    action: str = ""
    next: str = ""
    buttons: tuple[Button, ...] = ()
    link: tuple[str, str] | None = None


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return template_environment()


def card_page(card: Card, *, status_code: int = 200) -> HTMLResponse:
    """The page of the card, in the language of the task."""
    html = (
        _environment()
        .get_template("card.html")
        .render(
            card=card,
            language=language(),
            authority=settings().authority_name,
            product="Transfo RH",
            tagline=_("Enquêtes, compétences, formation et réorganisation"),
            logo=logo_address(),
            style=STYLE_ADDRESS,
            error_heading=_("À corriger"),
            otherwise=_("ou"),
        )
    )
    return html_response(html, status_code=status_code)


def wants_html(request: Request) -> bool:
    """True for a page that a person opens, False for a file or a call of a program."""
    return "text/html" in request.headers.get("accept", "")
