"""An open campaign on a small organisation, for tests of participation, messages and paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select, update

from tests import factories
from transfo_rh.access.model import operator
from transfo_rh.campaigns.life import service as life
from transfo_rh.campaigns.model import CampaignPlan, Population
from transfo_rh.campaigns.tables import CampaignMemberRow, CampaignRow, CampaignUnitRow, SignOffCountRow
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.staff.tables import AgentRow

TREE = {"DG": None, "DT": "DG", "DT1": "DT", "DT2": "DT", "DS": "DG"}
HEADCOUNTS = {"DT1": 24, "DT2": 12, "DS": 20}
QUESTIONNAIRE = "pouls_changement"


@dataclass(frozen=True)
class Opened:
    """The campaign, the departments' ids, the positions of its units by code."""

    id: int
    departments: Mapping[str, int]
    units: Mapping[str, int]


def open_campaign(
    counts: Mapping[str, int] | None = None, *, tree: Mapping[str, str | None] | None = None, **plan: object
) -> Opened:
    """Open the shipped pulse on so many agents per department; one in three has neither address nor workstation."""
    ids = factories.add_departments(tree or TREE)
    with database().write() as session:
        for code, count in (counts or HEADCOUNTS).items():
            for n in range(count):
                session.add(
                    AgentRow(
                        matricule=f"{code}-{n}",
                        last_name=f"Nom{n:03d}",
                        first_name=f"Prénom{code}",
                        email=None if n % 3 == 0 else f"agent.{code.lower()}.{n}@exemple.fr",
                        department_id=ids[code],
                        has_workstation=n % 3 != 0,
                        updated_at=clock.now(),
                    )
                )
    today = clock.today()
    base = CampaignPlan(Population(today), opens_on=today, closes_on=today + timedelta(days=14))
    campaign = life.create_campaign(
        viewer=operator(),
        title="Baromètre",
        questionnaire_code=QUESTIONNAIRE,
        questionnaire_version=None,
        plan=replace(base, **plan),  # type: ignore[arg-type]
    )
    life.simulate(viewer=operator(), campaign_id=campaign)
    life.open_campaign(viewer=operator(), campaign_id=campaign)
    with database().read() as session:
        rows = session.execute(
            select(CampaignUnitRow.code, CampaignUnitRow.position).where(
                CampaignUnitRow.campaign_id == campaign
            )
        )
        return Opened(campaign, ids, {row.code: row.position for row in rows})


def answer(opened: Opened, counts: Mapping[str, int]) -> None:
    """Mark the first members of each department as having answered, the whole today."""
    with database().write() as session:
        for code, count in counts.items():
            numbers = session.scalars(
                select(CampaignMemberRow.number)
                .where(
                    CampaignMemberRow.campaign_id == opened.id,
                    CampaignMemberRow.unit_position == opened.units[code],
                )
                .order_by(CampaignMemberRow.agent_id)
                .limit(count)
            ).all()
            session.execute(
                update(CampaignMemberRow)
                .where(CampaignMemberRow.campaign_id == opened.id, CampaignMemberRow.number.in_(numbers))
                .values(answered=True)
            )
        session.add(SignOffCountRow(campaign_id=opened.id, on_date=clock.today(), count=sum(counts.values())))


def age(opened: Opened, *, days: int) -> None:
    """Make every message and the opening so many days older."""
    with database().write() as session:
        for row in session.scalars(
            select(CampaignMemberRow).where(CampaignMemberRow.campaign_id == opened.id)
        ):
            if row.invited_at is not None:
                row.invited_at -= timedelta(days=days)
            if row.reminded_at is not None:
                row.reminded_at -= timedelta(days=days)
        campaign = session.get_one(CampaignRow, opened.id)
        if campaign.opened_at is not None:
            campaign.opened_at -= timedelta(days=days)
