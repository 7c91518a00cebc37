"""The simulator on the screen: conclusion, picture, tables, groupings accepted with one click, opening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.life import service
from transfo_rh.campaigns.life.narrative import conclusion, exposure_sentence, joined, warnings
from transfo_rh.campaigns.life.outlook import CellOutlook, Outlook, Readability, Simulation, UnitOutlook
from transfo_rh.campaigns.life.population import DEPARTMENT, attribute_label
from transfo_rh.campaigns.life.reading import Preparation
from transfo_rh.campaigns.model import CampaignPlan, Grouping
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _, labelled, ngettext
from transfo_rh.ui.charts.simulation import Tile, simulation_chart
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.page import show_error
from transfo_rh.ui.tables import Column, ColumnKind, data_table
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm

_INDENT = "\u2003"


def show_simulation(simulation: Simulation) -> None:
    """Conclusion, figures, picture, warnings and tables."""
    st.markdown(f"**{conclusion(simulation)}**")
    metric_row(_metrics(simulation))
    if not simulation.attributed:
        st.caption(exposure_sentence(simulation))
        for warning in warnings(simulation):
            st.warning(warning, icon=":material/warning:")
        _picture(simulation)
    with st.expander(_("Service par service, à télécharger"), icon=":material/table:"):
        _units_table(simulation)
    cells = (*simulation.attributes, *simulation.crosses)
    if cells:
        with st.expander(_("Attributs et croisements"), icon=":material/grid_on:"):
            _cells_table(cells, {found.unit.code: found.unit.name for found in simulation.units})


def _metrics(simulation: Simulation) -> list[Metric]:
    whole = simulation.whole
    if simulation.attributed:
        return [Metric(_("Services à diagnostiquer"), number(whole.headcount))]
    return [
        Metric(_("Agents interrogés"), number(whole.headcount)),
        Metric(_("Réponses attendues"), number(round(whole.expected))),
        Metric(
            _("Services lisibles"),
            f"{number(simulation.count(Readability.READABLE))} / {number(len(simulation.services))}",
            help=_("Services sans service rattaché, qui atteindront le seuil avec au moins 80 % de chances."),
        ),
        Metric(
            _("Incertains ou masqués"),
            number(
                simulation.count(Readability.UNCERTAIN)
                + simulation.count(Readability.PRECAUTION)
                + simulation.count(Readability.UNREADABLE)
            ),
        ),
    ]


def _picture(simulation: Simulation) -> None:
    groups = {found.unit.position for found in simulation.units if found.is_group}
    branches = {found.unit.parent for found in simulation.units} - groups
    tiles = [
        _tile(found, simulation.units, branch=found.unit.position in branches)
        for found in simulation.units
        if found.outlook.headcount and found.unit.parent not in groups
    ]
    words = {reading.value: reading.label for reading in Readability}
    simulation_chart(
        tiles=tiles,
        words=words,
        alt=_("Les services, de la taille de leur effectif. {sentence}").format(
            sentence=conclusion(simulation)
        ),
        key="simulation_picture",
    )
    st.caption(
        _(
            "La taille suit l’effectif ; dans une direction, l’espace blanc est celui des agents qui lui sont rattachés directement."
        )
    )


def _tile(found: UnitOutlook, units: Sequence[UnitOutlook], *, branch: bool) -> Tile:
    outlook = found.outlook
    parent = found.unit.parent
    expected = ngettext("≈ {n} réponse", "≈ {n} réponses", round(outlook.expected)).format(
        n=number(round(outlook.expected))
    )
    return Tile(
        key=found.unit.code,
        parent="" if parent is None else units[parent].unit.code,
        label=found.unit.name,
        size=outlook.headcount,
        reading="branch" if branch else outlook.readability.value,
        text="" if branch else expected,
        hover=ngettext(
            "{reading} : {n} agent, {expected}", "{reading} : {n} agents, {expected}", outlook.headcount
        ).format(reading=outlook.readability.label, n=number(outlook.headcount), expected=expected),
    )


def _figures(outlook: Outlook) -> tuple[int, float, int, str]:
    return (
        outlook.headcount,
        round(outlook.expected, 1),
        round(100 * outlook.probability),
        outlook.readability.label,
    )


def _figure_columns() -> list[Column]:
    return [
        Column(_("Agents"), ColumnKind.NUMBER),
        Column(_("Réponses attendues"), ColumnKind.NUMBER),
        Column(
            _("Chances d’atteindre le seuil"),
            ColumnKind.PERCENT,
            help=_("Si chacun répond indépendamment des autres, au taux attendu."),
        ),
        Column(_("Lecture")),
    ]


def _units_table(simulation: Simulation) -> None:
    data_table(
        columns=[Column(_("Service"), pinned=True, wide=True), *_figure_columns()],
        rows=[
            (_INDENT * found.depth + found.unit.name, *_figures(found.outlook)) for found in simulation.units
        ],
        alt=_("Pour chaque service : agents, réponses attendues, chances d’atteindre le seuil et lecture."),
        key="simulation_units",
        file_name=_("simulation par service"),
    )


def _cells_table(cells: Sequence[CellOutlook], departments: dict[str, str]) -> None:
    data_table(
        columns=[Column(_("Attribut")), Column(_("Groupe")), *_figure_columns()],
        rows=[(joined(cell.names), _group(cell, departments), *_figures(cell.outlook)) for cell in cells],
        alt=_("Pour chaque groupe d’agents : effectif, réponses attendues et lecture."),
        key="simulation_cells",
        file_name=_("simulation par attribut"),
    )


def _group(cell: CellOutlook, departments: dict[str, str]) -> str:
    """The values in words; a department by its name."""
    return " × ".join(
        departments.get(value, value) if name == DEPARTMENT else value
        for name, value in zip(cell.names, cell.values, strict=True)
    )


def show_groupings(viewer: Viewer, found: Preparation, plan: CampaignPlan, simulation: Simulation) -> None:
    """Proposed groupings, each accepted with one click, and the accepted ones."""
    proposals = simulation.proposals
    if not proposals and not plan.groupings:
        return
    st.header(_("Regroupements de petits services"), anchor=False)
    if proposals:
        gain = sum(proposal.gain for proposal in proposals)
        st.write(
            _(
                "Réunis sous un même nom, ces services se liraient ensemble : {n} agents auraient un résultat plus proche d’eux, sans rien masquer ailleurs."
            ).format(n=number(gain))
        )
        if len(proposals) > 1 and st.button(
            _("Accepter les {n} regroupements").format(n=len(proposals)),
            icon=":material/done_all:",
            key="accept_all",
        ):
            _keep(viewer, found, plan, (*plan.groupings, *(proposal.grouping for proposal in proposals)))
    for index, proposal in enumerate(proposals):
        with st.container(border=True, key=f"proposal_{index}"):
            st.markdown(f"**{plain(proposal.grouping.name)}**")
            st.write(
                labelled(
                    _("{n} agents, environ {expected} réponses, {chances} de chances d’être lisible").format(
                        n=number(proposal.headcount),
                        expected=number(round(proposal.expected)),
                        chances=percent(min(99, round(100 * proposal.probability))),
                    ),
                    plain(", ".join(proposal.names)),
                )
            )
            if st.button(_("Accepter"), icon=":material/check:", key=f"accept_{index}"):
                _keep(viewer, found, plan, (*plan.groupings, proposal.grouping))
    for index, grouping in enumerate(plan.groupings):
        with st.container(horizontal=True, vertical_alignment="center", key=f"grouping_{index}"):
            st.markdown(_("Accepté : **{name}**").format(name=plain(grouping.name)))
            if st.button(_("Retirer"), icon=":material/close:", key=f"remove_{index}"):
                _keep(viewer, found, plan, (*plan.groupings[:index], *plan.groupings[index + 1 :]))


def _keep(viewer: Viewer, found: Preparation, plan: CampaignPlan, groupings: tuple[Grouping, ...]) -> None:
    campaign = found.campaign
    try:
        service.update_plan(
            viewer=viewer,
            campaign_id=campaign.id,
            title=campaign.title,
            plan=replace(plan, groupings=groupings),
            version=found.version,
        )
        service.simulate(viewer=viewer, campaign_id=campaign.id)
    except TransfoError as error:
        show_error(error)
        return
    confirm(_("Regroupements enregistrés, simulation refaite."))
    st.rerun()


def frozen_words(plan: CampaignPlan) -> str:
    """What the opening freezes, as a list."""
    attributes = ", ".join(attribute_label(name) for name in plan.attributes) or _("aucun")
    return "\n".join(
        (
            "- " + _("le questionnaire et ses questions"),
            "- "
            + _("les personnes interrogées et leur service, tels qu’ils sont aujourd’hui dans le registre"),
            "- " + _("les attributs de regroupement : {names}").format(names=attributes),
            "- "
            + _("les seuils de confidentialité : {n} répondants pour un résultat").format(
                n=plan.thresholds.scores
            ),
            "- " + _("les dates et les regroupements de services"),
        )
    )
