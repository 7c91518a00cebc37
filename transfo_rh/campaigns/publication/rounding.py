"""How a figure is written down: integers, bands of respondents, and unanimity that does not show.

A group where everybody answers alike would tell what each of its members said. Whenever fewer than k answers stand
outside one class, or fewer than 2k people answered, shares are kept between 20 and 80 (« ≤ 20 % », « ≥ 80 % »), the
score between 10 and 90 and the standard deviation is not given: « ≥ 80 % » may be unanimity, or may be not.
"""

from __future__ import annotations

from dataclasses import dataclass

from transfo_rh.campaigns.model import ItemKind
from transfo_rh.campaigns.publication.scoring import rounded

LOWEST_SHARE, HIGHEST_SHARE = 20, 80
LOWEST_SCORE, HIGHEST_SCORE = 10, 90


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which values a figure of one cell may be written; ``capped`` False leaves it as it is."""

    capped: bool
    score: tuple[float, float] = (0.0, 100.0)
    share: tuple[float, float] = (0.0, 100.0)

    def of_score(self, value: float) -> float:
        """The score, brought inside the bounds."""
        return min(max(value, self.score[0]), self.score[1])

    def of_share(self, value: float) -> float:
        """A share, brought inside the bounds."""
        return min(max(value, self.share[0]), self.share[1])


def bounds_of(*, n: int, largest_class: int, two_steps: bool, k: int) -> Bounds:
    """The bounds of a cell of ``n`` answers whose largest class holds ``largest_class`` of them.

    A score on two steps is a share, and is bounded as one.

    >>> bounds_of(n=40, largest_class=40, two_steps=False, k=5).of_share(100.0)
    80
    >>> bounds_of(n=40, largest_class=35, two_steps=False, k=5).of_share(87.5)
    87.5
    """
    if n - largest_class >= k and n >= 2 * k:
        return Bounds(capped=False)
    shares = (LOWEST_SHARE, HIGHEST_SHARE)
    return Bounds(capped=True, score=shares if two_steps else (LOWEST_SCORE, HIGHEST_SCORE), share=shares)


def two_steps(kind: ItemKind, points: int) -> bool:
    """True when the score of an item is a share of its answers.

    >>> two_steps(ItemKind.FLAG, 2), two_steps(ItemKind.SCALE, 5)
    (True, False)
    """
    return kind is ItemKind.FLAG or points == 2


def integer(value: float) -> int:
    """A figure as it is published: to the nearest integer, halves up."""
    return rounded(value)
