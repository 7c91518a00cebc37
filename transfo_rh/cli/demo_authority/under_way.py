"""What is under way in the demo on the day it is built: a pulse, a diagnosis, the next wave, the action plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from transfo_rh.access.model import Viewer, operator
from transfo_rh.campaigns import repository as campaigns_repository
from transfo_rh.campaigns.actions import service as actions
from transfo_rh.campaigns.actions.model import ActionContent, ActionState
from transfo_rh.campaigns.collection.bulk import BulkAnswer, record_answers
from transfo_rh.campaigns.diagnosis import service as diagnosis
from transfo_rh.campaigns.diagnosis.model import NOT_STORED
from transfo_rh.campaigns.life import opening
from transfo_rh.campaigns.life import service as life
from transfo_rh.campaigns.model import Answer, CampaignPlan, Population, Unit
from transfo_rh.campaigns.outreach import repository as outreach
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.campaigns.questionnaires.layout import encoded
from transfo_rh.campaigns.results import service as results
from transfo_rh.cli.demo_authority.organisation import DemoOrganisation, demo_data
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.staff.model import AgentRecord

BATCH = 1000


def open_pulse(
    organisation: DemoOrganisation,
    agents: tuple[AgentRecord, ...],
    department_of: tuple[int, ...],
    *,
    seed: int,
    left_out: frozenset[str],
) -> int:
    """Open the pulse survey some days ago, and let the first answers in; returns the campaign's id.

    ``left_out`` are matricules that have not answered yet: those of the demo's accounts.
    """
    told = demo_data("follow_up")["pulse"]
    opened = clock.today() - timedelta(days=told["opened_days_ago"])
    campaign_id = _opened(
        told, opened=opened, departments=tuple(told["departments"]), attributes=("category",)
    )
    definition = load_questionnaire(told["questionnaire"])
    random = np.random.default_rng([seed, 71])
    by_day: dict[int, list[BulkAnswer]] = {}
    for agent, department in zip(agents, department_of, strict=True):
        codes = organisation.departments[department].story_codes
        rate = next((told["rates"][code] for code in codes if code in told["rates"]), 0.0)
        if agent.matricule in left_out or random.random() >= rate:
            continue
        day = min(int(random.exponential(2.5)), told["opened_days_ago"])
        content = encoded(definition, _opinions(definition, random, mood=3.1))
        by_day.setdefault(day, []).append(BulkAnswer(agent.matricule, content))
    _mark_invited(campaign_id, opened=opened)
    for day in sorted(by_day):
        with clock.pinned(opened + timedelta(days=day)):
            record_answers(viewer=operator(), campaign_id=campaign_id, answers=by_day[day])
    return campaign_id


def _mark_invited(campaign_id: int, *, opened: date) -> None:
    """Note the invitations as sent on the day of the opening; the demo writes no message."""
    with clock.pinned(opened), database().write() as session:
        while contacts := outreach.not_invited(session, campaign_id=campaign_id, after=0, limit=BATCH):
            numbers = [contact.number for contact in contacts]
            outreach.mark_invited(session, campaign_id=campaign_id, numbers=numbers, at=clock.now())


def fill_diagnosis(*, heads: Mapping[int, Viewer], seed: int, left_out: frozenset[str]) -> int:
    """Open the diagnosis of departments some weeks ago; many are submitted, some are drafts; returns the id.

    ``heads`` are the accounts that sign, by the id of the department at the root of their scope; a department
    without one is signed by the nearest head above. ``left_out`` are codes of departments whose diagnosis is still
    to be done: those of the accounts that the demo presents.
    """
    told = demo_data("follow_up")["diagnosis"]
    opened = clock.today() - timedelta(days=told["opened_days_ago"])
    campaign_id = _opened(told, opened=opened)
    definition = load_questionnaire(told["questionnaire"])
    random = np.random.default_rng([seed, 72])
    with database().read() as session:
        units = campaigns_repository.units(session, campaign_id)
    signed_by = signatories(units, heads)
    for unit in units:
        drawn = random.random()
        done = drawn <= told["submitted_share"] + told["draft_share"]
        if unit.code in left_out or unit.position not in signed_by or not done:
            continue
        write = diagnosis.submit if drawn < told["submitted_share"] else diagnosis.save
        with clock.pinned(opened + timedelta(days=int(random.integers(1, told["opened_days_ago"])))):
            write(
                viewer=signed_by[unit.position],
                campaign_id=campaign_id,
                unit=unit.position,
                version=NOT_STORED,
                answers=_opinions(definition, random, mood=random.normal(3.2, 0.7)),
                comments={},
            )
    return campaign_id


def signatories(units: Sequence[Unit], heads: Mapping[int, Viewer]) -> dict[int, Viewer]:
    """Position of a unit → who signs for it: its own head, else the nearest above; nobody above: the unit is absent.

    >>> units = (Unit(0, "DT", "DT", None, 7), Unit(1, "DT1", "DT1", 0, 8), Unit(2, "DS", "DS", None, 9))
    >>> {position: head.name for position, head in signatories(units, {7: operator()}).items()}
    {0: 'transfo-rh', 1: 'transfo-rh'}
    """
    found: dict[int, Viewer] = {}
    for unit in units:  # parents come before their children
        own = None if unit.department_id is None else heads.get(unit.department_id)
        head = own or (None if unit.parent is None else found.get(unit.parent))
        if head is not None:
            found[unit.position] = head
    return found


def prepare_next_wave() -> int:
    """The next wave, simulated, waiting for its day; returns the campaign's id."""
    follow_up = demo_data("follow_up")
    told, plan = follow_up["next_wave"], follow_up["maturity_plan"]
    today = clock.today()
    campaign_id = life.create_campaign(
        viewer=operator(),
        title=told["title"],
        questionnaire_code=told["questionnaire"],
        questionnaire_version=None,
        plan=CampaignPlan(
            population=Population(on=today),
            opens_on=today + timedelta(days=told["opens_in_days"]),
            closes_on=today + timedelta(days=told["closes_in_days"]),
            attributes=tuple(plan["attributes"]),
            crosses=tuple((first, second) for first, second in plan["crosses"]),
            expected_rates=(("", 0.6),),
            contact=plan["contact"],
            recipients=plan["recipients"],
        ),
    )
    life.simulate(viewer=operator(), campaign_id=campaign_id)
    return campaign_id


