"""Results whose questionnaire is known: answers coded as the questionnaire says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from transfo_rh.campaigns.formats.imported import Coding, ImportedQuestionnaire, ResultField
from transfo_rh.campaigns.importing.columns import Column, ResultsTable
from transfo_rh.campaigns.importing.matching import labels_of, leaf_of
from transfo_rh.campaigns.importing.recoding import PROBLEMS_IN_ALL, Codes
from transfo_rh.campaigns.importing.roles import department_columns
from transfo_rh.campaigns.importing.vocabulary import is_blank, is_not_applicable
from transfo_rh.campaigns.importing.wording import label_key, value_key, without_invisible
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.definition import (
    Condition,
    MatrixItem,
    NumberItem,
    QuestionnaireFile,
)
from transfo_rh.campaigns.questionnaires.layout import encoded
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.exchange.problems import Problem

MAXIMUM_WORDS = 300
_TICKED = frozenset({"y", "1", "oui", "yes", "true", "vrai", "x", "selected", "coche"})
_UNTICKED = frozenset({"n", "0", "2", "non", "no", "false", "faux", "not selected", "non coche"})


def without_items(definition: QuestionnaireFile, codes: set[str]) -> QuestionnaireFile | None:
    """The questionnaire without some items or matrix lines, nor the conditions that read them; None when nothing is left."""
    if not codes:
        return definition
    sections = []
    for section in definition.model_dump(mode="json")["sections"]:
        items = []
        for item in section["items"]:
            if "rows" in item:
                item["rows"] = [row for row in item["rows"] if row["code"] not in codes]
            if item["code"] not in codes and item.get("rows", [True]):
                items.append({**item, "when": _kept(item["when"], codes)})
        if items:
            sections.append({**section, "when": _kept(section["when"], codes), "items": items})
    if not sections:
        return None
    named = {
        row.get("dimension")
        for section in sections
        for item in section["items"]
        for row in (item, *item.get("rows", ()))
    }
    head = definition.model_dump(mode="json", exclude={"sections"})
    head["dimensions"] = [one for one in head["dimensions"] if one["code"] in named]
    return QuestionnaireFile.model_validate({**head, "sections": sections})


def _kept(condition: dict[str, object] | None, codes: set[str]) -> dict[str, object] | None:
    if condition is None:
        return None
    return None if set(Condition.model_validate(condition).items()) & codes else condition


@dataclass
class CodedAnswers:
    """Answers of every line as the raw answers keep them: int8 (lines × columns of the questionnaire)."""

    matrix: Codes
    notices: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def code_answers(
    table: ResultsTable, definition: QuestionnaireFile, fields: Mapping[str, ResultField], *, width: int
) -> CodedAnswers:
    """The coded answers of every line; a value that the questionnaire does not offer is a located problem."""
    coder = _Coder(table, definition)
    lists = {one.item for one in fields.values() if one.coding is Coding.LIST}
    people: list[dict[str, Answer]] = [{} for _line in range(len(table))]
    ranked: dict[str, dict[int, dict[int, str]]] = {}
    for name, one in fields.items():
        if one.coding is Coding.FLAG and one.item in lists:
            continue
        column = table.column(name)
        meanings = [coder.meaning(one, text) for text in column.texts]
        for line, code in enumerate(column.codes.tolist()):
            if code < 0:
                continue
            value = meanings[code]
            if value is None:
                coder.refuse(column, line)
            elif isinstance(value, _Nothing):
                continue
            elif one.coding is Coding.FLAG:
                _tick(people[line], one, ticked=value is True)
            elif one.coding is Coding.RANK:
                ranked.setdefault(one.item, {}).setdefault(line, {})[one.rank] = str(value)
            else:
                people[line][one.item] = value
    for item, lines in ranked.items():
        for line, places in lines.items():
            people[line][item] = list(dict.fromkeys(places[rank] for rank in sorted(places)))
    rows = [encoded(definition, answers) for answers in people]
    matrix = np.frombuffer(b"".join(rows), dtype=np.int8).reshape(len(table), width).copy()
    return CodedAnswers(matrix, coder.notices(), coder.problems[:PROBLEMS_IN_ALL])


def _tick(answers: dict[str, Answer], one: ResultField, *, ticked: bool) -> None:
    chosen = answers.setdefault(one.item, [])
    if ticked and isinstance(chosen, list) and one.option is not None:
        chosen.append(one.option)


def labels_in_a_row(words: Sequence[str], known: Collection[str]) -> list[str]:
    """The labels that several words make, one after the other; empty when they make none.

    >>> labels_in_a_row("messagerie téléphone mobile".split(), {"téléphone mobile", "messagerie", "téléphone"})
    ['messagerie', 'téléphone mobile']
    """
    words = words[:MAXIMUM_WORDS]
    ending: dict[int, list[str]] = {len(words): []}
    for start in range(len(words) - 1, -1, -1):
        for end in range(len(words), start, -1):
            label = " ".join(words[start:end])
            if end in ending and label in known:
                ending[start] = [label, *ending[end]]
                break
    return ending.get(0, [])


class _Nothing:
    """No answer: a blank, or not shown."""


_NOTHING = _Nothing()
Meaning = Answer | _Nothing | None


class _Coder:
    """What texts mean, and what could not be read."""

    def __init__(self, table: ResultsTable, definition: QuestionnaireFile) -> None:
        self._table = table
        self._items = {item.code: item for item in definition.items()}
        self._maximum = {
            code: getattr(item, "maximum", None) or len(getattr(item, "options", ()))
            for code, item in self._items.items()
        }
        self._outside = 0
        self.problems: list[Problem] = []
        self._tables: dict[int, dict[str, Answer]] = {}

    def meaning(self, one: ResultField, text: str) -> Meaning:
        """What a text means in a field; None when the questionnaire does not offer it."""
        values = self._tables.setdefault(
            id(one), {value_key(code): value for code, value in one.values.items()}
        )
        key = value_key(text)
        if key in values and one.coding in (Coding.VALUE, Coding.RANK):
            return values[key]
        if is_blank(text) or is_not_applicable(text):
            return _NOTHING
        readers: dict[Coding, Callable[[], Meaning]] = {
            Coding.FLAG: lambda: self._flag(one, text),
            Coding.LIST: lambda: self._list(one, text, values),
            Coding.NUMBER: lambda: self._number(one, text),
        }
        return readers[one.coding]() if one.coding in readers else None

    def _flag(self, one: ResultField, text: str) -> Meaning:
        key = label_key(text)
        if key in _UNTICKED:
            return False
        # An « other » box holds the words that were typed in place of a tick.
        return True if key in _TICKED or (one.option is not None and "other" in one.column) else None

    def _list(self, one: ResultField, text: str, values: Mapping[str, Answer]) -> Meaning:
        """Options separated by blanks (names) or by commas and semicolons (labels)."""
        for parts in ([text], text.split(), text.replace(";", ",").split(",")):
            read = [values.get(value_key(part.strip())) for part in parts if part.strip()]
            if read and all(isinstance(option, str) for option in read):
                return self._some(one, [str(option) for option in read])
        labels = labels_in_a_row(value_key(text).split(), values)
        return self._some(one, [str(values[label]) for label in labels]) if labels else None

    def _some(self, one: ResultField, options: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(options))[: self._maximum.get(one.item) or None]

    def _number(self, one: ResultField, text: str) -> Meaning:
        item = self._items.get(one.item)
        try:
            value = float(without_invisible(text).replace(",", ".").replace(" ", ""))
        except ValueError:
            return None
        if isinstance(item, NumberItem) and not item.minimum <= value <= item.maximum:
            self._outside += 1
            return _NOTHING
        return value

    def refuse(self, column: Column, line: int) -> None:
        """Keep one located problem."""
        if len(self.problems) < PROBLEMS_IN_ALL:
            self.problems.append(
                self._table.problem(
                    _("cette réponse n’est pas de celles que le questionnaire propose"),
                    line=line,
                    column=column,
                )
            )

    def notices(self) -> list[str]:
        """What to know of values that were left out."""
        if not self._outside:
            return []
        return [
            ngettext(
                "{n} valeur hors des bornes de sa question, laissée de côté.",
                "{n} valeurs hors des bornes de leur question, laissées de côté.",
                self._outside,
            ).format(n=number(self._outside))
        ]


def items_of_columns(
    definition: QuestionnaireFile, fields: Mapping[str, ResultField], names: Sequence[str]
) -> set[str]:
    """The items, or matrix lines, that some columns answer: those that name the department stop being questions."""
    codes = {fields[name].item for name in names if name in fields}
    known = {item.code for item in definition.items()}
    known |= {row.code for item in definition.items() if isinstance(item, MatrixItem) for row in item.rows}
    return codes & known


def department_by_question(
    table: ResultsTable,
    structure: ImportedQuestionnaire,
    fields: Mapping[str, ResultField],
    *,
    but: set[str],
    known: frozenset[str],
) -> tuple[str, ...]:
    """The columns that name the department by the name or the words of their question, whatever their heading."""
    words = labels_of(structure.definition)
    asked = {name: one for name, one in fields.items() if name not in but and one.coding is Coding.VALUE}
    for titles in (
        {leaf_of(one): name for name, one in reversed(asked.items())},
        {next(iter(words.get(one.item, ())), name): name for name, one in reversed(asked.items())},
    ):
        renamed = [Column(title, (c := table.column(name)).codes, c.values) for title, name in titles.items()]
        if found := department_columns(replace(table, columns=tuple(renamed)), but=set(), known=known):
            return tuple(titles[title] for title in found)
    return ()
