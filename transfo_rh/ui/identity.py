"""Who is looking at the screen: the browser's session cookie, turned into a viewer at every run."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.access.sessions import COOKIE_NAME, viewer_of


def session_token() -> str | None:
    """The sign-in token that the browser sent, None when it sent none."""
    return st.context.cookies.get(COOKIE_NAME)


def current_viewer() -> Viewer:
    """The signed-in person. Read at every run: a disabled account is out at the next click.

    Raises NotSignedIn when no valid session stands behind the browser.
    """
    return viewer_of(token=session_token(), accept_language=st.context.headers.get("Accept-Language"))
