"""From coded lines to raw records: who stands in a record, and in what order records are written.

Records are shuffled, so that nothing in the database repeats the order of the file. When answers cannot be joined
into respondents (Basis.QUESTION), the answers of different questions are packed side by side inside each group after
shuffling each question's answers on its own: a record is then NOT a person, only a compact way to keep each
question's distribution by group. Millions of lines make few records, and nothing new can be read across questions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from transfo_rh.campaigns.importing.recoding import Codes
from transfo_rh.campaigns.model import MISSING, Response

Indices = npt.NDArray[np.int32]


def pack_questions(
    *, groups: Indices, items: Indices, codes: Codes, item_count: int, generator: np.random.Generator
) -> tuple[Indices, Codes]:
    """Records of a file whose answers stand alone: the group of each record, and int8 (records × items).

    ``groups``, ``items`` and ``codes`` have one entry per line; blanks (MISSING) and unscored lines (item −1) take no
    room. A group gets as many records as its most answered question has answers.
    """
    lines = np.flatnonzero((items >= 0) & (codes != MISSING))
    lines = generator.permutation(lines)
    cells = groups[lines].astype(np.int64) * item_count + items[lines]
    order = np.argsort(cells, kind="stable")
    lines, cells = lines[order], cells[order]
    starts = np.flatnonzero(np.append(True, cells[1:] != cells[:-1])) if cells.size else np.empty(0, np.int64)
    sizes = np.diff(np.append(starts, cells.size))
    ranks = np.arange(cells.size) - np.repeat(starts, sizes)
    heights = np.zeros(int(groups.max(initial=-1)) + 1, dtype=np.int64)
    np.maximum.at(heights, cells[starts] // item_count, sizes)
    offsets = np.cumsum(heights) - heights
    matrix = np.full((int(heights.sum()), item_count), MISSING, dtype=np.int8)
    matrix[offsets[groups[lines]] + ranks, items[lines]] = codes[lines]
    return np.repeat(np.arange(heights.size), heights).astype(np.int32), matrix


def responses_of(
    *,
    units: Indices,
    attributes: Sequence[tuple[str | None, ...]],
    groups: Indices,
    matrix: Codes,
    generator: np.random.Generator,
) -> list[Response]:
    """Raw records in random order. ``units`` (−1: unknown) and ``attributes`` are those of each group."""
    order = generator.permutation(len(matrix))
    width = matrix.shape[1]
    data = np.ascontiguousarray(matrix[order]).tobytes()
    known = [int(unit) if unit >= 0 else None for unit in units]
    return [
        Response(known[group], attributes[group], data[row * width : (row + 1) * width])
        for row, group in enumerate(groups[order].tolist())
    ]
