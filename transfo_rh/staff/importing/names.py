"""Full names of one column cut into last and first name."""

from __future__ import annotations

import re

from transfo_rh.staff.importing.vocabulary import word_list
from transfo_rh.staff.search import plain

_BIRTH = re.compile(r"[\s,(]+n[ée]e?\s+[A-ZÀ-Þ][A-ZÀ-Þ'’ \-]*(?![a-zà-ÿ])\)?")


def split_full_name(text: str) -> tuple[str, str]:
    """Last and first name: the words in capitals, or what precedes the comma, or the first word, are the last name.

    >>> split_full_name("LE GOFF Marie"), split_full_name("Marie LE GOFF"), split_full_name("Ba, Awa")
    (('LE GOFF', 'Marie'), ('LE GOFF', 'Marie'), ('Ba', 'Awa'))
    >>> split_full_name("M. Jean DUPONT"), split_full_name("Mme MARTIN née PETIT Lucie")
    (('DUPONT', 'Jean'), ('MARTIN', 'Lucie'))
    """
    text = _without_civility(_BIRTH.sub(" ", text))
    if "," in text:
        last, _comma, first = text.partition(",")
        return last.strip()[:120], first.strip()[:120]
    words = text.split()
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    if not capitals or len(capitals) == len(words):
        return (words[0] if words else "")[:120], " ".join(words[1:])[:120]
    return " ".join(capitals)[:120], " ".join(word for word in words if word not in capitals)[:120]


def _without_civility(text: str) -> str:
    first, _blank, rest = text.strip().partition(" ")
    return rest.strip() if rest and plain(first).strip(".") in word_list("civilities") else text
