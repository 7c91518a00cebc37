"""Opening a campaign: what it will be read by is frozen, once."""

from __future__ import annotations

from random import SystemRandom

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.collection import drafts
from transfo_rh.campaigns.life import reading, repository
from transfo_rh.campaigns.life.definitions import definition_to_freeze
from transfo_rh.campaigns.life.roster import Roster
from transfo_rh.campaigns.life.rules import check_plan
from transfo_rh.campaigns.model import Basis, Campaign, CampaignPlan, CampaignState
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.core.errors import Conflict, InvalidInput
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent


def open_campaign(*, viewer: Viewer, campaign_id: int, progress: Progress = silent) -> None:
    """Open a simulated campaign. Units, members, attributes, thresholds and questionnaire change no more.

    Members are numbered in random order, so that a number says nothing of the agent.
    Raises PermissionDenied, NotFound, InvalidInput (nobody is asked, closing day past), Conflict (not simulated,
    changed or opened meanwhile), Cancelled by the progress.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    progress(0.0, _("Lecture du personnel"))
    with database().read() as session:
        found = reading.preparation(session, campaign_id)
        campaign = found.campaign
        plan = _refuse_unless_ready(campaign)
        roster = reading.roster(session, plan, campaign.basis)
    definition = definition_to_freeze(viewer, found.definition)
    check_plan(campaign.title, plan, campaign.basis)
    members = list(roster.members)
    SystemRandom().shuffle(members)
    progress(0.5, _("Enregistrement des personnes interrogées"))
    with database().write() as session:
        frozen = repository.freeze(
            session,
            campaign_id=campaign_id,
            expected_version=found.version,
            roster=Roster(roster.units, tuple(members)),
            questionnaire=scored(definition),
            definition=definition.model_dump(mode="json"),
            draft_key=drafts.new_key(),
            member_count=len(roster.units) if campaign.basis is Basis.DEPARTMENT else len(members),
            opened_at=clock.now(),
        )
        if not frozen:
            raise Conflict(
                _(
                    "Cette campagne vient d’être ouverte ou modifiée par quelqu’un d’autre : rechargez la page."
                )
            )
        audit.record(
            session, viewer=viewer, action="survey.open", object_type="campaign", object_id=campaign_id
        )
    progress(1.0, _("Campagne ouverte"))


def _refuse_unless_ready(campaign: Campaign) -> CampaignPlan:
    plan = campaign.plan
    if campaign.state is CampaignState.DRAFT:
        raise Conflict(
            _("Simulez d’abord la campagne « {title} » : vous verrez ce qui sera lisible.").format(
                title=campaign.title
            )
        )
    if campaign.state is not CampaignState.SIMULATED or plan is None:
        raise Conflict(
            _("La campagne « {title} » est déjà ouverte ou terminée.").format(title=campaign.title)
        )
    if plan.closes_on < clock.today():
        raise InvalidInput(
            _("La date de clôture ({day}) est passée : choisissez-en une autre.").format(
                day=day(plan.closes_on)
            )
        )
    return plan
