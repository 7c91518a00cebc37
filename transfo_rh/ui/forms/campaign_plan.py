"""The form that prepares a campaign: what is asked, when, of whom, read by which groups and from how many answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any

import pandas as pd
import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.life import service
from transfo_rh.campaigns.life.narrative import joined
from transfo_rh.campaigns.life.population import DEPARTMENT, GroupingAttribute, attribute_label
from transfo_rh.campaigns.model import (
    MAXIMUM_ATTRIBUTES,
    MINIMUM_K,
    CampaignPlan,
    Population,
    Thresholds,
)
from transfo_rh.core import clock
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.staff.model import Category, EmploymentStatus
from transfo_rh.staff.tree import DepartmentTree

USUAL_DAYS = 21


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds."""

    title: str
    plan: CampaignPlan


def new_plan() -> CampaignPlan:
    """The usual plan: everybody, three weeks from today, by category."""
    today = clock.today()
    return CampaignPlan(
        population=Population(today),
        opens_on=today,
        closes_on=today + timedelta(days=USUAL_DAYS),
        attributes=(GroupingAttribute.CATEGORY.value,),
    )


def plan_fields(viewer: Viewer, *, title: str, plan: CampaignPlan, attributed: bool, key: str) -> Typed:
    """The fields filled with a plan; what they hold now. ``attributed``: department heads answer and sign."""
    typed_title = st.text_input(
        _("Titre de la campagne"),
        value=title,
        max_chars=250,
        key=f"{key}_title",
        help=_("Les agents le liront."),
    )
    today = clock.today()
    with st.container(horizontal=True, key=f"{key}_dates_row"):
        opens_on = st.date_input(
            _("Ouverture prévue"), value=plan.opens_on, format="DD/MM/YYYY", key=f"{key}_opens_on"
        )
        closes_on = st.date_input(
            _("Dernier jour pour répondre"), value=plan.closes_on, format="DD/MM/YYYY", key=f"{key}_closes_on"
        )
    st.header(_("Qui est interrogé"), anchor=False)
    population = _population(viewer, plan.population, attributed=attributed, key=key)
    attributes: tuple[str, ...] = ()
    crosses: tuple[tuple[str, str], ...] = ()
    thresholds = plan.thresholds
    if not attributed:
        st.header(_("Par quels groupes les résultats se liront"), anchor=False)
        attributes = _attributes(plan, key=key)
        crosses = _crosses(plan, attributes, key=key)
        with st.expander(_("Seuils de confidentialité"), icon=":material/shield_lock:"):
            thresholds = _thresholds(plan.thresholds, key=key)
    st.header(_("Participation attendue"), anchor=False)
    target, alert, expected = _rates(viewer, plan, population, key=key)
    with st.expander(_("Ce que les personnes interrogées liront"), icon=":material/info:"):
        recipients = st.text_input(
            _("Qui lira les résultats"),
            value=plan.recipients,
            key=f"{key}_recipients",
            placeholder=_("La direction générale, les ressources humaines et les responsables de service"),
        )
        contact = st.text_input(
            _("À qui s’adresser"),
            value=plan.contact,
            key=f"{key}_contact",
            placeholder=_("Délégué à la protection des données, courriel ou téléphone"),
        )
    return Typed(
        typed_title,
        CampaignPlan(
            population=population,
            opens_on=opens_on or today,
            closes_on=closes_on or today,
            attributes=attributes,
            crosses=crosses,
            thresholds=thresholds,
            target_rate=target,
            alert_rate=alert,
            expected_rates=expected,
            groupings=() if attributed or population != plan.population else plan.groupings,
            contact=contact.strip(),
            recipients=recipients.strip(),
        ),
    )


def _population(viewer: Viewer, population: Population, *, attributed: bool, key: str) -> Population:
    on = clock.today()
    tree = service.department_tree(viewer=viewer, population=Population(on))
    paths = _paths(tree)
    departments = st.multiselect(
        _("Directions et services"),
        list(paths),
        default=[code for code in population.departments if code in paths],
        format_func=lambda code: paths[code],
        placeholder=_("Toute la collectivité"),
        help=_("Chaque service choisi entre avec tous ceux qui en dépendent."),
        key=f"{key}_departments",
    )
    if attributed:
        chosen = Population(on, departments=tuple(departments))
        _department_count(tree, chosen)
        return chosen
    with st.container(horizontal=True, key=f"{key}_filters_row"):
        categories = st.multiselect(
            _("Catégories"),
            [category.value for category in Category],
            default=list(population.categories),
            placeholder=_("Toutes"),
            key=f"{key}_categories",
        )
        statuses = st.multiselect(
            _("Statuts"),
            [status.value for status in EmploymentStatus],
            default=list(population.statuses),
            format_func=lambda status: EmploymentStatus(status).label,
            placeholder=_("Tous"),
            key=f"{key}_statuses",
        )
    without = st.checkbox(
        _("Seulement les agents sans poste informatique"),
        value=population.without_workstation_only,
        key=f"{key}_without_workstation",
    )
    chosen = Population(on, tuple(departments), tuple(categories), tuple(statuses), without)
    count = service.population_count(viewer=viewer, population=chosen)
    st.markdown(
        ngettext(
            "**{n} agent** dans {services} services, dont {without} sans poste informatique.",
            "**{n} agents** dans {services} services, dont {without} sans poste informatique.",
            count.agents,
        ).format(
            n=number(count.agents),
            services=number(count.departments),
            without=number(count.without_workstation),
        )
    )
    return chosen


