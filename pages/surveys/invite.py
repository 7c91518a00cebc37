"""Invite and remind: messages to those who have an address, paper for the others; nobody is ever named."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns.model import Basis, CampaignState
from transfo_rh.campaigns.outreach import invitations, paper, participation
from transfo_rh.core.i18n import _
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms.invite_mail import (
    conclusion,
    counts_metrics,
    invitation_form,
    reminder_form,
    show_address_note,
    show_last_mailing,
    show_outbox_note,
)
from transfo_rh.ui.forms.invite_paper import paper_form, paper_sentence, show_departments
from transfo_rh.ui.links import link_to
from transfo_rh.ui.metrics import metric_row
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.participation_view import choose_followed

ctx = open_page(
    Permission.MANAGE_CAMPAIGNS,
    title=_("Inviter et relancer"),
    caption=_("Comment chacun reçoit-il de quoi répondre, avec ou sans ordinateur ?"),
)

open_campaigns = [
    campaign
    for campaign in participation.followed_campaigns(viewer=ctx.viewer)
    if campaign.state is CampaignState.OPEN and campaign.basis is Basis.PERSON
]
if not open_campaigns:
    empty_state(
        title=_("Aucune enquête auprès des agents n’est ouverte"),
        body=_(
            "Ouvrez d’abord une campagne : les invitations, les affiches et le papier se préparent ensuite ici."
        ),
        action_label=_("Voir les campagnes"),
        page="surveys/campaigns",
        viewer=ctx.viewer,
    )
    st.stop()

campaign = choose_followed(open_campaigns)
with shown_errors():
    counts = invitations.invitation_counts(viewer=ctx.viewer, campaign_id=campaign.id)
    outlook = invitations.reminder_outlook(viewer=ctx.viewer, campaign_id=campaign.id)
    departments = paper.paper_departments(viewer=ctx.viewer, campaign_id=campaign.id)
    st.markdown(f"**{conclusion(counts)}**")
    metric_row(counts_metrics(counts))
    show_last_mailing()
    show_outbox_note(counts)
    show_address_note()
    st.header(_("Invitations par message"), anchor=False)
    invitation_form(ctx.viewer, campaign.id, counts)
    st.header(_("Relance"), anchor=False)
    reminder_form(ctx.viewer, campaign.id, outlook)
    st.header(_("Affiches, codes et papier"), anchor=False)
    st.write(paper_sentence(departments))
    paper_form(ctx.viewer, campaign.id, departments)
    with st.expander(_("Tous les services en tableau"), icon=":material/table:"):
        show_departments(departments)
    link_to(
        "surveys/participation",
        viewer=ctx.viewer,
        label=_("Suivre la participation"),
        query={"enquete": str(campaign.id)},
    )
