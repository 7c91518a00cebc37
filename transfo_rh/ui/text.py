"""Names and titles that people typed, shown as they are: never read as Markdown."""

from __future__ import annotations

import re

_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")  # no-break spaces stay: French typography wants them
_MARKS = re.compile(r"([\\`*_\[\]<>~$]|:(?=\w))")


def plain(text: str) -> str:
    """The text on one line with the signs of Markdown, of formulas and of Streamlit's icons escaped.

    For use inside a line: a sign that only counts at the start of a line is left alone.

    >>> print(plain("Baromètre *2026* :material/home: [x](y)"))
    Baromètre \\*2026\\* \\:material/home: \\[x\\](y)
    """
    return _MARKS.sub(r"\\\1", _BLANKS.sub(" ", text).strip(" "))
