"""The forms of the action plan: add an action, follow one. Each ends in one service call."""

from __future__ import annotations

from datetime import date

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.actions import service
from transfo_rh.campaigns.actions.model import Action, ActionContent, ActionPlan, ActionState
from transfo_rh.core.formats import instant
from transfo_rh.core.i18n import _
from transfo_rh.ui.page import shown_errors
from transfo_rh.ui.toasts import confirm

ALL_DIMENSIONS = ""
WHOLE = -1


def add_action_form(
    viewer: Viewer, plan: ActionPlan, *, unit: int | None = None, dimension: str | None = None
) -> None:
    """A new action, at first for this department and dimension; nothing typed is lost on a refusal."""
    with st.form(f"new_{len(plan.actions)}", border=False):
        content = _fields(plan, None, unit=unit, dimension=dimension)
        if st.form_submit_button(_("Ajouter l’action"), type="primary"):
            with shown_errors():
                service.add_action(viewer=viewer, campaign_id=plan.campaign_id, content=content)
                confirm(_("Action ajoutée au plan."))
                st.rerun()


def follow_action_form(viewer: Viewer, plan: ActionPlan, action: Action) -> None:
    """Everything that may change on an action, with a note for its history."""
    with st.form(f"action_{action.id}_{action.version}", border=False):
        content = _fields(plan, action)
        note = st.text_input(
            _("Note pour l’historique"), max_chars=500, placeholder=_("ce qui a avancé, ce qui bloque")
        )
        if st.form_submit_button(_("Enregistrer"), type="primary"):
            with shown_errors():
                service.update_action(
                    viewer=viewer, action_id=action.id, version=action.version, content=content, note=note
                )
                confirm(_("Action enregistrée."))
                st.rerun()


def _fields(
    plan: ActionPlan, action: Action | None, *, unit: int | None = None, dimension: str | None = None
) -> ActionContent:
    content = action.content if action is not None else None
    asked_unit, asked_dimension = (content.unit, content.dimension) if content else (unit, dimension)
    title = st.text_input(
        _("Action *"),
        content.title if content else "",
        max_chars=250,
        placeholder=_("ce qui sera fait, en une ligne"),
    )
    left, right = st.columns(2)
    chosen_unit = left.selectbox(
        _("Service"),
        [WHOLE if position is None else position for position in plan.units],
        index=_index([*plan.units], asked_unit),
        format_func=lambda chosen: plan.units[None if chosen == WHOLE else chosen],
    )
    chosen_dimension = right.selectbox(
        _("Dimension"),
        [ALL_DIMENSIONS, *plan.dimensions],
        index=_index([None, *plan.dimensions], asked_dimension),
        format_func=lambda code: plan.dimensions.get(code) or _("Toutes les dimensions"),
    )
    owner = left.text_input(
        _("Porteur *"),
        content.owner if content else "",
        max_chars=200,
        placeholder=_("une fonction ou un nom"),
    )
    due_on = right.date_input(
        _("Échéance *"), content.due_on if content else None, format="DD/MM/YYYY", min_value=date(2020, 1, 1)
    )
    state = st.segmented_control(
        _("État"),
        list(ActionState),
        default=content.state if content else ActionState.PROPOSED,
        format_func=lambda chosen: chosen.label,
        required=True,
    )
    description = st.text_area(_("Détail"), content.description if content else "", max_chars=4000)
    return ActionContent(
        unit=None if chosen_unit in (None, WHOLE) else chosen_unit,
        dimension=chosen_dimension or None,
        title=title,
        owner=owner,
        due_on=due_on if isinstance(due_on, date) else None,
        state=state or ActionState.PROPOSED,
        description=description,
    )


def _index(options: list[object], value: object) -> int:
    return options.index(value) if value in options else 0


def show_history(viewer: Viewer, action: Action) -> None:
    """The life of an action, newest first."""
    for event in service.history(viewer=viewer, action_id=action.id):
        st.markdown(
            _("{at} – {actor} : {note} ({state})").format(
                at=instant(event.at), actor=event.actor, note=event.note, state=event.state.label
            )
        )
