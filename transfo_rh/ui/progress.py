"""Long work on a page: one bar that says what is being done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from transfo_rh.core.progress import Progress


@contextmanager
def progress_bar(first_step: str) -> Iterator[Progress]:
    """Draw a bar for the block and give the function that services call to move it; it leaves with the block."""
    bar = st.progress(0.0, text=first_step)

    def show(share: float, step: str) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=step)

    try:
        yield show
    finally:
        bar.empty()
