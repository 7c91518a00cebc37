"""A results file and its completed correspondence, put together: items, units, and coded records ready to store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.importing.columns import Column, Indices, ResultsTable
from transfo_rh.campaigns.importing.long_layout import question_lines
from transfo_rh.campaigns.importing.mapping import Layout, ResultsMapping
from transfo_rh.campaigns.importing.packing import pack_questions, responses_of
from transfo_rh.campaigns.importing.placement import Path, Placement, names_department, place
from transfo_rh.campaigns.importing.recoding import PROBLEMS_IN_ALL, Codes, code_long, code_wide
from transfo_rh.campaigns.importing.recognition import item_column
from transfo_rh.campaigns.importing.wording import wording_key
from transfo_rh.campaigns.model import (
    MISSING,
    NOT_APPLICABLE,
    Basis,
    Dimension,
    Item,
    Questionnaire,
    Response,
    Unit,
)
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext, quoted
from transfo_rh.exchange.problems import Problem
from transfo_rh.staff.tree import DepartmentTree

ATTRIBUTE_VALUES = 100
REPEATED_PEOPLE = 0.2
ATTRIBUTE_NAME_LENGTH = 120
ATTRIBUTE_VALUE_LENGTH = 250


@dataclass(frozen=True)
class Counts:
    """What was read. ``respondents`` is None when answers cannot be joined into people."""

    lines: int
    respondents: int | None
    departments: int
    questions: int
    answers: int
    not_applicable: int
    blanks: int


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

    def responses(self, generator: np.random.Generator) -> list[Response]:
        """The raw records, shuffled."""
        return responses_of(
            units=self.group_units,
            attributes=self.group_attributes,
            groups=self.groups,
            matrix=self.matrix,
            generator=generator,
        )


def assemble(
    table: ResultsTable, mapping: ResultsMapping, *, tree: DepartmentTree, generator: np.random.Generator
) -> Assembly:
    """Coded records of a file whose correspondence is complete; problems, when there are any, stop the import."""
    placement, line_units, problems = _placed(table, mapping, tree)
    attributes = [_attribute(table, name) for name in mapping.attributes]
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
        notices.append(_without_department(blank, body.basis))
    return Assembly(
        basis=body.basis,
        questionnaire=_questionnaire(mapping),
        units=placement.units,
        attributes=tuple(name[:ATTRIBUTE_NAME_LENGTH] for name in mapping.attributes),
        groups=body.groups,
        group_units=body.roles[0],
        group_attributes=tuple(_attribute_values(attributes, body.roles)),
        matrix=body.matrix,
        counts=Counts(len(table), body.respondents, named, len(mapping.items), *body.cells),
        notices=(*notices, *body.notices),
        problems=(*problems, *body.problems)[:PROBLEMS_IN_ALL],
    )


def _without_department(count: int, basis: Basis) -> str:
    said = (
        ngettext(
            "{n} personne sans service : comptée dans l’ensemble seulement.",
            "{n} personnes sans service : comptées dans l’ensemble seulement.",
            count,
        )
        if basis is Basis.PERSON
        else ngettext(
            "{n} ligne sans service : comptée dans l’ensemble seulement.",
            "{n} lignes sans service : comptées dans l’ensemble seulement.",
            count,
        )
    )
    return said.format(n=number(count))


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


def _attribute(table: ResultsTable, name: str) -> Column:
    column = table.column(name)
    if len(column.values) > ATTRIBUTE_VALUES:
        raise InvalidFile(
            _("« {column} » a {n} valeurs différentes : ce n’est pas un attribut de regroupement.").format(
                column=name, n=number(len(column.values))
            )
        )
    return column


def _attribute_values(columns: Sequence[Column], roles: Sequence[Indices]) -> list[tuple[str | None, ...]]:
    """The attribute values of each group; ``roles`` begins with the units."""
    if not columns:
        return [()] * len(roles[0])
    return [
        tuple(
            column.texts[code][:ATTRIBUTE_VALUE_LENGTH] if code >= 0 else None
            for column, code in zip(columns, codes, strict=True)
        )
        for codes in zip(*(role.tolist() for role in roles[1:]), strict=True)
    ]


def _placed(
    table: ResultsTable, mapping: ResultsMapping, tree: DepartmentTree
) -> tuple[Placement, Indices, list[Problem]]:
    """The units, the unit of each line (−1: none), and one problem when departments are unknown."""
    if not mapping.department_columns:
        return Placement((), {}), np.full(len(table), -1, np.int32), []
    columns = [table.column(name) for name in mapping.department_columns]
    distinct, first, lines = _combinations([column.codes for column in columns])
    paths: list[Path] = [
        tuple(
            column.texts[code]
            for column, code in zip(columns, codes, strict=True)
            if code >= 0 and names_department(column.texts[code], tree=tree, renamed=mapping.departments)
        )
        for codes in zip(*(column.tolist() for column in distinct), strict=True)
    ]
    placement = place(
        [path for path in paths if path],
        tree=tree,
        renamed=mapping.departments,
        unknown=mapping.unknown_departments,
    )
    units = np.array([placement.unit_of.get(path, -1) for path in paths], dtype=np.int32)
    problems = []
    if placement.unknown:
        line = min(int(first[rank]) for rank, path in enumerate(paths) if path in set(placement.unknown))
        names = ", ".join(quoted(path[-1]) for path in placement.unknown[:20])
        problems = [
            table.problem(
                _(
                    "services inconnus de l’organisation : {names}. Corrigez-les, donnez leur code sous « departments » dans la correspondance, ou gardez-les avec « unknown_departments: own »"
                ).format(names=names),
                line=line,
                column=columns[-1],
            )
        ]
    return placement, units[lines], problems


def _combinations(columns: Sequence[Indices]) -> tuple[list[Indices], npt.NDArray[np.intp], Indices]:
    """The distinct combinations of several columns of codes, the first line of each, and each line's combination."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for codes in columns:
        _used, rank = np.unique(codes, return_inverse=True)
        _used, key = np.unique(key * (int(rank.max(initial=0)) + 1) + rank, return_inverse=True)
    _used, first, lines = np.unique(key, return_index=True, return_inverse=True)
    return [codes[first] for codes in columns], first, lines.astype(np.int32)


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
    distinct, _first, groups = _combinations(roles)
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
        reason = _(
            '{n} lignes répètent un identifiant. Une ligne par personne et par question : donnez « question » et « value » dans la correspondance. Plusieurs vagues : n’en gardez qu’une avec « filters ». Si cette colonne ne désigne pas les personnes : « respondent: "-" »'
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
    distinct, _first, groups = _combinations(roles)
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
    groups_of, _first, groups = _combinations(merged)
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
