"""The summary of a publication: who answered, and the weighted scores of the whole beside the raw ones.

Weights give the directions and the categories their share of the people asked. Directions or categories whose
figures are hidden share one class: a weighted score then says of them nothing but their sum, as the raw score does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.model import Item, ItemKind, Questionnaire, Unit
from transfo_rh.campaigns.publication.scoring import rounded
from transfo_rh.campaigns.statistics.intervals import wilson
from transfo_rh.campaigns.statistics.weighting import Weighting, kish_effective_size, raking
from transfo_rh.campaigns.units import direction_of_each

MINIMUM_WEIGHTED = 30
MemberCount = tuple[int | None, str | None, int]
"""Unit, value of the attribute, number of people asked."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A response rate in percent. The interval is what chance alone makes of a propensity to answer (Wilson, 95 %)."""

    percent: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class WeightedScore:
    """A dimension of the whole: raw and weighted score (0–100), and what the weights cost."""

    dimension: str
    raw: int
    weighted: int
    effective_n: int
    design_effect: float


@dataclass(frozen=True, slots=True)
class Summary:
    """The content of publication.summary.

    ``weighted_by``: what the weights follow (« department », an attribute); empty when no weight was computed.
    """

    invited: int | None
    answered: int | None
    rate: Rate | None
    weighted_by: tuple[str, ...] = ()
    effective_n: int | None = None
    design_effect: float | None = None
    margin_error: float | None = None
    scores: tuple[WeightedScore, ...] = ()


class CrossCounts:
    """Sums of scores and numbers of answers by direction × value of one attribute, added up chunk by chunk."""

    def __init__(self, questionnaire: Questionnaire, units: Sequence[Unit], attribute: int | None) -> None:
        self.questionnaire = questionnaire
        self.attribute = attribute
        self._direction = np.array([-1 if d is None else d for d in (*direction_of_each(units), None)])
        self.index: dict[tuple[int, str | None], int] = {}
        width = len(questionnaire.items)
        self.totals, self.answers = np.zeros((0, width)), np.zeros((0, width))
        self.respondents = np.zeros((0, len(questionnaire.dimensions)))
        self.records = np.zeros(0)

    def direction(self, unit: int | None) -> int:
        """The direction of a unit, −1 above the directions or without a unit."""
        return -1 if unit is None else int(self._direction[unit])

    def add(
        self,
        answers: npt.NDArray[np.int8],
        units: npt.NDArray[np.int32],
        attributes: Sequence[tuple[str | None, ...]],
    ) -> None:
        """Add a chunk of records that count (records × items)."""
        values = [None if self.attribute is None else row[self.attribute] for row in attributes]
        keys = zip(self._direction[units].tolist(), values, strict=True)  # −1 is the last entry: no unit
        groups = np.fromiter((self.index.setdefault(key, len(self.index)) for key in keys), np.int64)
        self._grow(len(self.index))
        size = len(self.index)
        self.records += np.bincount(groups, minlength=size)
        for position, item in enumerate(self.questionnaire.items):
            filled = np.asarray(answers[:, position] > 0)
            self.answers[:, position] += np.bincount(groups[filled], minlength=size)
            self.totals[:, position] += np.bincount(
                groups[filled], _scores(answers[filled, position], item), minlength=size
            )
        for position, dimension in enumerate(self.questionnaire.dimensions):
            members = list(self.questionnaire.items_of(dimension.code))
            filled = np.asarray((answers[:, members] > 0).any(axis=1))
            self.respondents[:, position] += np.bincount(groups[filled], minlength=size)

    def _grow(self, groups: int) -> None:
        missing = groups - len(self.records)
        if missing > 0:
            self.records = np.pad(self.records, (0, missing))
            self.totals, self.answers, self.respondents = (
                np.pad(array, ((0, missing), (0, 0)))
                for array in (self.totals, self.answers, self.respondents)
            )


def _scores(steps: npt.NDArray[np.int8], item: Item) -> npt.NDArray[np.float64]:
    scores: npt.NDArray[np.float64] = (steps.astype(np.float64) - 1) / (item.points - 1) * 100
    return 100 - scores if item.reverse else scores


