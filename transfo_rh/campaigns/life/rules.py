"""What a plan must respect before anything is stored, and what each state allows. Pure functions."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from transfo_rh.campaigns.life.population import DEPARTMENT, GroupingAttribute
from transfo_rh.campaigns.model import (
    MAXIMUM_ATTRIBUTES,
    MINIMUM_K,
    Basis,
    Campaign,
    CampaignPlan,
    CampaignState,
    Thresholds,
)
from transfo_rh.campaigns.publication.crosses import without_circle
from transfo_rh.core.errors import Conflict, InvalidInput
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _
from transfo_rh.staff.model import Category, EmploymentStatus

TITLE_LENGTH = 250
EDITABLE = (CampaignState.DRAFT, CampaignState.SIMULATED)


def check_plan(title: str, plan: CampaignPlan, basis: Basis) -> None:
    """Refuse a plan that breaks a rule.

    Raises InvalidInput saying which one.
    """
    if not title.strip() or len(title) > TITLE_LENGTH:
        raise InvalidInput(
            _("Donnez un titre à la campagne, de {n} caractères au plus.").format(n=TITLE_LENGTH)
        )
    if plan.opens_on > plan.closes_on:
        raise InvalidInput(
            _("La clôture ({closing}) doit venir après l’ouverture ({opening}).").format(
                closing=day(plan.closes_on), opening=day(plan.opens_on)
            )
        )
    _check_thresholds(plan.thresholds)
    _check_attributes(plan)
    _check_rates(plan)
    population = plan.population
    if not set(population.categories) <= set(Category) or not set(population.statuses) <= set(
        EmploymentStatus
    ):
        raise InvalidInput(_("Une catégorie ou un statut choisi n’existe pas."))
    if basis is Basis.DEPARTMENT and (plan.attributes or plan.crosses or plan.groupings):
        raise InvalidInput(
            _(
                "Un questionnaire rempli par les responsables est signé : il n’a ni attribut, ni croisement, ni regroupement."
            )
        )


def _check_thresholds(thresholds: Thresholds) -> None:
    if any(getattr(thresholds, field.name) < MINIMUM_K for field in fields(thresholds)):
        raise InvalidInput(
            _("Aucun seuil de confidentialité ne peut descendre sous {k}.").format(k=MINIMUM_K)
        )


def _check_attributes(plan: CampaignPlan) -> None:
    if len(plan.attributes) > MAXIMUM_ATTRIBUTES:
        raise InvalidInput(_("Au plus {n} attributs de regroupement.").format(n=MAXIMUM_ATTRIBUTES))
    if len(set(plan.attributes)) < len(plan.attributes) or not set(plan.attributes) <= set(GroupingAttribute):
        raise InvalidInput(_("Un attribut de regroupement n’existe pas ou est choisi deux fois."))
    known = {DEPARTMENT, *plan.attributes}
    pairs = [frozenset(cross) for cross in plan.crosses]
    if any(len(pair) != 2 or not pair <= known for pair in pairs) or len(set(pairs)) < len(pairs):
        raise InvalidInput(
            _("Un croisement porte sur deux attributs choisis, ou sur un attribut et le service.")
        )

    if len(without_circle(plan.crosses)) < len(plan.crosses):
        raise InvalidInput(
            _("Ces croisements forment un cercle et permettraient de se recouper : retirez-en un.")
        )


def _check_rates(plan: CampaignPlan) -> None:
    rates = [plan.target_rate, plan.alert_rate, *(rate for _code, rate in plan.expected_rates)]
    if any(not 0 <= rate <= 1 for rate in rates):
        raise InvalidInput(_("Un taux se situe entre 0 et 100 %."))
    if plan.alert_rate > plan.target_rate:
        raise InvalidInput(_("Le taux d’alerte ne peut pas dépasser l’objectif de participation."))


def refuse_unless_editable(campaign: Campaign) -> CampaignPlan:
    """The plan of a campaign that is still being prepared.

    Raises Conflict once it is open: everything is frozen then.
    """
    if campaign.state not in EDITABLE or campaign.plan is None:
        raise Conflict(
            _("La campagne « {title} » est déjà ouverte ou terminée : sa préparation ne change plus.").format(
                title=campaign.title
            )
        )
    return campaign.plan


def accepts_answers(campaign: Campaign, *, today: date) -> bool:
    """True while the campaign is open, until the evening of its closing day."""
    return campaign.state is CampaignState.OPEN and (
        campaign.plan is None or today <= campaign.plan.closes_on
    )


def is_overdue(campaign: Campaign, *, today: date) -> bool:
    """True when the campaign is open and its closing day is past: it waits to be closed."""
    return campaign.state is CampaignState.OPEN and not accepts_answers(campaign, today=today)
