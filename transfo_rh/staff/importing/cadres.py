"""The cadres d'emplois of the territorial civil service: a reference list to recognise what files write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import yaml

from transfo_rh.core.i18n import _, ngettext
from transfo_rh.core.paths import data_folder
from transfo_rh.exchange.problems import Problem, Severity
from transfo_rh.staff.model import AgentRecord, Category, StaffRecords
from transfo_rh.staff.search import plain

_SMALL_WORDS = frozenset(
    (
        "de",
        "des",
        "du",
        "la",
        "le",
        "les",
        "l",
        "d",
        "et",
        "en",
        "territorial",
        "territoriaux",
        "territoriale",
    )
)
_MAXIMUM_WARNINGS = 20


@dataclass(frozen=True, slots=True)
class CadreEmplois:
    """One cadre d'emplois: usual name (plural), category, sector (filière), decree."""

    name: str
    category: Category
    sector: str
    decree: str
    closing: bool = False


@lru_cache(maxsize=1)
def cadres_emplois() -> tuple[CadreEmplois, ...]:
    """The reference list of data/cadres_emplois.yaml."""
    path = data_folder("data") / "cadres_emplois.yaml"
    with path.open("rb") as file:
        content = yaml.load(file, Loader=yaml.CSafeLoader)
    return tuple(
        CadreEmplois(
            entry["name"],
            Category(entry["category"]),
            sector["name"],
            entry["decree"],
            bool(entry.get("closing", False)),
        )
        for sector in content["sectors"]
        for entry in sector["cadres_emplois"]
    )


def _key(name: str) -> str:
    """Words without accents, endings nor small words, so that singular and plural meet.

    >>> _key("Attaché territorial") == _key("ATTACHES TERRITORIAUX")
    True
    """
    words = plain(name).replace("'", " ").replace("-", " ").replace(",", " ").split()
    return " ".join(_singular(word) for word in words if word not in _SMALL_WORDS)


def _singular(word: str) -> str:
    if word.endswith("aux") and len(word) > 4:
        return word[:-3] + "al"
    stem = word[:-1] if word.endswith(("s", "x")) and len(word) > 3 else word
    return stem[:-1] if stem.endswith("e") and len(stem) > 4 else stem


@lru_cache(maxsize=1)
def _by_key() -> dict[str, CadreEmplois]:
    return {_key(cadre.name): cadre for cadre in cadres_emplois()}


@lru_cache(maxsize=5_000)
def recognised(name: str) -> CadreEmplois | None:
    """The cadre d'emplois that a file's wording means, None when the wording is not in the list.

    >>> recognised("Adjoint technique territorial").category
    <Category.C: 'C'>
    """
    return _by_key().get(_key(name))


def with_usual_cadres(records: StaffRecords) -> StaffRecords:
    """The records with recognised cadres d'emplois under their usual name, and their category when it is missing."""
    if not any(record.cadre_emplois for record in records.agents):
        return records
    return replace(records, agents=tuple(_usual(record) for record in records.agents))


def _usual(record: AgentRecord) -> AgentRecord:
    cadre = recognised(record.cadre_emplois) if record.cadre_emplois else None
    if cadre is None:
        return record
    category = record.category or cadre.category
    if record.cadre_emplois == cadre.name and record.category is category:
        return record
    return replace(record, cadre_emplois=cadre.name, category=category)


def cadre_warnings(agents: Iterable[AgentRecord]) -> list[Problem]:
    """One warning per wording that is not in the list, and per category that contradicts the cadre d'emplois."""
    counts: dict[tuple[str, Category | None], int] = {}
    for agent in agents:
        if agent.cadre_emplois:
            key = (agent.cadre_emplois, agent.category)
            counts[key] = counts.get(key, 0) + 1
    unknown: dict[str, int] = {}
    warnings = []
    for (name, category), count in counts.items():
        cadre = recognised(name)
        if cadre is None:
            unknown[name] = unknown.get(name, 0) + count
        elif category is not None and category is not cadre.category:
            reason = _("ce cadre d’emplois est de catégorie {expected}, le fichier dit {found}").format(
                expected=cadre.category.value, found=category.value
            )
            warnings.append(_warning(name, reason, count))
    for name, count in sorted(unknown.items()):
        reason = _("cadre d’emplois absent de la liste de référence, gardé tel quel")
        warnings.append(_warning(name, reason, count))
    return warnings[:_MAXIMUM_WARNINGS]


def _warning(name: str, reason: str, count: int) -> Problem:
    times = ngettext("({n} ligne).", "({n} lignes).", count).format(n=count)
    return Problem(f"{reason} {times}", value=name, severity=Severity.WARNING)
