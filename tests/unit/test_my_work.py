"""What surveys put on the home page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from transfo_rh.campaigns.collection.model import OwnForm
from transfo_rh.campaigns.diagnosis.model import DepartmentDiagnosis, DiagnosisCampaign, DiagnosisState
from transfo_rh.campaigns.model import (
    Basis,
    Campaign,
    CampaignPlan,
    CampaignState,
    Population,
    Questionnaire,
)
from transfo_rh.core.clock import now
from transfo_rh.dashboard.skill_tasks import task_of_job_labels, task_of_reviews
from transfo_rh.dashboard.survey_tasks import (
    task_of_diagnosis,
    task_of_late_actions,
    tasks_of_campaigns,
    tasks_to_answer,
)
from transfo_rh.skills.assessment.model import ToReview

TODAY = date(2026, 11, 23)


def form(title: str, closes_on: date, *, answered: bool = False) -> OwnForm:
    return OwnForm(1, title, closes_on, answered, 10)


def campaign(state: CampaignState, *, closes_on: date = date(2026, 12, 18), title: str = "Vague") -> Campaign:
    return Campaign(
        id=7,
        title=title,
        state=state,
        basis=Basis.PERSON,
        anonymous=True,
        wave_on=TODAY,
        k=5,
        attributes=(),
        questionnaire=Questionnaire((), ()),
        response_count=0,
        created_at=now(),
        published_at=None,
        plan=CampaignPlan(Population(on=TODAY), opens_on=date(2026, 11, 2), closes_on=closes_on),
    )


def line(name: str, state: DiagnosisState) -> DepartmentDiagnosis:
    return DepartmentDiagnosis(0, name, 0, state, 0, 4, None, None, None, None)


def test_what_closes_first_is_asked_first_and_what_is_answered_is_not_asked() -> None:
    tasks = tasks_to_answer(
        [
            form("Tard", date(2026, 12, 20)),
            form("Fait", date(2026, 11, 24), answered=True),
            form("Tôt", date(2026, 11, 25)),
        ]
    )
    assert [task.title for task in tasks] == ["Répondre à «\u00a0Tôt\u00a0»", "Répondre à «\u00a0Tard\u00a0»"]
    assert "25/11/2026" in tasks[0].body


@pytest.mark.parametrize(
    ("state", "closes_on", "starts", "screen"),
    [
        (CampaignState.DRAFT, date(2026, 12, 18), "Simuler", "surveys/prepare"),
        (CampaignState.SIMULATED, date(2026, 12, 18), "Ouvrir", "surveys/prepare"),
        (CampaignState.OPEN, date(2026, 11, 22), "Clôturer", "surveys/campaigns"),
        (CampaignState.CLOSED, date(2026, 11, 22), "Publier", "surveys/campaigns"),
    ],
)
def test_each_state_has_its_next_step(
    state: CampaignState, closes_on: date, starts: str, screen: str
) -> None:
    (task,) = tasks_of_campaigns([campaign(state, closes_on=closes_on)], today=TODAY)
    assert task.title.startswith(starts)
    assert task.screen == screen


@pytest.mark.parametrize("closes_on", [TODAY, date(2026, 12, 18)])
def test_a_campaign_under_way_asks_nothing_until_the_evening_of_its_last_day(closes_on: date) -> None:
    assert tasks_of_campaigns([campaign(CampaignState.OPEN, closes_on=closes_on)], today=TODAY) == ()
    assert tasks_of_campaigns([campaign(CampaignState.PUBLISHED)], today=TODAY) == ()


def test_publishing_comes_before_everything_else() -> None:
    states = (CampaignState.DRAFT, CampaignState.SIMULATED, CampaignState.CLOSED)
    tasks = tasks_of_campaigns([campaign(state) for state in states], today=TODAY)
    assert [task.title.split()[0] for task in tasks] == ["Publier", "Ouvrir", "Simuler"]


def test_a_head_is_told_which_departments_are_left() -> None:
    found = DiagnosisCampaign(3, "Diagnostic", CampaignState.OPEN, date(2026, 12, 18), "")
    lines = [line("Voirie", DiagnosisState.DRAFT), line("Eau", DiagnosisState.SUBMITTED)]
    task = task_of_diagnosis(found, lines)
    assert task is not None
    assert task.title == "Transmettre 1 diagnostic de service"
    assert "Voirie" in task.body
    assert "Eau" not in task.body
    assert task_of_diagnosis(found, lines[1:]) is None
    assert task_of_diagnosis(replace(found, state=CampaignState.CLOSED), lines) is None


def test_many_departments_are_not_all_named() -> None:
    found = DiagnosisCampaign(3, "Diagnostic", CampaignState.OPEN, None, "")
    task = task_of_diagnosis(found, [line(f"S{n}", DiagnosisState.NOT_BEGUN) for n in range(5)])
    assert task is not None
    assert "S2…" in task.body
    assert "S3" not in task.body


def test_late_actions_are_counted() -> None:
    assert task_of_late_actions(0) is None
    task = task_of_late_actions(2)
    assert task is not None
    assert task.title == "Mettre à jour 2 actions en retard"


def test_what_waits_in_a_team_is_counted_by_reason() -> None:
    task = task_of_reviews(ToReview(2, 1, 0, 1, 4, 3))
    assert task is not None
    assert task.title == "Revoir 4 évaluations"
    assert "2 à l’échéance" in task.body
    assert "désaccord" not in task.body
    assert "3 agents jamais évalués" in task.body
    assert [part.query["montrer"] for part in task.parts] == ["a_revoir", "formations", "jamais_evalues"]
    first = task_of_reviews(ToReview(0, 0, 0, 0, 0, 1))
    assert first is not None
    assert first.title == "Évaluer 1 agent pour la première fois"
    assert task_of_reviews(ToReview(0, 0, 0, 0, 0, 0)) is None


def test_job_labels_wait_for_human_resources() -> None:
    assert task_of_job_labels(0) is None
    task = task_of_job_labels(39)
    assert task is not None
    assert (task.screen, task.title) == ("skills/labels", "Rapprocher 39 intitulés de poste d’un métier")
