"""Tables on screen: a wide column is as wide as its longest value, up to a limit."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from transfo_rh.ui.tables import WIDEST, text_width

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


@given(st.lists(st.one_of(st.none(), st.text(max_size=90)), max_size=5))
def test_the_width_grows_with_the_longest_value_up_to_a_limit(values: list[str | None]) -> None:
    width = text_width(values)
    assert (width is None) == (not any(values))
    assert width is None or (text_width([*values, LONG]) or 0) >= width
    assert width is None or width <= WIDEST