def write_actions(campaign_id: int) -> None:
    """The action plan that follows a published wave."""
    units = results.outline(viewer=operator(), campaign_id=campaign_id).units
    for told in demo_data("follow_up")["actions"]:
        unit = _unit(units, told["department"])
        if told["department"] is not None and unit is None:
            continue  # a small demo does not hold every department
        actions.add_action(
            viewer=operator(),
            campaign_id=campaign_id,
            content=ActionContent(
                unit=unit,
                dimension=told["dimension"],
                title=told["title"],
                owner=told["owner"],
                due_on=clock.today() + timedelta(days=told["due_in_days"]),
                state=ActionState(told["state"]),
                description=told["description"],
            ),
        )


def _unit(units: tuple[Unit, ...], code: str | None) -> int | None:
    return next((unit.position for unit in units if unit.code == code), None)


def _opened(
    told: dict[str, Any],
    *,
    opened: date,
    departments: tuple[str, ...] = (),
    attributes: tuple[str, ...] = (),
) -> int:
    """A campaign of the follow-up, prepared, simulated and opened on its day."""
    plan = demo_data("follow_up")["maturity_plan"]
    with clock.pinned(opened):
        campaign_id = life.create_campaign(
            viewer=operator(),
            title=told["title"],
            questionnaire_code=told["questionnaire"],
            questionnaire_version=None,
            plan=CampaignPlan(
                population=Population(on=opened, departments=departments),
                opens_on=opened,
                closes_on=opened + timedelta(days=told["opened_days_ago"] + told["closes_in_days"]),
                attributes=attributes,
                contact=plan["contact"],
                recipients=plan["recipients"],
            ),
        )
        life.simulate(viewer=operator(), campaign_id=campaign_id)
        opening.open_campaign(viewer=operator(), campaign_id=campaign_id)
    return campaign_id


def _opinions(
    definition: QuestionnaireFile, random: np.random.Generator, *, mood: float
) -> dict[str, Answer]:
    """Answers to every scaled line around a mood, on the scale of each; texts are left blank."""
    answers: dict[str, Answer] = {}
    for item, row in definition.rows():
        points = len(definition.scale_of(item).labels)
        step = round(random.normal(mood, 0.9) * points / 5)
        step = points + 1 - step if row.reverse else step
        answers[row.code] = int(min(points, max(1, step)))
    return answers
