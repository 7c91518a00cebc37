"""A thousand campaigns under attack by an independent observer with a solver: nothing of audit.py is used here.

The observer has every published number of every role. Counts: numbers alone, by linear programming over the whole, the
tree, the attributes and the crosses. Means: everything, labels included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import numpy as np
import pytest
from scipy.optimize import linprog

from transfo_rh.campaigns.model import (
    Basis,
    Campaign,
    CampaignPlan,
    CampaignState,
    CellState,
    Dimension,
    Item,
    ItemKind,
    Population,
    PublishedCell,
    Questionnaire,
    Thresholds,
    Unit,
)
from transfo_rh.campaigns.publication.build import PublicationContent, build, tally_of

DAY = date(2026, 5, 4)
K = 5
CAMPAIGNS, BLOCKS = 1000, 10
HIDDEN = (CellState.TOO_FEW, CellState.PRECAUTION)
Key = tuple[int | None, str | None, str | None, str | None, str | None]


@dataclass(frozen=True)
class Case:
    campaign: Campaign
    units: tuple[Unit, ...]
    members: np.ndarray
    values: list[tuple[str | None, str | None, str | None]]
    answers: np.ndarray


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
        int(rng.choice(3, p=[0.8, 0.15, 0.05]))
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


@dataclass
class Observer:
    """Unknowns: n and S (sum of answers on 0–100) of each published group, and of the unpublished rests."""

    cells: dict[Key, PublishedCell]
    index: dict[object, int] = field(default_factory=dict)
    sums: list[tuple[object, list[object]]] = field(default_factory=list)

    def place(self, name: object) -> int:
        return self.index.setdefault(name, len(self.index))

    def relate(self, parent: Key, parts: list[Key]) -> None:
        names: list[object] = [*parts, ("rest", len(self.sums))]
        for name in (parent, *names):
            self.place(name)
        self.sums.append((parent, names))

    def solve(self, key: Key, quantity: str | None, k_of: dict[Key, int]) -> tuple[float, float]:
        """Interval of n (quantity None, numbers alone) or of the mean (labels too)."""
        size = len(self.index)
        means = quantity is not None
        rows, below = [], []
        for shift in (0, size) if means else (0,):
            for parent, parts in self.sums:
                row = np.zeros(2 * size + 1)
                row[shift + self.index[parent]] = 1
                for part in parts:
                    row[shift + self.index[part]] -= 1
                rows.append(row)
        for name, place in self.index.items():
            cell = self.cells.get(name) if isinstance(name, tuple) and len(name) == 5 else None
            low, high = _n_of(cell, means, k_of.get(name, K)) if cell is not None else (0.0, None)
            row = np.zeros(2 * size + 1)
            row[place], row[-1] = -1, low
            below.append(row)
            if high is not None:
                row = np.zeros(2 * size + 1)
                row[place], row[-1] = 1, -high
                below.append(row)
            if means:
                least, most = _rate_of(cell, quantity or "")
                for sign, rate in ((-1, least), (1, most)):
                    row = np.zeros(2 * size + 1)
                    row[size + place], row[place] = sign, -sign * rate
                    below.append(row)
        bounds: list[tuple[float, float | None]] = [(0, None)] * (2 * size + 1)
        bounds[self.index[key] if means else 2 * size] = (1, 1)
        target = np.zeros(2 * size + 1)
        target[self.index[key] + (size if means else 0)] = 1
        ends = []
        for sign in (1, -1):
            found = linprog(sign * target, A_ub=np.array(below), b_ub=np.zeros(len(below)),
                            A_eq=np.array(rows), b_eq=np.zeros(len(rows)), bounds=bounds)  # fmt: skip
            assert found.status in (0, 3), (found.message, key, quantity)
            ends.append(np.inf if found.status == 3 else sign * found.fun)
        return ends[0], ends[1]


def _n_of(cell: PublishedCell, labels: bool, k: int) -> tuple[float, float | None]:
    if cell.state is CellState.NO_ANSWER:
        return 0, 0
    if cell.state is CellState.SHOWN:
        return (cell.n, cell.n) if cell.n is not None else tuple(map(float, str(cell.n_band).split("–")))  # type: ignore[return-value]
    return (1, k - 1) if labels and cell.state is CellState.TOO_FEW else (0, None)


def _rate_of(cell: PublishedCell | None, quantity: str) -> tuple[float, float]:
    if cell is None or cell.state is not CellState.SHOWN:
        return 0, 100
    value = cell.shares[int(quantity)] if quantity.isdigit() and cell.shares else getattr(cell, quantity)
    low, high = max(0, value - 0.5), min(100, value + 0.5)
    if cell.capped and value in (10, 20):
        low = 0
    if cell.capped and value in (80, 90):
        high = 100
    return low, high


def observer_of(case: Case, cells: dict[Key, PublishedCell]) -> tuple[Observer, dict[Key, int]]:
    seen = Observer(cells)
    whole: Key = (None,) * 5
    below: dict[int | None, list[Key]] = {}
    for unit in case.units:
        below.setdefault(unit.parent, []).append((unit.position, None, None, None, None))
    for parent, parts in below.items():
        seen.relate(whole if parent is None else (parent, None, None, None, None), parts)
    lines: dict[tuple[Key, str], list[Key]] = {}
    k_of: dict[Key, int] = {}
    for name in ("x", "y"):
        parts = [key for key in cells if key[1] == name and key[0] is None and key[3] is None]
        if parts:
            seen.relate(whole, parts)
    for key in cells:
        unit, attribute, value, other, second = key
        if attribute is not None and (unit is not None or other is not None):
            k_of[key] = 10
            lines.setdefault(((None, attribute, value, None, None), str(other or "unit")), []).append(key)
            side: Key = (
                (unit, None, None, None, None) if unit is not None else (None, other, second, None, None)
            )
            lines.setdefault((side, attribute), []).append(key)
    for (side, _across), parts in lines.items():
        seen.relate(side, parts)
    return seen, k_of


def attack(case: Case, content: PublicationContent, measure: str) -> int:
    """Attack one measure; the number of hidden cells that were attacked."""
    cells: dict[Key, PublishedCell] = {
        (c.unit, c.attribute, c.value, c.attribute_2, c.value_2): c
        for c in content.cells
        if c.measure == measure
    }
    hidden = [key for key, cell in cells.items() if cell.state in HIDDEN]
    if not hidden:
        return 0
    seen, k_of = observer_of(case, cells)
    item = next(item for item in case.campaign.questionnaire.items if item.code == measure)
    quantity = {ItemKind.CHOICE: "0", ItemKind.FLAG: "favourable"}.get(item.kind, "score")
    for key in hidden[:6]:
        low, high = seen.solve(key, None, k_of)
        assert high - low >= K - 1e-6, (measure, key, low, high)
        if cells[key].state is CellState.TOO_FEW and key not in k_of and measure == "Q1":
            low, high = seen.solve(key, quantity, k_of)
            assert high - low >= 25 - 1e-4, (measure, key, quantity, low, high)
    return len(hidden)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_hidden_group_of_a_thousand_campaigns_can_be_pinned(block: int) -> None:
    attacked = 0
    for number in range(CAMPAIGNS // BLOCKS):
        case = random_case(np.random.default_rng([20261123, block, number]))
        content = published(case)
        assert content.attestation.passed
        attacked += attack(case, content, ("Q1", "Q2", "Q3")[number % 3])
    assert attacked > 50
