"""Who answered: the department and the attributes of each line, and the groups that they make."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.importing.columns import Column, Indices, ResultsTable
from transfo_rh.campaigns.importing.mapping import ResultsMapping
from transfo_rh.campaigns.importing.placement import Path, Placement, names_department, place
from transfo_rh.campaigns.model import Basis
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext, quoted
from transfo_rh.exchange.problems import Problem
from transfo_rh.staff.tree import DepartmentTree

ATTRIBUTE_VALUES = 100
ATTRIBUTE_VALUE_LENGTH = 250


def without_department(count: int, basis: Basis) -> str:
    """How many people, or lines, belong to no department."""
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


def attribute(table: ResultsTable, name: str) -> Column:
    """The column of an attribute. Raises InvalidFile when it has too many values to group anybody."""
    column = table.column(name)
    if len(column.values) > ATTRIBUTE_VALUES:
        raise InvalidFile(
            _("« {column} » a {n} valeurs différentes : ce n’est pas un attribut de regroupement.").format(
                column=name, n=number(len(column.values))
            )
        )
    return column


def attribute_values(columns: Sequence[Column], roles: Sequence[Indices]) -> list[tuple[str | None, ...]]:
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


def placed(
    table: ResultsTable, mapping: ResultsMapping, tree: DepartmentTree
) -> tuple[Placement, Indices, list[Problem]]:
    """The units, the unit of each line (−1: none), and one problem when departments are unknown."""
    if not mapping.department_columns:
        return Placement((), {}), np.full(len(table), -1, np.int32), []
    columns = [table.column(name) for name in mapping.department_columns]
    distinct, first, lines = combinations([column.codes for column in columns])
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


def combinations(columns: Sequence[Indices]) -> tuple[list[Indices], npt.NDArray[np.intp], Indices]:
    """The distinct combinations of several columns of codes, the first line of each, and each line's combination."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for codes in columns:
        _used, rank = np.unique(codes, return_inverse=True)
        _used, key = np.unique(key * (int(rank.max(initial=0)) + 1) + rank, return_inverse=True)
    _used, first, lines = np.unique(key, return_index=True, return_inverse=True)
    return [codes[first] for codes in columns], first, lines.astype(np.int32)
