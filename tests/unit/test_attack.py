"""A thousand campaigns under attack by an independent observer with a solver: nothing of audit.py is used here.

The observer (tests/observer.py) has every published number of every role: whole, tree, attributes and crosses together.
Counts: from numbers alone. Means: from everything, labels included. A role that sees some of these cells only has fewer
constraints, hence wider intervals: it needs no attack of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pytest

from tests.observer import HIDDEN, complete_groups, key_of, observer_of
from transfo_rh.campaigns.model import (
    Basis,
    Campaign,
    CampaignPlan,
    CampaignState,
    Dimension,
    Item,
    ItemKind,
    Population,
    Questionnaire,
    Thresholds,
    Unit,
)
from transfo_rh.campaigns.publication.build import PublicationContent, build, tally_of

DAY = date(2026, 5, 4)
K, K_CROSSES = 5, 10
CAMPAIGNS, BLOCKS = 1000, 10
NAMES = ("x", "y")


@dataclass(frozen=True)
class Case:
    campaign: Campaign
    units: tuple[Unit, ...]
    members: np.ndarray
    values: list[tuple[str | None, str | None, str | None]]
    answers: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        """Which records count: at least half of the scaled questions filled, and one."""
        filled = (self.answers[:, :2] > 0).sum(axis=1)
        return filled >= 1

    def counted_values(self) -> list[tuple[str | None, str | None, str | None]]:
        return [row for row, counts in zip(self.values, self.counts, strict=True) if counts]


def random_case(rng: np.random.Generator) -> Case:
    size = int(rng.integers(1, 9))
    parents = [None if n == 0 or rng.random() < 0.3 else int(rng.integers(0, n)) for n in range(size)]
    units = tuple(Unit(n, f"U{n}", f"U{n}", parents[n]) for n in range(size))
    people = int(rng.choice([0, 4, 12, 30, 60, 120]))
    popularity = rng.dirichlet(np.full(size + 1, 0.7))
    members = (rng.choice(size + 1, size=people, p=popularity) - 1).astype(np.int32)
    missing = float(rng.choice([0.0, 0.05]))

    def value(shares: tuple[float, ...]) -> str | None:
        return None if rng.random() < missing else "ABC"[int(rng.choice(len(shares), p=shares))]

    values = [(value((0.6, 0.3, 0.1)), value((0.75, 0.25)), None) for _n in range(people)]
    kinds = [Item("Q1", "Q1", "D", 5), Item("Q2", "Q2", "D", 5, reverse=True)]
    kinds.append(
        [
            Item("Q3", "Q3", None, 2, kind=ItemKind.FLAG),
            Item("Q3", "Q3", None, 3, kind=ItemKind.CHOICE, options=("a", "b", "c")),
            Item("Q3", "Q3", None, 3, kind=ItemKind.RANK, reverse=True),
            Item("Q3", "Q3", None, 10, kind=ItemKind.NUMBER, minimum=0, maximum=9),
        ][int(rng.integers(0, 4))]
    )
    answers = np.stack(
        [
            rng.choice(np.arange(1, item.points + 1), size=people, p=_tastes(rng, item.points))
            for item in kinds
        ],
        axis=1,
    ).astype(np.int8)
    answers[rng.random(answers.shape) < rng.choice([0.0, 0.1, 0.4])] = 0
    crosses = [(), (("x", "y"),), (("department", "x"), ("x", "y"), ("department", "y"))][
        int(rng.choice(3, p=[0.6, 0.25, 0.15]))
    ]
    plan = CampaignPlan(Population(DAY), DAY, DAY, ("x", "y"), crosses, Thresholds())
    campaign = Campaign(
        1, "T", CampaignState.CLOSED, Basis.PERSON, True, DAY, K, ("x", "y"),
        Questionnaire((Dimension("D", "D"),), tuple(kinds)), people, datetime.now(UTC), None, plan=plan,
    )  # fmt: skip
    return Case(campaign, units, members, values, answers)


def _tastes(rng: np.random.Generator, points: int) -> np.ndarray:
    """Sometimes everybody agrees, or nearly."""
    shares = np.asarray(rng.dirichlet(np.full(points, float(rng.choice([0.05, 0.5, 3.0])))))
    return shares / shares.sum()


def published(case: Case) -> PublicationContent:
    tally = tally_of(case.campaign, case.units)
    tally.add(case.answers, case.members, case.values)
    return build(case.campaign, case.units, tally, on=DAY)


def attack(case: Case, content: PublicationContent, measure: str, thorough: bool) -> int:
    """Attack one measure; the number of hidden cells that were attacked."""
    cells = {key_of(cell): cell for cell in content.cells if cell.measure == measure}
    hidden = [key for key, cell in cells.items() if cell.state in HIDDEN]
    if not hidden:
        return 0
    known = complete_groups(case.units, case.members[case.counts], case.counted_values(), NAMES)
    seen = observer_of(case.units, cells, names=NAMES, complete=known, k=K, k_crosses=K_CROSSES)
    item = next((item for item in case.campaign.questionnaire.items if item.code == measure), None)
    for key in hidden if thorough else hidden[:3]:
        assert seen.width(key, None) >= K - 1e-6, (measure, key)
        if item is not None:
            quantity = {ItemKind.CHOICE: "0", ItemKind.FLAG: "favourable"}.get(item.kind, "score")
            assert seen.width(key, quantity) >= 25 - 1e-4, (measure, key, quantity)
    return len(hidden)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_hidden_group_of_a_thousand_campaigns_can_be_pinned(block: int) -> None:
    attacked = 0
    for number in range(CAMPAIGNS // BLOCKS):
        case = random_case(np.random.default_rng([20261123, block, number]))
        content = published(case)
        assert content.attestation.passed
        measures = [("Q1", "D"), ("Q2", "D"), ("Q3", "D")][number % 3]
        for measure in measures:
            attacked += attack(case, content, measure, thorough=measure == measures[number % 2])
    assert attacked > 100
