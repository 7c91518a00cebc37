"""Who is asked, and the attributes that answers may be grouped by: pure functions on the staff of one day.

The staff register knows no age and no sex: they are never offered. An agent for whom the register says nothing has
no value for the attribute (None), and belongs to no published group of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache

from transfo_rh.campaigns.model import Population
from transfo_rh.core.i18n import _
from transfo_rh.staff.importing.cadres import cadres_emplois
from transfo_rh.staff.model import Agent
from transfo_rh.staff.tree import DepartmentTree

DEPARTMENT = "department"
"""The name of the department in a cross, beside the names of GroupingAttribute."""

_SENIORITY_BANDS = (3, 10, 20)


class GroupingAttribute(StrEnum):
    """What answers may be grouped by besides the department. A campaign takes three at the most."""

    CATEGORY = "category"
    STATUS = "status"
    HAS_WORKSTATION = "has_workstation"
    SENIORITY = "seniority"
    SECTOR = "sector"

    @property
    def label(self) -> str:
        """The name of the attribute on screens and in what respondents are told."""
        return {
            GroupingAttribute.CATEGORY: _("Catégorie"),
            GroupingAttribute.STATUS: _("Statut"),
            GroupingAttribute.HAS_WORKSTATION: _("Poste informatique"),
            GroupingAttribute.SENIORITY: _("Ancienneté dans la collectivité"),
            GroupingAttribute.SECTOR: _("Filière"),
        }[self]


def attribute_label(name: str) -> str:
    """The words for a campaign's attribute: those of GroupingAttribute, else the name that a file gave.

    >>> attribute_label("category"), attribute_label("department"), attribute_label("Tranche d’âge")
    ('Catégorie', 'Service', 'Tranche d’âge')
    """
    if name == DEPARTMENT:
        return _("Service")
    return GroupingAttribute(name).label if name in set(GroupingAttribute) else name


def attribute_value(attribute: GroupingAttribute, agent: Agent, *, on: date) -> str | None:
    """The group of an agent for an attribute, in words; None when the register does not say."""
    match attribute:
        case GroupingAttribute.CATEGORY:
            return None if agent.category is None else agent.category.value
        case GroupingAttribute.STATUS:
            return None if agent.status is None else agent.status.label
        case GroupingAttribute.HAS_WORKSTATION:
            if agent.has_workstation is None:
                return None
            return _("Avec poste informatique") if agent.has_workstation else _("Sans poste informatique")
        case GroupingAttribute.SENIORITY:
            return None if agent.entry_date is None else seniority_band(agent.entry_date, on=on)
        case GroupingAttribute.SECTOR:
            return None if agent.cadre_emplois is None else _sectors().get(agent.cadre_emplois.casefold())


def seniority_band(entry_date: date, *, on: date) -> str:
    """The band of completed years since the entry.

    >>> seniority_band(date(2023, 11, 24), on=date(2026, 11, 23)), seniority_band(date(2023, 11, 23), on=date(2026, 11, 23))
    ('Moins de 3 ans', 'De 3 à 9 ans')
    """
    years = on.year - entry_date.year - ((on.month, on.day) < (entry_date.month, entry_date.day))
    first, second, third = _SENIORITY_BANDS
    if years < first:
        return _("Moins de {n} ans").format(n=first)
    if years < second:
        return _("De {low} à {high} ans").format(low=first, high=second - 1)
    if years < third:
        return _("De {low} à {high} ans").format(low=second, high=third - 1)
    return _("{n} ans et plus").format(n=third)


@lru_cache(maxsize=1)
def _sectors() -> dict[str, str]:
    return {cadre.name.casefold(): cadre.sector for cadre in cadres_emplois()}


def departments_of(population: Population, tree: DepartmentTree) -> frozenset[int]:
    """The ids of the departments that are asked, with everything below; all of them when none is chosen."""
    if not population.departments:
        return frozenset(department.id for department in tree.departments)
    wanted = set(population.departments)
    return tree.subtree(department.id for department in tree.departments if department.code in wanted)


def unknown_departments(population: Population, tree: DepartmentTree) -> tuple[str, ...]:
    """The codes of the population that no department bears on that day."""
    known = {department.code for department in tree.departments}
    return tuple(code for code in population.departments if code not in known)


def members_of(population: Population, tree: DepartmentTree, agents: Iterable[Agent]) -> tuple[Agent, ...]:
    """The agents who are asked, among those present on the population's day.

    A choice of categories or statuses leaves out the agents for whom the register does not say; « without
    workstation only » keeps those for whom it says no.
    """
    departments = departments_of(population, tree)
    return tuple(
        agent
        for agent in agents
        if agent.department_id in departments
        and (not population.categories or agent.category in population.categories)
        and (not population.statuses or agent.status in population.statuses)
        and (not population.without_workstation_only or agent.has_workstation is False)
    )
