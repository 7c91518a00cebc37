"""Prepare a campaign: choose, describe, simulate what will be readable, then open."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns.life import service
from transfo_rh.campaigns.life.rules import EDITABLE
from transfo_rh.campaigns.model import Basis, CampaignState
from transfo_rh.core.i18n import _
from transfo_rh.ui.forms.campaign_preparation import (
    CAMPAIGN_KEY,
    edit_form,
    new_form,
    show_opening,
    simulate_again,
)
from transfo_rh.ui.forms.campaign_simulation import show_groupings, show_simulation
from transfo_rh.ui.links import link_to
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.MANAGE_CAMPAIGNS,
    title=_("Préparer une campagne"),
    caption=_("Qui interroger, et que pourra-t-on lire une fois les réponses reçues ?"),
)

chosen = st.query_params.get(CAMPAIGN_KEY, "")
if not chosen.isdecimal():
    with shown_errors():
        new_form(ctx.viewer)
    st.stop()

with shown_errors():
    found = service.preparation(viewer=ctx.viewer, campaign_id=int(chosen))
    campaign, plan = found.campaign, found.campaign.plan
    if campaign.state not in EDITABLE or plan is None:
        st.info(
            _("Cette campagne est déjà ouverte ou terminée : sa préparation ne change plus."),
            icon=":material/lock:",
        )
        link_to("surveys/campaigns", viewer=ctx.viewer)
        st.stop()
    st.header(campaign.title, anchor=False)
    if campaign.state is CampaignState.DRAFT:
        st.markdown(
            "**"
            + _("Brouillon enregistré. Simulez avant d’ouvrir : après la collecte, rien ne se répare.")
            + "**"
        )
        simulate_again(ctx.viewer, found)
    else:
        simulation = service.simulation_of(viewer=ctx.viewer, campaign_id=campaign.id)
        show_simulation(simulation)
        if campaign.basis is Basis.PERSON:
            show_groupings(ctx.viewer, found, plan, simulation)
        show_opening(ctx.viewer, found, plan, simulation)
    with st.expander(
        _("Modifier la préparation"),
        icon=":material/edit:",
        expanded=campaign.state is CampaignState.DRAFT,
    ):
        edit_form(ctx.viewer, found, plan)
