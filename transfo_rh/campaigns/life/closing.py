"""Closing a campaign: only counts remain of who answered. And giving up one that nobody answered."""

from __future__ import annotations

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns import repository as campaigns_repository
from transfo_rh.campaigns.collection.issuing import destroy_codes
from transfo_rh.campaigns.collection.shuffling import shuffle
from transfo_rh.campaigns.diagnosis.repository import submitted_units
from transfo_rh.campaigns.life import reading, repository
from transfo_rh.campaigns.model import Basis, Campaign, CampaignState
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict
from transfo_rh.core.i18n import _


def close_campaign(*, viewer: Viewer, campaign_id: int) -> None:
    """Close an open campaign, for ever, in one transaction.

    The number of people asked and of answers is kept by unit (each unit alone, not what is below); codes, drafts,
    the key of the drafts and the flags that say who answered are destroyed; raw answers are written again in random
    order. Raises PermissionDenied, NotFound, Conflict when the campaign is not open.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().write() as session:
        campaign = _locked(session, campaign_id, state=CampaignState.CLOSED)
        repository.store_unit_counts(session, campaign_id=campaign_id, counts=_counts(session, campaign))
        destroy_codes(session, campaign_id=campaign_id)
        repository.forget_sign_off(session, campaign_id)
        written = shuffle(session, campaign_id=campaign_id)
        received = written if campaign.basis is Basis.PERSON else len(submitted_units(session, campaign_id))
        repository.finish(session, campaign_id=campaign_id, closed_at=clock.now(), response_count=received)
        audit.record(
            session, viewer=viewer, action="survey.close", object_type="campaign", object_id=campaign_id
        )


def abandon_campaign(*, viewer: Viewer, campaign_id: int) -> None:
    """Delete an open campaign that nobody has answered: an opening by mistake leaves no trace.

    From the first answer on, the respondents' word is kept: the campaign can only be closed.
    Raises PermissionDenied, NotFound, Conflict when it is not open or somebody has answered.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().write() as session:
        campaign = _locked(session, campaign_id, state=CampaignState.DRAFT)
        if repository.answered_count(session, campaign_id) or repository.has_diagnosis(session, campaign_id):
            raise Conflict(
                _(
                    "Quelqu’un a déjà répondu à la campagne « {title} » : elle ne peut plus être abandonnée, seulement close."
                ).format(title=campaign.title)
            )
        repository.delete_preparation(session, campaign_id)
        audit.record(
            session, viewer=viewer, action="survey.abandon", object_type="campaign", object_id=campaign_id
        )


def _locked(session: Session, campaign_id: int, *, state: CampaignState) -> Campaign:
    """The open campaign, moved to another state and kept from everybody else until the end of the transaction."""
    campaign = reading.preparation(session, campaign_id).campaign
    if not campaigns_repository.change_state(
        session, campaign_id=campaign_id, expected=CampaignState.OPEN, state=state
    ):
        raise Conflict(_("La campagne « {title} » n’est pas ouverte.").format(title=campaign.title))
    session.flush()
    return campaign


def _counts(session: Session, campaign: Campaign) -> dict[int, tuple[int, int]]:
    if campaign.basis is Basis.PERSON:
        return repository.sign_off_counts(session, campaign.id)
    submitted = submitted_units(session, campaign.id)
    return {unit: (1, int(unit in submitted)) for unit in repository.department_units(session, campaign.id)}
