"""One answer in words: what the person chose, as the questionnaire says it."""

from __future__ import annotations

from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.definition import (
    BilingualText,
    LikertItem,
    MatrixItem,
    MultipleItem,
    QuestionnaireFile,
    RankingItem,
    SingleItem,
)
from transfo_rh.campaigns.questionnaires.layout import NA
from transfo_rh.campaigns.questionnaires.numbering import NumberedItem, empty
from transfo_rh.core.i18n import _, language

NO_ANSWER = "—"


def answer_in_words(definition: QuestionnaireFile, line: NumberedItem, value: Answer | None) -> str:
    """One answer as the person chose it: the label of the step, of the option; « — » when there is none."""
    if value is None or empty(value):
        return NO_ANSWER
    item = line.item
    if isinstance(item, LikertItem | MatrixItem):
        scale = definition.scale_of(item)
        if value == NA:
            return _words(scale.not_applicable) if scale.not_applicable else NA
        if isinstance(value, int) and 1 <= value <= len(scale.labels):
            return _words(scale.labels[value - 1])
    if isinstance(item, SingleItem | MultipleItem | RankingItem):
        labels = {option.code: _words(option.text) for option in item.options}
        chosen = [value] if isinstance(value, str) else list(value)  # type: ignore[arg-type]
        return ", ".join(labels.get(code, code) for code in chosen)
    if isinstance(value, bool):
        return _("Oui") if value else _("Non")
    return str(value)


def _words(text: BilingualText) -> str:
    return text.in_language(language())
