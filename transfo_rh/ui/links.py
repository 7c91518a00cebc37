"""Links between screens, by name: no page writes a path. A link that the viewer may not follow is not shown."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import allows
from transfo_rh.ui.screens import screen


def page_path(name: str) -> str:
    """The path that ``st.page_link`` and ``st.switch_page`` take, e.g. for « surveys/results »."""
    return str(screen(name).path)


def link_to(
    name: str, *, viewer: Viewer, label: str | None = None, query: Mapping[str, str] | None = None
) -> bool:
    """Show a link to a screen and say so; nothing when the viewer may not open it.

    ``query`` is the address's parameters, so that a link can open a page on its subject.
    """
    target = screen(name)
    if not allows(viewer, target.permission):
        return False
    st.page_link(
        page_path(name),
        label=label or target.title(),
        icon=target.icon,
        query_params=dict(query) if query else None,
    )
    return True


def go_to(name: str, *, query: Mapping[str, str] | None = None) -> None:
    """Leave this page for another screen, after an action. Nothing runs after it."""
    st.switch_page(page_path(name), query_params=dict(query) if query else None)
