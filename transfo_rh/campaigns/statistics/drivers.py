"""Links between dimensions and an outcome: ranks and relative weights. A link, never a cause.

Sources: C. Spearman, American Journal of Psychology 15 (1904); J. W. Johnson, Multivariate Behavioral Research 35 (2000).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_SMALLEST_EIGENVALUE = 1e-9

Array = npt.NDArray[np.float64]


def mid_ranks(counts: npt.ArrayLike) -> Array:
    """The rank of each value of a variable from how often it occurs, ties sharing the middle of theirs.

    ``counts`` (… × values), lowest value first. Pearson's correlation of these ranks is Spearman's.

    >>> mid_ranks([2, 1, 0, 3]).tolist()
    [1.5, 3.0, 3.5, 5.0]
    """
    often = np.asarray(counts, np.float64)
    ranks: Array = np.cumsum(often, axis=-1) - often + (often + 1) / 2
    return ranks


def relative_weights(correlations: npt.ArrayLike, with_outcome: npt.ArrayLike) -> Array:
    """Johnson's relative weights: what each predictor contributes to R², shared out among correlated predictors.

    ``correlations`` (p × p) between predictors, ``with_outcome`` (p,). The weights are never negative and add up to
    R². A matrix that pairwise deletion left indefinite is brought back to the nearest by clipping eigenvalues.

    >>> relative_weights([[1, 0], [0, 1]], [0.6, 0.3]).round(4).tolist()
    [0.36, 0.09]
    """
    matrix, outcome = np.asarray(correlations, np.float64), np.asarray(with_outcome, np.float64)
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    clipped = np.clip(values, _SMALLEST_EIGENVALUE, None)
    loadings = vectors * np.sqrt(clipped) @ vectors.T  # predictors × their closest orthogonal variables
    inverse = vectors / np.sqrt(clipped) @ vectors.T
    betas = inverse @ outcome
    if (values < _SMALLEST_EIGENVALUE).any():  # what a redundant predictor adds is noise: project it out
        kept = vectors[:, values >= _SMALLEST_EIGENVALUE]
        betas = kept @ (kept.T @ betas)
    weights: Array = loadings**2 @ betas**2
    return weights


def percentages(weights: npt.ArrayLike) -> tuple[int, ...]:
    """Weights as whole percentages of their sum that add up to 100 (largest remainders); zeros when nothing is explained.

    >>> percentages([0.36, 0.09, 0.09])
    (67, 17, 16)
    """
    values = np.asarray(weights, np.float64)
    total = float(values.sum())
    if total <= 0:
        return (0,) * len(values)
    shares = values / total * 100
    whole = np.floor(shares + 1e-9).astype(int)
    rest = np.argsort(-(shares - whole), kind="stable")[: 100 - int(whole.sum())]
    whole[rest] += 1
    return tuple(int(value) for value in whole)