def _department_count(tree: DepartmentTree, population: Population) -> None:
    ids = [department.id for department in tree.departments if department.code in population.departments]
    count = len(tree.subtree(ids)) if population.departments else len(tree)
    st.markdown(
        ngettext("**{n} service** à diagnostiquer.", "**{n} services** à diagnostiquer.", count).format(
            n=number(count)
        )
    )


def _paths(tree: DepartmentTree) -> dict[str, str]:
    return {
        department.code: " › ".join(node.name for node in tree.path(department.id))
        for _depth, department in tree.walk()
    }


def _attributes(plan: CampaignPlan, *, key: str) -> tuple[str, ...]:
    chosen = st.multiselect(
        _("Attributs de regroupement"),
        [attribute.value for attribute in GroupingAttribute],
        default=list(plan.attributes),
        format_func=attribute_label,
        max_selections=MAXIMUM_ATTRIBUTES,
        placeholder=_("Aucun : les résultats se liront par service seulement"),
        key=f"{key}_attributes",
    )
    names = ", ".join(attribute_label(name).lower() for name in (DEPARTMENT, *chosen))
    st.caption(
        _(
            "Les agents liront : « Votre réponse est conservée avec ces seuls renseignements : {names}. »"
        ).format(names=names)
    )
    return tuple(chosen)


def _crosses(plan: CampaignPlan, attributes: tuple[str, ...], *, key: str) -> tuple[tuple[str, str], ...]:
    if not attributes:
        return ()
    pairs: list[tuple[str, str]] = list(combinations((DEPARTMENT, *attributes), 2))
    wanted = {frozenset(cross) for cross in plan.crosses}
    chosen = st.multiselect(
        _("Croisements de deux attributs"),
        pairs,
        default=[pair for pair in pairs if frozenset(pair) in wanted],
        format_func=joined,
        placeholder=_("Aucun"),
        help=_("Un croisement se lit à partir d’un seuil plus élevé."),
        key=f"{key}_crosses_{'_'.join(attributes)}",
    )
    return tuple((first, second) for first, second in chosen)


def _thresholds(thresholds: Thresholds, *, key: str) -> Thresholds:
    st.caption(
        _("Nombre de répondants à partir duquel un chiffre se lit. Jamais moins de {k}.").format(k=MINIMUM_K)
    )
    labels = {
        "scores": _("Un résultat de service ou d’attribut"),
        "rates": _("Un taux de participation"),
        "comments": _("Les commentaires d’un groupe"),
        "crosses": _("Un croisement de deux attributs"),
        "drivers": _("Un lien entre dimensions"),
    }
    with st.container(horizontal=True, key=f"{key}_thresholds_row"):
        values = {
            name: st.number_input(
                label,
                min_value=MINIMUM_K,
                value=getattr(thresholds, name),
                step=1,
                key=f"{key}_{name}",
                width=210,
            )
            for name, label in labels.items()
        }
    return Thresholds(**{name: int(value) for name, value in values.items()})


def _rates(
    viewer: Viewer, plan: CampaignPlan, population: Population, *, key: str
) -> tuple[float, float, tuple[tuple[str, float], ...]]:
    general = dict(plan.expected_rates)
    with st.container(horizontal=True, key=f"{key}_rates_row"):
        expected = _percent_input(_("Taux de réponse attendu (%)"), general.get("", 0.5), f"{key}_expected")
        target = _percent_input(_("Objectif de participation (%)"), plan.target_rate, f"{key}_target")
        alert = _percent_input(_("Alerte au-dessous de (%)"), plan.alert_rate, f"{key}_alert")
    with st.expander(_("Un autre taux pour certaines directions"), icon=":material/tune:"):
        tree = service.department_tree(viewer=viewer, population=population)
        exceptions = _exceptions(tree, general, key=key)
    return target, alert, (("", expected), *exceptions.items())


def _percent_input(label: str, share: float, key: str) -> float:
    value = st.number_input(
        label, min_value=0, max_value=100, value=round(100 * share), step=5, key=key, width=230
    )
    return int(value) / 100


def _exceptions(tree: DepartmentTree, given: Mapping[str, float], *, key: str) -> dict[str, float]:
    """The rates of the departments of the first two levels that differ from the general one."""
    shown = [department for depth, department in tree.walk() if depth < 2]
    name, rate = _("Direction"), _("Taux attendu (%)")
    frame = pd.DataFrame(
        {
            name: [department.name for department in shown],
            rate: pd.Series(
                [round(100 * given[d.code]) if d.code in given else None for d in shown], dtype="Int64"
            ),
        }
    )
    edited: Any = st.data_editor(
        frame,
        hide_index=True,
        disabled=[name],
        column_config={
            rate: st.column_config.NumberColumn(rate, min_value=0, max_value=100, step=1, format="%d")
        },
        height=320,
        key=f"{key}_exceptions",
    )
    return {
        department.code: int(value) / 100
        for department, value in zip(shown, edited[rate], strict=True)
        if not pd.isna(value)
    }
