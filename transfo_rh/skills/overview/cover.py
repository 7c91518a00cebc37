"""Cover: is there somebody who holds a skill at the level that roles ask, and for how long?

A holder is a person present whose level reaches what is asked. One who retires within the horizon counts half. Cover is
then 0 (rupture), below 2 (fragile), 2 or more (covered).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from transfo_rh.core.i18n import _
from transfo_rh.skills.model import RoleContent

RETIRING_WEIGHT = 0.5
COVERED_FROM = 2


class Cover(StrEnum):
    """How well something is covered, the worst first."""

    RUPTURE = "rupture"
    FRAGILE = "fragile"
    COVERED = "covered"

    @property
    def label(self) -> str:
        """The name of the class on screens."""
        return {
            Cover.RUPTURE: _("En rupture"),
            Cover.FRAGILE: _("Fragile"),
            Cover.COVERED: _("Couverte"),
        }[self]


COVERS = tuple(Cover)


@dataclass(frozen=True, slots=True)
class Holders:
    """How many hold a skill at a level or above, and how many of these retire within the horizon."""

    count: int = 0
    retiring: int = 0

    @property
    def weight(self) -> float:
        """Holders, those who retire soon counted half.

        >>> Holders(2, retiring=1).weight
        1.5
        """
        return self.count - self.retiring * (1 - RETIRING_WEIGHT)

    @property
    def cover(self) -> Cover:
        """The class of cover: nobody is a rupture, less than two is fragile.

        >>> [Holders(count, retiring).cover.value for count, retiring in ((0, 0), (1, 0), (2, 1), (3, 2), (2, 0))]
        ['rupture', 'fragile', 'fragile', 'covered', 'covered']
        """
        if self.count == 0:
            return Cover.RUPTURE
        return Cover.FRAGILE if self.weight < COVERED_FROM else Cover.COVERED

    @property
    def single(self) -> bool:
        """True when everything rests on one person."""
        return self.count == 1


def horizon(on: date, years: int) -> date:
    """The first day beyond the horizon of retirement.

    >>> horizon(date(2028, 2, 29), 3)
    datetime.date(2031, 3, 1)
    """
    try:
        return on.replace(year=on.year + years)
    except ValueError:  # 29 February
        return date(on.year + years, 3, 1)


def retires_within(retirement_on: date | None, *, on: date, years: int) -> bool:
    """True when the retirement falls before the horizon (or should have happened); an unknown one counts as far away.

    >>> [retires_within(day, on=date(2026, 11, 23), years=3) for day in (date(2029, 11, 22), date(2029, 11, 23), None)]
    [True, False, False]
    """
    return retirement_on is not None and retirement_on < horizon(on, years)


def required_levels(roles: Iterable[RoleContent]) -> dict[str, int]:
    """Skill code → the level by which cover is judged: the one that most of the roles ask; the higher one on a tie.

    The highest level alone would put a skill in rupture because one expert role is not filled yet. Skills that no
    role asks are absent: their cover is not judged.

    >>> from transfo_rh.skills.model import Bilingual, Requirement, RoleKind
    >>> def role(level):
    ...     asked = (Requirement("sql", level),)
    ...     return RoleContent("r", RoleKind.TARGET, "data", Bilingual(""), Bilingual(""), asked)
    >>> required_levels([role(2), role(2), role(4)]), required_levels([role(2), role(3)])
    ({'sql': 2}, {'sql': 3})
    """
    asked: dict[str, Counter[int]] = {}
    for role in roles:
        for requirement in role.requirements:
            asked.setdefault(requirement.skill, Counter())[requirement.level] += 1
    return {skill: max(counts, key=lambda level: (counts[level], level)) for skill, counts in asked.items()}


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """Of one skill: people at each level 0–4, and those among them who retire within the horizon."""

    people: tuple[int, ...] = (0, 0, 0, 0, 0)
    retiring: tuple[int, ...] = (0, 0, 0, 0, 0)

    @property
    def assessed(self) -> int:
        """People whose level is known."""
        return sum(self.people)

    def holders(self, level: int) -> Holders:
        """Those at this level or above.

        >>> LevelCounts((5, 3, 2, 1, 1), (0, 0, 1, 0, 1)).holders(2)
        Holders(count=4, retiring=2)
        """
        return Holders(sum(self.people[level:]), sum(self.retiring[level:]))


@dataclass(frozen=True, slots=True)
class RoleCover:
    """How a role is covered: the worst class among its critical skills, else among its core ones, and which skills."""

    cover: Cover
    weakest: tuple[str, ...]


def role_cover(
    role: RoleContent, counts: Mapping[str, LevelCounts], *, soft: frozenset[str] = frozenset()
) -> RoleCover | None:
    """The cover of a role by the skills that decide: critical ones, else those of weight 2, else all.

    Each is judged by the level that the role asks; soft skills never decide. None for a role that asks nothing.
    """
    asked = [requirement for requirement in role.requirements if requirement.skill not in soft]
    deciding = (
        [requirement for requirement in asked if requirement.critical]
        or [requirement for requirement in asked if requirement.weight > 1]
        or asked
    )
    if not deciding:
        return None
    covers = {
        requirement.skill: counts.get(requirement.skill, LevelCounts()).holders(requirement.level).cover
        for requirement in deciding
    }
    worst = min(covers.values(), key=COVERS.index)
    weakest = () if worst is Cover.COVERED else tuple(s for s, cover in covers.items() if cover is worst)
    return RoleCover(worst, weakest)
