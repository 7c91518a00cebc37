"""Tables of two attributes: which of their cells may be shown beside their published margins.

Rows and columns are values of two attributes (or the topmost units); the last row and the last column collect the
records without a value and are never published. A cell below the threshold of crosses is hidden, and so is every cell
of a hidden row or column. Then, in each visible row and column, hidden cells together must hold at least the threshold
in at least two non-empty cells; else the smallest visible cell of the line is hidden too, until nothing changes.

Each line being safe does not make a table safe (a hidden cell may be the only link between two groups of hidden
cells): audit.py solves the table, and what it can still narrow down is repaired by hiding more.

Several crosses are published only when they do not close a circle (A × B, B × C, A × C): without a circle, any tables
that agree on their common margins exist together in one population (N. N. Vorob'ev, Theory of Probability and its
Applications 7, 1962), so that each table may be judged on its own; with one, they could narrow each other down.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.model import CellState

Side = TypeVar("Side")


def without_circle(crosses: Iterable[tuple[Side, Side]]) -> tuple[tuple[Side, Side], ...]:
    """The crosses, in order, that do not close a circle with those before them (nor repeat one).

    >>> without_circle([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("b", "a"), ("d", "d")])
    (('a', 'b'), ('b', 'c'), ('c', 'd'))
    """
    groups: dict[Side, set[Side]] = {}
    kept = []
    for first, second in crosses:
        one, other = groups.setdefault(first, {first}), groups.setdefault(second, {second})
        if one is other:
            continue
        one |= other
        for side in other:
            groups[side] = one
        kept.append((first, second))
    return tuple(kept)


def suppress_table(
    counts: npt.NDArray[np.int64],
    *,
    k: int,
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    withheld: npt.NDArray[np.bool_] | None = None,
) -> tuple[tuple[CellState, ...], ...]:
    """States of a table (rows × columns, the last ones unpublished) for one measure.

    ``withheld`` (rows × columns) are cells that another rule hides.

    >>> table = np.array([[30, 14, 0], [3, 15, 0], [16, 11, 0], [0, 0, 0]])
    >>> [[state.value for state in row[:2]] for row in suppress_table(table, k=10)[:3]]
    [['shown', 'shown'], ['too_few', 'precaution'], ['precaution', 'precaution']]
    """
    hidden = (counts > 0) & (counts < k)
    hidden[list(hidden_rows)] |= counts[list(hidden_rows)] > 0
    hidden[:, list(hidden_columns)] |= counts[:, list(hidden_columns)] > 0
    if withheld is not None:
        hidden |= withheld
    published = np.ones(counts.shape, dtype=np.bool_)
    published[-1], published[:, -1] = False, False
    masked_zero = np.zeros(counts.shape, dtype=np.bool_)
    lines = [(row, None) for row in range(len(counts) - 1) if row not in set(hidden_rows)]
    columns = [(None, column) for column in range(counts.shape[1] - 1) if column not in set(hidden_columns)]
    changed = True
    while changed:
        changed = False
        for row, column in (*lines, *columns):
            where = np.s_[row, :] if row is not None else np.s_[:, column]
            across = np.any(hidden & published, axis=0 if row is not None else 1)
            changed |= _protect_line(
                counts[where], hidden[where], published[where], masked_zero[where], across, k=k
            )
    return tuple(
        tuple(
            _state(int(counts[row, column]), bool(hidden[row, column]), bool(masked_zero[row, column]), k)
            for column in range(counts.shape[1])
        )
        for row in range(len(counts))
    )


def _state(count: int, hidden: bool, masked_zero: bool, k: int) -> CellState:
    if count == 0:
        return CellState.PRECAUTION if masked_zero else CellState.NO_ANSWER
    if count < k:
        return CellState.TOO_FEW
    return CellState.PRECAUTION if hidden else CellState.SHOWN


def _protect_line(
    counts: npt.NDArray[np.int64],
    hidden: npt.NDArray[np.bool_],
    published: npt.NDArray[np.bool_],
    masked_zero: npt.NDArray[np.bool_],
    across: npt.NDArray[np.bool_],
    *,
    k: int,
) -> bool:
    """Hide one more cell of a line of a table when its hidden cells are exposed; arrays are views, changed in place.

    A cell whose other line hides something already (``across``) comes first: it protects two lines at once.
    """
    unknown = (hidden | ~published) & (counts > 0)
    if not (hidden & published).any() and not ((counts < k) & unknown).any():
        return False
    if counts[unknown].sum() >= k and unknown.sum() >= 2:
        return False
    candidates = np.flatnonzero(published & ~hidden & (counts > 0))
    if len(candidates):
        hidden[min(candidates, key=lambda cell: (not across[cell], counts[cell], cell))] = True
        return True
    if unknown.sum() >= 2 or masked_zero.any():
        return False
    zeros = np.flatnonzero(published & (counts == 0))
    if not len(zeros):
        return False
    masked_zero[zeros] = True  # the only group of the line: that the others are empty is not said
    return True
