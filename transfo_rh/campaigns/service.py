"""Campaigns as human resources manage them. Published figures are in the room results."""

from __future__ import annotations

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns import repository
from transfo_rh.campaigns.model import Campaign
from transfo_rh.core.database import database


def campaigns(*, viewer: Viewer) -> tuple[Campaign, ...]:
    """Every campaign, the newest wave first.

    Raises PermissionDenied outside human resources.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        return repository.campaigns(session)


def campaign(*, viewer: Viewer, campaign_id: int) -> Campaign:
    """One campaign.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        return repository.existing_campaign(session, campaign_id)
