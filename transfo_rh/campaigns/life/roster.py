"""The roster that a campaign freezes at opening: its units and its members. Pure functions.

A grouping becomes a unit of its own between the direction and the small departments that are read together, so that
each department keeps its place and its head; its code is « parent+n », its department none. A grouping that names
its own direction also takes the agents who belong to the direction itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from transfo_rh.campaigns.life.population import (
    GroupingAttribute,
    attribute_value,
    departments_of,
    members_of,
)
from transfo_rh.campaigns.model import CampaignPlan, Grouping, Unit
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _
from transfo_rh.staff.model import Agent, Department
from transfo_rh.staff.tree import DepartmentTree


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is asked: the agent's id, the unit's position, the values of the plan's attributes in order."""

    agent_id: int
    unit: int
    attributes: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """Units, parents before children, and the members of all of them."""

    units: tuple[Unit, ...]
    members: tuple[Member, ...]


def roster_of(
    plan: CampaignPlan, tree: DepartmentTree, agents: Iterable[Agent], *, grouped: bool = True
) -> Roster:
    """The roster of a plan from the staff of its population's day; ``grouped`` applies its groupings.

    Raises InvalidInput when a grouping does not fit the departments of the population.
    """
    units = units_of(plan, tree, grouped=grouped)
    positions = {unit.department_id: unit.position for unit in units if unit.department_id is not None}
    if grouped:
        positions |= _own_positions(plan.groupings, units)
    attributes = [GroupingAttribute(name) for name in plan.attributes]
    day = plan.population.on
    return Roster(
        units,
        tuple(
            Member(
                agent.id,
                positions[agent.department_id],
                tuple(attribute_value(attribute, agent, on=day) for attribute in attributes),
            )
            for agent in members_of(plan.population, tree, agents)
        ),
    )


def _own_positions(groupings: Sequence[Grouping], units: Sequence[Unit]) -> dict[int, int]:
    """Department id of a direction → the position of the group that its own agents join."""
    by_code = {unit.code: unit for unit in units}
    found: dict[int, int] = {}
    for grouping in groupings:
        direction = by_code.get(grouping.parent)
        if grouping.parent in grouping.departments and direction and direction.department_id is not None:
            sibling = next(code for code in grouping.departments if code != grouping.parent)
            found[direction.department_id] = by_code[sibling].parent or 0
    return found


def units_of(plan: CampaignPlan, tree: DepartmentTree, *, grouped: bool = True) -> tuple[Unit, ...]:
    """The departments of the population as units, in tree order, groupings inserted above what they group.

    Raises InvalidInput when a grouping does not fit.
    """
    wanted = departments_of(plan.population, tree)
    departments = [department for _depth, department in tree.walk() if department.id in wanted]
    group_of = _groups(plan.groupings, departments) if grouped else {}
    codes = _group_codes(plan.groupings, departments)
    levels = _levels(departments, group_of)
    units: list[Unit] = []
    waiting: list[tuple[int | None, Department | Grouping]] = [
        (None, node) for node in reversed(levels.get(None, []))
    ]
    while waiting:
        parent, node = waiting.pop()
        position = len(units)
        if isinstance(node, Grouping):
            units.append(Unit(position, codes[node], node.name, parent))
        else:
            units.append(Unit(position, node.code, node.name, parent, node.id))
        key = node if isinstance(node, Grouping) else node.id
        waiting.extend((position, below) for below in reversed(levels.get(key, [])))
    return tuple(units)


def _levels(
    departments: Sequence[Department], group_of: Mapping[str, Grouping]
) -> dict[int | Grouping | None, list[Department | Grouping]]:
    """What stands directly below each department (by id), each grouping and the top (None): groupings come last."""
    present = {department.id for department in departments}
    levels: dict[int | Grouping | None, list[Department | Grouping]] = {}
    groups: dict[int | None, list[Department | Grouping]] = {}
    for department in departments:
        parent = department.parent_id if department.parent_id in present else None
        grouping = group_of.get(department.code)
        if grouping is None:
            levels.setdefault(parent, []).append(department)
            continue
        if grouping not in groups.setdefault(parent, []):
            groups[parent].append(grouping)
        levels.setdefault(grouping, []).append(department)
    for parent, found in groups.items():
        levels.setdefault(parent, []).extend(found)
    return levels


def _groups(groupings: Sequence[Grouping], departments: Sequence[Department]) -> dict[str, Grouping]:
    """Department code → its grouping. Raises InvalidInput when they are not siblings, or stand in two groupings."""
    by_code = {department.code: department for department in departments}
    by_id = {department.id: department for department in departments}
    group_of: dict[str, Grouping] = {}
    for grouping in groupings:
        if len(set(grouping.departments)) < 2:
            raise InvalidInput(
                _("Le regroupement « {name} » doit réunir au moins deux services.").format(name=grouping.name)
            )
        for code in grouping.departments:
            if code == grouping.parent and code in by_code:
                continue
            department = by_code.get(code)
            parent = by_id.get(department.parent_id or 0) if department else None
            if department is None or (parent.code if parent else "") != grouping.parent or code in group_of:
                raise InvalidInput(
                    _(
                        "Le regroupement « {name} » ne convient plus aux services de l’enquête : retirez-le, puis relancez la simulation."
                    ).format(name=grouping.name),
                    details=f"grouping of {code}",
                )
            group_of[code] = grouping
    return group_of


def _group_codes(groupings: Sequence[Grouping], departments: Sequence[Department]) -> dict[Grouping, str]:
    """A code for each grouping that no department bears."""
    taken = {department.code for department in departments}
    codes: dict[Grouping, str] = {}
    for grouping in groupings:
        code = next(
            f"{grouping.parent[:50]}+{n}" for n in count(1) if f"{grouping.parent[:50]}+{n}" not in taken
        )
        taken.add(code)
        codes[grouping] = code
    return codes