def build_summary(
    counts: CrossCounts,
    *,
    attribute: str | None,
    invited: int | None,
    answered: int,
    members: Iterable[MemberCount],
    shown_directions: frozenset[int],
    shown_values: frozenset[str],
    raw_scores: Mapping[str, int],
    k: int,
) -> Summary:
    """The summary of a campaign.

    ``answered``: answers received; ``members``: who was asked; the two ``shown`` sets: directions and values whose
    every figure is shown; ``raw_scores``: published scores of the whole, by measure, unanimous ones left out.
    Nothing is said of fewer than k respondents.
    """
    if answered < k:
        return Summary(invited, None, None)
    rate = None if not invited or answered > invited else _rate(answered, invited)
    fitted = _fitted(counts, list(members), shown_directions, shown_values)
    if fitted is None:
        return Summary(invited, answered, rate)
    weighting, weights = fitted
    return Summary(
        invited=invited,
        answered=answered,
        rate=rate,
        weighted_by=("department",) if attribute is None else ("department", attribute),
        effective_n=rounded(weighting.effective_n),
        design_effect=round(weighting.design_effect, 2),
        margin_error=round(weighting.margin_error * 100, 1),
        scores=_weighted_scores(counts, weights, raw_scores),
    )


def _rate(answered: int, invited: int) -> Rate:
    interval = wilson(answered, invited)
    return Rate(rounded(100 * answered / invited), rounded(100 * interval.low), rounded(100 * interval.high))


def _fitted(
    counts: CrossCounts,
    members: list[MemberCount],
    shown_directions: frozenset[int],
    shown_values: frozenset[str],
) -> tuple[Weighting, npt.NDArray[np.float64]] | None:
    """Raking on direction × value; the second array gives the weight of each group of ``counts``."""
    if not members or counts.records.sum() < MINIMUM_WEIGHTED:
        return None

    def classes(direction: int, value: str | None) -> tuple[str, str]:
        return (
            str(direction) if direction in shown_directions else "",
            value if value is not None and value in shown_values else "",
        )

    keys = [classes(*key) for key in counts.index]
    axes = [sorted({key[0] for key in keys}), sorted({key[1] for key in keys})]
    places = [(axes[0].index(row), axes[1].index(column)) for row, column in keys]
    sample = np.zeros((len(axes[0]), len(axes[1])))
    for place, records in zip(places, counts.records, strict=True):
        sample[place] += records
    margins = [np.zeros(len(axis)) for axis in axes]
    for unit, value, people in members:
        for axis, one in enumerate(classes(counts.direction(unit), value)):
            if one in axes[axis]:
                margins[axis][axes[axis].index(one)] += people
    if any((margin <= 0).any() for margin in margins):
        return None  # somebody answered where nobody was asked: the population does not fit
    weighting = raking(sample, margins)
    return weighting, np.array([weighting.weights[place] for place in places])


def _weighted_scores(
    counts: CrossCounts, weights: npt.NDArray[np.float64], raw_scores: Mapping[str, int]
) -> tuple[WeightedScore, ...]:
    scores: list[WeightedScore] = []
    for position, dimension in enumerate(counts.questionnaire.dimensions):
        members = [
            item
            for item in counts.questionnaire.items_of(dimension.code)
            if counts.questionnaire.items[item].code in raw_scores
            and counts.questionnaire.items[item].kind is ItemKind.SCALE
        ]
        if dimension.code not in raw_scores or not members:
            continue
        item_weights = np.array([counts.questionnaire.items[item].weight for item in members])
        totals, answers = weights @ counts.totals[:, members], weights @ counts.answers[:, members]
        weighted = float(np.average(totals / answers, weights=item_weights))
        respondents = counts.respondents[:, position]
        effective = kish_effective_size(weights, respondents)
        scores.append(
            WeightedScore(
                dimension=dimension.code,
                raw=raw_scores[dimension.code],
                weighted=rounded(weighted),
                effective_n=rounded(effective),
                design_effect=round(float(respondents.sum()) / effective, 2),
            )
        )
    return tuple(scores)
