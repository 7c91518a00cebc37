"""Conditions as a screen writes them: lines « question, comparison, answers », all of them or at least one.

Every condition of the format comes through unharmed: what no line can say is kept as it is, as a line of its own.
Pure functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from transfo_rh.campaigns.questionnaires.definition import (
    Condition,
    LikertItem,
    MatrixItem,
    NumberItem,
    QuestionnaireFile,
    TextItem,
)
from transfo_rh.campaigns.questionnaires.numbering import NumberedItem, numbered_items
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _


class Comparison(StrEnum):
    """How a line compares the answer to a question."""

    ONE_OF = "one_of"
    NONE_OF = "none_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"

    @property
    def label(self) -> str:
        """In words, after a question."""
        return {
            Comparison.ONE_OF: _("est une de ces réponses"),
            Comparison.NONE_OF: _("n’est aucune de ces réponses"),
            Comparison.AT_LEAST: _("est d’au moins"),
            Comparison.AT_MOST: _("est d’au plus"),
            Comparison.MORE_THAN: _("est de plus de"),
            Comparison.LESS_THAN: _("est de moins de"),
            Comparison.BETWEEN: _("est entre"),
        }[self]

    @property
    def needs_low(self) -> bool:
        """True when it reads a lower bound."""
        return self in (Comparison.AT_LEAST, Comparison.LESS_THAN, Comparison.BETWEEN)

    @property
    def needs_high(self) -> bool:
        """True when it reads an upper bound."""
        return self in (Comparison.AT_MOST, Comparison.MORE_THAN, Comparison.BETWEEN)


class Joining(StrEnum):
    """How several lines stand together."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One line: what was answered to ``item`` against ``values``, or against ``low`` and ``high``.

    ``low`` bounds « au moins », « moins de » and « entre »; ``high`` bounds « au plus », « plus de » and « entre ».
    """

    item: str
    comparison: Comparison
    values: tuple[str | int, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class WrittenCondition:
    """The lines of a condition; one that no line can say stands there as the condition itself."""

    joining: Joining = Joining.ALL
    lines: tuple[ConditionLine | Condition, ...] = ()


def comparisons_of(line: NumberedItem) -> tuple[Comparison, ...]:
    """The comparisons that make sense for a question; none for a free answer."""
    if isinstance(line.item, TextItem):
        return ()
    if isinstance(line.item, NumberItem):
        return (
            Comparison.AT_LEAST,
            Comparison.AT_MOST,
            Comparison.MORE_THAN,
            Comparison.LESS_THAN,
            Comparison.BETWEEN,
        )
    if isinstance(line.item, LikertItem | MatrixItem):
        return (
            Comparison.ONE_OF,
            Comparison.NONE_OF,
            Comparison.AT_LEAST,
            Comparison.AT_MOST,
            Comparison.BETWEEN,
        )
    return Comparison.ONE_OF, Comparison.NONE_OF


def written(definition: QuestionnaireFile, condition: Condition | None) -> WrittenCondition:
    """A condition as lines, in its order; no line when there is no condition."""
    if condition is None:
        return WrittenCondition()
    known = {line.code: line for line in numbered_items(definition)}
    parts: tuple[Condition, ...] = (condition,)
    joining = Joining.ALL
    if not condition.negated and (condition.all_of or condition.any_of):
        parts = condition.all_of or condition.any_of
        joining = Joining.ALL if condition.all_of else Joining.ANY
    return WrittenCondition(joining, tuple(_line(definition, known, part) or part for part in parts))


def condition_from(condition: WrittenCondition) -> Condition | None:
    """The condition that the lines say; None without a line.

    Raises InvalidInput for a line without an answer, without a bound, or whose bounds are crossed.

    >>> line = ConditionLine("Q1", Comparison.NONE_OF, values=("yes",))
    >>> condition_from(WrittenCondition(lines=(line,))) == Condition(item="Q1", values=("yes",), negated=True)
    True
    """
    parts = tuple(
        part if isinstance(part, Condition) else _condition(part, rank)
        for rank, part in enumerate(condition.lines, start=1)
    )
    if len(parts) <= 1:
        return parts[0] if parts else None
    return Condition(all_of=parts) if condition.joining is Joining.ALL else Condition(any_of=parts)


def _line(
    definition: QuestionnaireFile, known: dict[str, NumberedItem], part: Condition
) -> ConditionLine | None:
    """The line that says this condition exactly, None when none does."""
    line = known.get(part.item or "")
    comparison = _comparison(part)
    if line is None or comparison is None or comparison not in comparisons_of(line):
        return None
    if isinstance(line.item, LikertItem | MatrixItem):
        steps = range(1, len(definition.scale_of(line.item).labels) + 1)
        if any(bound is not None and bound not in steps for bound in (part.at_least, part.at_most)):
            return None
    return ConditionLine(line.code, comparison, part.values, part.at_least, part.at_most)


def _comparison(part: Condition) -> Comparison | None:
    bounds = (part.at_least is not None, part.at_most is not None)
    if part.values:
        listed = Comparison.NONE_OF if part.negated else Comparison.ONE_OF
        return None if any(bounds) else listed
    return {
        (True, False, False): Comparison.AT_LEAST,
        (False, True, False): Comparison.AT_MOST,
        (True, True, False): Comparison.BETWEEN,
        (True, False, True): Comparison.LESS_THAN,
        (False, True, True): Comparison.MORE_THAN,
    }.get((*bounds, part.negated))


def _condition(line: ConditionLine, rank: int) -> Condition:
    comparison = line.comparison
    if comparison in (Comparison.ONE_OF, Comparison.NONE_OF):
        if not line.values:
            raise InvalidInput(
                _("Condition {n} : choisissez au moins une réponse, ou retirez la condition.").format(n=rank)
            )
        return Condition(item=line.item, values=line.values, negated=comparison is Comparison.NONE_OF)
    low = line.low if comparison.needs_low else None
    high = line.high if comparison.needs_high else None
    if (comparison.needs_low and low is None) or (comparison.needs_high and high is None):
        raise InvalidInput(
            _("Condition {n} : donnez la valeur à comparer, ou retirez la condition.").format(n=rank)
        )
    if low is not None and high is not None and low > high:
        raise InvalidInput(
            _("Condition {n} : {low} dépasse {high}. Donnez la plus petite valeur d’abord.").format(
                n=rank, low=_value(low), high=_value(high)
            )
        )
    negated = comparison in (Comparison.MORE_THAN, Comparison.LESS_THAN)
    return Condition(item=line.item, at_least=low, at_most=high, negated=negated)


def _value(value: float) -> str:
    return number(value, decimals=0 if float(value).is_integer() else 1)
