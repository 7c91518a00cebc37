"""Who can hold a role, on each engine: the ranking, the reach of each viewer, what numbers alone may tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tests import factories, skills_factories
from tests.skills_factories import TODAY
from transfo_rh.access.model import Role, Viewer, operator
from transfo_rh.core import clock
from transfo_rh.core.database import Database
from transfo_rh.core.errors import NotFound, PermissionDenied
from transfo_rh.skills.fit.explain import months, readiness_words
from transfo_rh.skills.fit.readiness import Readiness
from transfo_rh.skills.fit.service import known_role, role_fit
from transfo_rh.skills.fit.table import ranking_table
from transfo_rh.staff.model import Category

EMAIL = "agent@exemple.fr"


@dataclass(frozen=True)
class Town:
    """Departments and agents by name."""

    departments: dict[str, int]
    agents: dict[str, int]

    def head(self, code: str) -> Viewer:
        return factories.viewer(Role.DEPARTMENT_HEAD, self.departments[code])


@pytest.fixture
def town(any_database: Database) -> Town:
    departments = factories.add_departments({"DG": None, "FIN": "DG", "GUI": "DG"})
    catalogue = skills_factories.store_catalogue()
    people = {"hidden": "FIN", "clerk": "FIN", "short": "GUI", "half": "GUI", "nobody": "GUI"}
    agents = {
        name: skills_factories.add_agent(
            name.upper(),
            departments[code],
            category=Category.B,
            email=EMAIL if name == "half" else None,
        )
        for name, code in people.items()
    }
    skills_factories.give_levels(
        catalogue,
        {
            agents["hidden"]: {"sql": 3, "quality": 2, "charts": 3, "listening": 0},
            agents["clerk"]: {"sql": 2, "quality": 1, "charts": 2},
            agents["short"]: {"sql": 1, "quality": 4, "charts": 4},
            agents["half"]: {"charts": 3, "quality": 2, "listening": 4},
            agents["nobody"]: {"reception": 2},
        },
    )
    return Town(departments, agents)


def test_people_are_ranked_by_what_is_assured_and_a_closed_role_comes_last(town: Town) -> None:
    found = role_fit(viewer=operator(), role_code="analyst", on=TODAY)
    named = {agent_id: name for name, agent_id in town.agents.items()}
    assert [named[one.agent.id] for one in found.people] == ["hidden", "clerk", "half", "short"]
    assert [round(one.fit.point or 0, 1) for one in found.people] == [100.0, 63.3, 100.0, 73.3]
    assert [round(one.fit.low, 1) for one in found.people] == [100.0, 63.3, 60.0, 73.3]
    assert [one.fit.readiness for one in found.people] == [
        Readiness.READY,
        Readiness.EIGHTEEN_MONTHS,
        Readiness.READY,
        Readiness.NOT_READY,
    ]
    assert [one.fit.certain for one in found.people] == [True, True, False, True]
    assert (found.headcount, found.assessed) == (5, 4)
    assert {one.readiness: one.people for one in found.counts if one.people} == {
        Readiness.READY: 1,
        Readiness.EIGHTEEN_MONTHS: 1,
        Readiness.NOT_READY: 1,
        Readiness.UNKNOWN: 2,
    }
    assert {one: people for one, people in found.to_confirm.items() if people} == {Readiness.READY: 1}
    assert [(one.skill, one.people) for one in found.questions] == [("sql", 1)]
    best = found.people[0]
    assert (best.department, best.effort.days, best.questions) == ("Service FIN", 0, ())
    short = found.people[3]
    assert [(line.skill, line.gap) for line in short.fit.gaps] == [("sql", 2)]
    assert (short.effort.days, short.effort.cost_cents, short.effort.months) == (15, 450_000, 7.5)


def test_the_levels_are_those_of_the_day(town: Town) -> None:
    before = role_fit(viewer=operator(), role_code="analyst", on=date(2026, 5, 1))
    assert (before.headcount, before.assessed, before.people) == (5, 0, ())
    assert before.count(Readiness.UNKNOWN) == 5


def test_pages_follow_the_ranking(town: Town) -> None:
    whole = [one.agent.id for one in role_fit(viewer=operator(), role_code="analyst", on=TODAY).people]
    pages = [
        role_fit(viewer=operator(), role_code="analyst", page=page, size=3, on=TODAY) for page in (0, 1, 9)
    ]
    assert [[one.agent.id for one in page.people] for page in pages] == [whole[:3], whole[3:], whole[3:]]
    assert {page.pages for page in pages} == {2}


def test_the_whole_ranking_says_what_its_pages_say(town: Town) -> None:
    pages = [role_fit(viewer=operator(), role_code="analyst", page=n, size=1, on=TODAY) for n in range(4)]
    expected = [
        (
            f"{one.agent.last_name} {one.agent.first_name}",
            readiness_words(one.fit),
            round(one.fit.point or 0),
            round(one.fit.low),
            round(one.fit.high),
            one.effort.days,
            round(one.effort.cost_cents / 100),
            months(one.effort),
            one.department,
            "B",
        )
        for page in pages
        for one in page.people
    ]
    rows = ranking_table(viewer=operator(), role_code="analyst", on=TODAY)
    assert list(rows) == expected
    assert rows[3][1:] == ("Non prêt (compétence critique)", 73, 73, 73, 15, 4500, 8, "Service GUI", "B")


def test_the_whole_ranking_keeps_to_the_reach_and_to_the_department(town: Town) -> None:
    head = ranking_table(viewer=town.head("GUI"), role_code="analyst", on=TODAY)
    assert {row[8] for row in head} == {"Service GUI"}
    finance = town.departments["FIN"]
    assert len(ranking_table(viewer=operator(), role_code="analyst", department_id=finance, on=TODAY)) == 2
    assert ranking_table(viewer=operator(), role_code="analyst", on=date(2026, 5, 1)) == ()
    with pytest.raises(PermissionDenied):
        ranking_table(viewer=factories.viewer(Role.EXECUTIVE), role_code="analyst", on=TODAY)


def test_a_small_team_opens_on_what_is_known_of_it(town: Town) -> None:
    """Fewer than five are assessed: whoever sees names starts from them, a reader of aggregates from nothing."""
    with clock.pinned(TODAY):
        found = known_role(viewer=town.head("FIN"))
        nothing = known_role(viewer=factories.viewer(Role.EXECUTIVE))
    assert found is not None
    assert (found.code, nothing) == ("analyst", None)


def test_a_department_head_sees_the_own_people_alone(town: Town) -> None:
    found = role_fit(viewer=town.head("GUI"), role_code="analyst", on=TODAY)
    assert {one.agent.id for one in found.people} == {town.agents["half"], town.agents["short"]}
    assert found.headcount == 3
    elsewhere = role_fit(
        viewer=town.head("GUI"), role_code="analyst", department_id=town.departments["FIN"], on=TODAY
    )
    assert (elsewhere.people, elsewhere.headcount) == ((), 0)
    finance = role_fit(
        viewer=operator(), role_code="analyst", department_id=town.departments["FIN"], on=TODAY
    )
    assert {one.agent.id for one in finance.people} == {town.agents["hidden"], town.agents["clerk"]}


def test_the_executive_reads_no_name_and_no_small_number(town: Town) -> None:
    viewer = factories.viewer(Role.EXECUTIVE)
    found = role_fit(viewer=viewer, role_code="analyst", on=TODAY)
    assert (found.named, found.people, found.questions, found.assessed) == (False, (), (), 0)
    assert dict(found.to_confirm) == {}
    assert all(one.people in (None, 0) or one.people >= found.settings.k for one in found.counts)
    assert found.count(Readiness.READY) is None
    with pytest.raises(PermissionDenied):
        role_fit(viewer=viewer, role_code="analyst", department_id=town.departments["FIN"], on=TODAY)


@pytest.mark.parametrize("role", [Role.AGENT, Role.ADMIN])
def test_others_are_refused(town: Town, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        role_fit(viewer=factories.viewer(role), role_code="analyst", on=TODAY)


def test_an_unknown_role_is_said(town: Town) -> None:
    with pytest.raises(NotFound, match="astronaute"):
        role_fit(viewer=operator(), role_code="astronaute", on=TODAY)
