"""Simple relevance expressions of LimeSurvey and XLSForm, read into a tree; anything else is refused as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from transfo_rh.campaigns.questionnaires.definition import Condition

MAXIMUM_LENGTH = 4_000
MAXIMUM_DEPTH = 20


class Unsupported(Exception):
    """The expression says what a condition of the questionnaire cannot say."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One variable against one value. ``operator`` is ==, !=, >=, <=, > or <; « selected » tests one option."""

    variable: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """Several expressions together: « and », « or », or the negation of one (« not »)."""

    operator: str
    parts: tuple[Expression, ...]


Expression = Comparison | Group

_TOKENS = re.compile(
    r"""\s*(?:
      (?P<string>"[^"]*"|'[^']*')
    | (?P<number>\d+(?:\.\d+)?(?![\w.]))
    | (?P<variable>\$\{\s*[^}\s]+\s*\}|[A-Za-z0-9_]\w*(?:\#\d)?(?:\.(?:NAOK|value|shown|code))?)
    | (?P<operator>&&|\|\||==|!=|>=|<=|=|>|<|!|\(|\)|,|-)
    )""",
    re.VERBOSE,
)
_WORDS = {"and": "&&", "or": "||", "eq": "==", "ne": "!=", "ge": ">=", "le": "<=", "gt": ">", "lt": "<"}
_COMPARISONS = frozenset({"==", "!=", ">=", "<=", ">", "<"})
_MIRROR = {"==": "==", "!=": "!=", ">=": "<=", "<=": ">=", ">": "<", "<": ">"}


def parse(text: str) -> Expression | None:
    """The tree of an expression; None when it is always true (empty, ``1``).

    Raises Unsupported.

    >>> parse('((QC.NAOK == "Y"))')
    Comparison(variable='QC', operator='==', value='Y')
    >>> parse("selected(${fruits}, 'apple') and ${age} >= 18").operator
    'and'
    """
    if text.strip() in ("", "1", "true()", "1 == 1"):
        return None
    if len(text) > MAXIMUM_LENGTH:
        raise Unsupported
    reader = _Reader(_tokens(text))
    expression = reader.either(0)
    if reader.rest:
        raise Unsupported
    return expression


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, position = [], 0
    while text[position:].strip():
        match = _TOKENS.match(text, position)
        if match is None or match.lastgroup is None:
            raise Unsupported
        kind, value = match.lastgroup, match[match.lastgroup]
        if kind == "variable" and value.lower() in _WORDS:
            kind, value = "operator", _WORDS[value.lower()]
        elif kind == "variable":
            value = value.removeprefix("${").removesuffix("}").strip()
        elif kind == "operator" and value == "=":
            value = "=="
        elif kind == "string":
            value = value[1:-1]
        tokens.append((kind, value))
        position = match.end()
    return tokens


