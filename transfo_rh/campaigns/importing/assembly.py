"""A results file and its completed correspondence, put together: items, units, and coded records ready to store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from transfo_rh.campaigns.formats.imported import ImportedQuestionnaire, ResultField
from transfo_rh.campaigns.importing.columns import Column, Indices, ResultsTable
from transfo_rh.campaigns.importing.grouping import (
    attribute,
    attribute_values,
    combinations,
    placed,
    without_department,
)
from transfo_rh.campaigns.importing.long_layout import question_lines
from transfo_rh.campaigns.importing.mapping import Layout, ResultsMapping
from transfo_rh.campaigns.importing.matching import matched_fields, text_fields
from transfo_rh.campaigns.importing.open_answers import comments_of
from transfo_rh.campaigns.importing.packing import pack_questions, responses_of
from transfo_rh.campaigns.importing.recoding import PROBLEMS_IN_ALL, Codes, code_long, code_wide
from transfo_rh.campaigns.importing.recognition import item_column
from transfo_rh.campaigns.importing.structured import (
    code_answers,
    items_of_columns,
    without_items,
)
from transfo_rh.campaigns.importing.wording import wording_key
from transfo_rh.campaigns.model import (
    MISSING,
    NOT_APPLICABLE,
    Basis,
    Comment,
    Dimension,
    Item,
    Questionnaire,
    Response,
    Unit,
)
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.exchange.problems import Problem
from transfo_rh.staff.tree import DepartmentTree

REPEATED_PEOPLE = 0.2
ATTRIBUTE_NAME_LENGTH = 120


@dataclass(frozen=True)
class Counts:
    """What was read. ``respondents`` is None when answers cannot be joined into people; ``comments``: open answers."""

    lines: int
    respondents: int | None
    departments: int
    questions: int
    answers: int
    not_applicable: int
    blanks: int
    comments: int = 0


@dataclass(frozen=True)
class Assembly:
    """Everything that storing needs. ``groups[record]`` points into ``group_units`` and ``group_attributes``."""

    basis: Basis
    questionnaire: Questionnaire
    units: tuple[Unit, ...]
    attributes: tuple[str, ...]
    groups: Indices
    group_units: Indices
    group_attributes: tuple[tuple[str | None, ...], ...]
    matrix: Codes
    counts: Counts
    notices: tuple[str, ...]
    problems: tuple[Problem, ...]
    definition: QuestionnaireFile | None = None
    comments: tuple[Comment, ...] = field(default=(), repr=False)

    def responses(self, generator: np.random.Generator) -> list[Response]:
        """The raw records, shuffled."""
        return responses_of(
            units=self.group_units,
            attributes=self.group_attributes,
            groups=self.groups,
            matrix=self.matrix,
            generator=generator,
        )


def assemble_structured(
    table: ResultsTable,
    mapping: ResultsMapping,
    structure: ImportedQuestionnaire,
    *,
    tree: DepartmentTree,
    left_out: Collection[str],
) -> Assembly:
    """Coded records of a file whose questionnaire is known; ``left_out`` are columns that must not be kept.

    The questions that name the department or an attribute stop being questions. Raises InvalidFile when no other
    question is left.
    """
    placement, line_units, problems = placed(table, mapping, tree)
    attributes = [attribute(table, name) for name in mapping.attributes]
    fields = matched_fields(table, structure)
    texts = text_fields(table, structure)
    used = [*mapping.department_columns, *mapping.attributes, *left_out]
    names = [column.name for name in used if (column := table.find(name)) is not None]
    definition = _still_asked(structure.definition, {**fields, **texts}, names)
    kept = {name: one for name, one in fields.items() if name not in names}
    questionnaire = scored(definition)
    coded = code_answers(table, definition, kept, width=len(questionnaire.items))
    distinct, _first, groups = combinations([line_units, *(column.codes for column in attributes)])
    notices = [*placement.notices, *coded.notices]
    blank = int((line_units < 0).sum())
    if mapping.department_columns and blank and not problems:
        notices.append(without_department(blank, Basis.PERSON))
    comments = comments_of(table, {name: one for name, one in texts.items() if name not in names}, line_units)
    repeats, repeated = _repeated_keys(table, mapping)
    named = int(np.unique(line_units[line_units >= 0]).size)
    questions = sum(1 for _item in definition.items())
    return Assembly(
        basis=Basis.PERSON,
        questionnaire=questionnaire,
        units=placement.units,
        attributes=tuple(name[:ATTRIBUTE_NAME_LENGTH] for name in mapping.attributes),
        groups=groups,
        group_units=distinct[0],
        group_attributes=tuple(attribute_values(attributes, distinct)),
        matrix=coded.matrix,
        counts=Counts(len(table), len(table), named, questions, *_cells(coded.matrix), len(comments)),
        notices=(*notices, *repeats),
        problems=(*problems, *repeated, *coded.problems)[:PROBLEMS_IN_ALL],
        definition=definition,
        comments=comments,
    )


def _still_asked(
    definition: QuestionnaireFile, fields: Mapping[str, ResultField], names: Sequence[str]
) -> QuestionnaireFile:
    """The questionnaire without what the columns of these names answer. Raises InvalidFile when nothing is left."""
    left = without_items(definition, items_of_columns(definition, fields, names))
    if left is None:
        raise InvalidFile(_("Il ne reste aucune question une fois retirés le service et les attributs."))
    return left


def assemble(
    table: ResultsTable, mapping: ResultsMapping, *, tree: DepartmentTree, generator: np.random.Generator
) -> Assembly:
    """Coded records of a file whose correspondence is complete; problems, when there are any, stop the import."""
    placement, line_units, problems = placed(table, mapping, tree)
    attributes = [attribute(table, name) for name in mapping.attributes]
    roles = [line_units, *(column.codes for column in attributes)]
    if mapping.layout is Layout.WIDE:
        body = _wide(table, mapping, roles)
    else:
        body = _long(table, mapping, roles, generator)
    named = int(np.unique(line_units[line_units >= 0]).size)
    notices = list(placement.notices)
    blank = int((body.roles[0][body.groups] < 0).sum())
    if body.basis is Basis.QUESTION:
        blank = int((line_units < 0).sum())
    if mapping.department_columns and blank and not problems:
        notices.append(without_department(blank, body.basis))
    return Assembly(
        basis=body.basis,
        questionnaire=_questionnaire(mapping),
        units=placement.units,
        attributes=tuple(name[:ATTRIBUTE_NAME_LENGTH] for name in mapping.attributes),
        groups=body.groups,
        group_units=body.roles[0],
        group_attributes=tuple(attribute_values(attributes, body.roles)),
        matrix=body.matrix,
        counts=Counts(len(table), body.respondents, named, len(mapping.items), *body.cells),
        notices=(*notices, *body.notices),
        problems=(*problems, *body.problems)[:PROBLEMS_IN_ALL],
    )


def _questionnaire(mapping: ResultsMapping) -> Questionnaire:
    items = tuple(
        Item(
            item.code or "",
            item.label or item.source,
            item.dimension,
            len(mapping.scales[item.scale or ""].values),
            item.reverse,
        )
        for item in mapping.items
    )
    return Questionnaire(tuple(Dimension(code, label) for code, label in mapping.dimensions.items()), items)


@dataclass(frozen=True)
class _Body:
    """Records of one layout. ``roles`` are the unit and the attribute codes of each group; ``cells`` counts
    answers, not applicable, blanks."""

    basis: Basis
    groups: Indices
    roles: list[Indices]
    matrix: Codes
    respondents: int | None
    cells: tuple[int, int, int]
    notices: tuple[str, ...]
    problems: tuple[Problem, ...]


def _cells(codes: Codes) -> tuple[int, int, int]:
    return int((codes > 0).sum()), int((codes == NOT_APPLICABLE).sum()), int((codes == MISSING).sum())


def _wide(table: ResultsTable, mapping: ResultsMapping, roles: list[Indices]) -> _Body:
    columns = [item_column(table, item) for item in mapping.items]
    coded = code_wide(table, columns, [mapping.scales[item.scale or ""] for item in mapping.items])
    distinct, _first, groups = combinations(roles)
    notices, problems = _repeated_keys(table, mapping)
    return _Body(
        Basis.PERSON, groups, distinct, coded.matrix, len(table), _cells(coded.matrix),
        notices, (*problems, *coded.problems),
    )  # fmt: skip


def _repeated_keys(
    table: ResultsTable, mapping: ResultsMapping
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """What to know of people who stand on several lines; a problem when too many do to be a slip."""
    if not mapping.respondent_column:
        return (), ()
    column = table.column(mapping.respondent_column)
    repeated = column.filled - len(column.values)
    if not repeated:
        return (), ()
    if repeated > REPEATED_PEOPLE * column.filled:
        reason = ngettext(
            '{n} ligne répète un identifiant. Une ligne par personne et par question : donnez « question » et « value » dans la correspondance. Plusieurs vagues : n’en gardez qu’une avec « filters ». Si cette colonne ne désigne pas les personnes : « respondent: "-" »',
            '{n} lignes répètent un identifiant. Une ligne par personne et par question : donnez « question » et « value » dans la correspondance. Plusieurs vagues : n’en gardez qu’une avec « filters ». Si cette colonne ne désigne pas les personnes : « respondent: "-" »',
            repeated,
        ).format(n=number(repeated))
        return (), (Problem(reason, sheet=table.place_names[0], column=column.name),)
    notice = (
        ngettext(
            "{n} ligne répète un identifiant de « {column} » : gardée telle quelle.",
            "{n} lignes répètent un identifiant de « {column} » : gardées telles quelles.",
            repeated,
        ).format(n=number(repeated), column=column.name),
    )
    return notice, ()


def _long(
    table: ResultsTable, mapping: ResultsMapping, roles: list[Indices], generator: np.random.Generator
) -> _Body:
    question, value = table.column(mapping.question or ""), table.column(mapping.value or "")
    items = _line_items(question, mapping)
    scales = [mapping.scales[item.scale or ""] for item in mapping.items]
    codes, problems = code_long(table, items=items, value=value, scales=scales)
    lost = np.flatnonzero((question.codes < 0) & (value.codes >= 0))
    problems += tuple(
        table.problem(_("réponse sans question : complétez la question"), line=int(line), column=value)
        for line in lost[:20]
    )
    cells = _cells(codes[items >= 0])
    if mapping.respondent_column:
        body = _people(table, mapping, roles, items, codes)
        return _Body(
            body.basis,
            body.groups,
            body.roles,
            body.matrix,
            body.respondents,
            cells,
            body.notices,
            (*problems, *body.problems),
        )
    distinct, _first, groups = combinations(roles)
    records, matrix = pack_questions(
        groups=groups, items=items, codes=codes, item_count=len(mapping.items), generator=generator
    )
    return _Body(Basis.QUESTION, records, distinct, matrix, None, cells, (), problems)


def _line_items(question: Column, mapping: ResultsMapping) -> Indices:
    """The item of each line, −1 for questions that are not scored."""
    lines, names = question_lines(question)
    position = {}
    for rank, item in enumerate(mapping.items):
        for text in (*item.wordings, item.source):
            position[wording_key(text)] = rank
    target = np.array([position.get(wording_key(name), -1) for name in names] + [-1], dtype=np.int32)
    return target[lines]


def _people(
    table: ResultsTable, mapping: ResultsMapping, roles: list[Indices], items: Indices, codes: Codes
) -> _Body:
    """One record per respondent; a person's lines must agree on the department, the attributes and each answer."""
    person = table.column(mapping.respondent_column or "")
    count = len(person.values)
    matrix = np.full((count, len(mapping.items)), MISSING, dtype=np.int8)
    lines = np.flatnonzero((person.codes >= 0) & (items >= 0) & (codes != MISSING))
    cells = person.codes[lines].astype(np.int64) * len(mapping.items) + items[lines]
    distinct, first, back = np.unique(cells, return_index=True, return_inverse=True)
    kept = codes[lines][first]
    matrix.reshape(-1)[distinct] = kept
    odd = lines[codes[lines] != kept[back]]
    problems = [
        table.problem(_("deux réponses différentes de la même personne à la même question"), line=int(line))
        for line in odd[:20]
    ]
    merged = []
    for role in roles:
        codes_of, conflict = _agreed(person.codes, role, count)
        merged.append(codes_of)
        if conflict is not None:
            problems.append(
                table.problem(
                    _("service ou attribut différent sur deux lignes de la même personne"), line=conflict
                )
            )
    groups_of, _first, groups = combinations(merged)
    notices = _people_notices(int((person.codes < 0).sum()), len(lines) - len(distinct) - len(odd))
    return _Body(Basis.PERSON, groups, groups_of, matrix, count, (0, 0, 0), notices, tuple(problems))


def _agreed(person: Indices, role: Indices, count: int) -> tuple[Indices, int | None]:
    """The code that each person's lines give (−1: none gives any), and a line that contradicts it."""
    lines = np.flatnonzero((person >= 0) & (role >= 0))
    agreed = np.full(count, -1, dtype=np.int32)
    agreed[person[lines][::-1]] = role[lines][::-1]
    odd = lines[agreed[person[lines]] != role[lines]]
    return agreed, int(odd[0]) if odd.size else None


def _people_notices(nobody: int, repeated: int) -> tuple[str, ...]:
    notices = []
    if nobody:
        notices.append(
            ngettext(
                "{n} ligne sans répondant laissée de côté.",
                "{n} lignes sans répondant laissées de côté.",
                nobody,
            ).format(n=number(nobody))
        )
    if repeated > 0:
        notices.append(
            ngettext(
                "{n} réponse répétée à l’identique, comptée une fois.",
                "{n} réponses répétées à l’identique, comptées une fois.",
                repeated,
            ).format(n=number(repeated))
        )
    return tuple(notices)
