"""Groupings of small sibling departments: « Autres services de la direction … », readable where each one is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.campaigns.life.chances import PERCENT, Asked, merged, probability_of_reaching
from transfo_rh.campaigns.life.expectations import NOBODY, unit_outlooks
from transfo_rh.campaigns.life.outlook import ProposedGrouping, UnitOutlook
from transfo_rh.campaigns.model import CellState, Grouping, Unit
from transfo_rh.core.i18n import _


@dataclass(frozen=True, slots=True)
class _Candidate:
    parent: int | None
    members: tuple[int, ...]


def proposed_groupings(
    outlooks: Sequence[UnitOutlook], own: Sequence[Asked], *, k: int
) -> tuple[ProposedGrouping, ...]:
    """The groupings that would make small departments readable together, and cost no readable department.

    ``own`` are the people of each unit itself. Each grouping joins at least two siblings without departments below,
    expects at least k respondents, and leaves something of its direction outside.
    """
    candidates = [candidate for candidate in _candidates(outlooks, k=k) if candidate is not None]
    kept = _harmless(candidates, outlooks, own, k=k)
    return tuple(_proposal(candidate, outlooks, own, k=k) for candidate in kept)


def _candidates(outlooks: Sequence[UnitOutlook], *, k: int) -> list[_Candidate]:
    siblings: dict[int | None, list[UnitOutlook]] = {}
    for found in outlooks:
        parent = found.unit.parent
        if found.is_service and (parent is None or not outlooks[parent].is_group):
            siblings.setdefault(parent, []).append(found)
    whole = sum(found.outlook.headcount for found in outlooks if found.unit.parent is None)
    candidates = []
    for parent, services in siblings.items():
        above = whole if parent is None else outlooks[parent].outlook.headcount
        direct = 0.0 if parent is None else _direct(outlooks, parent)
        members = _smallest(services, k=k, direct=direct)
        if members and sum(member.outlook.headcount for member in members) < above:
            candidates.append(_Candidate(parent, tuple(member.unit.position for member in members)))
    return candidates


def _direct(outlooks: Sequence[UnitOutlook], position: int) -> float:
    """The respondents expected among the agents of a unit itself."""
    found = outlooks[position]
    return found.outlook.expected * found.own / max(1, found.outlook.headcount)


def _smallest(services: Sequence[UnitOutlook], *, k: int, direct: float) -> list[UnitOutlook]:
    """The services below the threshold, with the next smallest ones until two or more expect k; else none.

    Where the direction's own agents are too few to stay alone outside the group (``direct`` respondents, below k),
    the largest of the small services stay outside with them.
    """
    ordered = sorted(services, key=lambda service: (service.outlook.expected, service.unit.position))
    members = [service for service in ordered if service.outlook.state is CellState.TOO_FEW]
    outside = direct
    while direct > 0 and outside < k and members:
        outside += members.pop().outlook.expected
    if not members:
        return []
    others = [service for service in ordered if service.outlook.state is CellState.SHOWN]
    while direct == 0 and others and not _enough(members, k):
        members.append(others.pop(0))
    return members if _enough(members, k) else []


def _enough(members: Sequence[UnitOutlook], k: int) -> bool:
    return len(members) >= 2 and sum(member.outlook.expected for member in members) >= k


def _harmless(
    candidates: Sequence[_Candidate], outlooks: Sequence[UnitOutlook], own: Sequence[Asked], *, k: int
) -> list[_Candidate]:
    """The candidates that would be shown, and after which every unit that was shown still is."""
    kept = list(candidates)
    while kept:
        hidden, hurt = _consequences(kept, outlooks, own, k=k)
        if not hidden and not hurt:
            return kept
        near: set[int | None] = set()
        for position in hurt:
            near |= _above(outlooks, position)
        remaining = [
            candidate
            for index, candidate in enumerate(kept)
            if index not in hidden and candidate.parent not in near
        ]
        kept = remaining if len(remaining) < len(kept) else []
    return kept


def _above(outlooks: Sequence[UnitOutlook], position: int) -> set[int | None]:
    above: set[int | None] = {None}
    parent = outlooks[position].unit.parent
    while parent is not None:
        above.add(parent)
        parent = outlooks[parent].unit.parent
    return above


def _consequences(
    candidates: Sequence[_Candidate], outlooks: Sequence[UnitOutlook], own: Sequence[Asked], *, k: int
) -> tuple[set[int], list[int]]:
    """The candidates that would be hidden, and the positions of the units that would no longer be shown."""
    regrouped, origins = _regrouped([found.unit for found in outlooks], candidates)
    counts = [NOBODY if origin is None else own[origin] for origin, _group in origins]
    hidden: set[int] = set()
    hurt: list[int] = []
    for found, (origin, group) in zip(unit_outlooks(regrouped, counts, k=k), origins, strict=True):
        if found.outlook.state is CellState.SHOWN:
            continue
        if group is not None:
            hidden.add(group)
        elif origin is not None and outlooks[origin].outlook.state is CellState.SHOWN:
            hurt.append(origin)
    return hidden, hurt


def _regrouped(
    units: Sequence[Unit], candidates: Sequence[_Candidate]
) -> tuple[tuple[Unit, ...], list[tuple[int | None, int | None]]]:
    """The units with the groups inserted; the former position of each, or the index of its candidate."""
    group_of = {member: index for index, candidate in enumerate(candidates) for member in candidate.members}
    order: list[tuple[int | None, int | None]] = []
    below: dict[tuple[int | None, int | None], list[tuple[int | None, int | None]]] = {}
    top: list[tuple[int | None, int | None]] = []
    for index, candidate in enumerate(candidates):
        node: tuple[int | None, int | None] = (None, index)
        (top if candidate.parent is None else below.setdefault((candidate.parent, None), [])).append(node)
        below[node] = [(member, None) for member in candidate.members]
    for unit in units:
        if unit.position not in group_of:
            (top if unit.parent is None else below.setdefault((unit.parent, None), [])).append(
                (unit.position, None)
            )
    regrouped: list[Unit] = []
    waiting: list[tuple[int | None, tuple[int | None, int | None]]] = [(None, node) for node in top]
    while waiting:
        parent, node = waiting.pop()
        order.append(node)
        position = len(regrouped)
        former = node[0]
        if former is None:
            regrouped.append(Unit(position, f"+{node[1]}", "", parent))
        else:
            unit = units[former]
            regrouped.append(Unit(position, unit.code, unit.name, parent, unit.department_id))
        waiting.extend((position, child) for child in below.get(node, []))
    return tuple(regrouped), order


def _proposal(
    candidate: _Candidate, outlooks: Sequence[UnitOutlook], own: Sequence[Asked], *, k: int
) -> ProposedGrouping:
    members = [outlooks[position] for position in sorted(candidate.members)]
    asked = merged([own[position] for position in candidate.members])
    if candidate.parent is None:
        parent, name = "", _("Autres services de la collectivité")
    else:
        above = outlooks[candidate.parent].unit
        parent, name = above.code, _("Autres services – {parent}").format(parent=above.name)
    return ProposedGrouping(
        grouping=Grouping(name[:250], parent, tuple(member.unit.code for member in members)),
        names=tuple(member.unit.name for member in members),
        headcount=asked.headcount,
        expected=asked.hundredths / PERCENT,
        probability=probability_of_reaching(k, asked.rates),
        gain=sum(
            member.outlook.headcount for member in members if member.outlook.state is not CellState.SHOWN
        ),
    )
