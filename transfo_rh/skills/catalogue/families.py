"""Adding, renaming and retiring families of skills; a name that changes stays readable."""

from __future__ import annotations

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import InvalidInput, NotFound
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue import checks, repository
from transfo_rh.skills.catalogue.editing import refuse, remember
from transfo_rh.skills.catalogue.searching import free_code
from transfo_rh.skills.model import Bilingual, Family, FamilyName
from transfo_rh.staff.search import plain


def add_family(*, viewer: Viewer, label: Bilingual) -> Family:
    """Add a family after the others, from today on; its code is made from its French name.

    Raises PermissionDenied, InvalidInput with everything that is wrong.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    with database().write() as session:
        code = free_code(label.fr, taken=repository.family_codes(session))
        family = Family(code, _trimmed(label))
        _check(session, family)
        repository.store_families(session, [family], on=clock.today())
        remember(session, viewer, "skills.add_family", "skill_family", code)
    return family


def rename_family(*, viewer: Viewer, code: str, label: Bilingual, version: int) -> None:
    """Give a family another name from today on; the former one stays in its history.

    Raises PermissionDenied, NotFound, InvalidInput with everything that is wrong, Conflict when somebody else changed
    the family meanwhile.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    with database().write() as session:
        _claim(session, code, version)
        family = Family(code, _trimmed(label))
        _check(session, family)
        repository.store_families(session, [family], on=clock.today())
        remember(session, viewer, "skills.rename_family", "skill_family", code)


def retire_family(*, viewer: Viewer, code: str, version: int) -> None:
    """End a family today, once it holds neither a skill nor a role, today or later; its history stays.

    Raises PermissionDenied, NotFound, Conflict, InvalidInput while it holds something.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    today = clock.today()
    with database().write() as session:
        _claim(session, code, version)
        held = repository.held_by_family(session, code, on=today)
        if held:
            raise InvalidInput(
                _(
                    "Cette famille contient encore {entries} : changez-les d’abord de famille, ou retirez-les. Rien n’a été écrit."
                ).format(entries=", ".join(held[:5]) + (" …" if len(held) > 5 else ""))
            )
        repository.clear_from(session, repository.versions_of_family(session, code), on=today)
        remember(session, viewer, "skills.retire_family", "skill_family", code)


def family_names(*, viewer: Viewer) -> dict[str, tuple[FamilyName, ...]]:
    """Family code → what it was and will be called, newest first; retired families too.

    Raises PermissionDenied.
    """
    require(viewer, Permission.VIEW_CATALOGUE)
    with database().read() as session:
        return repository.family_names(session)


def _claim(session: Session, code: str, version: int) -> None:
    row = repository.family_identity(session, code)
    if row is None:
        raise NotFound(_("Cette famille n’existe pas dans le catalogue."))
    repository.touch(session, row, version=version)


def _trimmed(label: Bilingual) -> Bilingual:
    return Bilingual(label.fr.strip(), label.en.strip())


def _check(session: Session, family: Family) -> None:
    problems = checks.family_problems(family)
    others = [one for one in repository.families(session, on=clock.today()) if one.code != family.code]
    if any(plain(one.label.fr) == plain(family.label.fr) for one in others):
        problems += (_("une famille porte déjà ce nom : choisissez-en un autre."),)
    refuse(problems)
