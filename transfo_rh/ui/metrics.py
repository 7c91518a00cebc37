"""A row of at most four figures, under the conclusion of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

MAXIMUM_METRICS = 4


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure, already written in the person's language; ``help`` says how it is computed."""

    label: str
    value: str
    help: str | None = None


def metric_row(metrics: Sequence[Metric]) -> None:
    """Show one to four figures side by side, in boxes of one height; they stack on a phone.

    Raises ValueError above four: a page that needs more has no conclusion.
    """
    if len(metrics) > MAXIMUM_METRICS:
        raise ValueError(f"at most {MAXIMUM_METRICS} metrics, got {len(metrics)}")
    if not metrics:
        return
    with st.grid(len(metrics), min_column_width=150):
        for metric in metrics:
            st.metric(metric.label, metric.value, help=metric.help, border=True, height="stretch")
