"""Codes for what a file names without a code: stable, so that the same file read again gives the same codes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from transfo_rh.staff.search import plain

_LONGEST = 60


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


def position_code(parts: Sequence[str]) -> str:
    """The code of a position that a file describes without a code.

    >>> position_code(["1CSL02", "CSL Operations", "Team Leader"])
    '1CSL02-f53f97ac'
    """
    return f"{parts[0][:60] or 'poste'}-{_digest(' | '.join(parts))}"


def _digest(text: str) -> str:
    return hashlib.blake2s(plain(text).encode(), digest_size=4).hexdigest()
