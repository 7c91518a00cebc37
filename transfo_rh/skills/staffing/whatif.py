"""What if a team moved, or closed: cover before and after, roles nearest to each person, training. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from transfo_rh.core.i18n import _
from transfo_rh.skills.fit.effort import effort
from transfo_rh.skills.fit.fit import Fit, fit
from transfo_rh.skills.fit.readiness import Readiness
from transfo_rh.skills.model import LEVELS, Role, SkillsSettings
from transfo_rh.skills.overview.cover import COVERS, Cover, Holders, LevelCounts
from transfo_rh.skills.staffing.pairs import category_distance
from transfo_rh.staff.model import Agent, Category

Counts = Mapping[str, LevelCounts]


class Movement(StrEnum):
    """What happens to the team."""

    MOVE = "move"
    CLOSE = "close"

    @property
    def label(self) -> str:
        """The movement on screens."""
        return {
            Movement.MOVE: _("Rattacher l’équipe à un autre service"),
            Movement.CLOSE: _("Fermer l’équipe"),
        }[self]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team: what they hold, the role behind their job (None: unknown), retirement within the horizon."""

    agent: Agent
    levels: Mapping[str, int]
    role: Role | None
    retiring: bool


@dataclass(frozen=True, slots=True)
class CoverChange:
    """A skill whose cover changes of class."""

    skill: str
    required: int
    before: Holders
    after: Holders

    @property
    def worse(self) -> bool:
        """True when the cover falls."""
        return COVERS.index(self.after.cover) < COVERS.index(self.before.cover)


@dataclass(frozen=True, slots=True)
class PlaceCover:
    """The cover of a department (with those below) or of the authority, and what changes in it, the worst first.

    ``whole``: the authority.
    """

    label: str
    changes: tuple[CoverChange, ...]
    whole: bool = False

    def fallen(self, cover: Cover) -> tuple[CoverChange, ...]:
        """The skills that fall to this class."""
        return tuple(change for change in self.changes if change.worse and change.after.cover is cover)

    @property
    def gained(self) -> tuple[CoverChange, ...]:
        """The skills whose cover rises."""
        return tuple(change for change in self.changes if not change.worse)


@dataclass(frozen=True, slots=True)
class RoleView:
    """A person beside a role: the fit, what it takes."""

    role: Role
    fit: Fit
    days: float
    cost_cents: int

    @property
    def low(self) -> float:
        """The assured fit, 0–100."""
        return self.fit.low

    @property
    def known(self) -> bool:
        """True when something of the role is assessed."""
        return self.fit.point is not None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody before and after. ``after``: the nearest role of the receiving department, None without any known."""

    agent: Agent
    before: RoleView | None
    after: RoleView | None

    @property
    def changes_category(self) -> bool:
        """True when the nearest role is open to other categories than the person's alone."""
        return self.after is not None and category_distance(self.agent.category, self.after.role.content) > 0


