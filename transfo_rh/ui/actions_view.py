"""The action plan on screen: its conclusion, its figures, a card for each action, its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from transfo_rh.campaigns.actions.model import Action, ActionPlan, ActionState
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.ui.choices import choose_coded
from transfo_rh.ui.metrics import Metric
from transfo_rh.ui.tables import Column, ColumnKind, data_table
from transfo_rh.ui.text import plain

CARDS = 12
_COLOURS: dict[ActionState, Literal["blue", "green", "gray"]] = {
    ActionState.PROPOSED: "gray",
    ActionState.UNDER_WAY: "blue",
    ActionState.DONE: "green",
    ActionState.GIVEN_UP: "gray",
}


def plan_conclusion(plan: ActionPlan) -> str:
    """One sentence: how many actions, how many are late."""
    open_actions = [action for action in plan.actions if not action.content.state.finished]
    count, late = len(open_actions), len(plan.overdue())
    if not count:
        return _("Toutes les actions décidées après cette enquête sont terminées.")
    sentence = ngettext(
        "{n} action est à mener après cette enquête", "{n} actions sont à mener après cette enquête", count
    ).format(n=number(count))
    if not late:
        return _("{actions} ; aucune n’est en retard.").format(actions=sentence)
    return ngettext("{actions}, dont {n} en retard.", "{actions}, dont {n} en retard.", late).format(
        actions=sentence, n=number(late)
    )


def plan_metrics(plan: ActionPlan) -> list[Metric]:
    """How many actions stand where."""
    states = [action.content.state for action in plan.actions]
    return [
        Metric(_("À mener"), number(sum(not state.finished for state in states))),
        Metric(_("En retard"), number(len(plan.overdue())), help=_("Échéance passée, action non terminée.")),
        Metric(_("Terminées"), number(states.count(ActionState.DONE))),
        Metric(
            _("Services concernés"),
            number(len({action.content.unit for action in plan.actions} - {None})),
        ),
    ]


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """What the person wants to see of a plan; None is everything."""

    unit: int | None = None
    dimension: str | None = None
    open_only: bool = False

    def actions(self, plan: ActionPlan) -> tuple[Action, ...]:
        """The actions of the plan that answer the choice."""
        return plan.matching(unit=self.unit, dimension=self.dimension, open_only=self.open_only)


def choose_actions(plan: ActionPlan) -> PlanChoice:
    """The department, the dimension and the state to see, kept in the address; everything at first."""
    units = {str(unit): name for unit, name in plan.units.items() if unit is not None}
    units |= {
        str(action.content.unit): action.unit_name
        for action in plan.actions
        if action.content.unit is not None and action.unit_name is not None
    }
    with st.container(horizontal=True, vertical_alignment="bottom", key="plan_filters"):
        unit = choose_coded(_("Service"), units, name="pour", everything=_("Tous les services"))
        dimension = choose_coded(
            _("Dimension"), plan.dimensions, name="sujet", everything=_("Toutes les dimensions")
        )
        open_only = st.toggle(_("À mener seulement"), key="a_mener", bind="query-params")
    return PlanChoice(None if unit is None else int(unit), dimension, bool(open_only))


def show_actions(plan: ActionPlan, chosen: Sequence[Action]) -> None:
    """A card for each action, the most urgent first; beyond a screenful, the table below holds the others."""
    if not chosen:
        st.info(_("Aucune action ne répond à ces choix."), icon=":material/filter_alt_off:")
        return
    for action in chosen[:CARDS]:
        _show_card(plan, action)
    if (left := len(chosen) - CARDS) > 0:
        st.caption(
            ngettext(
                "{n} autre action, moins urgente, dans le tableau ci-dessous.",
                "{n} autres actions, moins urgentes, dans le tableau ci-dessous.",
                left,
            ).format(n=number(left))
        )
    with st.expander(_("Le plan en tableau, à télécharger"), icon=":material/table:"):
        _show_table(plan, chosen)


def _show_card(plan: ActionPlan, action: Action) -> None:
    content, late = action.content, action.overdue(plan.on)
    with st.container(border=True, key=f"action_card_{action.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(content.title)}**", width="stretch")
            if late:
                st.badge(_("En retard"), icon=":material/schedule:", color="red")
            st.badge(content.state.label, color=_COLOURS[content.state])
        due = "" if content.due_on is None else _("Échéance le {day}").format(day=day(content.due_on))
        parts = [
            due,
            plain(content.owner),
            plain(action.unit_name or _("Ensemble de la collectivité")),
            plain(action.dimension_label or _("Toutes les dimensions")),
        ]
        st.caption(" · ".join(part for part in parts if part))


def _show_table(plan: ActionPlan, actions: Sequence[Action]) -> None:
    data_table(
        columns=[
            Column(_("Échéance"), ColumnKind.DATE),
            Column(_("État")),
            Column(_("Action")),
            Column(_("Porteur")),
            Column(_("Service")),
            Column(_("Dimension")),
        ],
        rows=[
            (
                action.content.due_on,
                _("{state}, en retard").format(state=action.content.state.label)
                if action.overdue(plan.on)
                else action.content.state.label,
                action.content.title,
                action.content.owner,
                action.unit_name or _("Ensemble de la collectivité"),
                action.dimension_label or _("Toutes les dimensions"),
            )
            for action in actions
        ],
        alt=_("Actions du plan : échéance, état, porteur, service et dimension."),
        key="action_plan",
        file_name=_("plan d’action") + f" {plan.campaign_title}",
    )
