"""Reading and writing the catalogue: identities, dated versions, the authority's settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from transfo_rh.skills.catalogue.model import CatalogueContent
from transfo_rh.skills.catalogue.records import role_of, role_values, skill_of, skill_values
from transfo_rh.skills.model import (
    Bilingual,
    Catalogue,
    Family,
    FamilyName,
    Origin,
    Requirement,
    Role,
    RoleContent,
    Skill,
    SkillContent,
    SkillsSettings,
)
from transfo_rh.skills.tables import (
    RoleRequirementRow,
    RoleRow,
    RoleVersionRow,
    SkillFamilyRow,
    SkillFamilyVersionRow,
    SkillRow,
    SkillsSettingsRow,
    SkillVersionRow,
)


def _stands(version: Any, on: date) -> ColumnElement[bool]:
    return and_(version.valid_from <= on, or_(version.valid_to.is_(None), version.valid_to > on))


def catalogue(session: Session, *, on: date) -> Catalogue:
    """The catalogue that stands on a day, in its own order."""
    return Catalogue(
        on=on, families=families(session, on=on), skills=skills(session, on=on), roles=roles(session, on=on)
    )


def families(session: Session, *, on: date) -> tuple[Family, ...]:
    """The families that stand on a day, in order."""
    row, version = SkillFamilyRow, SkillFamilyVersionRow
    found = session.execute(
        select(row.code, version.label_fr, version.label_en, row.version_id)
        .join(version, version.family == row.code)
        .where(_stands(version, on))
        .order_by(row.position, row.code)
    )
    return tuple(Family(code, Bilingual(fr, en), number) for code, fr, en, number in found)


def skills(session: Session, *, on: date) -> tuple[Skill, ...]:
    """The skills that stand on a day."""
    found = session.execute(
        select(SkillRow, SkillVersionRow)
        .join(SkillVersionRow, SkillVersionRow.skill_id == SkillRow.id)
        .where(_stands(SkillVersionRow, on))
        .order_by(SkillRow.position, SkillRow.id)
    ).all()
    return tuple(skill_of(row, version) for row, version in found)


def roles(session: Session, *, on: date) -> tuple[Role, ...]:
    """The roles that stand on a day, with what they ask."""
    found = session.execute(
        select(RoleRow, RoleVersionRow)
        .join(RoleVersionRow, RoleVersionRow.role_id == RoleRow.id)
        .where(_stands(RoleVersionRow, on))
        .order_by(RoleRow.position, RoleRow.id)
    ).all()
    asked = requirements(session, [version.id for _row, version in found])
    return tuple(role_of(row, version, asked[version.id]) for row, version in found)


def requirements(session: Session, versions: Sequence[int]) -> dict[int, tuple[Requirement, ...]]:
    """Role version id → what it asks, in order."""
    row = RoleRequirementRow
    found = session.execute(
        select(row.role_version_id, SkillRow.code, row.level, row.weight, row.critical)
        .join(SkillRow, SkillRow.id == row.skill_id)
        .where(row.role_version_id.in_(sorted(versions)))
        .order_by(row.role_version_id, row.position)
    )
    asked: dict[int, list[Requirement]] = defaultdict(list)
    for version_id, code, level, weight, critical in found:
        asked[version_id].append(Requirement(code, level, weight, critical))
    return {version: tuple(asked[version]) for version in versions}


def store_content(session: Session, content: CatalogueContent, *, on: date, origin: Origin) -> None:
    """Add families, skills and roles that the catalogue does not hold yet, standing from that day on."""
    store_families(session, content.families, on=on)
    rows = [
        SkillRow(code=skill.code, origin=origin.value, position=position)
        for position, skill in enumerate(content.skills)
    ]
    session.add_all(rows)
    session.flush()
    session.execute(
        insert(SkillVersionRow),
        [
            {"skill_id": row.id, "valid_from": on, "valid_to": None, **skill_values(skill)}
            for row, skill in zip(rows, content.skills, strict=True)
        ],
    )
    for position, role in enumerate(content.roles):
        add_role(session, role, on=on, origin=origin, position=position)


def store_families(session: Session, changed: Sequence[Family], *, on: date) -> None:
    """Add families after the last one, or give those that the catalogue holds their names from that day on."""
    held = {row.code: row for row in session.scalars(select(SkillFamilyRow))}
    position = max((row.position for row in held.values()), default=-1)
    for family in changed:
        row = held.get(family.code)
        if row is None:
            position += 1
            session.add(SkillFamilyRow(code=family.code, position=position))
            session.flush()
        else:
            touch(session, row, version=row.version_id)
            clear_from(session, versions_of_family(session, family.code), on=on)
        session.add(
            SkillFamilyVersionRow(
                family=family.code, valid_from=on, label_fr=family.label.fr, label_en=family.label.en
            )
        )
    session.flush()


def versions_of_family(session: Session, code: str) -> list[SkillFamilyVersionRow]:
    """Every name of a family, oldest first."""
    row = SkillFamilyVersionRow
    return list(session.scalars(select(row).where(row.family == code).order_by(row.valid_from)))


def family_names(session: Session) -> dict[str, tuple[FamilyName, ...]]:
    """Family code → what it was and will be called, newest first."""
    names: dict[str, list[FamilyName]] = defaultdict(list)
    row = SkillFamilyVersionRow
    for one in session.scalars(select(row).order_by(row.family, row.valid_from.desc())):
        names[one.family].append(
            FamilyName(Bilingual(one.label_fr, one.label_en), one.valid_from, one.valid_to)
        )
    return {code: tuple(found) for code, found in names.items()}


def family_identity(session: Session, code: str) -> SkillFamilyRow | None:
    """The identity of a family, whether or not it still stands."""
    return session.get(SkillFamilyRow, code)


def family_codes(session: Session) -> set[str]:
    """The codes of every family that ever stood."""
    return set(session.scalars(select(SkillFamilyRow.code)))


def held_by_family(session: Session, code: str, *, on: date) -> tuple[str, ...]:
    """The French names of the skills and roles that a family holds on a day or later."""
    skill, role = SkillVersionRow, RoleVersionRow
    found: list[str] = []
    for version, family in ((skill, skill.family), (role, role.domain)):
        ends = or_(version.valid_to.is_(None), version.valid_to > on)
        found += session.scalars(select(version.label_fr).where(family == code, ends).distinct())
    return tuple(sorted(found))


def add_role(session: Session, content: RoleContent, *, on: date, origin: Origin, position: int) -> int:
    """Add a role that the catalogue does not hold yet; returns its id."""
    row = RoleRow(code=content.code, origin=origin.value, position=position)
    session.add(row)
    session.flush()
    add_role_version(session, row.id, content, on=on)
    return row.id


def add_role_version(session: Session, role_id: int, content: RoleContent, *, on: date) -> int:
    """Add a version of a role with what it asks, open from that day on; returns its id."""
    version = RoleVersionRow(role_id=role_id, valid_from=on, valid_to=None, **role_values(content))
    session.add(version)
    session.flush()
    ids = {code: id_ for id_, code in session.execute(select(SkillRow.id, SkillRow.code))}
    if content.requirements:
        session.execute(
            insert(RoleRequirementRow),
            [
                {
                    "role_version_id": version.id,
                    "skill_id": ids[asked.skill],
                    "level": asked.level,
                    "weight": asked.weight,
                    "critical": asked.critical,
                    "position": position,
                }
                for position, asked in enumerate(content.requirements)
            ],
        )
    return version.id


def is_empty(session: Session) -> bool:
    """True when no skill was ever stored."""
    return session.scalar(select(SkillRow.id).limit(1)) is None


def settings(session: Session) -> SkillsSettings:
    """What the authority chose; the product's own values until it does."""
    row = session.get(SkillsSettingsRow, 1)
    if row is None:
        return SkillsSettings()
    return SkillsSettings(**{**row.content, "step_days": tuple(row.content["step_days"])})


