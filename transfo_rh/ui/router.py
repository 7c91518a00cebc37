"""The script that Streamlit runs for everybody: navigation by role, then the chosen page.

Screens are declared in transfo_rh/ui/screens.py. No ``pages/`` folder stands beside this script, so that no page is
ever run without it; every page checks the permission again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.errors import NotSignedIn, TransfoError
from transfo_rh.core.i18n import set_language
from transfo_rh.core.settings import settings
from transfo_rh.ui.identity import current_viewer
from transfo_rh.ui.page import show_error, show_sign_in, shown_errors
from transfo_rh.ui.screens import PAGES, Screen, screen_at, screens_of
from transfo_rh.ui.sidebar import show_sidebar

PERSON_KEY = "transfo_rh_person"
FAVICON = Path(__file__).parent / "static" / "favicon.svg"


def main() -> None:
    """Serve one run: who is it, which pages, run the one asked for."""
    st.set_page_config(
        page_title=settings().authority_name,
        page_icon=str(FAVICON),
        layout="wide",
        initial_sidebar_state="auto",
    )
    try:
        viewer = current_viewer()
    except NotSignedIn:
        st.session_state.clear()
        _only(show_sign_in)
        return
    except TransfoError as error:
        refusal = error
        _only(lambda: show_error(refusal))
        return
    forget_previous_person(viewer)
    set_language(viewer.language)
    pages = {entry.name: _page(entry) for entry in screens_of(viewer)}
    unlisted = _unlisted(requested_path(), listed=set(pages))
    chosen = st.navigation([*pages.values(), *unlisted.values()], position="hidden")
    current = next(name for name, page in [*pages.items(), *unlisted.items()] if page is chosen)
    show_sidebar(viewer=viewer, pages=pages, current=current)
    with shown_errors():
        chosen.run()


def forget_previous_person(viewer: Viewer) -> None:
    """Empty what the page remembers when somebody else signed in on the same browser and the tab reconnects."""
    if st.session_state.get(PERSON_KEY, viewer.account_id) != viewer.account_id:
        st.session_state.clear()
    st.session_state[PERSON_KEY] = viewer.account_id


def _page(entry: Screen, *, visible: bool = True) -> st.Page:
    """The screen as Streamlit wants it. The home page stands at the root; its own address is an unlisted page."""
    home = visible and entry is PAGES[0]
    return st.Page(
        entry.path,
        title=f"{entry.title()} · {settings().authority_name}",
        url_path="" if home else entry.url_path,
        default=home,
        visibility="visible" if visible else "hidden",
    )


def requested_path() -> str:
    """The path in the browser's address bar, without slashes; empty at the root."""
    return urlsplit(st.context.url or "").path.strip("/").rpartition("/")[2]


def _unlisted(path: str, *, listed: set[str]) -> dict[str, st.Page]:
    """The screen at an address outside the person's menu, so that the refusal is its own, in words.

    The home page's own address too, since Streamlit knows that page at the root only. An address of no screen never
    comes here: the web side answers 404.
    """
    target = screen_at(path)
    if target is None or (target.name in listed and path != PAGES[0].url_path):
        return {}
    return {target.name: _page(target, visible=False)}


def _only(show: Callable[[], None]) -> None:
    """Run one function as the whole application, at whatever address was asked for."""
    path = requested_path()
    page = st.Page(show, title=settings().authority_name, url_path=path or "accueil", default=not path)
    st.navigation([page], position="hidden").run()


if __name__ == "__main__":
    main()
