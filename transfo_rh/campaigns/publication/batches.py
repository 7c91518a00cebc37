"""Which late answers a new publication may take in: enough of them, in every group that they change.

Two publications of one campaign can be subtracted. So a group that changes by fewer than k answers would show them:
records of such groups wait for a later batch, until every group changes by 0 or by k and more. A dimension (or a lone
question) that would still change by fewer, because some people left it blank, is not updated by this batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from transfo_rh.campaigns.model import MISSING, Questionnaire
from transfo_rh.campaigns.publication.plan import DEPARTMENT


@dataclass(frozen=True, slots=True)
class Late:
    """A late record: place in the caller's list, unit, attribute values, coded answers."""

    place: int
    unit: int | None
    attributes: tuple[str | None, ...]
    answers: bytes


@dataclass(frozen=True, slots=True)
class Groups:
    """How the published groups divide records: parents of units, topmost units, attributes, crosses by name."""

    parents: tuple[int | None, ...]
    tops: tuple[int, ...]
    attributes: tuple[str, ...] = ()
    crosses: tuple[tuple[str, str], ...] = ()
    _paths: dict[int | None, tuple[Hashable, ...]] = field(default_factory=dict)

    def of(self, record: Late) -> tuple[Hashable, ...]:
        """Every group that holds the record: units upwards, its own unit's direct members, values, crosses."""
        values = dict(zip(self.attributes, record.attributes, strict=False))
        values[DEPARTMENT] = (
            None if record.unit is None or self.tops[record.unit] < 0 else str(self.tops[record.unit])
        )
        return (
            *self._path(record.unit),
            *(("attribute", name, values.get(name)) for name in self.attributes),
            *(
                ("cross", first, second, values.get(first), values.get(second))
                for first, second in self.crosses
            ),
        )

    def _path(self, unit: int | None) -> tuple[Hashable, ...]:
        if unit not in self._paths:
            path: list[Hashable] = ["whole", ("direct", unit)]
            above = unit
            while above is not None:
                path.append(("unit", above))
                above = self.parents[above]
            self._paths[unit] = tuple(path)
        return self._paths[unit]


def ready(
    records: Sequence[Late],
    *,
    groups: Groups,
    questionnaire: Questionnaire,
    k: int,
    counts: Callable[[Late], bool] = lambda _record: True,
) -> tuple[Late, ...]:
    """The records that may enter the next publication, with the answers that it may use.

    Empty when fewer than k may. ``counts`` tells a complete response from one that no figure counts.

    >>> late = [Late(n, 0 if n < 5 else 1, (), bytes([4])) for n in range(7)]
    >>> tree = Groups(parents=(None, None), tops=(0, 1))
    >>> [record.place for record in ready(late, groups=tree, questionnaire=Questionnaire((), ()), k=5)]
    [0, 1, 2, 3, 4]
    """
    kept = [record for record in records if counts(record)]
    while True:
        kept = _settled(kept, groups, k)
        usable = _without_partial_questions(kept, groups, questionnaire, k)
        complete = {record.place for record in usable if counts(record)}
        if len(complete) == len(usable):
            return tuple(usable)
        kept = [record for record in kept if record.place in complete]


def _settled(records: list[Late], groups: Groups, k: int) -> list[Late]:
    """The records whose every group changes by k answers or more, once the others wait."""
    while records:
        change = Counter(group for record in records for group in groups.of(record))
        staying = [record for record in records if all(change[group] >= k for group in groups.of(record))]
        if len(staying) == len(records):
            break
        records = staying
    return records


def _without_partial_questions(
    records: Sequence[Late], groups: Groups, questionnaire: Questionnaire, k: int
) -> list[Late]:
    """Blank the dimensions and lone questions that some group would change by 1 to k − 1 answers."""
    blocks = [questionnaire.items_of(dimension.code) for dimension in questionnaire.dimensions]
    blocks += [(place,) for place, item in enumerate(questionnaire.items) if item.dimension is None]
    blanked: set[int] = set()
    for block in blocks:
        change: Counter[tuple[Hashable, Hashable]] = Counter()
        for record in records:
            filled = [place for place in block if 0 < record.answers[place] < 128]
            for group in groups.of(record):
                change.update((group, place) for place in filled)
                change.update([(group, "any")] if filled else [])
        if any(count < k for count in change.values()):
            blanked |= set(block)
    if not blanked:
        return list(records)
    return [
        Late(
            record.place,
            record.unit,
            record.attributes,
            bytes(MISSING if place in blanked else value for place, value in enumerate(record.answers)),
        )
        for record in records
    ]
