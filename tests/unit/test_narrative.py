"""The conclusion that opens the results page: what it says, and what it never says about hidden cells."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from transfo_rh.campaigns.model import Basis, CellState, Measure, MeasureKind, PublishedCell, Unit
from transfo_rh.campaigns.results.narrative import alternative_text, conclusion, hidden_sentence
from transfo_rh.campaigns.results.service import HeatCell, Heatmap, HeatRow, PublishedCampaign

CAMPAIGN = PublishedCampaign(1, "T", date(2026, 5, 4), datetime.now(UTC), Basis.PERSON, True, 5, ())
MEASURES = tuple(Measure(code, code, MeasureKind.DIMENSION, None) for code in ("Autonomie", "Charge"))


def heatmap(*rows: tuple[str, int | None, int | None], unit: bool = False) -> Heatmap:
    """Rows of (label, score of each measure); the first row is the whole; None is a hidden cell."""
    whole = rows[0][1:]

    def cell(score: int | None, position: int) -> HeatCell:
        reference = whole[position]
        if score is None:
            return HeatCell(PublishedCell(None, None, None, "m", CellState.TOO_FEW), None)
        shown = PublishedCell(None, None, None, "m", CellState.SHOWN, n=20, score=score, favourable=50)
        return HeatCell(shown, None if reference is None else score - reference)

    return Heatmap(
        CAMPAIGN,
        tuple(HeatRow(label, None, has_children=False) for label, *_scores in rows),
        MEASURES,
        tuple(
            tuple(cell(score, position) for position, score in enumerate(scores)) for _label, *scores in rows
        ),
        (Unit(0, "A", "A", None),) if unit else (),
    )


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (heatmap(("Ensemble", 70, 40)), ("Point fort", "Autonomie", "70", "Charge", "40")),
        (heatmap(("Ensemble", 52, 50)), ("proches les uns des autres", "50", "52")),
        (heatmap(("Ensemble", None, None)), ("Trop peu de réponses", "5")),
        (heatmap(("Ensemble", 70, 40), ("DRH", 71, 20)), ("écart le plus marqué", "DRH", "−20")),
        (heatmap(("Ensemble", 70, 40), ("DRH", 80, 25), unit=True), ("DRH", "+10", "−15")),
        (heatmap(("Ensemble", 70, 40), ("DRH", 71, 41), unit=True), ("DRH", "proche de l’ensemble")),
        (heatmap(("Ensemble", 70, 40), ("DRH", None, None), unit=True), ("DRH", "aucun résultat affichable")),
    ],
)
def test_the_conclusion_says_what_matters(view: Heatmap, said: tuple[str, ...]) -> None:
    for words in said:
        assert words in conclusion(view)
    assert conclusion(view) in alternative_text(view)


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ((70, 60, 20, 45), "points forts de la collectivité : « A » (70), « D » (45) ; points à travailler"),
        ((70, 60, 20, 45), "points à travailler : « B » (60), « C » (20)."),
        (
            (70, 68, 20, 45),
            "points forts de la collectivité : « D » (45) ; points à travailler : « C » (20).",
        ),
        ((70, 68, 20, 22), "À échelle de réponse égale, les scores de la collectivité sont proches"),
        ((70, 60, None, None), "Point fort de la collectivité : « A » (70 sur 100)."),
    ],
)
def test_scores_of_two_scales_are_told_apart(scores: tuple[int | None, ...], said: str) -> None:
    measures = tuple(Measure(code, code, MeasureKind.DIMENSION, None) for code in "ABCD")
    states = [CellState.TOO_FEW if score is None else CellState.SHOWN for score in scores]
    cells = tuple(
        HeatCell(PublishedCell(None, None, None, "m", state, score=score), None)
        for state, score in zip(states, scores, strict=True)
    )
    rows = (HeatRow("Ensemble", None, has_children=False),)
    view = Heatmap(CAMPAIGN, rows, measures, (cells,), (), scales=(measures[:2], measures[2:]))
    assert said in conclusion(view).replace("\u00a0", " ")


def test_differences_below_five_points_are_not_worth_a_sentence() -> None:
    assert "écart" not in conclusion(heatmap(("Ensemble", 70, 40), ("DRH", 74, 36)))


def test_hidden_cells_are_counted_by_reason() -> None:
    assert hidden_sentence(heatmap(("Ensemble", 70, 40))) == ""
    assert hidden_sentence(heatmap(("Ensemble", 70, None))).startswith("1 case ne montre")
    assert "effectif insuffisant" in hidden_sentence(heatmap(("Ensemble", 70, 40), ("DRH", None, None)))
