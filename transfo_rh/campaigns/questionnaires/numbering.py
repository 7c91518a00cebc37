"""The numbers of the questions on paper: printed on the sheet, and typed back when it is keyed in."""

from __future__ import annotations

from dataclasses import dataclass

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
