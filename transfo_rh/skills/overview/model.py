"""The maps of skills: departments × skills, departments × roles, people × skills; cover and risks; people found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from transfo_rh.core.i18n import _
from transfo_rh.skills.fit.readiness import Readiness
from transfo_rh.skills.model import Role, Skill, SkillsSettings
from transfo_rh.skills.overview.cover import Cover, Holders, RoleCover
from transfo_rh.skills.overview.disclosure import Shown
from transfo_rh.skills.overview.urgency import Urgency
from transfo_rh.staff.model import Agent


@dataclass(frozen=True, slots=True)
class MapRow:
    """A department with what is below, ``headcount`` agents present. ``code`` None: all that the viewer may see.

    ``depth``: below the first row.
    """

    code: str | None
    label: str
    depth: int
    headcount: int
    has_children: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The departments that can be chosen, in tree order: code and path."""

    departments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SkillCell:
    """A department in a skill: the levels known (``state``) and the people at the required level (``holders_state``).

    ``assessed_share`` is in percent; rounded down to tens for readers of aggregates, who do not get ``assessed``.
    ``mean``: of the known levels, 0.0 to 4.0; to the half, 0.5 to 3.5, for readers of aggregates. ``holders``: people at the level by which cover is judged; None where
    hidden, and where no role asks the skill; a multiple of k for readers of aggregates.
    """

    state: Shown
    assessed: int | None = None
    assessed_share: int | None = None
    mean: float | None = None
    holders_state: Shown = Shown.HIDDEN
    holders: int | None = None


@dataclass(frozen=True, slots=True)
class SkillMap:
    """Departments × skills of one family, first row: the department chosen (or everything)."""

    on: date
    rows: tuple[MapRow, ...]
    skills: tuple[Skill, ...]
    required: Mapping[str, int]
    cells: tuple[tuple[SkillCell, ...], ...]
    protected: bool
    k: int


@dataclass(frozen=True, slots=True)
class RoleCell:
    """A department in a role. ``near``: people who are assured to be ready for it, or within six months; None if hidden, a
    multiple of k for readers of aggregates.

    Assured: whatever the skills that are not assessed yet. ``counts``: people in each class, those who could still turn
    out near or far « to assess », out of the ``known``, of whom an asked skill is assessed. Both are for those who may
    see names.
    """

    state: Shown
    near: int | None = None
    counts: Mapping[Readiness, int] | None = None
    known: int | None = None


@dataclass(frozen=True, slots=True)
class RoleMap:
    """Departments × roles of one domain."""

    on: date
    rows: tuple[MapRow, ...]
    roles: tuple[Role, ...]
    cells: tuple[tuple[RoleCell, ...], ...]
    protected: bool
    settings: SkillsSettings


@dataclass(frozen=True, slots=True)
class PersonMap:
    """One page of people × skills of a family. ``levels[r][c]``: None where not assessed. ``paths``: of departments."""

    on: date
    agents: tuple[Agent, ...]
    paths: Mapping[int, str]
    skills: tuple[Skill, ...]
    required: Mapping[str, int]
    levels: tuple[tuple[int | None, ...], ...]
    total: int
    page: int
    pages: int


class RoleChoice(StrEnum):
    """Which roles say what is required."""

    ALL = "all"
    TARGET = "target"
    HELD = "held"

    @property
    def label(self) -> str:
        """The choice on screens."""
        return {
            RoleChoice.ALL: _("Tous les métiers du catalogue"),
            RoleChoice.TARGET: _("Métiers cibles"),
            RoleChoice.HELD: _("Métiers exercés dans le périmètre"),
        }[self]


@dataclass(frozen=True, slots=True)
class SkillCover:
    """The cover of one skill. The three ``Holders`` are for those who may see names; others get the classes."""

    skill: Skill
    required: int
    cover: Cover
    urgency: Urgency
    holders: Holders | None
    doers: Holders | None
    teachers: Holders | None


@dataclass(frozen=True, slots=True)
class RoleLine:
    """The cover of one role."""

    role: Role
    found: RoleCover


@dataclass(frozen=True, slots=True)
class SingleHolder:
    """A skill that rests on one person. ``agent`` and ``retirement_on`` are for those who may see names."""

    skill: Skill
    required: int
    within_horizon: bool
    retirement_on: date | None
    agent: Agent | None


@dataclass(frozen=True, slots=True)
class CoverView:
    """Cover and risks of a scope. ``hidden``: too few people for a reader of aggregates, so nothing is listed.

    ``assessed``: the people of whom a level counts, who alone can hold anything; None for a reader of aggregates.
    """

    on: date
    choice: RoleChoice
    headcount: int
    assessed: int | None
    skills: tuple[SkillCover, ...]
    roles: tuple[RoleLine, ...]
    singles: tuple[SingleHolder, ...]
    settings: SkillsSettings
    protected: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    """A skill and the least level looked for."""

    skill: str
    level: int


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who reaches every criterion, with the levels in the same order."""

    agent: Agent
    path: str
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PeopleFound:
    """One page of a search."""

    criteria: tuple[tuple[Skill, int], ...]
    people: tuple[Found, ...]
    total: int
    page: int
    pages: int
