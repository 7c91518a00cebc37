"""A small organisation and the campaigns that it leads: prepared, open, answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from transfo_rh.access.model import operator
from transfo_rh.campaigns import answers
from transfo_rh.campaigns import service as campaigns_service
from transfo_rh.campaigns.collection import repository as collection_repository
from transfo_rh.campaigns.life import service
from transfo_rh.campaigns.model import Campaign, CampaignPlan, Population, Response
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.staff.model import Category, EmploymentStatus
from transfo_rh.staff.tables import AgentRow

QUESTIONNAIRE = "maturite_numerique_agent"
TREE = {"DG": None, "DT": "DG", "DT1": "DT", "DT2": "DT", "DT3": "DT", "DS": "DG"}
HEADCOUNTS = {"DG": 2, "DT1": 20, "DT2": 4, "DT3": 7, "DS": 12}


def add_agents(counts: Mapping[str, int], ids: Mapping[str, int]) -> None:
    """So many agents per department code; one in three of each category, one in two without workstation."""
    with database().write() as session:
        for code, count in counts.items():
            for n in range(count):
                session.add(
                    AgentRow(
                        matricule=f"{code}-{n}",
                        last_name=f"Nom {code} {n}",
                        first_name="Prénom",
                        department_id=ids[code],
                        category=list(Category)[n % 3],
                        status=list(EmploymentStatus)[n % 2],
                        has_workstation=bool(n % 2),
                        entry_date=date(2010, 1, 1),
                        updated_at=clock.now(),
                    )
                )


def plan(**changes: object) -> CampaignPlan:
    """A plan on the whole staff of today, by category and by workstation."""
    today = clock.today()
    base = CampaignPlan(
        population=Population(today),
        opens_on=today,
        closes_on=today + timedelta(days=21),
        attributes=("category", "has_workstation"),
        crosses=(("department", "category"),),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def created(**changes: object) -> int:
    """A campaign in preparation."""
    return service.create_campaign(
        viewer=operator(),
        title="Maturité numérique",
        questionnaire_code=QUESTIONNAIRE,
        questionnaire_version=None,
        plan=plan(**changes),
    )


def opened(**changes: object) -> int:
    """A campaign open to answers."""
    campaign_id = created(**changes)
    service.simulate(viewer=operator(), campaign_id=campaign_id)
    service.open_campaign(viewer=operator(), campaign_id=campaign_id)
    return campaign_id


def campaign(campaign_id: int) -> Campaign:
    """The campaign as it stands."""
    return campaigns_service.campaign(viewer=operator(), campaign_id=campaign_id)


def answer(campaign_id: int, numbers: range) -> None:
    """These members answer, as the doors do it: sign-off and answer in one transaction."""
    width = len(campaign(campaign_id).questionnaire.items)
    for number in numbers:
        with database().write() as session:
            signed = collection_repository.sign_off(session, campaign_id=campaign_id, number=number)
            assert signed is not None
            unit, attributes = signed
            answers.add_responses(
                session,
                campaign_id=campaign_id,
                week=clock.monday_of(clock.today()),
                responses=[Response(unit, attributes[:2], bytes([1] * width))],
            )
            collection_repository.count_sign_offs(
                session, campaign_id=campaign_id, on_date=clock.today(), count=1
            )