def store_settings(session: Session, content: SkillsSettings) -> None:
    """Keep what the authority chose."""
    row = session.get(SkillsSettingsRow, 1)
    values = {**asdict(content), "step_days": list(content.step_days)}
    if row is None:
        session.add(SkillsSettingsRow(id=1, content=values))
    else:
        row.content = values


def identity(session: Session, kind: type[SkillRow] | type[RoleRow], code: str) -> SkillRow | RoleRow | None:
    """The identity of a skill or a role, whether or not it still stands."""
    found: SkillRow | RoleRow | None = session.scalars(select(kind).where(kind.code == code)).one_or_none()  # type: ignore[assignment]
    return found


def touch(session: Session, row: SkillRow | RoleRow | SkillFamilyRow, *, version: int) -> None:
    """Claim the row for an edit that was prepared on this version of it.

    Raises StaleDataError, shown as a Conflict, when somebody else changed it meanwhile.
    """
    if row.version_id != version:
        raise StaleDataError
    flag_modified(row, "position")
    session.flush()


def next_position(session: Session, kind: type[SkillRow] | type[RoleRow]) -> int:
    """The place after the last entry."""
    return (session.scalar(select(func.max(kind.position))) or 0) + 1


def versions_of_skill(session: Session, skill_id: int) -> list[SkillVersionRow]:
    """Every version of a skill, oldest first."""
    row = SkillVersionRow
    return list(session.scalars(select(row).where(row.skill_id == skill_id).order_by(row.valid_from)))


def versions_of_role(session: Session, role_id: int) -> list[RoleVersionRow]:
    """Every version of a role, oldest first."""
    row = RoleVersionRow
    return list(session.scalars(select(row).where(row.role_id == role_id).order_by(row.valid_from)))


def clear_from(
    session: Session,
    versions: Sequence[SkillVersionRow | RoleVersionRow | SkillFamilyVersionRow],
    *,
    on: date,
) -> None:
    """Make room from a day on: what starts then or later goes, what stands then ends that day."""
    for version in versions:
        if version.valid_from >= on:
            if isinstance(version, RoleVersionRow):
                session.execute(
                    delete(RoleRequirementRow).where(RoleRequirementRow.role_version_id == version.id)
                )
            session.delete(version)
        elif version.valid_to is None or version.valid_to > on:
            version.valid_to = on
    session.flush()


def add_skill(session: Session, content: SkillContent, *, on: date, origin: Origin, position: int) -> int:
    """Add a skill that the catalogue does not hold yet; returns its id."""
    row = SkillRow(code=content.code, origin=origin.value, position=position)
    session.add(row)
    session.flush()
    add_skill_version(session, row.id, content, on=on)
    return row.id


def add_skill_version(session: Session, skill_id: int, content: SkillContent, *, on: date) -> None:
    """Add a version of a skill, open from that day on."""
    session.add(SkillVersionRow(skill_id=skill_id, valid_from=on, valid_to=None, **skill_values(content)))
    session.flush()
