"""Reading and writing wishes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from transfo_rh.skills.model import Wish
from transfo_rh.skills.pathways.model import RecordedWish
from transfo_rh.skills.tables import MobilityWishRow
from transfo_rh.staff.repository import Scope, in_scope, present
from transfo_rh.staff.tables import AgentRow


def wishes(
    session: Session, *, scope: Scope, on: date, agent_ids: Collection[int] | None = None
) -> tuple[RecordedWish, ...]:
    """What the agents of the scope present that day (or some of them) said of roles, by agent and role."""
    row = MobilityWishRow
    statement = (
        select(row.agent_id, row.role_id, row.wish, row.stated_on)
        .join(AgentRow, AgentRow.id == row.agent_id)
        .where(present(on), *in_scope(AgentRow.department_id, scope))
        .order_by(row.agent_id, row.role_id)
    )
    if agent_ids is not None:
        statement = statement.where(row.agent_id.in_(sorted(agent_ids)))
    return tuple(
        RecordedWish(agent_id, role_id, Wish(wish), stated_on)
        for agent_id, role_id, wish, stated_on in session.execute(statement).all()
    )


def set_wish(
    session: Session, *, agent_id: int, role_id: int, wish: Wish | None, on: date, by: int | None
) -> None:
    """Keep what an agent says of a role in place of what they said before; None takes it back."""
    row = MobilityWishRow
    session.execute(delete(row).where(row.agent_id == agent_id, row.role_id == role_id))
    if wish is not None:
        session.add(row(agent_id=agent_id, role_id=role_id, wish=wish.value, stated_on=on, recorded_by=by))
        session.flush()


def lock_agent(session: Session, agent_id: int) -> None:
    """Keep another wish of the same agent waiting until the end of this transaction (SQLite already does)."""
    session.execute(select(AgentRow.id).where(AgentRow.id == agent_id).with_for_update()).all()
