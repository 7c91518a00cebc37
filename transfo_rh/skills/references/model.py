"""Reference catalogues (ROME, ESCO): what their files hold, and what the database remembers of an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

ROME = "rome"
ESCO = "esco"
KNOWLEDGE = "Savoir"


@dataclass(frozen=True, slots=True)
class ReferenceOccupation:
    """A job sheet; ``labels`` are its other names, ``parent`` the former code that a new one comes from."""

    code: str
    label: str
    parent: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceSkill:
    """A skill with its other labels; ``kind`` in the words of the catalogue."""

    code: str
    label: str
    kind: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceMobility:
    """An official mobility; ``rank`` is the catalogue's own order of closeness, 1 the closest, 0 without one."""

    from_code: str
    to_code: str
    kind: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class ReferenceRequirement:
    """A skill that an occupation asks."""

    occupation: str
    skill: str
    essential: bool


@dataclass(frozen=True, slots=True)
class ReferenceContent:
    """All that the files of one catalogue hold."""

    code: str
    version: str
    occupations: tuple[ReferenceOccupation, ...]
    skills: tuple[ReferenceSkill, ...]
    mobilities: tuple[ReferenceMobility, ...] = ()
    requirements: tuple[ReferenceRequirement, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many of each; ``labels`` are the other names of occupations and skills."""
        knowledge = sum(skill.kind == KNOWLEDGE for skill in self.skills)
        other_names = sum(len(occupation.labels) for occupation in self.occupations)
        other_names += sum(len(skill.labels) for skill in self.skills)
        return {
            "occupations": len(self.occupations),
            "skills": len(self.skills) - knowledge,
            "knowledge": knowledge,
            "mobilities": len(self.mobilities),
            "requirements": len(self.requirements),
            "labels": other_names,
        }


@dataclass(frozen=True, slots=True)
class ReferenceSummary:
    """A catalogue that the database holds."""

    code: str
    version: str
    imported_at: datetime
    counts: Mapping[str, int]
