"""Which published figures differ from the rest of the authority beyond chance: one family of tests per question.

The family holds every published cell of the measures, whoever looks and at whichever level, so that a department is
« different » on every screen or on none (Benjamini–Hochberg, q = 10 %).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.model import Basis, Measure, PublishedCell
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.reading import Publication
from transfo_rh.campaigns.statistics.comparisons import benjamini_hochberg, largest_deviation, welch
from transfo_rh.core.database import Session

Place: TypeAlias = tuple[int | None, str | None, str]
"""Unit, value of the attribute, code of the measure."""


def certain_differences(
    session: Session, publication: Publication, measures: Sequence[Measure], attribute: str | None = None
) -> frozenset[Place]:
    """The cells of the units (or of the values of ``attribute``) that differ from the rest of the authority.

    Attributed diagnoses are facts of each department, not a sample: nothing is tested, nothing is found.
    """
    if publication.campaign.basis is Basis.DEPARTMENT:
        return frozenset()
    return different_from_the_rest(
        repository.cells(
            session,
            publication_id=publication.id,
            measures=[measure.code for measure in measures],
            units=None,
            attribute=attribute,
        )
    )


def different_from_the_rest(cells: Iterable[PublishedCell]) -> frozenset[Place]:
    """The cells of a family that differ from everybody else of the whole, which stands among them.

    >>> from transfo_rh.campaigns.model import CellState
    >>> whole, a, b = (
    ...     PublishedCell(unit, None, None, "m", CellState.SHOWN, n=n, score=score, deviation=20)
    ...     for unit, n, score in ((None, 400, 50), (1, 100, 65), (2, 100, 48))
    ... )
    >>> different_from_the_rest([whole, a, b])
    frozenset({(1, None, 'm')})
    """
    everything = list(cells)
    whole = {cell.measure: cell for cell in everything if cell.unit is None and cell.value is None}
    pairs = [
        (cell, whole[cell.measure])
        for cell in everything
        if (cell.unit is not None or cell.value is not None)
        and cell.measure in whole
        and _testable(cell, whole[cell.measure])
    ]
    if not pairs:
        return frozenset()
    kept = benjamini_hochberg(_p_values(pairs))
    return frozenset(
        (cell.unit, cell.value, cell.measure)
        for (cell, _whole), certain in zip(pairs, kept, strict=True)
        if certain
    )


def _testable(cell: PublishedCell, whole: PublishedCell) -> bool:
    """Both figures and both exact numbers are published, and there is a rest."""
    return (
        cell.n is not None
        and whole.n is not None
        and cell.score is not None
        and whole.score is not None
        and whole.n > cell.n + 1
    )


def _p_values(pairs: Sequence[tuple[PublishedCell, PublishedCell]]) -> npt.NDArray[np.float64]:
    """Against everybody else, whose mean follows from the two published ones (Welch, finite populations)."""
    own, whole = ([side[place] for side in pairs] for place in (0, 1))
    score, n, asked = (_column(own, name) for name in ("score", "n", "population"))
    whole_score, whole_n, whole_asked = (_column(whole, name) for name in ("score", "n", "population"))
    others = whole_n - n
    rest = np.clip((whole_n * whole_score - n * score) / others, 0, 100)
    remaining = np.maximum(whole_asked - asked, others)  # NaN where one of the two is not known
    return np.asarray(
        welch(
            score,
            _deviations(own),
            n,
            rest,
            _deviations(whole),
            others,
            population_1=asked,
            population_2=remaining,
        ),
        np.float64,
    )


def _column(cells: Sequence[PublishedCell], name: str) -> npt.NDArray[np.float64]:
    return np.array([np.nan if (v := getattr(cell, name)) is None else v for cell in cells], np.float64)


def _deviations(cells: Sequence[PublishedCell]) -> npt.NDArray[np.float64]:
    """The published standard deviations; the largest possible one where none is."""
    known = _column(cells, "deviation")
    return np.where(np.isnan(known), largest_deviation(_column(cells, "score")), known)
