"""How far the people asked by two campaigns are the same, group by group, from counts alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.campaigns.model import Unit
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.reading import Publication
from transfo_rh.campaigns.results.waves import nearly_same
from transfo_rh.campaigns.units import ancestors
from transfo_rh.core.database import Session


@dataclass(frozen=True, slots=True)
class Memberships:
    """People asked by each campaign and by both, per group; ``known`` is False when a campaign has no list of members.

    ``both[new unit, old unit]`` counts everything below both; values of an attribute and the whole stand by
    themselves.
    """

    known: bool
    now: Counter[tuple[int | None, str | None]]
    before: Counter[tuple[int | None, str | None]]
    both: Counter[tuple[int | None, int | None, str | None]]

    def nearly_same(self, unit: int | None, value: str | None, previous: Sequence[int], *, k: int) -> bool:
        """True when fewer than k people make the difference between the group's two memberships."""
        if not self.known:
            return False
        old: Sequence[int | None] = previous if unit is not None else (None,)
        return nearly_same(
            self.now[unit, value],
            sum(self.before[position, value] for position in old),
            sum(self.both[unit, position, value] for position in old),
            k=k,
        )


def memberships(
    session: Session, now: Publication, before: Publication, attribute: str | None
) -> Memberships:
    """Count the members of two campaigns by unit, or by value of an attribute that both froze."""
    nothing = Memberships(False, Counter(), Counter(), Counter())
    if not now.source.member_count or not before.source.member_count:
        return nothing
    if attribute is not None and attribute not in before.campaign.attributes:
        return nothing
    places = (
        None
        if attribute is None
        else (now.campaign.attributes.index(attribute), before.campaign.attributes.index(attribute))
    )
    counts = [
        repository.member_counts(session, one.campaign.id, attribute=None if places is None else places[side])
        for side, one in enumerate((now, before))
    ]
    pairs = repository.members_in_both(session, now.campaign.id, before.campaign.id, attributes=places)
    if attribute is None:
        return _by_unit(now.units, before.units, counts, pairs)
    sums: list[Counter[tuple[int | None, str | None]]] = [Counter(), Counter()]
    for total, direct in zip(sums, counts, strict=True):
        for value, n in direct.items():
            total[None, value] += n if value is not None else 0
        total[None, None] = sum(direct.values())
    both: Counter[tuple[int | None, int | None, str | None]] = Counter()
    for first, second, n in pairs:
        both[None, None, None] += n
        if first is not None and first == second:
            both[None, None, first] += n
    return Memberships(True, sums[0], sums[1], both)


def _by_unit(
    now: Sequence[Unit],
    before: Sequence[Unit],
    counts: Sequence[dict[int | None, int]],
    pairs: Sequence[tuple[int | None, int | None, int]],
) -> Memberships:
    chains = [_chains(units) for units in (now, before)]
    sums: list[Counter[tuple[int | None, str | None]]] = [Counter(), Counter()]
    for side in (0, 1):
        for unit, n in counts[side].items():
            for above in chains[side][unit]:
                sums[side][above, None] += n
    both: Counter[tuple[int | None, int | None, str | None]] = Counter()
    for later, earlier, n in pairs:
        for first in chains[0][later]:
            for second in chains[1][earlier]:
                both[first, second, None] += n
    return Memberships(True, sums[0], sums[1], both)


def _chains(units: Sequence[Unit]) -> dict[int | None, tuple[int | None, ...]]:
    """Each unit with everything that it belongs to, the whole (None) included."""
    chains: dict[int | None, tuple[int | None, ...]] = {None: (None,)}
    for unit in units:
        chains[unit.position] = (unit.position, *ancestors(units, unit.position), None)
    return chains
