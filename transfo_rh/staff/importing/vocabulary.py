"""The words under which payroll and HR software name the columns of a staff file (data/staff_vocabulary.yaml)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import yaml

from transfo_rh.core.paths import data_folder
from transfo_rh.staff.importing.fields import Field
from transfo_rh.staff.search import plain

CODE_WORDS = ("code", "id", "numero", "ref", "reference", "identifiant")
NAME_WORDS = ("libelle", "nom", "intitule", "name", "label", "designation")
_SMALL_WORDS = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "a", "of", "the", "en", "au"))
_PARENTS = (Field.PARENT_CODE, Field.PARENT_NAME, Field.PARENT_POSITION)


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, Any]:
    path = data_folder("data") / "staff_vocabulary.yaml"
    with path.open("rb") as file:
        content: dict[str, Any] = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506 - text and lists only
    return content


@lru_cache(maxsize=20)
def word_list(name: str) -> frozenset[str]:
    """One of the lists of words of the vocabulary, such as « structure_words »."""
    return frozenset(_vocabulary()[name])


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    return dict(_vocabulary()["abbreviations"])


def whole_word(word: str) -> str:
    """The word that an abbreviation stands for, the word itself otherwise.

    >>> whole_word("lib"), whole_word("grade")
    ('libelle', 'grade')
    """
    return _abbreviations().get(word, word)


@lru_cache(maxsize=1)
def names_of_fields() -> dict[Field, tuple[str, ...]]:
    """The names of each field, most telling first."""
    return {Field(field): tuple(names) for field, names in _vocabulary()["fields"].items()}


@lru_cache(maxsize=1)
def path_level_names() -> tuple[frozenset[str], ...]:
    """The joined words that name each level of a path, from the top."""
    levels = _vocabulary()["path_levels"].values()
    return tuple(frozenset("".join(words_of(name)) for name in names) for names in levels)


@lru_cache(maxsize=10_000)
def words_of(name: str) -> tuple[str, ...]:
    """The telling words of a column's name, abbreviations written out.

    >>> words_of("N° de Matricule (agent)"), words_of("DeptID"), words_of("DT_ENTREE")
    (('numero', 'matricule', 'agent'), ('department', 'id'), ('date', 'entree'))
    """
    spaced = re.sub(
        r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", name.replace("°", "o ").replace("º", "o ").replace("#", " no ")
    )
    found = [whole_word(word) for word in re.findall(r"[a-z0-9]+", plain(spaced))]
    return tuple(word for word in found if word not in _SMALL_WORDS) or tuple(found)


@lru_cache(maxsize=1)
def _exact_names() -> dict[str, dict[Field, float]]:
    """Joined words → fields and how telling the name is, from 1 down to 0.9."""
    table: dict[str, dict[Field, float]] = {}
    for field, names in names_of_fields().items():
        for rank, name in enumerate(names):
            score = 1 - 0.1 * rank / len(names)
            scores = table.setdefault("".join(words_of(name)), {})
            scores[field] = max(scores.get(field, 0.0), score)
    return table


@lru_cache(maxsize=10_000)
def name_score(column: str, field: Field) -> float:
    """How well a column's name tells a field: 1 for the usual name, 0 for none.

    >>> name_score("Matricule", Field.MATRICULE), name_score("MATRICULE AGENT (paie)", Field.MATRICULE) > 0.5
    (1.0, True)
    >>> name_score("Nombre de Matricule", Field.MATRICULE), name_score("LIB_STRUCT_SUP", Field.PARENT_NAME)
    (0.0, 0.88)
    """
    words = words_of(column)
    exact = _exact_names().get("".join(words), {})
    if field in exact:
        return exact[field]
    have = frozenset(words)
    if exact or have & word_list("counting_words"):
        return 0.0
    by_kind = _structure_score(have)
    if field in by_kind:
        return by_kind[field]
    if have & (word_list("parent_words") - {"rattachement"}) and field not in _PARENTS:
        return 0.0
    return _shared_words_score(have, field)


def _structure_score(have: frozenset[str]) -> dict[Field, float]:
    """For a name made of words for a department, its parent, a code or a name, and nothing else."""
    known = word_list("structure_words") | word_list("neutral_words") | word_list("parent_words")
    if have - known - {*CODE_WORDS, *NAME_WORDS} or not have & word_list("structure_words"):
        return {}
    coded, named = bool(have & {*CODE_WORDS}), bool(have & {*NAME_WORDS})
    if have & word_list("parent_words"):
        return {Field.PARENT_NAME if named and not coded else Field.PARENT_CODE: 0.88}
    if coded:
        return {Field.DEPARTMENT_CODE: 0.85}
    return (
        {Field.DEPARTMENT_NAME: 0.84} if named else {Field.DEPARTMENT_NAME: 0.8, Field.DEPARTMENT_CODE: 0.7}
    )


def _shared_words_score(have: frozenset[str], field: Field) -> float:
    telling = have - word_list("neutral_words") or have
    best = 0.0
    for name in names_of_fields()[field]:
        wanted = set(words_of(name))
        if (len(wanted) > 1 or len(telling) <= 3) and wanted <= have:
            if (have - wanted) & word_list("other_words"):
                continue
            best = max(best, 0.5 + 0.35 * len(wanted) / len(have))
    return best
