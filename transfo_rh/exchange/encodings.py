"""The text of a delimited file: which encoding it was written in, and files whose bytes are no text at all."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _

_LEGACY = ("cp1252", "iso8859_15", "mac_roman", "cp850")
_SAMPLE = 200_000
_UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]")
_LOWER = frozenset("àâäçéèêëîïôöùûüÿœæñáíóúß")
_UPPER = frozenset("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆÑÁÍÓÚ")
_SIGNS = frozenset("°’‘“”«»€–—…·\u00a0£§²³")


def decode_text(*, name: str, content: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 (with or without BOM), else the likeliest legacy encoding.

    Raises InvalidFile for binary content, and for text where two encodings are mixed, with the line.
    """
    if content[:4] == b"%PDF":
        raise InvalidFile(
            _("« {name} » est un PDF : exportez les données en .xlsx ou en .csv.").format(name=name)
        )
    try:
        text = content.decode(_unicode_form(content))
    except UnicodeDecodeError as error:
        text = _decoded_legacy(name, content, first_wrong=error.start)
    if "\x00" in text:
        raise InvalidFile(_unreadable(name))
    return text


def _unicode_form(content: bytes) -> str:
    """UTF-8 unless a byte-order mark, or a NUL at every other byte, tells UTF-16."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    head = content[:2_000]
    half = len(head) // 2
    if half and len(content) % 2 == 0:
        if head[1::2].count(0) > 0.8 * half and not head[0::2].count(0):
            return "utf-16-le"
        if head[0::2].count(0) > 0.8 * half and not head[1::2].count(0):
            return "utf-16-be"
    return "utf-8-sig"


def _decoded_legacy(name: str, content: bytes, *, first_wrong: int) -> str:
    if (
        b"\x00" in content[:_SAMPLE]
        or from_bytes(content[:_SAMPLE], cp_isolation=list(_LEGACY)).best() is None
    ):
        if _UTF8_LETTER.search(content) and b"\x00" not in content:
            raise InvalidFile(_mixed(name, content, first_wrong))
        raise InvalidFile(_unreadable(name))
    if _UTF8_LETTER.search(content):
        raise InvalidFile(_mixed(name, content, first_wrong))
    candidates = []
    for rank, encoding in enumerate(_LEGACY):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        candidates.append((frenchness(text[:_SAMPLE]), -rank, text))
    return max(candidates)[2]  # mac_roman and cp850 give every byte a sign, so there is always one


def frenchness(text: str) -> int:
    """How much the signs beyond ASCII look like French words; a capital inside a word in lower case counts against.

    >>> frenchness("Éloïse"), frenchness("ƒlo•se"), frenchness("âlo‹se")
    (2, -2, 0)
    """
    score = 0
    for position, sign in enumerate(text):
        if sign.isascii():
            continue
        before, after = text[max(position - 1, 0) : position], text[position + 1 : position + 2]
        if sign in _LOWER:
            score += -1 if before.isupper() and after.isupper() else 1
        elif sign in _UPPER:
            score += -1 if before.islower() else 1
        elif sign not in _SIGNS or (before.isalpha() and after.isalpha() and sign not in "’‘·"):
            score -= 1
    return score


def _mixed(name: str, content: bytes, position: int) -> str:
    line = content.count(b"\n", 0, position) + 1
    return _(
        "« {name} » mélange deux encodages (ligne {line}) : enregistrez-le de nouveau en CSV encodé en UTF-8."
    ).format(name=name, line=line)


def _unreadable(name: str) -> str:
    return _("« {name} » n’est pas un fichier texte lisible : enregistrez-le en CSV encodé en UTF-8.").format(
        name=name
    )
