"""A campaign of diagnoses for tests: a small questionnaire for department heads, opened on a small organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tests import factories
from tests.surveys import both
from transfo_rh.access.model import Role, Viewer
from transfo_rh.campaigns import repository
from transfo_rh.campaigns.model import (
    Basis,
    CampaignDraft,
    CampaignPlan,
    CampaignState,
    Population,
)
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.campaigns.tables import CampaignRow
from transfo_rh.core import clock
from transfo_rh.core.database import database

TREE = {"DG": None, "DA": "DG", "DA1": "DA", "DA2": "DA", "DB": "DG"}
STEPS = ("Sujet non abordé", "Évoqué", "Engagé", "Organisé", "Maîtrisé", "Amélioration continue")
OPENED = date(2026, 11, 2)


def definition() -> QuestionnaireFile:
    """Two themes: three steps on six, one of them conditional, one « sans objet », a choice and a text."""
    return QuestionnaireFile.model_validate(
        {
            "code": "diagnostic_essai",
            "version": "1.0",
            "title": both("Diagnostic d’essai"),
            "respondents": "department_head",
            "scales": {
                "steps": {
                    "labels": [both(step) for step in STEPS],
                    "not_applicable": both("Sans objet"),
                }
            },
            "dimensions": [
                {"code": "outils", "label": both("Outils")},
                {"code": "pilotage", "label": both("Pilotage")},
            ],
            "sections": [
                {
                    "code": "s_outils",
                    "title": both("Les outils"),
                    "intro": both("Ce que le service utilise."),
                    "items": [
                        {
                            "code": "o1",
                            "type": "likert",
                            "text": both("Les logiciels métier sont tenus à jour."),
                            "dimension": "outils",
                            "not_applicable": True,
                        },
                        {
                            "code": "o2",
                            "type": "likert",
                            "text": both("Leurs utilisateurs sont formés."),
                            "dimension": "outils",
                            "when": {"item": "o1", "at_least": 2},
                        },
                    ],
                },
                {
                    "code": "s_pilotage",
                    "title": both("Le pilotage"),
                    "items": [
                        {
                            "code": "p",
                            "type": "matrix",
                            "text": both("Dans votre service :"),
                            "rows": [
                                {"code": "p1", "text": both("un plan existe"), "dimension": "pilotage"},
                                {"code": "p2", "text": both("il est suivi"), "dimension": "pilotage"},
                            ],
                        },
                        {"code": "besoin", "type": "text", "text": both("Votre premier besoin")},
                    ],
                },
            ],
        }
    )


COMPLETE = {"o1": 4, "o2": 3, "p1": 2, "p2": 5}


@dataclass(frozen=True)
class Opened:
    """An open campaign, the ids of departments and the positions of units, by code."""

    campaign: int
    departments: dict[str, int]
    units: dict[str, int]


def open_diagnoses(
    tree: Mapping[str, str | None] = TREE, *, asked: QuestionnaireFile | None = None
) -> Opened:
    """Write an organisation and a campaign of diagnoses, open, straight into the tables."""
    chosen = asked or definition()
    ids = factories.add_departments(tree)
    units = factories.units_of(tree, ids)
    draft = CampaignDraft(
        title="Diagnostic 2026",
        basis=Basis.DEPARTMENT,
        anonymous=False,
        wave_on=OPENED,
        questionnaire=scored(chosen),
        units=units,
    )
    plan = CampaignPlan(Population(on=OPENED), opens_on=OPENED, closes_on=date(2026, 12, 11))
    with database().write() as session:
        campaign = repository.add_campaign(
            session, draft=draft, created_at=clock.now(), created_by=None, response_count=0
        )
        row = session.get_one(CampaignRow, campaign)
        row.state = CampaignState.OPEN
        row.definition = chosen.model_dump(mode="json")
        row.plan = repository.plan_to_json(plan)
        row.opened_at = clock.now()
        row.member_count = len(units)
    return Opened(campaign, ids, {unit.code: unit.position for unit in units})


def head_viewer(opened: Opened, *codes: str) -> Viewer:
    """A department head of these departments, without an account."""
    return factories.viewer(Role.DEPARTMENT_HEAD, *(opened.departments[code] for code in codes))


def set_state(campaign: int, state: CampaignState) -> None:
    """Put a campaign in a state, without the rules."""
    with database().write() as session:
        session.get_one(CampaignRow, campaign).state = state
