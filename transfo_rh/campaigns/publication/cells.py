"""From counts to published cells: figures of every measure in every group, and what may be shown of them.

One plan per publication: groups that too few people belong to, and those hidden with them, are hidden for every
measure; a measure that fewer people answered may hide more. A dimension's score in a group is the mean of the scores of its items *shown* in that group, so that it tells nothing
that the published items do not; it is withheld when fewer than half of its answered items are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.model import Basis, CellState, PublishedCell, Unit
from transfo_rh.campaigns.publication.confidentiality import GroupTree, n_band, suppress
from transfo_rh.campaigns.publication.scoring import ItemFigures, item_figures, rounded
from transfo_rh.campaigns.publication.tally import GroupCounts, Tally

MINIMUM_SHOWN_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What a published group stands for: the whole (all None), a unit, or one value of an attribute."""

    unit: int | None = None
    attribute: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class _Margin:
    """One way to divide the whole: a tree of groups with their counts, all levels below included."""

    keys: tuple[GroupKey, ...]
    tree: GroupTree
    items: npt.NDArray[np.int64]  # groups × items × steps
    dimensions: npt.NDArray[np.int64]  # groups × dimensions, respondents (Basis.PERSON)
    records: npt.NDArray[np.int64]  # groups

    def hidden_groups(self, *, k: int) -> frozenset[int]:
        """The groups that no measure may show: the plan on the number of records."""
        states = suppress(self.tree, self.records.tolist(), k=k)
        return frozenset(group for group, state in enumerate(states) if state is not CellState.SHOWN)


def unit_margin(tally: Tally, units: Sequence[Unit]) -> _Margin:
    """The whole divided by the tree of units."""
    parents = (0, *(0 if unit.parent is None else unit.parent + 1 for unit in units))
    keys = (GroupKey(), *(GroupKey(unit=unit.position) for unit in units))
    order = [len(units), *range(len(units))]  # the last group (« no unit ») belongs directly to the whole
    return _margin(keys, parents, tally.by_unit, order)


def attribute_margin(tally: Tally, position: int, name: str) -> _Margin:
    """The whole divided by the values of one attribute; records without a value stay in the whole only."""
    index = tally.values[position]
    named = sorted(value for value in index if value is not None)
    order = [0, *(index[value] for value in named)]  # group 0 collects the records without a value
    keys = (GroupKey(), *(GroupKey(attribute=name, value=value) for value in named))
    return _margin(keys, (0,) * len(keys), tally.by_value[position], order)


def _margin(
    keys: tuple[GroupKey, ...], parents: tuple[int, ...], direct: GroupCounts, order: list[int]
) -> _Margin:
    """Sum the direct members upwards; ``order`` gives each group's place in the counts."""
    items, dimensions, records = direct.items[order], direct.dimensions[order], direct.records[order]
    for group in range(len(parents) - 1, 0, -1):
        items[parents[group]] += items[group]
        dimensions[parents[group]] += dimensions[group]
        records[parents[group]] += records[group]
    return _Margin(keys, GroupTree(parents), items, dimensions, records)


def published_cells(tally: Tally, margin: _Margin, *, k: int) -> Iterator[PublishedCell]:
    """Every cell of one margin, items then dimensions; the whole's own cells come with the margin of units only."""
    first = 0 if all(key.attribute is None for key in margin.keys) else 1
    hidden = margin.hidden_groups(k=k)
    shown: list[tuple[ItemFigures, tuple[CellState, ...]]] = []
    for position, item in enumerate(tally.questionnaire.items):
        figures = item_figures(margin.items[:, position, : item.points], reverse=item.reverse)
        states = suppress(margin.tree, figures.n.tolist(), k=k, withheld=hidden)
        shown.append((figures, states))
        for group in range(first, len(margin.keys)):
            yield _cell(margin.keys[group], item.code, states[group], figures, group, k)
    for position, dimension in enumerate(tally.questionnaire.dimensions):
        of_items = [shown[item] for item in tally.questionnaire.items_of(dimension.code)]
        counts = margin.dimensions[:, position] if tally.basis is Basis.PERSON else None
        figures, states = _dimension(margin.tree, of_items, counts, hidden, k)
        for group in range(first, len(margin.keys)):
            yield _cell(margin.keys[group], dimension.code, states[group], figures, group, k)


def _cell(
    key: GroupKey, measure: str, state: CellState, figures: ItemFigures, group: int, k: int
) -> PublishedCell:
    if state is not CellState.SHOWN:
        return PublishedCell(key.unit, key.attribute, key.value, measure, state)
    n = int(figures.n[group])
    band = n_band(n, k=k)
    return PublishedCell(
        unit=key.unit,
        attribute=key.attribute,
        value=key.value,
        measure=measure,
        state=state,
        n=n if band is None else None,
        n_band=band,
        score=rounded(float(figures.score[group])),
        favourable=rounded(float(figures.favourable[group])),
    )


def _dimension(
    tree: GroupTree,
    of_items: Sequence[tuple[ItemFigures, tuple[CellState, ...]]],
    respondents: npt.NDArray[np.int64] | None,
    hidden: frozenset[int],
    k: int,
) -> tuple[ItemFigures, tuple[CellState, ...]]:
    """Figures and states of a dimension from those of its items.

    ``respondents`` (groups,) are those with an answer in the dimension. Without respondents (Basis.QUESTION) n is
    the smallest number of answers among the shown items, and the states follow from the items alone.
    """
    visible = np.array([[state is CellState.SHOWN for state in states] for _figures, states in of_items])
    item_counts = np.stack([figures.n for figures, _states in of_items])
    answered = (item_counts > 0).sum(axis=0)
    enough = visible.sum(axis=0) >= np.maximum(1, MINIMUM_SHOWN_SHARE * answered)
    n = item_counts.max(axis=0) if respondents is None else respondents
    if respondents is None:
        states = tuple(_derived_state(int(count), bool(ok), k) for count, ok in zip(n, enough, strict=True))
        n = np.where(enough, np.where(visible, item_counts, np.iinfo(np.int64).max).min(axis=0), n)
    else:
        states = suppress(tree, n.tolist(), k=k, withheld=hidden.union(np.flatnonzero(~enough).tolist()))
    figures = ItemFigures(
        n=n,
        score=_mean_of_shown([figures.score for figures, _states in of_items], visible),
        favourable=_mean_of_shown([figures.favourable for figures, _states in of_items], visible),
    )
    return figures, states


def _derived_state(count: int, enough: bool, k: int) -> CellState:
    if count == 0:
        return CellState.NO_ANSWER
    if count < k:
        return CellState.TOO_FEW
    return CellState.SHOWN if enough else CellState.PRECAUTION


def _mean_of_shown(
    values: Sequence[npt.NDArray[np.float64]], visible: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    stacked = np.where(visible, np.stack(values), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means: npt.NDArray[np.float64] = stacked.sum(axis=0) / visible.sum(axis=0)
    return means
