"""What a form may send: from our own pages, small, to a local address."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from transfo_rh.core.errors import InvalidInput, PermissionDenied
from transfo_rh.core.i18n import _

_MAX_BODY = 16 * 1024
_MAX_FIELDS = 20


def local_path(address: str | None, *, default: str = "/") -> str:
    """The address when it stays on this site, else the default: no open redirect.

    >>> local_path("/resultats?campagne=3"), local_path("//evil.example"), local_path("/\\\\evil.example")
    ('/resultats?campagne=3', '/', '/')
    """
    if not address or len(address) > 2000 or not address.isprintable():
        return default
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return default
    try:
        parts = urlsplit(address)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else address


def require_same_origin(request: Request) -> None:
    """Refuse a form that another site sent.

    The check of Go's net/http.CrossOriginProtection: Sec-Fetch-Site, else Origin against Host; a request with
    neither comes from no browser of this decade and carries nobody's cookies against their will.
    Raises PermissionDenied.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        allowed = site in ("same-origin", "none")
    elif origin is not None:
        allowed = urlsplit(origin).netloc == request.headers.get("host")
    else:
        allowed = True
    if not allowed:
        raise PermissionDenied(
            _("Ce formulaire vient d’un autre site : il a été refusé. Ouvrez la page, puis recommencez."),
            details="cross-origin form",
        )


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a small URL-encoded form, the last value of each name.

    Raises PermissionDenied for a form of another site, InvalidInput for anything but a small form.
    """
    require_same_origin(request)
    return dict(await read_pairs(request, most_bytes=_MAX_BODY, most_fields=_MAX_FIELDS))


async def read_pairs(request: Request, *, most_bytes: int, most_fields: int) -> list[tuple[str, str]]:
    """Name and value of each field of a URL-encoded form, in order, wherever the form comes from.

    Raises InvalidInput for anything else, or larger.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most_bytes:
            raise InvalidInput(_("Ce formulaire est trop volumineux. Rechargez la page, puis recommencez."))
    try:
        if body and kind != "application/x-www-form-urlencoded":
            raise ValueError(kind)
        return pairs_of(body.decode("ascii"), most_fields=most_fields)
    except ValueError as error:
        raise InvalidInput(_("Ce formulaire est illisible. Rechargez la page, puis recommencez.")) from error


def pairs_of(body: str, *, most_fields: int) -> list[tuple[str, str]]:
    """Name and value of each field; most forms hold ticks alone, which nothing in them escapes.

    Raises ValueError for more fields than ``most_fields`` and for bytes that are not UTF-8.

    >>> pairs_of("Q1=4&Q2=", most_fields=3), pairs_of("T=un+mot%20de+trop", most_fields=3)
    ([('Q1', '4'), ('Q2', '')], [('T', 'un mot de trop')])
    """
    if "%" in body or "+" in body:
        return parse_qsl(body, keep_blank_values=True, max_num_fields=most_fields, errors="strict")
    if body.count("&") >= most_fields:
        raise ValueError("too many fields")
    split = (pair.partition("=") for pair in body.split("&") if pair)
    return [(name, value) for name, _sign, value in split]
