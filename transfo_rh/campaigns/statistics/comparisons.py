"""Did something change between two independent samples? Tests from published figures alone, and one verdict.

Sources: B. L. Welch, Biometrika 34 (1947); Y. Benjamini, Y. Hochberg, Journal of the Royal Statistical Society B 57
(1995). Every function takes arrays as well as numbers.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import stats

from transfo_rh.core.i18n import _

PRACTICAL_POINTS = 5
"""A difference below so many points of 100 is not worth a word, however certain."""
FALSE_DISCOVERY_RATE = 0.10
"""Among the changes called proven, the share that may be chance."""

Array = npt.NDArray[np.float64]


class Verdict(StrEnum):
    """What may be said of a difference between two waves."""

    PROVEN = "proven"
    UNPROVEN = "unproven"
    TOO_FEW = "too_few"

    @property
    def label(self) -> str:
        """The words of the verdict."""
        return {
            Verdict.PROVEN: _("évolution démontrée"),
            Verdict.UNPROVEN: _("évolution non démontrée"),
            Verdict.TOO_FEW: _("trop peu de réponses"),
        }[self]


def sampled_share(n: npt.ArrayLike, population: npt.ArrayLike) -> Array:
    """What the finite population leaves of a variance, (N − n)/(N − 1); 1 where N is unknown (NaN), 0 in a census.

    >>> sampled_share([12, 20, 12], [20, 20, np.nan]).round(4).tolist()
    [0.4211, 0.0, 1.0]
    """
    size, people = np.asarray(n, np.float64), np.asarray(population, np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(people > 1, (people - size) / (people - 1), 0.0)
    return np.where(np.isnan(people), 1.0, np.clip(share, 0.0, 1.0))


def largest_deviation(score: npt.ArrayLike) -> Array:
    """The largest standard deviation that a mean on 0–100 allows: √(s(100 − s)) (R. Bhatia, C. Davis, 2000).

    It stands for a deviation that was not published: the test errs on the side of caution.

    >>> float(largest_deviation(50)), float(largest_deviation(90))
    (50.0, 30.0)
    """
    values = np.asarray(score, np.float64)
    largest: Array = np.sqrt(np.clip(values * (100 - values), 0.0, None))
    return largest


def two_proportions(
    share_1: npt.ArrayLike,
    n_1: npt.ArrayLike,
    share_2: npt.ArrayLike,
    n_2: npt.ArrayLike,
    *,
    population_1: npt.ArrayLike = np.nan,
    population_2: npt.ArrayLike = np.nan,
) -> Array:
    """Two-sided p-value of a difference between two shares (0–1), pooled, each sample with its correction.

    >>> float(two_proportions(0.45, 100, 0.60, 100).round(4))
    0.0337
    """
    first, second = np.asarray(share_1, np.float64), np.asarray(share_2, np.float64)
    size_1, size_2 = np.asarray(n_1, np.float64), np.asarray(n_2, np.float64)
    pooled = (first * size_1 + second * size_2) / (size_1 + size_2)
    variance = (
        pooled
        * (1 - pooled)
        * (sampled_share(size_1, population_1) / size_1 + sampled_share(size_2, population_2) / size_2)
    )
    return _two_sided(second - first, variance, None)


def welch(
    mean_1: npt.ArrayLike,
    deviation_1: npt.ArrayLike,
    n_1: npt.ArrayLike,
    mean_2: npt.ArrayLike,
    deviation_2: npt.ArrayLike,
    n_2: npt.ArrayLike,
    *,
    population_1: npt.ArrayLike = np.nan,
    population_2: npt.ArrayLike = np.nan,
) -> Array:
    """Two-sided p-value of a difference between two means, unequal variances, each sample with its correction.

    >>> float(welch(60, 20, 50, 68, 20, 50).round(4))
    0.0483
    """
    first, second = np.asarray(mean_1, np.float64), np.asarray(mean_2, np.float64)
    size_1, size_2 = np.asarray(n_1, np.float64), np.asarray(n_2, np.float64)
    part_1 = np.asarray(deviation_1, np.float64) ** 2 / size_1 * sampled_share(size_1, population_1)
    part_2 = np.asarray(deviation_2, np.float64) ** 2 / size_2 * sampled_share(size_2, population_2)
    variance = part_1 + part_2
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = variance**2 / (part_1**2 / (size_1 - 1) + part_2**2 / (size_2 - 1))
    return _two_sided(second - first, variance, np.where(np.isfinite(freedom), freedom, 1.0))


def _two_sided(difference: Array, variance: Array, freedom: Array | None) -> Array:
    """Without any sampling error (two censuses), a difference is certain: p = 0, and p = 1 without difference."""
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = np.abs(difference) / np.sqrt(variance)
    tail = stats.norm.sf(statistic) if freedom is None else stats.t.sf(statistic, freedom)
    exact = np.where(np.abs(difference) > 0, 0.0, 1.0)
    return np.where(variance > 0, np.minimum(1.0, 2 * tail), exact)


def benjamini_hochberg(
    p_values: npt.ArrayLike, *, rate: float = FALSE_DISCOVERY_RATE
) -> npt.NDArray[np.bool_]:
    """Which differences of a family hold when so many are looked at: the false discovery rate stays below ``rate``.

    >>> benjamini_hochberg([0.01, 0.04, 0.20, 0.03], rate=0.05).tolist()
    [True, False, False, False]
    >>> benjamini_hochberg([0.01, 0.04, 0.20, 0.03]).tolist()
    [True, True, False, True]
    """
    values = np.asarray(p_values, np.float64)
    if values.size == 0:
        return np.zeros(0, np.bool_)
    order = np.argsort(values, kind="stable")
    passed = values[order] <= rate * np.arange(1, values.size + 1) / values.size
    last = int(np.flatnonzero(passed).max()) + 1 if passed.any() else 0
    kept = np.zeros(values.size, np.bool_)
    kept[order[:last]] = True
    return kept


def verdict(difference: float, *, significant: bool, enough: bool = True) -> Verdict:
    """A change is proven when it is both certain (corrected for the family) and at least 5 points.

    >>> verdict(6, significant=True).label, verdict(3, significant=True).label
    ('évolution démontrée', 'évolution non démontrée')
    """
    if not enough:
        return Verdict.TOO_FEW
    return Verdict.PROVEN if significant and abs(difference) >= PRACTICAL_POINTS else Verdict.UNPROVEN
