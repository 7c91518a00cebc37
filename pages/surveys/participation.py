"""Participation: who is far from the target, department by department and day after day, never who has answered."""

import streamlit as st

from transfo_rh.access.policy import Permission, allows
from transfo_rh.campaigns.model import CampaignState
from transfo_rh.campaigns.outreach import participation as service
from transfo_rh.core.i18n import _
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.links import link_to
from transfo_rh.ui.metrics import metric_row
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.participation_view import (
    alert_rule,
    choose_followed,
    conclusion,
    participation_metrics,
    rules_sentence,
    show_bars,
    show_curve,
    show_table,
)

ctx = open_page(
    Permission.VIEW_PARTICIPATION,
    title=_("Participation"),
    caption=_("Combien ont répondu, où faut-il encore expliquer et relancer ?"),
)

followed = service.followed_campaigns(viewer=ctx.viewer)
if not followed:
    empty_state(
        title=_("Aucune enquête ouverte pour l’instant"),
        body=_("Ouvrez une campagne : sa participation se suit ensuite ici, service par service.")
        if allows(ctx.viewer, Permission.MANAGE_CAMPAIGNS)
        else _("La participation se suit ici dès que les ressources humaines ouvrent une campagne."),
        action_label=_("Voir les campagnes"),
        page="surveys/campaigns",
        viewer=ctx.viewer,
    )
    st.stop()

campaign = choose_followed(followed)
with shown_errors():
    found = service.participation(viewer=ctx.viewer, campaign_id=campaign.id)
    st.markdown(f"**{conclusion(found)}**")
    metric_row(participation_metrics(found))
    show_bars(found)
    show_curve(found)
    if found.alert_today != found.alert:
        st.caption(alert_rule(found))
    st.caption(rules_sentence(found))
    if found.rows:
        with st.expander(_("Tous les services en tableau, à télécharger"), icon=":material/table:"):
            show_table(found)
    if found.state is CampaignState.OPEN:
        link_to(
            "surveys/invite",
            viewer=ctx.viewer,
            label=_("Inviter et relancer"),
            query={"enquete": str(campaign.id)},
        )
