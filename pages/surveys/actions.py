"""The action plan after a survey: who does what, for which department, until when."""

import streamlit as st

from transfo_rh.access.policy import Permission, allows
from transfo_rh.campaigns.actions import service
from transfo_rh.campaigns.results import service as results
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _
from transfo_rh.ui.actions_view import PlanChoice, choose_actions, plan_conclusion, plan_metrics, show_actions
from transfo_rh.ui.choices import choose_numbered
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms.action_forms import add_action_form, follow_action_form, show_history
from transfo_rh.ui.forms.results_filters import choose_campaign
from transfo_rh.ui.links import link_to
from transfo_rh.ui.metrics import metric_row
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.VIEW_ACTIONS,
    title=_("Plan d’action"),
    caption=_("Que faisons-nous des résultats, qui le porte, pour quand ?"),
)

published = results.published_campaigns(viewer=ctx.viewer)
if not published:
    empty_state(
        title=_("Aucun résultat publié pour l’instant"),
        body=_("Un plan d’action suit une enquête publiée : publiez d’abord ses résultats.")
        if allows(ctx.viewer, Permission.MANAGE_CAMPAIGNS)
        else _(
            "Un plan d’action suit une enquête publiée : il commencera ici dès que les ressources humaines auront publié des résultats."
        ),
        action_label=_("Voir les campagnes"),
        page="surveys/campaigns",
        viewer=ctx.viewer,
    )
    st.stop()

campaign = choose_campaign(published)
with shown_errors():
    plan = service.action_plan(viewer=ctx.viewer, campaign_id=campaign.id)
    may_write = allows(ctx.viewer, Permission.MANAGE_ACTIONS) and bool(plan.units)
    choice = PlanChoice()
    if plan.actions:
        st.markdown(f"**{plan_conclusion(plan)}**")
        metric_row(plan_metrics(plan))
        choice = choose_actions(plan)
        show_actions(plan, choice.actions(plan))
    else:
        empty_state(
            title=_("Aucune action décidée après cette enquête"),
            body=_(
                "Choisissez dans les résultats les dimensions à travailler, puis décidez d’une ou deux actions par service : une action, un porteur, une échéance."
            )
            if may_write
            else _(
                "Les ressources humaines et les responsables de service décident des actions ; elles apparaîtront ici avec leur porteur et leur échéance."
            ),
            action_label=_("Lire les résultats"),
            page="surveys/results",
            viewer=ctx.viewer,
            icon=":material/checklist:",
        )

    if may_write:
        with st.expander(_("Ajouter une action"), icon=":material/add:", expanded=not plan.actions):
            add_action_form(ctx.viewer, plan, unit=choice.unit, dimension=choice.dimension)
    followed = choice.actions(plan)
    if followed:
        st.header(_("Suivre une action"), anchor=False)
        by_id = {action.id: action for action in followed}
        titles = {number: found.content.title for number, found in by_id.items()}
        action = by_id[choose_numbered(_("Action à suivre"), titles, name="action")]
        if action.content.due_on is not None:
            st.caption(
                _("{state}, échéance le {day}, portée par {owner}.").format(
                    state=action.content.state.label,
                    day=day(action.content.due_on),
                    owner=action.content.owner,
                )
            )
        if may_write and action.content.unit in plan.units:
            follow_action_form(ctx.viewer, plan, action)
        with st.expander(_("Historique"), icon=":material/history:"):
            show_history(ctx.viewer, action)
    link_to("surveys/results", viewer=ctx.viewer, label=_("Lire les résultats"))
