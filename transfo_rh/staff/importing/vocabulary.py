"""The words under which payroll and HR software name the columns of a staff file (data/staff_vocabulary.yaml)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import yaml

from transfo_rh.core.paths import data_folder
from transfo_rh.staff.importing.fields import Field
from transfo_rh.staff.search import plain

CODE_WORDS = ("code", "id", "no", "num", "numero", "ref", "identifiant")
NAME_WORDS = ("libelle", "lib", "nom", "intitule", "name", "label")
_SMALL_WORDS = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "a", "of", "the", "en", "au"))


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, Any]:
    path = data_folder("data") / "staff_vocabulary.yaml"
    with path.open("rb") as file:
        content: dict[str, Any] = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506 - text and lists only
    return content


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
    """The telling words of a column's name.

    >>> words_of("N° de Matricule (agent)"), words_of("DeptID"), words_of("Date d’entrée")
    (('no', 'matricule', 'agent'), ('dept', 'id'), ('date', 'entree'))
    """
    spaced = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", name.replace("°", "o "))
    found = re.findall(r"[a-z0-9]+", plain(spaced))
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
    """
    words = words_of(column)
    exact = _exact_names().get("".join(words), {})
    if field in exact:
        return exact[field]
    if exact:
        return 0.0
    have = set(words)
    best = 0.0
    for name in names_of_fields()[field]:
        wanted = set(words_of(name))
        if len(wanted) > 1 or len(have) <= 3:
            shared = len(have & wanted)
            if shared == len(wanted):
                best = max(best, 0.5 + 0.35 * shared / len(have))
    return best
