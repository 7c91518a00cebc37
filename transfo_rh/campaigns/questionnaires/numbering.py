"""The numbers of the questions on paper: printed on the sheet, and typed back when it is keyed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.conditions import asked_items
from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    BilingualText,
    MatrixItem,
    QuestionnaireFile,
    ScaledRow,
    Section,
)


@dataclass(frozen=True, slots=True)
class NumberedItem:
    """One line to answer, with its number on paper.

    A matrix has one number per row (``row``); every other question has one number. ``code`` is the key of the
    answer in what doors send.
    """

    number: int
    section: Section
    item: AnyItem
    row: ScaledRow | None = None

    @property
    def code(self) -> str:
        """The code under which the line is answered."""
        return self.item.code if self.row is None else self.row.code

    @property
    def text(self) -> BilingualText:
        """The words of the line: the row's in a matrix, the question's otherwise."""
        return self.item.text if self.row is None else self.row.text


def numbered_items(definition: QuestionnaireFile) -> tuple[NumberedItem, ...]:
    """Every line to answer, numbered 1…n in the order of the questionnaire, conditional questions included."""
    lines: list[NumberedItem] = []
    for section in definition.sections:
        for item in section.items:
            rows = item.rows if isinstance(item, MatrixItem) else (None,)
            for row in rows:
                lines.append(NumberedItem(len(lines) + 1, section, item, row))
    return tuple(lines)


def lines_asked(definition: QuestionnaireFile, answers: Mapping[str, Answer]) -> tuple[NumberedItem, ...]:
    """The numbered lines that apply, given the answers so far; numbers do not change with the conditions."""
    asked = {item.code for _section, items in asked_items(definition, answers) for item in items}
    return tuple(line for line in numbered_items(definition) if line.item.code in asked)


def empty(value: Answer | None) -> bool:
    """True when nothing was answered: no value, no text, no option.

    >>> empty(None), empty(" "), empty([]), empty(False), empty(0)
    (True, True, True, False, False)
    """
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    return not isinstance(value, bool | int | float) and len(value) == 0