@dataclass(frozen=True, slots=True)
class Totals:
    """The team in figures, of those who have a role. ``ready``: for certain. ``assessed_share``: mean share, 0–1, of
    what the roles ask that is assessed."""

    people: int
    mean_fit: float | None
    assessed_share: float
    ready: int
    days: float
    cost_cents: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A movement studied. ``places``: the covers before and after. ``roles``: those of the receiving department."""

    movement: Movement
    team: str
    team_code: str
    destination: str | None
    places: tuple[PlaceCover, ...]
    roles: tuple[Role, ...]
    members: tuple[MemberLine, ...]

    @property
    def before(self) -> Totals:
        """The team in the roles of today: when it moves, the people who can be compared with afterwards."""
        closing = self.movement is Movement.CLOSE
        return totals(line.before for line in self.members if closing or line.after is not None)

    @property
    def after(self) -> Totals:
        """The same people in the roles of the receiving department: those whose role of today is known."""
        return totals(line.after for line in self.members if line.before is not None)


def team_counts(members: Sequence[Member]) -> dict[str, LevelCounts]:
    """Skill code → the people of the team at each level.

    A person at level 2 who retires soon counts in both rows.
    """
    people: dict[str, list[int]] = {}
    retiring: dict[str, list[int]] = {}
    for member in members:
        for code, level in member.levels.items():
            people.setdefault(code, [0] * len(LEVELS))[level] += 1
            retiring.setdefault(code, [0] * len(LEVELS))[level] += member.retiring
    return {code: LevelCounts(tuple(people[code]), tuple(retiring[code])) for code in people}


def with_people(counts: Counts, team: Counts, *, sign: int) -> dict[str, LevelCounts]:
    """Counts with the team's (``sign`` 1) or without them (−1).

    >>> left = with_people({"sql": LevelCounts((0, 0, 2, 0, 0))}, {"sql": LevelCounts((0, 0, 1, 0, 0))}, sign=-1)
    >>> left["sql"].people
    (0, 0, 1, 0, 0)
    """
    none = LevelCounts()
    return {
        code: LevelCounts(
            _added(counts.get(code, none).people, team.get(code, none).people, sign),
            _added(counts.get(code, none).retiring, team.get(code, none).retiring, sign),
        )
        for code in {**counts, **team}
    }


def cover_changes(before: Counts, after: Counts, required: Mapping[str, int]) -> tuple[CoverChange, ...]:
    """The skills whose class of cover changes, ruptures first, then what becomes fragile, then what rises."""
    none = LevelCounts()
    found = [
        CoverChange(code, level, before.get(code, none).holders(level), after.get(code, none).holders(level))
        for code, level in required.items()
    ]
    changed = [change for change in found if change.before.cover is not change.after.cover]
    return tuple(sorted(changed, key=lambda one: (not one.worse, COVERS.index(one.after.cover), one.skill)))


def beside(member: Member, role: Role, *, soft: frozenset[str], settings: SkillsSettings) -> RoleView:
    """A person beside a role."""
    found = fit(member.levels, role.content, soft=soft, settings=settings)
    training = effort(member.levels, role.content, soft=soft, settings=settings)
    return RoleView(role, found, training.days, training.cost_cents)


def member_lines(
    members: Sequence[Member], roles: Sequence[Role], *, soft: frozenset[str], settings: SkillsSettings
) -> tuple[MemberLine, ...]:
    """Everybody beside their own role and beside the nearest of the receiving department's roles.

    Nearest: the closest category (nobody changes category by moving), then not closed by a critical skill, then the
    best assured fit, then the fewest days.
    """
    lines = []
    for member in members:
        views = [beside(member, role, soft=soft, settings=settings) for role in roles]
        nearest = min(views, key=partial(_distance, member.agent.category), default=None)
        own = None if member.role is None else beside(member, member.role, soft=soft, settings=settings)
        lines.append(MemberLine(member.agent, own, nearest))
    return tuple(lines)


def totals(views: Iterable[RoleView | None]) -> Totals:
    """The people who have a role, in figures."""
    known = [view for view in views if view is not None]
    return Totals(
        people=len(known),
        mean_fit=sum(view.low for view in known) / len(known) if known else None,
        assessed_share=sum(view.fit.assessed_share for view in known) / len(known) if known else 0.0,
        ready=sum(view.fit.readiness is Readiness.READY and view.fit.certain for view in known),
        days=sum(view.days for view in known),
        cost_cents=sum(view.cost_cents for view in known),
    )


def _distance(category: Category | None, view: RoleView) -> tuple[int, bool, float, float]:
    apart = category_distance(category, view.role.content)
    return apart, view.fit.critical_gap, -view.low, view.days


def _added(left: Sequence[int], right: Sequence[int], sign: int) -> tuple[int, ...]:
    return tuple(max(0, one + sign * other) for one, other in zip(left, right, strict=True))
