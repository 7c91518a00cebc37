"""From counts to published cells: figures of every measure in every group, and what may be shown of them.

A dimension's score in a group is the weighted mean of the scores of its items *shown* in that group, so that it tells
nothing that the published items do not; so is its standard deviation, which never exceeds the weighted mean of those of
its items (Minkowski's inequality) and stands at that bound. A dimension is withheld when fewer than half of its answered
items are shown, or when its number of respondents would tell how many answered a hidden item.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.model import Basis, CellState, Item, ItemKind, PublishedCell
from transfo_rh.campaigns.publication.confidentiality import n_band
from transfo_rh.campaigns.publication.plan import Counts, Division, GroupKey, Plan, States
from transfo_rh.campaigns.publication.rounding import Bounds, bounds_of, integer, two_steps
from transfo_rh.campaigns.publication.scoring import ItemFigures, item_figures
from transfo_rh.campaigns.publication.tally import Tally

MINIMUM_SHOWN_SHARE = 0.5
_BY_STEP = (ItemKind.CHOICE, ItemKind.RANK, ItemKind.NUMBER)

Figures = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _ShownItem:
    """One item in every group of a division: its states, and its figures as they may be published."""

    item: Item
    states: States
    n: Counts
    score: Figures
    favourable: Figures
    unfavourable: Figures
    deviation: Figures
    capped: npt.NDArray[np.bool_]


def published_cells(
    tally: Tally, division: Division, plan: Plan, *, populations: Mapping[GroupKey, int] | None = None
) -> Iterator[PublishedCell]:
    """Every cell of one division, items then dimensions; the whole's own cells come with the margin of units only.

    ``populations`` are people asked, by group, where that is known.
    """
    by_attribute = any(key is not None and key.attribute is not None for key in division.keys)
    keys = [
        (group, key)
        for group, key in enumerate(division.keys)
        if key is not None and not (by_attribute and key == GroupKey())
    ]
    asked = populations or {}
    hidden = frozenset(
        group
        for group, state in enumerate(plan.decide(division, None, division.records, frozenset()))
        if state in (CellState.TOO_FEW, CellState.PRECAUTION)
    )
    shown: dict[str, _ShownItem] = {}
    for position, item in enumerate(tally.questionnaire.items):
        counts = division.items[:, position, : item.points]
        figures = item_figures(counts, reverse=item.reverse, by_step=item.kind in _BY_STEP)
        states = plan.decide(division, item.code, figures.n, hidden)
        bounds = [_bounds(item, figures, group, plan.k) for group in range(len(division.keys))]
        shown[item.code] = _bounded(item, states, figures, bounds)
        for group, key in keys:
            yield _item_cell(key, item, states[group], figures, bounds[group], group, plan.k, asked.get(key))
    for position, dimension in enumerate(tally.questionnaire.dimensions):
        items = [
            shown[tally.questionnaire.items[i].code] for i in tally.questionnaire.items_of(dimension.code)
        ]
        people = division.dimensions[:, position] if tally.basis is Basis.PERSON else None
        figures_of = _dimension(division, plan, dimension.code, items, people, hidden)
        for group, key in keys:
            yield figures_of.cell(key, dimension.code, group, plan.k, asked.get(key))


def _bounds(item: Item, figures: ItemFigures, group: int, k: int) -> Bounds:
    return bounds_of(
        n=int(figures.n[group]),
        largest_class=int(figures.largest_class[group]),
        two_steps=two_steps(item.kind, item.points),
        k=k,
    )


def _bounded(item: Item, states: States, figures: ItemFigures, bounds: Sequence[Bounds]) -> _ShownItem:
    def inside(values: Figures, which: str) -> Figures:
        low, high = np.array([getattr(bound, which) for bound in bounds]).T
        return np.clip(values, low, high)

    return _ShownItem(
        item,
        states,
        figures.n,
        inside(figures.score, "score"),
        inside(figures.favourable, "share"),
        inside(figures.unfavourable, "share"),
        np.rint(np.nan_to_num(figures.deviation)),
        np.array([bound.capped for bound in bounds]),
    )


def _item_cell(
    key: GroupKey,
    item: Item,
    state: CellState,
    figures: ItemFigures,
    bounds: Bounds,
    group: int,
    k: int,
    population: int | None,
) -> PublishedCell:
    if state is not CellState.SHOWN:
        return _hidden(key, item.code, state)
    n = int(figures.n[group])
    band = n_band(n, k=k)
    scored, judged = item.kind is not ItemKind.CHOICE, item.kind in (ItemKind.SCALE, ItemKind.FLAG)
    spread = item.kind not in (ItemKind.CHOICE, ItemKind.FLAG) and not bounds.capped
    values = {
        "score": bounds.of_score(float(figures.score[group])) if scored else None,
        "favourable": bounds.of_share(float(figures.favourable[group])) if judged else None,
        "unfavourable": bounds.of_share(float(figures.unfavourable[group])) if judged else None,
        "deviation": float(figures.deviation[group]) if spread else None,
    }
    shares = [bounds.of_share(float(share)) for share in figures.shares[group]]
    return PublishedCell(
        unit=key.unit,
        attribute=key.attribute,
        value=key.value,
        measure=item.code,
        state=state,
        n=n if band is None else None,
        n_band=band,
        shares=None if scored else tuple(integer(share) for share in shares),
        capped=bounds.capped,
        population=population,
        attribute_2=key.attribute_2,
        value_2=key.value_2,
        **{name: None if value is None else integer(value) for name, value in values.items()},
    )


def _hidden(key: GroupKey, measure: str, state: CellState) -> PublishedCell:
    return PublishedCell(
        key.unit, key.attribute, key.value, measure, state,
        attribute_2=key.attribute_2, value_2=key.value_2,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _DimensionFigures:
    """A dimension in every group of a division, from what its items show."""

    states: States
    n: Counts
    score: Figures
    favourable: Figures
    unfavourable: Figures
    deviation: Figures
    capped: npt.NDArray[np.bool_]

    def cell(self, key: GroupKey, measure: str, group: int, k: int, population: int | None) -> PublishedCell:
        """The published cell of one group."""
        if self.states[group] is not CellState.SHOWN:
            return _hidden(key, measure, self.states[group])
        n = int(self.n[group])
        band = n_band(n, k=k)
        crossed = key.attribute_2 is not None or (key.unit is not None and key.attribute is not None)
        told = not (self.capped[group] or crossed)  # the items of a cross may not be published with it
        return PublishedCell(
            unit=key.unit,
            attribute=key.attribute,
            value=key.value,
            measure=measure,
            state=CellState.SHOWN,
            n=n if band is None else None,
            n_band=band,
            score=integer(float(self.score[group])),
            favourable=integer(float(self.favourable[group])),
            unfavourable=integer(float(self.unfavourable[group])),
            deviation=integer(float(self.deviation[group])) if told else None,
            capped=bool(self.capped[group]),
            population=population,
            attribute_2=key.attribute_2,
            value_2=key.value_2,
        )


def _dimension(
    division: Division,
    plan: Plan,
    code: str,
    items: Sequence[_ShownItem],
    respondents: Counts | None,
    hidden: frozenset[int],
) -> _DimensionFigures:
    """Figures and states of a dimension from those of its items.

    ``respondents`` (groups,) are those with an answer in the dimension. Without respondents (Basis.QUESTION) n is
    the smallest number of answers among the shown items, and the states follow from the items alone.
    """
    visible = np.array([[state is CellState.SHOWN for state in shown.states] for shown in items])
    counts = np.stack([shown.n for shown in items])
    answered = (counts > 0).sum(axis=0)
    enough = visible.sum(axis=0) >= np.maximum(1, MINIMUM_SHOWN_SHARE * answered)
    n = counts.max(axis=0) if respondents is None else respondents
    if respondents is None:
        states = tuple(
            _derived_state(int(count), bool(ok), plan.k) for count, ok in zip(n, enough, strict=True)
        )
        n = np.where(enough, np.where(visible, counts, np.iinfo(np.int64).max).min(axis=0), n)
    else:
        telling = (visible.sum(axis=0) < answered) & (n > np.where(visible, counts, 0).sum(axis=0))
        unshown = frozenset(np.flatnonzero(~enough | telling).tolist())
        states = plan.decide(division, code, n, hidden | unshown)
        states = tuple(
            CellState.PRECAUTION if state is CellState.SHOWN and group in unshown else state
            for group, state in enumerate(states)
        )
    weights = np.array([shown.item.weight for shown in items])[:, None] * visible
    return _DimensionFigures(
        states,
        n,
        _weighted_mean([shown.score for shown in items], weights),
        _weighted_mean([shown.favourable for shown in items], weights),
        _weighted_mean([shown.unfavourable for shown in items], weights),
        _weighted_mean([shown.deviation for shown in items], weights),
        (np.stack([shown.capped for shown in items]) & visible).any(axis=0),
    )


def _derived_state(count: int, enough: bool, k: int) -> CellState:
    if count == 0:
        return CellState.NO_ANSWER
    if count < k:
        return CellState.TOO_FEW
    return CellState.SHOWN if enough else CellState.PRECAUTION


def _weighted_mean(values: Sequence[Figures], weights: Figures) -> Figures:
    stacked = np.where(weights > 0, np.stack(values), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means: Figures = (stacked * weights).sum(axis=0) / weights.sum(axis=0)
    return means
