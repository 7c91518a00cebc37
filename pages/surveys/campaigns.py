"""Campaigns: what was collected, what is published, and the one button that publishes."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns import service
from transfo_rh.campaigns.model import CampaignState
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms.campaign_list import show_published, show_waiting
from transfo_rh.ui.links import link_to
from transfo_rh.ui.page import open_page

ctx = open_page(
    Permission.MANAGE_CAMPAIGNS,
    title=_("Campagnes"),
    caption=_("Quelles enquêtes ont été menées, et lesquelles restent à publier ?"),
)

campaigns = service.campaigns(viewer=ctx.viewer)
if not campaigns:
    empty_state(
        title=_("Aucune campagne pour l’instant"),
        body=_(
            "Importez les résultats d’une enquête déjà menée : fichier tableur, CSV ou export LimeSurvey."
        ),
        action_label=_("Importer des résultats"),
        page="surveys/import_results",
        viewer=ctx.viewer,
    )
    st.stop()

waiting = [campaign for campaign in campaigns if campaign.state is CampaignState.CLOSED]
published = [campaign for campaign in campaigns if campaign.state is CampaignState.PUBLISHED]
if waiting:
    count = len(waiting)
    st.markdown(
        "**"
        + ngettext(
            "{n} campagne attend d’être publiée.", "{n} campagnes attendent d’être publiées.", count
        ).format(n=count)
        + "**"
    )
else:
    st.markdown("**" + _("Toutes les campagnes sont publiées.") + "**")

for campaign in waiting:
    show_waiting(ctx.viewer, campaign)
if published:
    st.header(_("Campagnes publiées"), anchor=False)
    show_published(published)
    link_to("surveys/results", viewer=ctx.viewer, label=_("Lire les résultats"))
link_to("surveys/import_results", viewer=ctx.viewer, label=_("Importer d’autres résultats"))
