"""Building a questionnaire from a foreign one: valid and unique codes, texts in both languages, scales, notices."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from transfo_rh.campaigns.formats.plain_text import plain
from transfo_rh.campaigns.importing.vocabulary import families_of, is_not_applicable
from transfo_rh.campaigns.importing.wording import whole_number
from transfo_rh.campaigns.questionnaires.definition import (
    AnswerScale,
    AnyItem,
    BilingualText,
    MatrixItem,
    QuestionnaireDimension,
    QuestionnaireFile,
    Section,
)
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _, labelled

MAXIMUM_STEPS = 11
MAXIMUM_TEXT = 20_000
_CODE_LENGTH = 48
_NOT_CODE = re.compile(r"[^A-Za-z0-9_]+")
_SECONDS_BY_LINE = 9


def valid_code(text: str, *, fallback: str) -> str:
    """A code of the questionnaire format from anything; ``fallback`` when nothing is left of the text.

    >>> valid_code("père", fallback="o1"), valid_code("1-2 ans", fallback="o2"), valid_code("是", fallback="o3")
    ('pere', 'c_1_2_ans', 'o3')
    """
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    code = _NOT_CODE.sub("_", text).strip("_")[:_CODE_LENGTH]
    if not code:
        return fallback
    return code if code[0].isalpha() else f"c_{code}"


class Codes:
    """Codes already given, so that each names one thing; the same questions always get the same codes."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def claim(self, wanted: str, *, fallback: str, suffixes: Sequence[str] = ()) -> str:
        """The wanted code made valid, numbered when it is taken; ``suffixes`` are codes that will follow it."""
        base = valid_code(wanted, fallback=fallback)
        code, number = base, 2
        while not self._taken.isdisjoint(names := [code, *(f"{code}_{suffix}" for suffix in suffixes)]):
            code, number = f"{base}_{number}", number + 1
        self._taken.update(names)
        return code


def option_codes(wanted: Iterable[str]) -> list[str]:
    """Valid and unique codes for the options of one question.

    >>> option_codes(["A1", "1", "A1", "-oth-"])
    ['A1', 'c_1', 'A1_2', 'oth']
    """
    codes = Codes()
    return [codes.claim(code, fallback=f"o{rank}") for rank, code in enumerate(wanted, start=1)]


@dataclass(frozen=True, slots=True)
class Steps:
    """Answers read as a scale: positions of the answers from the lowest to the highest, and those that mean « sans objet ».

    ``known`` is False when the order is the file's own, without a known vocabulary.
    """

    positions: tuple[int, ...]
    not_applicable: tuple[int, ...]
    known: bool


def steps_of(labels: Sequence[str]) -> Steps:
    """The order of answer labels.

    >>> steps_of(["Tout à fait d’accord", "Plutôt d’accord", "Pas du tout d’accord", "Sans objet"])
    Steps(positions=(2, 1, 0), not_applicable=(3,), known=True)
    >>> steps_of(["Rouge", "Vert"]).known
    False
    """
    skipped = tuple(i for i, label in enumerate(labels) if is_not_applicable(label))
    kept = tuple(i for i in range(len(labels)) if i not in skipped)
    levels = _levels([labels[i] for i in kept])
    if levels is None or not 3 <= len(kept) <= MAXIMUM_STEPS:
        return Steps(kept, skipped, False)
    ranked = tuple(kept[i] for i in sorted(range(len(kept)), key=lambda i: levels[i]))
    return Steps(ranked, skipped, True)


def _levels(labels: Sequence[str]) -> list[int] | None:
    """The level of each label when they rise or fall all along in one vocabulary, or count one by one."""
    numbers = [whole_number(label) for label in labels]
    if all(number is not None for number in numbers):
        counted = [number for number in numbers if number is not None]
        gaps = {after - before for before, after in itertools.pairwise(counted)}
        if gaps in ({1}, {-1}):
            return counted
    for known in families_of(frozenset(labels)).values():
        levels = [known[label] for label in labels]
        if levels in (sorted(set(levels)), sorted(set(levels), reverse=True)):
            return levels
    return None


