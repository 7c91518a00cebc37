"""The two published waves of the demo, lived through the real services on the days of the story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from transfo_rh.access.model import operator
from transfo_rh.campaigns.collection.bulk import BulkAnswer, record_answers
from transfo_rh.campaigns.life import closing, opening
from transfo_rh.campaigns.life import service as life
from transfo_rh.campaigns.model import CampaignPlan, Population
from transfo_rh.campaigns.publication.service import publish
from transfo_rh.cli.demo_authority.answers import DemoWave
from transfo_rh.cli.demo_authority.organisation import DemoOrganisation, demo_data
from transfo_rh.core import clock
from transfo_rh.core.progress import Progress, part_of
from transfo_rh.staff.model import AgentRecord

_HALF_TIME_DAYS = 4.0  # half of the answers come in the first days
_DAYS_TO_PREPARE = 10
_DAYS_TO_PUBLISH = 6


def live_wave(
    organisation: DemoOrganisation,
    agents: tuple[AgentRecord, ...],
    *,
    wave: DemoWave,
    questionnaire_code: str,
    seed: int,
    progress: Progress,
) -> int:
    """Prepare, simulate, open, collect, close and publish one wave in its own time; returns the campaign's id."""
    told = demo_data("follow_up")["maturity_plan"]
    random = np.random.default_rng([seed, wave.wave_on.toordinal()])
    plan = _plan(wave, told)
    campaign_id = _opened(wave, plan, questionnaire_code)
    days = _days(len(wave.respondents), told["days_open"], random)
    comments = _comments(organisation, wave, random)
    for day in range(told["days_open"]):
        answers = _answers_of_day(wave, agents, comments, np.flatnonzero(days == day))
        if not answers:
            continue
        with clock.pinned(wave.wave_on + timedelta(days=day)):
            record_answers(viewer=operator(), campaign_id=campaign_id, answers=answers)
        progress(0.7 * (day + 1) / told["days_open"], wave.title)
    with clock.pinned(plan.closes_on + timedelta(days=1)):
        closing.close_campaign(viewer=operator(), campaign_id=campaign_id)
    with clock.pinned(plan.closes_on + timedelta(days=_DAYS_TO_PUBLISH)):
        publish(viewer=operator(), campaign_id=campaign_id, progress=part_of(progress, 0.75, 1.0))
    return campaign_id


def _opened(wave: DemoWave, plan: CampaignPlan, questionnaire_code: str) -> int:
    """The campaign of the wave, prepared and simulated some days before, opened on its day; its id."""
    with clock.pinned(wave.wave_on - timedelta(days=_DAYS_TO_PREPARE)):
        campaign_id = life.create_campaign(
            viewer=operator(),
            title=wave.title,
            questionnaire_code=questionnaire_code,
            questionnaire_version=None,
            plan=plan,
        )
        life.simulate(viewer=operator(), campaign_id=campaign_id)
    with clock.pinned(wave.wave_on):
        opening.open_campaign(viewer=operator(), campaign_id=campaign_id)
    return campaign_id


def _answers_of_day(
    wave: DemoWave,
    agents: Sequence[AgentRecord],
    comments: Sequence[tuple[tuple[str, str], ...]],
    positions: np.ndarray[Any, np.dtype[np.intp]],
) -> list[BulkAnswer]:
    """What the respondents at these positions of the wave send."""
    return [
        BulkAnswer(
            matricule=agents[wave.respondents[position]].matricule,
            answers=wave.answers[position].tobytes(),
            comments=comments[position],
        )
        for position in positions.tolist()
    ]


def _plan(wave: DemoWave, told: dict[str, Any]) -> CampaignPlan:
    return CampaignPlan(
        population=Population(on=wave.wave_on),
        opens_on=wave.wave_on,
        closes_on=wave.wave_on + timedelta(days=told["days_open"]),
        attributes=tuple(told["attributes"]),
        crosses=tuple((first, second) for first, second in told["crosses"]),
        contact=told["contact"],
        recipients=told["recipients"],
    )


def _days(
    respondents: int, days_open: int, random: np.random.Generator
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The day of each answer: many at first, then fewer, a little more after the reminder of the second week."""
    days = random.exponential(_HALF_TIME_DAYS / np.log(2), size=respondents)
    reminded = random.random(respondents) < 0.18
    days = np.where(reminded, 8 + random.exponential(1.5, size=respondents), days)
    return np.minimum(days, days_open - 1).astype(np.int64)


def _comments(
    organisation: DemoOrganisation, wave: DemoWave, random: np.random.Generator
) -> list[tuple[tuple[str, str], ...]]:
    """What each respondent writes: mostly nothing."""
    told = demo_data("comments")
    share = float(told["share"])
    written: list[tuple[tuple[str, str], ...]] = []
    for department in wave.departments.tolist():
        codes = set(organisation.departments[department].story_codes)
        answers = []
        for item in ("C1", "C2"):
            if random.random() < share:
                offered = [
                    one["text"]
                    for one in told[item]
                    if not one.get("departments") or codes & set(one["departments"])
                ]
                answers.append((item, str(offered[int(random.integers(len(offered)))])))
        written.append(tuple(answers))
    return written
