"""The chart of intervals: what is possible, what is known, who is excluded; what people typed is escaped."""

from __future__ import annotations

from transfo_rh.ui.charts.intervals import IntervalRow, IntervalTitles, intervals_figure

TITLES = IntervalTitles("Intervalle", "Adéquation", "Non prêt", "Adéquation (sur 100)")


def test_bars_dots_and_crosses_stand_where_the_figures_are() -> None:
    figure = intervals_figure(
        rows=[
            IntervalRow("Agent A", 40, 90, 70, "70"),
            IntervalRow("Agent B", 60, 60, 60, "60", crossed=True),
            IntervalRow("Agent C", 0, 100, None, "inconnue"),
        ],
        thresholds=(50, 70, 85),
        titles=TITLES,
    )
    bars, dots, crosses = figure.data
    assert list(bars.x) == [40, 90, None, 60, 60, None, 0, 100, None]
    assert (list(dots.x), list(dots.y)) == ([70], [0])
    assert (list(crosses.x), list(crosses.y), crosses.marker.symbol) == ([60], [1], "x")
    assert [shape.x0 for shape in figure.layout.shapes] == [50, 70, 85]


def test_names_are_escaped_and_an_unused_mark_is_not_explained() -> None:
    figure = intervals_figure(rows=[IntervalRow("<b>x</b>", 10, 20, 15, "<i>")], thresholds=(), titles=TITLES)
    assert "<b>&lt;b&gt;x" in figure.data[1].hovertext[0]
    assert figure.data[2].showlegend is False
