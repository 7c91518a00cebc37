"""Reliability of a dimension: Cronbach's alpha with Feldt's interval, from sums that add up chunk by chunk.

Sources: L. J. Cronbach, Psychometrika 16 (1951); L. S. Feldt, Psychometrika 30 (1965).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import stats

from transfo_rh.core.i18n import _

FRAGILE_BELOW = 0.60
EXPLORATORY_BELOW = 0.70
SMALL_SAMPLE_BELOW = 30
FEW_ITEMS_BELOW = 3


@dataclass(slots=True)
class ScaleSums:
    """Running sums over complete records of one scale: count, Σx (items,) and Σxxᵀ (items × items)."""

    n: int
    total: npt.NDArray[np.float64]
    products: npt.NDArray[np.float64]

    @classmethod
    def empty(cls, item_count: int) -> ScaleSums:
        """Sums of no record."""
        return cls(0, np.zeros(item_count), np.zeros((item_count, item_count)))

    def add(self, values: npt.NDArray[np.float64]) -> None:
        """Add complete records (records × items), reverse items already recoded."""
        self.n += len(values)
        self.total += values.sum(axis=0)
        self.products += values.T @ values


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha with its 95 % interval; ``n`` complete records, ``items`` items."""

    alpha: float
    low: float
    high: float
    n: int
    items: int


def cronbach_alpha(sums: ScaleSums, *, confidence: float = 0.95) -> Reliability | None:
    """Alpha of a scale; None when it is not defined (fewer than 2 items or 2 records, no variance).

    >>> sums = ScaleSums.empty(2)
    >>> sums.add(np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]))
    >>> cronbach_alpha(sums).alpha
    1.0
    """
    items = len(sums.total)
    if items < 2 or sums.n < 2:
        return None
    covariance = (sums.products - np.outer(sums.total, sums.total) / sums.n) / (sums.n - 1)
    variance_of_sum = float(covariance.sum())
    if variance_of_sum <= 1e-12:
        return None
    alpha = items / (items - 1) * (1 - float(np.trace(covariance)) / variance_of_sum)
    tail = (1 - confidence) / 2
    freedom = (sums.n - 1, (sums.n - 1) * (items - 1))
    low = 1 - (1 - alpha) * float(stats.f.ppf(1 - tail, *freedom))
    high = 1 - (1 - alpha) * float(stats.f.ppf(tail, *freedom))
    return Reliability(alpha=alpha, low=low, high=high, n=sums.n, items=items)


def item_total_correlations(sums: ScaleSums) -> tuple[float | None, ...]:
    """Each item's correlation with the sum of the *other* items; None where either does not vary.

    A negative one hints at a reverse item that was not declared.
    Source: J. C. Nunnally, I. H. Bernstein, Psychometric Theory, 3rd ed. (1994), chapter 8.

    >>> sums = ScaleSums.empty(3)
    >>> sums.add(np.array([[1.0, 2.0, 4.0], [2.0, 2.0, 3.0], [3.0, 4.0, 2.0], [4.0, 5.0, 2.0]]))
    >>> [round(value, 2) for value in item_total_correlations(sums)]
    [0.63, 0.78, -0.92]
    """
    items = len(sums.total)
    if items < 2 or sums.n < 3:
        return (None,) * items
    covariance = (sums.products - np.outer(sums.total, sums.total) / sums.n) / (sums.n - 1)
    correlations: list[float | None] = []
    for item in range(items):
        own = float(covariance[item, item])
        shared = float(covariance[item].sum()) - own
        others = float(covariance.sum()) - 2 * float(covariance[item].sum()) + own
        correlations.append(shared / float(np.sqrt(own * others)) if min(own, others) > 1e-12 else None)
    return tuple(correlations)


def weakest_item(sums: ScaleSums) -> int | None:
    """The position of the item that contradicts the others most; None when none does, or on fewer than 30 records."""
    if sums.n < SMALL_SAMPLE_BELOW or len(sums.total) < FEW_ITEMS_BELOW:
        return None  # with two items, nothing says which of them contradicts the other
    correlations = [1.0 if value is None else value for value in item_total_correlations(sums)]
    position = int(np.argmin(correlations))
    return position if correlations[position] < 0 else None


class ReliabilityVerdict(StrEnum):
    """How to read a dimension, from its alpha."""

    GOOD = "good"
    EXPLORATORY = "exploratory"
    FRAGILE = "fragile"
    NEGATIVE = "negative"
    SMALL_SAMPLE = "small_sample"
    FEW_ITEMS = "few_items"

    @property
    def label(self) -> str:
        """The words shown beside alpha."""
        return {
            ReliabilityVerdict.GOOD: _("fiable"),
            ReliabilityVerdict.EXPLORATORY: _("à titre exploratoire"),
            ReliabilityVerdict.FRAGILE: _("fragile : à lire question par question"),
            ReliabilityVerdict.NEGATIVE: _("incohérente : une question est peut-être à inverser"),
            ReliabilityVerdict.SMALL_SAMPLE: _("moins de 30 réponses complètes : indicatif"),
            ReliabilityVerdict.FEW_ITEMS: _("moins de 3 questions : indicatif"),
        }[self]


def reliability_verdict(alpha: float, *, n: int, items: int | None = None) -> ReliabilityVerdict:
    """Below .60 fragile, below .70 exploratory; fewer than 30 complete records, or 3 ``items``, is said first.

    A negative alpha comes from items that contradict each other, often a reverse item that was forgotten.

    >>> reliability_verdict(0.93, n=270), reliability_verdict(0.65, n=270).value, reliability_verdict(0.9, n=12).value
    (<ReliabilityVerdict.GOOD: 'good'>, 'exploratory', 'small_sample')
    """
    if n < SMALL_SAMPLE_BELOW:
        return ReliabilityVerdict.SMALL_SAMPLE
    if items is not None and items < FEW_ITEMS_BELOW and alpha >= 0:
        return ReliabilityVerdict.FEW_ITEMS
    if alpha < 0:
        return ReliabilityVerdict.NEGATIVE
    if alpha < FRAGILE_BELOW:
        return ReliabilityVerdict.FRAGILE
    return ReliabilityVerdict.EXPLORATORY if alpha < EXPLORATORY_BELOW else ReliabilityVerdict.GOOD
