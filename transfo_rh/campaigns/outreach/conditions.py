"""Conditions in words, for paper: « question 3 : Oui »."""

from __future__ import annotations

from collections.abc import Sequence

from transfo_rh.campaigns.questionnaires.definition import (
    Condition,
    LikertItem,
    MatrixItem,
    MultipleItem,
    QuestionnaireFile,
    RankingItem,
    SingleItem,
)
from transfo_rh.campaigns.questionnaires.numbering import NumberedItem
from transfo_rh.core.i18n import _, language


def condition_words(
    condition: Condition, definition: QuestionnaireFile, lines: Sequence[NumberedItem]
) -> str:
    """When a question is asked, with the numbers and the words of the sheet."""
    if condition.all_of:
        words = _(" et ").join(condition_words(part, definition, lines) for part in condition.all_of)
    elif condition.any_of:
        words = _(" ou ").join(condition_words(part, definition, lines) for part in condition.any_of)
    else:
        return _one(condition, definition, lines)
    return _("l’inverse de ceci : {condition}").format(condition=words) if condition.negated else words


def _one(condition: Condition, definition: QuestionnaireFile, lines: Sequence[NumberedItem]) -> str:
    line = next(line for line in lines if line.code == condition.item)
    parts: list[str] = []
    if condition.values:
        labels = [_label(line, definition, value) for value in condition.values]
        parts.append(_(" ou ").join(_("« {text} »").format(text=label) for label in labels))
    if condition.at_least is not None:
        parts.append(_("{value:g} ou plus").format(value=condition.at_least))
    if condition.at_most is not None:
        parts.append(_("{value:g} ou moins").format(value=condition.at_most))
    sentence = (
        _("à la question {number}, vous avez répondu autre chose que {answer}")
        if condition.negated
        else _("à la question {number}, vous avez répondu {answer}")
    )
    return sentence.format(number=line.number, answer=_(" et ").join(parts))


def _label(line: NumberedItem, definition: QuestionnaireFile, value: str | int) -> str:
    item = line.item
    if isinstance(item, LikertItem | MatrixItem):
        labels = definition.scale_of(item).labels
        step = int(value) if str(value).isdigit() else 0
        if 1 <= step <= len(labels):
            return labels[step - 1].in_language(language())
    if isinstance(item, SingleItem | MultipleItem | RankingItem):
        found = next((option for option in item.options if option.code == value), None)
        if found is not None:
            return found.text.in_language(language())
    return {"yes": _("Oui"), "no": _("Non")}.get(str(value), str(value))
