"""Measured competence by department, under the same confidentiality rules as answers. Pure rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from transfo_rh.campaigns.formats.pix_orga import MeasuredPerson
from transfo_rh.campaigns.model import CellState
from transfo_rh.campaigns.publication.confidentiality import GroupTree, n_band, suppress
from transfo_rh.campaigns.publication.scoring import rounded


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MeasuredUnit(_Stored):
    """A department on the day of the measure; ``parent`` is a place in the list, parents first."""

    department_id: int
    code: str
    name: str
    parent: int | None


class MeasuredCell(_Stored):
    """A competence (0–100) in a unit (None: everybody), or why it is not shown."""

    unit: int | None
    competence: str
    state: CellState
    score: int | None = None
    n: int | None = None
    n_band: str | None = None


class MeasuredCompetence(_Stored):
    """What is stored of a Pix file: safe aggregates, no person."""

    kind: str
    labels: dict[str, str]
    units: tuple[MeasuredUnit, ...]
    cells: tuple[MeasuredCell, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A measured person with the place of the department, None when it was not recognised."""

    unit: int | None
    person: MeasuredPerson


def aggregate(
    people: Sequence[Placed], units: Sequence[MeasuredUnit], labels: Mapping[str, str], *, kind: str, k: int
) -> MeasuredCompetence:
    """Scores of every competence in every unit, small groups and what would give them away hidden.

    People whose department was not recognised count in the whole only.

    >>> units = [MeasuredUnit(department_id=1, code="A", name="A", parent=None)]
    >>> people = [Placed(0, MeasuredPerson("", {"1.1": 50.0}))] * 12
    >>> [cell.score for cell in aggregate(people, units, {"1.1": "Chercher"}, kind="mastery", k=5).cells]
    [50, 50]
    """
    tree = GroupTree((0, *(0 if unit.parent is None else unit.parent + 1 for unit in units)))
    places = np.array([0 if one.unit is None else one.unit + 1 for one in people], np.int64)
    records = _summed(tree, np.bincount(places, minlength=len(tree.parents)))
    plan = suppress(tree, [int(n) for n in records], k=k)
    hidden = frozenset(group for group, state in enumerate(plan) if state is not CellState.SHOWN)
    cells: list[MeasuredCell] = []
    for code in labels:
        scores = np.array([one.person.scores.get(code, np.nan) for one in people], np.float64)
        measured = ~np.isnan(scores)
        counts, totals = (
            _summed(tree, np.bincount(places[measured], weights=weights, minlength=len(tree.parents)))
            for weights in (None, scores[measured])
        )
        states = suppress(tree, [int(n) for n in counts], k=k, withheld=hidden)
        cells += [
            _cell(group, code, state, int(counts[group]), float(totals[group]), k)
            for group, state in enumerate(states)
        ]
    return MeasuredCompetence(kind=kind, labels=dict(labels), units=tuple(units), cells=tuple(cells))


def _summed(tree: GroupTree, direct: npt.NDArray[Any]) -> list[float]:
    totals = [float(value) for value in direct]
    for group in range(len(totals) - 1, 0, -1):
        totals[tree.parents[group]] += totals[group]
    return totals


def _cell(group: int, code: str, state: CellState, n: int, total: float, k: int) -> MeasuredCell:
    unit = None if group == 0 else group - 1
    if state is not CellState.SHOWN:
        return MeasuredCell(unit=unit, competence=code, state=state)
    band = n_band(n, k=k)
    return MeasuredCell(
        unit=unit,
        competence=code,
        state=state,
        score=rounded(total / n),
        n=n if band is None else None,
        n_band=band,
    )
