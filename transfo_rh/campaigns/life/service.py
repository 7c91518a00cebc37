"""The life of a campaign, from its draft to its closing. Publication has its own service.

draft → simulated → open → closed → published. What human resources decide changes until the opening, and a change
sends a simulated campaign back to draft; the opening freezes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.life import reading, repository, simulation
from transfo_rh.campaigns.life.closing import abandon_campaign, close_campaign
from transfo_rh.campaigns.life.definitions import chosen_definition
from transfo_rh.campaigns.life.opening import open_campaign
from transfo_rh.campaigns.life.outlook import Simulation
from transfo_rh.campaigns.life.population import members_of, unknown_departments
from transfo_rh.campaigns.life.reading import Preparation
from transfo_rh.campaigns.life.rules import EDITABLE, check_plan, refuse_unless_editable
from transfo_rh.campaigns.model import Basis, CampaignPlan, CampaignState, Population
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile, Respondents
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict
from transfo_rh.core.i18n import _
from transfo_rh.staff import repository as staff_repository
from transfo_rh.staff.tree import DepartmentTree

__all__ = [
    "PopulationCount",
    "abandon_campaign",
    "close_campaign",
    "create_campaign",
    "discard_draft",
    "open_campaign",
    "population_count",
    "preparation",
    "simulate",
    "simulation_of",
    "update_plan",
]


@dataclass(frozen=True, slots=True)
class PopulationCount:
    """How many agents a population asks today, and in how many departments; ``unknown`` codes stand no more."""

    agents: int
    departments: int
    without_workstation: int
    unknown: tuple[str, ...]


def basis_of(definition: QuestionnaireFile) -> Basis:
    """One answer a person, or one a department, as the questionnaire says."""
    heads = definition.respondents is Respondents.DEPARTMENT_HEAD
    return Basis.DEPARTMENT if heads else Basis.PERSON


def create_campaign(
    *,
    viewer: Viewer,
    title: str,
    questionnaire_code: str,
    questionnaire_version: str | None,
    plan: CampaignPlan,
) -> int:
    """Store a campaign in preparation; returns its id. ``questionnaire_version`` None takes the newest.

    Raises PermissionDenied, NotFound (questionnaire), InvalidInput when the plan breaks a rule.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    definition = chosen_definition(viewer, code=questionnaire_code, version=questionnaire_version)
    check_plan(title, plan, basis_of(definition))
    with database().write() as session:
        campaign_id = repository.add_draft(
            session,
            title=title.strip(),
            basis=basis_of(definition),
            plan=plan,
            questionnaire=scored(definition),
            definition=definition.model_dump(mode="json"),
            created_at=clock.now(),
            created_by=viewer.account_id,
        )
        _record(session, viewer, "survey.create", campaign_id)
    return campaign_id


def preparation(*, viewer: Viewer, campaign_id: int) -> Preparation:
    """A campaign made from a questionnaire, with the version that its changes must name.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        return reading.preparation(session, campaign_id)


def update_plan(
    *, viewer: Viewer, campaign_id: int, title: str, plan: CampaignPlan, version: int | None = None
) -> None:
    """Change a campaign in preparation; a simulated one is a draft again.

    ``version`` is the one that the person saw: another one means that somebody else changed the campaign.
    Raises PermissionDenied, NotFound, InvalidInput, Conflict.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        found = reading.preparation(session, campaign_id)
    refuse_unless_editable(found.campaign)
    check_plan(title, plan, found.campaign.basis)
    with database().write() as session:
        changed = repository.change_preparation(
            session,
            campaign_id=campaign_id,
            expected=EDITABLE,
            expected_version=version,
            state=CampaignState.DRAFT,
            title=title.strip(),
            plan=plan,
        )
        if not changed:
            raise _changed_meanwhile()
        _record(session, viewer, "survey.update", campaign_id)


def simulate(*, viewer: Viewer, campaign_id: int) -> Simulation:
    """Compute what will be readable; the campaign becomes « simulated », and may be opened.

    Raises PermissionDenied, NotFound, InvalidInput when nobody is asked, Conflict when it is not in preparation.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    found, result = _simulated(campaign_id)
    refuse_unless_editable(found.campaign)
    with database().write() as session:
        changed = repository.change_preparation(
            session,
            campaign_id=campaign_id,
            expected=EDITABLE,
            expected_version=found.version,
            state=CampaignState.SIMULATED,
        )
        if not changed:
            raise _changed_meanwhile()
        _record(session, viewer, "survey.simulate", campaign_id)
    return result


def simulation_of(*, viewer: Viewer, campaign_id: int) -> Simulation:
    """The simulation of a campaign in preparation, without changing its state.

    Raises PermissionDenied, NotFound, InvalidInput when nobody is asked.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    return _simulated(campaign_id)[1]


def _simulated(campaign_id: int) -> tuple[Preparation, Simulation]:
    with database().read() as session:
        found = reading.preparation(session, campaign_id)
        plan = refuse_unless_editable(found.campaign)
        roster = reading.roster(session, plan, found.campaign.basis)
    if found.campaign.basis is Basis.DEPARTMENT:
        return found, simulation.simulate_departments(roster, plan)
    return found, simulation.simulate(roster, plan)


def population_count(*, viewer: Viewer, population: Population) -> PopulationCount:
    """How many agents a choice of population asks: for the form, before anything is stored.

    Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        tree = staff_repository.department_tree(session, on=population.on)
        agents = staff_repository.agents(session, scope=None, on=population.on)
    members = members_of(population, tree, agents)
    return PopulationCount(
        agents=len(members),
        departments=len({member.department_id for member in members}),
        without_workstation=sum(member.has_workstation is False for member in members),
        unknown=unknown_departments(population, tree),
    )


def department_tree(*, viewer: Viewer, population: Population) -> DepartmentTree:
    """The departments that a population may be chosen from, on its day.

    Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        return staff_repository.department_tree(session, on=population.on)


def discard_draft(*, viewer: Viewer, campaign_id: int) -> None:
    """Delete a campaign in preparation.

    Raises PermissionDenied, NotFound, Conflict when it is open or finished.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().write() as session:
        found = reading.preparation(session, campaign_id)
        refuse_unless_editable(found.campaign)
        if not repository.change_preparation(
            session,
            campaign_id=campaign_id,
            expected=EDITABLE,
            expected_version=None,
            state=CampaignState.DRAFT,
        ):
            raise _changed_meanwhile()
        repository.delete_preparation(session, campaign_id)
        _record(session, viewer, "survey.discard", campaign_id)


def answers_so_far(*, viewer: Viewer, campaign_ids: tuple[int, ...]) -> dict[int, int]:
    """Campaign → answers, or diagnoses submitted, so far in the whole authority; campaigns without any are left out.

    Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        answered = repository.answered_counts(session, campaign_ids)
        return answered | repository.submitted_counts(session, campaign_ids)


def _record(session: Session, viewer: Viewer, action: str, campaign_id: int) -> None:
    audit.record(session, viewer=viewer, action=action, object_type="campaign", object_id=campaign_id)


def _changed_meanwhile() -> Conflict:
    return Conflict(
        _(
            "Quelqu’un d’autre a modifié ou ouvert cette campagne entre-temps. Rechargez la page, puis refaites votre modification."
        )
    )
