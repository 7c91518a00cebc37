"""Comparing what people typed: wordings, labels and headings that mean the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"))
_NOT_WORD = re.compile(r"[^\w&%+]+", re.UNICODE)
_FEMININE = re.compile(r"\(e?s?\)|[·.\-](?:e|es|ne|nes)\b", re.IGNORECASE)
_NUMBER = re.compile(r"^[+-]?\d{1,9}(?:[.,]\d{1,6})?$")
_OUT_OF = re.compile(r"^(\d{1,2}(?:[.,]0+)?)\s*(?:/|sur|out of)\s*(?:[4-7]|10)$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d{1,2})\s*(?:[-–—:.=/)]|(?=\())\s*(\D.*)$", re.DOTALL)


def without_invisible(text: str) -> str:
    """The text without byte-order marks and zero-width characters, runs of blanks made one.

    >>> without_invisible("Never\\ufeff  ever ")
    'Never ever'
    """
    return " ".join(text.translate(_INVISIBLE).split())


@lru_cache(maxsize=50_000)
def wording_key(text: str) -> str:
    """What two spellings of the same question share: case, blanks, apostrophes, & / and / et, final punctuation.

    >>> wording_key("7. Learn & grow ") == wording_key("7. learn and grow.")
    True
    """
    text = unicodedata.normalize("NFKC", without_invisible(text)).casefold().replace("’", "'")
    text = re.sub(r"\s(?:and|et)\s", " & ", text)
    return " ".join(text.split()).rstrip(" .:;!?…")


@lru_cache(maxsize=50_000)
def label_key(text: str) -> str:
    """What two spellings of the same answer or heading share: no case, accent, punctuation or feminine ending.

    >>> label_key("Plutôt  Satisfait(e)"), label_key("Tout à fait d’accord"), label_key("N/A")
    ('plutot satisfait', 'tout a fait d accord', 'n a')
    """
    text = _FEMININE.sub("", without_invisible(text))
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(character for character in text if not unicodedata.combining(character))
    text = " ".join(_NOT_WORD.sub(" ", text).replace("_", " ").split())
    return re.sub(r"satisfaites?\b", "satisfait", text)


def value_key(text: str) -> str:
    """What two spellings of the same answer share; numbers compare as numbers.

    >>> value_key("4.0"), value_key(" 4"), value_key("Never ")
    ('4', '4', 'never')
    """
    text = without_invisible(text)
    if text[:2] in ("'=", "'+", "'-", "'@"):
        text = text[1:]
    if _NUMBER.match(text):
        number = float(text.replace(",", "."))
        return str(int(number)) if number.is_integer() else repr(number)
    return label_key(text) or text.casefold()


def whole_number(text: str) -> int | None:
    """The integer that a text is, or begins with when a label follows; None for anything else.

    >>> whole_number("4.0"), whole_number("5 - Tout à fait d’accord"), whole_number("-2"), whole_number("3/5")
    (4, 5, -2, 3)
    >>> whole_number("3 - 5 ans"), whole_number("35 to 44"), whole_number("80%"), whole_number("2.5")
    (None, None, None, None)
    """
    text = without_invisible(text)
    text = _OUT_OF.sub(r"\1", text)
    if _NUMBER.match(text):
        number = float(text.replace(",", "."))
        return int(number) if number.is_integer() else None
    return None if label_after_number(text) is None else int(_NUMBERED.match(text)[1])  # type: ignore[index]


def label_after_number(text: str) -> str | None:
    """The label of a numbered answer such as « 5 - Tout à fait d’accord »; None when the answer is not numbered.

    >>> label_after_number("1 (pas du tout)"), label_after_number("Jamais")
    ('(pas du tout)', None)
    """
    match = _NUMBERED.match(without_invisible(text))
    if match is None or match[2].lstrip("([ ").startswith(tuple("0123456789%")):
        return None
    return match[2]
