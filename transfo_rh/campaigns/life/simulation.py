"""What will be readable, computed before a campaign opens: nothing can be repaired after the collection.

The roster and the expected response rates give the expected respondents of every unit, attribute value and cross;
the rules of the publication are then applied to these expectations. The probability that a group reaches its
threshold is exact for independent answers: a sum of binomials, one for each distinct rate.
"""

from __future__ import annotations

from collections.abc import Sequence

from transfo_rh.campaigns.life.chances import Asked, asked_of, merged, unit_percents
from transfo_rh.campaigns.life.expectations import (
    Expectations,
    outlook_of,
    rolled_up,
    tiny_groups,
    unit_outlooks,
)
from transfo_rh.campaigns.life.groupings import proposed_groupings
from transfo_rh.campaigns.life.outlook import (
    CellOutlook,
    Exposure,
    Readability,
    Simulation,
    TinyGroups,
    UnitOutlook,
)
from transfo_rh.campaigns.life.population import DEPARTMENT
from transfo_rh.campaigns.life.roster import Roster
from transfo_rh.campaigns.model import CampaignPlan, CellState

_NO_GROUPS = TinyGroups((), 0, 0, 0, 0)


def simulate(roster: Roster, plan: CampaignPlan) -> Simulation:
    """The outlook of a campaign of agents. The roster already holds the plan's groupings."""
    k = plan.thresholds.scores
    percents = unit_percents(roster.units, plan.expected_rates)
    rates: list[list[int]] = [[] for _unit in roster.units]
    for member in roster.members:
        rates[member.unit].append(percents[member.unit])
    own = [asked_of(group) for group in rates]
    units = unit_outlooks(roster.units, own, k=k)
    whole = merged(own)
    expectations = Expectations(
        roster.units, roster.members, tuple(percents[member.unit] for member in roster.members)
    )
    attributes: tuple[CellOutlook, ...] = ()
    for position, name in enumerate(plan.attributes):
        attributes += expectations.attribute(name, position, k=k)
    return Simulation(
        attributed=False,
        whole=outlook_of(whole, _whole_state(whole, k), k=k),
        units=units,
        attributes=attributes,
        crosses=_crosses(expectations, plan, units, attributes),
        proposals=proposed_groupings(units, own, k=k),
        exposure=_exposure(units, roster, plan),
        tiny=_tiny(expectations, plan),
    )


def simulate_departments(roster: Roster, plan: CampaignPlan) -> Simulation:
    """The outlook of a questionnaire that department heads fill in: one attributed answer a department."""
    percents = unit_percents(roster.units, plan.expected_rates)
    own = [asked_of([percent]) for percent in percents]
    totals = rolled_up(roster.units, own)
    depths: list[int] = []
    for unit in roster.units:
        depths.append(0 if unit.parent is None else depths[unit.parent] + 1)
    parents = {unit.parent for unit in roster.units}
    units = tuple(
        UnitOutlook(
            unit,
            depths[unit.position],
            1,
            outlook_of(totals[unit.position], CellState.SHOWN, k=1),
            is_service=unit.position not in parents,
        )
        for unit in roster.units
    )
    whole = outlook_of(merged(own), CellState.SHOWN if own else CellState.NO_ANSWER, k=1)
    return Simulation(True, whole, units, (), (), (), Exposure(0, 0, 0, _NO_GROUPS), ())


def _whole_state(whole: Asked, k: int) -> CellState:
    if not whole.headcount:
        return CellState.NO_ANSWER
    return CellState.SHOWN if whole.hundredths >= 100 * k else CellState.TOO_FEW


def _crosses(
    expectations: Expectations,
    plan: CampaignPlan,
    units: Sequence[UnitOutlook],
    attributes: Sequence[CellOutlook],
) -> tuple[CellOutlook, ...]:
    hidden = {
        (DEPARTMENT, found.unit.code) for found in units if found.outlook.state is not CellState.SHOWN
    } | {(cell.names[0], cell.values[0]) for cell in attributes if cell.outlook.state is not CellState.SHOWN}
    found: tuple[CellOutlook, ...] = ()
    for first, second in plan.crosses:
        positions = (_position(plan, first), _position(plan, second))
        found += expectations.cross((first, second), positions, k=plan.thresholds.crosses, hidden=hidden)
    return found


def _position(plan: CampaignPlan, name: str) -> int | None:
    return None if name == DEPARTMENT else plan.attributes.index(name)


def _exposure(units: Sequence[UnitOutlook], roster: Roster, plan: CampaignPlan) -> Exposure:
    """Whose result each agent would read: the department's, a wider unit's, or the whole's."""
    readable = [found.outlook.readability is Readability.READABLE for found in units]
    reaches_up: list[bool] = []
    for found in units:
        parent = found.unit.parent
        reaches_up.append(parent is not None and (readable[parent] or reaches_up[parent]))
    own = sum(found.own for found in units if readable[found.unit.position] and not found.is_group)
    wider = sum(
        found.own
        for found in units
        if (readable[found.unit.position] and found.is_group)
        or (not readable[found.unit.position] and reaches_up[found.unit.position])
    )
    keys = ((member.unit, *member.attributes) for member in roster.members)
    combinations = tiny_groups((DEPARTMENT, *plan.attributes), keys, k=plan.thresholds.scores)
    return Exposure(own, wider, len(roster.members) - own - wider, combinations)


def _tiny(expectations: Expectations, plan: CampaignPlan) -> tuple[TinyGroups, ...]:
    """How finely each attribute, then each cross, cuts the population."""
    sides = {name: expectations.side(_position(plan, name)) for name in (DEPARTMENT, *plan.attributes)}
    found = [
        tiny_groups((name,), zip(sides[name], strict=True), k=plan.thresholds.scores)
        for name in plan.attributes
    ]
    for first, second in plan.crosses:
        keys = zip(sides[first], sides[second], strict=True)
        found.append(tiny_groups((first, second), keys, k=plan.thresholds.crosses))
    return tuple(found)
