"""What is published passes ``survey audit``, and what should not have been published fails it with code 1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests import factories
from tests.integration.survey_imports import run
from transfo_rh.access.model import operator
from transfo_rh.campaigns.model import CellState
from transfo_rh.campaigns.publication import build, plan
from transfo_rh.campaigns.publication import service as publication
from transfo_rh.campaigns.publication.attesting import audit_again
from transfo_rh.campaigns.publication.audit import Examination, examine
from transfo_rh.campaigns.results import service as results
from transfo_rh.cli.demo_authority.build import build_demo
from transfo_rh.cli.main import app
from transfo_rh.core.database import Database

runner = CliRunner()


def test_the_campaigns_of_the_demo_pass(sqlite_database: Database) -> None:
    build_demo(agents=2400)
    for campaign in results.published_campaigns(viewer=operator()):
        attestation = audit_again(viewer=operator(), campaign_id=campaign.id)
        assert attestation.passed, attestation.reasons
        assert attestation.worst_count_interval is not None
        assert attestation.worst_count_interval >= attestation.k
        assert attestation.worst_mean_interval is not None
        assert attestation.worst_mean_interval >= 25 - 1e-6
        assert attestation.shown > attestation.hidden


def test_a_county_survey_without_respondents_passes(any_database: Database, samples: Path) -> None:
    file = samples / "surveys" / "pierce_county_employee_survey.xlsx"
    campaign = run(file.read_bytes(), name=file.name).campaign_id
    publication.publish(viewer=operator(), campaign_id=campaign)
    attestation = audit_again(viewer=operator(), campaign_id=campaign)
    assert attestation.passed, attestation.reasons
    assert attestation.shown > 0


def test_the_command_fails_on_cells_that_give_a_hidden_one_away(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Departments of 3, 12 and 20, published without complementary suppression nor audit: 35 − 12 − 20 gives 3."""
    units = factories.units_of({"A": None, "B": None, "C": None})
    campaign = factories.add_campaign(units=units, answered=factories.responses({0: 3, 1: 12, 2: 20}))
    with monkeypatch.context() as careless:
        careless.setattr(plan, "suppress", _primary_only)
        careless.setattr(build, "examine", _examined_as_passing)
        publication.publish(viewer=operator(), campaign_id=campaign)
    failed = runner.invoke(app, ["survey", "audit", str(campaign), "--json"])
    assert failed.exit_code == 1, failed.output
    assert json.loads(failed.stdout)["verdict"] == "fail"
    other = factories.add_campaign(units=units, answered=factories.responses({0: 3, 1: 12, 2: 20}))
    publication.publish(viewer=operator(), campaign_id=other)
    passed = runner.invoke(app, ["survey", "audit", str(other), "--json"])
    assert passed.exit_code == 0, passed.output
    assert json.loads(passed.stdout)["verdict"] == "pass"


def _primary_only(_tree: object, counts: Sequence[int], *, k: int, **_more: object) -> tuple[CellState, ...]:
    return tuple(
        CellState.NO_ANSWER if n == 0 else CellState.TOO_FEW if n < k else CellState.SHOWN for n in counts
    )


def _examined_as_passing(*args: Any, **named: Any) -> Examination:
    found = examine(*args, **named)
    return Examination(replace(found.attestation, passed=True), ())
