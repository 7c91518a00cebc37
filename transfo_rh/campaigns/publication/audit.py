"""The audit of a publication: what an observer who adds up, subtracts and solves can learn from it.

It is a function of *published content only* (and of the organisation chart), so that it verifies the plan instead of
trusting it, and can be run again by anybody at any time from what is stored.

The observer knows every published cell of every role: n or its band, integer scores and shares with their rounding
(a capped « ≥ 80 % » is an interval), and knows which groups have no other members than their published parts. For
every hidden cell the audit computes the narrowest interval that this leaves for

- its *number of answers*, from numbers alone. The labels « effectif insuffisant » and « masqué par précaution » tell
  by themselves that it is below k, or k and more, as everybody may know: they are not counted as a disclosure. The
  interval must be at least k wide;
- its *mean*, score or share on 0–100, from everything, labels included. The interval must be at least 25 points wide,
  for the cells hidden by precaution as for those below k. (On the demonstration of 2 400 people with two crosses this
  shows 0.2 to 1.2 % fewer cells than judging those below k only.)

Besides, no published group minus its published parts may leave 1 to k − 1 people, and a later publication of the same
campaign must show the same cells as the earlier one, each changed by 0 or by k answers and more: the hidden cells of
both then move together, and what protects the first protects their difference.

Method. The tree of units and each attribute divide the same people separately, so each is a tree of sums, where
propagating intervals gives the exact ranges of the numbers of all measures at once (audit_trees.py). Tables of two
attributes are solved by linear programming, together with the trees that they join (audit_tables.py). The mean of a
hidden group is proven wide by exhibiting two worlds that agree with everything published, else solved by linear
programming (audit_means.py): the interval is never wider than the one the observer gets. Each measure, and each kind of
figure of it, is solved on its own, people being counted as real numbers: what ties the score of a group to its shares,
its standard deviation, or one question to another is covered by the rule itself and not by the audit. Hidden people of one
region may be exchanged without changing any published figure (see confidentiality.py).
The numbers of dimensions are judged everywhere; their means are those of their items where these are published (the trees),
and are not judged in tables, where a dimension adds up only as far as everybody answered all its items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from transfo_rh.campaigns.model import (
    Basis,
    CellState,
    Measure,
    MeasureKind,
    PublishedCell,
    Thresholds,
    Unit,
)
from transfo_rh.campaigns.publication.attestation import Attestation, KindCount
from transfo_rh.campaigns.publication.audit_means import judge_means
from transfo_rh.campaigns.publication.audit_reading import Range, Verdicts, number_range, trees_of
from transfo_rh.campaigns.publication.audit_tables import judge_tables
from transfo_rh.campaigns.publication.audit_trees import judge_numbers, tables_of
from transfo_rh.campaigns.publication.plan import GroupKey, key_of

MINIMUM_MEAN_INTERVAL = 25.0
_REASONS = 20


@dataclass(frozen=True, slots=True)
class AuditedContent:
    """What everybody together may read of one publication, and the organisation chart.

    ``complete``: « » for the whole without members outside its units, « unit:3 », « attribute:Catégorie ».
    """

    units: tuple[Unit, ...]
    basis: Basis
    thresholds: Thresholds
    measures: tuple[Measure, ...]
    cells: tuple[PublishedCell, ...]
    attributes: tuple[str, ...] = ()
    complete: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Examination:
    """An attestation with the cells that failed: measure and group, for the repair."""

    attestation: Attestation
    failures: tuple[tuple[str, GroupKey], ...]


def audit(content: AuditedContent, *, on: date, previous: AuditedContent | None = None) -> Attestation:
    """Audit one publication, with the previous one of the same campaign when there is one."""
    return examine(content, on=on, previous=previous).attestation


def examine(
    content: AuditedContent, *, on: date, previous: AuditedContent | None = None, repairs: int = 0
) -> Examination:
    """Audit, and name what fails."""
    verdicts = Verdicts(
        k=content.thresholds.scores,
        k_crosses=content.thresholds.crosses,
        minimum_mean=MINIMUM_MEAN_INTERVAL,
    )
    cells = _by_measure(content.cells)
    measures = [
        measure for measure in content.measures if measure.code in cells and _additive(measure, content.basis)
    ]
    trees = trees_of(content.units, content.attributes, content.cells, content.complete)
    tables = tables_of(trees, measures, cells)
    judge_numbers(trees, tables, measures, verdicts)
    for measure in measures:
        judge_tables(trees, measure, cells[measure.code], verdicts)
    judge_means(trees, tables, measures, cells, verdicts)
    if previous is not None:
        _compare(_by_measure(previous.cells), cells, verdicts)
    attestation = Attestation(
        on=on,
        passed=not verdicts.failures,
        k=content.thresholds.scores,
        k_crosses=content.thresholds.crosses,
        minimum_mean_interval=MINIMUM_MEAN_INTERVAL,
        publications=1 if previous is None else 2,
        measures=len(content.measures),
        attributes=content.attributes,
        kinds=_kinds(content.cells),
        worst_count_interval=verdicts.worst_count,
        worst_mean_interval=verdicts.worst_mean,
        programs=verdicts.programs,
        complete=tuple(sorted(content.complete)),
        reasons=tuple(dict.fromkeys(verdicts.reasons))[:_REASONS],
        repairs=repairs,
    )
    return Examination(attestation, tuple(dict.fromkeys(verdicts.failures)))


def _additive(measure: Measure, basis: Basis) -> bool:
    """Numbers of answers add up, except for dimensions where answers cannot be joined into respondents."""
    return measure.kind is MeasureKind.ITEM or basis is Basis.PERSON


CellsByMeasure = dict[str, dict[GroupKey, PublishedCell]]


def _by_measure(cells: Sequence[PublishedCell]) -> CellsByMeasure:
    found: CellsByMeasure = {}
    for cell in cells:
        found.setdefault(cell.measure, {})[key_of(cell)] = cell
    return found


def _compare(before: CellsByMeasure, after: CellsByMeasure, verdicts: Verdicts) -> None:
    """Two publications: the same cells shown, none changed by 1 to k − 1 answers."""
    hidden = (CellState.TOO_FEW, CellState.PRECAUTION)
    for measure, cells in after.items():
        for key, cell in cells.items():
            earlier = before.get(measure, {}).get(key)
            was = CellState.NO_ANSWER if earlier is None else earlier.state
            if (was in hidden) != (cell.state in hidden):
                verdicts.fail(measure, key, "not the same cells in both publications")
                continue
            least, most = _change(earlier, cell, verdicts.k)
            if most < 0 or (least > 0 and most < verdicts.k):
                verdicts.fail(measure, key, "changed by fewer than k answers")


def _change(earlier: PublishedCell | None, cell: PublishedCell, k: int) -> Range:
    """By how many answers a cell changed, bands included; (0, 0) when it is hidden in both publications."""
    if cell.state is not CellState.SHOWN:
        return (0.0, 0.0) if earlier is None or earlier.n is None else (-1.0, -1.0)
    before, after = (number_range(one, k=k, labels=True) for one in (earlier, cell))
    return after[0] - before[1], after[1] - before[0]


def _kinds(cells: Sequence[PublishedCell]) -> tuple[KindCount, ...]:
    counted = Counter((kind_of(cell), cell.state) for cell in cells)
    return tuple(
        KindCount(kind, **{state.value: counted[kind, state] for state in CellState})
        for kind in ("whole", "unit", "attribute", "cross")
        if any(counted[kind, state] for state in CellState)
    )


def kind_of(cell: PublishedCell) -> str:
    """« whole », « unit », « attribute » or « cross »."""
    sides = sum(part is not None for part in (cell.unit, cell.attribute, cell.attribute_2))
    if sides > 1:
        return "cross"
    if cell.attribute is not None:
        return "attribute"
    return "whole" if cell.unit is None else "unit"
