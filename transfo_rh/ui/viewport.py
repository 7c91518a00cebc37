"""How wide the reader's window is: Streamlit does not say, so the page's script leaves a word in a cookie."""

from __future__ import annotations

import streamlit as st

NARROW_COOKIE = (
    "transfo_rh_narrow"  # written by static/app.js: « 1 » below 640 pixels, as Streamlit's columns stack
)


def is_narrow() -> bool:
    """Whether the window was a phone's when the page was opened; False where nobody knows."""
    return st.context.cookies.get(NARROW_COOKIE) == "1"
