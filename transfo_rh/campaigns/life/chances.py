"""Expected respondents and the probability of reaching a threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.stats import binom

from transfo_rh.campaigns.model import Unit

PERCENT = 100
_DEFAULT_PERCENT = 50


@lru_cache(maxsize=20_000)
def probability_of_reaching(k: int, asked: tuple[tuple[int, int], ...]) -> float:
    """P(respondents ≥ k) when each of the people asked answers independently.

    ``asked`` are pairs (rate in percent, number of people). The sum of the binomials is exact (convolution).

    >>> round(probability_of_reaching(5, ((50, 10),)), 4)  # 1 − P(B(10, ½) ≤ 4) = 638/1024
    0.623
    >>> probability_of_reaching(5, ((100, 3), (50, 1))), probability_of_reaching(3, ((100, 3), (50, 1)))
    (0.0, 1.0)
    """
    if sum(people for _rate, people in asked) < k:
        return 0.0
    below = np.ones(1)
    for rate, people in asked:
        below = np.convolve(below, binom.pmf(np.arange(k), people, rate / PERCENT))[:k]
    return float(min(1.0, max(0.0, 1.0 - below.sum())))


@dataclass(frozen=True, slots=True)
class Asked:
    """People asked, by expected rate: ``rates[percent]`` people, in the order of the percents."""

    rates: tuple[tuple[int, int], ...]

    @property
    def headcount(self) -> int:
        """How many people."""
        return sum(people for _rate, people in self.rates)

    @property
    def hundredths(self) -> int:
        """Expected respondents, in hundredths: an integer, so that sums stay exact."""
        return sum(rate * people for rate, people in self.rates)


def asked_of(rates: Sequence[int]) -> Asked:
    """The people of a group from the expected rate of each.

    >>> asked_of([50, 30, 50])
    Asked(rates=((30, 1), (50, 2)))
    """
    found: dict[int, int] = {}
    for rate in rates:
        found[rate] = found.get(rate, 0) + 1
    return Asked(tuple(sorted(found.items())))


def merged(groups: Sequence[Asked]) -> Asked:
    """Several groups together."""
    found: dict[int, int] = {}
    for group in groups:
        for rate, people in group.rates:
            found[rate] = found.get(rate, 0) + people
    return Asked(tuple(sorted(found.items())))


def unit_percents(units: Sequence[Unit], expected_rates: Sequence[tuple[str, float]]) -> tuple[int, ...]:
    """The expected rate of each unit, in percent: its own, else that of the nearest unit above, else the general one.

    >>> units = (Unit(0, "A", "A", None), Unit(1, "A1", "A1", 0), Unit(2, "B", "B", None))
    >>> unit_percents(units, (("", 0.5), ("A", 0.7)))
    (70, 70, 50)
    """
    given = {code: round(rate * PERCENT) for code, rate in expected_rates}
    general = given.get("", _DEFAULT_PERCENT)
    percents: list[int] = []
    for unit in units:
        above = general if unit.parent is None else percents[unit.parent]
        percents.append(given.get(unit.code, above) if unit.code else above)
    return tuple(percents)
