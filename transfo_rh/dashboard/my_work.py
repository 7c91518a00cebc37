"""« Mon travail »: what each role has to do now, and what is new, from what the features hold today."""

from __future__ import annotations

from dataclasses import dataclass

from transfo_rh.access import service as accounts_service
from transfo_rh.access.model import Account, Role, Viewer
from transfo_rh.access.policy import Permission, allows, require
from transfo_rh.campaigns import service as campaigns_service
from transfo_rh.campaigns.model import Campaign, CampaignState
from transfo_rh.campaigns.results import service as results
from transfo_rh.campaigns.results.service import PublishedCampaign
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.staff import service as staff_service

MAXIMUM_NEWS = 3


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: in words, and the screen (« area/screen ») where it is done."""

    title: str
    body: str
    screen: str
    action: str


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
    tasks: tuple[Task, ...] = ()
    if viewer.role is Role.HR:
        tasks = tasks_of_human_resources(
            agents=staff_service.organisation(viewer=viewer).agents,
            campaigns=campaigns_service.campaigns(viewer=viewer),
        )
    elif viewer.role is Role.ADMIN:
        tasks = tasks_of_administrator(accounts=accounts_service.accounts(viewer=viewer))
    return MyWork(tasks, news[:MAXIMUM_NEWS])


def tasks_of_human_resources(*, agents: int, campaigns: tuple[Campaign, ...]) -> tuple[Task, ...]:
    """First the staff, then the results to publish, then results to bring in."""
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
    tasks.extend(_to_publish(campaign) for campaign in campaigns if campaign.state is CampaignState.CLOSED)
    if not campaigns:
        tasks.append(
            Task(
                _("Faire entrer les résultats d’une enquête"),
                _("Aucune campagne pour l’instant. Une enquête déjà menée s’importe depuis son fichier."),
                "surveys/import_results",
                _("Importer des résultats"),
            )
        )
    return tuple(tasks)


def _to_publish(campaign: Campaign) -> Task:
    count = campaign.response_count
    return Task(
        _("Publier « {title} »").format(title=campaign.title),
        ngettext(
            "{n} réponse attend d’être publiée. Personne ne voit rien avant.",
            "{n} réponses attendent d’être publiées. Personne ne voit rien avant.",
            count,
        ).format(n=number(count)),
        "surveys/campaigns",
        _("Ouvrir les campagnes"),
    )


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
