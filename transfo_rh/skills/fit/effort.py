"""What it takes to reach what a role asks: days, cost and months, skill by skill.

Days come from courses where there are some, otherwise from the default table (0→1 2 d, 1→2 5 d, 2→3 10 d, 3→4 20 d), a
hypothesis that is labelled as such. A skill that was not assessed is counted from 0, apart: the effort is an upper bound.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _
from transfo_rh.skills.fit.fit import driving
from transfo_rh.skills.model import LEVELS, Requirement, RoleContent, SkillsSettings


@dataclass(frozen=True, slots=True)
class Course:
    """A course that takes somebody from a level of a skill to another one.

    ``days`` of training, ``cost_cents`` for one person, ``months`` from its first to its last day (0: no constraint).
    """

    skill: str
    from_level: int
    to_level: int
    days: float
    cost_cents: int
    months: float = 0.0


@dataclass(frozen=True, slots=True)
class EffortLine:
    """What one skill takes. ``unknown``: it was not assessed, so it is counted from 0. ``hypothesis``: some days
    come from the default table."""

    skill: str
    from_level: int
    to_level: int
    days: float
    cost_cents: int
    months: float
    unknown: bool
    hypothesis: bool


@dataclass(frozen=True, slots=True)
class Effort:
    """Days, cost in cents, months; ``lines`` for the skills that take some. ``unknown_days``: the part of ``days`` that
    an assessment could cancel. ``hypothesis``: some days come from the default table."""

    days: float
    cost_cents: int
    months: float
    lines: tuple[EffortLine, ...]
    hypothesis: bool
    unknown_days: float = 0.0


@dataclass(frozen=True, slots=True)
class _Way:
    days: float = 0.0
    cost_cents: int = 0
    months: float = 0.0
    hypothesis: bool = False

    def then(self, other: _Way) -> _Way:
        return _Way(
            self.days + other.days,
            self.cost_cents + other.cost_cents,
            self.months + other.months,
            self.hypothesis or other.hypothesis,
        )


def default_days(from_level: int, to_level: int, settings: SkillsSettings) -> float:
    """Days between two levels by the default table.

    >>> default_days(0, 4, SkillsSettings()), default_days(1, 3, SkillsSettings()), default_days(3, 2, SkillsSettings())
    (37, 15, 0)
    """
    return sum(settings.step_days[from_level:to_level])


def effort(
    levels: Mapping[str, int],
    role: RoleContent,
    *,
    soft: frozenset[str],
    settings: SkillsSettings,
    courses: Sequence[Course] | None = None,
    prerequisites: Mapping[str, Collection[str]] | None = None,
) -> Effort:
    """What somebody who holds ``levels`` needs to reach every level that the role asks.

    ``prerequisites``: skill → skills to reach before it. Months are the longest of two: all the days at the authority's
    monthly capacity, and the longest chain of prerequisites, each skill lasting its courses and at least its own days.
    Raises InvalidInput when prerequisites go round in a circle.

    >>> from transfo_rh.skills.model import Bilingual, Requirement, RoleKind
    >>> role = RoleContent("r", RoleKind.TARGET, "data", Bilingual("R"), Bilingual(""), (Requirement("sql", 2),))
    >>> found = effort({"sql": 0}, role, soft=frozenset(), settings=SkillsSettings())
    >>> found.days, found.cost_cents, found.months, found.hypothesis
    (7.0, 210000, 3.5, True)
    """
    lines = [
        _line(asked, levels.get(asked.skill), courses or (), settings)
        for asked in driving(role, soft=soft)
        if levels.get(asked.skill, 0) < asked.level
    ]
    days = sum(line.days for line in lines)
    return Effort(
        days=days,
        cost_cents=sum(line.cost_cents for line in lines),
        months=max(days / settings.training_days_a_month, _longest_chain(lines, prerequisites or {})),
        lines=tuple(lines),
        hypothesis=any(line.hypothesis for line in lines),
        unknown_days=sum(line.days for line in lines if line.unknown),
    )


def _line(
    asked: Requirement, held: int | None, courses: Sequence[Course], settings: SkillsSettings
) -> EffortLine:
    """What it takes from the level held (None: not assessed) to the one asked, which is higher."""
    start = held or 0
    way = _shortest(asked.skill, start, asked.level, courses, settings)
    return EffortLine(
        skill=asked.skill,
        from_level=start,
        to_level=asked.level,
        days=way.days,
        cost_cents=way.cost_cents,
        months=way.months,
        unknown=held is None,
        hypothesis=way.hypothesis,
    )


@dataclass(frozen=True, slots=True)
class EffortColumns:
    """What many people need for one role: days, cost in cents and months, a number for each of them."""

    days: NDArray[np.float64]
    cost_cents: NDArray[np.int64]
    months: NDArray[np.float64]


def effort_columns(
    levels: NDArray[np.int8], role: RoleContent, *, soft: frozenset[str], settings: SkillsSettings
) -> EffortColumns:
    """``effort`` of everybody at once, without courses. ``levels``: people × the counted requirements, −1 unknown.

    >>> from transfo_rh.skills.model import Bilingual, Requirement, RoleKind
    >>> role = RoleContent("r", RoleKind.TARGET, "data", Bilingual("R"), Bilingual(""), (Requirement("sql", 2),))
    >>> found = effort_columns(np.array([[-1], [1], [3]], np.int8), role, soft=frozenset(), settings=SkillsSettings())
    >>> found.days.tolist(), found.cost_cents.tolist(), found.months.tolist()
    ([7.0, 5.0, 0.0], [210000, 150000, 0], [3.5, 2.5, 0.0])
    """
    days, cost, longest = np.zeros((3, len(levels)))
    for column, asked in enumerate(driving(role, soft=soft)):
        ways = [
            _shortest(asked.skill, min(start, asked.level), asked.level, (), settings) for start in LEVELS
        ]
        held = np.maximum(levels[:, column], 0)
        days += np.array([way.days for way in ways])[held]
        cost += np.array([way.cost_cents for way in ways])[held]
        np.maximum(longest, np.array([way.months for way in ways])[held], out=longest)
    months = np.maximum(days / settings.training_days_a_month, longest)
    return EffortColumns(days, cost.astype(np.int64), months)


def _shortest(skill: str, start: int, goal: int, courses: Sequence[Course], settings: SkillsSettings) -> _Way:
    """The way of the fewest days from a level to another: a course replaces the default steps that it covers.

    A course may start below the person's level (they attend it all the same) or lead beyond what is asked.
    """
    best: dict[int, _Way] = {start: _Way()}
    for level in range(start + 1, goal + 1):
        arriving = [
            best[max(course.from_level, start)].then(_attended(course, settings))
            for course in courses
            if course.skill == skill
            and course.from_level < level
            and (course.to_level == level or (level == goal and course.to_level > goal))
        ]
        best[level] = min(
            arriving or [best[level - 1].then(_default_step(level, settings))],
            key=lambda way: (way.days, way.cost_cents, way.months),
        )
    return best[goal]


def _attended(course: Course, settings: SkillsSettings) -> _Way:
    months = max(course.months, course.days / settings.training_days_a_month)
    return _Way(course.days, course.cost_cents, months)


def _default_step(level: int, settings: SkillsSettings) -> _Way:
    days = settings.step_days[level - 1]
    return _Way(
        days, round(days * settings.day_cost_cents), days / settings.training_days_a_month, hypothesis=True
    )


def _longest_chain(lines: Sequence[EffortLine], prerequisites: Mapping[str, Collection[str]]) -> float:
    """Months of the longest chain, through prerequisites of prerequisites too."""
    months = {line.skill: line.months for line in lines}
    ends: dict[str, float] = {}
    try:
        for skill in TopologicalSorter(prerequisites).static_order():
            before = max((ends[first] for first in prerequisites.get(skill, ())), default=0.0)
            ends[skill] = before + months.get(skill, 0.0)
    except CycleError as error:
        raise InvalidInput(
            _("Les prérequis tournent en rond : {skills}. Supprimez l’un des liens.").format(
                skills=" → ".join(error.args[1])
            )
        ) from error
    return max([*ends.values(), *months.values()], default=0.0)
