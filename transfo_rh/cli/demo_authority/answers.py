"""The answers of the demo authority's survey waves: a latent-factor model whose effects story.yaml tells.

An opinion on an item is the mean of its dimension, the effects of the department and of the agent's situation,
what the agent thinks of everything, what the agent thinks of this dimension, the item's own difficulty and noise.
The first two personal parts carry 55 % of the variance inside a department, so that the dimensions reach a
Cronbach's alpha of .70 to .90. Fixed thresholds turn the opinion into a step of the scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from transfo_rh.campaigns.model import MISSING, NOT_APPLICABLE
from transfo_rh.campaigns.questionnaires.conditions import answer_codes
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile, YesNoItem
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.cli.demo_authority.organisation import DemoOrganisation, demo_data
from transfo_rh.cli.demo_authority.people import DemoStaff

NO_CATEGORY = "Sans catégorie"

_GENERAL_VARIANCE, _DIMENSION_VARIANCE, _NOISE_VARIANCE = 0.12, 0.43, 0.45
_STEADY_SHARE = 0.7  # share of a personal opinion that lasts from one wave to the next
_SERVICE_SPREAD, _ITEM_SPREAD = 0.12, 0.18  # standard deviations of what nobody told in the story
_DEFAULT_PARTICIPATION = 0.6
_MISSING_RATE, _BREAK_OFF_RATE = 0.015, 0.03
_NOT_APPLICABLE_RATE, _NOT_APPLICABLE_RATE_WITHOUT_WORKSTATION = 0.03, 0.25

# Thresholds between the five steps of agreement, in standard deviations.
_AGREEMENT = (-1.35, -0.5, 0.15, 1.2)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DemoWave:
    """One wave: who answered (``respondents``: positions among the agents; ``departments``: in the organisation), what.

    ``answers``: int8 (respondents × items), coded as campaigns.model.Response says. Respondents are shuffled.
    """

    title: str
    wave_on: date
    respondents: npt.NDArray[np.int64]
    departments: npt.NDArray[np.int64]
    answers: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class _Panel:
    """What lasts from wave to wave. ``department`` and the flags have one entry for each agent."""

    department: npt.NDArray[np.int64]
    has_workstation: npt.NDArray[np.bool_]
    categories: npt.NDArray[np.str_]
    entry_dates: npt.NDArray[np.datetime64]
    general: Floats  # (agents, 1): what the agent thinks of everything
    opinions: Floats  # (agents, dimensions)
    expected: Floats  # (agents, dimensions): the story's part, first wave
    difficulties: Floats  # (items,)


def demo_waves(
    organisation: DemoOrganisation, staff: DemoStaff, questionnaire: QuestionnaireFile, *, seed: int
) -> tuple[DemoWave, ...]:
    """Every wave of the story; the same arguments give the same answers."""
    story = demo_data("story")
    panel = _panel(organisation, staff, questionnaire, np.random.default_rng([seed, 2]))
    return tuple(
        _wave(
            organisation,
            panel,
            questionnaire,
            wave=wave,
            random=np.random.default_rng([seed, 3, number]),
        )
        for number, wave in enumerate(story["waves"])
    )


def _panel(
    organisation: DemoOrganisation,
    staff: DemoStaff,
    questionnaire: QuestionnaireFile,
    random: np.random.Generator,
) -> _Panel:
    agents = staff.records.agents
    department = np.asarray(staff.department_of)
    has_workstation = np.asarray([bool(agent.has_workstation) for agent in agents])
    categories = np.asarray([agent.category or NO_CATEGORY for agent in agents])
    codes = [dimension.code for dimension in questionnaire.dimensions]
    story = demo_data("story")
    by_department = np.asarray(
        [_told(story["departments"], place.story_codes, codes) for place in organisation.departments]
    )
    by_department += random.normal(scale=_SERVICE_SPREAD, size=by_department.shape)
    expected = _vector(story["general"], codes) + by_department[department]
    expected += np.where(has_workstation[:, None], 0.0, _vector(story["without_workstation"], codes))
    for category, effects in story["categories"].items():
        expected += np.where(categories[:, None] == category, _vector(effects, codes), 0.0)
    return _Panel(
        department=department,
        has_workstation=has_workstation,
        categories=categories,
        entry_dates=np.asarray([agent.entry_date for agent in agents], dtype="datetime64[D]"),
        general=random.standard_normal((len(agents), 1)),
        opinions=random.standard_normal((len(agents), len(codes))),
        expected=expected,
        difficulties=random.normal(scale=_ITEM_SPREAD, size=len(scored(questionnaire).items)),
    )


def _vector(effects: dict[str, float], dimensions: list[str]) -> Floats:
    """The effects in the order of the dimensions, 0 where the story says nothing."""
    return np.asarray([effects.get(dimension, 0.0) for dimension in dimensions])


def _told(departments: dict[str, Any], story_codes: tuple[str, ...], dimensions: list[str]) -> Floats:
    """What the story tells of a department: its direction's effects and its own."""
    total = np.zeros(len(dimensions))
    for code in story_codes:
        total += _vector(departments.get(code, {}).get("effects", {}), dimensions)
    return total


def _participation(organisation: DemoOrganisation, *, change: float) -> Floats:
    """The rate of answer of each department: its own, else its direction's; 0 stays 0."""
    told = demo_data("story")["departments"]
    rates = []
    for place in organisation.departments:
        known = [told[code]["participation"] for code in place.story_codes if code in told]
        rates.append(known[-1] if known else _DEFAULT_PARTICIPATION)
    base = np.asarray(rates)
    return np.where(base > 0, np.clip(base + change, 0.0, 0.95), 0.0)


