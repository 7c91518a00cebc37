"""Turning answers into the coded matrix: 1..points, MISSING or NOT_APPLICABLE, one signed byte per question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.importing.columns import Column, ResultsTable
from transfo_rh.campaigns.importing.mapping import ScaleMapping
from transfo_rh.campaigns.importing.vocabulary import is_blank, is_not_applicable
from transfo_rh.campaigns.importing.wording import value_key, whole_number
from transfo_rh.campaigns.model import MISSING, NOT_APPLICABLE
from transfo_rh.core.i18n import _
from transfo_rh.exchange.problems import Problem

Codes = npt.NDArray[np.int8]
OUTSIDE = -128
PROBLEMS_PER_COLUMN = 20
PROBLEMS_IN_ALL = 500


def step_codes(scale: ScaleMapping, texts: Sequence[str]) -> Codes:
    """The code of each answer: its step from 1, MISSING, NOT_APPLICABLE, or OUTSIDE when the scale does not know it.

    >>> scale = ScaleMapping(values=(("jamais",), ("parfois",), ("toujours",)), not_applicable=("?",))
    >>> step_codes(scale, ["Parfois ", "N/A", "?", "-", "souvent"]).tolist()
    [2, -1, -1, 0, -128]
    """
    steps = {value_key(text): rank for rank, step in enumerate(scale.values, start=1) for text in step}
    other = {value_key(text) for text in scale.not_applicable}
    return np.array([_code(text, steps, other) for text in texts], dtype=np.int8)


def _code(text: str, steps: dict[str, int], not_applicable: set[str]) -> int:
    key = value_key(text)
    if key in steps:
        return steps[key]
    if key in not_applicable:
        return NOT_APPLICABLE
    if is_blank(text):
        return MISSING
    if is_not_applicable(text):
        return NOT_APPLICABLE
    number = whole_number(text)
    return steps.get(str(number), NOT_APPLICABLE if str(number) in not_applicable else OUTSIDE)


@dataclass(frozen=True)
class Coded:
    """Coded answers of a wide file: int8 (lines × items); OUTSIDE never remains when there is no problem."""

    matrix: Codes
    problems: tuple[Problem, ...]


def code_wide(table: ResultsTable, columns: Sequence[Column], scales: Sequence[ScaleMapping]) -> Coded:
    """The matrix of a file with one line per person; every answer outside its scale is located."""
    matrix = np.zeros((len(table), len(columns)), dtype=np.int8)
    problems: list[Problem] = []
    for position, (column, scale) in enumerate(zip(columns, scales, strict=True)):
        codes = np.append(step_codes(scale, column.texts), np.int8(MISSING))
        matrix[:, position] = codes[column.codes]
        outside = np.flatnonzero(matrix[:, position] == OUTSIDE)
        problems.extend(
            table.problem(outside_scale(scale), line=int(line), column=column)
            for line in outside[:PROBLEMS_PER_COLUMN]
        )
    return Coded(matrix, tuple(problems[:PROBLEMS_IN_ALL]))


def outside_scale(scale: ScaleMapping) -> str:
    """Why an answer is refused, and what to do."""
    steps = [step[0] for step in scale.values]
    shown = " < ".join(steps if len(steps) <= 7 else [*steps[:2], "…", steps[-1]])
    return _(
        "réponse hors de l’échelle {scale}. Corrigez-la, ou dites dans la correspondance si elle est un échelon (values) ou « sans objet » (not_applicable)"
    ).format(scale=shown)


def code_long(
    table: ResultsTable, *, items: npt.NDArray[np.int32], value: Column, scales: Sequence[ScaleMapping]
) -> tuple[Codes, tuple[Problem, ...]]:
    """The code of each line of a long file; ``items`` is each line's question, −1 for lines that are not scored."""
    table_of_codes = np.full((len(scales) + 1, len(value.values) + 1), MISSING, dtype=np.int8)
    for position, scale in enumerate(scales):
        table_of_codes[position, :-1] = step_codes(scale, value.texts)
    codes = table_of_codes[items, value.codes]
    codes[items < 0] = MISSING
    problems = [
        table.problem(outside_scale(scales[items[line]]), line=int(line), column=value)
        for line in np.flatnonzero(codes == OUTSIDE)[:PROBLEMS_IN_ALL]
    ]
    return codes, tuple(problems)
