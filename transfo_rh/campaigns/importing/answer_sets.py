"""What the answers to one question look like: a scale of numbers, of words, of codes, or nothing to score."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from transfo_rh.campaigns.formats.limesurvey_results import Heading
from transfo_rh.campaigns.importing.vocabulary import families_of, is_blank, is_not_applicable
from transfo_rh.campaigns.importing.wording import label_key, whole_number
from transfo_rh.core.i18n import _

LARGEST_NUMBER = 10
STRAY_SHARE = 0.2
STRAY_VALUES = 2
_LETTERED = re.compile(r"^([A-Za-z]{1,3})0*(\d{1,3})$")
_RANGE = re.compile(
    r"(?<![\d.,])([01])\s*(?:à|to|-|–|—|et|and)\s*(4|5|6|7|10)(?![\d%])(?!\s*(?:ans?\b|years?|mois|months?|heures?|hours?|jours?|days?|enfants?|children|fois|times|km|agents?|personnes?|people))",
    re.IGNORECASE,
)
_TICKS = frozenset({"y", "oui", "yes", "1", "x", "true", "vrai", "selected", "coche"})
_YES_NO = frozenset(
    {
        "y",
        "n",
        "u",
        "oui",
        "non",
        "yes",
        "no",
        "true",
        "false",
        "vrai",
        "faux",
        "1",
        "0",
        "incertain",
        "uncertain",
    }
)
_LONG_TEXT = 100


class LeftOut(StrEnum):
    """Why a column is not scored."""

    IDENTITY = "identity"
    DATE = "date"
    TECHNICAL = "technical"
    FREE_TEXT = "free_text"
    MULTIPLE = "multiple"
    YES_NO = "yes_no"
    NOMINAL = "nominal"
    RANKING = "ranking"
    NUMBER = "number"
    EMPTY = "empty"
    SINGLE_VALUE = "single_value"
    UNUSED = "unused"
    DROPPED = "dropped"
    KEY = "key"

    @property
    def label(self) -> str:
        """The reason in words."""
        return {
            LeftOut.IDENTITY: _("identité, jamais enregistrée"),
            LeftOut.DATE: _("date plus précise que la semaine, jamais enregistrée"),
            LeftOut.TECHNICAL: _("colonne technique de l’outil d’enquête"),
            LeftOut.FREE_TEXT: _("texte libre, non enregistré"),
            LeftOut.MULTIPLE: _("choix multiple, non noté"),
            LeftOut.YES_NO: _("oui / non, noté seulement si la correspondance le dit"),
            LeftOut.NOMINAL: _("liste sans ordre connu, non notée"),
            LeftOut.RANKING: _("classement, non noté"),
            LeftOut.NUMBER: _("nombre hors d’une échelle de réponse"),
            LeftOut.EMPTY: _("aucune réponse"),
            LeftOut.SINGLE_VALUE: _("une seule valeur"),
            LeftOut.UNUSED: _("absente de la correspondance"),
            LeftOut.DROPPED: _("écartée par la correspondance"),
            LeftOut.KEY: _("numéro de ligne ou de personne, jamais enregistré"),
        }[self]


@dataclass(frozen=True)
class AnswerSet:
    """The distinct answers to one question with their counts; ``labels`` are a companion column's words by answer."""

    source: str
    heading: Heading
    answers: Mapping[str, int]
    labels: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def answered(self) -> dict[str, int]:
        """The answers that are neither blank nor « not applicable »."""
        return {
            text: count
            for text, count in self.answers.items()
            if not is_blank(text)
            and not is_not_applicable(text)
            and not is_not_applicable(self.labels.get(text, text))
        }

    @property
    def total(self) -> int:
        """How many answers are neither blank nor « not applicable »."""
        return sum(self.answered.values())

    @cached_property
    def not_applicable(self) -> tuple[str, ...]:
        """The values that mean « not applicable »."""
        return tuple(text for text in self.answers if text not in self.answered and not is_blank(text))

    @cached_property
    def numbers(self) -> dict[int, int] | None:
        """Whole numbers with their counts, when nearly every answer is one; None otherwise."""
        found: dict[int, int] = {}
        strays = []
        for text, count in self.answered.items():
            number = whole_number(text)
            if number is None:
                strays.append(count)
            else:
                found[number] = found.get(number, 0) + count
        if not found or not self._tolerable(strays):
            return None
        return found

    @cached_property
    def stated_range(self) -> tuple[int, int] | None:
        """The lowest and highest step that the question itself announces, when its answers keep to them."""
        for text in (self.heading.text, self.heading.stem_text, self.heading.stem, self.source):
            stated = stated_range(text or "")
            if stated and self.numbers and all(stated[0] <= n <= stated[1] for n in self.numbers):
                return stated
        return None

    @cached_property
    def families(self) -> dict[str, dict[str, int]]:
        """The vocabularies that know nearly every answer, with the level of each answer they know."""
        exact = families_of(frozenset(self.answered))
        if exact or len(self.answered) < 3:
            return exact
        rarest = sorted(self.answered, key=lambda text: self.answered[text])[:STRAY_VALUES]
        for strays in ([rarest[0]], rarest):
            known = families_of(frozenset(self.answered) - set(strays))
            known = {name: levels for name, levels in known.items() if len(set(levels.values())) >= 3}
            if known and self._tolerable([self.answered[text] for text in strays]):
                return known
        return {}

    @cached_property
    def letter_codes(self) -> tuple[str, dict[int, int]] | None:
        """The common prefix and the numbers of answer codes such as A1…A5; None for anything else."""
        found: dict[int, int] = {}
        prefixes = set()
        for text, count in self.answered.items():
            match = _LETTERED.match(text)
            if match is None:
                return None
            prefixes.add(match[1].upper())
            found[int(match[2])] = count
        return (prefixes.pop(), found) if len(prefixes) == 1 else None

    def _tolerable(self, strays: list[int]) -> bool:
        """True when the odd answers are too few to make the question something else: they are mistakes to report."""
        return len(strays) <= STRAY_VALUES and sum(strays) <= STRAY_SHARE * self.total

    def unscored_reason(self) -> LeftOut:
        """Why the question cannot be scored, when no scale fits."""
        texts = list(self.answered)
        keys = {label_key(text) for text in texts}
        if not texts:
            return LeftOut.EMPTY
        if keys <= _TICKS and len(texts) == 1 and self.heading.array:
            return LeftOut.MULTIPLE
        if len(keys) == 1:
            return LeftOut.MULTIPLE if keys <= _TICKS else LeftOut.SINGLE_VALUE
        if keys <= _YES_NO:
            return LeftOut.YES_NO
        if all(_is_number(text) for text in texts):
            return LeftOut.NUMBER
        if max(map(len, texts)) > _LONG_TEXT or (len(texts) > 0.5 * self.total and len(texts) > 5):
            return LeftOut.FREE_TEXT
        return LeftOut.NOMINAL


def stated_range(text: str) -> tuple[int, int] | None:
    """The ends of the scale that a question announces; None when it announces none.

    >>> stated_range("Recommanderiez-vous la ville (0 à 10) ?"), stated_range("On a scale from 1 to 5, rate…")
    ((0, 10), (1, 5))
    >>> stated_range("Avez-vous des enfants de 0 à 6 ans ?"), stated_range("Votre avis")
    (None, None)
    """
    match = _RANGE.search(text)
    return (int(match[1]), int(match[2])) if match else None


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", ".").removesuffix("%").strip())
    except ValueError:
        return False
    return True