@dataclass
class QuestionnaireBuilder:
    """What the parts of one foreign questionnaire share. ``languages``: those of the file, its own first."""

    languages: Sequence[str]
    codes: Codes = field(default_factory=Codes)
    scales: dict[str, AnswerScale] = field(default_factory=dict)
    dimensions: list[QuestionnaireDimension] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    _borrowed: set[tuple[str, str]] = field(default_factory=set)

    def text(self, texts: Mapping[str, str], *, fallback: str) -> BilingualText:
        """The text in French and in English; an absent language repeats the file's first one that has words."""
        words = {language: plain(text)[:MAXIMUM_TEXT] for language, text in texts.items()}
        found = next((words[lang] for lang in (*self.languages, *words) if words.get(lang)), None)
        found = (found or fallback).strip() or "?"
        return BilingualText(
            fr=self._in(words, "fr") or found,
            en=self._in(words, "en") or found,
        )

    def optional_text(self, texts: Mapping[str, str]) -> BilingualText | None:
        """The text, None when it is empty in every language."""
        return self.text(texts, fallback="") if any(plain(text) for text in texts.values()) else None

    def _in(self, words: Mapping[str, str], wanted: str) -> str | None:
        for language, text in words.items():
            if text and language.lower().replace("_", "-").split("-")[0] == wanted:
                return text
        source = next((lang for lang in (*self.languages, *words) if words.get(lang)), "")
        if source:
            self._borrowed.add((wanted, source))
        return None

    def scale(self, labels: Sequence[BilingualText], not_applicable: BilingualText | None) -> str:
        """The code of the scale with these labels, declared once; « sans objet » is added to a scale that lacks it."""
        for code, scale in self.scales.items():
            if scale.labels == tuple(labels) and not_applicable in (None, scale.not_applicable):
                return code
            if scale.labels == tuple(labels) and scale.not_applicable is None:
                self.scales[code] = AnswerScale(labels=tuple(labels), not_applicable=not_applicable)
                return code
        code = f"echelle_{len(self.scales) + 1}"
        self.scales[code] = AnswerScale(labels=tuple(labels), not_applicable=not_applicable)
        return code

    def dimension(self, code: str, label: BilingualText) -> str:
        """Declare the dimension that the lines of one matrix make together; returns its code."""
        name = self.codes.claim(f"theme_{code}", fallback="theme")
        self.dimensions.append(QuestionnaireDimension(code=name, label=label))
        return name

    def questionnaire(
        self,
        *,
        name: str,
        code: str,
        title: BilingualText,
        sections: Sequence[Section],
        empty: str,
        purpose: BilingualText | None = None,
    ) -> QuestionnaireFile:
        """The questionnaire of these sections, with the scales and dimensions met on the way.

        ``name`` is the file's, ``code`` what its code is made from, ``empty`` why nothing can be asked when no notice
        says it. Raises InvalidFile.
        """
        if not sections:
            raise InvalidFile(
                _("« {name} » ne contient aucune question que l’on puisse poser : {reason}").format(
                    name=name, reason=(self.all_notices() or (empty,))[0]
                )
            )
        try:
            return QuestionnaireFile(
                code=valid_code(code, fallback="questionnaire"),
                version="1",
                title=title,
                purpose=purpose,
                duration_minutes=minutes_for(item for section in sections for item in section.items),
                scales=self.scales,
                dimensions=tuple(self.dimensions),
                sections=tuple(sections),
            )
        except ValidationError as error:
            raise InvalidFile(
                _("« {name} » ne peut pas devenir un questionnaire : {reason}.").format(
                    name=name, reason=error.errors()[0]["msg"].removeprefix("Value error, ")
                ),
                details=str(error),
            ) from error

    def say(self, place: str, reason: str) -> None:
        """Keep one located notice."""
        self.notices.append(labelled(place, reason))

    def all_notices(self) -> tuple[str, ...]:
        """Every notice once, those about languages first."""
        names = {"fr": _("français"), "en": _("anglais")}
        borrowed = [
            _("Textes absents en {language} : repris de la langue « {source} » du fichier.").format(
                language=names[wanted], source=source or "?"
            )
            for wanted, source in sorted(self._borrowed, reverse=True)
        ]
        return tuple(dict.fromkeys((*borrowed, *self.notices)))


def minutes_for(items: Iterable[AnyItem]) -> int:
    """How long answering takes, in whole minutes, at nine seconds a line."""
    lines = sum(len(item.rows) if isinstance(item, MatrixItem) else 1 for item in items)
    return min(120, max(1, -(-lines * _SECONDS_BY_LINE // 60)))
