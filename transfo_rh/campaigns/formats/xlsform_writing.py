"""From a questionnaire to an XLSForm workbook (Kobo, ODK), with a sheet of what XLSForm cannot say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal

from transfo_rh.campaigns.formats.carried import carried_by_item, carried_by_questionnaire, carried_by_section
from transfo_rh.campaigns.formats.plain_text import printable
from transfo_rh.campaigns.formats.xlsform_model import CARRIED_SHEET
from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    BilingualText,
    Condition,
    LikertItem,
    MatrixItem,
    MultipleItem,
    NumberItem,
    Option,
    QuestionnaireFile,
    RankingItem,
    Section,
    SingleItem,
    TextItem,
)
from transfo_rh.campaigns.questionnaires.layout import NA
from transfo_rh.exchange.writers import SheetContent, workbook_bytes

LANGUAGES = (("fr", "Français (fr)"), ("en", "English (en)"))
LONGEST_CELL = 32_000
_YES_NO = "oui_non"
_SURVEY = (
    "type", "name", *(f"label::{name}" for _code, name in LANGUAGES), *(f"hint::{name}" for _code, name in LANGUAGES),
    "required", "relevant", "appearance", "constraint",
)  # fmt: skip
_CHOICES = ("list_name", "name", *(f"label::{name}" for _code, name in LANGUAGES))

Row = tuple[str, ...]


def write_xlsform(definition: QuestionnaireFile) -> bytes:
    """The workbook: survey, choices, settings, and what is carried beside them."""
    writing = _Writing(definition)
    survey = [row for section in definition.sections for row in writing.section(section)]
    settings = (
        writing.words(definition.title)[0],
        definition.code,
        definition.version,
        LANGUAGES[0][1],
    )
    return workbook_bytes(
        [
            SheetContent("survey", _SURVEY, survey),
            SheetContent("choices", _CHOICES, writing.choices()),
            SheetContent("settings", ("form_title", "form_id", "version", "default_language"), [settings]),
            SheetContent(CARRIED_SHEET, ("kind", "name", "content"), writing.carried),
        ]
    )


class _Writing:
    """One questionnaire being written. ``carried`` are the rows of our own sheet."""

    def __init__(self, definition: QuestionnaireFile) -> None:
        self._definition = definition
        self._items = {item.code: item for item in definition.items()}
        self._lines = {
            row.code: item
            for item in self._items.values()
            if isinstance(item, MatrixItem)
            for row in item.rows
        }
        self._names = {code.lower() for code in (*self._items, *self._lines)}
        self._lists: dict[str, list[tuple[str, BilingualText]]] = {}
        self._list_names: dict[tuple[str, bool], str] = {}
        self.carried: list[Row] = []
        self._carry("questionnaire", "", carried_by_questionnaire(definition))

    def _carry(self, kind: str, name: str, content: str) -> None:
        self.carried += [
            (kind, name, content[start : start + LONGEST_CELL])
            for start in range(0, len(content), LONGEST_CELL)
        ]

    def words(self, text: BilingualText | None) -> Row:
        """A text in each language; a reference to a question of the form is made plain words."""
        if text is None:
            return ("",) * len(LANGUAGES)
        return tuple(
            printable(text.in_language(code)).replace("${", "$ {")[:LONGEST_CELL] for code, _name in LANGUAGES
        )

    def choices(self) -> list[Row]:
        """The rows of the choices sheet."""
        return [(name, code, *self.words(text)) for name, rows in self._lists.items() for code, text in rows]

    # Rows ------------------------------------------------------------------------------------------------------

    def section(self, section: Section) -> list[Row]:
        """The rows of one page."""
        relevant = self._relevant(section.when)
        name = self._free_name(
            f"page_{section.code}" if section.code.lower() in self._names else section.code
        )
        self._carry("section", name, carried_by_section(section, relevant))
        rows = [self._row("begin_group", name, section.title, relevant=relevant, appearance="field-list")]
        if section.intro is not None:
            rows.append(self._row("note", self._free_name(f"{name}_intro"), section.intro))
        for item in section.items:
            rows += self._item(item)
        return [*rows, ("end_group", *[""] * (len(_SURVEY) - 1))]

    def _free_name(self, wanted: str) -> str:
        name, number = wanted, 2
        while name.lower() in self._names:
            name, number = f"{wanted}_{number}", number + 1
        self._names.add(name.lower())
        return name

    def _row(
        self,
        kind: str,
        name: str,
        text: BilingualText,
        *,
        hint: BilingualText | None = None,
        required: bool = False,
        relevant: str = "",
        appearance: str = "",
        constraint: str = "",
    ) -> Row:
        needed = "yes" if required else ""
        return (kind, name, *self.words(text), *self.words(hint), needed, relevant, appearance, constraint)

    def _item(self, item: AnyItem) -> list[Row]:
        relevant = self._relevant(item.when)
        self._carry("item", item.code, carried_by_item(item, relevant))
        if isinstance(item, MatrixItem):
            return self._matrix(item, relevant)
        kind, appearance, constraint = self._type(item)
        return [
            self._row(
                kind,
                item.code,
                item.text,
                hint=item.help,
                required=item.required,
                relevant=relevant,
                appearance=appearance,
                constraint=constraint,
            )
        ]

    def _matrix(self, item: MatrixItem, relevant: str) -> list[Row]:
        """A group of lines on one list; its help is a note, since a group shows no hint."""
        skippable = any(row.not_applicable for row in item.rows)
        kind = f"select_one {self._scale_list(item, skippable)}"
        rows = [
            self._row("begin_group", item.code, item.text, relevant=relevant, appearance="table-list"),
            *([self._row("note", self._free_name(f"{item.code}_help"), item.help)] if item.help else []),
            *(self._row(kind, row.code, row.text, required=item.required) for row in item.rows),
        ]
        return [*rows, ("end_group", *[""] * (len(_SURVEY) - 1))]

    def _type(self, item: AnyItem) -> Row:
        """Type, appearance and constraint of a question."""
        if isinstance(item, LikertItem):
            return f"select_one {self._scale_list(item, item.not_applicable)}", "likert", ""
        if isinstance(item, SingleItem):
            return f"select_one {self._option_list(item.code, item.options)}", "", ""
        if isinstance(item, MultipleItem):
            most = f"count-selected(.) <= {item.maximum}" if item.maximum is not None else ""
            return f"select_multiple {self._option_list(item.code, item.options)}", "", most
        if isinstance(item, RankingItem):
            return f"rank {self._option_list(item.code, item.options)}", "", ""
        if isinstance(item, NumberItem):
            bounds = f". >= {decimal(item.minimum)} and . <= {decimal(item.maximum)}"
            whole = (
                item.minimum.is_integer() and item.maximum.is_integer() and item.maximum - item.minimum > 1
            )
            return "integer" if whole else "decimal", "", bounds
        if isinstance(item, TextItem):
            return "text", "multiline", f"string-length(.) <= {item.maximum_length}"
        self._lists.setdefault(
            _YES_NO, [("yes", BilingualText(fr="Oui", en="Yes")), ("no", BilingualText(fr="Non", en="No"))]
        )
        return f"select_one {_YES_NO}", "", ""

    # Lists -----------------------------------------------------------------------------------------------------

    def _scale_list(self, item: LikertItem | MatrixItem, skippable: bool) -> str:
        scale = self._definition.scale_of(item)
        code = item.scale or next(iter(self._definition.scales))
        if (code, skippable) not in self._list_names:
            rows = [(str(step), text) for step, text in enumerate(scale.labels, start=1)]
            if skippable and scale.not_applicable is not None:
                rows.append((NA, scale.not_applicable))
            name = self._free_list(f"{code}_na" if skippable else code)
            self._list_names[(code, skippable)], self._lists[name] = name, rows
        return self._list_names[(code, skippable)]

    def _option_list(self, code: str, options: Sequence[Option]) -> str:
        name = self._free_list(code)
        self._lists[name] = [(option.code, option.text) for option in options]
        return name

    def _free_list(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self._lists or name == _YES_NO:
            name, number = f"{wanted}_{number}", number + 1
        return name

    # Conditions ------------------------------------------------------------------------------------------------

    def _relevant(self, condition: Condition | None) -> str:
        """The expression of a condition; empty when there is none, or when it reads a text."""
        return "" if condition is None else self._expression(condition) or ""

    def _expression(self, condition: Condition) -> str | None:
        if condition.item is None:
            sign = " and " if condition.all_of else " or "
            parts = [self._expression(part) for part in (*condition.all_of, *condition.any_of)]
            if any(part is None for part in parts):
                return None
            said: str | None = sign.join(f"({part})" for part in parts)
        else:
            said = self._comparison(condition.item, condition)
        return f"not({said})" if said is not None and condition.negated else said

    def _comparison(self, code: str, condition: Condition) -> str | None:
        asked = self._lines.get(code) or self._items[code]
        name = f"${{{code}}}"
        if isinstance(asked, TextItem):
            return None
        bounds = [
            f"{name} {sign} {decimal(value)}"
            for sign, value in ((">=", condition.at_least), ("<=", condition.at_most))
            if value is not None
        ]
        several = isinstance(asked, MultipleItem | RankingItem)
        values = _any(
            f"selected({name}, '{value}')" if several else f"{name} = '{value}'" for value in condition.values
        )
        parts = [*([f"({values})"] if values else []), *bounds]
        return " and ".join(parts) or None


def _any(tests: Iterable[str]) -> str:
    return " or ".join(tests)


def decimal(value: float) -> str:
    """A number without an exponent, as XPath reads it.

    >>> decimal(1e-7), decimal(10.0), decimal(-2.5)
    ('0.0000001', '10', '-2.5')
    """
    if not math.isfinite(value):
        return "0"
    text = format(Decimal(repr(float(value))), "f")
    return text.removesuffix(".0")
