"""« Mon travail »: what each role has to do now, and what is new, from what the features hold today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from transfo_rh.access import service as accounts_service
from transfo_rh.access.model import Account, Role, Viewer
from transfo_rh.access.policy import Permission, allows, require
from transfo_rh.campaigns import service as campaigns_service
from transfo_rh.campaigns.actions import service as actions
from transfo_rh.campaigns.collection import service as collection
from transfo_rh.campaigns.diagnosis import service as diagnosis
from transfo_rh.campaigns.model import Campaign
from transfo_rh.campaigns.results import service as results
from transfo_rh.campaigns.results.service import PublishedCampaign
from transfo_rh.core import clock
from transfo_rh.core.i18n import _
from transfo_rh.dashboard.skill_tasks import (
    task_of_job_labels,
    task_of_reviews,
    task_of_self_assessment,
)
from transfo_rh.dashboard.survey_tasks import (
    Task,
    task_of_diagnosis,
    task_of_late_actions,
    tasks_of_campaigns,
    tasks_to_answer,
)
from transfo_rh.skills.assessment import dossiers
from transfo_rh.skills.matching import service as matching
from transfo_rh.skills.pathways import service as pathways
from transfo_rh.staff import service as staff_service

__all__ = ["MyWork", "Task", "my_work", "tasks_of_administrator", "tasks_of_human_resources"]

MAXIMUM_NEWS = 3


@dataclass(frozen=True, slots=True)
class MyWork:
    """What a person's home page shows: tasks in order of urgency, the newest publications."""

    tasks: tuple[Task, ...]
    news: tuple[PublishedCampaign, ...]


def my_work(*, viewer: Viewer) -> MyWork:
    """What the viewer has to do now.

    Raises PermissionDenied when the viewer is nobody.
    """
    require(viewer, Permission.SIGNED_IN)
    news = results.published_campaigns(viewer=viewer) if allows(viewer, Permission.VIEW_RESULTS) else ()
    tasks = [*_tasks_of_role(viewer), *_tasks_of_surveys(viewer), *_tasks_of_skills(viewer)]
    return MyWork(tuple(tasks), news[:MAXIMUM_NEWS])


def _tasks_of_role(viewer: Viewer) -> tuple[Task, ...]:
    """What the viewer's role leads: the staff and the campaigns, or the accounts."""
    if viewer.role is Role.HR:
        return tasks_of_human_resources(
            agents=staff_service.organisation(viewer=viewer).agents,
            campaigns=campaigns_service.campaigns(viewer=viewer),
            today=clock.today(),
        )
    if viewer.role is Role.ADMIN:
        return tasks_of_administrator(accounts=accounts_service.accounts(viewer=viewer))
    return ()


def _tasks_of_surveys(viewer: Viewer) -> tuple[Task, ...]:
    """What surveys ask of the person: an answer, a diagnosis, news of a late action."""
    tasks: list[Task | None] = []
    if viewer.role is Role.DEPARTMENT_HEAD:
        tasks += [
            task_of_diagnosis(campaign, diagnosis.diagnoses(viewer=viewer, campaign_id=campaign.id))
            for campaign in diagnosis.campaigns(viewer=viewer)
        ]
    if allows(viewer, Permission.ANSWER_SURVEYS):
        tasks += tasks_to_answer(collection.own_forms(viewer=viewer))
    if allows(viewer, Permission.MANAGE_ACTIONS):
        tasks.append(task_of_late_actions(actions.overdue_count(viewer=viewer)))
    return tuple(task for task in tasks if task is not None)


def _tasks_of_skills(viewer: Viewer) -> tuple[Task, ...]:
    """The levels that wait for a head, the job labels that wait for a role; the person's own word, as long as none."""
    tasks: list[Task | None] = []
    if allows(viewer, Permission.MANAGE_SKILLS):
        tasks.append(task_of_job_labels(matching.jobs_waiting(viewer=viewer)))
    if viewer.role is Role.DEPARTMENT_HEAD:
        tasks.append(task_of_reviews(dossiers.to_review(viewer=viewer)))
    if allows(viewer, Permission.OWN_SKILLS) and pathways.has_not_spoken(viewer=viewer):
        tasks.append(task_of_self_assessment())
    return tuple(task for task in tasks if task is not None)


def tasks_of_human_resources(
    *, agents: int, campaigns: tuple[Campaign, ...], today: date
) -> tuple[Task, ...]:
    """First the staff, then what leads campaigns on, then results to bring in."""
    tasks: list[Task] = []
    if agents == 0:
        tasks.append(
            Task(
                _("Faire entrer l’organisation et le personnel"),
                _(
                    "L’organisation est vide. Importez l’extraction de votre SIRH : services et agents, en .xlsx ou .csv."
                ),
                "administration/staff_import",
                _("Importer le personnel"),
            )
        )
    tasks.extend(tasks_of_campaigns(campaigns, today=today))
    if not campaigns:
        if agents:
            tasks.append(
                Task(
                    _("Préparer une première campagne"),
                    _(
                        "Choisissez un questionnaire et des dates, puis simulez ce qui sera lisible. Rien ne part avant l’ouverture."
                    ),
                    "surveys/prepare",
                    _("Préparer une campagne"),
                )
            )
        tasks.append(
            Task(
                _("Faire entrer les résultats d’une enquête"),
                _("Aucune campagne pour l’instant. Une enquête déjà menée s’importe depuis son fichier."),
                "surveys/import_results",
                _("Importer des résultats"),
            )
        )
    return tuple(tasks)


def tasks_of_administrator(*, accounts: tuple[Account, ...]) -> tuple[Task, ...]:
    """Human resources need an account before anything else can happen."""
    if any(account.active and account.role is Role.HR for account in accounts):
        return ()
    return (
        Task(
            _("Créer un compte pour les ressources humaines"),
            _(
                "Personne ne peut encore importer le personnel ni publier une enquête : ce sont des droits des ressources humaines."
            ),
            "administration/accounts",
            _("Créer un compte"),
        ),
    )
