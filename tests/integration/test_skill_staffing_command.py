"""``transfo-rh skills staffing``: the list of scenarios, one of them computed, as words and as one JSON document."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from tests import factories, skills_factories
from transfo_rh.access.model import operator
from transfo_rh.cli import skills_staffing
from transfo_rh.core.database import Database
from transfo_rh.core.errors import NotFound
from transfo_rh.skills.staffing import service
from transfo_rh.skills.staffing.model import Limits, Plan, Post, Seats
from transfo_rh.staff.model import Category


@pytest.fixture
def command(sqlite_database: Database) -> typer.Typer:
    ids = factories.add_departments({"DG": None, "FIN": "DG", "GUI": "DG"})
    catalogue = skills_factories.store_catalogue()
    ada = skills_factories.add_agent("ADA", ids["FIN"], category=Category.A)
    bob = skills_factories.add_agent("BOB", ids["GUI"], category=Category.B)
    skills_factories.give_levels(
        catalogue, {ada: {"sql": 3, "quality": 2, "charts": 2}, bob: {"sql": 2, "quality": 2, "charts": 3}}
    )
    plan = Plan((Post("analyst", "GUI", 1),), limits=Limits(50, (Seats("sql", 1),)))
    service.create(viewer=operator(), title="Cellule", plan=plan)
    app = typer.Typer()
    app.command("staffing")(skills_staffing.show_staffing)
    return app


def _run(command: typer.Typer, *arguments: str) -> str:
    done = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_list_then_words_then_everything(command: typer.Typer) -> None:
    assert json.loads(_run(command, "--json"))["scenarios"] == [
        {"id": 1, "title": "Cellule", "positions": 1, "computed": False, "retained": False}
    ]
    assert "pas encore calculé" in _run(command, "--scenario", "1")
    assert json.loads(_run(command, "--scenario", "1", "--json"))["result"] is None
    assert "1 poste pourvu sur 1" in _run(command, "--scenario", "1", "--compute")
    found = json.loads(_run(command, "--scenario", "1", "--json"))
    assert found["plan"]["limits"] == {"days": 50, "seats": {"sql": 1}}
    result = found["result"]
    assert (result["filled"], result["candidates"], result["optimal"]) == (1, 2, True)
    (one,) = result["placements"]
    # Bob: 2·⅔ + 1 + 2 of 5, 10 days, no move; Ada: 2 + 1 + 2·⅔ of 5, 10 days, another direction
    assert one["agent"]["matricule"] == "BOB"
    assert one["fit"]["low"] == pytest.approx(100 * (2 * 2 / 3 + 1 + 2) / 5)
    assert one["training"] == [{"skill": "sql", "from": 2, "to": 3, "days": 10.0}]
    assert one["second_choice"]["agent"]["matricule"] == "ADA"
    assert one["second_choice"]["regret"] == pytest.approx(5.0, abs=0.01)
    assert result["unassigned"] == {"better_placed": 1}
    assert result["nearest_unassigned"][0]["behind"] == pytest.approx(5.0, abs=0.01)


def test_an_unknown_scenario_is_one_clear_line(command: typer.Typer) -> None:
    with pytest.raises(NotFound, match="99"):
        CliRunner().invoke(command, ["--scenario", "99"], catch_exceptions=False)
