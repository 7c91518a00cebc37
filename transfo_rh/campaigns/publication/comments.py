"""Which group each comment is published with: large enough that nobody can be told apart, and no item code but its own.

A comment goes with the direction of its author when at least ``threshold`` respondents answered there and its figures
are shown; otherwise with the whole authority. What goes with the whole could still be traced to the one small
direction that is missing from the list: so the groups that end there hold, together, at least ``threshold``
respondents in at least two groups; the smallest listed direction joins them when they do not.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.campaigns.model import PublishedComment, Unit
from transfo_rh.campaigns.units import direction_of_each


@dataclass(frozen=True, slots=True)
class RawComment:
    """A masked comment as it was stored. ``late``: it came in after the closing, with a later batch."""

    unit: int | None
    item: str
    text: str
    late: bool = False


def attach(
    comments: Sequence[RawComment],
    units: Sequence[Unit],
    *,
    respondents: Sequence[int],
    shown: frozenset[int | None],
    threshold: int,
    shuffling: random.Random,
) -> tuple[PublishedComment, ...]:
    """The comments that may be published, each with its group, in random order.

    ``respondents``: direct members of each unit, then those without a unit; ``shown``: the groups (None: the whole)
    whose figures are published. Late comments go with the whole: beside an earlier publication, a direction's list
    would tell the few who answered late. Blank comments are left out.

    >>> tree = [Unit(0, "A", "A", None), Unit(1, "B", "B", None), Unit(2, "C", "C", None)]
    >>> said = [RawComment(0, "Q", "one"), RawComment(1, "Q", "two"), RawComment(2, "Q", "three")]
    >>> published = attach(said, tree, respondents=[30, 12, 4, 0], shown=frozenset({None, 0, 1}), threshold=10,
    ...                    shuffling=random.Random(1))
    >>> sorted((comment.text, comment.unit) for comment in published if comment.unit is not None)
    [('one', 0)]
    """
    if None not in shown or sum(respondents) < threshold:
        return ()
    of_unit = (*direction_of_each(units), None)
    totals: dict[int | None, int] = {}
    for position, count in enumerate(respondents):
        if count:
            totals[of_unit[position]] = totals.get(of_unit[position], 0) + count
    listed = _listed(totals, shown, threshold)
    published = [
        PublishedComment(unit=_group(comment, of_unit, listed), item=comment.item, text=comment.text.strip())
        for comment in comments
        if comment.text.strip()
    ]
    shuffling.shuffle(published)
    return tuple(published)


def _listed(totals: dict[int | None, int], shown: frozenset[int | None], threshold: int) -> frozenset[int]:
    """The directions whose comments stand under their own name."""
    listed = {
        direction: count
        for direction, count in totals.items()
        if direction is not None and direction in shown and count >= threshold
    }
    together = [count for direction, count in totals.items() if direction not in listed]
    while listed and together and (sum(together) < threshold or len(together) < 2):
        smallest = min(listed, key=lambda direction: (listed[direction], direction))
        together.append(listed.pop(smallest))
    return frozenset(listed)


def _group(comment: RawComment, of_unit: Sequence[int | None], listed: frozenset[int]) -> int | None:
    if comment.unit is None or comment.late:
        return None
    direction = of_unit[comment.unit]
    return direction if direction in listed else None
