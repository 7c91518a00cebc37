"""How near a text and the labels of a catalogue are in meaning, from the vectors of the semantic extra."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transfo_rh.core.progress import Progress
from transfo_rh.skills.matching.semantic import Embedder

_ENOUGH_TO_CENTRE = 30


@dataclass(frozen=True, slots=True)
class Meanings:
    """The vectors of the labels, centred: what all labels have in common says nothing (top-5 on ESCO .840 for .831)."""

    embedder: Embedder
    vectors: npt.NDArray[np.float32]
    centre: npt.NDArray[np.float32] | None
    starts: npt.NDArray[np.intp]

    @classmethod
    def of(cls, labels: Sequence[Sequence[str]], embedder: Embedder, progress: Progress) -> Meanings:
        """From the labels of each concept, at least one each."""
        owners = np.repeat(np.arange(len(labels)), [len(names) for names in labels])
        vectors = embedder.labels([name for names in labels for name in names], progress)
        centre = vectors.mean(axis=0) if len(vectors) >= _ENOUGH_TO_CENTRE else None
        return cls(embedder, _centred(vectors, centre), centre, np.flatnonzero(np.diff(owners, prepend=-1)))

    def resemblance(self, queries: Sequence[str]) -> npt.NDArray[np.float32]:
        """Queries × concepts, 0 to 1."""
        cosines = _centred(self.embedder.queries(queries), self.centre) @ self.vectors.T
        if self.centre is None:
            cosines = (cosines - 0.8) / 0.2  # the raw cosines of this model lie between 0.7 and 1
        best: npt.NDArray[np.float32] = np.maximum.reduceat(cosines, self.starts, axis=1)
        return np.clip(best, 0.0, 1.0)


def _centred(
    vectors: npt.NDArray[np.float32], centre: npt.NDArray[np.float32] | None
) -> npt.NDArray[np.float32]:
    if centre is None:
        return vectors
    moved = vectors - centre
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    unit: npt.NDArray[np.float32] = (moved / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit
