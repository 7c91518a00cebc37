"""What submitted diagnoses say together: whose are read, drafts left out, the published figures found again."""

from __future__ import annotations

import pytest

from tests import diagnoses as made
from tests import factories
from transfo_rh.access.model import Role, operator
from transfo_rh.campaigns.diagnosis import service
from transfo_rh.campaigns.diagnosis.synthesis import Synthesis, synthesis
from transfo_rh.campaigns.life.closing import close_campaign
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.publication.service import publish
from transfo_rh.campaigns.results.service import export
from transfo_rh.core.database import Database
from transfo_rh.core.errors import PermissionDenied

OUTILS, PILOTAGE = 0, 1


@pytest.fixture
def opened(any_database: Database) -> made.Opened:
    return made.open_diagnoses()


def submit(opened: made.Opened, code: str, answers: dict[str, Answer]) -> None:
    service.submit(
        viewer=made.head_viewer(opened, "DG"),
        campaign_id=opened.campaign,
        unit=opened.units[code],
        version=0,
        answers=answers,
        comments={},
    )


def read(opened: made.Opened, *codes: str) -> Synthesis:
    viewer = made.head_viewer(opened, *codes) if codes else factories.viewer(Role.HR)
    return synthesis(viewer=viewer, campaign_id=opened.campaign)


def test_each_department_speaks_for_itself_and_drafts_say_nothing(opened: made.Opened) -> None:
    submit(opened, "DA", {"o1": 4, "o2": 3, "p1": 2, "p2": 5})
    submit(opened, "DA1", {"o1": "na", "p1": 6, "p2": 6})
    service.save(
        viewer=made.head_viewer(opened, "DG"),
        campaign_id=opened.campaign,
        unit=opened.units["DB"],
        version=0,
        answers={"p1": 1},
        comments={},
    )
    found = read(opened)
    assert found.themes == ("Outils", "Pilotage")
    assert [(row.name, row.depth, row.scores) for row in found.rows] == [
        ("Service DA", 1, (50, 50)),  # steps 4 and 3 of 6: 60 and 40; steps 2 and 5: 20 and 80
        ("Service DA1", 2, (None, 100)),
    ]
    assert found.means == (50, 75)
    assert "« Pilotage » (75 sur 100)" in found.sentence.replace("\u00a0", " ")


def test_a_head_reads_the_own_departments_and_those_below_only(opened: made.Opened) -> None:
    for code in ("DA", "DA1", "DB"):
        submit(opened, code, dict(made.COMPLETE))
    assert {row.name for row in read(opened, "DA").rows} == {"Service DA", "Service DA1"}
    assert {row.name for row in read(opened, "DB").rows} == {"Service DB"}
    assert len(read(opened).rows) == 3


@pytest.mark.parametrize("role", [Role.AGENT, Role.EXECUTIVE, Role.ADMIN])
def test_nobody_else_reads_them_before_the_publication(opened: made.Opened, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        synthesis(viewer=factories.viewer(role), campaign_id=opened.campaign)


def test_the_score_of_a_lone_department_is_the_one_that_is_published(opened: made.Opened) -> None:
    submit(opened, "DB", {"o1": 4, "o2": 2, "p1": 3, "p2": 6})
    (row,) = read(opened).rows
    close_campaign(viewer=operator(), campaign_id=opened.campaign)
    publish(viewer=operator(), campaign_id=opened.campaign)
    published = export(viewer=operator(), campaign_id=opened.campaign)
    scores = {
        cell.measure: cell.score
        for cell in published.cells
        if cell.unit == opened.units["DB"] and cell.measure in ("outils", "pilotage")
    }
    assert (scores["outils"], scores["pilotage"]) == row.scores


def test_before_the_first_submission_there_is_nothing_to_say(opened: made.Opened) -> None:
    found = read(opened)
    assert found.rows == ()
    assert found.means == (None, None)
    assert found.sentence == ""
