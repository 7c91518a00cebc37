"""Every fit of an authority at once: people × roles, with intervals and gates, from one sparse product.

Levels are indicators, one column per skill and level (scipy CSR: a person × 5 columns per skill). What a level brings to
a role has three parts, all small integers: what it covers and what it lacks (twelfths of a weight), and what it says of
a critical skill. They are packed side by side into one number, so that one product sums the three. Sums are exact: the
packing takes float32 (24 bits) when the roles fit in, float64 (53 bits) otherwise. The product runs by blocks of people
that stay in the processor's cache, and each block is unpacked at once. Equal to ``fit.fit`` of each person and role.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy import sparse

from transfo_rh.skills.fit.fit import PARTS, covered_parts, driving, gap
from transfo_rh.skills.fit.readiness import GATE_GAP, READINESS, Readiness
from transfo_rh.skills.model import LEVELS, RoleContent, SkillsSettings

_BLOCK = 2048
_SINGLE_BITS, _DOUBLE_BITS = 24, 53

Floats = NDArray[np.float32]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FitMatrix:
    """Arrays people × roles. ``low``, ``point``, ``high``: 0–100, ``point`` NaN where nothing was assessed.

    ``gate``: a critical skill lacks two levels or more. ``gate_possible``: none is known to, but one that was not
    assessed could.
    """

    low: Floats
    point: Floats
    high: Floats
    gate: Booleans
    gate_possible: Booleans


@dataclass(frozen=True, slots=True)
class RequirementTable:
    """What roles ask, packed: rows are skill × level, columns are roles.

    ``width``: bits of « covered », then of « lacking », below the field of critical skills, where a skill that closes a
    role counts ``closing`` and any other one 1. ``totals``: twelfths of the weights of each role; ``gating``: how many
    critical skills could close each role.
    """

    packed: NDArray[np.floating]
    width: int
    closing: int
    totals: NDArray[np.int32]
    gating: NDArray[np.int32]


def indicators(
    people: NDArray[np.integer],
    skills: NDArray[np.integer],
    levels: NDArray[np.integer],
    *,
    shape: tuple[int, int],
) -> sparse.csr_array:
    """Levels as indicators, people × (skills × 5), from three columns: positions of people and skills, levels.

    One level at most for each person and skill; ``shape`` is people × skills.

    >>> indicators(np.array([1, 0]), np.array([0, 1]), np.array([2, 4]), shape=(2, 2)).toarray().astype(int)
    array([[0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
           [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]])
    """
    columns = skills.astype(np.int32) * len(LEVELS) + levels.astype(np.int32)
    if np.any(np.diff(people) < 0):
        order = np.argsort(people, kind="stable")
        people, columns = people[order], columns[order]
    starts = np.zeros(shape[0] + 1, dtype=np.int32)
    np.cumsum(np.bincount(people, minlength=shape[0]), out=starts[1:])
    ones = np.ones(len(columns), dtype=np.float32)
    return sparse.csr_array((ones, columns, starts), shape=(shape[0], shape[1] * len(LEVELS)))


def requirement_table(
    roles: Sequence[RoleContent], skills: Sequence[str], *, soft: frozenset[str]
) -> RequirementTable:
    """What the roles ask of the skills, in the order of the columns of ``indicators``.

    A skill that a role asks and that is not in ``skills`` stays unknown for everybody.
    """
    position = {code: number for number, code in enumerate(skills)}
    covered, lacking, critical, closed = np.zeros((4, len(skills) * len(LEVELS), len(roles)), dtype=np.int64)
    totals, gating = np.zeros((2, len(roles)), dtype=np.int32)
    for column, role in enumerate(roles):
        for asked in driving(role, soft=soft):
            gates = asked.critical and asked.level >= GATE_GAP
            totals[column] += PARTS * asked.weight
            gating[column] += gates
            for level in LEVELS if asked.skill in position else ():
                row = position[asked.skill] * len(LEVELS) + level
                covered[row, column] = covered_parts(level, asked)
                lacking[row, column] = PARTS * asked.weight - covered[row, column]
                critical[row, column] = gates
                closed[row, column] = gates and gap(level, asked.level) >= GATE_GAP
    width = int(totals.max(initial=0)).bit_length()
    closing = int(gating.max(initial=0)) + 1
    field = np.where(closed > 0, closing, critical)
    bits = 2 * width + (closing * closing).bit_length()
    if bits > _DOUBLE_BITS:
        raise ValueError("roles ask too much for exact sums")
    packed = covered + (lacking << width) + (field << 2 * width)
    kind = np.float32 if bits <= _SINGLE_BITS else np.float64
    return RequirementTable(packed.astype(kind), width, closing, totals, gating)


def fit_matrix(held: sparse.csr_array, table: RequirementTable) -> FitMatrix:
    """The fit of everybody (rows of ``held``, made by ``indicators``) for every role of the table."""
    shape = (held.shape[0], table.packed.shape[1])
    found = FitMatrix(
        *(np.empty(shape, np.float32) for _array in range(3)),
        *(np.empty(shape, np.bool_) for _array in range(2)),
    )
    data = held.data.astype(table.packed.dtype, copy=False)
    unpack = _Unpacking(table)
    for start in range(0, shape[0], _BLOCK):
        block = slice(start, min(start + _BLOCK, shape[0]))
        starts = held.indptr[block.start : block.stop + 1]
        entries = slice(starts[0], starts[-1])
        rows = sparse.csr_array(
            (data[entries], held.indices[entries], starts - starts[0]),
            shape=(block.stop - block.start, held.shape[1]),
        )
        unpack(rows @ table.packed, found, block)
    return found


class _Unpacking:
    """From packed sums of a block to its fits and gates, in buffers that stay in the cache."""

    def __init__(self, table: RequirementTable) -> None:
        integer = np.int32 if table.packed.dtype == np.float32 else np.int64
        shape = (_BLOCK, table.packed.shape[1])
        self._integers, self._field = np.empty(shape, integer), np.empty(shape, integer)
        self._covered, self._lacking = np.empty(shape, np.float32), np.empty(shape, np.float32)
        self._width, self._mask = table.width, integer((1 << table.width) - 1)
        self._closed = table.packed.dtype.type(table.closing << 2 * table.width)
        self._complete = self._tiled(table.gating.astype(np.int64) << 2 * table.width, table.packed.dtype)
        self._whole = self._tiled(table.totals, np.float32)
        self._divisor = self._tiled(np.maximum(table.totals, 1), np.float32)
        self._empty = np.flatnonzero(table.totals == 0)

    @staticmethod
    def _tiled(row: NDArray[np.integer], kind: DTypeLike) -> NDArray[np.floating]:
        """The row repeated for a block: numpy is quicker on arrays of one shape."""
        return np.tile(row.astype(kind), (_BLOCK, 1))

    def __call__(self, sums: NDArray[np.floating], found: FitMatrix, block: slice) -> None:
        rows = len(sums)
        integers, field = self._integers[:rows], self._field[:rows]
        covered, lacking, high = self._covered[:rows], self._lacking[:rows], found.high[block]
        np.greater_equal(sums, self._closed, out=found.gate[block])
        np.less(sums, self._complete[:rows], out=found.gate_possible[block])
        np.copyto(integers, sums, casting="unsafe")
        np.bitwise_and(integers, self._mask, out=field)
        np.copyto(covered, field, casting="unsafe")
        np.right_shift(integers, self._width, out=integers)
        np.bitwise_and(integers, self._mask, out=integers)
        np.copyto(lacking, integers, casting="unsafe")
        np.subtract(self._whole[:rows], lacking, out=high)
        high *= 100
        high /= self._divisor[:rows]
        lacking += covered
        covered *= 100
        np.divide(covered, self._divisor[:rows], out=found.low[block])
        with np.errstate(invalid="ignore"):
            np.divide(covered, lacking, out=found.point[block])
        if len(self._empty):
            high[:, self._empty] = 100


def readiness_codes(matrix: FitMatrix, settings: SkillsSettings) -> NDArray[np.uint8]:
    """The class of each fit as its position in ``READINESS``, people × roles."""
    return _codes(matrix.point, matrix.gate, settings)


def certain(matrix: FitMatrix, settings: SkillsSettings) -> Booleans:
    """True where the answers still missing cannot change the class."""
    worst = _codes(matrix.low, matrix.gate | matrix.gate_possible, settings)
    best = _codes(matrix.high, matrix.gate, settings)
    return np.asarray((worst == best) & ~np.isnan(matrix.point))


def _codes(fits: Floats, gate: Booleans, settings: SkillsSettings) -> NDArray[np.uint8]:
    steps = np.array([settings.eighteen_months, settings.six_months, settings.ready], dtype=np.float32)
    codes = (READINESS.index(Readiness.RESKILLING) - np.searchsorted(steps, fits, side="right")).astype(
        np.uint8
    )
    codes[gate] = READINESS.index(Readiness.NOT_READY)
    codes[np.isnan(fits)] = READINESS.index(Readiness.UNKNOWN)
    return codes
