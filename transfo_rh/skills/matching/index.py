"""The index of labels: for a text, the concepts whose labels resemble it most, and whether one is plainly meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transfo_rh.core.progress import Progress, silent
from transfo_rh.skills.matching import ngrams
from transfo_rh.skills.matching.evidence import Evidence
from transfo_rh.skills.matching.meanings import Meanings
from transfo_rh.skills.matching.normalise import Vocabulary
from transfo_rh.skills.matching.semantic import Embedder

MARGIN = 0.05
SUGGESTIONS = 5
_ROUND = 256
_INEXACT = (
    0.95  # what is not the same text is worth less, so that an exact label always stands out by the margin
)
_SURE_MARGIN, _SURE_SCORE, _SURE_SHARE = 0.15, 0.6, 0.8
_MEANING = 0.6


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that has names: a skill, a role, an entry of a foreign catalogue."""

    id: str
    label: str
    other_labels: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Every name, the preferred one first."""
        return (self.label, *self.other_labels)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A concept that may be meant; ``score`` is a resemblance from 0 to 1, never a level nor a fit."""

    id: str
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """What a text may mean, best first, and ``link``: the concept that it plainly means, None when a person must say."""

    query: str
    suggestions: tuple[Suggestion, ...]
    link: str | None


class LabelIndex:
    """Every label of every concept, ready to be asked. Immutable; safe to share between threads.

    The resemblance of a text and a concept is the best over the forms of the text and of the concept's labels
    (``Vocabulary.variants``). With an embedder, 0.4 of it and 0.6 of the resemblance of meaning.
    """

    def __init__(
        self,
        concepts: Sequence[Concept],
        *,
        words: Vocabulary,
        embedder: Embedder | None = None,
        progress: Progress = silent,
    ) -> None:
        self.concepts = tuple(concepts)
        self._words = words
        forms: list[str] = []
        owners: list[int] = []
        for position, concept in enumerate(self.concepts):
            found = dict.fromkeys(form for label in concept.labels for form in words.variants(label))
            forms += found
            owners += [position] * len(found)
        self._forms = tuple(forms)
        self._starts = np.flatnonzero(np.diff(np.array([-1, *owners])))
        self._evidence = Evidence.of(forms)
        self._weights, rows = ngrams.fit(forms)
        self._columns = rows.T.tocsr()
        self._meanings = (
            Meanings.of([concept.labels for concept in self.concepts], embedder, progress)
            if embedder is not None and self.concepts
            else None
        )

    def match(self, queries: Sequence[str], *, top: int = SUGGESTIONS) -> tuple[Match, ...]:
        """For each text, in the order given, its best concepts and the one that it plainly means."""
        found: list[Match] = []
        for start in range(0, len(queries), _ROUND):
            found += self._match_round(queries[start : start + _ROUND], top=top)
        return tuple(found)

    def _match_round(self, queries: Sequence[str], *, top: int) -> Iterator[Match]:
        if not self.concepts:
            yield from (Match(query, (), None) for query in queries)
            return
        variants = [self._words.variants(query) for query in queries]
        scores = self._resemblance(variants)
        exact = scores > 1 - 1e-4
        if self._meanings is not None:
            scores = (1 - _MEANING) * scores + _MEANING * self._meanings.resemblance(queries)
        scores = np.where(exact, 1.0, _INEXACT * np.clip(scores, 0.0, 1.0))
        for query, forms, row in zip(queries, variants, scores, strict=True):
            best = _best(row, max(top, 2))
            suggestions = tuple(
                Suggestion(self.concepts[i].id, self.concepts[i].label, round(float(row[i]), 4)) for i in best
            )
            link = suggestions[0].id if self._is_plain(forms, best, suggestions) else None
            yield Match(query, suggestions[:top], link)

    def _resemblance(self, variants: Sequence[tuple[str, ...]]) -> npt.NDArray[np.float32]:
        """Queries × concepts, the best over the forms of both."""
        rows = ngrams.transform([form for forms in variants for form in forms], self._weights)
        by_form = np.maximum.reduceat((rows @ self._columns).toarray(), self._starts, axis=1)
        firsts = np.cumsum([0, *(len(forms) for forms in variants[:-1])])
        best: npt.NDArray[np.float32] = np.maximum.reduceat(by_form, firsts, axis=0)
        return best

    def _is_plain(
        self, forms: tuple[str, ...], best: npt.NDArray[np.intp], suggestions: tuple[Suggestion, ...]
    ) -> bool:
        """True when the first suggestion may be taken without asking.

        Right for 94 to 95 % of what is linked on ESCO (skills, occupations) when labels that ESCO gives to several
        concepts are left out, 92 % of skills with them; all of 114 on job titles of staff files. The margin alone: 71 %.
        """
        first = suggestions[0].score
        margin = first - (suggestions[1].score if len(suggestions) > 1 else 0.0)
        if first == 1.0:
            return margin >= MARGIN - 1e-9
        if margin < _SURE_MARGIN or first < _SURE_SCORE:
            return False
        labels = self._forms_of(int(best[0]))
        return max(self._evidence.shared(form, label) for form in forms for label in labels) >= _SURE_SHARE

    def _forms_of(self, position: int) -> tuple[str, ...]:
        end = self._starts[position + 1] if position + 1 < len(self._starts) else len(self._forms)
        return self._forms[self._starts[position] : end]


def _best(row: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.intp]:
    """The positions of the highest scores, best first, in the order of the catalogue when they are equal."""
    if count < len(row):
        threshold = np.partition(row, -count)[-count]
        candidates = np.flatnonzero(row >= threshold)
    else:
        candidates = np.arange(len(row))
    return candidates[np.argsort(-row[candidates], kind="stable")][:count]
