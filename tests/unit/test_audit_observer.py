"""The audit is never optimistic: its intervals are never wider than those of an observer with a solver.

Random campaigns published *badly*: what is below k is hidden, and some more at random, without any protection; the observer then
learns a lot, and the audit must see it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
import pytest

from tests.observer import Observer, complete_groups, is_cross, key_of, observer_of
from tests.unit.test_attack import K_CROSSES, NAMES, Case, K, random_case
from transfo_rh.campaigns.model import CellState, Measure, PublishedCell
from transfo_rh.campaigns.publication import audit_means
from transfo_rh.campaigns.publication.audit_means import judge_means
from transfo_rh.campaigns.publication.audit_reading import Tree, Verdicts, quantities, trees_of
from transfo_rh.campaigns.publication.audit_tables import judge_tables
from transfo_rh.campaigns.publication.audit_trees import Table, judge_numbers, tables_of
from transfo_rh.campaigns.publication.build import divisions_of, measures_of, tally_of
from transfo_rh.campaigns.publication.cells import published_cells
from transfo_rh.campaigns.publication.plan import GroupKey, Plan
from transfo_rh.campaigns.publication.plan import key_of as key_of_cell

Found = list[tuple[str, GroupKey, float]]


@dataclass(slots=True)
class Recorder(Verdicts):
    """Verdicts that keep every interval."""

    counts: Found = field(default_factory=list)
    means: Found = field(default_factory=list)

    def count(self, measure: str, key: GroupKey, width: float, *, blamed: GroupKey | None = None) -> None:
        self.counts.append((measure, key, width))

    def mean(self, measure: str, key: GroupKey, width: float) -> None:
        self.means.append((measure, key, width))


class Careless(Plan):
    """Hides what is below k and anything at random, protects nothing."""

    def decide(self, division, measure, counts, hidden):  # type: ignore[no-untyped-def]
        states = []
        for key, count in zip(division.keys, counts, strict=True):
            cross = key is not None and crossed(key)
            k = self.k_crosses if cross else self.k
            unlucky = key is not None and crc32(f"{key} {measure}".encode()) % 5 == 0 and key != GroupKey()
            state = CellState.NO_ANSWER if not count else CellState.TOO_FEW if count < k else CellState.SHOWN
            states.append(CellState.PRECAUTION if state is CellState.SHOWN and unlucky else state)
        return tuple(states)


def careless_cells(case: Case) -> tuple[tuple[PublishedCell, ...], tuple[Measure, ...]]:
    tally = tally_of(case.campaign, case.units)
    tally.add(case.answers, case.members, case.values)
    plan = Careless(K, K_CROSSES)
    cells = [
        cell
        for division in divisions_of(case.campaign, case.units, tally)
        for cell in published_cells(tally, division, plan)
        if not (is_cross(key_of(cell)) and cell.measure in ("Q1", "Q2"))
    ]
    return tuple(cells), measures_of(case.campaign, tally)


def crossed(key: GroupKey) -> bool:
    return key.attribute is not None and (key.unit is not None or key.attribute_2 is not None)


def by_measure(cells: tuple[PublishedCell, ...]) -> dict[str, dict[GroupKey, PublishedCell]]:
    found: dict[str, dict[GroupKey, PublishedCell]] = {}
    for cell in cells:
        found.setdefault(cell.measure, {})[key_of_cell(cell)] = cell
    return found


@dataclass
class Audited:
    """One careless publication, as the audit and as the observer see it."""

    case: Case
    cells: dict[str, dict[GroupKey, PublishedCell]]
    measures: tuple[Measure, ...]
    trees: list[Tree]
    observers: dict[str, Observer]

    def counts(self) -> Found:
        recorder = Recorder(K, K_CROSSES, 25.0)
        judge_numbers(self.trees, self.tables(), self.measures, recorder)
        for measure in self.measures:
            judge_tables(self.trees, measure, self.cells[measure.code], recorder)
        return recorder.counts

    def means(self) -> Found:
        recorder = Recorder(K, K_CROSSES, 25.0)
        judge_means(self.trees, self.tables(), self.measures, self.cells, recorder)
        return recorder.means

    def tables(self) -> list[Table]:
        return tables_of(self.trees, self.measures, self.cells)

    def observed(self, measure: str, key: GroupKey, quantity: str | None) -> float:
        plain = (key.unit, key.attribute, key.value, key.attribute_2, key.value_2)
        return self.observers[measure].width(plain, quantity)


def audited(number: int) -> Audited:
    case = random_case(np.random.default_rng([20261124, number]))
    flat, measures = careless_cells(case)
    known = complete_groups(case.units, case.members[case.counts], case.counted_values(), NAMES)
    named = frozenset(
        "" if name == "whole" else f"unit:{name}" if isinstance(name, int) else f"attribute:{name}"
        for name in known
    )
    cells = by_measure(flat)
    return Audited(
        case,
        cells,
        measures,
        trees_of(case.units, NAMES, flat, named),
        {
            code: observer_of(
                case.units, {key_of(cell): cell for cell in own.values()},
                names=NAMES, complete=known, k=K, k_crosses=K_CROSSES,
            )
            for code, own in cells.items()
        },
    )  # fmt: skip


@pytest.mark.parametrize("block", range(4))
def test_no_number_is_known_better_to_the_observer(block: int) -> None:
    narrow = 0
    for number in range(25 * block, 25 * block + 25):
        content = audited(number)
        found: dict[tuple[str, GroupKey], float] = {}
        for measure, key, width in content.counts():
            found[measure, key] = min(width, found.get((measure, key), np.inf))
        exposed = {measure for (measure, key), width in found.items() if width < K and crossed(key)}
        for (measure, key), width in found.items():
            if measure in exposed and width >= K:
                continue  # its tables fail: the audit stops there, the publication is refused
            seen = content.observed(measure, key, None)
            assert width <= seen + 1e-4, (number, measure, key, width, seen)
            narrow += seen < K
    assert narrow > 20


@pytest.mark.parametrize("block", range(4))
@pytest.mark.parametrize("quantity", ["score", "favourable", "0"])
def test_no_mean_is_known_better_to_the_observer(
    block: int, quantity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        audit_means, "quantities", lambda measure: tuple(q for q in quantities(measure) if q == quantity)
    )
    narrow = judged = 0
    for number in range(25 * block, 25 * block + 25):
        content = audited(number)
        for measure, key, width in content.means():
            seen = content.observed(measure, key, quantity)
            assert width <= seen + 1e-3, (number, measure, key, quantity, width, seen)
            assert width >= min(25.0, seen - 1e-3), "a group that is proven wide only by the programs"
            judged += 1
            narrow += seen < 25
    assert judged > 5
    assert narrow or quantity == "0"
