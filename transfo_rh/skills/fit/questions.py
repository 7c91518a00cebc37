"""« Assess these three first »: the missing answers that would change the ranking and the readiness the most.

For each skill that is unknown for somebody, both ends are tried: a level of 0, and what the role asks. What counts is
how many places of the ranking (by assured fit) lie between, and for how many people the readiness differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transfo_rh.core.formats import number, shortest
from transfo_rh.core.i18n import _, clauses, ngettext
from transfo_rh.skills.fit.fit import PARTS, covered_parts, driving
from transfo_rh.skills.fit.readiness import GATE_GAP
from transfo_rh.skills.model import LEVELS, Requirement, RoleContent, SkillsSettings

FIRST = 3
UNASSESSED = -1

Levels = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Question:
    """One skill to assess. ``people``: for whom it is unknown; ``places``: places of the ranking at stake, in all;
    ``classes``: people whose readiness depends on it; ``points``: points of fit at stake for each of them."""

    skill: str
    people: int
    places: int
    classes: int
    points: float
    critical: bool

    @property
    def reason(self) -> str:
        """Why to ask, in words.

        >>> Question("sql", 12, 30, 4, 25.0, True).reason.replace("\\u00a0", " ")
        '12 personnes non évaluées ; 25 points d’adéquation en jeu pour chacune ; 2,5 places du classement en moyenne ; 4 personnes pourraient changer de classe ; compétence critique'
        """
        parts = [
            ngettext("{n} personne non évaluée", "{n} personnes non évaluées", self.people).format(
                n=number(self.people)
            ),
            _("{points} points d’adéquation en jeu pour chacune").format(points=number(self.points)),
        ]
        if self.places:
            each = round(self.places / self.people, 1)
            parts.append(
                ngettext(
                    "{n} place du classement en moyenne", "{n} places du classement en moyenne", each
                ).format(n=number(each) if each >= 10 else shortest(each))
            )
        if self.classes:
            parts.append(
                ngettext(
                    "{n} personne pourrait changer de classe",
                    "{n} personnes pourraient changer de classe",
                    self.classes,
                ).format(n=number(self.classes))
            )
        if self.critical:
            parts.append(_("compétence critique"))
        return clauses(parts)

    @property
    def reason_for_one(self) -> str:
        """Why to ask one person, in words.

        >>> Question("sql", 1, 0, 1, 25.0, True).reason_for_one.replace("\\u00a0", " ")
        '25 points d’adéquation en jeu ; la réponse peut changer la classe ; compétence critique'
        """
        parts = [_("{points} points d’adéquation en jeu").format(points=number(self.points))]
        if self.classes:
            parts.append(_("la réponse peut changer la classe"))
        if self.critical:
            parts.append(_("compétence critique"))
        return clauses(parts)


def level_rows(role: RoleContent, held: Sequence[Mapping[str, int]], *, soft: frozenset[str]) -> Levels:
    """Levels of people (skill code → level) as an array people × counted requirements; unknown is −1."""
    asked = driving(role, soft=soft)
    rows = [[levels.get(one.skill, UNASSESSED) for one in asked] for levels in held]
    return np.array(rows, dtype=np.int8).reshape(len(held), len(asked))


def assess_first(
    levels: Levels,
    role: RoleContent,
    *,
    soft: frozenset[str],
    settings: SkillsSettings,
    count: int = FIRST,
) -> tuple[Question, ...]:
    """The skills to assess first, at most ``count``, the most useful one first.

    ``levels``: people × the counted requirements of the role, −1 where unknown. One person alone has no ranking: the
    readiness, then the points at stake decide.
    """
    asked = driving(role, soft=soft)
    total = sum(one.weight for one in asked)
    if not total or not len(levels):
        return ()
    sums = _Sums(levels, asked)
    ranking = np.sort(sums.parts)
    questions = [
        _question(column, one, levels, sums, ranking, total, settings)
        for column, one in enumerate(asked)
        if (levels[:, column] == UNASSESSED).any()
    ]
    questions.sort(
        key=lambda one: (-one.places, -one.classes, -one.points * one.people, not one.critical, one.skill)
    )
    return tuple(questions[:count])


class _Sums:
    """Per person: twelfths covered, weight assessed, critical gaps known."""

    def __init__(self, levels: Levels, asked: Sequence[Requirement]) -> None:
        covered = np.array([[covered_parts(level, one) for level in LEVELS] for one in asked], dtype=np.int64)
        known = levels != UNASSESSED
        columns = np.arange(len(asked))
        self.parts = np.where(known, covered[columns, np.maximum(levels, 0)], 0).sum(axis=1)
        self.assessed = (known * np.array([one.weight for one in asked])).sum(axis=1)
        closing = np.array([one.level - GATE_GAP if one.critical else -1 for one in asked])
        self.gate = (known & (levels <= closing)).any(axis=1)


def _question(
    column: int,
    one: Requirement,
    levels: Levels,
    sums: _Sums,
    ranking: NDArray[np.int64],
    total: int,
    settings: SkillsSettings,
) -> Question:
    unknown = levels[:, column] == UNASSESSED
    parts, assessed, gate = sums.parts[unknown], sums.assessed[unknown] + one.weight, sums.gate[unknown]
    best = parts + PARTS * one.weight
    passed = np.searchsorted(ranking, best, side="left") - np.searchsorted(ranking, parts, side="right")
    worst_class = _classes(parts, assessed, gate | (one.critical and one.level >= GATE_GAP), settings)
    best_class = _classes(best, assessed, gate, settings)
    return Question(
        skill=one.skill,
        people=int(unknown.sum()),
        places=int(np.maximum(passed, 0).sum()),
        classes=int((worst_class != best_class).sum()),
        points=100 * one.weight / total,
        critical=one.critical,
    )


def _classes(
    parts: NDArray[np.int64], assessed: NDArray[np.int64], gate: NDArray[np.bool_], settings: SkillsSettings
) -> NDArray[np.int64]:
    steps = [settings.eighteen_months, settings.six_months, settings.ready]
    classes = np.searchsorted(steps, 100 * parts / (PARTS * assessed), side="right")
    return np.where(gate, -1, classes)
