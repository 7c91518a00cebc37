"""What if a team moved to another department, or closed: cover, people and training, before and after."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.core.i18n import _
from transfo_rh.skills.staffing import service
from transfo_rh.skills.staffing.moves import what_if
from transfo_rh.skills.staffing.whatif import Movement
from transfo_rh.ui.empty import empty_catalogue, empty_state
from transfo_rh.ui.forms.team_movement import choose_goal, choose_movement, choose_team, offer_scenario
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.what_if_view import show

ctx = open_page(
    Permission.MANAGE_STAFFING,
    title=_("Et si… une équipe bougeait ?"),
    caption=_(
        "Que deviennent les compétences, les personnes et la formation si une équipe change de service ou ferme ?"
    ),
)

standing = service.ground(viewer=ctx.viewer)
if not standing.catalogue.roles:
    empty_catalogue(ctx.viewer, then=_("Les agents d’une équipe se comparent ensuite aux métiers d’accueil."))
    st.stop()
if len(standing.tree) < 2:
    empty_state(
        title=_("Rien à déplacer pour l’instant"),
        body=_("Il faut au moins deux services. L’import du personnel les apporte."),
        action_label=_("Importer le personnel"),
        page="administration/staff_import",
        viewer=ctx.viewer,
        icon=":material/account_tree:",
    )
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom", key="movement_scope"):
    team = choose_team(standing)
    movement = choose_movement()
    goal = choose_goal(standing, team) if movement is Movement.MOVE else None

with shown_errors():
    found = what_if(viewer=ctx.viewer, team=team, destination=goal)
    if found.members:
        show(found, {skill.code: skill.label for skill in standing.catalogue.skills}, viewer=ctx.viewer)
        if found.movement is Movement.CLOSE:
            offer_scenario(found, viewer=ctx.viewer)
    else:
        empty_state(
            title=_("Aucun agent dans cette équipe"),
            body=_("Choisissez un service où des agents travaillent."),
            icon=":material/group_off:",
        )
