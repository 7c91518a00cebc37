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
    """Sibling services by position; ``own``: with the agents who belong to the direction itself."""

    parent: int | None
    members: tuple[int, ...]
    own: bool


def proposed_groupings(
    outlooks: Sequence[UnitOutlook], own: Sequence[Asked], *, k: int
) -> tuple[ProposedGrouping, ...]:
    """The groupings that would make small departments readable together, and cost no readable department.

    ``own`` are the people of each unit itself. Each grouping joins at least two siblings without departments below,
    or one and the agents of the direction itself where they are too few to stand alone beside the group; it expects
    at least k respondents, and leaves something of its direction outside.
    """
    kept, readable = _harmless(_candidates(outlooks, k=k), outlooks, own, k=k)
    return tuple(_proposal(candidate, outlooks, own, readable, k=k) for candidate in kept)


def _candidates(outlooks: Sequence[UnitOutlook], *, k: int) -> list[_Candidate]:
    siblings: dict[int | None, list[UnitOutlook]] = {}
    for found in outlooks:
        parent = found.unit.parent
        if found.is_service and (parent is None or not outlooks[parent].is_group):
            siblings.setdefault(parent, []).append(found)
    candidates = []
    for parent, services in siblings.items():
        direct = 0.0 if parent is None else _direct(outlooks, parent)
        joined = direct if direct < k else 0.0
        members = _smallest(services, k=k, joined=joined)
        above = _expected(outlooks, parent)
        if members and sum(member.outlook.expected for member in members) + joined < above:
            positions = tuple(member.unit.position for member in members)
            candidates.append(_Candidate(parent, positions, joined > 0))
    return candidates


def _expected(outlooks: Sequence[UnitOutlook], position: int | None) -> float:
    """The respondents expected in a unit; None is the whole."""
    if position is None:
        return sum(found.outlook.expected for found in outlooks if found.unit.parent is None)
    return outlooks[position].outlook.expected


def _direct(outlooks: Sequence[UnitOutlook], position: int) -> float:
    """The respondents expected among the agents of a unit itself."""
    below = sum(found.outlook.expected for found in outlooks if found.unit.parent == position)
    return round(outlooks[position].outlook.expected - below, 2)


def _smallest(services: Sequence[UnitOutlook], *, k: int, joined: float) -> list[UnitOutlook]:
    """The services below the threshold, with the next smallest ones until the group expects k; else none.

    ``joined`` respondents of the direction itself are in the group; without any, two services are needed.
    """
    ordered = sorted(services, key=lambda service: (service.outlook.expected, service.unit.position))
    members = [service for service in ordered if service.outlook.state is CellState.TOO_FEW]
    if not members:
        return []
    others = [
        service
        for service in ordered
        if service.outlook.state not in (CellState.TOO_FEW, CellState.NO_ANSWER)
    ]
    while others and not _enough(members, k, joined):
        members.append(others.pop(0))
    return members if _enough(members, k, joined) else []


def _enough(members: Sequence[UnitOutlook], k: int, joined: float) -> bool:
    pieces = len(members) + (joined > 0)
    return pieces >= 2 and sum(member.outlook.expected for member in members) + joined >= k


def _harmless(
    candidates: Sequence[_Candidate], outlooks: Sequence[UnitOutlook], own: Sequence[Asked], *, k: int
) -> tuple[list[_Candidate], frozenset[int]]:
    """The candidates that would be shown, and after which every unit that was shown still is.

    With them, the positions of all the units that would be shown.
    """
    kept = list(candidates)
    while kept:
        hidden, shown = _consequences(kept, outlooks, own, k=k)
        hurt = [
            found.unit.position
            for found in outlooks
            if found.outlook.state is CellState.SHOWN and found.unit.position not in shown
        ]
        if not hidden and not hurt:
            return kept, shown
        near: set[int | None] = set()
        for position in hurt:
            near |= _above(outlooks, position)
        remaining = [
            candidate
            for index, candidate in enumerate(kept)
            if index not in hidden and candidate.parent not in near
        ]
        kept = remaining if len(remaining) < len(kept) else []
    return [], frozenset()


def _above(outlooks: Sequence[UnitOutlook], position: int) -> set[int | None]:
    above: set[int | None] = {None}
    parent = outlooks[position].unit.parent
    while parent is not None:
        above.add(parent)
        parent = outlooks[parent].unit.parent
    return above


def _consequences(
    candidates: Sequence[_Candidate], outlooks: Sequence[UnitOutlook], own: Sequence[Asked], *, k: int
) -> tuple[set[int], frozenset[int]]:
    """The candidates that would be hidden, and the former positions of the units that would be shown."""
    regrouped, origins = _regrouped([found.unit for found in outlooks], candidates)
    moved = {candidate.parent for candidate in candidates if candidate.own}
    counts = [_own_people(origin, group, candidates, moved, own) for origin, group in origins]
    hidden: set[int] = set()
    shown: set[int] = set()
    for found, (origin, group) in zip(unit_outlooks(regrouped, counts, k=k), origins, strict=True):
        visible = found.outlook.state is CellState.SHOWN
        if origin is not None and visible:
            shown.add(origin)
        elif group is not None and not visible:
            hidden.add(group)
    return hidden, frozenset(shown)


def _own_people(
    origin: int | None,
    group: int | None,
    candidates: Sequence[_Candidate],
    moved: set[int | None],
    own: Sequence[Asked],
) -> Asked:
    """The people of a unit itself once the agents of some directions have joined their group."""
    if origin is not None:
        return NOBODY if origin in moved else own[origin]
    candidate = candidates[group or 0]
    return own[candidate.parent] if candidate.own and candidate.parent is not None else NOBODY


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
    candidate: _Candidate,
    outlooks: Sequence[UnitOutlook],
    own: Sequence[Asked],
    readable: frozenset[int],
    *,
    k: int,
) -> ProposedGrouping:
    members = [outlooks[position] for position in sorted(candidate.members)]
    codes = [member.unit.code for member in members]
    names = [member.unit.name for member in members]
    people = [own[position] for position in candidate.members]
    if candidate.parent is None:
        parent, name = "", _("Autres services de la collectivité")
    else:
        above = outlooks[candidate.parent].unit
        parent, name = above.code, _("Autres services – {parent}").format(parent=above.name)
        if candidate.own:
            codes.append(above.code)
            names.append(_("agents rattachés directement à la direction"))
            people.append(own[candidate.parent])
    asked = merged(people)
    return ProposedGrouping(
        grouping=Grouping(name[:250], parent, tuple(codes)),
        names=tuple(names),
        headcount=asked.headcount,
        expected=asked.hundredths / PERCENT,
        probability=probability_of_reaching(k, asked.rates),
        gain=sum(
            found.outlook.headcount
            for found in outlooks
            if found.is_service
            and found.unit.parent == candidate.parent
            and found.outlook.state is not CellState.SHOWN
            and (found.unit.position in candidate.members or found.unit.position in readable)
        ),
    )
