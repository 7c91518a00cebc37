"""What the address of « Métiers et compétences » says: a list, one entry, or an entry being written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from transfo_rh.core.i18n import _
from transfo_rh.ui.text import plain

ROLE, SKILL, WRITE, MODEL, VIEW = "metier", "competence", "ecrire", "modele", "vue"
_LIST_STATE = "catalogue_list_address"


class View(StrEnum):
    """The views of the list."""

    ROLES = "metiers"
    SKILLS = "competences"
    FAMILIES = "familles"
    SETTINGS = "seuils"
    WORKBOOK = "classeur"

    @property
    def label(self) -> str:
        """The name of the view."""
        return {
            View.ROLES: _("Métiers"),
            View.SKILLS: _("Compétences"),
            View.FAMILIES: _("Familles"),
            View.SETTINGS: _("Seuils et hypothèses"),
            View.WORKBOOK: _("Classeur"),
        }[self]


@dataclass(frozen=True, slots=True)
class Writing:
    """An entry being written. ``kind``: « metier » or « competence »; ``code`` None: a new one, maybe like ``model``."""

    kind: str
    code: str | None = None
    model: str | None = None


def opened() -> tuple[str, str] | None:
    """(Kind, code) of the entry that the address names."""
    for kind in (ROLE, SKILL):
        code = st.query_params.get(kind, "")
        if code:
            return kind, code
    return None


def writing() -> Writing | None:
    """What the address asks to write."""
    kind = st.query_params.get(WRITE, "")
    if kind not in (ROLE, SKILL):
        return None
    return Writing(kind, st.query_params.get(kind) or None, st.query_params.get(MODEL) or None)


def asked(name: str, values: Collection[str]) -> str | None:
    """What the address says of a filter, None when it is none of the values."""
    value = st.query_params.get(name, "")
    return value if value in values else None


def keep(name: str, value: str | None) -> None:
    """Write a filter into the address; nothing when it is not set."""
    if st.query_params.get(name, "") == (value or ""):
        return
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def remember_list() -> None:
    """Keep the address of the list, to come back to it."""
    st.session_state[_LIST_STATE] = dict(st.query_params)


def go_to_entry(kind: str, code: str) -> None:
    """Show an entry; nothing runs after it."""
    _go({kind: code})


def go_to_writing(asked: Writing) -> None:
    """Write an entry; nothing runs after it."""
    query = {WRITE: asked.kind}
    if asked.code is not None:
        query[asked.kind] = asked.code
    if asked.model is not None:
        query[MODEL] = asked.model
    _go(query)


def go_to_list(view: View) -> None:
    """Show a view of the list, filtered as it was when it was left; nothing runs after it."""
    kept: dict[str, str] = st.session_state.get(_LIST_STATE, {})
    same = kept.get(VIEW, View.ROLES.value) == view.value
    _go(kept if same else {VIEW: view.value})


def choose_view() -> View:
    """The view of the list."""
    chosen = st.segmented_control(
        _("Vue"),
        [view.value for view in View],
        default=asked(VIEW, set(View)) or View.ROLES.value,
        required=True,
        format_func=lambda one: View(one).label,
        key="catalogue_view",
        wrap=True,
    )
    view = View(chosen or View.ROLES)
    keep(VIEW, None if view is View.ROLES else view.value)
    return view


def entry_button(kind: str, code: str, label: str, *, place: str) -> None:
    """Open an entry. A button: a link to the page that is open would leave its address behind.

    ``place`` tells apart the buttons of one entry on one page.
    """
    icon = ":material/work:" if kind == ROLE else ":material/school:"
    if st.button(plain(label), icon=icon, key=f"{place}_{kind}_{code}"):
        go_to_entry(kind, code)


def _go(query: dict[str, str]) -> None:
    st.query_params.from_dict(query)
    st.rerun()
