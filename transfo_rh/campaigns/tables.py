"""Campaigns, who is asked, publications and what follows them. Raw answers are mapped in answers.py, on purpose apart."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from transfo_rh.campaigns.model import MINIMUM_K, Basis, CampaignState, CellState
from transfo_rh.core.database import Base


def _values(enumeration: type) -> str:
    return ", ".join(f"'{value}'" for value in enumeration)  # type: ignore[attr-defined]


class CampaignRow(Base):
    """A campaign: questionnaire, grouping attributes and threshold are frozen in it."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint(f"state IN ({_values(CampaignState)})", name="state"),
        CheckConstraint(f"basis IN ({_values(Basis)})", name="basis"),
        CheckConstraint(f"k >= {MINIMUM_K}", name="k"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(250))
    state: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(String(20))
    anonymous: Mapped[bool]
    wave_on: Mapped[date]
    k: Mapped[int]
    attributes: Mapped[list[str]] = mapped_column(JSON)
    questionnaire: Mapped[dict[str, Any]] = mapped_column(JSON)
    definition: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    mapping: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    response_count: Mapped[int]
    member_count: Mapped[int | None]
    draft_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    version_id: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


class CampaignUnitRow(Base):
    """A department as the campaign froze it."""

    __tablename__ = "campaign_unit"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "parent_position"], ["campaign_unit.campaign_id", "campaign_unit.position"]
        ),
        UniqueConstraint("campaign_id", "code"),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(250))
    parent_position: Mapped[int | None]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    invited: Mapped[int | None]
    answered: Mapped[int | None]


class QuestionnaireVersionRow(Base):
    """A questionnaire made on the screens or imported: one row per version, the definition as JSON."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    origin: Mapped[str | None] = mapped_column(String(120))
    finished: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    version_id: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


class CampaignMemberRow(Base):
    """Somebody who is asked: the sign-off. Nothing here leads to an answer.

    ``answered`` is emptied at closing, when only the counts of campaign_unit remain. ``draft`` is sealed with a key
    that the respondent holds, and is gone once the answer is in.
    """

    __tablename__ = "campaign_member"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "unit_position"], ["campaign_unit.campaign_id", "campaign_unit.position"]
        ),
        Index("ix_campaign_member_agent_id", "agent_id"),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id", ondelete="SET NULL"))
    unit_position: Mapped[int | None]
    attribute_1: Mapped[str | None] = mapped_column(String(250))
    attribute_2: Mapped[str | None] = mapped_column(String(250))
    attribute_3: Mapped[str | None] = mapped_column(String(250))
    answered: Mapped[bool | None]
    draft: Mapped[bytes | None] = mapped_column(LargeBinary)
    invited_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)


class AccessCodeRow(Base):
    """A personal one-time code, hashed. Every code of a campaign is destroyed at closing."""

    __tablename__ = "access_code"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "member_number"], ["campaign_member.campaign_id", "campaign_member.number"]
        ),
        Index("ix_access_code_member", "campaign_id", "member_number"),
    )

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    member_number: Mapped[int]


class SignOffCountRow(Base):
    """How many answers came in on one day, for the whole authority: the curve of participation."""

    __tablename__ = "sign_off_count"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    on_date: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


class DiagnosisRow(Base):
    """The organisational diagnosis of one department: attributed answers, a draft until it is submitted."""

    __tablename__ = "diagnosis"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "unit_position"], ["campaign_unit.campaign_id", "campaign_unit.position"]
        ),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    unit_position: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    comments: Mapped[dict[str, Any]] = mapped_column(JSON)
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    version_id: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


class DiagnosisEventRow(Base):
    """What happened to a diagnosis: drafts, submissions, reopenings. Append only."""

    __tablename__ = "diagnosis_event"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "unit_position"], ["diagnosis.campaign_id", "diagnosis.unit_position"]
        ),
        Index("ix_diagnosis_event_diagnosis", "campaign_id", "unit_position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    unit_position: Mapped[int]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(20))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)


class PublicationRow(Base):
    """An immutable publication of a campaign: parameters and measures. A database trigger refuses updates."""

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint(f"k >= {MINIMUM_K}", name="k"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    number: Mapped[int]
    k: Mapped[int]
    measures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    thresholds: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    attestation: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class PublishedCellRow(Base):
    """One published figure; see model.PublishedCell. Figures stand only in shown cells."""

    __tablename__ = "published_cell"
    __table_args__ = (
        CheckConstraint(f"state IN ({_values(CellState)})", name="state"),
        CheckConstraint(
            "state = 'shown' OR (n IS NULL AND n_band IS NULL AND score IS NULL AND favourable IS NULL"
            " AND unfavourable IS NULL AND deviation IS NULL AND shares IS NULL)",
            name="hidden_is_empty",
        ),
        Index("ix_published_cell_unit", "publication_id", "unit_position"),
        Index("ix_published_cell_measure", "publication_id", "measure"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    unit_position: Mapped[int | None]
    attribute: Mapped[str | None] = mapped_column(String(120))
    attribute_value: Mapped[str | None] = mapped_column(String(250))
    measure: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(20))
    n: Mapped[int | None]
    n_band: Mapped[str | None] = mapped_column(String(12))
    score: Mapped[int | None]
    favourable: Mapped[int | None]
    unfavourable: Mapped[int | None]
    deviation: Mapped[int | None]
    shares: Mapped[str | None] = mapped_column(String(300))
    capped: Mapped[bool] = mapped_column(default=False)
    population: Mapped[int | None]
    attribute_2: Mapped[str | None] = mapped_column(String(120))
    attribute_value_2: Mapped[str | None] = mapped_column(String(250))


class PublishedCommentRow(Base):
    """A published comment; the random key is also the order of display."""

    __tablename__ = "published_comment"
    __table_args__ = (Index("ix_published_comment_publication_id", "publication_id", "unit_position"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    unit_position: Mapped[int | None]
    item: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)


class PublishedDriverRow(Base):
    """The published link of a dimension with an outcome; see model.PublishedDriver."""

    __tablename__ = "published_driver"
    __table_args__ = (Index("ix_published_driver_publication_id", "publication_id", "unit_position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    unit_position: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(120))
    dimension: Mapped[str] = mapped_column(String(120))
    n: Mapped[int]
    correlation: Mapped[int]
    weight: Mapped[int]


class BenchmarkRow(Base):
    """Safe aggregates of another authority (or of several), from an exchange file."""

    __tablename__ = "benchmark"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(250))
    wave_on: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    imported_at: Mapped[datetime]
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class CompetenceMeasureRow(Base):
    """Measured digital competence by department, aggregated at import from a Pix Orga file without names."""

    __tablename__ = "competence_measure"
    __table_args__ = (CheckConstraint(f"k >= {MINIMUM_K}", name="k"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(250))
    measured_on: Mapped[date]
    k: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    imported_at: Mapped[datetime]
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class ActionRow(Base):
    """An action decided after a survey, for a department and a dimension."""

    __tablename__ = "action"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "unit_position"], ["campaign_unit.campaign_id", "campaign_unit.position"]
        ),
        Index("ix_action_campaign_id", "campaign_id", "unit_position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_position: Mapped[int | None]
    dimension: Mapped[str | None] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(250))
    description: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime]
    version_id: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


class ActionEventRow(Base):
    """What happened to an action: state, due date and notes. Append only."""

    __tablename__ = "action_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
