"""What charts share: Plotly's settings, and a frame that scrolls sideways instead of the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

TRANSPARENT = "rgba(0,0,0,0)"
CONFIG = {"displayModeBar": False, "displaylogo": False, "responsive": True, "scrollZoom": False}


@contextmanager
def scrolling(*, key: str, pixels: int) -> Iterator[None]:
    """A frame whose content is at least ``pixels`` wide; on a narrower screen the frame scrolls, not the page."""
    with st.container(key=f"scroll_{key}"), st.container(key=f"wide_{key}", width="stretch"):
        st.html(f"<style>.st-key-wide_{key} {{ min-width: {pixels}px; }}</style>")
        yield
