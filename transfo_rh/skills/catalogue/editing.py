"""Changing the catalogue: a change is a new version from a day on; what was true before stays readable."""

from __future__ import annotations

from datetime import date

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound
from transfo_rh.core.i18n import _
from transfo_rh.skills.assessment.recording import compute_skill
from transfo_rh.skills.catalogue import checks, repository
from transfo_rh.skills.catalogue.model import CatalogueContent
from transfo_rh.skills.catalogue.records import role_of, skill_of
from transfo_rh.skills.model import (
    Origin,
    Role,
    RoleContent,
    Skill,
    SkillContent,
    SkillsSettings,
)
from transfo_rh.skills.tables import RoleRow, SkillRow


def save_skill(
    *, viewer: Viewer, content: SkillContent, version: int | None, valid_from: date | None = None
) -> None:
    """Write a new skill (``version`` None), or a new version of one from a day on (today by default).

    Raises PermissionDenied, InvalidInput with everything that is wrong, NotFound, Conflict when the code is taken or
    somebody else changed the skill meanwhile.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    on = valid_from or clock.today()
    with database().write() as session:
        standing = repository.catalogue(session, on=on)
        families = [family.code for family in standing.families]
        refuse(checks.skill_problems(content, families=families))
        refuse(checks.broken_roles(standing, CatalogueContent((), (content,), ())))
        row = _claimed(session, SkillRow, content.code, version)
        if row is None:
            position = repository.next_position(session, SkillRow)
            repository.add_skill(session, content, on=on, origin=Origin.OWN, position=position)
        else:
            versions = repository.versions_of_skill(session, row.id)
            repository.clear_from(session, versions, on=on)
            repository.add_skill_version(session, row.id, content, on=on)
            if versions and versions[-1].review_months != content.review_months:
                compute_skill(session, row.id)
        remember(session, viewer, "skills.save_skill", "skill", content.code)


def save_role(
    *, viewer: Viewer, content: RoleContent, version: int | None, valid_from: date | None = None
) -> None:
    """Write a new role (``version`` None), or a new version of one from a day on (today by default).

    Raises PermissionDenied, InvalidInput with everything that is wrong, NotFound, Conflict when the code is taken or
    somebody else changed the role meanwhile.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    on = valid_from or clock.today()
    with database().write() as session:
        standing = repository.catalogue(session, on=on)
        kinds = {skill.code: skill.content.kind for skill in standing.skills}
        families = [family.code for family in standing.families]
        refuse(checks.role_problems(content, families=families, kinds=kinds))
        row = _claimed(session, RoleRow, content.code, version)
        if row is None:
            position = repository.next_position(session, RoleRow)
            repository.add_role(session, content, on=on, origin=Origin.OWN, position=position)
        else:
            repository.clear_from(session, repository.versions_of_role(session, row.id), on=on)
            repository.add_role_version(session, row.id, content, on=on)
        remember(session, viewer, "skills.save_role", "role", content.code)


def retire_skill(*, viewer: Viewer, code: str, version: int, on: date | None = None) -> None:
    """End a skill on a day (today by default); its history stays.

    Raises PermissionDenied, NotFound, Conflict, InvalidInput while a role still asks for it.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    last = on or clock.today()
    with database().write() as session:
        asking = [
            role.label
            for role in repository.roles(session, on=last)
            if code in {requirement.skill for requirement in role.content.requirements}
        ]
        if asking:
            raise InvalidInput(
                _(
                    "Cette compétence est demandée par {roles} : retirez-la d’abord de ces métiers. Rien n’a été écrit."
                ).format(roles=", ".join(asking[:5]) + (" …" if len(asking) > 5 else ""))
            )
        row = _claimed(session, SkillRow, code, version)
        assert row is not None  # a version was given
        repository.clear_from(session, repository.versions_of_skill(session, row.id), on=last)
        remember(session, viewer, "skills.retire_skill", "skill", code)


def retire_role(*, viewer: Viewer, code: str, version: int, on: date | None = None) -> None:
    """End a role on a day (today by default); its history stays.

    Raises PermissionDenied, NotFound, Conflict.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    with database().write() as session:
        row = _claimed(session, RoleRow, code, version)
        assert row is not None  # a version was given
        repository.clear_from(session, repository.versions_of_role(session, row.id), on=on or clock.today())
        remember(session, viewer, "skills.retire_role", "role", code)


def skill_versions(*, viewer: Viewer, code: str) -> tuple[Skill, ...]:
    """Every version of a skill, newest first.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.VIEW_CATALOGUE)
    with database().read() as session:
        row = repository.identity(session, SkillRow, code)
        if not isinstance(row, SkillRow):
            raise NotFound(_("Cette compétence n’existe pas dans le catalogue."))
        versions = repository.versions_of_skill(session, row.id)
        return tuple(skill_of(row, version) for version in reversed(versions))


def role_versions(*, viewer: Viewer, code: str) -> tuple[Role, ...]:
    """Every version of a role, newest first.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.VIEW_CATALOGUE)
    with database().read() as session:
        row = repository.identity(session, RoleRow, code)
        if not isinstance(row, RoleRow):
            raise NotFound(_("Ce métier n’existe pas dans le catalogue."))
        versions = repository.versions_of_role(session, row.id)
        asked = repository.requirements(session, [version.id for version in versions])
        return tuple(role_of(row, version, asked[version.id]) for version in reversed(versions))


def save_settings(*, viewer: Viewer, content: SkillsSettings) -> None:
    """Keep thresholds and hypotheses.

    Raises PermissionDenied, InvalidInput.
    """
    require(viewer, Permission.MANAGE_SKILLS)
    refuse(_settings_problems(content))
    with database().write() as session:
        repository.store_settings(session, content)
        remember(session, viewer, "skills.settings", "settings", 1)


def _settings_problems(content: SkillsSettings) -> tuple[str, ...]:
    problems = []
    if not 0 < content.eighteen_months < content.six_months < content.ready <= 100:
        problems.append(_("les seuils de maturité doivent croître, entre 0 et 100."))
    if any(days <= 0 for days in content.step_days) or list(content.step_days) != sorted(content.step_days):
        problems.append(_("les jours de formation par niveau doivent être positifs et ne pas décroître."))
    if content.day_cost_cents < 0 or content.training_days_a_month <= 0 or content.retirement_years < 0:
        problems.append(_("un coût, une capacité ou un horizon ne peut pas être négatif."))
    if content.k < 5:
        problems.append(_("le seuil de confidentialité ne descend pas sous cinq personnes."))
    return tuple(problems)


def _claimed(
    session: Session, kind: type[SkillRow] | type[RoleRow], code: str, version: int | None
) -> SkillRow | RoleRow | None:
    row = repository.identity(session, kind, code)
    if version is None:
        if row is not None:
            raise Conflict(
                _("Le code « {code} » est déjà pris dans le catalogue : choisissez-en un autre.").format(
                    code=code
                )
            )
        return None
    if row is None:
        raise NotFound(_("« {code} » n’existe pas dans le catalogue.").format(code=code))
    repository.touch(session, row, version=version)
    return row


def refuse(problems: tuple[str, ...]) -> None:
    """Raises InvalidInput with everything that is wrong."""
    if problems:
        text = " ".join(problem[:1].upper() + problem[1:] for problem in problems)
        raise InvalidInput(_("{problems} Rien n’a été écrit.").format(problems=text))


def remember(session: Session, viewer: Viewer, action: str, object_type: str, code: object) -> None:
    """Leave a trace of a change of the catalogue."""
    audit.record(session, viewer=viewer, action=action, object_type=object_type, object_id=code)
