"""Use cases of reference catalogues: import, official mobilities, search for a code to link to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent
from transfo_rh.skills.formats.esco import read_esco
from transfo_rh.skills.formats.rome import read_rome
from transfo_rh.skills.matching.concepts import build_index
from transfo_rh.skills.matching.index import SUGGESTIONS, Concept, LabelIndex, Suggestion
from transfo_rh.skills.references import repository
from transfo_rh.skills.references.model import ROME, ReferenceContent, ReferenceSummary


def import_rome(*, viewer: Viewer, folder: Path, progress: Progress = silent) -> ReferenceSummary:
    """Put the ROME of this folder in the place of the former one, all or nothing.

    Raises PermissionDenied, InvalidFile naming what is missing or wrong.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    return _store(viewer, read_rome(folder, progress=progress), progress)


def import_esco(*, viewer: Viewer, folder: Path, progress: Progress = silent) -> ReferenceSummary:
    """Put the ESCO classification of this folder in the place of the former one, all or nothing.

    Raises PermissionDenied, InvalidFile naming what is missing or wrong.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    return _store(viewer, read_esco(folder, progress=progress), progress)


def _store(viewer: Viewer, content: ReferenceContent, progress: Progress) -> ReferenceSummary:
    progress(0.8, _("Enregistrement"))
    at = clock.now()
    with database().write() as session:
        repository.replace(session, content, at=at)
        audit.record(
            session,
            viewer=viewer,
            action=f"skills.import_{content.code}",
            object_type="reference_catalogue",
            object_id=content.version,
        )
    progress(1.0, _("Terminé"))
    return ReferenceSummary(content.code, content.version, at, content.counts)


def reference_catalogues(*, viewer: Viewer) -> tuple[ReferenceSummary, ...]:
    """What was imported, and when. Raises PermissionDenied."""
    require(viewer, Permission.VIEW_CATALOGUE)
    with database().read() as session:
        return repository.summaries(session)


def official_labels(*, viewer: Viewer, codes: Collection[str], skills: bool) -> dict[str, str]:
    """Code → official name, for the codes of job sheets, or of ``skills``, that an import brought.

    Raises PermissionDenied.
    """
    require(viewer, Permission.VIEW_CATALOGUE)
    with database().read() as session:
        return repository.labels(session, codes, skills=skills) if codes else {}


def rome_mobilities(session: Session, codes: Collection[str]) -> frozenset[tuple[str, str]]:
    """The official ROME mobilities (from, to) that begin or end at these ROME codes; empty before any import.

    A code of ROME 4 that its import says to come from a former one also has the mobilities of the former code.
    """
    sheets = repository.occupations(session, ROME, codes=codes)
    heirs: dict[str, set[str]] = {code: {code} for code in codes}
    for sheet in sheets:
        if sheet.parent is not None:
            heirs.setdefault(sheet.parent, {sheet.parent}).add(sheet.code)
    found = repository.mobilities(session, ROME, codes=heirs)
    return frozenset(
        (origin, target)
        for mobility in found
        for origin in heirs.get(mobility.from_code, {mobility.from_code})
        for target in heirs.get(mobility.to_code, {mobility.to_code})
        if origin != target
    )


def search_occupations(
    *, viewer: Viewer, catalogue: str, text: str, top: int = SUGGESTIONS
) -> tuple[Suggestion, ...]:
    """The job sheets of a reference catalogue that the text may mean, to link a role to.

    Raises PermissionDenied, NotFound when the catalogue was not imported.
    """
    return _search(viewer, catalogue, text, top=top, skills=False)


def search_skills(
    *, viewer: Viewer, catalogue: str, text: str, top: int = SUGGESTIONS
) -> tuple[Suggestion, ...]:
    """The skills of a reference catalogue that the text may mean, to link a skill to.

    Raises PermissionDenied, NotFound when the catalogue was not imported.
    """
    return _search(viewer, catalogue, text, top=top, skills=True)


def _search(viewer: Viewer, catalogue: str, text: str, *, top: int, skills: bool) -> tuple[Suggestion, ...]:
    require(viewer, Permission.VIEW_CATALOGUE)
    with database().read() as session:
        imported = {found.code: found.imported_at for found in repository.summaries(session)}
    if catalogue not in imported:
        raise NotFound(
            _(
                "Le référentiel « {name} » n’est pas importé : transfo-rh skills import-{code} DOSSIER."
            ).format(name=catalogue.upper(), code=catalogue)
        )
    index = _index(str(database().url), catalogue, imported[catalogue], skills=skills)
    return index.match([text], top=top)[0].suggestions if text.strip() else ()


@lru_cache(maxsize=3)
def _index(url: str, catalogue: str, imported_at: datetime, *, skills: bool) -> LabelIndex:
    """Public reference data alone; the date of the import makes a new one after another import."""
    with database().read() as session:
        found: Iterable[Concept]
        if skills:
            found = (
                Concept(each.code, each.label, each.labels) for each in repository.skills(session, catalogue)
            )
        else:
            sheets = repository.occupations(session, catalogue)
            found = (Concept(each.code, each.label, each.labels) for each in sheets)
        return build_index(tuple(found), semantic=False)
