"""Counting raw answers, chunk by chunk, into histograms: what the publication is computed from.

Memory grows with groups × items × steps and with one chunk, never with the number of respondents.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.model import Basis, ItemKind, Questionnaire
from transfo_rh.campaigns.publication.scoring import counted_responses
from transfo_rh.campaigns.statistics.reliability import ScaleSums

_CODES_BELOW_ONE = 2  # « sans objet » (−1) and missing (0) come before the first step


class GroupCounts:
    """Histograms of disjoint groups: ``items[g, i, s]`` answers of step s + 1, ``dimensions[g, d]`` respondents.

    ``records[g]`` are the raw records of the group: respondents, or the largest number of answers to one question
    where answers cannot be joined into respondents.
    """

    def __init__(self, groups: int, questionnaire: Questionnaire) -> None:
        points = max(item.points for item in questionnaire.items)
        self.span = points + _CODES_BELOW_ONE
        self._dimension_items = [
            questionnaire.items_of(dimension.code) for dimension in questionnaire.dimensions
        ]
        self.codes = np.zeros((groups, len(questionnaire.items), self.span), dtype=np.int64)
        self.dimensions = np.zeros((groups, len(questionnaire.dimensions)), dtype=np.int64)
        self.records = np.zeros(groups, dtype=np.int64)

    def grow(self, groups: int) -> None:
        """Make room for more groups."""
        missing = groups - len(self.codes)
        if missing > 0:
            self.codes = np.pad(self.codes, ((0, missing), (0, 0), (0, 0)))
            self.dimensions = np.pad(self.dimensions, ((0, missing), (0, 0)))
            self.records = np.pad(self.records, (0, missing))

    def add(self, groups: npt.NDArray[np.int64], by_item: npt.NDArray[np.int8]) -> None:
        """Count a chunk: ``groups`` (records,), ``by_item`` (items × records), item-major."""
        offsets = groups * self.span + (_CODES_BELOW_ONE - 1)
        size = len(self.codes) * self.span
        self.records += np.bincount(groups, minlength=len(self.records))
        for position, column in enumerate(by_item):
            self.codes[:, position] += np.bincount(offsets + column, minlength=size).reshape(-1, self.span)
        for position, items in enumerate(self._dimension_items):
            answered = (by_item[list(items)] > 0).any(axis=0)
            self.dimensions[:, position] += np.bincount(groups[answered], minlength=len(self.dimensions))

    @property
    def items(self) -> npt.NDArray[np.int64]:
        """Answers by step, without missing and « sans objet »: (groups × items × steps)."""
        return self.codes[:, :, _CODES_BELOW_ONE:]


Value = str | int | None
"""A value of an attribute, or the position of a topmost unit; None for neither."""


@dataclass(frozen=True, slots=True)
class Cross:
    """Two ways to divide the respondents at once: positions of attributes, None for the topmost units."""

    first: int | None
    second: int | None


@dataclass
class Tally:
    """Counts of one campaign: by unit (the last group is « no unit »), by value of each attribute, by cross.

    ``top_units`` gives for each unit the topmost unit that it belongs to (itself included), −1 for none.
    """

    questionnaire: Questionnaire
    basis: Basis
    unit_count: int
    attribute_count: int
    crosses: tuple[Cross, ...] = ()
    top_units: tuple[int, ...] = ()
    by_unit: GroupCounts = field(init=False)
    by_cross: list[GroupCounts] = field(init=False)
    pairs: list[dict[tuple[Value, Value], int]] = field(init=False)
    by_value: list[GroupCounts] = field(init=False)
    values: list[dict[str | None, int]] = field(init=False)
    scales: list[ScaleSums] = field(init=False)
    counted: int = 0

    def __post_init__(self) -> None:
        self.by_unit = GroupCounts(self.unit_count + 1, self.questionnaire)
        self.by_value = [GroupCounts(1, self.questionnaire) for _attribute in range(self.attribute_count)]
        self.values = [{None: 0} for _attribute in range(self.attribute_count)]
        self.by_cross = [GroupCounts(1, self.questionnaire) for _cross in self.crosses]
        self.pairs = [{(None, None): 0} for _cross in self.crosses]
        self.scales = [
            ScaleSums.empty(len(self.questionnaire.items_of(dimension.code)))
            for dimension in self.questionnaire.dimensions
        ]

    def add(
        self,
        answers: npt.NDArray[np.int8],
        units: npt.NDArray[np.int32],
        attributes: list[tuple[str | None, str | None, str | None]],
    ) -> None:
        """Count one chunk of raw records (records × items); see answers.AnswerChunk."""
        if self.basis is Basis.PERSON:
            self._add_scales(answers)  # complete records of a dimension count for its reliability in any case
            kept = self.counting(answers)
            answers, units = answers[kept], units[kept]
            attributes = [values for values, keep in zip(attributes, kept, strict=True) if keep]
        self.counted += len(answers)
        by_item = np.ascontiguousarray(answers.T)
        self.by_unit.add(np.where(units < 0, self.unit_count, units).astype(np.int64), by_item)
        for position in range(self.attribute_count):
            self.by_value[position].add(self._value_groups(position, attributes), by_item)
        for position, cross in enumerate(self.crosses):
            self.by_cross[position].add(self._pair_groups(position, cross, units, attributes), by_item)

    def counting(self, answers: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
        """Which records (records × items) count: judged on the scaled items, or on all when there are none."""
        if self.basis is not Basis.PERSON:
            return np.ones(len(answers), dtype=np.bool_)
        scaled = [i for i, item in enumerate(self.questionnaire.items) if item.kind is ItemKind.SCALE]
        return counted_responses(answers[:, scaled] if 0 < len(scaled) < answers.shape[1] else answers)

    def _pair_groups(
        self,
        position: int,
        cross: Cross,
        units: npt.NDArray[np.int32],
        attributes: list[tuple[str | None, str | None, str | None]],
    ) -> npt.NDArray[np.int64]:
        tops = np.array([*self.top_units, -1])[units]  # −1 (no unit) reads the last one

        def values(side: int | None) -> list[Value]:
            if side is None:
                return [None if top < 0 else int(top) for top in tops]
            return [row[side] for row in attributes]

        index = self.pairs[position]
        groups = np.fromiter(
            (
                index.setdefault(pair, len(index))
                for pair in zip(values(cross.first), values(cross.second), strict=True)
            ),
            np.int64,
            len(attributes),
        )
        self.by_cross[position].grow(len(index))
        return groups

    def _value_groups(
        self, position: int, attributes: list[tuple[str | None, str | None, str | None]]
    ) -> npt.NDArray[np.int64]:
        index = self.values[position]
        groups = np.fromiter(
            (index.setdefault(values[position], len(index)) for values in attributes),
            np.int64,
            len(attributes),
        )
        self.by_value[position].grow(len(index))
        return groups

    def _add_scales(self, answers: npt.NDArray[np.int8]) -> None:
        for sums, dimension in zip(self.scales, self.questionnaire.dimensions, strict=True):
            items = list(self.questionnaire.items_of(dimension.code))
            values = answers[:, items]
            complete = values[(values > 0).all(axis=1)].astype(np.float64)
            for column, item in enumerate(items):
                if self.questionnaire.items[item].reverse:
                    complete[:, column] = self.questionnaire.items[item].points + 1 - complete[:, column]
            sums.add(complete)
