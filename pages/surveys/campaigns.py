"""Campaigns: each one by its state, with its next act."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns import service
from transfo_rh.campaigns.life import service as life
from transfo_rh.campaigns.model import CampaignState
from transfo_rh.core.i18n import _
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms.campaign_cards import show_open, show_preparing
from transfo_rh.ui.forms.campaign_list import next_acts, show_late, show_published, show_waiting
from transfo_rh.ui.links import link_to
from transfo_rh.ui.page import open_page

ctx = open_page(
    Permission.MANAGE_CAMPAIGNS,
    title=_("Campagnes"),
    caption=_("Quelles enquêtes sont en cours, et quel est le prochain acte de chacune ?"),
)

campaigns = service.campaigns(viewer=ctx.viewer)
if not campaigns:
    empty_state(
        title=_("Aucune campagne pour l’instant"),
        body=_(
            "Préparez une première campagne, ou importez les résultats d’une enquête déjà menée : fichier tableur, CSV ou export LimeSurvey."
        ),
        action_label=_("Préparer une campagne"),
        page="surveys/prepare",
        viewer=ctx.viewer,
    )
    link_to("surveys/import_results", viewer=ctx.viewer, label=_("Importer des résultats"))
    st.stop()

by_state = {state: [c for c in campaigns if c.state is state] for state in CampaignState}
preparing = by_state[CampaignState.SIMULATED] + by_state[CampaignState.DRAFT]
running = by_state[CampaignState.OPEN]
waiting = by_state[CampaignState.CLOSED]
published = by_state[CampaignState.PUBLISHED]
st.markdown(f"**{next_acts(preparing=preparing, running=running, waiting=waiting)}**")
with st.container(horizontal=True, key="campaign_links"):
    link_to("surveys/prepare", viewer=ctx.viewer, label=_("Préparer une campagne"))
    link_to("surveys/import_results", viewer=ctx.viewer, label=_("Importer des résultats"))

received = life.answers_so_far(viewer=ctx.viewer, campaign_ids=tuple(c.id for c in running))
for campaign in waiting:
    show_waiting(ctx.viewer, campaign)
for campaign in running:
    show_open(ctx.viewer, campaign, received=received.get(campaign.id, 0))
for campaign in preparing:
    show_preparing(ctx.viewer, campaign)
if published:
    st.header(_("Campagnes publiées"), anchor=False)
    show_late(ctx.viewer, published)
    show_published(published)
    link_to("surveys/results", viewer=ctx.viewer, label=_("Lire les résultats"))
