"""Reading one cell of a file of levels: a level on one of the scales that the product knows, a source.

Each function takes a cleaned value that is not blank, and raises ValueError with the reason and what to do.
"""

from __future__ import annotations

import re
from enum import StrEnum

from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Value, text_of
from transfo_rh.skills.model import LEVELS, MAXIMUM_LEVEL, Source, level_label
from transfo_rh.staff.search import plain


class Scale(StrEnum):
    """How the levels of a file are written."""

    LEVELS = "levels"
    PIX = "pix"

    @property
    def label(self) -> str:
        """The name of the scale on screens."""
        return {
            Scale.LEVELS: _("Niveaux de 0 à 4, ou leurs mots"),
            Scale.PIX: _("Pix, de 0 à 8"),
        }[self]


MAXIMUM_PIX = 8
_PIX = re.compile(r"(?:pix\s*)?(?:niveau\s*)?(\d)(?:\s*/\s*8)?")
_ECF = re.compile(r"e\s*-?\s*([1-5])")
_NUMBERED = re.compile(
    r"(?:niveau|niv|level|n)?\.?\s*([0-4])(?:[.,]0+)?(?:\s*/\s*4)?(?:\s*(?:[-–—:.=]\s*\D.*|\([^)\d]*\)))?"
)
_NAMED = re.compile(r"(.+?)\s*\(\s*([0-4])(?:\s*/\s*4)?\s*\)")
_WORDS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (
        0,
        (
            "non acquis",
            "non acquise",
            "non maitrise",
            "aucun",
            "aucune",
            "absent",
            "neant",
            "none",
            "no skill",
        ),
    ),
    (
        1,
        (
            "notion",
            "notions",
            "notions, avec aide",
            "initie",
            "initiation",
            "debutant",
            "debutante",
            "avec aide",
            "en cours d'acquisition",
            "partiellement acquis",
            "beginner",
            "basic",
        ),
    ),
    (
        2,
        (
            "autonome",
            "autonomie",
            "pratique",
            "pratique autonome",
            "acquis",
            "acquise",
            "intermediaire",
            "independent",
            "intermediate",
        ),
    ),
    (
        3,
        (
            "maitrise",
            "maitrise, cas complexes",
            "confirme",
            "confirmee",
            "avance",
            "avancee",
            "advanced",
            "proficient",
        ),
    ),
    (4, ("expert", "experte", "expertise", "expertise, transmet", "referent", "referente", "transmet")),
)
_BY_WORD = {word: level for level, words in _WORDS for word in words}
_UNKNOWN = frozenset(
    ("?", "-", "–", "—", "nsp", "ns", "nc", "n/a", "na", "non evalue", "non evaluee", "sans objet")
)
_SOURCES: tuple[tuple[Source, tuple[str, ...]], ...] = (
    (
        Source.SELF,
        ("agent", "auto", "auto-evaluation", "autoevaluation", "auto evaluation", "self", "salarie"),
    ),
    (
        Source.MANAGER,
        (
            "encadrant",
            "manager",
            "n+1",
            "responsable",
            "hierarchie",
            "chef de service",
            "superieur",
            "entretien professionnel",
        ),
    ),
    (Source.HR, ("rh", "drh", "ressources humaines", "hr")),
    (Source.CERTIFICATE, ("certificat", "certification", "diplome", "habilitation", "certificate")),
    (Source.TRAINING, ("formation", "stage", "training")),
    (Source.PIX, ("pix",)),
)
_BY_SOURCE = {word: source for source, words in _SOURCES for word in words}


def is_unknown(value: Value) -> bool:
    """True for a cell that says that nothing is known: the line says nothing then.

    >>> is_unknown("NSP"), is_unknown("0")
    (True, False)
    """
    return isinstance(value, str) and plain(value).strip() in _UNKNOWN


def read_level(value: Value, scale: Scale = Scale.LEVELS) -> int:
    """The level, 0 to 4: a digit, a word, an e-CF level; or a Pix level, 0 to 8, brought to 0–4.

    >>> read_level(3), read_level("Notions, avec aide"), read_level("e-2"), read_level("niveau 4"), read_level("2 - Autonome")
    (3, 1, 2, 4, 2)
    >>> read_level("2,0"), read_level("2 (pratique)"), read_level("Expert (4)")
    (2, 2, 4)
    >>> read_level("5", Scale.PIX), read_level("Pix 7", Scale.PIX)
    (3, 4)
    """
    text = plain(text_of(value)).strip()
    if scale is Scale.PIX:
        return _from_pix(text)
    if isinstance(value, float | bool):
        raise ValueError(_refused())
    if (numbered := _NUMBERED.fullmatch(text)) is not None:
        return int(numbered[1])
    if (ecf := _ECF.fullmatch(text)) is not None:
        return min(int(ecf[1]), MAXIMUM_LEVEL)
    words = {plain(level_label(level)): level for level in LEVELS} | _BY_WORD
    if text in words:
        return words[text]
    named = _NAMED.fullmatch(text)
    if named is not None and words.get(named[1]) == int(named[2]):
        return int(named[2])
    raise ValueError(_refused())


def _from_pix(text: str) -> int:
    found = _PIX.fullmatch(text)
    if found is None or int(found[1]) > MAXIMUM_PIX:
        raise ValueError(_("un niveau Pix va de 0 à 8 : corrigez-le."))
    return pix_level(int(found[1]))


def pix_level(level: int) -> int:
    """The level of a Pix level: 1–2 → 1, 3–4 → 2, 5–6 → 3, 7 and more → 4.

    >>> [pix_level(level) for level in range(9)]
    [0, 1, 1, 2, 2, 3, 3, 4, 4]
    """
    return min((level + 1) // 2, MAXIMUM_LEVEL)


def _refused() -> str:
    return _(
        "ce niveau n’est pas sur une échelle connue : écrivez 0 à 4, ou « notions », « autonome », « maîtrise », « expert ». Un niveau Pix, de 0 à 8, se lit en choisissant l’échelle Pix ; lettres, pourcentages et notes ne disent pas de quel niveau il s’agit."
    )


def read_source(value: Value) -> Source:
    """Whose word it is.

    >>> read_source("Auto-évaluation"), read_source("N+1")
    (<Source.SELF: 'self'>, <Source.MANAGER: 'manager'>)
    """
    text = plain(text_of(value)).strip()
    known = _BY_SOURCE | {source.value: source for source in Source}
    known |= {plain(source.label): source for source in Source}
    if text in known:
        return known[text]
    raise ValueError(
        _("cette source n’est pas connue : écrivez Agent, Encadrant, RH, Certificat, Formation ou Pix.")
    )
