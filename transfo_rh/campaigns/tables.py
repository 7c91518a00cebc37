"""Campaigns, their frozen units, and publications. Raw answers are mapped in answers.py, on purpose apart."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
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
    mapping: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    response_count: Mapped[int]
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
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class PublishedCellRow(Base):
    """One published figure; see model.PublishedCell. Figures stand only in shown cells."""

    __tablename__ = "published_cell"
    __table_args__ = (
        CheckConstraint(f"state IN ({_values(CellState)})", name="state"),
        CheckConstraint(
            "state = 'shown' OR (n IS NULL AND n_band IS NULL AND score IS NULL AND favourable IS NULL)",
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
