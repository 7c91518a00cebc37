"""Personal one-time codes: 60 random bits in twelve characters that nobody can misread."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 12
_GROUP = 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_NORMALISED = re.compile(rf"(?:[{ALPHABET}]{{{_GROUP}}}-){{2}}[{ALPHABET}]{{{_GROUP}}}")
_SEPARATORS = frozenset(" -_.·/\t\n\r\u00a0\u202f\u2009\u2010\u2011\u2012\u2013\u2014\u2212")


def new_code() -> str:
    """A fresh code, in groups of four.

    >>> code = new_code()
    >>> len(code), code.count("-"), normalised(code) == code
    (14, 2, True)
    """
    return _grouped("".join(secrets.choice(ALPHABET) for _n in range(LENGTH)))


def normalised(text: str) -> str | None:
    """The code that was meant, None when the text cannot be one.

    Case, spaces and dashes do not matter; O reads as 0, I and L as 1.

    >>> normalised(" abcd efgh-jkmo "), normalised("ABCD-EFGH"), normalised("ABCD-EFGH-JKMU")
    ('ABCD-EFGH-JKM0', None, None)
    """
    if _NORMALISED.fullmatch(text):
        return text
    if len(text) > 4 * LENGTH:
        return None
    characters = "".join(c for c in text.upper() if c not in _SEPARATORS).translate(_MISREAD)
    if len(characters) != LENGTH or any(c not in ALPHABET for c in characters):
        return None
    return _grouped(characters)


def hashed(code: str) -> str:
    """What is stored of a code: SHA-256 of its normalised form, in hexadecimal.

    Sixty random bits need no salt nor slow hash: no list of guesses is short enough to try.

    >>> hashed("abcd efgh jkmn") == hashed("ABCD-EFGH-JKMN")
    True
    """
    return sha256((normalised(code) or code).encode()).hexdigest()


def _grouped(characters: str) -> str:
    return "-".join(characters[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))
