"""LimeSurvey results (CSV or workbook): what its own columns are called, in French and in English, and its headings.

Headings come in five forms: code ``Q1[SQ001]``, code ``Q1_SQ001``, code and text ``Q1[SQ001]. Text [Sub-question]``,
full text ``Text [Sub-question]``, abbreviated text ``Text.. [Sub..]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transfo_rh.campaigns.importing.wording import label_key, without_invisible

RESPONSE_ID = frozenset({"id", "response id", "id de la reponse", "id reponse", "identifiant de la reponse"})
IDENTITY = frozenset(
    label_key(name)
    for name in (
        "token", "jeton", "code d’accès", "access code", "ipaddr", "IP address", "Adresse IP", "seed", "Tête de série",
        "refurl", "Referrer URL", "URL de référence", "URL référente", "firstname", "lastname", "email", "prénom", "nom",
        "attribute_1", "attribute_2",
    )
)  # fmt: skip
DATES = frozenset(
    label_key(name)
    for name in (
        "submitdate", "Date submitted", "Date de soumission", "startdate", "Date started", "Date de lancement",
        "Date de début", "datestamp", "Date last action", "Date de la dernière action",
    )
)  # fmt: skip
TECHNICAL = frozenset(
    label_key(name)
    for name in (
        "lastpage", "Last page", "Dernière page", "startlanguage", "Start language", "Langue de départ",
        "interviewtime", "Total time", "Temps total", "Durée totale",
    )
)  # fmt: skip
_TIMING = re.compile(
    r"(?:^group ?time|^question ?time|^\w*\d\w*time$|^temps pour (?:le groupe|la question)|^durée pour (?:le groupe|la question))",
    re.IGNORECASE,
)
_CODE = r"[A-Za-z][A-Za-z0-9]*(?:[_\-./][A-Za-z0-9_\-./]+)*"
_CODED = re.compile(rf"^({_CODE})((?:\[[^\[\]]*\])*)(#\d)?(?:\s*[.:]\s+(.+)|\s*)$", re.DOTALL)
_NUMBERED = re.compile(r"^(?:q(?:uestion)?\s*)?(\d{1,3})\s*[.):\-–]\s*(\D.*)$", re.DOTALL | re.IGNORECASE)
_UNDERSCORED = re.compile(r"^(.+?)_(SQ\d+|[A-Z]{1,3}\d{1,3}|\d{1,3}|other|comment)(#\d)?$", re.IGNORECASE)
_TEXT_ARRAY = re.compile(r"^(.{3,}?)\s*\[([^\[\]]+)\]$", re.DOTALL)
_SUFFIXED = re.compile(r"^([A-Za-z_\-]*[A-Za-z])[_\-.]?(\d{1,3}[a-z]?)$")
GENERIC_STEMS = frozenset(
    {"q", "question", "item", "v", "var", "i", "p", "qst", "quest", "reponse", "response", "col"}
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A question's heading taken apart.

    ``stem`` groups the questions of one array or of one numbered series; ``array`` says that the heading names a
    sub-question; ``sub`` is the sub-question's code or text.
    """

    code: str | None
    text: str | None
    stem: str | None = None
    array: bool = False
    sub: str | None = None
    stem_text: str | None = None


def parse_heading(name: str) -> Heading:
    """A heading taken apart.

    >>> parse_heading("affRec1. I am satisfied").stem, parse_heading("C1[SQ021]").stem, parse_heading("Q1_SQ001").stem
    ('affRec', 'C1', 'Q1')
    >>> parse_heading("Votre service [Mes missions sont claires]").text
    'Mes missions sont claires'
    """
    name = without_invisible(name)
    numbered = _NUMBERED.match(name)
    if numbered and not re.match(r"^[A-Za-z]+\d", name):
        return Heading(f"Q{int(numbered[1])}", name)
    coded = _CODED.match(name)
    if coded and (coded[2] or coded[4] or _looks_like_a_code(coded[1])):
        return _coded(coded[1], coded[2], coded[3] or "", coded[4])
    array = _TEXT_ARRAY.match(name)
    if array:
        return Heading(None, array[2].strip(), array[1].strip(), True, array[2].strip(), array[1].strip())
    return Heading(None, name)


def _looks_like_a_code(text: str) -> bool:
    return bool(re.search(r"\d", text)) or "_" in text or "/" in text


def _coded(base: str, brackets: str, scale: str, text: str | None) -> Heading:
    code = base + brackets + scale
    if brackets:
        subs = re.findall(r"\[([^\[\]]*)\]", brackets)
        stem = base + (f"#{subs[1]}" if len(subs) > 1 else scale)
        main, sub_text = _split_text(text)
        return Heading(code, sub_text or main, stem, True, subs[0], main if sub_text else None)
    underscored = _UNDERSCORED.match(base + scale)
    if underscored:
        main, sub_text = _split_text(text)
        stem = underscored[1] + (underscored[3] or "")
        return Heading(code, sub_text or main, stem, True, underscored[2], main if sub_text else None)
    if "/" in base:
        return Heading(code, text, base.rsplit("/", 1)[0], False, base.rsplit("/", 1)[1])
    suffixed = _SUFFIXED.match(base)
    return Heading(code, text, suffixed[1] if suffixed else None, False, suffixed[2] if suffixed else None)


def _split_text(text: str | None) -> tuple[str | None, str | None]:
    """« Question [Sub-question] » in two."""
    if text is None:
        return None, None
    array = _TEXT_ARRAY.match(text)
    return (array[1].strip(), array[2].strip()) if array else (text.strip(), None)


def is_timing(name: str) -> bool:
    """True for the columns of a timings export.

    >>> is_timing("groupTime71"), is_timing("A12bTime"), is_timing("OverTime")
    (True, True, False)
    """
    return (" " not in name.strip() and bool(_TIMING.search(name))) or bool(
        _TIMING.match(name) and ":" in name
    )
