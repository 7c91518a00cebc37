"""Departments (identity and dated versions), successions, agents, positions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from transfo_rh.core.database import Base
from transfo_rh.staff.model import Category, EmploymentStatus

_CATEGORIES = ", ".join(f"'{category}'" for category in Category)
_STATUSES = ", ".join(f"'{status}'" for status in EmploymentStatus)


class DepartmentRow(Base):
    """The identity of a department: its code, for ever."""

    __tablename__ = "department"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)


class DepartmentVersionRow(Base):
    """What a department was called and whom it belonged to, from ``valid_from`` (included) to ``valid_to`` (excluded)."""

    __tablename__ = "department_version"
    __table_args__ = (
        UniqueConstraint("department_id", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates"),
        CheckConstraint("parent_id IS NULL OR parent_id <> department_id", name="not_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    name: Mapped[str] = mapped_column(String(250))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class DepartmentSuccessionRow(Base):
    """A reorganisation: on this day, the old department's work goes (in part) to the new one."""

    __tablename__ = "department_succession"
    __table_args__ = (CheckConstraint("old_id <> new_id", name="distinct"),)

    old_id: Mapped[int] = mapped_column(ForeignKey("department.id"), primary_key=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("department.id"), primary_key=True)
    on_date: Mapped[date]


class AgentRow(Base):
    """A member of staff, known by matricule. ``exit_date`` is the first day out.

    ``retirement_on`` is the expected day of retirement; the date of birth is never kept.
    """

    __tablename__ = "agent"
    __table_args__ = (
        CheckConstraint(f"category IS NULL OR category IN ({_CATEGORIES})", name="category"),
        CheckConstraint(f"status IS NULL OR status IN ({_STATUSES})", name="status"),
        CheckConstraint("exit_date IS NULL OR entry_date IS NULL OR exit_date >= entry_date", name="dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    matricule: Mapped[str] = mapped_column(String(60), unique=True)
    last_name: Mapped[str] = mapped_column(String(120), index=True)
    first_name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    job: Mapped[str | None] = mapped_column(String(250))
    category: Mapped[str | None] = mapped_column(String(1))
    cadre_emplois: Mapped[str | None] = mapped_column(String(250))
    status: Mapped[str | None] = mapped_column(String(20))
    entry_date: Mapped[date | None]
    exit_date: Mapped[date | None]
    retirement_on: Mapped[date | None]
    has_workstation: Mapped[bool | None]
    updated_at: Mapped[datetime]
    version_id: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


class PositionRow(Base):
    """A position of a department; pooled positions have more than 100 hundredths of a full-time equivalent."""

    __tablename__ = "position"
    __table_args__ = (CheckConstraint("fte_hundredths >= 0", name="fte"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(250))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    grade: Mapped[str | None] = mapped_column(String(120))
    fte_hundredths: Mapped[int]
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id", ondelete="SET NULL"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
