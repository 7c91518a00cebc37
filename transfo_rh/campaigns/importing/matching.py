"""Results whose questionnaire is known: which column answers which question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from transfo_rh.campaigns.formats.imported import Coding, ImportedQuestionnaire, ResultField
from transfo_rh.campaigns.formats.limesurvey_results import parse_heading
from transfo_rh.campaigns.importing.columns import Column, ResultsTable
from transfo_rh.campaigns.importing.wording import label_key, without_invisible
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile

_RANK_WORDS = ("Rang", "Rank", "Classement", "Ranking")
_CUT = re.compile(r"\.{2,3}|…")


def matched_fields(table: ResultsTable, structure: ImportedQuestionnaire) -> dict[str, ResultField]:
    """The field of each column of coded answers, by the column's name; see ``text_fields`` for the others."""
    found = _matched(table, structure)
    return {name: one for name, one in found.items() if one.coding is not Coding.TEXT}


def text_fields(table: ResultsTable, structure: ImportedQuestionnaire) -> dict[str, ResultField]:
    """The field of each column that holds the words of an open question, by the column's name."""
    found = _matched(table, structure)
    return {name: one for name, one in found.items() if one.coding is Coding.TEXT}


def _matched(table: ResultsTable, structure: ImportedQuestionnaire) -> dict[str, ResultField]:
    """The field of each column that is one, by the column's name.

    A heading is one that the tool writes for the field, the field's own (``Q1[SQ001]``, ``group/name``), the same with
    other separators, the name without its groups when no other question bears it, the words of the question, or their
    beginnings when the tool cut them.
    """
    matching = _Matching(table, structure)
    found: dict[str, ResultField] = {}
    for search in (matching.exactly, matching.loosely):
        placed = set(map(id, found.values()))
        for one in structure.fields:
            if id(one) not in placed and (column := search(one)) is not None:
                found.setdefault(column.name, one)
    return {**found, **dict(matching.abbreviated(found))}


class _Matching:
    """The headings of a table and those that the fields of a questionnaire may bear."""

    def __init__(self, table: ResultsTable, structure: ImportedQuestionnaire) -> None:
        self._table = table
        self._fields = structure.fields
        self._leaves = Counter(leaf_of(field) for field in structure.fields)
        self._columns = {field.column for field in structure.fields}
        self._shared = Counter(heading for one in structure.fields for heading in set(one.headings))
        codes = [(parse_heading(column.name).code, column) for column in reversed(table.columns)]
        self._exact = {code: column for code, column in codes if code is not None}
        self._exact |= {column.name: column for column in reversed(table.columns)}
        self._coded = {label_key(code): column for code, column in codes if code is not None}
        self._labels = labels_of(structure.definition)
        self._boxes = _box_labels(structure.definition)

    def _own(self, one: ResultField) -> list[str]:
        """The headings of the field that no other field bears, and that name no other."""
        return [
            heading
            for heading in one.headings
            if self._shared[heading] == 1 and heading not in self._leaves and heading not in self._columns
        ]

    def exactly(self, one: ResultField) -> Column | None:
        """The column that bears one of the field's headings to the letter."""
        headings = (*self._own(one), one.column)
        return next((self._exact[heading] for heading in headings if heading in self._exact), None)

    def loosely(self, one: ResultField) -> Column | None:
        """The column that bears one of the field's headings but for separators, case and accents."""
        own = self._own(one)
        column = self._table.find(one.column) or self._coded.get(label_key(one.column))
        if column is None and self._leaves[leaf_of(one)] == 1:
            column = self._table.find(leaf_of(one))
        if column is None:
            texts = self._labels.get(one.item, ())
            if one.coding is Coding.FLAG:
                texts = self._boxes.get((one.item, one.option or ""), ())
            elif one.coding is Coding.RANK:
                texts = tuple(f"{text} [{word} {one.rank}]" for text in texts for word in _RANK_WORDS)
            column = next((c for text in (*texts, *own) if (c := self._table.find(text))), None)
        return column

    def abbreviated(self, found: dict[str, ResultField]) -> Iterator[tuple[str, ResultField]]:
        """The columns whose cut heading (« Votre direct.. [Clar..] ») can only be that of one field left."""
        taken = {one.column for one in found.values()}
        left = [one for one in self._fields if one.column not in taken]
        for column in self._table.columns:
            if column.name in found or not _CUT.search(column.name):
                continue
            parts = (re.escape(_folded(part)) for part in _CUT.split(column.name))
            pattern = re.compile(".*?".join(parts), re.DOTALL)
            fitting = [one for one in left if any(pattern.fullmatch(_folded(text)) for text in one.headings)]
            if len(fitting) == 1:
                yield column.name, fitting[0]


def _folded(text: str) -> str:
    return " ".join(without_invisible(text).casefold().split())


def leaf_of(one: ResultField) -> str:
    """The heading without the groups before the question's name; a tick box keeps its question."""
    parts = one.column.split("/")
    return "/".join(parts[-2:]) if one.coding is Coding.FLAG and len(parts) > 1 else parts[-1]


def labels_of(definition: QuestionnaireFile) -> dict[str, tuple[str, ...]]:
    """The words of each item and matrix line that no other shares."""
    found: dict[str, tuple[str, ...]] = {
        item.code: (item.text.fr, item.text.en) for item in definition.items()
    }
    found |= {
        row.code: (
            row.text.fr,
            row.text.en,
            f"{item.text.fr} [{row.text.fr}]",
            f"{item.text.en} [{row.text.en}]",
        )
        for item, row in definition.rows()
        if row is not item
    }
    shared = Counter(text for texts in found.values() for text in set(texts))
    return {code: tuple(text for text in texts if shared[text] == 1) for code, texts in found.items()}


def _box_labels(definition: QuestionnaireFile) -> dict[tuple[str, str], tuple[str, ...]]:
    """The words that head the column of one option: « question [option] », « question/option »."""
    return {
        (item.code, option.code): (
            f"{item.text.fr} [{option.text.fr}]",
            f"{item.text.en} [{option.text.en}]",
        )
        for item in definition.items()
        for option in getattr(item, "options", ())
    }
