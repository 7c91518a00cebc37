"""Two waves side by side: which measures and which units are the same, and what a merged unit scored. Pure rules.

A department keeps its identity. Where a reorganisation replaced it, its successor is compared with it when the
mapping is one to one, or when every department that it replaces went to it whole; otherwise the figures would tell
of other people, and nothing is compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from transfo_rh.campaigns.model import (
    CellState,
    Item,
    Measure,
    MeasureKind,
    PublishedCell,
    Questionnaire,
    Unit,
)
from transfo_rh.campaigns.units import ancestors
from transfo_rh.core.i18n import _

Succession = tuple[int, int]
"""Ids of the old and of the new department."""


class Continuity(StrEnum):
    """What a unit was at the previous wave."""

    SAME = "same"
    SUCCESSOR = "successor"
    MERGED = "merged"
    CHANGED = "changed"
    NEW = "new"

    @property
    def label(self) -> str:
        """The words beside the unit's name."""
        return {
            Continuity.SAME: _("même service"),
            Continuity.SUCCESSOR: _("remplace un service"),
            Continuity.MERGED: _("réunit plusieurs services"),
            Continuity.CHANGED: _("périmètre modifié : pas de comparaison"),
            Continuity.NEW: _("absent de la vague précédente"),
        }[self]


@dataclass(frozen=True, slots=True)
class Match:
    """A unit of the new wave with the units of the previous one that it is compared with (none: not compared)."""

    continuity: Continuity
    previous: tuple[int, ...] = ()


def match_units(
    now: Sequence[Unit], before: Sequence[Unit], successions: Iterable[Succession]
) -> tuple[Match, ...]:
    """One match per unit of the new wave. Units that the organisation does not know are matched by code.

    >>> old = [Unit(0, "A", "A", None, 1), Unit(1, "B", "B", None, 2), Unit(2, "C", "C", None, 3)]
    >>> new = [Unit(0, "A", "A", None, 1), Unit(1, "N", "N", None, 9)]
    >>> [match.continuity.value for match in match_units(new, old, [(2, 9), (3, 9)])]
    ['same', 'merged']
    """
    links = _Links.of(successions, now, before)
    by_code = {unit.code: unit.position for unit in before if unit.department_id is None}
    return tuple(
        _outermost(links.match(unit.department_id), before)
        if unit.department_id is not None
        else _by_code(unit.code, by_code)
        for unit in now
    )


def _outermost(match: Match, before: Sequence[Unit]) -> Match:
    """The match without the units that stand below another of its units: they are counted there."""
    inside = {old for old in match.previous if set(ancestors(before, old)) & set(match.previous)}
    return replace(match, previous=tuple(old for old in match.previous if old not in inside))


def _by_code(code: str, by_code: Mapping[str, int]) -> Match:
    return Match(Continuity.SAME, (by_code[code],)) if code in by_code else Match(Continuity.NEW)


@dataclass(frozen=True, slots=True)
class _Links:
    """Departments of both waves and the successions between them."""

    before: dict[int, int]
    now: frozenset[int]
    heirs: dict[int, set[int]]
    sources: dict[int, set[int]]

    @classmethod
    def of(cls, successions: Iterable[Succession], now: Sequence[Unit], before: Sequence[Unit]) -> _Links:
        heirs: dict[int, set[int]] = {}
        sources: dict[int, set[int]] = {}
        for old, new in successions:
            heirs.setdefault(old, set()).add(new)
            sources.setdefault(new, set()).add(old)
        return cls(
            before={unit.department_id: unit.position for unit in before if unit.department_id is not None},
            now=frozenset(unit.department_id for unit in now if unit.department_id is not None),
            heirs=heirs,
            sources=sources,
        )

    def match(self, department: int) -> Match:
        inherited = self._followed(department, self.sources, self.before.keys())
        inherited.discard(department)
        stands_before = department in self.before
        if not inherited:
            if not stands_before:
                return Match(Continuity.NEW)
            gave = self._followed(department, self.heirs, self.now) - {department}
            if gave:
                return Match(Continuity.CHANGED)
            return Match(Continuity.SAME, (self.before[department],))
        replaced = inherited | ({department} if stands_before else set())
        whole = all(self._goes_whole(old, department) for old in replaced)
        known = [old for old in sorted(replaced) if old in self.before]
        if not whole or len(known) < len(replaced):
            return Match(Continuity.CHANGED)
        kind = Continuity.SUCCESSOR if len(known) == 1 else Continuity.MERGED
        return Match(kind, tuple(self.before[old] for old in known))

    def _goes_whole(self, old: int, department: int) -> bool:
        """True when nothing of the old department went elsewhere, and it does not live on beside its successor."""
        heirs = self._followed(old, self.heirs, self.now) - {department}
        return not heirs and (old == department or old not in self.now)

    @staticmethod
    def _followed(start: int, links: Mapping[int, set[int]], known: Iterable[int]) -> set[int]:
        """Where the links lead from ``start``, through departments that a wave does not know."""
        stops, found, seen = set(known), set[int](), {start}
        waiting = list(links.get(start, ()))
        while waiting:
            department = waiting.pop()
            if department in seen:
                continue
            seen.add(department)
            further = links.get(department, set())
            if department in stops or not further:
                found.add(department)
            else:
                waiting.extend(further)
        return found


