"""Reading and claiming members for participation, messages and paper. Raw answers are out of reach here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from transfo_rh.campaigns.model import CampaignState
from transfo_rh.campaigns.outreach.model import Contact, PaperMember
from transfo_rh.campaigns.tables import CampaignMemberRow, CampaignRow, CampaignUnitRow, SignOffCountRow
from transfo_rh.staff.tables import AgentRow

Counts = dict[int | None, tuple[int, int]]
"""Unit position (None: without a unit) → people asked and answers, in the unit itself."""

_Member = CampaignMemberRow


def live_counts(session: Session, campaign_id: int) -> Counts:
    """The counts while the campaign is open."""
    query = (
        select(_Member.unit_position, func.count(), func.count().filter(_Member.answered.is_(True)))
        .where(_Member.campaign_id == campaign_id)
        .group_by(_Member.unit_position)
    )
    rows: Any = session.execute(query)
    return {unit: (asked, answered) for unit, asked, answered in rows}


def kept_counts(session: Session, campaign_id: int) -> Counts:
    """The counts that closing kept; empty for imported results."""
    row = CampaignUnitRow
    query = select(row.position, row.invited, row.answered).where(
        row.campaign_id == campaign_id, row.invited.is_not(None)
    )
    rows: Any = session.execute(query)
    return {position: (asked, answered or 0) for position, asked, answered in rows}


def department_positions(session: Session, campaign_id: int) -> tuple[int, ...]:
    """The positions of the units that are departments of the organisation."""
    row = CampaignUnitRow
    query = select(row.position).where(row.campaign_id == campaign_id, row.department_id.is_not(None))
    return tuple(session.scalars(query.order_by(row.position)))


def daily_counts(session: Session, campaign_id: int) -> tuple[tuple[date, int], ...]:
    """Answers by day, for the whole authority, oldest first."""
    row = SignOffCountRow
    query = select(row.on_date, row.count).where(row.campaign_id == campaign_id).order_by(row.on_date)
    return tuple((on, count) for on, count in session.execute(query))


def lock_open(session: Session, campaign_id: int) -> bool:
    """Keep the campaign from being closed, and other mailings waiting, until the end of the transaction.

    False when it is not open.
    """
    query = select(CampaignRow.state).where(CampaignRow.id == campaign_id).with_for_update()
    return session.scalar(query) == CampaignState.OPEN


def _has_address() -> ColumnElement[bool]:
    return func.coalesce(func.trim(AgentRow.email), "") != ""


def _in_units(units: Collection[int] | None) -> list[ColumnElement[bool]]:
    return [] if units is None else [_Member.unit_position.in_(sorted(units))]


@dataclass(frozen=True, slots=True)
class AddressCounts:
    """Members, those with an address, among these those invited, and those to whom an invitation would be sent."""

    members: int
    with_address: int
    invited: int
    to_write_to: int


def address_counts(session: Session, campaign_id: int) -> AddressCounts:
    """Who of the members has an address, an invitation, or none and no answer either."""
    query = (
        select(
            func.count(),
            func.count().filter(_has_address()),
            func.count().filter(_has_address(), _Member.invited_at.is_not(None)),
            func.count().filter(_has_address(), _Member.invited_at.is_(None), _Member.answered.is_not(True)),
        )
        .select_from(_Member)
        .join(AgentRow, AgentRow.id == _Member.agent_id, isouter=True)
        .where(_Member.campaign_id == campaign_id)
    )
    found: Any = session.execute(query).one()
    return AddressCounts(*(int(count) for count in found))


def _contacts(session: Session, *conditions: ColumnElement[bool], limit: int) -> tuple[Contact, ...]:
    query = (
        select(_Member.number, AgentRow.email, _Member.answered)
        .join(AgentRow, AgentRow.id == _Member.agent_id)
        .where(_has_address(), *conditions)
        .order_by(_Member.number)
        .limit(limit)
    )
    rows: Any = session.execute(query)
    return tuple(Contact(number, email.strip(), bool(answered)) for number, email, answered in rows)


def _unanswered() -> ColumnElement[bool]:
    return or_(_Member.answered.is_(None), _Member.answered.is_(False))


def not_invited(session: Session, *, campaign_id: int, after: int, limit: int) -> tuple[Contact, ...]:
    """Members with an address and no invitation, by number from ``after`` on, whether they have answered or not."""
    return _contacts(
        session,
        _Member.campaign_id == campaign_id,
        _Member.invited_at.is_(None),
        _Member.number > after,
        limit=limit,
    )


def mark_invited(session: Session, *, campaign_id: int, numbers: Sequence[int], at: datetime | None) -> None:
    """Note that members were invited; ``at`` None takes it back after a refusal."""
    if numbers:
        session.execute(
            update(_Member)
            .where(_Member.campaign_id == campaign_id, _Member.number.in_(numbers))
            .values(invited_at=at)
            .execution_options(synchronize_session=False)
        )


def _due(campaign_id: int, units: Collection[int] | None, before: datetime) -> list[ColumnElement[bool]]:
    """Members of the units whose last message is older than ``before``, whether they have answered or not."""
    return [
        _Member.campaign_id == campaign_id,
        _Member.invited_at <= before,
        or_(_Member.reminded_at.is_(None), _Member.reminded_at <= before),
        *_in_units(units),
    ]


def due_counts(
    session: Session, *, campaign_id: int, units: Collection[int] | None, before: datetime
) -> tuple[int, int]:
    """How many members are due for a reminder, and how many of them would get one: for rules, never for screens."""
    query = (
        select(func.count(), func.count().filter(_unanswered(), _has_address()))
        .select_from(_Member)
        .join(AgentRow, AgentRow.id == _Member.agent_id, isouter=True)
        .where(*_due(campaign_id, units, before))
    )
    found: Any = session.execute(query).one()
    return int(found[0]), int(found[1])


def earliest_contact(session: Session, *, campaign_id: int, units: Collection[int] | None) -> datetime | None:
    """The oldest of the members' last messages; None when nobody was invited."""
    last = func.coalesce(_Member.reminded_at, _Member.invited_at)
    query = select(func.min(last)).where(
        _Member.campaign_id == campaign_id, _Member.invited_at.is_not(None), *_in_units(units)
    )
    return session.scalar(query)


