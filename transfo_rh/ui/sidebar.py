"""The side of every page: the authority, the screens of the person's role, who is signed in, sign out."""

from __future__ import annotations

import html
from collections.abc import Mapping
from contextlib import nullcontext

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.access.sessions import sign_out
from transfo_rh.core.i18n import _
from transfo_rh.core.settings import settings
from transfo_rh.ui.identity import session_token
from transfo_rh.ui.screens import Group, screens_of


def show_sidebar(*, viewer: Viewer, pages: Mapping[str, st.Page], current: str) -> None:
    """Draw the sidebar; ``pages`` are the registered pages by screen name, ``current`` the one shown."""
    with st.sidebar:
        _authority()
        with st.container(key="navigation", gap="xxsmall"):
            for group in Group:
                _group(group, viewer=viewer, pages=pages, current=current)
        _person(viewer)


def _authority() -> None:
    logo = settings().authority_logo
    if logo is not None:
        st.image(str(logo), width=160)
    name, colour = html.escape(settings().authority_name), settings().authority_colour
    st.html(f'<div class="transfo-authority" style="--authority-colour:{colour}"><span>{name}</span></div>')


def _group(group: Group, *, viewer: Viewer, pages: Mapping[str, st.Page], current: str) -> None:
    entries = [entry for entry in screens_of(viewer) if entry.group is group]
    if not entries:
        return
    if group.label:
        st.html(f'<p class="transfo-group">{html.escape(group.label)}</p>')
    for entry in entries:
        with st.container(key="current_page") if entry.name == current else nullcontext():
            st.page_link(pages[entry.name], label=entry.title(), icon=entry.icon, width="stretch")


def _person(viewer: Viewer) -> None:
    with st.container(key="person"):
        st.html(
            f'<p class="transfo-person"><b>{html.escape(viewer.name)}</b><br>{html.escape(viewer.role.label)}</p>'
        )
        if st.button(_("Se déconnecter"), icon=":material/logout:", key="sign_out", width="stretch"):
            sign_out(token=session_token())
            st.rerun()
