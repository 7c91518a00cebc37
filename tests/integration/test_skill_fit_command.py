"""``transfo-rh skills fit``: the same ranking as the screen, as one JSON document."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from tests import factories, skills_factories
from transfo_rh.cli import skills_fit
from transfo_rh.core.database import Database
from transfo_rh.core.errors import InvalidInput, NotFound


@pytest.fixture
def command(sqlite_database: Database) -> typer.Typer:
    ids = factories.add_departments({"DG": None, "FIN": "DG", "GUI": "DG"})
    catalogue = skills_factories.store_catalogue()
    ada = skills_factories.add_agent("ADA", ids["FIN"])
    bob = skills_factories.add_agent("BOB", ids["GUI"])
    skills_factories.give_levels(
        catalogue, {ada: {"sql": 3, "quality": 2, "charts": 2, "listening": 1}, bob: {"sql": 1}}
    )
    app = typer.Typer()
    app.command("fit")(skills_fit.show_fit)
    return app


def test_the_document_says_everything_line_by_line(command: typer.Typer) -> None:
    done = CliRunner().invoke(command, ["--role", "analyst", "--json"], catch_exceptions=False)
    found = json.loads(done.stdout)
    assert found["role"] == {"code": "analyst", "label": "Analyste de données"}
    assert (found["headcount"], found["assessed"]) == (2, 2)
    assert found["thresholds"] == {"ready": 85, "six_months": 70, "eighteen_months": 50}
    assert [one["matricule"] for one in found["people"]] == ["ADA", "BOB"]
    ada, bob = found["people"]
    assert ada["fit"]["point"] == pytest.approx(100 * (2 + 1 + 2 * 2 / 3) / 5)
    assert ada["fit"]["low"] == ada["fit"]["high"] == ada["fit"]["point"]
    assert (ada["readiness"], ada["certain"], ada["assessed_share"]) == ("ready", True, 1.0)
    assert ada["effort"] == {
        "days": 10,
        "unknown_days": 0,
        "cost_cents": 300_000,
        "months": 5.0,
        "hypothesis": True,
    }
    assert [(line["skill"], line["gap"], line["soft"]) for line in ada["lines"]] == [
        ("sql", 0, False),
        ("quality", 0, False),
        ("charts", 1, False),
        ("listening", 1, True),
    ]
    assert (bob["readiness"], bob["critical_gap"]) == ("not_ready", True)
    assert [one["skill"] for one in found["assess_first"]] == ["charts", "quality"]


def test_a_department_narrows_and_words_are_readable(command: typer.Typer) -> None:
    done = CliRunner().invoke(command, ["--role", "analyst", "--department", "GUI"], catch_exceptions=False)
    assert "1 agent évalué sur 1" in done.stdout.replace("\u00a0", " ")
    assert "Non prêt (compétence critique)" in done.stdout
    assert "ADA" not in done.stdout


def test_unknown_codes_are_refused_with_one_clear_line(command: typer.Typer) -> None:
    with pytest.raises(NotFound, match="nexiste"):
        CliRunner().invoke(command, ["--role", "nexiste"], catch_exceptions=False)
    with pytest.raises(InvalidInput, match="NULLE"):
        CliRunner().invoke(command, ["--role", "analyst", "--department", "NULLE"], catch_exceptions=False)
