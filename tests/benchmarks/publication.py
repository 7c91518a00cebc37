"""Publication of 50 000 people × 60 items × 500 departments on three levels, two attributes and a cross.

The size of departments is very unequal: many are below the threshold, so that hiding and auditing are real work.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from sqlalchemy import update

from tests import factories
from tests.benchmarks.measure import Measured, median_seconds, peak_mb
from transfo_rh.access.model import operator
from transfo_rh.campaigns import repository
from transfo_rh.campaigns.model import (
    Basis,
    CampaignPlan,
    Dimension,
    Item,
    Population,
    Questionnaire,
    Response,
    Thresholds,
    Unit,
)
from transfo_rh.campaigns.publication import service as publication
from transfo_rh.campaigns.publication.plan import DEPARTMENT
from transfo_rh.campaigns.publication.tally import GroupCounts
from transfo_rh.campaigns.tables import CampaignRow
from transfo_rh.core.database import Database, database, use_database
from transfo_rh.core.migrations import upgrade

ITEMS, POINTS, DIMENSIONS = 60, 5, 12
DIRECTIONS, SERVICES = 20, 479
ATTRIBUTES = ("Catégorie", "Poste informatique")


def run(people: int) -> list[Measured]:
    """The counting alone against numpy's histogram, then the whole use case from the database."""
    rng = np.random.default_rng(20261123)
    answers = rng.integers(0, POINTS + 1, size=(people, ITEMS), dtype=np.int8)
    sizes = rng.lognormal(0.0, 1.7, size=SERVICES)
    units = 1 + DIRECTIONS + rng.choice(SERVICES, size=people, p=sizes / sizes.sum()).astype(np.int64)
    by_item = np.ascontiguousarray(answers.T)
    floor = median_seconds(lambda: _numpy_floor(by_item, units), runs=7)
    asked = _questionnaire()

    def tables() -> None:
        GroupCounts(1 + DIRECTIONS + SERVICES, asked).add(units, by_item)

    measured = [
        Measured("tables: n and distribution by department × item, respondents by dimension",
                 median_seconds(tables, runs=7), "numpy bincount per item", floor, peak_mb())
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        store = Database(f"sqlite:///{Path(folder) / 'benchmark.sqlite'}")
        upgrade(store)
        use_database(store)
        campaigns = [_store(answers, units, asked, rng) for _run in range(3)]
        waiting = iter(campaigns)
        whole = median_seconds(
            lambda: publication.publish(viewer=operator(), campaign_id=next(waiting)), runs=len(campaigns)
        )
        measured.append(
            Measured("whole publication: read, count, score, reliability, suppress, audit, repair, store", whole,
                     "numpy bincount per item", floor, peak_mb())
        )  # fmt: skip
        use_database(None)
        store.dispose()
    return measured


def _numpy_floor(by_item: np.ndarray, units: np.ndarray) -> None:
    for column in by_item:
        np.bincount(units * (POINTS + 1) + column)


def _questionnaire() -> Questionnaire:
    return Questionnaire(
        dimensions=tuple(Dimension(f"D{d}", f"Dimension {d}") for d in range(DIMENSIONS)),
        items=tuple(Item(f"Q{i}", f"Question {i}", f"D{i % DIMENSIONS}", POINTS) for i in range(ITEMS)),
    )


def _units() -> tuple[Unit, ...]:
    root = Unit(0, "DG", "Direction générale", None)
    directions = [Unit(1 + d, f"D{d}", f"Direction {d}", 0) for d in range(DIRECTIONS)]
    services = [
        Unit(1 + DIRECTIONS + s, f"S{s}", f"Service {s}", 1 + s % DIRECTIONS) for s in range(SERVICES)
    ]
    return (root, *directions, *services)


def _store(answers: np.ndarray, units: np.ndarray, asked: Questionnaire, rng: np.random.Generator) -> int:
    categories = rng.choice(["A", "B", "C", "D"], size=len(units), p=[0.1, 0.3, 0.595, 0.005])
    desks = rng.choice(["oui", "non"], size=len(units))
    responses = [
        Response(int(unit), (str(category), str(desk)), row.tobytes())
        for unit, category, desk, row in zip(units, categories, desks, answers, strict=True)
    ]
    campaign = factories.add_campaign(
        units=_units(),
        answered=responses,
        asked=asked,
        basis=Basis.PERSON,
        attributes=ATTRIBUTES,
    )
    plan = CampaignPlan(
        Population(factories.WAVE),
        factories.WAVE,
        factories.WAVE,
        ATTRIBUTES,
        ((DEPARTMENT, ATTRIBUTES[0]),),
        Thresholds(),
    )
    with database().write() as session:
        session.execute(
            update(CampaignRow).where(CampaignRow.id == campaign).values(plan=repository.plan_to_json(plan))
        )
    return campaign
