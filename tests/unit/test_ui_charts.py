"""The heat map and the bars: nothing blank, never colour alone, nothing typed by people run as HTML."""

from __future__ import annotations

import pytest

from transfo_rh.core.i18n import in_language
from transfo_rh.ui.charts import heatmap
from transfo_rh.ui.charts.bars import Bar, bars_figure
from transfo_rh.ui.charts.heatmap import HeatCell, heatmap_figure
from transfo_rh.ui.charts.labels import wrapped
from transfo_rh.ui.charts.palette import DIFFERENCE_SCALE, INK, SCORE_SCALE, WHITE

SHOWN = HeatCell(90, "90", "shown", "Affiché", "90 sur 100")
PALE = HeatCell(5, "5", "shown", "Affiché", "5 sur 100")
NOBODY = HeatCell(None, "", "no_answer", "Aucune réponse", "Aucune réponse")
FEW = HeatCell(None, "", "too_few", "Effectif insuffisant", "Effectif insuffisant")
HIDDEN = HeatCell(None, "", "precaution", "Masqué par précaution", "Masqué par précaution")
CELLS = [[SHOWN, PALE, NOBODY], [FEW, HIDDEN, SHOWN]]


def _figure(cells: list[list[HeatCell]] = CELLS, rows: tuple[str, ...] = ("A", "  B")) -> object:
    columns = [f"Dimension {n}" for n in range(len(cells[0]))]
    return heatmap_figure(rows=rows, columns=columns, cells=cells, scale=SCORE_SCALE)


def _texts(figure: object) -> dict[tuple[int, int], tuple[str, str]]:
    return {
        (row, column): (text, trace.textfont.color)
        for trace in figure.data
        if trace.type == "scatter"
        for row, column, text in zip(trace.y, trace.x, trace.text, strict=True)
    }


def test_every_cell_says_something() -> None:
    texts = _texts(_figure())
    assert set(texts) == {(r, c) for r in range(2) for c in range(3)}
    assert all(text for text, _ink in texts.values())


def test_the_text_takes_the_ink_that_reads_on_its_colour() -> None:
    texts = _texts(_figure())
    assert texts[0, 0] == ("90", WHITE)
    assert texts[0, 1] == ("5", INK)


def test_the_three_hidden_states_differ_by_hatch_and_by_word() -> None:
    hatches = {
        trace.marker.pattern.shape for trace in _figure().data if trace.type == "bar" and trace.width == 0.97
    }
    assert hatches == {"", ".", "/"}
    words = {heatmap.short_word(state) for state in heatmap.HIDDEN_STATES}
    assert len(words) == 3


def test_a_hidden_cell_carries_no_number_anywhere_in_the_figure() -> None:
    leaking = HeatCell(37, "", "too_few", "Effectif insuffisant", "Effectif insuffisant")
    figure = _figure([[leaking]], rows=("A",))
    assert figure.data[0].z[0][0] is None
    assert "37" not in str(figure.to_dict()["data"])


def test_the_hover_gives_the_full_names() -> None:
    hovers = _figure().data[0].hovertext
    assert hovers[1][2] == "<b>B</b><br>Dimension 2<br>90 sur 100"


def test_names_typed_by_people_are_never_html() -> None:
    figure = _figure([[SHOWN]], rows=("<img src=x onerror=alert(1)>",))
    assert "<img" not in figure.data[0].hovertext[0][0]
    assert "<b>" not in wrapped("<b>gras</b>", width=20, lines=1)


def test_the_height_follows_the_rows() -> None:
    short, long = _figure([[SHOWN]] * 2, rows=("A", "B")), _figure([[SHOWN]] * 30, rows=("A",) * 30)
    assert long.layout.height - short.layout.height == 28 * heatmap.ROW_PIXELS


def test_rows_and_cells_must_match() -> None:
    with pytest.raises(ValueError):
        heatmap_figure(rows=["A"], columns=["x", "y"], cells=[[SHOWN]], scale=SCORE_SCALE)


def test_the_legend_names_and_counts_the_states_that_occur() -> None:
    legend = heatmap._legend(cells=CELLS, scale=SCORE_SCALE, value_title="Score sur 100")
    for words in (
        "Aucune réponse (1)",
        "Effectif insuffisant (1)",
        "Masqué par précaution (1)",
        "Score sur 100",
    ):
        assert words in legend
    assert "Aucune réponse" not in heatmap._legend(cells=[[SHOWN]], scale=SCORE_SCALE, value_title="x")


def test_the_legend_of_differences_has_signs() -> None:
    legend = heatmap._legend(cells=[[SHOWN]], scale=DIFFERENCE_SCALE, value_title="Écart")
    assert "−25" in legend
    assert "+25" in legend


def test_hidden_words_have_an_english_side() -> None:
    with in_language("en"):
        assert len({heatmap.short_word(state) for state in heatmap.HIDDEN_STATES}) == 3


def test_bars_show_their_value_their_reason_and_the_reference() -> None:
    figure = bars_figure(
        bars=[
            Bar("Autonomie", 62, "62", "62 sur 100", reference=58, low=55, high=68),
            Bar("Charge", None, "", "caché", "too_few", "Effectif insuffisant", reference=40),
        ],
        value_title="Score sur 100",
        reference_title="Ensemble",
        lowest=0,
        highest=100,
    )
    shown, hidden, reference = figure.data
    assert (list(shown.x), list(shown.text)) == ([62], ["62"])
    assert (shown.error_x.array[0], shown.error_x.arrayminus[0]) == (6, 7)
    assert list(hidden.text) == ["Effectif insuffisant"]
    assert list(reference.x) == [58]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("État civil", "État civil"),
        ("  Crèches", "\u00a0\u00a0Crèches"),
        ("Direction des mobilités durables et douces", "Direction des<br>mobilités…"),
    ],
)
def test_labels_wrap_then_shorten(text: str, expected: str) -> None:
    assert wrapped(text, width=14, lines=2) == expected
