"""Character n-grams of many short texts at once, weighted by TF-IDF: numpy and scipy alone, no loop over texts.

Equal in quality to a general vectoriser (French ESCO, alternative → preferred labels: 73.8 % among five against 73.4 %
with n-grams of 2 to 4), several times faster because n-grams are integers from the start, and nothing to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

SIZES = (3, 4, 5)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Matrix = Any  # scipy.sparse.csr_array: scipy has no types


@dataclass(frozen=True, slots=True)
class Weights:
    """The n-grams of an index, sorted, and how much each tells: ln((1 + texts) / (1 + texts that hold it)) + 1."""

    grams: npt.NDArray[np.uint64]
    inverse_frequency: npt.NDArray[np.float64]
    unknown: float


def grams_of(texts: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint64]]:
    """(text, n-gram) of every n-gram of every text, repeated as often as it stands there.

    A text is padded with one blank on each side, so that the beginnings and ends of words count.
    """
    padded = [f" {text} " for text in texts]
    lengths = np.array([len(text) for text in padded], dtype=np.int64)
    signs = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(
        np.uint64
    )
    owners = np.repeat(np.arange(len(padded)), lengths)
    found_owners, found = [], []
    for size in SIZES:
        starts = len(signs) - size + 1
        if starts <= 0:
            continue
        code = np.full(starts, size, dtype=np.uint64)
        for offset in range(size):
            code = (code ^ signs[offset : offset + starts]) * _MULTIPLIER
            code ^= code >> np.uint64(29)
        inside = owners[:starts] == owners[size - 1 :]
        found_owners.append(owners[:starts][inside])
        found.append(code[inside])
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
    return np.concatenate(found_owners), np.concatenate(found)


def fit(texts: Sequence[str]) -> tuple[Weights, Matrix]:
    """The weights of these texts, and one row of length 1 for each."""
    owners, codes = grams_of(texts)
    grams, columns = np.unique(codes, return_inverse=True)
    counts = _counts(owners, columns, len(texts), len(grams))
    holders = np.bincount(counts.indices, minlength=len(grams))
    inverse = np.log((1 + len(texts)) / (1 + holders)) + 1
    weights = Weights(grams, inverse, float(np.log(1 + len(texts)) + 1))
    return weights, _normed(counts, weights, np.zeros(len(texts)))


def transform(texts: Sequence[str], weights: Weights) -> Matrix:
    """One row for each text in the columns of the index. What the index never saw makes the row longer, hence the
    scores lower: « Python zététique » is no Python."""
    owners, codes = grams_of(texts)
    unknown = np.ones(len(codes), dtype=bool)
    columns = np.zeros(len(codes), dtype=np.int64)
    if len(weights.grams):
        columns = np.minimum(np.searchsorted(weights.grams, codes), len(weights.grams) - 1)
        unknown = weights.grams[columns] != codes
    counts = _counts(owners[~unknown], columns[~unknown], len(texts), len(weights.grams))
    foreign = np.bincount(owners[unknown], minlength=len(texts)).astype(np.float64) * weights.unknown**2
    return _normed(counts, weights, foreign)


def _counts(owners: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], rows: int, width: int) -> Matrix:
    from scipy.sparse import csr_array

    ones = np.ones(len(owners), dtype=np.float64)
    return csr_array((ones, (owners, columns)), shape=(rows, width))


def _normed(counts: Matrix, weights: Weights, foreign: npt.NDArray[np.float64]) -> Matrix:
    """Counts as 1 + ln(count), times the weights, each row divided by its length (``foreign``: squared, added)."""
    from scipy.sparse import csr_array

    values = (1 + np.log(counts.data)) * weights.inverse_frequency[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(rows, values**2, minlength=counts.shape[0]) + foreign)
    values /= lengths[rows]
    return csr_array((values.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)
