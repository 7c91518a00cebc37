"""What preparation, opening and closing read together: a campaign, its questionnaire, the staff of its day."""

from __future__ import annotations

from dataclasses import dataclass

from transfo_rh.campaigns import repository as campaigns_repository
from transfo_rh.campaigns.life import repository
from transfo_rh.campaigns.life.population import unknown_departments
from transfo_rh.campaigns.life.roster import Roster, roster_of, units_of
from transfo_rh.campaigns.model import Basis, Campaign, CampaignPlan
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.core.database import Session
from transfo_rh.core.errors import InvalidInput, NotFound
from transfo_rh.core.i18n import SOURCE_LANGUAGE, _, in_language
from transfo_rh.staff import repository as staff_repository


@dataclass(frozen=True, slots=True)
class Preparation:
    """A campaign with its version (for optimistic changes) and the questionnaire kept with it."""

    campaign: Campaign
    version: int
    definition: QuestionnaireFile


def preparation(session: Session, campaign_id: int) -> Preparation:
    """The campaign as it stands in the database.

    Raises NotFound when it does not exist, or holds imported results.
    """
    campaign = campaigns_repository.campaign(session, campaign_id)
    definition = repository.definition(session, campaign_id)
    version = campaigns_repository.version(session, campaign_id)
    if campaign is None or version is None or definition is None or campaign.plan is None:
        raise NotFound(_("La campagne {id} n’existe pas.").format(id=campaign_id))
    return Preparation(campaign, version, QuestionnaireFile.model_validate(definition))


def roster(session: Session, plan: CampaignPlan, basis: Basis) -> Roster:
    """Who and what a plan asks, on its population's day; values are worded in the source language.

    Raises InvalidInput when a department does not stand that day, a grouping does not fit, or nobody is asked.
    """
    day = plan.population.on
    tree = staff_repository.department_tree(session, on=day)
    unknown = unknown_departments(plan.population, tree)
    if unknown:
        raise InvalidInput(
            _("Le service « {code} » n’existe pas à cette date : corrigez la population.").format(
                code=unknown[0]
            )
        )
    with in_language(SOURCE_LANGUAGE):
        if basis is Basis.DEPARTMENT:
            found = Roster(units_of(plan, tree, grouped=False), ())
            empty = not found.units
        else:
            agents = staff_repository.agents(session, scope=None, on=day)
            found = roster_of(plan, tree, agents)
            empty = not found.members
    if empty:
        raise InvalidInput(
            _("Personne ne correspond à cette population : élargissez-la, ou importez d’abord le personnel.")
        )
    return found
