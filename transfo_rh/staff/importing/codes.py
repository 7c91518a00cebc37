"""Codes for what a file names without a code: stable, so that the same file read again gives the same codes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from transfo_rh.staff.search import plain

_LONGEST = 60
_CODE_FIRST = re.compile(r"([A-Za-z0-9][\w./]{0,19})\s*(?:\s[-–—:]\s|:\s|\s[-–—])\s*(\S.*)")
_CODE_LAST = re.compile(r"(\S.*?)\s*[(\[]([A-Za-z0-9][\w./-]{0,19})[)\]]")


def slug(text: str) -> str:
    """The letters and digits of a text, joined by hyphens.

    >>> slug("Pôle Ressources & Moyens")
    'pole-ressources-moyens'
    """
    return "-".join(re.findall(r"[a-z0-9]+", plain(text))) or "sans-nom-" + _digest(text)


def path_code(names: Sequence[str]) -> str:
    """The code of a department known by its path, 60 characters at most.

    >>> path_code(["Pôle ressources", "DRH", "Paie"])
    'pole-ressources.drh.paie'
    """
    code = ".".join(slug(name) for name in names)
    return code if len(code) <= _LONGEST else f"{code[: _LONGEST - 9].rstrip('.-')}-{_digest(code)}"


def split_coded_name(text: str) -> tuple[str, str] | None:
    """(Code, name) of « 11 - DRH » or « DRH (11) »: a code has a digit; None for a plain name.

    >>> split_coded_name("11 - DRH"), split_coded_name("DRH (A1)"), split_coded_name("Enfance - Jeunesse")
    (('11', 'DRH'), ('A1', 'DRH'), None)
    """
    for code, name in labelled(text):
        if any(sign.isdecimal() for sign in code) and any(sign.isalpha() for sign in name):
            return code, name
    return None


def labelled(text: str) -> list[tuple[str, str]]:
    """The ways to read a text as a code with its name.

    >>> labelled("DRH - Ressources humaines")
    [('DRH', 'Ressources humaines')]
    """
    found = []
    if first := _CODE_FIRST.fullmatch(text):
        found.append((first[1], first[2]))
    if last := _CODE_LAST.fullmatch(text):
        found.append((last[2], last[1]))
    return found


def same_number(text: str, codes: Iterable[str]) -> set[str]:
    """The codes that a spreadsheet shows as this number once it has lost their leading zeros.

    >>> same_number("12", ["0012", "A12", "120"])
    {'0012'}
    """
    if not text.isdecimal():
        return set()
    return {code for code in codes if code.isdecimal() and int(code) == int(text)}


def position_code(parts: Sequence[str]) -> str:
    """The code of a position that a file describes without a code.

    >>> position_code(["1CSL02", "CSL Operations", "Team Leader"])
    '1CSL02-f53f97ac'
    """
    return f"{parts[0][:60] or 'poste'}-{_digest(' | '.join(parts))}"


def _digest(text: str) -> str:
    return hashlib.blake2s(plain(text).encode(), digest_size=4).hexdigest()
