"""Long work on a page: one bar that says what is being done."""

from __future__ import annotations

import streamlit as st

from transfo_rh.core.progress import Progress


def progress_bar(first_step: str) -> Progress:
    """Draw a bar and give the function that services call to move it; it disappears when the work is done."""
    bar = st.progress(0.0, text=first_step)

    def show(share: float, step: str) -> None:
        if share >= 1:
            bar.empty()
        else:
            bar.progress(max(0.0, share), text=step)

    return show
