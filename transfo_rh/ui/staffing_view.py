"""A computed scenario of staffing on screen: the positions, one person's reasons, who has no post, comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.formats import NO_BREAK, number
from transfo_rh.core.i18n import _, labelled
from transfo_rh.core.money import euros
from transfo_rh.skills.fit.readiness import whole_fit
from transfo_rh.skills.staffing import service, words
from transfo_rh.skills.staffing.comparison import MOST_COMPARED, Comparison, ScenarioFigures
from transfo_rh.skills.staffing.model import Placement, Post, Scenario, StaffingResult
from transfo_rh.skills.staffing.service import ScenarioView
from transfo_rh.skills.staffing.workbook import position_columns, position_row, scenario_workbook
from transfo_rh.staff.model import Agent
from transfo_rh.ui.charts.bars import Bar, bars_chart
from transfo_rh.ui.choices import distinct
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.tables import XLSX, Column, ColumnKind, data_table, later, safe_file_name
from transfo_rh.ui.text import plain

_NUMBERS = (2, 3, 4, 9)
_VACANT = "no_answer"


def show_result(view: ScenarioView, result: StaffingResult, *, viewer: Viewer) -> None:
    """The conclusion, the figures, the picture, the table, the reasons, who has no post."""
    st.markdown(f"**{words.conclusion(result)}**")
    metric_row(_metrics(result))
    _picture(view, result)
    st.caption(f"{words.proof_words(result.proof)} {words.seconds_words(result, view.scenario.plan.limits)}")
    data_table(
        columns=[
            Column(title, ColumnKind.NUMBER if place in _NUMBERS else ColumnKind.TEXT)
            for place, title in enumerate(position_columns())
        ],
        rows=[position_row(view, one) for one in result.placements],
        alt=_("Chaque poste, la personne proposée, ce qu’il faut former et le deuxième choix."),
        key="positions",
    )
    st.download_button(
        _("Télécharger le scénario en XLSX"),
        data=later(lambda: scenario_workbook(view, result)),
        file_name=f"{safe_file_name(view.scenario.title)}.xlsx",
        mime=XLSX,
        key="scenario_xlsx",
        on_click=partial(service.record_export, viewer=viewer, scenario_id=view.scenario.id),
        icon=":material/table_view:",
    )
    _to_verify(view, result)
    if result.filled:
        st.header(_("Pourquoi cette personne ?"), anchor=False)
        _person(view, _chosen(view, result.filled))
    _left_out(view, result)


def _metrics(result: StaffingResult) -> list[Metric]:
    filled, asked = number(len(result.filled)), number(len(result.placements))
    return [
        Metric(_("Postes pourvus"), _("{n} sur {all}").format(n=filled, all=asked)),
        Metric(
            _("Adéquation moyenne"),
            "—" if result.mean_fit is None else number(result.mean_fit),
            help=_("Assurée, sur 100 : ce qui n’est pas évalué compte pour 0."),
        ),
        Metric(_("Jours de formation"), number(result.days), help=euros(result.cost_cents)),
        Metric(_("Changements de direction"), number(result.moves)),
    ]


def _picture(view: ScenarioView, result: StaffingResult) -> None:
    bars_chart(
        bars=[_bar(view, one) for one in result.placements],
        alt=words.conclusion(result),
        key="positions_chart",
        value_title=_("Adéquation assurée (sur 100)"),
        reference_title=_("Adéquation du deuxième choix"),
    )


def _bar(view: ScenarioView, one: Placement) -> Bar:
    label = words.post_label(view, one.post)
    if one.agent_id is None:
        vacant = _("Vacant")
        return Bar(label, None, "", vacant, state=_VACANT, state_label=vacant)
    second = one.second
    reference = None if second is None or second.fit is None else whole_fit(second.fit)
    return Bar(
        _("{post} : {name}").format(post=label, name=view.agent(one.agent_id).replace(" ", NO_BREAK)),
        whole_fit(one.low),
        _bar_words(one),
        labelled(_("Deuxième choix"), words.second_words(view, one)),
        reference=reference,
    )


def _bar_words(one: Placement) -> str:
    """The fit, and what the second choice costs."""
    second, fit = one.second, number(whole_fit(one.low))
    if second is None:
        return fit
    if second.agent_id is None or second.regret is None:
        return _("{fit} – sans remplaçant").format(fit=fit)
    return _("{fit} – regret de {points}").format(fit=fit, points=words.points(second.regret))


def _to_verify(view: ScenarioView, result: StaffingResult) -> None:
    """What a person must look at before deciding, by name."""
    lines = [
        labelled(f"**{plain(view.agent(one.agent_id))}**", plain(line))
        for one in result.filled
        for line in words.to_verify(one, view.scenario.plan.rules)
    ]
    if lines:
        with st.container(border=True):
            st.header(_("À vérifier avant de décider"), anchor=False, icon=":material/rule:")
            st.markdown("\n".join(f"- {line}" for line in lines))


def _chosen(view: ScenarioView, filled: Sequence[Placement]) -> Placement:
    names = distinct({place: view.agent(one.agent_id) for place, one in enumerate(filled)})
    chosen = st.selectbox(
        _("Agent"),
        list(names),
        format_func=lambda place: names.get(place, ""),
        key=f"staffing_person_{view.scenario.id}",
        filter_mode="contains",
    )
    return filled[chosen if chosen in names else 0]


def _person(view: ScenarioView, one: Placement) -> None:
    st.markdown(f"**{plain(view.agent(one.agent_id))}** — {plain(words.post_label(view, one.post))}")
    lines = [*words.reasons(view, one), labelled(_("Deuxième choix"), words.second_words(view, one))]
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))
    if one.gaps:
        with st.expander(_("Ce qu’il faut former, compétence par compétence"), icon=":material/school:"):
            st.markdown("\n".join(f"- {plain(line)}" for line in words.training_lines(view, one)))


def _left_out(view: ScenarioView, result: StaffingResult) -> None:
    if not result.left_counts:
        return
    st.header(_("Qui reste sans poste, et pourquoi"), anchor=False)
    data_table(
        columns=[Column(_("Raison")), Column(_("Agents"), ColumnKind.NUMBER)],
        rows=[(reason.label, people) for reason, people in result.left_counts.items()],
        alt=_("Le nombre de candidats sans poste, par raison."),
        key="left_counts",
    )
    st.caption(
        _("Les {n} candidats les plus proches d’un poste, sur {all} sans poste.").format(
            n=number(len(result.left_out)), all=number(sum(result.left_counts.values()))
        )
    )
    data_table(
        columns=[Column(_("Agent")), Column(_("Explication")), Column(_("Service"))],
        rows=[
            (
                view.agent(one.agent_id),
                words.left_words(view, one),
                view.agent_department(one.agent_id),
            )
            for one in result.left_out
        ],
        alt=_("Les candidats sans poste, avec la raison."),
        key="left_out",
    )


def show_comparison(found: Sequence[Scenario], *, viewer: Viewer) -> None:
    """Two or three computed scenarios side by side; nothing until there are two."""
    computed = {one.id: one for one in found if one.result is not None}
    if len(computed) < 2:
        return
    st.header(_("Comparer des scénarios"), anchor=False)
    names = distinct({one.id: one.title for one in computed.values()})
    chosen = st.multiselect(
        _("Scénarios"),
        list(names),
        default=list(names)[:2],
        max_selections=MOST_COMPARED,
        format_func=lambda one: names.get(one, ""),
        key="staffing_compared",
    )
    if len(chosen) < 2:
        st.caption(_("Choisissez deux ou trois scénarios calculés."))
        return
    beside, people = service.compared(viewer=viewer, scenario_ids=[int(one) for one in chosen])
    titles = [names[one.scenario_id] for one in beside.figures]
    data_table(
        columns=[Column(_("Mesure")), *(Column(title) for title in titles)],
        rows=[(label, *(value(one) for one in beside.figures)) for label, value in _measures()],
        alt=_("Les scénarios côte à côte."),
        key="compared",
    )
    _changes(beside, titles, people, viewer=viewer)


def _measures() -> list[tuple[str, Callable[[ScenarioFigures], str]]]:
    return [
        (_("Postes pourvus"), lambda one: f"{number(one.filled)} / {number(one.asked)}"),
        (
            _("Adéquation assurée moyenne"),
            lambda one: "—" if one.mean_fit is None else number(one.mean_fit, decimals=1),
        ),
        (_("Jours de formation"), lambda one: number(one.days)),
        (_("Coût de formation"), lambda one: euros(one.cost_cents)),
        (_("Changements de direction"), lambda one: number(one.moves)),
        (_("Métiers souhaités obtenus"), lambda one: number(one.wanted)),
        (_("Candidats écartés par leur refus"), lambda one: number(one.refused)),
        (_("Coût d’ensemble (points)"), lambda one: number(one.points, decimals=1)),
    ]


def _changes(
    beside: Comparison, titles: Sequence[str], people: Mapping[int, Agent], *, viewer: Viewer
) -> None:
    if not beside.changes:
        st.caption(_("Les mêmes personnes prennent les mêmes postes."))
        return
    standing = service.ground(viewer=viewer)

    def place(post: Post | None) -> str:
        if post is None:
            return "—"
        role = standing.catalogue.role(post.role)
        return post.role if role is None else role.label

    def name(agent_id: int) -> str:
        agent = people.get(agent_id)
        return _("Agent parti") if agent is None else f"{agent.last_name} {agent.first_name}"

    data_table(
        columns=[Column(_("Qui change")), *(Column(title) for title in titles)],
        rows=[(name(one.agent_id), *(place(post) for post in one.posts)) for one in beside.changes],
        alt=_("Les personnes dont le poste n’est pas le même dans tous les scénarios."),
        key="compared_changes",
    )
