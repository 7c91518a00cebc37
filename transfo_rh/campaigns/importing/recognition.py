"""Completing a correspondence from the file: what the person did not say is recognised, what was said is checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from transfo_rh.campaigns.formats.imported import Coding, ImportedQuestionnaire, ResultField
from transfo_rh.campaigns.formats.limesurvey_results import parse_heading
from transfo_rh.campaigns.importing.answer_sets import AnswerSet, LeftOut
from transfo_rh.campaigns.importing.columns import Column, ResultsTable
from transfo_rh.campaigns.importing.long_layout import (
    DIMENSION,
    QUESTION_LABEL,
    VALUE_LABEL,
    by_question,
    companion,
    merged_wordings,
    question_column,
    question_lines,
    question_sets,
    respondent,
    value_column,
)
from transfo_rh.campaigns.importing.mapping import NO_COLUMN, ItemMapping, Layout, ResultsMapping
from transfo_rh.campaigns.importing.matching import matched_fields
from transfo_rh.campaigns.importing.open_answers import without_open_answers
from transfo_rh.campaigns.importing.questions import describe_items, match_items
from transfo_rh.campaigns.importing.recoding import OUTSIDE, step_codes
from transfo_rh.campaigns.importing.roles import department_columns, private_or_technical, respondent_columns
from transfo_rh.campaigns.importing.scales import RecognisedScales, recognise_scales
from transfo_rh.campaigns.importing.structured import department_by_question
from transfo_rh.campaigns.importing.vocabulary import is_blank
from transfo_rh.campaigns.questionnaires.definition import TextItem
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _

FEW_VALUES = 12


@dataclass
class Recognition:
    """A completed correspondence, the columns that are left out with the reason, and what people must know.

    ``absent`` lists the questions of the correspondence that the file lacks; ``answers`` what was answered on each
    scale, with counts.
    """

    mapping: ResultsMapping
    left_out: dict[str, LeftOut]
    notices: list[str] = field(default_factory=list)
    absent: tuple[str, ...] = ()
    answers: dict[str, dict[str, int]] = field(default_factory=dict)

    def observe(self, sets: Sequence[AnswerSet]) -> Recognition:
        """Keep what was answered on each scale, blanks left out."""
        for item, question in match_items(self.mapping.items, sets):
            seen = self.answers.setdefault(item.scale or "", {})
            for text, count in question.answers.items():
                if not is_blank(text):
                    seen[text] = seen.get(text, 0) + count
        return self


def recognise(
    table: ResultsTable, *, given: ResultsMapping, known_departments: frozenset[str]
) -> Recognition:
    """The correspondence completed from the file.

    Raises InvalidFile when a named column is absent, or when the file holds nothing that can be scored.
    """
    _require_named_columns(table, given)
    left_out = private_or_technical(table)
    left_out.update({column.name: LeftOut.DROPPED for name in given.drop if (column := table.find(name))})
    layout = given.layout or _layout(table, given)
    base = given.model_copy(update={"layout": layout, "sheet": given.sheet or table.sheet})
    if layout is Layout.LONG:
        return _recognise_long(table, base, left_out, known_departments)
    return _recognise_wide(table, base, left_out, known_departments)


def _require_named_columns(table: ResultsTable, given: ResultsMapping) -> None:
    lone = (
        given.respondent_column,
        given.question,
        given.question_label,
        given.dimension,
        given.value,
        given.value_label,
    )
    for name in (*filter(None, lone), *given.department_columns, *given.attributes, *given.filters):
        table.column(name)


def _layout(table: ResultsTable, given: ResultsMapping) -> Layout:
    question = table.find(given.question) if given.question else question_column(table)
    value = (
        table.find(given.value)
        if given.value
        else value_column(table, but=[question.name] if question else [])
    )
    if question is None or value is None or question is value:
        return Layout.WIDE
    repeats = question.filled >= 2 * len(question.values) or given.question is not None
    return Layout.LONG if repeats else Layout.WIDE


def _shared_roles(
    table: ResultsTable,
    base: ResultsMapping,
    taken: set[str],
    known: frozenset[str],
    barred: Mapping[str, LeftOut],
) -> dict[str, object]:
    """Department and attributes, whatever the layout; ``taken`` grows."""
    attributes = tuple(table.column(name).name for name in base.attributes)
    for name in attributes:
        if barred.get(name) in (LeftOut.IDENTITY, LeftOut.DATE):
            raise InvalidFile(
                _(
                    "La colonne « {column} » identifie des personnes : elle ne peut pas servir d’attribut."
                ).format(column=name)
            )
    taken.update(attributes)
    if base.department:
        columns = base.department_columns
        department = tuple(table.column(name).name for name in columns) or base.department
    else:
        department = department_columns(table, but=taken | set(barred), known=known)
    taken.update(base.department_columns or department)
    return {"attributes": attributes, "department": department}


# Wide ----------------------------------------------------------------------------------------------------------


def _recognise_wide(
    table: ResultsTable, base: ResultsMapping, left_out: dict[str, LeftOut], known: frozenset[str]
) -> Recognition:
    taken: set[str] = set()
    name = base.respondent_column
    key = table.column(name) if name else None if base.respondent else _personal_key(table)
    if key is not None:
        taken.add(key.name)
        if left_out.get(key.name) is not LeftOut.IDENTITY:
            left_out[key.name] = LeftOut.KEY
    roles = _shared_roles(table, base, taken, known, left_out)
    if base.items:
        sources = {item.source: item_column(table, item) for item in base.items}
    else:
        free = [c for c in table.columns if c.name not in taken and c.name not in left_out]
        sources = {column.name: column for column in free}
    sets = [_answer_set(source, column) for source, column in sources.items()]
    found, notices = _scales(sets, base)
    items, dimensions = describe_items(base, sets=sets, found=found, dimension_of={})
    used = {sources[item.source].name for item in items}
    reasons = {sources[source].name: reason for source, reason in found.left_out.items()}
    for column in table.columns:
        if column.name not in used | taken:
            left_out.setdefault(column.name, reasons.get(column.name, LeftOut.UNUSED))
    mapping = base.model_copy(
        update={
            **roles,
            "respondent": _respondent_name(key, base),
            "items": items,
            "dimensions": dimensions,
            "scales": found.scales,
        }
    )
    return Recognition(mapping, _without(left_out, used), notices).observe(sets)


def _personal_key(table: ResultsTable) -> Column | None:
    """The first column named after people that tells them apart; a few values for everybody (« anonymous ») do not."""
    for column in respondent_columns(table):
        if len(column.values) > FEW_VALUES or column.filled <= 2 * len(column.values):
            return column
    return None


def item_column(table: ResultsTable, item: ItemMapping) -> Column:
    """The column of an item: by its heading, its other wordings, else by its question code."""
    for name in (item.source, *item.wordings):
        column = table.find(name)
        if column is not None:
            return column
    codes = {parse_heading(item.source).code, item.source, item.code} - {None}
    for column in table.columns:
        if parse_heading(column.name).code in codes:
            return column
    return table.column(item.source)


def _answer_set(source: str, column: Column) -> AnswerSet:
    answers: dict[str, int] = {}
    for text, count in zip(column.texts, column.counts.tolist(), strict=True):
        answers[text] = answers.get(text, 0) + count
    return AnswerSet(source, parse_heading(column.name), answers)


def _without(left_out: Mapping[str, LeftOut], used: Iterable[str]) -> dict[str, LeftOut]:
    return {name: reason for name, reason in left_out.items() if name not in set(used)}


# With its questionnaire ----------------------------------------------------------------------------------------


def recognise_structured(
    table: ResultsTable,
    structure: ImportedQuestionnaire,
    *,
    given: ResultsMapping,
    known_departments: frozenset[str],
) -> Recognition:
    """The correspondence of results whose questionnaire is known: only the department and the attributes are sought.

    Raises InvalidFile when a named column is absent, or when no column is a question of the questionnaire.
    """
    _require_named_columns(table, given)
    fields = matched_fields(table, structure)
    if not fields and not all(isinstance(item, TextItem) for item in structure.definition.items()):
        raise InvalidFile(
            _(
                "Aucune colonne des résultats ne correspond à une question du questionnaire donné : vérifiez que les deux fichiers vont ensemble."
            )
        )
    left_out = _without_answers(table, given, fields)
    base = given.model_copy(update={"layout": Layout.WIDE, "sheet": given.sheet or table.sheet})
    taken: set[str] = set()
    name = base.respondent_column
    key = table.column(name) if name else None if base.respondent else _personal_key(table)
    if key is not None and key.name not in fields:
        taken.add(key.name)
        left_out.setdefault(key.name, LeftOut.KEY)
    open_questions = {column for column, one in fields.items() if not one.values}
    roles = _shared_roles(table, base, taken, known_departments, {**left_out, **_as_keys(open_questions)})
    if not roles["department"]:
        barred = taken | set(left_out) | open_questions
        roles["department"] = department_by_question(
            table, structure, fields, but=barred, known=known_departments
        )
    for column in table.columns:
        if column.name not in fields and column.name not in taken:
            left_out.setdefault(column.name, _unasked(column))
    left_out = without_open_answers(table, structure, left_out)
    mapping = base.model_copy(
        update={
            **roles,
            "respondent": _respondent_name(key, base),
            "items": (),
            "dimensions": {},
            "scales": {},
        }
    )
    return Recognition(mapping, left_out)


def _without_answers(
    table: ResultsTable, given: ResultsMapping, fields: Mapping[str, ResultField]
) -> dict[str, LeftOut]:
    """The columns that were dropped by hand, or look private or technical.

    The heading of a question saves a column from looks, except from holding identities where any number may be typed.
    """
    left_out = private_or_technical(table)
    left_out.update({column.name: LeftOut.DROPPED for name in given.drop if (column := table.find(name))})
    closed = {name for name, one in fields.items() if one.coding is not Coding.NUMBER}
    return {
        name: reason
        for name, reason in left_out.items()
        if name not in fields
        or reason is LeftOut.DROPPED
        or (reason is LeftOut.IDENTITY and name not in closed)
    }


def _as_keys(names: Iterable[str]) -> dict[str, LeftOut]:
    return dict.fromkeys(names, LeftOut.KEY)


def _unasked(column: Column) -> LeftOut:
    """Why a column without a question is left out."""
    reason = _answer_set(column.name, column).unscored_reason()
    return reason if reason in (LeftOut.FREE_TEXT, LeftOut.EMPTY) else LeftOut.UNUSED


# Long ----------------------------------------------------------------------------------------------------------


def _recognise_long(
    table: ResultsTable, base: ResultsMapping, left_out: dict[str, LeftOut], known: frozenset[str]
) -> Recognition:
    question, value = _question_and_value(table, base)
    taken = {question.name, value.name}
    columns = {
        "question_label": companion(
            table, base.question_label, QUESTION_LABEL, of=question, taken=taken, variants=1.5
        ),
        "value_label": companion(table, base.value_label, VALUE_LABEL, of=value, taken=taken),
        "dimension": companion(table, base.dimension, DIMENSION, of=question, taken=taken),
    }
    roles = _shared_roles(table, base, taken, known, left_out)
    wordings = question_lines(question)
    key, notices = respondent(table, base, wordings[0])
    sets = question_sets(question, value, columns, wordings)
    found, suppositions = _scales(sets, base, lone_numbers=True)
    themes = by_question(columns["dimension"], wordings)
    items, dimensions = describe_items(base, sets=sets, found=found, dimension_of=themes)
    notices += suppositions + merged_wordings(question, wordings, items)
    named_columns = {"question": question, "value": value, **columns}
    _leave_out(table, left_out, used=taken, key=key)
    scored = {answers.source for _item, answers in match_items(items, sets)}
    left_out.update(
        {q.source: found.left_out.get(q.source, LeftOut.UNUSED) for q in sets if q.source not in scored}
    )
    mapping = base.model_copy(
        update={
            **roles,
            **{role: column.name if column else None for role, column in named_columns.items()},
            "respondent": _respondent_name(key, base),
            "items": items,
            "dimensions": dimensions,
            "scales": found.scales,
        }
    )
    present = {item.source for item in items}
    absent = tuple(item.source for item in base.items if item.source not in present)
    return Recognition(mapping, _without(left_out, taken), notices, absent).observe(sets)


def _question_and_value(table: ResultsTable, base: ResultsMapping) -> tuple[Column, Column]:
    question = table.column(base.question) if base.question else question_column(table)
    said = [base.value_label or "", question.name if question else ""]
    value = table.column(base.value) if base.value else value_column(table, but=said)
    if question is None or value is None:
        raise InvalidFile(
            _("Dites quelle colonne porte la question et laquelle porte la réponse (question, value).")
        )
    return question, value


def _leave_out(
    table: ResultsTable, left_out: dict[str, LeftOut], *, used: set[str], key: Column | None
) -> None:
    """Give a reason to every column that plays no part; the key is a person's or a line's number."""
    if key is not None and left_out.get(key.name) is not LeftOut.IDENTITY:
        left_out[key.name] = LeftOut.KEY
    for column in table.columns:
        if column.name not in used:
            left_out.setdefault(column.name, LeftOut.UNUSED)


def _respondent_name(key: Column | None, base: ResultsMapping) -> str | None:
    """The key's column; when the person named one that is none, the mapping keeps that there is none."""
    if key is not None:
        return key.name
    return NO_COLUMN if base.respondent else None


