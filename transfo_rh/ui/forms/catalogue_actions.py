"""What human resources do from a page of the catalogue: install it, write, copy, retire."""

from __future__ import annotations

from datetime import date

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core import clock
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue import editing, service
from transfo_rh.skills.model import Role, Skill
from transfo_rh.ui.catalogue_address import ROLE, SKILL, View, Writing, go_to_list, go_to_writing
from transfo_rh.ui.page import show_error
from transfo_rh.ui.toasts import confirm


def first_day(viewer: Viewer, *, manages: bool) -> None:
    """What an empty database shows: the button that installs the shipped catalogue, or whom to ask."""
    with st.container(border=True):
        st.header(_("Le catalogue est encore vide"), anchor=False, icon=":material/menu_book:")
        if not manages:
            st.write(
                _(
                    "Les ressources humaines l’installent en un clic : demandez à votre direction des ressources humaines."
                )
            )
            return
        st.write(
            _(
                "Un catalogue est fourni : des compétences avec cinq niveaux décrits, les métiers du numérique et de la donnée, et les métiers d’aujourd’hui. Vous pourrez tout modifier ensuite."
            )
        )
        if st.button(
            _("Installer le catalogue fourni"), type="primary", icon=":material/download_done:", key="install"
        ):
            _install(viewer)


def _install(viewer: Viewer) -> None:
    try:
        found = service.install_shipped(viewer=viewer)
    except TransfoError as error:
        show_error(error)
        return
    confirm(
        _("Catalogue installé : {skills} compétences et {roles} métiers.").format(
            skills=number(len(found.skills)), roles=number(len(found.roles))
        )
    )
    go_to_list(View.ROLES)


def new_entry_button(view: View) -> None:
    """Write a new role or a new skill."""
    if view is View.ROLES and st.button(_("Nouveau métier"), icon=":material/add:", key="new_role"):
        go_to_writing(Writing(ROLE))
    if view is View.SKILLS and st.button(_("Nouvelle compétence"), icon=":material/add:", key="new_skill"):
        go_to_writing(Writing(SKILL))


def entry_actions(viewer: Viewer, entry: Skill | Role) -> None:
    """Change, copy (a role), retire, or bring back."""
    is_role = isinstance(entry, Role)
    kind = ROLE if is_role else SKILL
    retired = entry.valid_to is not None and entry.valid_to <= clock.today()
    with st.container(horizontal=True, key="catalogue_entry_actions"):
        words = _("Rétablir") if retired else _("Modifier")
        if st.button(words, icon=":material/edit:", key="write_entry"):
            go_to_writing(Writing(kind, code=entry.code))
        if is_role and st.button(_("Copier"), icon=":material/content_copy:", key="copy_role"):
            go_to_writing(Writing(ROLE, model=entry.code))
        if not retired:
            with st.popover(_("Retirer"), icon=":material/inventory_2:", key="retire_popover"):
                _retire_form(viewer, entry)


def _retire_form(viewer: Viewer, entry: Skill | Role) -> None:
    today = clock.today()
    earliest = max(today, entry.valid_from)
    with st.form("retire", border=False):
        st.write(
            _(
                "« {label} » ne sera plus proposé à partir du jour choisi. Son histoire et ce qui a été évalué restent lisibles."
            ).format(label=entry.label)
        )
        on = st.date_input(
            _("À partir du"), value=earliest, min_value=earliest, format="DD/MM/YYYY", key="retire_on"
        )
        submitted = st.form_submit_button(
            _("Retirer du catalogue"), type="primary", icon=":material/inventory_2:"
        )
    if not submitted:
        return
    retire = editing.retire_role if isinstance(entry, Role) else editing.retire_skill
    try:
        retire(
            viewer=viewer,
            code=entry.code,
            version=entry.version,
            on=on if isinstance(on, date) else earliest,
        )
    except TransfoError as error:
        show_error(error)
        return
    confirm(_("« {label} » retiré du catalogue.").format(label=entry.label))
    go_to_list(View.ROLES if isinstance(entry, Role) else View.SKILLS)
