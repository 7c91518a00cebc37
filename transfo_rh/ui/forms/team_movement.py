"""What « what if a team moved » asks: the team, the movement, the receiving department."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.i18n import _
from transfo_rh.skills.staffing import service
from transfo_rh.skills.staffing.reading import Ground
from transfo_rh.skills.staffing.whatif import Movement, WhatIf
from transfo_rh.staff.tree import DepartmentTree
from transfo_rh.ui.choices import choose_coded
from transfo_rh.ui.links import go_to
from transfo_rh.ui.page import shown_errors
from transfo_rh.ui.toasts import confirm


def choose_team(standing: Ground) -> str:
    """The code of the team, any department but the tops."""
    names = _paths(standing.tree)
    tops = {root.code for root in standing.tree.roots}
    teams = {code: name for code, name in names.items() if code not in tops} or names
    return choose_coded(_("Équipe"), teams, name="equipe") or next(iter(teams))


def choose_movement() -> Movement:
    """Move or close."""
    names = {one.value: one.label for one in Movement}
    return Movement(choose_coded(_("Mouvement"), names, name="mouvement") or Movement.MOVE)


def choose_goal(standing: Ground, team: str) -> str:
    """The code of the receiving department: neither the team, nor what depends on it, nor where it already is."""
    moved = standing.departments[team]
    below = standing.tree.subtree([moved.id])
    goals = {
        code: name
        for code, name in _paths(standing.tree).items()
        if standing.departments[code].id not in below and standing.departments[code].id != moved.parent_id
    }
    if not goals:
        st.caption(_("Aucun autre service ne peut recevoir cette équipe."))
        st.stop()
    if st.query_params.get("accueil") not in goals:
        st.query_params.pop("accueil", None)
        st.session_state.pop("accueil", None)
    return choose_coded(_("Service d’accueil"), goals, name="accueil") or next(iter(goals))


def offer_scenario(found: WhatIf, *, viewer: Viewer) -> None:
    """Begin a scenario of staffing whose candidates are the team's people, and open it."""
    st.caption(
        _("Les agents de l’équipe peuvent être les candidats d’un scénario : vous y choisissez les postes.")
    )
    if st.button(
        _("Chercher un poste à chacun"), type="primary", icon=":material/group_work:", key="movement_offer"
    ):
        with shown_errors():
            scenario_id = service.closing_scenario(viewer=viewer, department=found.team_code)
            confirm(_("Scénario créé : ajoutez des postes."))
            go_to("skills/staffing", query={"scenario": str(scenario_id)})


def _paths(tree: DepartmentTree) -> dict[str, str]:
    """Department code → its name, then those above it but the top, in the order of the tree."""
    return {
        department.code: " – ".join(one.name for one in reversed(tree.path(department.id)[1:]))
        or department.name
        for _depth, department in tree.walk()
    }
