"""Moving or closing a team on each engine: cover of both sides, roles of the receiving department, who may ask."""

from __future__ import annotations

import pytest

from tests import factories, skills_factories
from transfo_rh.access.model import Role, operator
from transfo_rh.core.database import Database
from transfo_rh.core.errors import InvalidInput, PermissionDenied
from transfo_rh.skills.overview.cover import Cover
from transfo_rh.skills.staffing import service
from transfo_rh.skills.staffing.moves import what_if
from transfo_rh.skills.staffing.whatif import Movement


@pytest.fixture
def departments(any_database: Database) -> dict[str, int]:
    """FIN holds the only analysts; GUI holds the counters."""
    ids = factories.add_departments({"DG": None, "FIN": "DG", "BUD": "FIN", "GUI": "DG", "ACC": "GUI"})
    catalogue = skills_factories.store_catalogue()
    job = {"BUD": "Chargé d’études financières", "GUI": "Agent de guichet", "ACC": "Agent d’accueil"}
    agents = {
        name: skills_factories.add_agent(name, ids[code], job=job[code])
        for name, code in {"ALPHA": "BUD", "BETA": "BUD", "GAMMA": "GUI", "DELTA": "ACC"}.items()
    }
    skills_factories.give_levels(
        catalogue,
        {
            agents["ALPHA"]: {"quality": 2, "charts": 3, "sql": 3, "reception": 1},
            agents["BETA"]: {"quality": 2, "charts": 1},
            agents["GAMMA"]: {"reception": 3, "mediation": 3, "quality": 2},
            agents["DELTA"]: {"reception": 2},
        },
    )
    return ids


def test_a_team_that_moves_takes_its_skills_along(departments: dict[str, int]) -> None:
    found = what_if(viewer=operator(), team="BUD", destination="GUI")
    assert (found.movement, found.team, found.destination) == (Movement.MOVE, "Service BUD", "Service GUI")
    origin, goal = found.places
    assert (origin.label, goal.label) == ("Service FIN", "Service GUI")
    assert {one.skill for one in origin.fallen(Cover.RUPTURE)} == {"quality", "charts", "sql"}
    assert {(one.skill, one.after.cover) for one in goal.gained} == {
        ("sql", Cover.FRAGILE),
        ("charts", Cover.FRAGILE),
        ("quality", Cover.COVERED),
    }
    assert [role.code for role in found.roles] == ["counter"]
    alpha = next(line for line in found.members if line.agent.matricule == "ALPHA")
    assert alpha.before is not None
    assert alpha.after is not None
    assert (alpha.before.role.code, alpha.before.low) == ("finance", 100)
    # counter: reception 1 of 3 (weight 2), mediation unknown of 1 (weight 1): 2·⅓ ÷ 3
    assert alpha.after.low == pytest.approx(100 * (2 / 3) / 3)
    assert (found.before.days, found.after.days) == (5, 5 + 10 + 2 + 2 + 5 + 10 + 2)


def test_a_team_that_closes_takes_them_from_the_authority_and_its_people_become_candidates(
    departments: dict[str, int],
) -> None:
    found = what_if(viewer=operator(), team="BUD")
    assert [place.label for place in found.places] == ["Service FIN", "Toute la collectivité"]
    whole = found.places[1]
    assert {one.skill for one in whole.fallen(Cover.RUPTURE)} == {"charts", "sql"}
    assert {one.skill for one in whole.fallen(Cover.FRAGILE)} == {"quality"}
    assert all(line.after is None for line in found.members)
    scenario_id = service.closing_scenario(viewer=operator(), department="BUD")
    kept = service.scenario(viewer=operator(), scenario_id=scenario_id).scenario
    assert (kept.plan.perimeter, kept.plan.posts) == (("BUD",), ())
    assert "Service BUD" in kept.title


def test_within_the_same_direction_nobody_loses_it(departments: dict[str, int]) -> None:
    found = what_if(viewer=operator(), team="BUD", destination="DG")
    assert [place.label for place in found.places] == ["Service FIN"]
    inside = what_if(viewer=operator(), team="ACC", destination="FIN")
    assert [place.label for place in inside.places] == ["Service GUI", "Service FIN"]


@pytest.mark.parametrize(("team", "goal"), [("GUI", "ACC"), ("GUI", "GUI"), ("BUD", "FIN"), ("MARS", "FIN")])
def test_moves_without_a_meaning_are_refused(departments: dict[str, int], team: str, goal: str) -> None:
    with pytest.raises(InvalidInput):
        what_if(viewer=operator(), team=team, destination=goal)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
def test_only_human_resources_ask(departments: dict[str, int], role: Role) -> None:
    with pytest.raises(PermissionDenied):
        what_if(viewer=factories.viewer(role, departments["GUI"]), team="BUD")
