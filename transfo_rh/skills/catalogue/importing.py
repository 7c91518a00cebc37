"""A workbook of the catalogue comes in: what it would change, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict
from transfo_rh.core.i18n import _
from transfo_rh.exchange.problems import Problem, RefusedImport
from transfo_rh.exchange.spreadsheets import read_sheets, to_table
from transfo_rh.skills.assessment.recording import compute_skill
from transfo_rh.skills.catalogue import repository
from transfo_rh.skills.catalogue.changes import CatalogueChanges, EntryKind, catalogue_changes
from transfo_rh.skills.catalogue.checks import broken_roles
from transfo_rh.skills.catalogue.model import CatalogueContent
from transfo_rh.skills.catalogue.workbook_reading import read_catalogue_workbook
from transfo_rh.skills.model import Catalogue, Origin, RoleContent, SkillContent
from transfo_rh.skills.tables import RoleRow, SkillRow
from transfo_rh.staff.formats.corrected import marked_workbook


def preview_workbook(
    *, viewer: Viewer, name: str, content: bytes, valid_from: date | None = None
) -> CatalogueChanges:
    """What the workbook would add and change from a day on (today by default); nothing is written.

    Raises PermissionDenied, InvalidFile, RefusedImport with every problem located.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    with database().read() as session:
        standing = repository.catalogue(session, on=valid_from or clock.today())
    return catalogue_changes(standing, _read(name, content, standing))


def store_workbook(
    *,
    viewer: Viewer,
    name: str,
    content: bytes,
    valid_from: date | None = None,
    previewed: CatalogueChanges | None = None,
) -> CatalogueChanges:
    """Write all that the workbook adds and changes, as versions that stand from a day on (today by default).

    ``previewed``: what the person agreed to; somebody else's change meanwhile is a Conflict. Raises PermissionDenied,
    InvalidFile, RefusedImport with every problem located, Conflict. All or nothing.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    on = valid_from or clock.today()
    with database().write() as session:
        standing = repository.catalogue(session, on=on)
        read = _read(name, content, standing)
        changes = catalogue_changes(standing, read)
        if previewed is not None and changes != previewed:
            raise Conflict(
                _(
                    "Le catalogue a changé depuis l’aperçu. Rien n’a été écrit : vérifiez de nouveau le classeur."
                )
            )
        if changes.is_empty:
            return changes
        _write(session, read, changes, on)
        audit.record(
            session,
            viewer=viewer,
            action="skills.import_catalogue",
            object_type="catalogue",
            object_id=on.isoformat(),
        )
    return changes


def marked_catalogue(*, name: str, content: bytes, problems: Sequence[Problem]) -> bytes:
    """The person's workbook with its faulty cells marked and commented.

    Raises InvalidFile when the file cannot be read.
    """
    sheets = [sheet for sheet in read_sheets(name=name, content=content) if sheet.rows]
    return marked_workbook([to_table(sheet) for sheet in sheets], problems, original=content)


def _read(name: str, content: bytes, standing: Catalogue) -> CatalogueContent:
    read = read_catalogue_workbook(name=name, content=content, standing=standing)
    broken = broken_roles(standing, read, named={role.code for role in read.roles})
    if broken:
        raise RefusedImport([Problem(reason) for reason in broken])
    return read


def _write(session: Session, read: CatalogueContent, changes: CatalogueChanges, on: date) -> None:
    touched = {(entry.kind, entry.code) for entry in (*changes.added, *changes.changed)}
    families = [family for family in read.families if (EntryKind.FAMILY, family.code) in touched]
    repository.store_families(session, families, on=on)
    reviewed = [
        _write_skill(session, skill, on) for skill in read.skills if (EntryKind.SKILL, skill.code) in touched
    ]
    for role in read.roles:
        if (EntryKind.ROLE, role.code) in touched:
            _write_role(session, role, on)
    for skill_id in reviewed:
        if skill_id is not None:
            compute_skill(session, skill_id)


def _write_skill(session: Session, content: SkillContent, on: date) -> int | None:
    """Write a skill; gives its id when its levels are to be computed again."""
    row = repository.identity(session, SkillRow, content.code)
    if row is None:
        position = repository.next_position(session, SkillRow)
        repository.add_skill(session, content, on=on, origin=Origin.OWN, position=position)
        return None
    repository.touch(session, row, version=row.version_id)
    versions = repository.versions_of_skill(session, row.id)
    before = versions[-1].review_months if versions else content.review_months
    repository.clear_from(session, versions, on=on)
    repository.add_skill_version(session, row.id, content, on=on)
    return row.id if before != content.review_months else None


def _write_role(session: Session, content: RoleContent, on: date) -> None:
    row = repository.identity(session, RoleRow, content.code)
    if row is None:
        position = repository.next_position(session, RoleRow)
        repository.add_role(session, content, on=on, origin=Origin.OWN, position=position)
        return
    repository.touch(session, row, version=row.version_id)
    repository.clear_from(session, repository.versions_of_role(session, row.id), on=on)
    repository.add_role_version(session, row.id, content, on=on)
