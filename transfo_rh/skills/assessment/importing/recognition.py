"""Guessing how a file of levels is laid out, and which skill each label names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Table, Value, text_of
from transfo_rh.skills.assessment.importing.cells import Scale
from transfo_rh.skills.assessment.importing.model import (
    FIELDS_OF,
    Layout,
    LevelField,
    LevelsMapping,
    SheetMapping,
)
from transfo_rh.skills.model import Skill, Source
from transfo_rh.staff.importing.fields import Field
from transfo_rh.staff.importing.vocabulary import name_score
from transfo_rh.staff.search import plain

_SIGNS = re.compile(r"[^a-z0-9+#]+")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_PEOPLE = (Field.MATRICULE, Field.EMAIL, Field.FULL_NAME)
_ENOUGH = 0.8
_NAMES: dict[LevelField, tuple[str, ...]] = {
    LevelField.SKILL: (
        "competence",
        "code competence",
        "libelle competence",
        "competences",
        "skill",
        "savoir faire",
    ),
    LevelField.LEVEL: (
        "niveau",
        "niveau atteint",
        "niveau evalue",
        "evaluation",
        "level",
        "niveau pix",
        "niveau de maitrise",
    ),
    LevelField.STATED_ON: (
        "date",
        "date evaluation",
        "date de l evaluation",
        "evalue le",
        "date d evaluation",
        "le",
        "date entretien",
        "date obtention",
        "obtenu le",
    ),
    LevelField.SOURCE: ("source", "origine", "evaluateur", "type d evaluation", "qui"),
    LevelField.EXPIRES_ON: (
        "expire le",
        "expiration",
        "date expiration",
        "date d expiration",
        "fin de validite",
        "valable jusqu au",
        "valide jusqu au",
        "expires",
    ),
    LevelField.NOTE: (
        "remarque",
        "commentaire",
        "observation",
        "intitule du certificat",
        "certificat",
        "note",
    ),
}


def folded(label: str) -> str:
    """A label without accents, case nor punctuation.

    >>> folded("Qualité des données"), folded("qualite_des-DONNEES ")
    ('qualite des donnees', 'qualite des donnees')
    """
    return _SIGNS.sub(" ", plain(label)).strip()


def skill_names(skills: Iterable[Skill]) -> dict[str, str]:
    """Folded code, label, synonym, ESCO address or ROME code → skill code.

    A name that two skills share is left out, unless it is the label of one.
    """
    firm: dict[str, str] = {}
    other: dict[str, str | None] = {}
    for skill in skills:
        content = skill.content
        for name in (content.code, content.label.fr, content.label.en):
            firm.setdefault(folded(name), content.code)
        references = content.references
        for name in (*content.synonyms_fr, *content.synonyms_en, *references.esco, *references.rome):
            key = folded(name)
            other[key] = content.code if other.get(key, content.code) == content.code else None
    names = {key: code for key, code in other.items() if code is not None and key}
    return names | {key: code for key, code in firm.items() if key}


def skill_named(label: str, names: Mapping[str, str]) -> str | None:
    """The skill of a label, with or without what it says between brackets at its end.

    >>> skill_named("SQL (niveau)", {"sql": "data_sql"})
    'data_sql'
    """
    return names.get(folded(label)) or names.get(folded(_BRACKETS.sub("", label)))


def find_header(
    rows: Sequence[Sequence[Value]], names: Mapping[str, str]
) -> tuple[int, Sequence[Value]] | None:
    """The first row with the most known titles, two at least."""
    counts = [_known_titles(row, names) for row in rows]
    best = max(counts, default=0)
    return None if best < 2 else (counts.index(best), rows[counts.index(best)])


def _known_titles(row: Sequence[Value], names: Mapping[str, str]) -> int:
    titles = {value for value in row if isinstance(value, str) and len(value) <= 250}
    return sum(
        _field_of(title) is not None or _is_person(title) or skill_named(title, names) is not None
        for title in titles
    )


def _field_of(title: str) -> LevelField | None:
    wanted = folded(title)
    return next((field for field, names in _NAMES.items() if wanted in names), None)


def _is_person(title: str) -> bool:
    return any(name_score(title, field) >= _ENOUGH for field in _PEOPLE)


def is_about_staff(title: str) -> bool:
    """True for a column that a staff file would hold: never taken for a skill."""
    return any(name_score(title, field) >= _ENOUGH for field in Field)


def guess_sheet(table: Table, names: Mapping[str, str]) -> SheetMapping:
    """The layout of one sheet and what its columns hold."""
    columns: dict[LevelField, str] = {}
    people = [
        (name_score(title, field) - 0.05 * rank, title)
        for rank, field in enumerate(_PEOPLE)
        for title in table.columns
        if name_score(title, field) >= _ENOUGH
    ]
    if people:
        columns[LevelField.PERSON] = max(people, key=lambda found: found[0])[1]
    else:
        columns |= _names(table.columns)
    for title in table.columns:
        field = _field_of(title)
        if field is not None and field not in columns and title not in columns.values():
            columns[field] = title
    if LevelField.PERSON in columns and {LevelField.SKILL, LevelField.LEVEL} <= columns.keys():
        return SheetMapping(table.sheet, Layout.LONG, columns)
    known = [title for title in table.columns if skill_named(title, names) is not None]
    if LevelField.PERSON in columns and known:
        kept = FIELDS_OF[Layout.MATRIX]
        matrix = {field: title for field, title in columns.items() if field in kept and title not in known}
        return SheetMapping(table.sheet, Layout.MATRIX, matrix)
    return SheetMapping(table.sheet, Layout.IGNORED)


def _names(titles: Sequence[str]) -> dict[LevelField, str]:
    """The columns of last and first names, when both stand."""
    fields = {LevelField.PERSON: Field.LAST_NAME, LevelField.FIRST_NAME: Field.FIRST_NAME}
    found = {
        wanted: next((title for title in titles if name_score(title, field) >= _ENOUGH), None)
        for wanted, field in fields.items()
    }
    return {wanted: title for wanted, title in found.items() if title is not None and all(found.values())}


def labels_of(table: Table, mapping: SheetMapping) -> tuple[str, ...]:
    """What may name skills in a sheet: the other titles of a matrix, the values of the column of a long form.

    A column without title nor value names none.
    """
    if mapping.layout is Layout.MATRIX:
        taken = set(mapping.columns.values())
        return tuple(
            title
            for position, title in enumerate(table.columns)
            if title not in taken and not is_about_staff(title) and not _is_nothing(table, position)
        )
    if mapping.layout is Layout.LONG and LevelField.SKILL in mapping.columns:
        found = (text_of(value) for value in table.column(mapping.columns[LevelField.SKILL]))
        return tuple(dict.fromkeys(label for label in found if label))
    return ()


def _is_nothing(table: Table, position: int) -> bool:
    untitled = table.columns[position] == _("Colonne {n}").format(n=position + 1)
    return untitled and all(record[position] is None for record in table.records)


def guess_mapping(
    name: str, tables: Sequence[Table], names: Mapping[str, str], *, today: date
) -> LevelsMapping:
    """The likeliest reading of a file; labels that no skill has are left without one."""
    sheets = tuple(guess_sheet(table, names) for table in tables)
    labels = [label for table, sheet in zip(tables, sheets, strict=True) for label in labels_of(table, sheet)]
    titles = [name, *(table.sheet for table in tables), *(t for table in tables for t in table.columns)]
    is_pix = any("pix" in folded(title).split() for title in titles)
    return LevelsMapping(
        sheets=sheets,
        skills={label: skill_named(label, names) for label in labels},
        scale=Scale.PIX if is_pix else Scale.LEVELS,
        source=Source.PIX if is_pix else Source.HR,
        stated_on=today,
    )
