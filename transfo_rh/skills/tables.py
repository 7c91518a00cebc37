"""The catalogue (identities and dated versions), levels with their history, wishes, scenarios, references."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from transfo_rh.core.database import Base
from transfo_rh.skills.model import MAXIMUM_LEVEL, Origin, RoleKind, SkillKind, Source, Wish


def _values(enumeration: type) -> str:
    return ", ".join(f"'{value}'" for value in enumeration)  # type: ignore[attr-defined]


_LEVEL = f"level BETWEEN 0 AND {MAXIMUM_LEVEL}"
_DATES = "valid_to IS NULL OR valid_to > valid_from"


class SkillFamilyRow(Base):
    """The identity of a family of skills: its code, for ever."""

    __tablename__ = "skill_family"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    version_id: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


class SkillFamilyVersionRow(Base):
    """What a family was called from ``valid_from`` (included) to ``valid_to`` (excluded)."""

    __tablename__ = "skill_family_version"
    __table_args__ = (UniqueConstraint("family", "valid_from"), CheckConstraint(_DATES, name="dates"))

    id: Mapped[int] = mapped_column(primary_key=True)
    family: Mapped[str] = mapped_column(ForeignKey("skill_family.code"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    label_fr: Mapped[str] = mapped_column(String(250))
    label_en: Mapped[str] = mapped_column(String(250))


class SkillRow(Base):
    """The identity of a skill: its code, for ever."""

    __tablename__ = "skill"
    __table_args__ = (CheckConstraint(f"origin IN ({_values(Origin)})", name="origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    origin: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    version_id: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


class SkillVersionRow(Base):
    """What a skill meant from ``valid_from`` (included) to ``valid_to`` (excluded).

    ``anchors`` and ``synonyms`` are {"fr": […], "en": […]}, ``links`` the identifiers in other frameworks.
    """

    __tablename__ = "skill_version"
    __table_args__ = (
        UniqueConstraint("skill_id", "valid_from"),
        CheckConstraint(_DATES, name="dates"),
        CheckConstraint(f"kind IN ({_values(SkillKind)})", name="kind"),
        CheckConstraint("review_months > 0", name="review"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    family: Mapped[str] = mapped_column(ForeignKey("skill_family.code"))
    kind: Mapped[str] = mapped_column(String(20))
    review_months: Mapped[int]
    label_fr: Mapped[str] = mapped_column(String(250))
    label_en: Mapped[str] = mapped_column(String(250))
    definition_fr: Mapped[str] = mapped_column(Text)
    definition_en: Mapped[str] = mapped_column(Text)
    anchors: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    synonyms: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    links: Mapped[dict[str, list[str]]] = mapped_column(JSON)


class RoleRow(Base):
    """The identity of a role: its code, for ever."""

    __tablename__ = "role"
    __table_args__ = (CheckConstraint(f"origin IN ({_values(Origin)})", name="origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    origin: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    version_id: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


class RoleVersionRow(Base):
    """What a role was from ``valid_from`` (included) to ``valid_to`` (excluded)."""

    __tablename__ = "role_version"
    __table_args__ = (
        UniqueConstraint("role_id", "valid_from"),
        CheckConstraint(_DATES, name="dates"),
        CheckConstraint(f"kind IN ({_values(RoleKind)})", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    kind: Mapped[str] = mapped_column(String(20))
    domain: Mapped[str] = mapped_column(ForeignKey("skill_family.code"))
    label_fr: Mapped[str] = mapped_column(String(250))
    label_en: Mapped[str] = mapped_column(String(250))
    mission_fr: Mapped[str] = mapped_column(Text)
    mission_en: Mapped[str] = mapped_column(Text)
    categories: Mapped[list[str]] = mapped_column(JSON)
    cadres_emplois: Mapped[list[str]] = mapped_column(JSON)
    job_titles: Mapped[list[str]] = mapped_column(JSON)
    links: Mapped[dict[str, list[str]]] = mapped_column(JSON)


class RoleRequirementRow(Base):
    """What a version of a role asks of a skill."""

    __tablename__ = "role_requirement"
    __table_args__ = (
        CheckConstraint(f"level BETWEEN 1 AND {MAXIMUM_LEVEL}", name="level"),
        CheckConstraint("weight IN (1, 2)", name="weight"),
    )

    role_version_id: Mapped[int] = mapped_column(ForeignKey("role_version.id"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), primary_key=True, index=True)
    level: Mapped[int]
    weight: Mapped[int]
    critical: Mapped[bool]
    position: Mapped[int]


class JobRoleRow(Base):
    """The role behind a job label of the staff file. ``role_id`` None: a person said that there is none.

    ``confirmed_by`` None with ``automatic``: linked by the normaliser alone.
    """

    __tablename__ = "job_role"

    job: Mapped[str] = mapped_column(String(250), primary_key=True)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    automatic: Mapped[bool]
    score: Mapped[float | None]
    linked_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class SkillStatementRow(Base):
    """One line of an agent's history: append-only, a correction is a newer line."""

    __tablename__ = "skill_statement"
    __table_args__ = (
        CheckConstraint(_LEVEL, name="level"),
        CheckConstraint(f"source IN ({_values(Source)})", name="source"),
        CheckConstraint("expires_on IS NULL OR expires_on > stated_on", name="dates"),
        Index("ix_skill_statement_agent_skill", "agent_id", "skill_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    level: Mapped[int]
    source: Mapped[str] = mapped_column(String(20))
    stated_on: Mapped[date]
    expires_on: Mapped[date | None]
    proposed: Mapped[bool]
    note: Mapped[str] = mapped_column(String(500))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class SkillLevelRow(Base):
    """The level that counts, in dated steps computed from the statements whenever one is added.

    Screens read it for a day: ``valid_from <= day < valid_to``. Future steps are there already (a review that falls
    due, a certificate that expires), so no nightly job is needed. The index holds all that counting a skill's levels
    reads: an authority of 50 000 is counted without touching the rows.
    """

    __tablename__ = "skill_level"
    __table_args__ = (
        CheckConstraint(_LEVEL, name="level"),
        CheckConstraint(_DATES, name="dates"),
        Index("ix_skill_level_counted", "skill_id", "level", "agent_id", "valid_from", "valid_to"),
    )

    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    level: Mapped[int]
    source: Mapped[str] = mapped_column(String(20))
    stated_on: Mapped[date]
    review_on: Mapped[date | None]
    overdue: Mapped[bool]
    lapsed: Mapped[bool]
    disputed: Mapped[bool]


class MobilityWishRow(Base):
    """What an agent says of a role; the newest word replaces the former one."""

    __tablename__ = "mobility_wish"
    __table_args__ = (CheckConstraint(f"wish IN ({_values(Wish)})", name="wish"),)

    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), primary_key=True, index=True)
    wish: Mapped[str] = mapped_column(String(20))
    stated_on: Mapped[date]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class StaffingScenarioRow(Base):
    """A scenario of staffing: what is asked (``plan``) and, once computed, what comes out (``result``)."""

    __tablename__ = "staffing_scenario"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(250))
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    retained: Mapped[bool]
    computed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    version_id: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