def last_reminder(session: Session, campaign_id: int) -> datetime | None:
    """When the last reminder of the campaign left."""
    return session.scalar(select(func.max(_Member.reminded_at)).where(_Member.campaign_id == campaign_id))


def mark_reminded(
    session: Session, *, campaign_id: int, units: Collection[int] | None, before: datetime, at: datetime
) -> None:
    """Note a reminder on every member who is due, also on those who have answered.

    Noted on the others alone, it would tell who they are.
    """
    session.execute(
        update(_Member)
        .where(*_due(campaign_id, units, before))
        .values(reminded_at=at, reminders=_Member.reminders + 1)
        .execution_options(synchronize_session=False)
    )


def to_remind(
    session: Session, *, campaign_id: int, marked_at: datetime, after: int, limit: int
) -> tuple[Contact, ...]:
    """Members of the reminder noted at this instant who have not answered, by number from ``after`` on."""
    return _contacts(
        session,
        _Member.campaign_id == campaign_id,
        _Member.reminded_at == marked_at,
        _unanswered(),
        _Member.number > after,
        limit=limit,
    )


def paper_members(
    session: Session, *, campaign_id: int, units: Collection[int], everybody: bool
) -> tuple[PaperMember, ...]:
    """The members of the units by name, whether they have answered or not: a list of the others would name them.

    ``everybody`` False keeps those whom no message reaches: without an address, or without a workstation.
    """
    conditions = [_Member.campaign_id == campaign_id, *_in_units(units)]
    if not everybody:
        conditions.append(or_(~_has_address(), AgentRow.has_workstation.is_(False)))
    query = (
        select(_Member.number, AgentRow.last_name, AgentRow.first_name)
        .join(AgentRow, AgentRow.id == _Member.agent_id)
        .where(*conditions)
        .order_by(AgentRow.last_name, AgentRow.first_name, AgentRow.matricule)
    )
    return tuple(PaperMember(number, f"{last} {first}") for number, last, first in session.execute(query))


def paper_counts(session: Session, campaign_id: int) -> dict[int, tuple[int, int]]:
    """Unit position → members, and those whom no message reaches, in the unit itself."""
    unreached = or_(~_has_address(), AgentRow.has_workstation.is_(False))
    query = (
        select(_Member.unit_position, func.count(), func.count().filter(unreached))
        .join(AgentRow, AgentRow.id == _Member.agent_id)
        .where(_Member.campaign_id == campaign_id, _Member.unit_position.is_not(None))
        .group_by(_Member.unit_position)
    )
    rows: Any = session.execute(query)
    return {unit: (members, paper) for unit, members, paper in rows}
