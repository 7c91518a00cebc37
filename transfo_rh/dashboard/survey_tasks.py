"""What surveys ask of a person now: answer, submit a diagnosis, lead a campaign on. Pure, from what features hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from transfo_rh.campaigns.collection.model import OwnForm
from transfo_rh.campaigns.diagnosis.model import DepartmentDiagnosis, DiagnosisCampaign, DiagnosisState
from transfo_rh.campaigns.life.rules import is_overdue
from transfo_rh.campaigns.model import Basis, Campaign, CampaignState
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _, ngettext

CAMPAIGN_PARAMETER = "campagne"
"""The address parameter by which screens name a campaign."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a task: its name, and what its address says beside that of the task."""

    label: str
    query: dict[str, str]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: in words, and the screen (« area/screen ») with the address's parameters where it is done.

    ``parts``: links of the same screen to one reason each.
    """

    title: str
    body: str
    screen: str
    action: str
    query: dict[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()


def tasks_to_answer(forms: Sequence[OwnForm]) -> tuple[Task, ...]:
    """The surveys that wait for the person's own answer, those that close first before the others."""
    waiting = sorted((form for form in forms if not form.answered), key=lambda form: form.closes_on)
    return tuple(
        Task(
            _("Répondre à « {title} »").format(title=form.title),
            ngettext(
                "Environ {n} minute, jusqu’au {day}. Votre réponse ne sera jamais montrée seule.",
                "Environ {n} minutes, jusqu’au {day}. Votre réponse ne sera jamais montrée seule.",
                form.minutes,
            ).format(n=form.minutes, day=day(form.closes_on)),
            "surveys/answer",
            _("Répondre"),
        )
        for form in waiting
    )


def task_of_diagnosis(campaign: DiagnosisCampaign, lines: Sequence[DepartmentDiagnosis]) -> Task | None:
    """The diagnoses that a head still has to submit in one campaign; None when all are, or it is no longer open."""
    left = [line for line in lines if line.state is not DiagnosisState.SUBMITTED]
    if campaign.state is not CampaignState.OPEN or not left:
        return None
    names = ", ".join(line.name for line in left[:3])
    body = _("Reste à transmettre : {names}.") if len(left) <= 3 else _("Reste à transmettre : {names}…")
    if campaign.closes_on is not None:
        deadline = _("À transmettre avant le {day} au soir.").format(day=day(campaign.closes_on))
        body = f"{body} {deadline}"
    return Task(
        ngettext(
            "Transmettre {n} diagnostic de service", "Transmettre {n} diagnostics de service", len(left)
        ).format(n=number(len(left))),
        body.format(names=names),
        "surveys/diagnosis",
        _("Remplir le diagnostic"),
        {CAMPAIGN_PARAMETER: str(campaign.id)},
    )


def tasks_of_campaigns(campaigns: Sequence[Campaign], *, today: date) -> tuple[Task, ...]:
    """What human resources do to lead each campaign on: publish, close, open, simulate, in order of urgency."""
    tasks = [_to_publish(campaign) for campaign in campaigns if campaign.state is CampaignState.CLOSED]
    tasks += [_to_close(campaign) for campaign in campaigns if is_overdue(campaign, today=today)]
    tasks += [_to_open(campaign) for campaign in campaigns if campaign.state is CampaignState.SIMULATED]
    tasks += [_to_simulate(campaign) for campaign in campaigns if campaign.state is CampaignState.DRAFT]
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


def _to_close(campaign: Campaign) -> Task:
    closes_on = "" if campaign.plan is None else day(campaign.plan.closes_on)
    return Task(
        _("Clôturer « {title} »").format(title=campaign.title),
        _(
            "Le dernier jour, le {day}, est passé : plus aucune réponse n’entre. Saisissez d’abord les questionnaires papier qui portent un code."
        ).format(day=closes_on),
        "surveys/campaigns",
        _("Ouvrir les campagnes"),
    )


def _to_open(campaign: Campaign) -> Task:
    asked = (
        _("Les responsables de service ne peuvent rien remplir avant l’ouverture.")
        if campaign.basis is Basis.DEPARTMENT
        else _("Personne ne peut répondre avant l’ouverture.")
    )
    return Task(
        _("Ouvrir « {title} »").format(title=campaign.title),
        _("La simulation est faite. {asked}").format(asked=asked),
        "surveys/prepare",
        _("Voir la simulation et ouvrir"),
        {CAMPAIGN_PARAMETER: str(campaign.id)},
    )


def _to_simulate(campaign: Campaign) -> Task:
    return Task(
        _("Simuler « {title} »").format(title=campaign.title),
        _("Voyez quels services seront lisibles avant d’ouvrir : rien ne se rattrape après."),
        "surveys/prepare",
        _("Continuer la préparation"),
        {CAMPAIGN_PARAMETER: str(campaign.id)},
    )


def task_of_late_actions(count: int) -> Task | None:
    """The actions whose due date is past; None when there are none."""
    if not count:
        return None
    return Task(
        ngettext("Mettre à jour {n} action en retard", "Mettre à jour {n} actions en retard", count).format(
            n=number(count)
        ),
        _("L’échéance est passée : dites ce qui est fait, ou donnez une nouvelle date."),
        "surveys/actions",
        _("Ouvrir le plan d’action"),
    )
