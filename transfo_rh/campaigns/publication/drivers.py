"""Links of the dimensions with an outcome, for the whole and each large unit: two readings of the answers, no copy.

The first reading counts how often each score occurs in each unit: those counts are the ranks. The second adds up the
products of ranks. Memory grows with units × scores, never with respondents. Scores are rounded to whole points of
100, which is exact for an item and hides no order between dimensions worth a link. A rank is taken among all those
of the group who have the score, then correlated over those who have both: equal to Spearman's over complete pairs
when nobody skips, and within hundredths of it otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.model import Item, ItemKind, PublishedDriver, Questionnaire, Unit
from transfo_rh.campaigns.publication.scoring import MINIMUM_FILLED_SHARE
from transfo_rh.campaigns.statistics.drivers import mid_ranks, percentages, relative_weights

_VALUES = 101  # scores 0 to 100
_N_STEP = 10
"""The number of respondents of a link is rounded down to tens: beside the exact ones of the cells, it tells nothing."""

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Variables:
    """What is correlated: dimensions (without the outcome items) first, then outcomes, as item positions."""

    dimensions: tuple[str, ...]
    outcomes: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]
    items: tuple[Item, ...]

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> Variables | None:
        """The variables of a questionnaire; None when no outcome item or no dimension beside it exists."""
        items = questionnaire.items
        scaled = ItemKind.SCALE, ItemKind.NUMBER
        outcomes = [i for i, item in enumerate(items) if item.outcome and item.kind in scaled]
        dimensions = {
            dimension.code: tuple(i for i in questionnaire.items_of(dimension.code) if i not in outcomes)
            for dimension in questionnaire.dimensions
        }
        kept = {code: members for code, members in dimensions.items() if members}
        if not outcomes or not kept:
            return None
        return cls(
            dimensions=tuple(kept),
            outcomes=tuple(items[i].code for i in outcomes),
            members=(*kept.values(), *((i,) for i in outcomes)),
            items=items,
        )

    def codes(self, answers: npt.NDArray[np.int8]) -> Codes:
        """Whole points 0–100 (records × variables) of raw answers (records × items); −1 without a score."""
        codes = np.full((len(answers), len(self.members)), -1, np.int64)
        for column, members in enumerate(self.members):
            values = answers[:, list(members)].astype(np.float64)
            filled = values > 0
            for place, member in enumerate(members):
                item = self.items[member]
                steps = (values[:, place] - 1) / (item.points - 1) * 100
                values[:, place] = 100 - steps if item.reverse else steps
            weights = np.array([self.items[member].weight for member in members]) * filled
            asked = (answers[:, list(members)] >= 0).sum(axis=1)
            enough = filled.any(axis=1) & (filled.sum(axis=1) >= MINIMUM_FILLED_SHARE * asked)
            means = (values * weights).sum(axis=1)[enough] / weights.sum(axis=1)[enough]
            codes[enough, column] = np.floor(means + 0.5).astype(np.int64)
        return codes


class ScoreCounts:
    """First reading: how often each score occurs in each unit, everything below included once ``summed``."""

    def __init__(self, variables: Variables, units: Sequence[Unit]) -> None:
        self.variables = variables
        self.parents = [0, *(0 if unit.parent is None else unit.parent + 1 for unit in units)]
        self.counts = np.zeros((len(self.parents), len(variables.members), _VALUES), np.int32)

    def add(self, answers: npt.NDArray[np.int8], units: npt.NDArray[np.int32]) -> None:
        """Count a chunk of records that count (records × items); group 0 is the whole, unit u is u + 1."""
        codes = self.variables.codes(answers)
        groups = np.where(units < 0, 0, units.astype(np.int64) + 1)
        size = len(self.counts) * _VALUES
        for column in range(codes.shape[1]):
            present = codes[:, column] >= 0
            places = groups[present] * _VALUES + codes[present, column]
            self.counts[:, column] += np.bincount(places, minlength=size).reshape(-1, _VALUES)

    def summed(self) -> npt.NDArray[np.int64]:
        """Counts (groups × variables × scores) with everything below each group."""
        totals = self.counts.astype(np.int64)
        for group in range(len(self.parents) - 1, 0, -1):
            totals[self.parents[group]] += totals[group]
        return totals


class RankProducts:
    """Second reading: sums of products of ranks in each group that is large enough."""

    def __init__(self, counts: ScoreCounts, *, minimum: int) -> None:
        totals = counts.summed()
        self.variables, self.parents = counts.variables, np.array(counts.parents)
        outcome = len(self.variables.dimensions)
        answered = totals.sum(axis=2)
        eligible = np.flatnonzero(answered[:, outcome:].max(axis=1) >= minimum)
        self.groups: list[int] = eligible.tolist()
        self._place = np.full(len(totals), -1)
        self._place[eligible] = np.arange(len(eligible))
        middle = (answered[eligible] + 1) / 2
        self._ranks = mid_ranks(totals[eligible]) - middle[:, :, None]  # centred: sums stay small
        width = len(self.variables.members)
        shape = (len(eligible), width, width)
        self.n, self.first, self.squares, self.products = (np.zeros(shape) for _sum in range(4))

    def add(self, answers: npt.NDArray[np.int8], units: npt.NDArray[np.int32]) -> None:
        """Add a chunk of the same records to every group that they belong to."""
        if not self.groups:
            return
        codes = self.variables.codes(answers)
        groups = np.where(units < 0, 0, units.astype(np.int64) + 1)
        waiting = np.arange(len(codes))
        while len(waiting):
            self._accumulate(self._place[groups[waiting]], codes[waiting])
            waiting = waiting[groups[waiting] != 0]
            groups[waiting] = self.parents[groups[waiting]]

    def _accumulate(self, places: Codes, codes: Codes) -> None:
        order = np.argsort(places, kind="stable")
        order = order[places[order] >= 0]
        if not len(order):
            return
        places, codes = places[order], codes[order]
        present = (codes >= 0).astype(np.float64)
        ranks = self._ranks[places[:, None], np.arange(codes.shape[1]), np.maximum(codes, 0)] * present
        starts = np.flatnonzero(np.r_[True, places[1:] != places[:-1]])
        for sums, left, right in (
            (self.n, present, present),
            (self.first, ranks, present),
            (self.squares, ranks**2, present),
            (self.products, ranks, ranks),
        ):
            sums[places[starts]] += np.add.reduceat(left[:, :, None] * right[:, None, :], starts, axis=0)

    def correlations(self) -> npt.NDArray[np.float64]:
        """Rank correlations (groups × variables × variables) over complete pairs; NaN without variance."""
        across = np.swapaxes
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = self.n * self.squares - self.first**2
            product = self.n * self.products - self.first * across(self.first, 1, 2)
            matrix: npt.NDArray[np.float64] = product / np.sqrt(spread * across(spread, 1, 2))
        return np.where(spread * across(spread, 1, 2) > 1e-6, matrix, np.nan)


def published_drivers(
    products: RankProducts, *, shown: Mapping[str, frozenset[int | None]], minimum: int
) -> tuple[PublishedDriver, ...]:
    """The links that may be published: both figures shown in the group, at least ``minimum`` complete pairs.

    ``shown``: for each measure, the groups (None: the whole) whose cell is shown and not unanimous.
    """
    matrices = products.correlations()
    drivers: list[PublishedDriver] = []
    for place, group in enumerate(products.groups):
        unit = None if group == 0 else group - 1
        for outcome, code in enumerate(products.variables.outcomes):
            if unit in shown.get(code, frozenset()):
                column = len(products.variables.dimensions) + outcome
                visible = [unit in shown.get(name, frozenset()) for name in products.variables.dimensions]
                drivers += _links(products, matrices[place], place, unit, column, visible, minimum)
    return tuple(drivers)


def _links(
    products: RankProducts,
    matrix: npt.NDArray[np.float64],
    place: int,
    unit: int | None,
    column: int,
    visible: Sequence[bool],
    minimum: int,
) -> list[PublishedDriver]:
    n = products.n[place, :, column]
    kept = [
        dimension
        for dimension, is_visible in enumerate(visible)
        if is_visible and n[dimension] >= minimum and not np.isnan(matrix[dimension, column])
    ]
    if not kept:
        return []
    between = np.nan_to_num(matrix[np.ix_(kept, kept)])
    np.fill_diagonal(between, 1.0)
    with_outcome = matrix[kept, column]
    shares = percentages(relative_weights(between, with_outcome))
    outcome = products.variables.outcomes[column - len(visible)]
    return [
        PublishedDriver(
            unit=unit,
            outcome=outcome,
            dimension=products.variables.dimensions[dimension],
            n=int(n[dimension]) // _N_STEP * _N_STEP,
            correlation=round(float(correlation) * 100),
            weight=share,
        )
        for dimension, correlation, share in zip(kept, with_outcome, shares, strict=True)
    ]
