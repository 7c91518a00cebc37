"""What a diagnosis still lacks, and what two submissions of it say differently."""

from __future__ import annotations

from collections.abc import Mapping

from transfo_rh.campaigns.diagnosis.model import Change, Content
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.answer_words import NO_ANSWER, answer_in_words
from transfo_rh.campaigns.questionnaires.definition import (
    BilingualText,
    LikertItem,
    MatrixItem,
    QuestionnaireFile,
)
from transfo_rh.campaigns.questionnaires.numbering import (
    NumberedItem,
    empty,
    lines_asked,
    numbered_items,
)
from transfo_rh.core.i18n import _, language


def lines_required(definition: QuestionnaireFile, answers: Mapping[str, Answer]) -> tuple[NumberedItem, ...]:
    """The lines that a submission must answer: every scored one, and the others marked required."""
    return tuple(
        line
        for line in lines_asked(definition, answers)
        if isinstance(line.item, LikertItem | MatrixItem) or line.item.required
    )


def unanswered(definition: QuestionnaireFile, answers: Mapping[str, Answer]) -> tuple[NumberedItem, ...]:
    """The lines that a submission must answer and that are still empty, in order."""
    return tuple(line for line in lines_required(definition, answers) if empty(answers.get(line.code)))


def changes(definition: QuestionnaireFile, before: Content, after: Content) -> tuple[Change, ...]:
    """What the second submission says differently, in the order of the questionnaire."""
    found: list[Change] = []
    for line in numbered_items(definition):
        first, second = before.answers.get(line.code), after.answers.get(line.code)
        if _comparable(first) != _comparable(second):
            found.append(
                Change(
                    _words(line.text),
                    answer_in_words(definition, line, first),
                    answer_in_words(definition, line, second),
                )
            )
    for section in definition.sections:
        old, new = before.comments.get(section.code, ""), after.comments.get(section.code, "")
        if old != new:
            title = _("{section} : commentaire").format(section=_words(section.title))
            found.append(Change(title, old or NO_ANSWER, new or NO_ANSWER))
    return tuple(found)


def _comparable(value: Answer | None) -> object:
    if empty(value):
        return None
    return tuple(value) if not isinstance(value, str | bool | int | float) and value is not None else value


def _words(text: BilingualText) -> str:
    return text.in_language(language())
