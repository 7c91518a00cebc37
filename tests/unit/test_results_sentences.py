"""The sentences that open the pages of results: true for the figures under them, and French."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from transfo_rh.campaigns.life.narrative import exposure_sentence
from transfo_rh.campaigns.life.outlook import Simulation
from transfo_rh.campaigns.model import CellState, Measure, MeasureKind, PublishedCell
from transfo_rh.campaigns.results import alignment, dimension, narrative
from transfo_rh.campaigns.results.service import HeatCell, Heatmap
from transfo_rh.campaigns.results.strengths import StrengthsView
from transfo_rh.ui.strengths_view import shows_figures


def _line(label: str, score: int) -> dimension.Line:
    cell = PublishedCell(None, None, None, "CNUM", CellState.SHOWN, n=40, score=score)
    return dimension.Line(label, cell, None, None, None)


@pytest.mark.parametrize(
    ("scores", "said", "unsaid"),
    [
        ((54, 52), "la moins bien notée « Je m’entraide » (52)", "même score"),
        ((53, 53), "toutes les questions montrées ont le même score", "mieux notée"),
        ((53,), "« Culture » : 53 sur 100.", "mieux notée"),
    ],
)
def test_a_best_and_a_worst_question_are_named_only_when_they_differ(
    scores: tuple[int, ...], said: str, unsaid: str
) -> None:
    lines = tuple(
        _line(label, score)
        for label, score in zip(("Je suis à l’aise.", "Je m’entraide."), scores, strict=False)
    )
    found = dimension._sentence(_line("Culture", 53), lines).replace("\u00a0", " ")
    assert said in found
    assert unsaid not in found


def _point(unit: int | None, autonomy: int, aligned: int) -> alignment.Point:
    quadrant = alignment.quadrant(autonomy, aligned)
    return alignment.Point(f"Service {unit}", unit, autonomy, aligned, quadrant, None)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([_point(1, 60, 40)], "Service 1 : « Autonomes, cap à partager »."),
        (
            [_point(1, 60, 40), _point(2, 60, 40)],
            "2 services placés sur la carte, aucun à la fois autonome et aligné.",
        ),
        (
            [_point(1, 60, 60), _point(2, 60, 40)],
            "2 services placés sur la carte, dont 1 à la fois autonome et aligné.",
        ),
    ],
)
def test_the_map_of_autonomy_counts_in_french(points: list[alignment.Point], said: str) -> None:
    whole = _point(None, 50, 50)
    assert alignment._sentence((whole, *points)).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("differences", "said"),
    [
        ((-16,), "Culture : en dessous de la collectivité sur « A » (−16 points)."),
        (
            (9, -16),
            "Culture : au-dessus de la collectivité sur « A » (+9 points), en dessous sur « B » (−16 points).",
        ),
    ],
)
def test_a_department_is_below_something(differences: tuple[int, ...], said: str) -> None:
    measures = tuple(
        Measure(code, code, MeasureKind.DIMENSION, None) for code in ("A", "B")[: len(differences)]
    )
    heats = tuple(
        HeatCell(PublishedCell(1, None, None, "A", CellState.SHOWN, n=40, score=50 + one), one, True)
        for one in differences
    )
    row = SimpleNamespace(label="Culture")
    view = SimpleNamespace(measures=measures, rows=(row, row), cells=(heats, heats))
    assert narrative._of_unit(cast(Heatmap, view)).replace("\u00a0", " ") == said


@pytest.mark.parametrize(("state", "shown"), [(CellState.SHOWN, True), (CellState.TOO_FEW, False)])
def test_nothing_is_said_to_stand_out_where_nothing_is_shown(state: CellState, shown: bool) -> None:
    standing = SimpleNamespace(cell=PublishedCell(1, None, None, "A", state))
    assert shows_figures(cast(StrengthsView, SimpleNamespace(standings=(standing,)))) is shown


@pytest.mark.parametrize(
    ("exposure", "said"),
    [
        ((1, 0, 0), "1 agent lirait le résultat de son propre service."),
        (
            (40, 3, 2),
            "40 agents liraient le résultat de leur propre service, 3 celui d’un regroupement ou de la direction, 2 celui de la collectivité seulement.",
        ),
    ],
)
def test_the_simulation_says_who_would_read_what(exposure: tuple[int, int, int], said: str) -> None:
    own, wider, whole = exposure
    counted = SimpleNamespace(own_department=own, wider_unit=wider, whole_only=whole)
    assert exposure_sentence(cast(Simulation, SimpleNamespace(exposure=counted))) == said
