"""Tables on screen: a wide column is as wide as its longest value, up to a limit."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from transfo_rh.ui import tables
from transfo_rh.ui.tables import NARROW_WIDEST, WIDEST, text_width

LONG = "Direction de la prévention et de la gestion des déchets"


def _page() -> None:
    from transfo_rh.ui.tables import Column, ColumnKind, data_table

    data_table(
        columns=[Column("Service", wide=True), Column("État"), Column("Réponses", ColumnKind.NUMBER)],
        rows=[("   Direction de la prévention et de la gestion des déchets", "Transmis", 3)],
        alt="Un service.",
        key="lines",
    )


def test_a_wide_column_holds_the_long_name_of_a_department() -> None:
    app = AppTest.from_function(_page).run()
    assert not app.exception
    widths = {
        title: shown.get("width") for title, shown in json.loads(app.dataframe[0].proto.columns).items()
    }
    assert widths["Service"] == text_width(["   " + LONG])
    assert (widths["Service"] or 0) >= 6.5 * len(LONG)
    assert widths["État"] is None


def test_on_a_phone_the_first_column_leaves_room_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "is_narrow", lambda: True)
    shown = AppTest.from_function(_page).run().dataframe[0].proto
    widths = {title: column.get("width") for title, column in json.loads(shown.columns).items()}
    assert widths["Service"] == NARROW_WIDEST
    assert widths["État"] is None
    assert shown.row_height > 64  # Streamlit wraps words above 4 rem only


def test_the_window_is_wide_where_the_browser_says_nothing() -> None:
    shown = AppTest.from_function(_page).run().dataframe[0].proto
    assert shown.row_height == tables.ROW_PIXELS


@given(st.lists(st.one_of(st.none(), st.text(max_size=90)), max_size=5))
def test_the_width_grows_with_the_longest_value_up_to_a_limit(values: list[str | None]) -> None:
    width = text_width(values)
    assert (width is None) == (not any(values))
    assert width is None or (text_width([*values, LONG]) or 0) >= width
    assert width is None or width <= WIDEST
