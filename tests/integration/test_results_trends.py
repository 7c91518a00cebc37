"""Trends between two published campaigns, on real databases, for every role."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories import add_departments, questionnaire, units_of, viewer
from tests.waves import add_agents, add_succession, add_wave, hidden, shown
from transfo_rh.access.model import Role
from transfo_rh.campaigns.model import Basis, PublishedCell
from transfo_rh.campaigns.results.comparing import Gap
from transfo_rh.campaigns.results.dimension import dimension_view
from transfo_rh.campaigns.results.strengths import strengths
from transfo_rh.campaigns.results.trends import TrendCell, TrendView, comparable_waves, trend
from transfo_rh.campaigns.results.waves import Continuity
from transfo_rh.campaigns.statistics.comparisons import Verdict
from transfo_rh.core.database import Database
from transfo_rh.core.errors import NotFound, PermissionDenied

BEFORE, NOW = date(2025, 5, 4), date(2026, 5, 4)
PARENTS = {"DG": None, "A": "DG", "B": "DG", "A1": "A"}
HR = viewer(Role.HR)


def _cells(scores: dict[int | None, int], n: int = 60, **more: Any) -> list[PublishedCell]:
    return [
        shown(unit, measure, score, n, **more)
        for unit, score in scores.items()
        for measure in ("D", "Q1", "Q2")
    ]


def _by_label(view: TrendView) -> dict[str, TrendCell]:
    return {row.label: cells[0] for row, cells in zip(view.rows, view.cells, strict=True)}


def test_a_change_is_proven_for_the_whole_and_not_for_a_handful(any_database: Database) -> None:
    ids = add_departments(PARENTS)
    units = units_of(PARENTS, ids)
    before = [*_cells({None: 50, 0: 50, 1: 50, 3: 50}), shown(2, "D", 50, n=None)]
    after = [*_cells({None: 62, 0: 62, 1: 53, 3: 80}), shown(2, "D", 90, n=None)]
    first = add_wave(units=units, questionnaire=questionnaire(), cells=before, on=BEFORE, title="2025")
    second = add_wave(units=units, questionnaire=questionnaire(), cells=after, on=NOW, title="2026")
    view = trend(viewer=HR, campaign_id=second)
    cells = _by_label(view)
    assert view.before.id == first
    assert cells["Ensemble de la collectivité"].difference == 12
    assert cells["Ensemble de la collectivité"].verdict is Verdict.PROVEN
    assert cells["Service A"].verdict is Verdict.UNPROVEN
    assert cells["Service B"].verdict is Verdict.TOO_FEW
    assert "en progrès" in view.sentence
    below = trend(viewer=HR, campaign_id=second, unit=1, dimension="D")
    assert [row.label for row in below.rows] == ["Ensemble de la collectivité", "Service A", "Service A1"]
    assert [measure.code for measure in below.measures] == ["Q1", "Q2"]


def test_a_figure_hidden_in_either_wave_has_no_trend(any_database: Database) -> None:
    ids = add_departments(PARENTS)
    units = units_of(PARENTS, ids)
    before = [*_cells({None: 50, 1: 50}), hidden(2, "D")]
    after = [*_cells({None: 62, 2: 53}), hidden(1, "D")]
    add_wave(units=units, questionnaire=questionnaire(), cells=before, on=BEFORE)
    second = add_wave(units=units, questionnaire=questionnaire(), cells=after, on=NOW)
    cells = _by_label(trend(viewer=HR, campaign_id=second))
    assert (cells["Service A"].gap, cells["Service B"].gap) == (Gap.HIDDEN_NOW, Gap.HIDDEN_BEFORE)
    assert cells["Service A"].before is None
    assert cells["Service B"].difference is None


def test_a_successor_is_compared_with_what_it_replaces(any_database: Database) -> None:
    old = add_departments(PARENTS)
    new = add_departments({"N": None})
    for code in ("A", "B"):
        add_succession(old[code], new["N"], date(2026, 1, 1))
    now = units_of({"DG": None, "N": "DG"}, {"DG": old["DG"], "N": new["N"]})
    add_wave(
        units=units_of(PARENTS, old),
        questionnaire=questionnaire(),
        cells=_cells({None: 50, 0: 50, 1: 40, 2: 60}),
        on=BEFORE,
    )
    second = add_wave(
        units=now, questionnaire=questionnaire(), cells=_cells({None: 50, 0: 50, 1: 70}), on=NOW
    )
    view = trend(viewer=viewer(Role.DEPARTMENT_HEAD, new["N"]), campaign_id=second)
    row = next(row for row in view.rows if row.label == "Service N")
    assert row.continuity is Continuity.MERGED
    assert set(row.previous) == {"Service A", "Service B"}
    cell = _by_label(view)["Service N"]
    assert cell.before is not None
    assert (cell.before.score, cell.before.n, cell.difference) == (50, 120, 20)


@pytest.mark.parametrize(
    ("left", "joined", "gap"), [(2, 1, Gap.NEARLY_SAME_PEOPLE), (0, 0, None), (4, 4, None)]
)
def test_a_trend_that_a_handful_would_explain_is_hidden(
    any_database: Database, left: int, joined: int, gap: Gap | None
) -> None:
    ids = add_departments(PARENTS)
    units = units_of(PARENTS, ids)
    staff = add_agents(80, ids["A"])
    before = [(agent, 1, "A") for agent in staff[:40]] + [(agent, 2, "A") for agent in staff[60:70]]
    after = [(agent, 3, "A") for agent in staff[left : 40 + joined]] + [(a, 2, "C") for a in staff[70:80]]
    for members, on, score in ((before, BEFORE, 50), (after, NOW, 65)):
        last = add_wave(
            units=units,
            questionnaire=questionnaire(),
            cells=[
                *_cells({None: score, 1: score, 2: score}),
                shown(None, "D", score, attribute="category", value="A"),
            ],
            on=on,
            members=members,
            attributes=("category",),
        )
    cells = _by_label(trend(viewer=HR, campaign_id=last))
    assert cells["Service A"].gap is gap
    assert (cells["Service A"].before is None) is (gap is not None)
    assert cells["Service B"].difference == 15  # ten people for ten others
    by_value = _by_label(trend(viewer=HR, campaign_id=last, attribute="category"))
    assert by_value["A"].difference == 15


def test_an_unlinked_agent_counts_as_somebody_else(any_database: Database) -> None:
    ids = add_departments(PARENTS)
    units = units_of(PARENTS, ids)
    staff = add_agents(20, ids["A"])
    for on, members in (
        (BEFORE, [(agent, 1, None) for agent in staff]),
        (NOW, [(agent, 1, None) for agent in staff[1:]] + [(None, 1, None)]),
    ):
        last = add_wave(
            units=units,
            questionnaire=questionnaire(),
            cells=_cells({None: 50, 1: 50}),
            on=on,
            members=members,
        )
    assert _by_label(trend(viewer=HR, campaign_id=last))["Service A"].gap is Gap.NEARLY_SAME_PEOPLE


def test_waves_that_ask_something_else_are_not_compared(sqlite_database: Database) -> None:
    other = questionnaire(points=7)
    add_wave(units=(), questionnaire=other, cells=[shown(None, "D", 50)], on=BEFORE)
    second = add_wave(units=(), questionnaire=questionnaire(), cells=[shown(None, "D", 50)], on=NOW)
    assert comparable_waves(viewer=HR, campaign_id=second) == ()
    with pytest.raises(NotFound, match="mêmes questions"):
        trend(viewer=HR, campaign_id=second)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_the_trends_of_its_horizon(any_database: Database, role: Role) -> None:
    ids = add_departments(PARENTS)
    units = units_of(PARENTS, ids)
    for on in (BEFORE, NOW):
        last = add_wave(
            units=units,
            questionnaire=questionnaire(),
            cells=_cells({None: 50, 0: 50, 1: 50, 2: 50, 3: 50}),
            on=on,
            attributes=("category",),
        )
    who = viewer(role, ids["A"]) if role is Role.DEPARTMENT_HEAD else viewer(role)
    if role is Role.ADMIN:
        with pytest.raises(PermissionDenied):
            trend(viewer=who, campaign_id=last)
        return
    labels = [row.label for row in trend(viewer=who, campaign_id=last).rows]
    expected = {
        Role.HR: ["Service A", "Service B"],
        Role.EXECUTIVE: ["Service A", "Service B"],
        Role.DEPARTMENT_HEAD: ["Service A", "Service A1"],
        Role.AGENT: [],
    }[role]
    assert labels == ["Ensemble de la collectivité", *expected]
    if role in (Role.DEPARTMENT_HEAD, Role.AGENT):
        with pytest.raises(PermissionDenied):
            trend(viewer=who, campaign_id=last, unit=2)
    if role is Role.AGENT:
        with pytest.raises(PermissionDenied):
            trend(viewer=who, campaign_id=last, attribute="category")


def test_attributed_diagnoses_are_compared_without_chance(sqlite_database: Database) -> None:
    ids = add_departments(PARENTS)
    units = units_of(PARENTS, ids)
    for on, score in ((BEFORE, 40), (NOW, 60)):
        last = add_wave(
            units=units,
            questionnaire=questionnaire(),
            cells=[shown(None, "D", score, 3), shown(1, "D", score, 1), shown(2, "D", 50, 1)],
            on=on,
            basis=Basis.DEPARTMENT,
        )
    view = trend(viewer=HR, campaign_id=last)
    assert [cell.verdict for cell in view.cells[1]] == [None]
    assert (
        view.sentence
        == "Ensemble de la collectivité\u00a0: en progrès sur «\u00a0Dimension D\u00a0» (+20 points)."
    )
    own = strengths(viewer=HR, campaign_id=last, unit=2)
    assert [one.difference for one in own.priorities] == [-10]
    page = dimension_view(viewer=HR, campaign_id=last, dimension="D")
    assert page.total.score_interval is None
