"""Shares, changes and quadrants: what is hidden carries no figure, what people typed is escaped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.ui.charts.bars import Bar, bars_figure
from transfo_rh.ui.charts.changes import Change, changes_figure, span
from transfo_rh.ui.charts.palette import contrast, text_on
from transfo_rh.ui.charts.quadrants import QuadrantPoint, quadrants_figure
from transfo_rh.ui.charts.rows import named_rows
from transfo_rh.ui.charts.shares import ShareRow, class_colours, shares_figure

CLASSES = ("Défavorable", "Neutre", "Favorable")


def test_a_hidden_line_of_shares_says_why_and_shows_no_figure() -> None:
    rows = [
        ShareRow("Question 1", (10, 30, 60), ("10\u00a0%", "30\u00a0%", "60\u00a0%"), "60 % favorables"),
        ShareRow(
            "Question 2",
            (33, 33, 34),
            ("", "", ""),
            "Effectif insuffisant",
            "too_few",
            "Effectif insuffisant",
        ),
    ]
    figure = shares_figure(rows=rows, classes=CLASSES, value_title="Part des réponses (%)")
    parts = [trace for trace in figure.data if trace.name]
    assert [list(part.x) for part in parts] == [[10], [30], [60]]
    (hidden,) = [trace for trace in figure.data if not trace.name]
    assert list(hidden.text) == ["Effectif insuffisant"]


def test_small_parts_are_not_labelled_and_the_ink_reads_on_each_colour() -> None:
    figure = shares_figure(
        rows=[ShareRow("Q", (3, 37, 60), ("3\u00a0%", "37\u00a0%", "60\u00a0%"), "")],
        classes=CLASSES,
        value_title="",
    )
    assert figure.data[0].text == ("",)
    for count in range(2, 9):
        assert all(contrast(text_on(colour), colour) >= 4.5 for colour in class_colours(count))


def test_a_change_without_both_values_draws_no_stroke_but_says_why() -> None:
    changes = [
        Change("Autonomie", 50, 62, "évolution démontrée", "50 → 62", marked=True),
        Change("Charge", None, 40, "trop peu de réponses", ""),
    ]
    figure = changes_figure(changes=changes, before_title="2025", after_title="2026", value_title="Score")
    strokes = [trace for trace in figure.data if trace.mode == "lines"]
    assert [list(stroke.x) for stroke in strokes] == [[], [50, 62, None]]
    (notes,) = [trace for trace in figure.data if trace.mode == "text"]
    assert list(notes.text) == ["évolution démontrée", "trop peu de réponses"]


def test_the_map_has_an_arrow_only_where_the_unit_stood_before() -> None:
    points = [
        QuadrantPoint("Ensemble", 55, 60, "", emphasised=True),
        QuadrantPoint("<b>Accueil</b>", 40, 70, "", before=(45, 60)),
    ]
    figure = quadrants_figure(
        points=points, x_title="Alignement", y_title="Autonomie", quarters=("a", "b", "c", "d")
    )
    assert sum(bool(note.showarrow) for note in figure.layout.annotations) == 1
    (name,) = [note.text for note in figure.layout.annotations if note.x == 40 and note.name == "name"]
    assert "&lt;b&gt;Accueil" in name
    assert figure.data[0].marker.symbol[0] != figure.data[0].marker.symbol[1]


def test_points_at_the_ends_stay_inside_the_map() -> None:
    figure = quadrants_figure(
        points=[QuadrantPoint("A", 100, 0, "")], x_title="x", y_title="y", quarters=("", "", "", "")
    )
    low, high = figure.layout.xaxis.range
    assert low <= 0 < 100 <= high


@pytest.mark.parametrize("count", [1, 2, 18])
def test_rows_hold_their_names_whole_above_their_marks(count: int) -> None:
    name = "Direction de la prévention et de la gestion des déchets, secteur Rives d’Ambre"
    bars = [Bar(name, 50, "50", "") for _n in range(count)]
    figure = bars_figure(bars=bars, value_title="Score", reference_title=None, lowest=0, highest=100)
    titles = figure.layout.annotations
    assert [title.text.replace("<br>", " ") for title in titles] == [name] * count
    rows = named_rows([name] * count)
    bottom, top = figure.layout.yaxis.range
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert plot == rows.height == pytest.approx((bottom - top) * rows.pixels)
    assert (0 - top) * rows.pixels >= rows.mark * rows.pixels / 2 + 2 * 17  # two lines above the first bar


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=6))
def test_the_axis_of_changes_spans_their_values(pairs: list[tuple[int, int]]) -> None:
    low, high = span([Change("A", before, after, "", "") for before, after in pairs])
    assert 0 <= low <= high - 20 <= 80
    assert all(low <= value <= high for pair in pairs for value in pair)