class _Reader:
    """Recursive descent: or, and, not, comparison."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.rest = tokens

    def either(self, depth: int) -> Expression:
        """Alternatives."""
        return self._series("||", "or", self.every, depth)

    def every(self, depth: int) -> Expression:
        """Requirements together."""
        return self._series("&&", "and", self.one, depth)

    def _series(self, sign: str, name: str, part: Callable[[int], Expression], depth: int) -> Expression:
        parts = [part(depth)]
        while self._next_is(sign):
            self.rest = self.rest[1:]
            parts.append(part(depth))
        return parts[0] if len(parts) == 1 else Group(name, tuple(parts))

    def one(self, depth: int) -> Expression:
        """A negation, a parenthesis, a function or a comparison."""
        if depth > MAXIMUM_DEPTH:
            raise Unsupported
        if self._next_is("!"):
            self.rest = self.rest[1:]
            return Group("not", (self.one(depth + 1),))
        if self._next_is("("):
            return self._parenthesis(depth)
        kind, value = self._take()
        if kind == "variable" and self._next_is("("):
            return self._function(value, depth)
        operator = self._take()
        if operator[0] != "operator" or operator[1] not in _COMPARISONS:
            raise Unsupported
        other_kind, other = self._operand()
        if kind == "variable" and other_kind != "variable":
            return Comparison(_variable(value), operator[1], other)
        if kind != "variable" and other_kind == "variable":
            return Comparison(_variable(other), _MIRROR[operator[1]], value)
        raise Unsupported

    def _parenthesis(self, depth: int) -> Expression:
        self._expect("(")
        inner = self.either(depth + 1)
        self._expect(")")
        return inner

    def _function(self, name: str, depth: int) -> Expression:
        if name.lower() == "not":
            return Group("not", (self._parenthesis(depth),))
        if name.lower() != "selected":
            raise Unsupported
        self._expect("(")
        kind, variable = self._take()
        self._expect(",")
        value_kind, value = self._take()
        self._expect(")")
        if kind != "variable" or value_kind == "variable":
            raise Unsupported
        return Comparison(_variable(variable), "selected", value)

    def _operand(self) -> tuple[str, str]:
        if self._next_is("-"):
            self.rest = self.rest[1:]
            kind, value = self._take()
            return kind, f"-{value}"
        return self._take()

    def _take(self) -> tuple[str, str]:
        if not self.rest:
            raise Unsupported
        token, self.rest = self.rest[0], self.rest[1:]
        return token

    def _next_is(self, sign: str) -> bool:
        return bool(self.rest) and self.rest[0] == ("operator", sign)

    def _expect(self, sign: str) -> None:
        if self._take() != ("operator", sign):
            raise Unsupported


def _variable(name: str) -> str:
    return re.sub(r"\.(?:NAOK|value|shown|code)$", "", name)


@dataclass(frozen=True, slots=True)
class Variable:
    """What a variable of an expression stands for: an item (or a matrix line) and the meaning of its values.

    ``option`` is the option that the variable is a tick box of; numbers have no ``values``.
    """

    item: str
    values: dict[str, str | int]
    option: str | None = None
    numeric: bool = False


def condition_of(expression: Expression, find: Callable[[str], Variable | None]) -> Condition:
    """The condition that an expression makes. Raises Unsupported, also for a variable that is not known."""
    if isinstance(expression, Group):
        parts = tuple(condition_of(part, find) for part in expression.parts)
        if expression.operator == "not":
            return parts[0].model_copy(update={"negated": not parts[0].negated})
        return Condition(all_of=parts) if expression.operator == "and" else Condition(any_of=parts)
    variable = find(expression.variable)
    if variable is None:
        raise Unsupported
    negated = expression.operator == "!="
    if variable.option is not None:
        if expression.value not in ("Y", "1", "") or expression.operator not in ("==", "!="):
            raise Unsupported
        negated ^= expression.value == ""
        return Condition(item=variable.item, values=(variable.option,), negated=negated)
    if expression.operator in ("==", "!=", "selected"):
        return _equality(variable, expression.value, negated=negated)
    return _bounds(variable, expression)


def _equality(variable: Variable, value: str, *, negated: bool) -> Condition:
    if variable.numeric:
        number = _number(value)
        return Condition(item=variable.item, at_least=number, at_most=number, negated=negated)
    if value not in variable.values:
        raise Unsupported
    return Condition(item=variable.item, values=(variable.values[value],), negated=negated)


def _bounds(variable: Variable, comparison: Comparison) -> Condition:
    number = _number(comparison.value)
    if not variable.numeric:
        steps = {_number(code): step for code, step in variable.values.items() if _is_number(code)}
        if any(steps.get(code) != code for code in steps) or number not in steps:
            raise Unsupported
    elif comparison.operator in (">", "<"):
        # A number is kept as a step: « strictly more » has no exact counterpart but for whole numbers.
        number += 1 if comparison.operator == ">" else -1
        return _within(variable.item, comparison.operator, number)
    if comparison.operator in (">", "<"):
        number += 1 if comparison.operator == ">" else -1
    return _within(variable.item, comparison.operator, number)


def _within(item: str, operator: str, number: float) -> Condition:
    return (
        Condition(item=item, at_least=number) if operator[0] == ">" else Condition(item=item, at_most=number)
    )


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(?:\.\d+)?", text))


def _number(text: str) -> float:
    if not _is_number(text):
        raise Unsupported
    return float(text)
