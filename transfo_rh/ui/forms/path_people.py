"""Who is closest to a role, for whoever may know: the first names, and the link to the whole ranking."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, allows
from transfo_rh.core.i18n import _
from transfo_rh.skills.fit.explain import effort_words, fit_words, readiness_words
from transfo_rh.skills.fit.service import role_fit
from transfo_rh.skills.model import Role
from transfo_rh.skills.pathways.wishes import set_wish_of, wishes_of
from transfo_rh.ui.fit_view import person_name
from transfo_rh.ui.forms.wish_cards import ask_wish
from transfo_rh.ui.links import link_to
from transfo_rh.ui.tables import Column, data_table

FIRST = 5


def ask_wish_of(viewer: Viewer, agent_id: int, role: Role) -> None:
    """What an agent said of a role in an interview, written by human resources."""
    if not allows(viewer, Permission.MANAGE_STAFFING):
        return
    ask_wish(
        role,
        wishes_of(viewer=viewer, agent_id=agent_id).get(role.code),
        lambda wish: set_wish_of(viewer=viewer, agent_id=agent_id, role_code=role.code, wish=wish),
        label=_("Souhait de l’agent pour ce métier, lu par les ressources humaines seules"),
        whose=agent_id,
    )


def show_people(viewer: Viewer, role: Role) -> None:
    """The people closest to a role among those whom the viewer assesses, read when asked for; and the link to all."""
    if allows(viewer, Permission.ASSESS_SKILLS):
        box = st.expander(
            _("Agents les plus proches du métier visé"),
            icon=":material/groups:",
            key="path_people_box",
            on_change="rerun",
        )
        if box.open:
            with box:
                _closest(viewer, role)
    link_to(
        "skills/fit",
        viewer=viewer,
        label=_("Qui peut tenir ce métier ?"),
        query={"metier": role.code},
    )


def _closest(viewer: Viewer, role: Role) -> None:
    found = role_fit(viewer=viewer, role_code=role.code, size=FIRST)
    if not found.people:
        st.caption(_("Personne n’est encore évalué sur ce que ce métier demande."))
        return
    data_table(
        columns=[
            Column(_("Agent"), pinned=True),
            Column(_("Service")),
            Column(_("Adéquation")),
            Column(_("Classe")),
            Column(_("À prévoir")),
        ],
        rows=[
            (
                person_name(one),
                one.department,
                fit_words(one.fit),
                readiness_words(one.fit),
                effort_words(one.effort),
            )
            for one in found.people
        ],
        alt=_("Les agents les plus proches de « {role} ».").format(role=role.label),
        key="path_people",
    )
