"""ESCO as the Commission publishes it: skills_fr.csv, occupations_fr.csv, occupationSkillRelations*.csv when there."""

from __future__ import annotations

import re
from pathlib import Path

from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent
from transfo_rh.skills.formats.columns import Line, files_of, missing_files, read_lines, refuse_cut
from transfo_rh.skills.formats.labels import CONCEPT_COLUMNS, alternatives
from transfo_rh.skills.references.model import (
    ESCO,
    ReferenceContent,
    ReferenceOccupation,
    ReferenceRequirement,
    ReferenceSkill,
)

_NAME = re.compile(
    r"(?P<table>skills|occupations|occupationSkillRelations)(?:_(?P<language>[a-z]{2}))?", re.IGNORECASE
)
_RELATION_COLUMNS = ("occupationUri", "relationType", "skillUri")
_PREFERRED_LANGUAGES = ("fr", "en")
_URI, _LABEL, _ALTERNATIVES = (column.casefold() for column in CONCEPT_COLUMNS)


def read_esco(folder: Path, *, progress: Progress = silent) -> ReferenceContent:
    """Skills and occupations with their alternative labels, and what each occupation asks when the relations are there.

    French files first, else English, else the language found. Raises InvalidFile naming the files that are missing, or
    the file, the line and the reason.
    """
    language, files = _files(folder)
    skills = {
        uri: ReferenceSkill(uri, label, line.optional("skilltype")[:60], others)
        for line, uri, label, others in _concepts(files["skills"])
    }
    progress(0.4, _("Métiers"))
    occupations = {
        uri: ReferenceOccupation(uri, label, None, others)
        for line, uri, label, others in _concepts(files["occupations"])
    }
    progress(0.6, _("Liens entre métiers et compétences"))
    relations = files.get("occupationskillrelations")
    requirements = _requirements(relations, set(occupations), set(skills)) if relations is not None else ()
    return ReferenceContent(
        ESCO, language, tuple(occupations.values()), tuple(skills.values()), requirements=requirements
    )


def _files(folder: Path) -> tuple[str, dict[str, Path]]:
    found: dict[str, dict[str, Path]] = {}
    for path in files_of(folder):
        name = _NAME.fullmatch(path.stem)
        if name is not None:
            found.setdefault((name["language"] or "").casefold(), {})[name["table"].casefold()] = path
    neutral = found.pop("", {})
    languages = [*_PREFERRED_LANGUAGES, *sorted(set(found) - set(_PREFERRED_LANGUAGES)), ""]
    best = max(
        languages,
        key=lambda language: len({"skills", "occupations"} & (neutral | found.get(language, {})).keys()),
    )
    files = neutral | found.get(best, {})
    for tables in found.values():
        if "occupationskillrelations" in tables:
            files.setdefault("occupationskillrelations", tables["occupationskillrelations"])
    missing = [f"{table}_{best or 'fr'}.csv" for table in ("skills", "occupations") if table not in files]
    if missing:
        raise missing_files(folder, missing)
    refuse_cut(files.values())
    return best or "fr", files


def _concepts(path: Path) -> list[tuple[Line, str, str, tuple[str, ...]]]:
    concepts = []
    for line in read_lines(path, required=CONCEPT_COLUMNS):
        label = line.text(_LABEL)
        others = dict.fromkeys(name for name in alternatives(line.cells[_ALTERNATIVES]) if name != label)
        concepts.append((line, line.text(_URI, maximum=120), label, tuple(others)))
    return concepts


def _requirements(path: Path, occupations: set[str], skills: set[str]) -> tuple[ReferenceRequirement, ...]:
    """Relations of concepts that the other files do not hold (withdrawn ones) are left aside."""
    found: dict[tuple[str, str], bool] = {}
    occupation_column, type_column, skill_column = (column.casefold() for column in _RELATION_COLUMNS)
    for line in read_lines(path, required=_RELATION_COLUMNS):
        pair = (line.text(occupation_column), line.text(skill_column))
        if pair[0] in occupations and pair[1] in skills:
            found[pair] = found.get(pair, False) or line.cells[type_column].casefold() == "essential"
    return tuple(ReferenceRequirement(job, skill, essential) for (job, skill), essential in found.items())
