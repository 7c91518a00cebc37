"""What charts share: Plotly's settings, hatches, and a frame that scrolls sideways instead of the page."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from transfo_rh.ui.charts import palette

TRANSPARENT = "rgba(0,0,0,0)"
CONFIG = {"displayModeBar": False, "displaylogo": False, "responsive": True, "scrollZoom": False}
_HATCHES = {"no_answer": "", "too_few": ".", "precaution": "/"}


def hatch(state: str) -> dict[str, Any]:
    """The marker of a hidden state, the same in every chart: outline, dots or stripes."""
    shape = _HATCHES[state]
    return {
        "color": palette.HATCH_BACKGROUND if shape else palette.WHITE,
        "line": {"color": palette.HATCH_LINE, "width": 0 if shape else 1},
        "pattern": {
            "shape": shape,
            "size": 7,
            "solidity": 0.25,
            "fgcolor": palette.HATCH_LINE,
            "bgcolor": palette.HATCH_BACKGROUND,
            "fillmode": "replace",
        },
    }


@contextmanager
def row_labelled(
    *, key: str, labels: Sequence[str], row_pixels: int, top_pixels: int, chart_pixels: int
) -> Iterator[None]:
    """A chart whose row names stand in a column that stays in place while the chart scrolls sideways.

    Rows are ``row_pixels`` high from ``top_pixels`` on. The block draws the chart, at least ``chart_pixels`` wide:
    on a narrower screen this frame scrolls, never the page.
    """
    names = "".join(
        f'<div style="height:{row_pixels}px;padding-left:{_depth(label)}em" title="{html.escape(label.strip())}">'
        f"<span>{html.escape(label.strip())}</span></div>"
        for label in labels
    )
    with st.container(key=f"scroll_{key}", horizontal=True, wrap=False, gap=None):
        st.html(
            f'<div class="transfo-rows" aria-hidden="true" style="padding-top:{top_pixels}px">{names}</div>',
            width="content",
        )
        with st.container(key=f"wide_{key}", width="stretch"):
            st.html(f"<style>.st-key-wide_{key} {{ min-width: {chart_pixels}px; }}</style>")
            yield


def _depth(label: str) -> int:
    """Leading blanks say how deep a row stands in the tree."""
    return len(label) - len(label.lstrip())
