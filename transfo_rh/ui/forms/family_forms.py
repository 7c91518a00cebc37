"""The families of the catalogue: what each holds, its former names; for human resources, adding, renaming, retiring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core import clock
from transfo_rh.core.errors import Conflict, TransfoError
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _, labelled, ngettext
from transfo_rh.skills.catalogue import families as editing
from transfo_rh.skills.catalogue.checks import MAXIMUM_LABEL
from transfo_rh.skills.model import Bilingual, Catalogue, Family, FamilyName
from transfo_rh.ui.page import show_error
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm

_TURN, _START = "family_new_turn", "family_start"


def show_families(viewer: Viewer, catalogue: Catalogue, *, manages: bool) -> None:
    """Every family in order, with what it holds; the forms under their buttons."""
    st.write(_("Une famille rassemble des compétences ; elle sert aussi de domaine aux métiers."))
    if manages:
        with st.popover(_("Nouvelle famille"), icon=":material/add:", key=_new_key("popover")):
            _add_form(viewer)
    skills = Counter(skill.content.family for skill in catalogue.skills)
    names = editing.family_names(viewer=viewer)
    roles = Counter(role.content.domain for role in catalogue.roles)
    with st.grid(2, min_column_width=300):
        for family in catalogue.families:
            with st.container(key=f"family_{family.code}", border=True, gap="xsmall"):
                st.markdown(f"**{plain(family.label.text)}**")
                st.caption(
                    " · ".join(
                        [
                            f"`{family.code}`",
                            ngettext("{n} compétence", "{n} compétences", skills[family.code]).format(
                                n=number(skills[family.code])
                            ),
                            ngettext("{n} métier", "{n} métiers", roles[family.code]).format(
                                n=number(roles[family.code])
                            ),
                        ]
                    )
                )
                _former_names(names.get(family.code, ()))
                if manages:
                    _actions(viewer, family, empty=not (skills[family.code] or roles[family.code]))


def _new_key(name: str) -> str:
    return f"family_new_{name}_{st.session_state.get(_TURN, 0)}"


def _add_form(viewer: Viewer) -> None:
    with st.form(_new_key("form"), border=False):
        label = _fields(_new_key("label"), None)
        st.caption(_("Le code est tiré de l’intitulé ; il ne change plus ensuite."))
        pressed = st.form_submit_button(
            _("Ajouter la famille"), type="primary", icon=":material/add:", key=_new_key("add")
        )
    if not pressed:
        return
    try:
        added = editing.add_family(viewer=viewer, label=label)
    except TransfoError as error:
        show_error(error)
        return
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    confirm(_("Famille « {label} » ajoutée, code {code}.").format(label=added.label.text, code=added.code))
    st.rerun()


def _fields(key: str, present: Bilingual | None) -> Bilingual:
    french = st.text_input(
        _("{label} *").format(label=_("Intitulé")),
        "" if present is None else present.fr,
        max_chars=MAXIMUM_LABEL,
        key=f"{key}_fr",
    )
    english = st.text_input(
        _("{label} (anglais)").format(label=_("Intitulé")),
        "" if present is None else present.en,
        max_chars=MAXIMUM_LABEL,
        key=f"{key}_en",
    )
    return Bilingual(str(french or "").strip(), str(english or "").strip())


def _actions(viewer: Viewer, family: Family, *, empty: bool) -> None:
    """``family`` is what the forms start from: read once and kept, so that somebody else's change is a refusal."""
    state = f"{_START}_{family.code}"
    start: Family = st.session_state.get(state, family)
    if f"{_key(start)}_fr" not in st.session_state:  # the page is opened again, or the family was written
        start = st.session_state[state] = family
    with st.container(horizontal=True, gap="small"):
        with st.popover(_("Renommer"), icon=":material/edit:", key=f"{_key(start)}_rename"):
            _rename_form(viewer, start)
        if empty:
            with st.popover(_("Retirer"), icon=":material/inventory_2:", key=f"{_key(start)}_retire"):
                _retire_form(viewer, start)


def _key(family: Family) -> str:
    return f"family_{family.code}_{family.version}"


def _rename_form(viewer: Viewer, family: Family) -> None:
    with st.form(f"{_key(family)}_form", border=False):
        label = _fields(_key(family), family.label)
        pressed = st.form_submit_button(
            _("Renommer la famille"), type="primary", icon=":material/save:", key=f"{_key(family)}_save"
        )
    if pressed:
        _write(
            family,
            lambda: editing.rename_family(
                viewer=viewer, code=family.code, label=label, version=family.version
            ),
            _("Famille renommée : « {label} ».").format(label=label.text),
        )


def _retire_form(viewer: Viewer, family: Family) -> None:
    st.write(_("Cette famille ne contient ni compétence ni métier ; elle ne sera plus proposée."))
    if st.button(
        _("Retirer la famille"), type="primary", icon=":material/inventory_2:", key=f"{_key(family)}_gone"
    ):
        _write(
            family,
            lambda: editing.retire_family(viewer=viewer, code=family.code, version=family.version),
            _("« {label} » retiré du catalogue.").format(label=family.label.text),
        )


def _write(family: Family, action: Callable[[], None], said: str) -> None:
    """Write, say so and start afresh; a refusal is shown, and what was typed stays but after a conflict."""
    try:
        action()
    except TransfoError as error:
        show_error(error)
        if isinstance(error, Conflict):
            st.session_state.pop(f"{_START}_{family.code}", None)
        return
    st.session_state.pop(f"{_START}_{family.code}", None)
    confirm(said)
    st.rerun()


def _former_names(names: Sequence[FamilyName]) -> None:
    for name in names:
        if name.valid_to is not None and name.valid_to <= clock.today():
            until = _("Jusqu’au {day}").format(day=day(name.valid_to - timedelta(days=1)))
            st.caption(labelled(until, plain(name.label.text)))
