"""Which participation rates may be shown: the rules of the publication, applied to the people who are asked.

A rate needs ``k`` people asked, and what is hidden must not be recomputed by subtraction (publication.confidentiality
on the numbers of people asked). In a group below 2k, a rate of 80 % or more reads « ≥ 80 % », of 20 % or less
« ≤ 20 % »: a full or an empty group would say who has answered. The same must hold for what an observer can subtract:
when a visible group minus the exact groups inside it leaves fewer than 2k people who all answered, or none of them,
one more group is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from transfo_rh.campaigns.model import CellState, Unit
from transfo_rh.campaigns.outreach.model import CAP_HIGH, CAP_LOW, Cap, Rate, Standing
from transfo_rh.campaigns.publication.confidentiality import GroupTree, suppress


def unit_rates(
    units: Sequence[Unit], asked: Sequence[int], answered: Sequence[int], *, k: int, attributed: bool = False
) -> tuple[Rate, ...]:
    """The rate of the whole, then of every unit with all that is below it.

    ``asked`` and ``answered`` count each unit alone, after a first number for the people without a unit.
    ``attributed``: answers are signed, nothing is hidden.

    >>> units = (Unit(0, "A", "A", None), Unit(1, "B", "B", None), Unit(2, "C", "C", None))
    >>> [rate.value for rate in unit_rates(units, [0, 40, 6, 3], [0, 20, 6, 1], k=5)]
    [55, 50, None, None]
    >>> [rate.value for rate in unit_rates(units, [0, 40, 12, 30], [0, 20, 6, 12], k=5)]
    [46, 50, 50, 40]
    """
    tree = GroupTree((0, *(0 if unit.parent is None else unit.parent + 1 for unit in units)))
    invited, received = _rolled_up(tree, asked), _rolled_up(tree, answered)
    if attributed:
        return tuple(_rate(n, x, CellState.SHOWN, k=0) for n, x in zip(invited, received, strict=True))
    withheld: frozenset[int] = frozenset()
    while True:
        states = list(suppress(tree, invited, k=k, withheld=withheld))
        if 0 < invited[0] < k:
            states[0] = CellState.TOO_FEW
        rates = tuple(_rate(n, x, state, k=k) for n, x, state in zip(invited, received, states, strict=True))
        telling = _telling_group(tree, rates, received, k=k)
        if telling is None:
            return rates
        withheld |= {telling}


def _rolled_up(tree: GroupTree, own: Sequence[int]) -> list[int]:
    totals = list(own)
    for group in range(len(totals) - 1, 0, -1):
        totals[tree.parents[group]] += totals[group]
    return totals


def _rate(invited: int, answered: int, state: CellState, *, k: int) -> Rate:
    if not invited:
        return Rate(0, CellState.NO_ANSWER)
    if state is not CellState.SHOWN:
        return Rate(invited, state)
    value = round(100 * answered / invited)
    if invited < 2 * k and value >= CAP_HIGH:
        return Rate(invited, state, CAP_HIGH, cap=Cap.AT_LEAST)
    if invited < 2 * k and value <= CAP_LOW:
        return Rate(invited, state, CAP_LOW, cap=Cap.AT_MOST)
    return Rate(invited, state, value, answered)


def _telling_group(tree: GroupTree, rates: Sequence[Rate], received: Sequence[int], *, k: int) -> int | None:
    """The group to hide so that no difference of exact groups is a small one that all or none answered."""
    children = tree.children()
    for group, rate in enumerate(rates):
        if rate.answered is None or rate.answered in (0, rate.invited):
            continue
        inside = _exact_inside(children, rates, group)
        left = rate.invited - sum(rates[g].invited for g in inside)
        left_answered = rate.answered - sum(received[g] for g in inside)
        if 0 < left < 2 * k and left_answered in (0, left) and inside:
            return min(inside, key=lambda g: (rates[g].invited, g))
    return None


def _exact_inside(children: Sequence[Sequence[int]], rates: Sequence[Rate], group: int) -> list[int]:
    """The nearest groups inside this one whose numbers are exact."""
    found: list[int] = []
    waiting = list(children[group])
    while waiting:
        current = waiting.pop()
        if rates[current].answered is not None:
            found.append(current)
        else:
            waiting.extend(children[current])
    return found


def alert_of_the_day(alert: int, *, first: date, last: date, on: date) -> int | None:
    """The alert at this point of the collection, in percent; None before a third of it, when any would be hasty.

    From then on it rises with the days, up to the alert of the plan on the last one. Answers come early rather than
    late, so that who stands below the share of the days gone by is late indeed.

    >>> days = {"first": date(2026, 11, 1), "last": date(2026, 11, 20)}
    >>> [alert_of_the_day(60, on=date(2026, 11, day), **days) for day in (1, 6, 7, 10, 20)]
    [None, None, 21, 30, 60]
    >>> alert_of_the_day(60, on=date(2026, 12, 1), **days)
    60
    """
    if on >= last:
        return alert
    gone, whole = (on - first).days + 1, (last - first).days + 1
    return None if 3 * gone < whole else round(alert * gone / whole)


def standing(rate: Rate, *, target: int, alert: int | None) -> Standing | None:
    """Where a rate stands; None when it is not shown. A bound is judged on its safe side.

    ``alert`` is that of the day (None: none can be raised yet).

    >>> standing(Rate(40, CellState.SHOWN, 62, 25), target=75, alert=60)
    <Standing.UNDER_TARGET: 'under_target'>
    """
    if rate.value is None:
        return None
    if rate.value >= target:
        return Standing.REACHED
    return Standing.ALERT if alert is not None and rate.value < alert else Standing.UNDER_TARGET
