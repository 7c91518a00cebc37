"""Reading and writing actions. Reads take the units that the viewer may see (None: all, with the authority's own)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from transfo_rh.campaigns.actions.model import ActionContent, ActionEvent, ActionState
from transfo_rh.campaigns.tables import ActionEventRow, ActionRow, CampaignUnitRow
from transfo_rh.core.errors import Conflict
from transfo_rh.core.i18n import _

Scope = frozenset[int] | None


def actions(session: Session, *, campaign_id: int, units: Scope) -> tuple[ActionRow, ...]:
    """The actions of a campaign in scope; those of the whole authority are in every scope."""
    query = select(ActionRow).where(ActionRow.campaign_id == campaign_id)
    if units is not None:
        query = query.where(or_(ActionRow.unit_position.is_(None), ActionRow.unit_position.in_(units)))
    return tuple(session.scalars(query.order_by(ActionRow.due_on.is_(None), ActionRow.due_on, ActionRow.id)))


def action(session: Session, action_id: int) -> ActionRow | None:
    """One action, whatever the scope: the service checks it."""
    return session.get(ActionRow, action_id)


def add_action(
    session: Session, *, campaign_id: int, content: ActionContent, at: datetime, created_by: int | None
) -> ActionRow:
    """Store a new action."""
    row = ActionRow(campaign_id=campaign_id, created_at=at, created_by=created_by, **_columns(content, at))
    session.add(row)
    session.flush()
    return row


def update_action(row: ActionRow, *, content: ActionContent, version: int, at: datetime) -> None:
    """Change an action that still has this version; raises Conflict otherwise."""
    if row.version_id != version:
        raise Conflict(
            _(
                "Quelqu’un d’autre a modifié cette action entre-temps. Rechargez la page, puis refaites votre modification."
            )
        )
    for name, value in _columns(content, at).items():
        setattr(row, name, value)


def _columns(content: ActionContent, at: datetime) -> dict[str, object]:
    return {
        "unit_position": content.unit,
        "dimension": content.dimension,
        "title": content.title,
        "description": content.description,
        "owner": content.owner,
        "due_on": content.due_on,
        "state": content.state.value,
        "updated_at": at,
    }


def add_event(
    session: Session, *, action_id: int, at: datetime, actor: str, state: ActionState, note: str
) -> None:
    """Append one line to the history of an action."""
    session.add(ActionEventRow(action_id=action_id, at=at, actor=actor, state=state.value, note=note))


def events(session: Session, action_id: int) -> tuple[ActionEvent, ...]:
    """The history of an action, newest first."""
    query = select(ActionEventRow).where(ActionEventRow.action_id == action_id)
    rows = session.scalars(query.order_by(ActionEventRow.id.desc()))
    return tuple(ActionEvent(row.at, row.actor, ActionState(row.state), row.note) for row in rows)


def overdue_count(session: Session, *, departments: frozenset[int] | None, on: date) -> int:
    """How many actions are late, in all campaigns; ``departments`` are ids of departments, None for all."""
    query = (
        select(func.count())
        .select_from(ActionRow)
        .join(
            CampaignUnitRow,
            (CampaignUnitRow.campaign_id == ActionRow.campaign_id)
            & (CampaignUnitRow.position == ActionRow.unit_position),
            isouter=True,
        )
        .where(ActionRow.due_on < on)
        .where(ActionRow.state.in_((ActionState.PROPOSED.value, ActionState.UNDER_WAY.value)))
    )
    if departments is not None:
        query = query.where(CampaignUnitRow.department_id.in_(departments))
    return session.scalar(query) or 0
