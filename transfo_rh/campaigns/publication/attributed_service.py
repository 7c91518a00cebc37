"""Publishing an attributed campaign: the diagnoses that departments submitted, as they said it."""

from __future__ import annotations

from collections.abc import Sequence

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.campaigns import repository
from transfo_rh.campaigns.diagnosis import repository as diagnoses
from transfo_rh.campaigns.model import Campaign, CampaignState, PublishedComment, Thresholds, Unit
from transfo_rh.campaigns.publication import repository as publications
from transfo_rh.campaigns.publication.attributed import attributed_cells, attributed_measures
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.core.errors import Conflict
from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent


def publish_attributed(
    *, viewer: Viewer, campaign: Campaign, units: Sequence[Unit], progress: Progress = silent
) -> int:
    """Publish the submitted diagnoses of a closed campaign, nothing hidden; returns the publication's id.

    Comments stay with their department. There is no attestation: nothing in it is anonymous.
    The caller has checked the permission. Raises Conflict when the campaign is no longer closed.
    """
    progress(0.0, _("Lecture des réponses"))
    with database().write() as session:
        if not repository.change_state(
            session, campaign_id=campaign.id, expected=CampaignState.CLOSED, state=CampaignState.PUBLISHED
        ):
            raise Conflict(_("Cette campagne vient d’être publiée ou supprimée par quelqu’un d’autre."))
        records = diagnoses.records_for_publication(session, campaign.id)
        comments = diagnoses.comments_for_publication(session, campaign.id)
        publication_id = publications.add(
            session,
            campaign_id=campaign.id,
            thresholds=Thresholds() if campaign.plan is None else campaign.plan.thresholds,
            measures=attributed_measures(campaign.questionnaire),
            cells=attributed_cells(campaign.questionnaire, units, records),
            comments=[PublishedComment(said.unit, said.item, said.text) for said in comments],
            drivers=(),
            summary=None,
            attestation=None,
            published_at=clock.now(),
            published_by=viewer.account_id,
        )
        audit.record(
            session, viewer=viewer, action="survey.publish", object_type="campaign", object_id=campaign.id
        )
    progress(1.0, _("Publiée"))
    return publication_id
