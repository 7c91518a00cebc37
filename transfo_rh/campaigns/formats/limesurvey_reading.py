"""One LimeSurvey question being read: what its type's reader needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from transfo_rh.campaigns.formats.building import QuestionnaireBuilder
from transfo_rh.campaigns.formats.expressions import Variable
from transfo_rh.campaigns.formats.imported import Coding, ResultField
from transfo_rh.campaigns.formats.limesurvey_model import LimeQuestion, LimeSubquestion, Texts
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.definition import AnyItem, BilingualText, Condition


@dataclass
class Reading:
    """One question being read: the questionnaire in the making, and what results and conditions will need."""

    builder: QuestionnaireBuilder
    sid: str
    place: str = ""
    gid: str = ""
    when: Condition | None = None
    help: BilingualText | None = None
    hint: Mapping[str, Any] = field(default_factory=dict)
    fields: list[ResultField] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)

    def asked(self, question: LimeQuestion, code: str, text: BilingualText) -> dict[str, Any]:
        """What every item of the question bears."""
        return {
            "code": code,
            "text": text,
            "help": self.help,
            "required": question.mandatory,
            "when": self.when,
        }

    def left_out(self, reason: str) -> list[AnyItem]:
        """Say that the question is left out; no item."""
        self.builder.say(self.place, reason)
        return []

    def know(self, question: LimeQuestion, suffix: str, variable: Variable) -> None:
        """Let the conditions that follow read this variable, under both of its LimeSurvey names."""
        self.variables[f"{question.code}_{suffix}" if suffix else question.code] = variable
        self.variables[f"{self.sid}X{self.gid}X{question.qid}{suffix}"] = variable

    def coded(
        self, question: LimeQuestion, item: str, values: Mapping[str, Answer], *, sub: str = ""
    ) -> None:
        """One column of results that holds one answer code, and its variable."""
        column = f"{question.code}[{sub}]" if sub else question.code
        self.fields.append(ResultField(column, item, Coding.VALUE, values))
        steps = {code: value for code, value in values.items() if isinstance(value, str | int)}
        texts = {code: value for code, value in steps.items() if not isinstance(value, bool)}
        self.know(question, sub.replace("#", "_"), Variable(item, texts))


def both(fr: str, en: str) -> BilingualText:
    """A text in both languages."""
    return BilingualText(fr=fr, en=en)


def title_of(reading: Reading, question: LimeQuestion) -> BilingualText:
    """The words of a question."""
    return reading.builder.text(question.texts, fallback=question.code)


def joined(reading: Reading, texts: BilingualText, sub: LimeSubquestion) -> BilingualText:
    """« Question — line »."""
    line = reading.builder.text(sub.texts, fallback=sub.code)
    return BilingualText(fr=f"{texts.fr} — {line.fr}", en=f"{texts.en} — {line.en}")


def claim(reading: Reading, question: LimeQuestion, suffixes: Sequence[str] = ()) -> str:
    """The code of the item that a question makes."""
    return reading.builder.codes.claim(question.code, fallback=f"q{question.qid}", suffixes=suffixes)


def without_slider_labels(texts: Texts) -> Texts:
    """The left side of « left|right »: the right end is no text of the line."""
    return {language: text.split("|")[0] or text for language, text in texts.items()}


def whole(text: str | None, otherwise: int) -> int:
    """An attribute as an integer; ``otherwise`` when it is absent or no number."""
    try:
        return int(float(text or otherwise))
    except (ValueError, OverflowError):
        return otherwise
