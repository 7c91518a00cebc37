"""The layout of raw answers: from a questionnaire to its columns of one signed byte, and back.

A scaled line, a choice, a yes/no and a number take one column; a multiple choice and a ranking take one column per
option. Free text has no column: it never stands beside the other answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import floor

from transfo_rh.campaigns.model import (
    MISSING,
    NOT_APPLICABLE,
    Answer,
    Dimension,
    Item,
    ItemKind,
    Questionnaire,
)
from transfo_rh.campaigns.questionnaires.definition import (
    MAXIMUM_NUMBER_STEPS,
    AnyItem,
    BilingualText,
    LikertItem,
    MatrixItem,
    MultipleItem,
    NumberItem,
    QuestionnaireFile,
    RankingItem,
    ScaledRow,
    SingleItem,
    TextItem,
)
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import SOURCE_LANGUAGE, _

NA = "na"
"""What a door sends for « sans objet »."""


def scored(definition: QuestionnaireFile, language: str = SOURCE_LANGUAGE) -> Questionnaire:
    """The columns of the raw answers with their labels in one language: what a campaign freezes."""

    def words(text: BilingualText) -> str:
        return text.in_language(language)

    return Questionnaire(
        dimensions=tuple(
            Dimension(code=dimension.code, label=words(dimension.label))
            for dimension in definition.dimensions
        ),
        items=tuple(item for asked in definition.items() for item in _columns(definition, asked, words)),
    )


def number_steps(item: NumberItem) -> int:
    """How many steps a number is kept to: every integer between the bounds, at most 100."""
    return min(MAXIMUM_NUMBER_STEPS, max(2, floor(item.maximum - item.minimum) + 1))


def _columns(
    definition: QuestionnaireFile, item: AnyItem, words: Callable[[BilingualText], str]
) -> list[Item]:
    if isinstance(item, LikertItem):
        return [_scaled(definition, item, item, words)]
    if isinstance(item, MatrixItem):
        return [_scaled(definition, item, row, words) for row in item.rows]
    label = words(item.text)
    if isinstance(item, SingleItem):
        options = tuple(words(option.text) for option in item.options)
        return [Item(item.code, label, None, len(options), kind=ItemKind.CHOICE, options=options)]
    if isinstance(item, MultipleItem | RankingItem):
        ranked = isinstance(item, RankingItem)
        return [
            Item(
                f"{item.code}_{option.code}",
                f"{label} — {words(option.text)}",
                None,
                len(item.options) if ranked else 2,
                reverse=ranked,
                kind=ItemKind.RANK if ranked else ItemKind.FLAG,
                question=item.code,
            )
            for option in item.options
        ]
    if isinstance(item, NumberItem):
        return [
            Item(
                item.code,
                label,
                None,
                number_steps(item),
                kind=ItemKind.NUMBER,
                minimum=item.minimum,
                maximum=item.maximum,
            )
        ]
    if isinstance(item, TextItem):
        return []
    return [Item(item.code, label, None, 2, kind=ItemKind.FLAG)]


def _scaled(
    definition: QuestionnaireFile,
    item: LikertItem | MatrixItem,
    row: LikertItem | ScaledRow,
    words: Callable[[BilingualText], str],
) -> Item:
    scale = definition.scale_of(item)
    return Item(
        code=row.code,
        label=words(row.text),
        dimension=row.dimension,
        points=len(scale.labels),
        reverse=row.reverse,
        options=tuple(words(label) for label in scale.labels),
        weight=row.weight,
        outcome=row.outcome,
    )


def encoded(definition: QuestionnaireFile, answers: Mapping[str, Answer]) -> bytes:
    """One signed byte per column of ``scored(definition)`` from the answers of one person.

    ``answers`` by code: step 1…m or « na » (likert, matrix row), option code (single), option codes (multiple,
    ranking: first choice first), True/False (yes_no), number; absent: not answered. Texts are ignored.
    Raises InvalidInput naming the question when a value is not one that the question offers.
    """
    columns: list[int] = []
    for item in definition.items():
        columns += _bytes(definition, item, answers)
    return bytes(value % 256 for value in columns)


def _bytes(definition: QuestionnaireFile, item: AnyItem, answers: Mapping[str, Answer]) -> list[int]:
    if item.type == "likert":
        return [_step(definition, item, item, answers.get(item.code))]
    if item.type == "matrix":
        return [_step(definition, item, row, answers.get(row.code)) for row in item.rows]
    value = answers.get(item.code)
    if item.type == "text":
        return []
    if item.type in ("multiple", "ranking"):
        return _chosen(item, value)
    if value is None:
        return [MISSING]
    if item.type == "single":
        codes = [option.code for option in item.options]
        return [codes.index(value) + 1] if isinstance(value, str) and value in codes else _refuse(item.code)
    if item.type == "number":
        return [_number_step(item, value)]
    return [2 if value else 1] if isinstance(value, bool) else _refuse(item.code)


def _step(
    definition: QuestionnaireFile,
    item: LikertItem | MatrixItem,
    row: LikertItem | ScaledRow,
    value: Answer | None,
) -> int:
    if value is None:
        return MISSING
    if value == NA and row.not_applicable:
        return NOT_APPLICABLE
    points = len(definition.scale_of(item).labels)
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= points:
        return value
    return _refuse(row.code)[0]


def _chosen(item: MultipleItem | RankingItem, value: Answer | None) -> list[int]:
    codes = [option.code for option in item.options]
    if value is None:
        return [MISSING] * len(codes)
    if not isinstance(value, Sequence) or isinstance(value, str):
        return _refuse(item.code)
    chosen = list(value)
    limit = item.maximum or len(codes)
    if len(set(chosen)) != len(chosen) or not set(chosen) <= set(codes) or len(chosen) > limit:
        return _refuse(item.code)
    if isinstance(item, MultipleItem):
        return [2 if code in chosen else 1 for code in codes]
    return [chosen.index(code) + 1 if code in chosen else MISSING for code in codes]


def _number_step(item: NumberItem, value: Answer) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _refuse(item.code)[0]
    if not item.minimum <= value <= item.maximum:
        return _refuse(item.code)[0]
    share = (value - item.minimum) / (item.maximum - item.minimum)
    return 1 + floor(share * (number_steps(item) - 1) + 0.5)


def _refuse(code: str) -> list[int]:
    raise InvalidInput(_("La réponse à la question « {code} » n’est pas prévue.").format(code=code))
