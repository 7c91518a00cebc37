"""Actions decided after a survey: for whom, on which dimension, by whom, until when, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from transfo_rh.core.i18n import _


class ActionState(StrEnum):
    """Where an action stands."""

    PROPOSED = "proposed"
    UNDER_WAY = "under_way"
    DONE = "done"
    GIVEN_UP = "given_up"

    @property
    def label(self) -> str:
        """The name of the state on screens."""
        return {
            ActionState.PROPOSED: _("Proposée"),
            ActionState.UNDER_WAY: _("En cours"),
            ActionState.DONE: _("Terminée"),
            ActionState.GIVEN_UP: _("Abandonnée"),
        }[self]

    @property
    def finished(self) -> bool:
        """True when nothing more is expected of the action."""
        return self in (ActionState.DONE, ActionState.GIVEN_UP)


@dataclass(frozen=True, slots=True)
class ActionContent:
    """What a person writes of an action. ``unit`` None is the whole authority; ``dimension`` None is all of them."""

    unit: int | None
    dimension: str | None
    title: str
    owner: str
    due_on: date | None
    state: ActionState = ActionState.PROPOSED
    description: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """An action as it stands."""

    id: int
    campaign_id: int
    content: ActionContent
    unit_name: str | None
    dimension_label: str | None
    updated_at: datetime
    version: int

    def overdue(self, on: date) -> bool:
        """True when its day has passed and it is not finished."""
        content = self.content
        return not content.state.finished and content.due_on is not None and content.due_on < on


@dataclass(frozen=True, slots=True)
class ActionEvent:
    """One step in the life of an action."""

    at: datetime
    actor: str
    state: ActionState
    note: str


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """The actions of one campaign inside the viewer's scope, the most urgent first.

    ``units`` are the units (position → name) for which the viewer may write; ``dimensions`` code → label.
    """

    campaign_id: int
    campaign_title: str
    actions: tuple[Action, ...]
    units: dict[int | None, str]
    dimensions: dict[str, str]
    on: date

    def overdue(self) -> tuple[Action, ...]:
        """The actions whose day has passed."""
        return tuple(action for action in self.actions if action.overdue(self.on))

    def matching(
        self, *, unit: int | None = None, dimension: str | None = None, open_only: bool = False
    ) -> tuple[Action, ...]:
        """The actions of a department and of a dimension; None takes every one.

        ``open_only`` leaves out those of which nothing more is expected.
        """
        return tuple(
            action
            for action in self.actions
            if unit in (None, action.content.unit)
            and dimension in (None, action.content.dimension)
            and not (open_only and action.content.state.finished)
        )
