"""``transfo-rh survey open`` and ``survey close``: the two acts of a campaign's life that an operator may schedule."""

from __future__ import annotations

from typing import Annotated

import typer

from transfo_rh.access.model import operator
from transfo_rh.campaigns import service as campaigns
from transfo_rh.campaigns.life import service
from transfo_rh.cli.options import CampaignId
from transfo_rh.cli.session import ready_database, terminal_progress
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext


def open_campaign(campaign_id: CampaignId) -> None:
    """Ouvrir une campagne simulée : sa préparation ne change plus."""
    ready_database()
    service.open_campaign(viewer=operator(), campaign_id=campaign_id, progress=terminal_progress)
    asked = campaigns.campaign(viewer=operator(), campaign_id=campaign_id).member_count or 0
    typer.echo(_("Campagne {id} ouverte : population de {n}.").format(id=campaign_id, n=number(asked)))


def close_campaign(
    campaign_id: CampaignId,
    confirmed: Annotated[
        bool, typer.Option("--yes", help="Ne pas demander : la clôture est définitive.")
    ] = False,
) -> None:
    """Clore une campagne : plus aucune réponse, codes détruits, plus aucune trace de qui a répondu."""
    ready_database()
    found = campaigns.campaign(viewer=operator(), campaign_id=campaign_id)
    if not confirmed:
        typer.confirm(_("Clôturer définitivement « {title} » ?").format(title=found.title), abort=True)
    service.close_campaign(viewer=operator(), campaign_id=campaign_id)
    received = campaigns.campaign(viewer=operator(), campaign_id=campaign_id).response_count
    said = ngettext(
        "Campagne {id} close, {n} réponse reçue.", "Campagne {id} close, {n} réponses reçues.", received
    )
    typer.echo(said.format(id=campaign_id, n=number(received)))
