"""Names on the map of quadrants: every point is identified, and no text covers another, a point or the edge."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from transfo_rh.ui.charts.placing import Box, Place, Plot, text_places, text_size
from transfo_rh.ui.charts.quadrants import (
    NAMED_AT_MOST,
    PLOT_HEIGHT,
    PLOT_WIDTHS,
    QuadrantPoint,
    names_fit,
    numbered_list,
    quadrants_figure,
)

QUARTERS = ("Autonomes, cap à partager", "Autonomes et alignés", "Cap et marges", "Alignés, marges à ouvrir")
_COORDINATE = st.integers(0, 100)
_POINTS = st.lists(st.tuples(_COORDINATE, _COORDINATE), min_size=1, max_size=24)


def _plots(pairs: list[tuple[int, int]]) -> list[Plot]:
    return [
        Plot(
            Box(-20, -20, width + 20, PLOT_HEIGHT + 20),
            tuple((x / 100 * width, y / 100 * PLOT_HEIGHT) for x, y in pairs),
            taken=(Box(0, 0, 90, 30),),
        )
        for width in (PLOT_WIDTHS[0], PLOT_WIDTHS[-1])
    ]


def _assert_clear(plots: list[Plot], texts: list[str], places: tuple[Place | None, ...]) -> None:
    """No text covers another one, another point, what is taken or the edge."""
    for plot in plots:
        boxes = {
            number: place.box(plot.points[number], text_size(texts[number]))
            for number, place in enumerate(places)
            if place is not None
        }
        assert all(box.inside(plot.frame) for box in boxes.values())
        assert not any(one.meets(other) for one, other in itertools.combinations(boxes.values(), 2))
        assert not any(box.meets(taken) for box in boxes.values() for taken in plot.taken)
        marks = [Box(x - 6, y - 6, x + 6, y + 6) for x, y in plot.points]
        assert not any(box.meets(mark) for box in boxes.values() for mark in marks)


@settings(deadline=None, max_examples=25)
@given(_POINTS)
def test_numbers_never_cover_one_another_a_point_or_the_edge(pairs: list[tuple[int, int]]) -> None:
    plots, texts = _plots(pairs), [str(number + 1) for number in range(len(pairs))]
    places = text_places(plots, texts, reach=240)
    assert None not in places
    _assert_clear(plots, texts, places)
    assert places == text_places(plots, texts, reach=240)


@settings(deadline=None, max_examples=25)
@given(_POINTS)
def test_names_never_cover_one_another_a_point_or_the_edge(pairs: list[tuple[int, int]]) -> None:
    plots, texts = _plots(pairs), ["Relation<br>usagers"] * len(pairs)
    _assert_clear(plots, texts, text_places(plots, texts, reach=24))


def test_a_text_without_room_has_no_place_and_arrows_are_covered_last() -> None:
    frame = Box(0, 0, 200, 100)
    assert text_places([Plot(frame, ((20, 50),), taken=(frame,))], ["Eau"], reach=0) == (None,)
    free = text_places([Plot(frame, ((100, 50),))], ["Eau"], reach=0)
    assert text_places([Plot(frame, ((100, 50),), avoided=(frame,))], ["Eau"], reach=0) == free
    right = Box(100, 40, 200, 60)
    (left,) = text_places([Plot(frame, ((100, 50),), avoided=(right,))], ["Eau"], reach=0)
    assert left is not None
    assert left.side == -1


def _texts(points: list[QuadrantPoint]) -> list[str]:
    figure = quadrants_figure(points=points, x_title="x", y_title="y", quarters=QUARTERS)
    return [note.text for note in figure.layout.annotations if note.name == "name"]


def test_a_few_points_bear_their_names() -> None:
    points = [QuadrantPoint(f"Direction de la culture {n}", 20 + 12 * n, 80 - 9 * n, "") for n in range(5)]
    assert names_fit(points=points, quarters=QUARTERS)
    assert sorted(text.replace("<br>", " ") for text in _texts(points)) == [f"Culture {n}" for n in range(5)]


@pytest.mark.parametrize("spread", [0, 1, 5])
def test_every_point_of_a_crowd_has_its_number_and_the_list_explains_it(spread: int) -> None:
    whole = QuadrantPoint("Ensemble", 50, 50, "", emphasised=True)
    units = [
        QuadrantPoint(f"<Service> {n}", 45 + spread * (n % 4), 45 + spread * (n // 4), "", before=(40, 40))
        for n in range(NAMED_AT_MOST + 6)
    ]
    assert not names_fit(points=[whole, *units], quarters=QUARTERS)
    assert _texts([whole, *units]) == [str(n + 1) for n in range(len(units))]
    listed = numbered_list([whole, *units])
    assert "Losange\u00a0: Ensemble" in listed
    assert listed.count("<li>&lt;Service&gt;") == len(units)


def test_few_points_on_one_spot_bear_numbers_rather_than_no_name() -> None:
    points = [QuadrantPoint("Direction de l’eau et de l’assainissement", 50, 50, "") for _n in range(11)]
    assert len(_texts(points)) == 11


def _crowd() -> None:
    from transfo_rh.ui.charts.quadrants import QuadrantPoint, quadrants_chart

    quadrants_chart(
        points=[QuadrantPoint(f"Service {n}", 30 + 3 * n, 40 + 2 * n, "") for n in range(14)],
        x_title="x",
        y_title="y",
        quarters=("a", "b", "c", "d"),
        alt="Carte",
        key="map",
    )


def test_the_list_of_numbers_stands_beside_the_map() -> None:
    app = AppTest.from_function(_crowd).run()
    assert not app.exception
    (listed,) = app.get("html")
    assert listed.proto.body.count("<li>Service") == 14
