"""The form of the search for people: skills with their least level, a department. Nothing of it goes to the address."""

from __future__ import annotations

import streamlit as st

from transfo_rh.core.i18n import _
from transfo_rh.skills.model import LEVELS, Catalogue, numbered_level
from transfo_rh.skills.overview.model import Criterion, Place

FIRST_LINES, MOST_LINES = 2, 5
_ASKED = "people_search_asked"
_PAGE = "people_search_page"


def search_form(catalogue: Catalogue, place: Place) -> tuple[tuple[Criterion, ...], str | None, int] | None:
    """What was asked last: criteria, department code, page from 0; None before the first search."""
    labels = {skill.code: skill.label for skill in catalogue.skills}
    departments = dict(place.departments)
    lines = st.number_input(
        _("Nombre de compétences cherchées"),
        min_value=1,
        max_value=MOST_LINES,
        value=FIRST_LINES,
        step=1,
        key="people_search_lines",
    )
    with st.form("people_search", border=True):
        criteria = [_line(number, labels) for number in range(int(lines))]
        department = st.selectbox(
            _("Service"),
            list(departments),
            index=None,
            format_func=lambda code: departments.get(code, code),
            placeholder=_("Tous"),
            filter_mode="contains",
            key="people_search_department",
        )
        if st.form_submit_button(_("Chercher"), icon=":material/person_search:", type="primary"):
            st.session_state[_ASKED] = (tuple(c for c in criteria if c is not None), department)
            st.session_state[_PAGE] = 1
    asked = st.session_state.get(_ASKED)
    return None if asked is None else (*asked, int(st.session_state.get(_PAGE, 1)) - 1)


def _line(number: int, labels: dict[str, str]) -> Criterion | None:
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"criterion_{number}"):
        code = st.selectbox(
            _("Compétence {n}").format(n=number + 1),
            list(labels),
            index=None,
            format_func=lambda value: labels.get(value, value),
            placeholder=_("Choisir une compétence"),
            filter_mode="contains",
            key=f"people_search_skill_{number}",
        )
        level = st.selectbox(
            _("Niveau minimal"),
            LEVELS[1:],
            index=1,
            format_func=numbered_level,
            filter_mode=None,
            key=f"people_search_level_{number}",
        )
    return None if code is None else Criterion(str(code), int(level))


def search_page(pages: int) -> None:
    """Another page of the people found."""
    if pages > 1:
        st.number_input(_("Page"), min_value=1, max_value=pages, step=1, key=_PAGE)
