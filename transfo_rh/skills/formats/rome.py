"""ROME 4.0 as France Travail publishes it: ``unix_<table>_v4xx_utf8.csv``, any version, « , » or « ; », BOM or not."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent
from transfo_rh.skills.formats.columns import Line, fault, files_of, missing_files, read_lines, refuse_cut
from transfo_rh.skills.references.model import KNOWLEDGE as KNOWLEDGE_KIND
from transfo_rh.skills.references.model import (
    ROME,
    ReferenceContent,
    ReferenceMobility,
    ReferenceOccupation,
    ReferenceRequirement,
    ReferenceSkill,
)

OCCUPATIONS = "referentiel_code_rome"
LABELS = "referentiel_appellation"
SKILLS = "referentiel_competence"
ITEMS = "coherence_item"
MOBILITIES = "rubrique_mobilite"
KNOWLEDGE = (
    "referentiel_savoir"  # absent from the first versions, whose sets have no list of all items either
)
ALL_ITEMS = "item"
NEEDED = (OCCUPATIONS, LABELS, SKILLS, ITEMS, MOBILITIES)

_NAME = re.compile(r"(?:unix_)?(?P<table>[a-z_]+?)_v(?P<version>\d+)(?:_[a-z0-9-]+)?\.csv", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]\d{4}")


def read_rome(folder: Path, *, progress: Progress = silent) -> ReferenceContent:
    """The job sheets with their appellations, skills and knowledge, what each sheet asks, and the official mobilities.

    Of several versions in the folder, the newest. Raises InvalidFile naming the files that are missing, or the file, the
    line and the reason.
    """
    version, files = _files(folder)
    labels = _labels(files[LABELS])
    progress(0.2, _("Métiers"))
    occupations = _occupations(files[OCCUPATIONS], labels)
    codes = {occupation.code for occupation in occupations}
    _refuse_orphans(files[LABELS], labels, codes)
    progress(0.35, _("Compétences"))
    skills = _skills(files[SKILLS], "code_ogr", "libelle_competence", kind="cat_comp")
    if KNOWLEDGE in files:
        known = {skill.code for skill in skills}
        more = _skills(files[KNOWLEDGE], "code_ogr_savoir", "libelle_savoir", kind=None)
        skills += tuple(skill for skill in more if skill.code not in known)
    progress(0.6, _("Liens entre métiers et compétences"))
    requirements = _requirements(files[ITEMS], codes, {skill.code for skill in skills})
    mobilities = _mobilities(files[MOBILITIES], codes)
    return ReferenceContent(ROME, f"v{version}", occupations, skills, mobilities, requirements)


def _files(folder: Path) -> tuple[int, dict[str, Path]]:
    versions: dict[int, dict[str, Path]] = defaultdict(dict)
    for path in files_of(folder):
        found = _NAME.fullmatch(path.name)
        if found is not None:
            tables = versions[int(found["version"])]
            table = found["table"].casefold()
            if table not in tables or "utf8" in path.name.casefold():
                tables[table] = path
    version = max(versions, default=None)
    files = versions[version] if version is not None else {}
    shown = version if version is not None else "4xx"
    needed = (*NEEDED, KNOWLEDGE) if ALL_ITEMS in files else NEEDED
    missing = [f"unix_{table}_v{shown}_utf8.csv" for table in needed if table not in files]
    if version is None or missing:
        raise missing_files(folder, missing)
    refuse_cut(files[table] for table in (*NEEDED, KNOWLEDGE) if table in files)
    return version, files


def _code(line: Line, column: str) -> str:
    code = line.text(column)
    if not _CODE.fullmatch(code):
        raise fault(
            line.file,
            line.number,
            _("« {code} » n’est pas un code ROME (une lettre, quatre chiffres)").format(code=code),
        )
    return code


def _labels(path: Path) -> dict[str, dict[str, int]]:
    """ROME code → appellations, each with its line."""
    labels: dict[str, dict[str, int]] = defaultdict(dict)
    required = ("libelle_appellation_long", "libelle_appellation_court", "code_rome")
    for line in read_lines(path, required=required):
        names = labels[_code(line, "code_rome")]
        names.setdefault(line.text("libelle_appellation_long"), line.number)
        if short := line.cells["libelle_appellation_court"]:
            names.setdefault(short, line.number)
    return labels


def _occupations(path: Path, labels: dict[str, dict[str, int]]) -> tuple[ReferenceOccupation, ...]:
    found: dict[str, ReferenceOccupation] = {}
    for line in read_lines(path, required=("code_rome", "libelle_rome")):
        code, label = _code(line, "code_rome"), line.text("libelle_rome")
        if code in found:
            raise fault(line.file, line.number, _("le code « {code} » y est deux fois").format(code=code))
        parent = line.optional("code_rome_parent")
        others = tuple(name for name in labels.get(code, {}) if name != label)
        former = parent if parent and parent != code else None
        found[code] = ReferenceOccupation(code, label, former, others)
    return tuple(found.values())


def _refuse_orphans(path: Path, labels: dict[str, dict[str, int]], codes: set[str]) -> None:
    for code, names in labels.items():
        if code not in codes:
            raise fault(path.name, min(names.values()), _unknown(code))


def _unknown(code: str) -> str:
    return _("le code « {code} » n’est pas dans la liste des métiers").format(code=code)


def _skills(path: Path, key: str, label: str, *, kind: str | None) -> tuple[ReferenceSkill, ...]:
    found: dict[str, ReferenceSkill] = {}
    for line in read_lines(path, required=(key, label)):
        code = line.text(key, maximum=120)
        name = line.optional(kind) if kind is not None else KNOWLEDGE_KIND
        found.setdefault(code, ReferenceSkill(code, line.text(label), name[:60]))
    return tuple(found.values())


def _requirements(path: Path, codes: set[str], skills: set[str]) -> tuple[ReferenceRequirement, ...]:
    """Skills and knowledge alone: the items that are conditions of work are no skill."""
    found: dict[tuple[str, str], bool] = {}
    for line in read_lines(path, required=("code_rome", "code_ogr")):
        occupation = _code(line, "code_rome")
        if occupation not in codes:
            raise fault(line.file, line.number, _unknown(occupation))
        item = line.text("code_ogr")
        if item in skills:
            essential = line.optional("coeur_metier").casefold() == "principale"
            found[occupation, item] = found.get((occupation, item), False) or essential
    return tuple(ReferenceRequirement(job, item, essential) for (job, item), essential in found.items())


def _mobilities(path: Path, codes: set[str]) -> tuple[ReferenceMobility, ...]:
    found = []
    for line in read_lines(path, required=("code_rome", "code_rome_cible")):
        origin, target = _code(line, "code_rome"), _code(line, "code_rome_cible")
        for code in (origin, target):
            if code not in codes:
                raise fault(line.file, line.number, _unknown(code))
        rank = line.optional("numero_ordre")
        if rank and not rank.isdecimal():
            raise fault(
                line.file, line.number, _("« {rank} » n’est pas un numéro d’ordre").format(rank=rank[:40])
            )
        kind = line.optional("libelle_type_mobilite") or line.optional("code_type_mobilite")
        found.append(ReferenceMobility(origin, target, kind[:60], int(rank) if rank else 0))
    return tuple(found)
