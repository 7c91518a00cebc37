"""Weights that give each group its share of the population, computed on the contingency table.

Sources: W. E. Deming, F. F. Stephan, Annals of Mathematical Statistics 11 (1940) for raking; L. Kish, Survey Sampling
(Wiley, 1965) for the effective size and the design effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LOWEST_WEIGHT = 0.3
HIGHEST_WEIGHT = 3.0
_ROUNDS = 1_000
_TOLERANCE = 1e-12

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weighting:
    """``weights`` per cell of the table (mean 1 over the respondents before trimming, 0 in cells without one).

    ``effective_n`` is Kish's, ``design_effect`` n over it, ``margin_error`` the largest distance that remains
    between a weighted margin and the population's share (trimming, empty groups).
    """

    weights: Array
    n: int
    effective_n: float
    design_effect: float
    margin_error: float


def kish_effective_size(weights: Array, counts: Array) -> float:
    """(Σw)² / Σw² over respondents, ``counts`` of them carrying each weight.

    >>> round(kish_effective_size(np.array([1.0, 2.0]), np.array([10.0, 5.0])), 2)
    13.33
    """
    total = float((weights * counts).sum())
    squares = float((weights**2 * counts).sum())
    return 0.0 if squares == 0 else total**2 / squares


def raking(counts: npt.ArrayLike, margins: Sequence[npt.ArrayLike], *, trimmed: bool = True) -> Weighting:
    """Weights of a table of respondents such that every margin follows the population's.

    ``counts``: respondents by cell, one axis per characteristic; ``margins``: for each axis, the population of each
    class. Classes that nobody answered in are left out of their margin.
    Raises ValueError when the shapes do not agree or nobody answered.

    >>> raking([[20, 10], [10, 20]], [[50, 50], [60, 40]]).weights.round(3).tolist()
    [[1.139, 0.722], [1.322, 0.839]]

    On one axis the weights are those of post-stratification, each class's share of the population over its share of
    the respondents:

    >>> raking([30, 10], [[50, 50]]).weights.round(4).tolist()
    [0.6667, 2.0]
    """
    sample = np.asarray(counts, np.float64)
    people = [np.asarray(margin, np.float64) for margin in margins]
    if sample.shape != tuple(len(margin) for margin in people) or sample.sum() <= 0:
        raise ValueError(f"a table of {sample.shape} does not agree with its margins, or is empty")
    axes = range(sample.ndim)
    others = [tuple(other for other in axes if other != axis) for axis in axes]
    targets = [
        _target(margin, sample.sum(axis=others[axis])) * sample.sum() for axis, margin in enumerate(people)
    ]
    fitted = sample.copy()
    for _round in range(_ROUNDS):
        before = fitted.copy()
        for axis, target in enumerate(targets):
            margin = fitted.sum(axis=others[axis])
            factor = np.divide(target, margin, out=np.zeros_like(target), where=margin > 0)
            fitted *= factor.reshape([-1 if other == axis else 1 for other in axes])
        if np.abs(fitted - before).max() <= _TOLERANCE * sample.sum():
            break
    weights = np.divide(fitted, sample, out=np.zeros_like(fitted), where=sample > 0)
    return _finished(weights, sample, people, trimmed=trimmed)


def _target(margin: Array, answered: Array) -> Array:
    """The share of each class among the classes that somebody answered in."""
    covered = np.where(answered > 0, margin, 0.0)
    if covered.sum() <= 0:
        raise ValueError("no class of the margin has both respondents and a population")
    share: Array = covered / covered.sum()
    return share


def _finished(weights: Array, sample: Array, people: Sequence[Array], *, trimmed: bool) -> Weighting:
    """Trim, then measure what the weights cost and what they leave."""
    if trimmed:
        weights = np.where(sample > 0, np.clip(weights, LOWEST_WEIGHT, HIGHEST_WEIGHT), 0.0)
    weighted = weights * sample
    errors = [0.0]
    for axis, margin in enumerate(people):
        reached = weighted.sum(axis=tuple(other for other in range(sample.ndim) if other != axis))
        errors.append(float(np.abs(reached / weighted.sum() - margin / margin.sum()).max()))
    n = int(sample.sum())
    effective = kish_effective_size(weights, sample)
    return Weighting(weights, n, effective, n / effective if effective else 1.0, max(errors))