def shared_items(now: Questionnaire, before: Questionnaire, *, same_questionnaire: bool) -> frozenset[str]:
    """Codes of the items that both waves asked alike: same code, scale and direction.

    Two versions of one questionnaire share codes on purpose; elsewhere « Q1 » may be anything, so the wording must
    be the same too.
    """
    earlier = {item.code: item for item in before.items}

    def alike(item: Item) -> bool:
        other = earlier.get(item.code)
        if other is None or (other.kind, other.points, other.reverse) != (
            item.kind,
            item.points,
            item.reverse,
        ):
            return False
        return same_questionnaire or _words(other.label) == _words(item.label)

    return frozenset(item.code for item in now.items if alike(item))


def _words(label: str) -> str:
    return " ".join(label.casefold().replace("’", "'").split())


def comparable_measures(
    measures: Sequence[Measure], now: Questionnaire, before: Questionnaire, shared: frozenset[str]
) -> tuple[Measure, ...]:
    """The measures that mean the same in both waves: shared items, and dimensions whose items are all shared."""

    def members(questionnaire: Questionnaire, dimension: str) -> set[str]:
        return {questionnaire.items[item].code for item in questionnaire.items_of(dimension)}

    return tuple(
        measure
        for measure in measures
        if (
            measure.code in shared
            if measure.kind is MeasureKind.ITEM
            else members(now, measure.code) == members(before, measure.code) <= shared
        )
    )


def merged(cells: Sequence[PublishedCell]) -> PublishedCell | None:
    """One figure for several units together, from their published ones; None when one of them is not shown.

    The score is weighted by the respondents; the deviation adds what separates the units (law of total variance).
    Several units need exact numbers of respondents.

    >>> parts = [PublishedCell(0, None, None, "D", CellState.SHOWN, n=30, score=60, favourable=50, deviation=20),
    ...          PublishedCell(1, None, None, "D", CellState.SHOWN, n=10, score=40, favourable=30, deviation=20)]
    >>> together = merged(parts)
    >>> together.n, together.score, together.deviation
    (40, 55, 22)
    """
    if not cells or any(cell.state is not CellState.SHOWN for cell in cells):
        return None
    if len(cells) == 1:
        return cells[0]
    counts = [cell.n for cell in cells if cell.n is not None]
    scores = [cell.score for cell in cells if cell.score is not None]
    if len(counts) < len(cells) or len(scores) < len(cells):
        return None
    total = sum(counts)
    mean = sum(n * score for n, score in zip(counts, scores, strict=True)) / total
    deviations = [cell.deviation for cell in cells if cell.deviation is not None]
    spread = None
    if len(deviations) == len(cells):
        spread = math.sqrt(
            sum(
                n * (deviation**2 + (score - mean) ** 2)
                for n, deviation, score in zip(counts, deviations, scores, strict=True)
            )
            / total
        )
    asked = [cell.population for cell in cells if cell.population is not None]
    return PublishedCell(
        unit=None,
        attribute=None,
        value=None,
        measure=cells[0].measure,
        state=CellState.SHOWN,
        n=total,
        score=math.floor(mean + 0.5),
        deviation=None if spread is None else round(spread),
        population=sum(asked) if len(asked) == len(cells) else None,
    )


def nearly_same(people_now: int, people_before: int, in_both: int, *, k: int) -> bool:
    """True when fewer than k people, but at least one, make the difference between two memberships.

    >>> nearly_same(20, 21, 19, k=5), nearly_same(20, 20, 20, k=5), nearly_same(20, 30, 15, k=5)
    (True, False, False)
    """
    return 0 < people_now + people_before - 2 * in_both < k
