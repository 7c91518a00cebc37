"""Searching people by name the way people type: no accents, any case, words in any order."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_MAY_CARRY_AN_ACCENT = frozenset("aceginosuyz")


def plain(text: str) -> str:
    """The text in lower case without accents or apostrophe variants.

    >>> plain("Lefèvre d’Œuf")
    "lefevre d'oeuf"
    """
    lowered = text.casefold().replace("’", "'").replace("œ", "oe").replace("æ", "ae")
    if lowered.isascii():
        return lowered
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


def search_words(text: str) -> tuple[str, ...]:
    """The words to find, at most eight.

    >>> search_words("  Lefèvre  marie ")
    ('lefevre', 'marie')
    """
    return tuple(plain(text).split()[:8])


def like_pattern(word: str) -> str:
    """A SQL pattern that lets through every accented spelling of a plain word; ``matches`` then decides.

    >>> like_pattern("lefevre")
    '%l_f_vr_%'
    """
    pattern = word.replace("oe", "%").replace("ae", "%")
    return "%" + "".join(c if c == "%" else _sql_sign(c) for c in pattern) + "%"


def _sql_sign(sign: str) -> str:
    if not (sign.isascii() and sign.isalnum()) or sign in _MAY_CARRY_AN_ACCENT:
        return "_"
    return sign


def matches(words: Sequence[str], fields: Sequence[str | None]) -> bool:
    """True when each word stands in one of the fields.

    >>> matches(("lefevre", "ma"), ("LEFÈVRE", "Marie", None))
    True
    """
    texts = [plain(field) for field in fields if field]
    return all(any(word in text for text in texts) for word in words)
