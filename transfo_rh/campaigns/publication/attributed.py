"""The figures of an attributed campaign: one record per department, said to be public, so nothing is hidden.

A department's cell counts its own record and those below it, as everywhere else; ``n`` is a number of departments,
always exact. No threshold, no rounding band and no unanimity rule applies: respondents were told so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.diagnosis.model import DiagnosisRecord
from transfo_rh.campaigns.model import (
    CellState,
    Item,
    ItemKind,
    Measure,
    MeasureKind,
    PublishedCell,
    Questionnaire,
    Unit,
)
from transfo_rh.campaigns.publication.scoring import ItemFigures, item_figures, item_measures, rounded

_Answers = npt.NDArray[np.int8]
_Members = npt.NDArray[np.bool_]


def attributed_measures(questionnaire: Questionnaire) -> tuple[Measure, ...]:
    """Dimensions, then items; no reliability, which is a property of respondents."""
    dimensions = [
        Measure(dimension.code, dimension.label, MeasureKind.DIMENSION, None)
        for dimension in questionnaire.dimensions
    ]
    return (*dimensions, *item_measures(questionnaire))


def attributed_cells(
    questionnaire: Questionnaire, units: Sequence[Unit], records: Sequence[DiagnosisRecord]
) -> tuple[PublishedCell, ...]:
    """Every cell: shown, or « aucune réponse » where no department of the group has answered."""
    width = len(questionnaire.items)
    answers = np.frombuffer(b"".join(record.answers for record in records), dtype=np.int8).reshape(-1, width)
    members = _members(units, [record.unit for record in records])
    keys: list[int | None] = [None, *(unit.position for unit in units)]
    figures = [_figures(item, answers[:, column], members) for column, item in enumerate(questionnaire.items)]
    cells: list[PublishedCell] = []
    for item, found in zip(questionnaire.items, figures, strict=True):
        cells += [_item_cell(unit, item, found, group) for group, unit in enumerate(keys)]
    for dimension in questionnaire.dimensions:
        columns = list(questionnaire.items_of(dimension.code))
        answered = members.astype(np.int64) @ (answers[:, columns] > 0).any(axis=1).astype(np.int64)
        weights = np.array([questionnaire.items[column].weight for column in columns])
        cells += _dimension_cells(
            dimension.code, keys, answered, [figures[column] for column in columns], weights
        )
    return tuple(cells)


def _members(units: Sequence[Unit], owners: Sequence[int]) -> _Members:
    """Groups × records: which records each group holds; the first group is the whole, then one group per unit."""
    members = np.zeros((len(units) + 1, len(owners)), dtype=np.bool_)
    members[0] = True
    for record, owner in enumerate(owners):
        unit: int | None = owner
        while unit is not None:
            members[unit + 1, record] = True
            unit = units[unit].parent
    return members


def _figures(item: Item, column: _Answers, members: _Members) -> ItemFigures:
    steps = np.arange(1, item.points + 1)
    chosen = (column[:, None] == steps[None, :]).astype(np.int64)
    return item_figures(members.astype(np.int64) @ chosen, reverse=item.reverse)


def _item_cell(unit: int | None, item: Item, figures: ItemFigures, group: int) -> PublishedCell:
    if not figures.n[group]:
        return PublishedCell(unit, None, None, item.code, CellState.NO_ANSWER)
    choice = item.kind is ItemKind.CHOICE
    judged = item.kind in (ItemKind.SCALE, ItemKind.FLAG)
    spread = item.kind not in (ItemKind.CHOICE, ItemKind.FLAG)
    return PublishedCell(
        unit=unit,
        attribute=None,
        value=None,
        measure=item.code,
        state=CellState.SHOWN,
        n=int(figures.n[group]),
        score=None if choice else rounded(float(figures.score[group])),
        favourable=rounded(float(figures.favourable[group])) if judged else None,
        unfavourable=rounded(float(figures.unfavourable[group])) if judged else None,
        deviation=rounded(float(figures.deviation[group])) if spread else None,
        shares=tuple(rounded(float(share)) for share in figures.shares[group]) if choice else None,
    )


def _dimension_cells(
    code: str,
    keys: Sequence[int | None],
    answered: npt.NDArray[np.int64],
    of_items: Sequence[ItemFigures],
    weights: npt.NDArray[np.float64],
) -> Iterator[PublishedCell]:
    for group, unit in enumerate(keys):
        known = [(item, weight) for item, weight in zip(of_items, weights, strict=True) if item.n[group]]
        if not known:
            yield PublishedCell(unit, None, None, code, CellState.NO_ANSWER)
            continue
        total = sum(weight for _item, weight in known)
        yield PublishedCell(
            unit=unit,
            attribute=None,
            value=None,
            measure=code,
            state=CellState.SHOWN,
            n=int(answered[group]),
            score=rounded(sum(float(item.score[group]) * weight for item, weight in known) / total),
            favourable=rounded(sum(float(item.favourable[group]) * weight for item, weight in known) / total),
            unfavourable=rounded(
                sum(float(item.unfavourable[group]) * weight for item, weight in known) / total
            ),
        )
