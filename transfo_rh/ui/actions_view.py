"""The action plan on screen: its conclusion, its figures, its table."""

from __future__ import annotations

from transfo_rh.campaigns.actions.model import ActionPlan, ActionState
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.ui.metrics import Metric
from transfo_rh.ui.tables import Column, ColumnKind, data_table


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


def show_plan_table(plan: ActionPlan) -> None:
    """Every action, the most urgent first, with downloads."""
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
            for action in plan.actions
        ],
        alt=_("Actions du plan : échéance, état, porteur, service et dimension."),
        key="action_plan",
        file_name=_("plan d’action") + f" {plan.campaign_title}",
    )
