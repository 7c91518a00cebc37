"""The organisation: dated departments, agents, positions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from transfo_rh.core.i18n import _


class Category(StrEnum):
    """Hierarchical category of the territorial civil service (code général de la fonction publique, L411-2)."""

    A = "A"
    B = "B"
    C = "C"


class EmploymentStatus(StrEnum):
    """Legal status of an agent."""

    TENURED = "tenured"
    TRAINEE = "trainee"
    CONTRACT = "contract"
    SUBSIDISED = "subsidised"
    APPRENTICE = "apprentice"

    @property
    def label(self) -> str:
        """The name of the status on screens."""
        return {
            EmploymentStatus.TENURED: _("Titulaire"),
            EmploymentStatus.TRAINEE: _("Stagiaire"),
            EmploymentStatus.CONTRACT: _("Contractuel"),
            EmploymentStatus.SUBSIDISED: _("Contrat aidé"),
            EmploymentStatus.APPRENTICE: _("Apprenti"),
        }[self]


@dataclass(frozen=True, slots=True)
class Department:
    """A department as it stands on one day. ``code`` is the authority's own and never reused."""

    id: int
    code: str
    name: str
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class Agent:
    """A member of staff. ``has_workstation`` and ``retirement_on`` are None when the file does not say."""

    id: int
    matricule: str
    last_name: str
    first_name: str
    email: str | None
    department_id: int
    job: str | None
    category: Category | None
    cadre_emplois: str | None
    status: EmploymentStatus | None
    entry_date: date | None
    exit_date: date | None
    has_workstation: bool | None
    retirement_on: date | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A position (poste) of a department; ``fte_hundredths`` is its size, 100 for one full-time equivalent."""

    id: int
    code: str
    title: str
    department_id: int
    grade: str | None
    fte_hundredths: int
    holder_id: int | None


@dataclass(frozen=True, slots=True)
class DepartmentRecord:
    """A department as a file gives it, links by code."""

    code: str
    name: str
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """An agent as a file gives it; None where the file says nothing."""

    matricule: str
    last_name: str
    first_name: str
    department_code: str
    email: str | None = None
    job: str | None = None
    category: Category | None = None
    cadre_emplois: str | None = None
    status: EmploymentStatus | None = None
    entry_date: date | None = None
    exit_date: date | None = None
    has_workstation: bool | None = None
    retirement_on: date | None = None


@dataclass(frozen=True, slots=True)
class PositionRecord:
    """A position as a file gives it."""

    code: str
    title: str
    department_code: str
    grade: str | None = None
    fte_hundredths: int = 100
    holder_matricule: str | None = None


@dataclass(frozen=True, slots=True)
class StaffRecords:
    """Checked records, ready to be stored together: all or nothing."""

    departments: tuple[DepartmentRecord, ...] = ()
    agents: tuple[AgentRecord, ...] = ()
    positions: tuple[PositionRecord, ...] = ()
