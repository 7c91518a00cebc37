"""People ranked for one role, and how many stand in each class of readiness: pure functions on columns of levels.

The order is that of the assured fit (the low end of the interval, what no further answer can take away), then of the
point; people whom a critical skill closes the role to come last, whatever their fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transfo_rh.skills.assessment.model import LevelColumns
from transfo_rh.skills.fit.fit import driving
from transfo_rh.skills.fit.matrix import certain, fit_matrix, indicators, readiness_codes, requirement_table
from transfo_rh.skills.fit.questions import UNASSESSED, Levels
from transfo_rh.skills.fit.readiness import ENOUGH_ASSESSED, READINESS, Readiness
from transfo_rh.skills.model import RoleContent, SkillsSettings


@dataclass(frozen=True, slots=True)
class Ranking:
    """The people about whom at least one counted skill of the role is known, the best first.

    ``agents``: their ids; ``levels``: people × counted requirements, −1 unknown; ``codes``: positions in ``READINESS``;
    ``certain``: whether the class is. ``assessed``: the weights assessed, out of ``whole``. ``low``, ``point``, ``high``:
    the fits, 0–100.
    """

    agents: NDArray[np.int64]
    levels: Levels
    codes: NDArray[np.uint8]
    certain: NDArray[np.bool_]
    assessed: NDArray[np.int64]
    whole: int
    low: NDArray[np.float32]
    point: NDArray[np.float32]
    high: NDArray[np.float32]

    @property
    def enough(self) -> NDArray[np.bool_]:
        """Whether at least half of the weights were assessed."""
        return np.asarray(self.assessed >= ENOUGH_ASSESSED * self.whole)


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How many people stand in a class; None where the number is not shown, to protect them."""

    readiness: Readiness
    people: int | None


def rank(
    columns: LevelColumns,
    role: RoleContent,
    *,
    skill_ids: Mapping[str, int],
    soft: frozenset[str],
    settings: SkillsSettings,
) -> Ranking:
    """Rank everybody who stands in the columns; ``skill_ids``: code → id of the skills that stand."""
    asked = driving(role, soft=soft)
    ids = np.array([skill_ids.get(one.skill, -1) for one in asked], dtype=np.int64)
    order = np.argsort(ids, kind="stable")
    kept = np.isin(columns.skills, ids)
    agents, people = np.unique(columns.agents[kept], return_inverse=True)
    skills = order[np.searchsorted(ids, columns.skills[kept], sorter=order)]
    levels = np.full((len(agents), len(asked)), UNASSESSED, dtype=np.int8)
    levels[people, skills] = columns.levels[kept]
    held = indicators(people, skills, columns.levels[kept], shape=levels.shape)
    table = requirement_table([role], [one.skill for one in asked], soft=soft)
    found = fit_matrix(held, table)
    first = np.lexsort((agents, -found.point[:, 0], -found.low[:, 0], found.gate[:, 0]))
    weights = np.array([one.weight for one in asked], dtype=np.int64)
    return Ranking(
        agents=agents[first],
        levels=levels[first],
        codes=readiness_codes(found, settings)[first, 0],
        certain=certain(found, settings)[first, 0],
        assessed=((levels != UNASSESSED) @ weights)[first],
        whole=int(weights.sum()),
        low=found.low[first, 0],
        point=found.point[first, 0],
        high=found.high[first, 0],
    )


def class_counts(ranking: Ranking, *, headcount: int) -> tuple[ClassCount, ...]:
    """People in each class, out of ``headcount``: those whom no missing answer could move, the others to be assessed."""
    counted = np.bincount(ranking.codes[ranking.certain], minlength=len(READINESS)).tolist()
    counted[READINESS.index(Readiness.UNKNOWN)] += max(0, headcount - int(ranking.certain.sum()))
    return tuple(ClassCount(one, number) for one, number in zip(READINESS, counted, strict=True))


def to_confirm(ranking: Ranking) -> dict[Readiness, int]:
    """People whose class, by what is assessed of them, could still change; too little assessed, they are « unknown »."""
    likely = np.where(ranking.enough, ranking.codes, READINESS.index(Readiness.UNKNOWN))
    counted = np.bincount(likely[~ranking.certain], minlength=len(READINESS)).tolist()
    return dict(zip(READINESS, counted, strict=True))


def protected(counts: Sequence[ClassCount], *, k: int) -> tuple[ClassCount, ...]:
    """The counts that people without the right to names may see: multiples of k, none of 1 to k − 1 people.

    The total is known, so one hidden class alone would be told by the others: the smallest classes are hidden too until
    at least two are and at least k people stand in them. A class of nobody stays in sight unless it is needed for that.
    Everybody in one class would tell of each person: it is hidden with « unknown », as if a few were to be assessed.
    Shown counts are rounded down: maps and other roles count the same people, and exact differences would tell a few.

    >>> from transfo_rh.skills.fit.readiness import Readiness
    >>> shown = protected([ClassCount(Readiness.READY, 2), ClassCount(Readiness.SIX_MONTHS, 9),
    ...     ClassCount(Readiness.RESKILLING, 30)], k=5)
    >>> [one.people for one in shown]
    [None, None, 30]
    """
    numbers = [one.people or 0 for one in counts]
    hidden = {position for position, number in enumerate(numbers) if 0 < number < k}
    unknown = READINESS.index(Readiness.UNKNOWN)
    if any(numbers) and sum(numbers) in numbers[:unknown]:
        hidden |= {numbers.index(sum(numbers)), unknown}
    waiting = sorted(
        (position for position, number in enumerate(numbers) if number >= k), key=numbers.__getitem__
    ) + [position for position, number in enumerate(numbers) if number == 0]
    while hidden and waiting and (len(hidden) < 2 or sum(numbers[position] for position in hidden) < k):
        hidden.add(waiting.pop(0))
    return tuple(
        ClassCount(one.readiness, None if position in hidden else number // k * k)
        for position, (one, number) in enumerate(zip(counts, numbers, strict=True))
    )
