"""The department report, the crosses and what is certain: who reads what, and that it says what was published."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.factories import viewer
from tests.published import (
    ASKED,
    DG,
    FINANCES,
    GUICHETS,
    USAGERS,
    VOIRIE,
    add_published_waves,
)
from transfo_rh.access import service as access
from transfo_rh.access.model import Role, Viewer, administrator_operator
from transfo_rh.campaigns.model import CellState
from transfo_rh.campaigns.results import exports, service
from transfo_rh.campaigns.results.crosses import cross_table, crosses
from transfo_rh.campaigns.results.dimension import dimension_view
from transfo_rh.campaigns.results.questions import other_questions
from transfo_rh.campaigns.results.report import department_report, report_content
from transfo_rh.campaigns.results.strengths import strengths
from transfo_rh.cli.main import app
from transfo_rh.core.database import Database
from transfo_rh.core.errors import NotFound, PermissionDenied, TransfoError
from transfo_rh.core.i18n import in_language

HR = viewer(Role.HR)
FIRST = ASKED.dimensions[0]


@pytest.fixture
def ids(any_database: Database) -> dict[str, int]:
    """The departments of two published waves, and the campaigns « now » and « before »."""
    return add_published_waves()


def _head(ids: dict[str, int], code: str) -> Viewer:
    return viewer(Role.DEPARTMENT_HEAD, ids[code])


def test_a_report_holds_every_part_for_human_resources(ids: dict[str, int]) -> None:
    report = report_content(viewer=HR, campaign_id=ids["now"], unit=USAGERS)
    assert (report.department, report.subject, report.above) == ("Service USAGERS", "Service USAGERS", "")
    assert not report.is_replaced
    line = report.dimensions[0]
    assert (line.measure.code, line.difference, line.significant) == (FIRST.code, -15, True)
    assert [len(lines) for _dimension, lines in report.items] == [
        len(ASKED.items_of(dimension.code)) for dimension in ASKED.dimensions
    ]
    assert report.trends is not None
    assert {cell.difference for cell in report.trends.cells[1]} == {12}
    assert [line.text for line in report.comments] == ["Du temps pour apprendre"]
    content = department_report(viewer=HR, campaign_id=ids["now"], unit=USAGERS)
    assert content.startswith(b"%PDF-")
    events = access.audit_trail(viewer=administrator_operator(), action="survey.report").events
    assert [event.object_id for event in events] == [str(ids["now"])]


@pytest.mark.parametrize("unit", [None, USAGERS, GUICHETS])
def test_the_dimensions_are_ranked_within_each_scale(ids: dict[str, int], unit: int | None) -> None:
    report = report_content(viewer=HR, campaign_id=ids["now"], unit=unit)
    groups = report.dimensions_by_scale
    assert [scale.title for scale, _lines in groups] == ["Échelle à 5 degrés", "Échelle à 8 degrés"]
    assert {line.measure for _scale, lines in groups for line in lines} == {
        line.measure for line in report.dimensions
    }
    for _scale, lines in groups:
        scores = [line.cell.score for line in lines if line.cell.score is not None]
        assert scores == sorted(scores, reverse=True)


def test_a_small_department_gets_the_figures_of_the_level_above(ids: dict[str, int]) -> None:
    own = report_content(viewer=_head(ids, "GUICHETS"), campaign_id=ids["now"])
    assert own.is_replaced
    assert (own.department, own.subject) == ("Service GUICHETS", "Service USAGERS")
    assert {line.cell.unit for line in own.dimensions} == {USAGERS}
    assert all(line.above is None for line in own.dimensions)  # above stands the single root: the whole
    assert [line.text for line in own.comments] == ["Du temps pour apprendre"]
    view = dimension_view(viewer=_head(ids, "GUICHETS"), campaign_id=ids["now"], dimension=FIRST.code)
    assert (view.subject, view.total.cell.unit) == ("Service USAGERS", USAGERS)
    assert "Service GUICHETS : trop peu de réponses" in view.sentence.replace("\u00a0", " ")


def test_the_first_wave_has_no_trend(ids: dict[str, int]) -> None:
    assert report_content(viewer=HR, campaign_id=ids["before"]).trends is None


@pytest.mark.parametrize(
    ("who", "unit", "allowed"),
    [
        (lambda _ids: HR, GUICHETS, True),
        (lambda _ids: viewer(Role.EXECUTIVE), FINANCES, True),
        (lambda ids: _head(ids, "USAGERS"), USAGERS, True),
        (lambda ids: _head(ids, "USAGERS"), GUICHETS, True),
        (lambda ids: _head(ids, "USAGERS"), FINANCES, False),
        (lambda ids: _head(ids, "GUICHETS"), USAGERS, False),
        (lambda ids: _head(ids, "USAGERS"), DG, False),
        (lambda _ids: viewer(Role.AGENT), VOIRIE, False),
        (lambda _ids: viewer(Role.AGENT), None, True),
        (lambda _ids: viewer(Role.ADMIN), None, False),
        (lambda _ids: HR, 99, False),
    ],
)
def test_who_may_print_which_report(
    ids: dict[str, int], who: Callable[[dict[str, int]], Viewer], unit: int | None, allowed: bool
) -> None:
    reader = who(ids)
    if allowed:
        assert department_report(viewer=reader, campaign_id=ids["now"], unit=unit).startswith(b"%PDF-")
        return
    with pytest.raises(PermissionDenied):
        department_report(viewer=reader, campaign_id=ids["now"], unit=unit)


def test_an_agent_s_report_holds_the_whole_alone(ids: dict[str, int]) -> None:
    report = report_content(viewer=viewer(Role.AGENT), campaign_id=ids["now"])
    assert report.is_whole
    assert report.comments == ()
    assert report.actions == ()
    assert {line.cell.unit for line in report.dimensions} == {None}
    assert report.trends is not None
    assert [row.unit for row in report.trends.rows] == [None]


def test_what_is_certain_is_the_same_for_everybody_and_on_every_screen(ids: dict[str, int]) -> None:
    def marks(who: Viewer, unit: int) -> dict[str, bool]:
        view = service.heatmap(viewer=who, campaign_id=ids["now"], unit=unit)
        return {m.code: heat.significant for m, heat in zip(view.measures, view.cells[1], strict=True)}

    of_map = marks(HR, USAGERS)
    assert of_map == marks(_head(ids, "USAGERS"), USAGERS)
    view = strengths(viewer=_head(ids, "USAGERS"), campaign_id=ids["now"])
    assert of_map == {standing.measure.code: standing.significant for standing in view.standings}
    assert all(of_map.values())  # 15 points below, 90 of 180 answered
    assert not any(marks(HR, VOIRIE).values())  # 1 point above
    assert not any(marks(HR, GUICHETS).values())


def test_the_heat_map_shows_the_level_above_and_never_a_sister(ids: dict[str, int]) -> None:
    view = service.heatmap(viewer=_head(ids, "GUICHETS"), campaign_id=ids["now"])
    assert [(row.unit, row.is_parent) for row in view.rows] == [
        (None, False),
        (GUICHETS, False),
        (USAGERS, True),
    ]
    assert view.cells[2][0].cell.score == 36
    assert view.cells[1][0].cell.state is CellState.TOO_FEW


def test_a_row_of_an_attribute_is_never_a_cell_of_a_cross(ids: dict[str, int]) -> None:
    view = service.heatmap(viewer=HR, campaign_id=ids["now"], attribute="category")
    scores = {row.label: cells[0].cell.score for row, cells in zip(view.rows, view.cells, strict=True)}
    assert (scores["A"], scores["C"]) == (66, 48)


def test_crosses_are_read_in_the_horizon(ids: dict[str, int]) -> None:
    offered = crosses(viewer=HR, campaign_id=ids["now"])
    assert {cross.code for cross in offered} == {"category*has_workstation", "department*category"}
    assert offered[0].label == "Catégorie × Poste informatique"
    of_units = cross_table(viewer=HR, campaign_id=ids["now"], cross="department*category")
    assert of_units.rows == ("Ensemble", "Service USAGERS", "Service FINANCES")
    assert of_units.columns == ("Ensemble", "A", "C")
    assert [heat.cell.score for heat in of_units.cells[1]] == [36, 46, 28]
    assert "Service FINANCES, A (+25 points" in of_units.sentence
    own = cross_table(viewer=_head(ids, "GUICHETS"), campaign_id=ids["now"], cross="department*category")
    assert own.rows == ("Ensemble", "Service USAGERS")  # the direction's, as everywhere
    pair = cross_table(
        viewer=HR, campaign_id=ids["now"], cross="category*has_workstation", measure=FIRST.code
    )
    assert pair.cells[1][2].cell.state is CellState.PRECAUTION
    assert [heat.cell.score for heat in pair.cells[0]] == [51, 64, 46]


def test_crosses_refuse_agents_unknown_ones_and_unknown_measures(ids: dict[str, int]) -> None:
    assert crosses(viewer=viewer(Role.AGENT), campaign_id=ids["now"]) == ()
    for who, cross in ((viewer(Role.AGENT), "department*category"), (HR, "department*status")):
        with pytest.raises(PermissionDenied):
            cross_table(viewer=who, campaign_id=ids["now"], cross=cross)
    with pytest.raises(NotFound):
        cross_table(viewer=HR, campaign_id=ids["now"], cross="department*category", measure="rien")


def test_questions_outside_dimensions(ids: dict[str, int]) -> None:
    found = other_questions(viewer=HR, campaign_id=ids["now"], unit=USAGERS)
    asked = {item.question or item.code for item in ASKED.items if item.dimension is None}
    assert len(found) == len(asked)
    with pytest.raises(PermissionDenied):
        other_questions(viewer=viewer(Role.AGENT), campaign_id=ids["now"], unit=USAGERS)


def test_labels_follow_the_reader_s_language(ids: dict[str, int]) -> None:
    with in_language("en"):
        measures = service.outline(viewer=HR, campaign_id=ids["now"]).measures
    labels = {measure.code: measure.label for measure in measures}
    assert labels[FIRST.code] == "Digital culture"
    assert service.outline(viewer=HR, campaign_id=ids["now"]).measures[0].label == FIRST.label


def test_exports_carry_every_published_field(ids: dict[str, int]) -> None:
    content = service.export(viewer=HR, campaign_id=ids["now"])
    document = json.loads(json.dumps(exports.results_document(content)))
    crossed = [cell for cell in document["cells"] if cell["attribute_2"]]
    assert crossed[0]["value_2"] == "poste A"
    assert {"unfavourable", "deviation", "shares", "capped", "population"} <= set(document["cells"][0])
    rows = exports.results_rows(content)
    assert {len(row) for row in rows} == {len(exports.results_columns())}
    assert any("Poste informatique" in row for row in rows)


def test_the_command_writes_a_report(ids: dict[str, int], tmp_path: Path) -> None:
    file = tmp_path / "rapport.pdf"
    arguments = ["survey", "report", str(ids["now"]), "-o", str(file), "--department"]
    result = CliRunner().invoke(app, [*arguments, "usagers"], catch_exceptions=False)
    assert result.exit_code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    with pytest.raises(TransfoError, match="XX"):
        CliRunner().invoke(app, [*arguments, "XX"], catch_exceptions=False)
