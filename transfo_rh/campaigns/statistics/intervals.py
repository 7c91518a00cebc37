"""Confidence intervals in a finite population: a survey that everybody answered has no sampling error.

Sources: E. B. Wilson, JASA 22 (1927); W. G. Cochran, Sampling Techniques, 3rd ed. (Wiley, 1977), sections 2.6 and 3.5.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats


@dataclass(frozen=True, slots=True)
class Interval:
    """Two bounds, on the scale of what they surround."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """From the low bound to the high one; 0 for a census."""
        return self.high - self.low


def effective_size(n: float, population: float | None = None) -> float:
    """How many respondents of an infinite population tell as much: n(N−1)/(N−n); infinite when all answered.

    Raises ValueError when n is not between 1 and the population.

    >>> effective_size(9, 20), effective_size(12, 12), effective_size(12)
    (15.545454545454545, inf, 12.0)
    """
    if n <= 0 or (population is not None and n > population):
        raise ValueError(f"{n} respondents out of {population}")
    if population is None:
        return float(n)
    return math.inf if n == population else n * (population - 1) / (population - n)


def wilson(
    successes: float, n: float, population: float | None = None, *, confidence: float = 0.95
) -> Interval:
    """Wilson's interval of a share (0–1), with the finite-population correction when the population is known.

    Raises ValueError when the counts are not possible.

    >>> interval = wilson(9, 12, 20)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.5681, 0.8725)
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes out of {n}")
    size = effective_size(n, population)
    share = successes / n
    if math.isinf(size):
        return Interval(share, share)
    z2 = float(stats.norm.ppf((1 + confidence) / 2)) ** 2
    centre = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = math.sqrt(z2 * (share * (1 - share) / size + z2 / (4 * size**2))) / (1 + z2 / size)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def mean_interval(
    mean: float,
    deviation: float,
    n: float,
    population: float | None = None,
    *,
    confidence: float = 0.95,
    lowest: float = 0.0,
    highest: float = 100.0,
) -> Interval | None:
    """Student's interval of a mean, same correction, kept inside the scale; None for fewer than 2 respondents.

    ``deviation`` is the standard deviation (n − 1), in the unit of the mean.

    >>> interval = mean_interval(60, 20, 16)
    >>> round(interval.low, 2), round(interval.high, 2), mean_interval(60, 20, 16, 16).width
    (49.34, 70.66, 0)
    """
    size = effective_size(n, population)
    if math.isinf(size):
        return Interval(mean, mean)
    if n < 2:
        return None
    half = float(stats.t.ppf((1 + confidence) / 2, n - 1)) * deviation / math.sqrt(size)
    return Interval(max(lowest, mean - half), min(highest, mean + half))