def _wave(
    organisation: DemoOrganisation,
    panel: _Panel,
    questionnaire: QuestionnaireFile,
    *,
    wave: dict[str, Any],
    random: np.random.Generator,
) -> DemoWave:
    rates = _participation(organisation, change=wave.get("participation_change", 0.0))[panel.department]
    present = panel.entry_dates <= np.datetime64(wave["wave_on"], "D")
    respondents = np.flatnonzero((random.random(len(rates)) < rates) & present)
    random.shuffle(respondents)
    changes = _changes(organisation, wave, [dimension.code for dimension in questionnaire.dimensions])
    opinions = _opinions(panel, respondents, changes=changes, random=random)
    answers = _steps(opinions, panel, questionnaire, random)
    _leave_out(answers, panel.has_workstation[respondents], questionnaire, random)
    return DemoWave(
        title=wave["title"],
        wave_on=wave["wave_on"],
        respondents=respondents,
        departments=panel.department[respondents],
        answers=answers,
    )


def _changes(organisation: DemoOrganisation, wave: dict[str, Any], dimensions: list[str]) -> Floats:
    """What the wave changes, (departments, dimensions)."""
    total = np.zeros((len(organisation.departments), len(dimensions)))
    for change in wave.get("changes", ()):
        concerned = np.asarray(
            [
                "departments" not in change or bool(set(place.story_codes) & set(change["departments"]))
                for place in organisation.departments
            ]
        )
        total[concerned] += _vector(change["effects"], dimensions)
    return total


def _opinions(
    panel: _Panel, respondents: npt.NDArray[np.int64], *, changes: Floats, random: np.random.Generator
) -> Floats:
    """The opinion of each respondent on each dimension, (respondents, dimensions)."""
    steady, passing = np.sqrt(_STEADY_SHARE), np.sqrt(1 - _STEADY_SHARE)
    lasting = panel.opinions[respondents]
    opinion = steady * lasting + passing * random.standard_normal(lasting.shape)
    return np.asarray(
        panel.expected[respondents]
        + changes[panel.department[respondents]]
        + np.sqrt(_GENERAL_VARIANCE) * panel.general[respondents]
        + np.sqrt(_DIMENSION_VARIANCE) * opinion
    )


def _steps(
    opinions: Floats, panel: _Panel, questionnaire: QuestionnaireFile, random: np.random.Generator
) -> npt.NDArray[np.int8]:
    """The opinions as steps of the items' scales, int8 (respondents, items); reverse items turned round."""
    columns = scored(questionnaire)
    position_of = {dimension.code: number for number, dimension in enumerate(columns.dimensions)}
    answers = np.empty((len(opinions), len(columns.items)), dtype=np.int8)
    for number, item in enumerate(columns.items):
        noise = random.normal(scale=np.sqrt(_NOISE_VARIANCE), size=len(opinions))
        thought = opinions[:, position_of[item.dimension]] if item.dimension else opinions.mean(axis=1)
        quantiles = _quantiles(item.points)
        step = 1 + np.searchsorted(quantiles, thought + panel.difficulties[number] + noise)
        answers[:, number] = item.points + 1 - step if item.reverse else step
    return answers


def _quantiles(points: int) -> Floats:
    """Thresholds between the steps of a scale, in standard deviations; outside agreement, steps are equally likely."""
    if points == len(_AGREEMENT) + 1:
        return np.asarray(_AGREEMENT)
    thresholds: Floats = norm.ppf(np.arange(1, points) / points)
    return thresholds


def _leave_out(
    answers: npt.NDArray[np.int8],
    has_workstation: npt.NDArray[np.bool_],
    questionnaire: QuestionnaireFile,
    random: np.random.Generator,
) -> None:
    """Put « sans objet », forgotten items and questionnaires broken off into the answers."""
    respondents, items = answers.shape
    admitting = {row.code for _item, row in questionnaire.rows() if row.not_applicable}
    offered = np.asarray([item.code in admitting for item in scored(questionnaire).items])
    rate = np.where(has_workstation, _NOT_APPLICABLE_RATE, _NOT_APPLICABLE_RATE_WITHOUT_WORKSTATION)
    answers[(random.random(answers.shape) < rate[:, None]) & offered] = NOT_APPLICABLE
    answers[random.random(answers.shape) < _MISSING_RATE] = MISSING
    stops = np.where(
        random.random(respondents) < _BREAK_OFF_RATE, random.integers(1, items, size=respondents), items
    )
    answers[np.arange(items) >= stops[:, None]] = MISSING
    _leave_unasked(answers, questionnaire)


def _leave_unasked(answers: npt.NDArray[np.int8], questionnaire: QuestionnaireFile) -> None:
    """Empty what the conditions of the questionnaire did not ask; yes/no questions are the only ones read."""
    codes = [item.code for item in scored(questionnaire).items]
    yes_no = {item.code for item in questionnaire.items() if isinstance(item, YesNoItem)}
    for section in questionnaire.sections:
        for item in section.items:
            columns = [number for number, code in enumerate(codes) if code in answer_codes(item)]
            for condition in (section.when, item.when):
                if condition is not None and condition.item in yes_no:
                    wanted = [2 if value == "yes" else 1 for value in condition.values]
                    asked = np.isin(answers[:, codes.index(condition.item)], wanted)
                    for column in columns:
                        answers[~asked, column] = MISSING
