"""What was just done, said in a corner of the page that comes next.

A save draws the page again, and a toast sent by the run that is interrupted may never reach the eye: the browser
draws the two runs at once and drops what belongs to the first. So the words wait for the next page to open.
"""

from __future__ import annotations

import streamlit as st

_WAITING_KEY = "transfo_rh_toasts"
_SUCCESS = ":material/check:"
_REFUSAL = ":material/error:"


def confirm(message: str) -> None:
    """Say that something is done, once the page is drawn again; the caller reruns or changes page next."""
    _wait(message, _SUCCESS)


def warn(message: str) -> None:
    """Say that something was not done, longer, once the page is drawn again."""
    _wait(message, _REFUSAL)


def show_toasts() -> None:
    """Show what waits, once; every page does so when it opens."""
    for message, icon in st.session_state.pop(_WAITING_KEY, ()):
        st.toast(message, icon=icon, duration="long" if icon == _REFUSAL else "short")


def _wait(message: str, icon: str) -> None:
    waiting = st.session_state.setdefault(_WAITING_KEY, [])
    waiting.append((message, icon))
