"""Scores of items and dimensions from counts of answers. Pure functions on arrays; no answer of a person is kept.

Scores are on 0–100: (mean − 1) / (m − 1) · 100 for an item of m steps, reverse items recoded first. A dimension's
score is the mean of its items' scores. Favourable answers lie strictly above the middle of the scale, unfavourable
ones strictly below; « sans objet » stays outside every denominator.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.model import MISSING, NOT_APPLICABLE, Measure, MeasureKind, Questionnaire

Counts = npt.NDArray[np.int64]
Figures = npt.NDArray[np.float64]

MINIMUM_FILLED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """Figures of one item for G groups, NaN where n = 0.

    ``n`` answers (G,); ``score``, ``favourable``, ``unfavourable``, ``deviation`` (standard deviation of the answers on
    0–100) and ``shares`` (G × steps, in the order of the steps) in points or percent; ``largest_class`` (G,) answers
    in the largest class: favourable, neutral or unfavourable, or one step with ``by_step``.
    """

    n: Counts
    score: Figures
    favourable: Figures
    unfavourable: Figures
    deviation: Figures
    shares: Figures
    largest_class: Counts


def item_figures(counts: Counts, *, reverse: bool = False, by_step: bool = False) -> ItemFigures:
    """Figures from ``counts`` (groups × m): how many chose each step, lowest first.

    ``by_step``: each step is a class of its own (options of a choice, ranks, numbers).

    >>> figures = item_figures(np.array([[0, 1, 1, 2]]))
    >>> figures.n[0], round(figures.score[0], 2), figures.favourable[0], figures.unfavourable[0]
    (np.int64(4), np.float64(75.0), np.float64(75.0), np.float64(25.0))
    """
    points = counts.shape[1]
    ordered = counts[:, ::-1] if reverse else counts
    n = ordered.sum(axis=1)
    values = np.arange(points, dtype=np.float64) / max(points - 1, 1) * 100
    high = favourable_steps(points)
    favourable = ordered @ high.astype(np.int64)
    unfavourable = ordered @ high[::-1].astype(np.int64)
    classes = (
        ordered if by_step else np.stack([favourable, unfavourable, n - favourable - unfavourable], axis=1)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        score = ordered @ values / n
        deviation = np.sqrt(np.maximum(ordered @ values**2 / n - score**2, 0))
        return ItemFigures(
            n=n,
            score=score,
            favourable=favourable / n * 100,
            unfavourable=unfavourable / n * 100,
            deviation=deviation,
            shares=counts / n[:, None] * 100,
            largest_class=classes.max(axis=1),
        )


def favourable_steps(points: int) -> npt.NDArray[np.bool_]:
    """Which steps of a scale count as favourable: those strictly above its middle.

    >>> favourable_steps(5).tolist(), favourable_steps(4).tolist()
    ([False, False, False, True, True], [False, False, True, True])
    """
    return np.arange(points) > (points - 1) / 2


def counted_responses(answers: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Which records (records × items) count: at least half of the applicable scored items are filled.

    >>> counted_responses(np.array([[3, 4, 0, 0], [3, 0, 0, 0], [3, -1, -1, 0]], dtype=np.int8)).tolist()
    [True, False, True]
    """
    filled = (answers > MISSING).sum(axis=1)
    applicable = (answers != NOT_APPLICABLE).sum(axis=1)
    counted: npt.NDArray[np.bool_] = (filled > 0) & (filled >= MINIMUM_FILLED_SHARE * applicable)
    return counted


def rounded(value: float) -> int:
    """To the nearest integer, halves up (as a person rounds).

    >>> rounded(62.5), rounded(61.5), rounded(62.49)
    (63, 62, 62)
    """
    return math.floor(round(value, 9) + 0.5)


def item_measures(questionnaire: Questionnaire) -> tuple[Measure, ...]:
    """Every item as a published measure; steps without words are numbered."""
    return tuple(
        Measure(
            item.code,
            item.label,
            MeasureKind.ITEM,
            item.dimension,
            item_kind=item.kind,
            options=item.options or tuple(str(step + 1) for step in range(item.points)),
            question=item.question,
        )
        for item in questionnaire.items
    )
