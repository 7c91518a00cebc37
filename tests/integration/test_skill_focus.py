"""« Montrer »: whom a grid shows of a team, how many, in which skills; who is asked stays within the viewer's reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.factories import add_departments, viewer
from tests.skills_factories import add_agent, give_levels, store_catalogue
from transfo_rh.access.model import Role, Viewer, operator
from transfo_rh.core.clock import today
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import NotFound, PermissionDenied
from transfo_rh.skills.assessment import dossiers, service
from transfo_rh.skills.assessment.cells import waits
from transfo_rh.skills.assessment.model import AgentStatement, CellChange, Focus, TeamGrid
from transfo_rh.skills.assessment.recording import record_statements
from transfo_rh.skills.catalogue import editing
from transfo_rh.skills.model import Catalogue, Source, Statement

YEARS_AGO = today() - timedelta(days=4 * 366)
HR = operator()
ALL = (Focus.EVERYBODY, Focus.DISPUTED, Focus.TO_REVIEW, Focus.PROPOSED, Focus.UNASSESSED)


@dataclass(frozen=True)
class Town:
    """Teams A (B below) and C: one agent for each thing that waits, « calm » of whom nothing waits, « new » unknown."""

    catalogue: Catalogue
    places: dict[str, int]
    people: dict[str, int]
    head: Viewer

    def names(self, grid: TeamGrid) -> list[str]:
        known = {number: name for name, number in self.people.items()}
        return sorted(known[row.agent.id] for row in grid.rows)

    def say(self, name: str, skill: str, said: Statement) -> None:
        found = self.catalogue.skill(skill)
        assert found is not None
        with database().write() as session:
            record_statements(session, viewer=HR, lines=[AgentStatement(self.people[name], found.id, said)])


@pytest.fixture
def town(any_database: Database) -> Town:
    places = add_departments({"A": None, "B": "A", "C": None})
    catalogue = store_catalogue()
    where = {"disputed": "A", "aged": "B", "certified": "A", "trained": "B", "calm": "A", "new": "A"}
    where |= {"out-disputed": "C", "out-new": "C"}
    people = {
        name: add_agent(f"{n:02}", places[place], job="Agent d’accueil")
        for n, (name, place) in enumerate(where.items())
    }
    made = Town(catalogue, places, people, viewer(Role.DEPARTMENT_HEAD, places["A"]))
    give_levels(
        catalogue,
        {people[name]: {"reception": 2} for name in ("disputed", "trained", "calm", "out-disputed")},
        on=today() - timedelta(days=30),
    )
    for name in ("disputed", "out-disputed"):
        made.say(name, "quality", Statement(4, Source.SELF, today()))
        made.say(name, "quality", Statement(1, Source.MANAGER, today()))
    give_levels(catalogue, {people["aged"]: {"sql": 3}}, on=YEARS_AGO)
    expired = today() - timedelta(days=2)
    made.say("certified", "charts", Statement(4, Source.CERTIFICATE, YEARS_AGO, expires_on=expired))
    made.say("trained", "charts", Statement(3, Source.TRAINING, today(), proposed=True))
    return made


@pytest.mark.parametrize(
    ("focus", "shown", "first"),
    [
        (Focus.DISPUTED, ["disputed"], ["quality"]),
        (Focus.TO_REVIEW, ["aged", "certified"], ["sql", "charts"]),
        (Focus.PROPOSED, ["trained"], ["charts"]),
        (Focus.UNASSESSED, ["certified", "new"], []),
        (Focus.EVERYBODY, ["aged", "calm", "certified", "disputed", "new", "trained"], []),
    ],
)
def test_a_filter_shows_those_of_whom_something_waits(
    town: Town, focus: Focus, shown: list[str], first: list[str]
) -> None:
    """The skills in question come first although the job asks for reception and mediation alone."""
    grid = service.team_grid(viewer=town.head, focus=focus)
    assert town.names(grid) == shown
    assert [skill.code for skill in grid.skills] == [*first, "mediation", "reception"]
    assert all(waits(row.cells, focus) for row in grid.rows)
    assert service.focus_counts(viewer=town.head)[focus] == grid.total == len(shown)


def test_counts_follow_team_reach_and_subject(town: Town) -> None:
    def counts(who: Viewer, **query: object) -> list[int]:
        found = service.focus_counts(viewer=who, **query)  # type: ignore[arg-type]
        return [found[focus] for focus in ALL]

    assert counts(town.head) == [6, 1, 2, 1, 2]
    assert counts(HR) == [8, 2, 2, 1, 3]
    assert counts(town.head, department_id=town.places["B"]) == [2, 0, 1, 1, 0]
    assert counts(town.head, role="analyst") == [6, 1, 2, 1, 4]  # sql, quality, charts, listening
    assert counts(town.head, family="services") == [6, 0, 0, 0, 3]
    assert counts(viewer(Role.DEPARTMENT_HEAD)) == [0, 0, 0, 0, 0]
    for query in ({"department_id": town.places["C"]}, {"role": "astronaut"}):
        with pytest.raises(NotFound):
            counts(town.head, **query)
    for role in (Role.EXECUTIVE, Role.AGENT, Role.ADMIN):
        with pytest.raises(PermissionDenied):
            counts(viewer(role))


def test_a_subject_narrows_the_filter_and_keeps_its_own_skills(town: Town) -> None:
    grid = service.team_grid(viewer=town.head, family="data", focus=Focus.TO_REVIEW)
    assert [skill.code for skill in grid.skills] == ["sql", "charts", "quality"]
    assert service.team_grid(viewer=town.head, family="services", focus=Focus.DISPUTED).rows == ()
    assert service.team_grid(viewer=town.head, role="counter", focus=Focus.DISPUTED).total == 0


def test_pages_follow_the_filter(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PAGE_SIZE", 1)
    pages = [service.team_grid(viewer=HR, focus=Focus.DISPUTED, page=page) for page in range(3)]
    assert [town.names(grid) for grid in pages] == [["disputed"], ["out-disputed"], []]
    assert {(grid.total, grid.pages) for grid in pages} == {(2, 2)}


def test_what_the_home_page_tells_can_be_found(town: Town) -> None:
    """A skill that left the catalogue waits for nobody, here and there."""
    told = dossiers.to_review(viewer=town.head)
    assert (told.overdue, told.lapsed, told.disputed, told.proposed, told.never_assessed) == (1, 1, 1, 1, 2)
    for gone in ("analyst", "mediator", "finance"):
        role = next(role for role in town.catalogue.roles if role.code == gone)
        editing.retire_role(viewer=HR, code=gone, version=role.version)
    skill = town.catalogue.skill("quality")
    assert skill is not None
    editing.retire_skill(viewer=HR, code="quality", version=skill.version)
    assert dossiers.to_review(viewer=town.head).disputed == 0
    assert service.focus_counts(viewer=town.head)[Focus.DISPUTED] == 0


def test_people_who_are_done_keep_their_place_until_the_list_is_made_afresh(town: Town) -> None:
    grid = service.team_grid(viewer=town.head, focus=Focus.DISPUTED)
    cell = grid.rows[0].cells[0]
    change = CellChange(cell.agent_id, cell.skill_id, 4, cell.seen)
    service.save_grid(viewer=town.head, changes=[change])
    again = service.same_grid(viewer=town.head, grid=grid)
    assert [row.agent.id for row in again.rows] == [row.agent.id for row in grid.rows]
    assert again.skills == grid.skills
    assert (again.rows[0].cells[0].level, waits(again.rows[0].cells, Focus.DISPUTED)) == (4, False)
    assert service.focus_counts(viewer=town.head)[Focus.DISPUTED] == 0
    assert service.team_grid(viewer=town.head, focus=Focus.DISPUTED).rows == ()


def test_a_grid_read_again_stays_within_reach(town: Town) -> None:
    grid = service.team_grid(viewer=HR)
    with pytest.raises(NotFound):
        service.same_grid(viewer=town.head, grid=grid)
    with pytest.raises(PermissionDenied):
        service.same_grid(viewer=viewer(Role.AGENT), grid=grid)
