"""Texts: French sources through ``_()``, the English catalogue beside the package (gettext, read by Babel)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("fr", "en")
SOURCE_LANGUAGE = "fr"
_CATALOGUES = Path(__file__).resolve().parents[1] / "locales"
_BEFORE_MARK = re.compile(r" (?=»|[;:?!%](?:\s|$|[»).,]))")
_AFTER_OPENING = re.compile(r"« ")
_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def catalogue_path(language: str) -> Path:
    """The gettext file of one language."""
    return _CATALOGUES / language / "LC_MESSAGES" / "transfo_rh.po"


@lru_cache(maxsize=4)
def _messages(language: str) -> dict[str, tuple[str, ...]]:
    """Source text → translations (singular, then plural when there is one)."""
    path = catalogue_path(language)
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    messages: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if key and texts and all(texts):
            messages[key] = texts
    return messages


def language() -> str:
    """The language of the person served by this thread or task."""
    return _language.get()


def set_language(code: str) -> None:
    """Choose the language for the rest of this thread or task; an unknown code means French."""
    _language.set(code if code in LANGUAGES else SOURCE_LANGUAGE)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Choose the language for one block."""
    token = _language.set(code if code in LANGUAGES else SOURCE_LANGUAGE)
    try:
        yield
    finally:
        _language.reset(token)


@lru_cache(maxsize=4096)
def typeset(text: str) -> str:
    """French text with no-break spaces where French typography wants them, so that no line starts with a mark.

    >>> typeset("Point fort : « Autonomie » !") == "Point fort\u00a0: «\u00a0Autonomie\u00a0»\u00a0!"
    True
    """
    return _AFTER_OPENING.sub("«\u00a0", _BEFORE_MARK.sub("\u00a0", text))


def _(text: str) -> str:
    """The text in the person's language; the French source when no translation exists."""
    if language() == SOURCE_LANGUAGE:
        return typeset(text)
    return _messages(language()).get(text, (text,))[0]


def ngettext(singular: str, plural: str, count: float) -> str:
    """The text for a count. French: below 2 is singular; English: 1 is.

    >>> ngettext("{n} agent", "{n} agents", 0).format(n=0)
    '0 agent'
    """
    if language() == SOURCE_LANGUAGE:
        return typeset(singular if abs(count) < 2 else plural)
    texts = _messages(language()).get(singular)
    if texts is None:
        return singular if count == 1 else plural
    return texts[0] if count == 1 else texts[-1]


def quoted(text: str) -> str:
    """A name between quotation marks.

    >>> quoted("Voirie") == "«\u00a0Voirie\u00a0»"
    True
    """
    return _("« {text} »").format(text=text)


def labelled(label: str, value: str) -> str:
    """A label, a colon and what it says.

    >>> labelled("Langue", "anglais") == "Langue\u00a0: anglais"
    True
    """
    return _("{label} : {value}").format(label=label, value=value)


def clauses(parts: Iterable[str]) -> str:
    """Several clauses of one sentence, with a semicolon between them.

    >>> clauses(["2 services lisibles", "1 masqué"]) == "2 services lisibles\u00a0; 1 masqué"
    True
    """
    return _(" ; ").join(parts)


def best_language(accept_language: str | None, *, default: str = SOURCE_LANGUAGE) -> str:
    """The first supported language of an ``Accept-Language`` header.

    >>> best_language("de-DE,en-GB;q=0.8,fr;q=0.5")
    'en'
    """
    weighted: list[tuple[float, int, str]] = []
    for position, part in enumerate((accept_language or "").split(",")):
        code, _sep, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        weighted.append((-quality, position, code.split("-")[0].lower()))
    return next((code for _q, _p, code in sorted(weighted) if code in LANGUAGES), default)