class SkillsSettingsRow(Base):
    """What the authority chose (one row): see SkillsSettings."""

    __tablename__ = "skills_settings"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    version_id: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


class ReferenceCatalogueRow(Base):
    """A reference catalogue (ROME, ESCO) that was imported; a new import replaces it."""

    __tablename__ = "reference_catalogue"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[str] = mapped_column(String(60))
    imported_at: Mapped[datetime]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)


class ReferenceOccupationRow(Base):
    """A job sheet of a reference catalogue; ``parent`` is the former code that a new one comes from."""

    __tablename__ = "reference_occupation"

    catalogue: Mapped[str] = mapped_column(
        ForeignKey("reference_catalogue.code", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(String(120), primary_key=True)
    label: Mapped[str] = mapped_column(String(500))
    parent: Mapped[str | None] = mapped_column(String(120))
    labels: Mapped[list[str]] = mapped_column(JSON)


class ReferenceSkillRow(Base):
    """A skill of a reference catalogue, with its other labels."""

    __tablename__ = "reference_skill"

    catalogue: Mapped[str] = mapped_column(
        ForeignKey("reference_catalogue.code", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(String(120), primary_key=True)
    label: Mapped[str] = mapped_column(String(500))
    kind: Mapped[str] = mapped_column(String(60))
    labels: Mapped[list[str]] = mapped_column(JSON)


class ReferenceMobilityRow(Base):
    """An official mobility from one occupation to another; ``rank`` is the catalogue's own order of closeness."""

    __tablename__ = "reference_mobility"

    id: Mapped[int] = mapped_column(primary_key=True)
    catalogue: Mapped[str] = mapped_column(
        ForeignKey("reference_catalogue.code", ondelete="CASCADE"), index=True
    )
    from_code: Mapped[str] = mapped_column(String(120), index=True)
    to_code: Mapped[str] = mapped_column(String(120), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    rank: Mapped[int]


class ReferenceRequirementRow(Base):
    """A skill that an occupation asks, essential or not."""

    __tablename__ = "reference_requirement"

    catalogue: Mapped[str] = mapped_column(
        ForeignKey("reference_catalogue.code", ondelete="CASCADE"), primary_key=True
    )
    occupation: Mapped[str] = mapped_column(String(120), primary_key=True)
    skill: Mapped[str] = mapped_column(String(120), primary_key=True)
    essential: Mapped[bool]