# Scales --------------------------------------------------------------------------------------------------------


def _scales(
    sets: list[AnswerSet], base: ResultsMapping, *, lone_numbers: bool = False
) -> tuple[RecognisedScales, list[str]]:
    """The scale of each question: the one that its item names, else a described one that fits, else recognised."""
    stated = {answers.source: item.scale for item, answers in match_items(base.items, sets) if item.scale}
    chosen: dict[str, str] = {}
    for answers in sets:
        name = stated.get(answers.source) or _fitting(answers, base)
        if name is not None:
            chosen[answers.source] = name
    others = [answers for answers in sets if answers.source not in chosen]
    found = recognise_scales(others, lone_numbers=lone_numbers or bool(base.items))
    renamed = {name: name if name not in base.scales else f"{name}_bis" for name in found.scales}
    found.by_source = {**chosen, **{source: renamed[name] for source, name in found.by_source.items()}}
    used = set(chosen.values())
    found.scales = {
        **{name: scale for name, scale in base.scales.items() if name in used},
        **{renamed[name]: scale for name, scale in found.scales.items()},
    }
    return found, list(dict.fromkeys(found.suppositions))


def _fitting(answers: AnswerSet, base: ResultsMapping) -> str | None:
    """The first described scale that knows nearly all of the answers."""
    for name, scale in base.scales.items():
        codes = step_codes(scale, list(answers.answers))
        counts = np.fromiter(answers.answers.values(), dtype=np.int64, count=len(codes))
        if counts.sum() and (codes > 0).any() and counts[codes == OUTSIDE].sum() <= 0.2 * counts.sum():
            return name
    return None
