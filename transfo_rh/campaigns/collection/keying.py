"""Reading what is keyed in from a paper sheet: one mark per numbered line, in the order of the paper.

A scale, a single choice and a yes/no take one character: « 4353x2 » answers six lines. A number, a multiple choice
and a ranking take a word between spaces. « - » or « 0 » leaves a line empty; lines at the end may be left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.answer_words import answer_in_words
from transfo_rh.campaigns.questionnaires.definition import (
    LikertItem,
    MatrixItem,
    MultipleItem,
    NumberItem,
    QuestionnaireFile,
    RankingItem,
    ScaledRow,
    SingleItem,
    TextItem,
    YesNoItem,
)
from transfo_rh.campaigns.questionnaires.layout import NA
from transfo_rh.campaigns.questionnaires.numbering import NumberedItem
from transfo_rh.core.i18n import _

BLANK = ("-", "0", "_")
NA_MARKS = ("x", "9")
YES, NO = ("o", "y", "1"), ("n", "2")
SINGLE_CHARACTER_STEPS = 9


class _NotUnderstood(ValueError):
    """A mark that means nothing for its line; the text is the reason, for people."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What one mark means for one line. ``problem`` is empty when it is understood."""

    line: NumberedItem
    mark: str
    answer: Answer | None
    words: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Keyed:
    """What one field means: every line in order, and the marks that no line takes."""

    lines: tuple[Understood, ...]
    left_over: str = ""

    @property
    def understood(self) -> bool:
        """True when every mark has a meaning."""
        return not self.left_over and not any(line.problem for line in self.lines)

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers by code, empty lines left out."""
        return {line.line.code: line.answer for line in self.lines if line.answer is not None}


def keyed_lines(lines: Sequence[NumberedItem]) -> tuple[NumberedItem, ...]:
    """The lines that are keyed as marks; free texts have their own field."""
    return tuple(line for line in lines if not isinstance(line.item, TextItem))


def read_marks(definition: QuestionnaireFile, lines: Sequence[NumberedItem], text: str) -> Keyed:
    """The meaning of the marks typed for these lines; nothing is refused, problems are told line by line."""
    waiting = text.lower().replace(";", " ").split()
    told: list[Understood] = []
    for line in lines:
        mark = ""
        if waiting:
            if one_character(definition, line):
                mark, rest = waiting[0][0], waiting[0][1:]
                waiting = [rest, *waiting[1:]] if rest else waiting[1:]
            else:
                mark, waiting = waiting[0], waiting[1:]
        told.append(_understood(definition, line, mark))
    return Keyed(tuple(told), " ".join(waiting))


def one_character(definition: QuestionnaireFile, line: NumberedItem) -> bool:
    """True when every answer to the line is one digit or letter."""
    item = line.item
    if isinstance(item, LikertItem | MatrixItem):
        return len(definition.scale_of(item).labels) <= SINGLE_CHARACTER_STEPS
    if isinstance(item, SingleItem):
        return len(item.options) <= SINGLE_CHARACTER_STEPS
    return isinstance(item, YesNoItem)


def _understood(definition: QuestionnaireFile, line: NumberedItem, mark: str) -> Understood:
    try:
        answer = None if not mark or mark in BLANK else _answer(definition, line, mark)
    except _NotUnderstood as error:
        return Understood(line, mark, None, "", str(error))
    return Understood(line, mark, answer, answer_in_words(definition, line, answer))


def _answer(definition: QuestionnaireFile, line: NumberedItem, mark: str) -> Answer:
    item = line.item
    if isinstance(item, LikertItem | MatrixItem):
        asked: LikertItem | ScaledRow = line.row or item  # type: ignore[assignment]
        return _step(len(definition.scale_of(item).labels), asked.not_applicable, mark)
    if isinstance(item, SingleItem):
        return item.options[_position(mark, len(item.options)) - 1].code
    if isinstance(item, MultipleItem):
        return _chosen(item, mark)
    if isinstance(item, RankingItem):
        return _ranked(item, mark)
    if isinstance(item, NumberItem):
        return _number(item, mark)
    if mark in YES + NO:
        return mark in YES
    raise _NotUnderstood(_("« o » ou « 1 » pour oui, « n » ou « 2 » pour non"))


def _step(points: int, not_applicable: bool, mark: str) -> Answer:
    if mark == "x" or (mark in NA_MARKS and points < SINGLE_CHARACTER_STEPS):
        if not_applicable:
            return NA
        raise _NotUnderstood(_("« sans objet » n’est pas proposé à cette question"))
    return _position(mark, points)


def _position(mark: str, highest: int) -> int:
    if mark.isascii() and mark.isdigit() and 1 <= int(mark) <= highest:
        return int(mark)
    raise _NotUnderstood(_("de 1 à {highest} attendu").format(highest=highest))


def _parts(mark: str, count: int) -> list[str]:
    """« 13 » or « 1+3 » when there are at most nine options, « 1+12 » when there are more."""
    return list(mark.replace("+", "")) if count <= SINGLE_CHARACTER_STEPS else mark.split("+")


def _chosen(item: MultipleItem, mark: str) -> Answer:
    positions = [_position(part, len(item.options)) for part in _parts(mark, len(item.options))]
    if len(set(positions)) != len(positions):
        raise _NotUnderstood(_("la même réponse est cochée deux fois"))
    if item.maximum is not None and len(positions) > item.maximum:
        raise _NotUnderstood(_("{n} réponses au plus").format(n=item.maximum))
    return [item.options[position - 1].code for position in sorted(positions)]


def _ranked(item: RankingItem, mark: str) -> Answer:
    """Ranks as they are written beside the options, in the order of the paper: « 2-1 » ranks the third first."""
    parts = list(mark) if "+" not in mark else mark.split("+")
    if len(parts) > len(item.options):
        raise _NotUnderstood(_("{n} rangs au plus").format(n=len(item.options)))
    ranks = {
        option.code: _position(part, item.maximum or len(item.options))
        for option, part in zip(item.options, parts, strict=False)
        if part not in BLANK
    }
    if sorted(ranks.values()) != list(range(1, len(ranks) + 1)):
        raise _NotUnderstood(_("les rangs doivent être 1, 2, 3… sans répétition"))
    return sorted(ranks, key=ranks.__getitem__)


def _number(item: NumberItem, mark: str) -> Answer:
    try:
        value = float(mark.replace(",", "."))
    except ValueError:
        value = float("nan")
    if not item.minimum <= value <= item.maximum:
        raise _NotUnderstood(
            _("un nombre de {low:g} à {high:g} attendu").format(low=item.minimum, high=item.maximum)
        )
    return int(value) if value.is_integer() else value
