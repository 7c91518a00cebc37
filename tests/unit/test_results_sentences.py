"""The sentences that open the pages of results: true for the figures under them, and French."""

from __future__ import annotations

import pytest

from transfo_rh.campaigns.model import CellState, PublishedCell
from transfo_rh.campaigns.results import dimension


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
