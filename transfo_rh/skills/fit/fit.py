"""How well the levels of a person cover what a role asks, as an interval, line by line.

``fit = 100 · Σ w·min(level, required)/required ÷ Σ w`` over the skills that the role asks. A surplus never compensates:
each line is capped at what is asked. A skill without an assessment is unknown, not zero: the fit lies between the one
where every unknown skill is at 0 (``low``) and the one where it is at what is asked (``high``); ``point`` is the fit
over the assessed skills alone, always inside. Soft skills are shown and never counted.

Sums are integers (twelfths of a weight: 12 is a multiple of every level from 1 to 4) and divided once, so that a fit
that stands exactly on a threshold is on it, here and in the whole-authority matrix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transfo_rh.skills.fit.readiness import GATE_GAP, Readiness, readiness
from transfo_rh.skills.model import Requirement, RoleContent, SkillsSettings

PARTS = 12
"""Parts of a weight: 12 is divisible by the four levels that may be required."""


@dataclass(frozen=True, slots=True)
class FitLine:
    """What a role asks of one skill beside what the person holds.

    ``level`` and ``gap`` are None when the skill was not assessed. ``contribution``: points of the fit (of 100) that the
    line brings; ``share``: points that it could bring, its part of the weights; both 0 for a soft skill.
    """

    skill: str
    required: int
    level: int | None
    gap: int | None
    weight: int
    critical: bool
    soft: bool
    contribution: float
    share: float

    @property
    def closes(self) -> bool:
        """True when this line alone says « not ready »."""
        return self.critical and not self.soft and self.gap is not None and self.gap >= GATE_GAP

    @property
    def could_close(self) -> bool:
        """True when the skill is not assessed and a low answer would say « not ready »."""
        return self.critical and not self.soft and self.level is None and self.required >= GATE_GAP


@dataclass(frozen=True, slots=True)
class Fit:
    """The fit of a person for a role, 0–100.

    ``low`` ≤ ``point`` ≤ ``high``; ``point`` is None when nothing was assessed. ``assessed_share``: the part of the
    weights whose skills were assessed, 0–1. ``critical_gap``: a critical skill lacks two levels or more.
    ``certain``: the answers still missing cannot change ``readiness``.
    """

    point: float | None
    low: float
    high: float
    assessed_share: float
    lines: tuple[FitLine, ...]
    critical_gap: bool
    readiness: Readiness
    certain: bool

    @property
    def gaps(self) -> tuple[FitLine, ...]:
        """The counted lines that are known to lack something."""
        return tuple(line for line in self.lines if line.gap and not line.soft)

    @property
    def unknown(self) -> tuple[FitLine, ...]:
        """The counted lines that were not assessed."""
        return tuple(line for line in self.lines if line.level is None and not line.soft)


def gap(level: int, required: int) -> int:
    """The levels that lack; a surplus is no negative gap.

    >>> gap(1, 3), gap(4, 2)
    (2, 0)
    """
    return max(0, required - level)


def covered_parts(level: int, requirement: Requirement) -> int:
    """What a level brings to the sum, in twelfths of a weight.

    >>> covered_parts(1, Requirement("sig", 4, weight=2)), covered_parts(4, Requirement("sig", 2, weight=1))
    (6, 12)
    """
    return requirement.weight * PARTS * min(level, requirement.level) // requirement.level


def driving(role: RoleContent, *, soft: frozenset[str]) -> tuple[Requirement, ...]:
    """The requirements that count: all but soft skills."""
    return tuple(requirement for requirement in role.requirements if requirement.skill not in soft)


def fit(
    levels: Mapping[str, int], role: RoleContent, *, soft: frozenset[str], settings: SkillsSettings
) -> Fit:
    """The fit of someone who holds ``levels`` (skill code → 0–4; absent: not assessed) for a role.

    ``soft`` are the codes of the soft skills, which never count. Doctest: level 1 of 2 on a core skill (weight 2), 3 of
    3 on a useful one (weight 1), so (2 × ½ + 1 × 1) ÷ 3 = 66.7 %.

    >>> from transfo_rh.skills.model import Bilingual, RoleKind
    >>> role = RoleContent("r", RoleKind.TARGET, "data", Bilingual("R"), Bilingual(""),
    ...     (Requirement("sql", 2, weight=2), Requirement("sig", 3, weight=1)))
    >>> round(fit({"sql": 1, "sig": 3}, role, soft=frozenset(), settings=SkillsSettings()).point, 1)
    66.7
    >>> half = fit({"sql": 2}, role, soft=frozenset(), settings=SkillsSettings())
    >>> half.point, round(half.low, 1), half.high, half.readiness.value, half.certain
    (100.0, 66.7, 100.0, 'ready', False)
    """
    asked = driving(role, soft=soft)
    total = sum(requirement.weight for requirement in asked)
    known = [requirement for requirement in asked if requirement.skill in levels]
    assessed = sum(requirement.weight for requirement in known)
    parts = sum(covered_parts(levels[requirement.skill], requirement) for requirement in known)
    lines = tuple(
        _line(levels.get(one.skill), one, total, soft=one.skill in soft) for one in role.requirements
    )
    gate = any(line.closes for line in lines)
    could_gate = gate or any(line.could_close for line in lines)
    point = percent(parts, assessed) if assessed else None
    low = percent(parts, total) if total else 0.0
    high = percent(parts + PARTS * (total - assessed), total) if total else 100.0
    worst = readiness(low, gate=could_gate, settings=settings)
    best = readiness(high, gate=gate, settings=settings)
    return Fit(
        point=point,
        low=low,
        high=high,
        assessed_share=assessed / total if total else 0.0,
        lines=lines,
        critical_gap=gate,
        readiness=readiness(point, gate=gate, settings=settings),
        certain=point is not None and worst is best,
    )


def percent(parts: int, weight: int) -> float:
    """The fit of a sum of twelfths over a sum of weights, 0–100.

    >>> percent(12 * 17, 20)
    85.0
    """
    return 100 * parts / (PARTS * weight)


def _line(level: int | None, requirement: Requirement, total: int, *, soft: bool) -> FitLine:
    counts = not soft and total > 0
    return FitLine(
        skill=requirement.skill,
        required=requirement.level,
        level=level,
        gap=None if level is None else gap(level, requirement.level),
        weight=requirement.weight,
        critical=requirement.critical,
        soft=soft,
        contribution=percent(covered_parts(level, requirement), total)
        if counts and level is not None
        else 0.0,
        share=100 * requirement.weight / total if counts else 0.0,
    )
