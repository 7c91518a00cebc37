"""From raw answers to what people read beside the cells: participation, weights, links, comments, trends."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tests.factories import add_departments, units_of, viewer
from tests.waves import add_agents
from transfo_rh.access.model import Role, operator
from transfo_rh.campaigns import answers
from transfo_rh.campaigns.collection.imported import store_campaign
from transfo_rh.campaigns.model import (
    Basis,
    CampaignDraft,
    CellState,
    Comment,
    Dimension,
    Item,
    Questionnaire,
    Response,
    Unit,
)
from transfo_rh.campaigns.publication.service import publish
from transfo_rh.campaigns.results import service as results
from transfo_rh.campaigns.results.comments import comments
from transfo_rh.campaigns.results.drivers import drivers
from transfo_rh.campaigns.results.overview import overview
from transfo_rh.campaigns.results.strengths import strengths
from transfo_rh.campaigns.results.trends import trend
from transfo_rh.campaigns.statistics.comparisons import Verdict
from transfo_rh.campaigns.tables import CampaignMemberRow, CampaignRow
from transfo_rh.core.database import Database, database

PARENTS = {"DG": None, "A": "DG", "B": "DG", "C": "DG"}
ASKED = Questionnaire(
    dimensions=(Dimension("D", "Autonomie"), Dimension("E", "Alignement")),
    items=(
        Item("D1", "Je décide", "D", 5),
        Item("D2", "J’organise", "D", 5),
        Item("E1", "Je connais le cap", "E", 5),
        Item("OUT", "Je recommande", None, 11, outcome=True),
    ),
)
HR = viewer(Role.HR)
ANSWERED = {1: 60, 2: 45, 3: 6}
INVITED = {1: 90, 2: 150, 3: 10}


def _responses(shift: int, seed: int) -> list[Response]:
    generator = np.random.default_rng(seed)
    found = []
    for unit, count in ANSWERED.items():
        for _one in range(count):
            level = generator.normal(2.6 + (0.6 if unit == 1 else 0) + shift, 0.8)
            items = np.clip(np.rint(level + generator.normal(0, 0.5, 3)), 1, 5)
            outcome = np.clip(np.rint(2 * level + generator.normal(0, 1)), 1, 11)
            category = "A" if generator.random() < 0.3 else "C"
            found.append(Response(unit, (category,), bytes(int(value) for value in (*items, outcome))))
    return found


def _campaign(units: tuple[Unit, ...], staff: list[int], *, on: date, shift: int, seed: int) -> int:
    draft = CampaignDraft(
        title=f"Vague {on.year}",
        basis=Basis.PERSON,
        anonymous=True,
        wave_on=on,
        questionnaire=ASKED,
        units=units,
        attributes=("category",),
    )
    campaign_id = store_campaign(viewer=operator(), draft=draft, responses=_responses(shift, seed))
    people = [unit for unit, count in INVITED.items() for _one in range(count)]
    with database().write() as session:
        session.add_all(
            CampaignMemberRow(
                campaign_id=campaign_id,
                number=number,
                agent_id=staff[number],
                unit_position=unit,
                attribute_1="A" if number % 3 == 0 else "C",
            )
            for number, unit in enumerate(people)
        )
        session.get_one(CampaignRow, campaign_id).member_count = len(people)
        answers.add_comments(
            session,
            campaign_id=campaign_id,
            comments=[Comment(unit, "OPEN", f"Parole de {unit}-{n}") for unit in (1, 2, 3) for n in range(4)],
        )
    publish(viewer=operator(), campaign_id=campaign_id)
    return campaign_id


@pytest.fixture
def waves(any_database: Database) -> tuple[int, dict[str, int]]:
    """Two published waves of the same people; gives the second and the departments."""
    ids = add_departments(PARENTS)
    units, staff = units_of(PARENTS, ids), add_agents(sum(INVITED.values()), ids["A"])
    _campaign(units, staff, on=date(2025, 5, 4), shift=0, seed=1)
    return _campaign(units, staff, on=date(2026, 5, 4), shift=1, seed=2), ids


def test_a_published_campaign_says_who_answered_and_weighs_the_whole(
    waves: tuple[int, dict[str, int]],
) -> None:
    view = overview(viewer=viewer(Role.AGENT), campaign_id=waves[0])
    assert view.summary is not None
    assert view.summary.rate is not None
    assert (view.summary.invited, view.summary.answered, view.summary.rate.percent) == (250, 111, 44)
    assert view.summary.weighted_by == ("department", "category")
    assert view.summary.design_effect is not None
    assert 1 < view.summary.design_effect < 2
    scores = {score.dimension: score for score in view.summary.scores}
    assert scores["D"].weighted < scores["D"].raw  # B, less satisfied, answered less
    assert "111 réponses pour 250 personnes" in view.sentence


def test_links_are_published_for_the_whole_and_large_units(waves: tuple[int, dict[str, int]]) -> None:
    campaign_id, ids = waves
    (whole,) = drivers(viewer=HR, campaign_id=campaign_id).outcomes
    assert [link.strength for link in whole.links] == ["lien fort", "lien fort"]
    assert sum(link.weight for link in whole.links) == 100
    (own,) = drivers(viewer=viewer(Role.DEPARTMENT_HEAD, ids["A"]), campaign_id=campaign_id).outcomes
    assert not own.is_parent
    (small,) = drivers(viewer=viewer(Role.DEPARTMENT_HEAD, ids["C"]), campaign_id=campaign_id).outcomes
    assert small.is_parent


def test_the_comments_of_a_small_direction_cannot_be_told_by_difference(
    waves: tuple[int, dict[str, int]],
) -> None:
    lines = comments(viewer=HR, campaign_id=waves[0]).comments
    assert len(lines) == 12
    groups = {line.group for line in lines if line.text.startswith("Parole de 3")}
    assert groups == {"Ensemble de la collectivité"}
    beside = {line.text[10] for line in lines if line.group == "Ensemble de la collectivité"}
    assert beside == {"2", "3"}  # B, the smaller of the two large ones, joins C


def test_comments_come_in_another_order_than_they_were_written(waves: tuple[int, dict[str, int]]) -> None:
    texts = [line.text for line in comments(viewer=HR, campaign_id=waves[0]).comments]
    assert texts != sorted(texts)


def test_a_real_change_is_proven_from_published_figures(waves: tuple[int, dict[str, int]]) -> None:
    view = trend(viewer=HR, campaign_id=waves[0])
    assert {cell.verdict for cell in view.cells[0]} == {Verdict.PROVEN}
    assert all((cell.difference or 0) > 10 for cell in view.cells[0])


def test_the_strong_unit_stands_out(waves: tuple[int, dict[str, int]]) -> None:
    view = strengths(viewer=HR, campaign_id=waves[0], unit=1)
    assert {one.measure.code for one in view.strengths} <= {"D", "E"}
    assert all((one.difference or 0) > 0 for one in view.standings)


def test_the_deviation_of_a_dimension_is_that_of_its_questions(waves: tuple[int, dict[str, int]]) -> None:
    cells = results.export(viewer=HR, campaign_id=waves[0]).cells
    by_place = {(c.unit, c.measure): c for c in cells if c.attribute is None and c.state is CellState.SHOWN}
    for unit in (None, 1, 2):
        both = [by_place[unit, code].deviation for code in ("D1", "D2")]
        own = by_place[unit, "D"].deviation
        assert own is not None
        assert all(one is not None for one in both)
        assert abs(2 * own - sum(one or 0 for one in both)) <= 1
