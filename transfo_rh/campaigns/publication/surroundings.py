"""What a publication shows beside its cells: comments, links with an outcome, the summary of who answered."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.model import (
    Basis,
    Campaign,
    CellState,
    Measure,
    PublishedCell,
    PublishedComment,
    PublishedDriver,
    Thresholds,
    Unit,
)
from transfo_rh.campaigns.publication.comments import RawComment, attach
from transfo_rh.campaigns.publication.drivers import RankProducts, ScoreCounts, Variables, published_drivers
from transfo_rh.campaigns.publication.summary import CrossCounts, MemberCount, build_summary
from transfo_rh.campaigns.publication.tally import Tally
from transfo_rh.campaigns.units import directions


class Chunk(Protocol):
    """A block of raw records; see answers.AnswerChunk."""

    @property
    def answers(self) -> npt.NDArray[np.int8]:
        """Records × items."""

    @property
    def units(self) -> npt.NDArray[np.int32]:
        """Unit of each record, −1 for none."""

    @property
    def attributes(self) -> list[tuple[str | None, str | None, str | None]]:
        """Attribute values of each record."""


Reading = Callable[[], Iterable[Chunk]]
"""Reads every counted record once more, chunk by chunk."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything beside the cells."""

    comments: tuple[PublishedComment, ...]
    drivers: tuple[PublishedDriver, ...]
    summary: dict[str, Any]


def surroundings_of(
    campaign: Campaign,
    units: Sequence[Unit],
    tally: Tally,
    *,
    measures: Sequence[Measure],
    cells: Sequence[PublishedCell],
    thresholds: Thresholds,
    comments: Sequence[RawComment],
    members: Iterable[MemberCount],
    reading: Reading,
) -> Surroundings:
    """Build what surrounds the cells, under the same plan: nothing is said of a group whose figures are hidden."""
    shown = _shown(cells)
    every = frozenset[int | None].intersection(
        *(shown.get(measure.code, frozenset()) for measure in measures)
    )
    attribute = campaign.attributes[0] if campaign.attributes else None
    counts, scores = _counted(campaign, units, reading)
    summary = build_summary(
        counts,
        attribute=attribute,
        invited=campaign.member_count,
        answered=tally.counted if campaign.basis is Basis.PERSON else 0,
        members=tuple(members),
        shown_directions=frozenset(directions(units)) & frozenset(unit for unit in every if unit is not None),
        shown_values=_shown_values(cells, attribute, len(measures)),
        raw_scores={
            cell.measure: cell.score
            for cell in cells
            if cell.unit is None and cell.attribute is None and cell.score is not None and not cell.capped
        },
        k=thresholds.scores,
    )
    attached = attach(
        comments,
        units,
        respondents=tally.by_unit.records.tolist(),
        shown=frozenset[int | None]().union(*shown.values()),
        threshold=thresholds.comments,
        shuffling=random.SystemRandom(),
    )
    drivers = () if scores is None else _drivers(scores, reading, cells, thresholds.drivers)
    return Surroundings(attached, drivers, asdict(summary))


def _counted(
    campaign: Campaign, units: Sequence[Unit], reading: Reading
) -> tuple[CrossCounts, ScoreCounts | None]:
    """Every record counted by unit and first attribute, and by the scores that links need (None without an outcome)."""
    counts = CrossCounts(campaign.questionnaire, units, 0 if campaign.attributes else None)
    variables = Variables.of(campaign.questionnaire)
    scores = None if variables is None else ScoreCounts(variables, units)
    for chunk in reading():
        counts.add(chunk.answers, chunk.units, chunk.attributes)
        if scores is not None:
            scores.add(chunk.answers, chunk.units)
    return counts, scores


def _drivers(
    scores: ScoreCounts, reading: Reading, cells: Sequence[PublishedCell], minimum: int
) -> tuple[PublishedDriver, ...]:
    products = RankProducts(scores, minimum=minimum)
    if products.groups:
        for chunk in reading():
            products.add(chunk.answers, chunk.units)
    uncapped = _shown([cell for cell in cells if not cell.capped])
    return published_drivers(products, shown=uncapped, minimum=minimum)


def _shown(cells: Iterable[PublishedCell]) -> dict[str, frozenset[int | None]]:
    """For each measure the units (None: the whole) whose cell is shown."""
    found: dict[str, set[int | None]] = {}
    for cell in cells:
        if cell.attribute is None and cell.state is CellState.SHOWN:
            found.setdefault(cell.measure, set()).add(cell.unit)
    return {measure: frozenset(groups) for measure, groups in found.items()}


def _shown_values(cells: Iterable[PublishedCell], attribute: str | None, measures: int) -> frozenset[str]:
    """The values of an attribute whose every figure is shown."""
    shown: dict[str, int] = {}
    for cell in cells:
        alone = cell.unit is None and cell.attribute_2 is None
        if alone and cell.attribute == attribute and cell.value and cell.state is CellState.SHOWN:
            shown[cell.value] = shown.get(cell.value, 0) + 1
    return frozenset(value for value, count in shown.items() if count == measures)
