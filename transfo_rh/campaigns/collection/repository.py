"""The sign-off, the codes and the sealed drafts. Raw answers are in campaigns.answers, apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Executable, Table, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from transfo_rh.campaigns.collection.model import Member
from transfo_rh.campaigns.model import CampaignState
from transfo_rh.campaigns.tables import (
    AccessCodeRow,
    CampaignMemberRow,
    CampaignRow,
    CampaignUnitRow,
    PublicationRow,
    SignOffCountRow,
)
from transfo_rh.staff.tables import AgentRow

# Statements are built once: at hundreds of answers a second, building them costs more than running them.
_MEMBERS = cast("Table", CampaignMemberRow.__table__)
_CAMPAIGNS = cast("Table", CampaignRow.__table__)
_CODES = cast("Table", AccessCodeRow.__table__)
_OF_MEMBER = (_MEMBERS.c.campaign_id == bindparam("of_campaign"), _MEMBERS.c.number == bindparam("of_number"))
_NOT_ANSWERED = or_(_MEMBERS.c.answered.is_(None), _MEMBERS.c.answered.is_(False))

_MEMBER = select(
    _MEMBERS.c.campaign_id,
    _MEMBERS.c.number,
    _MEMBERS.c.unit_position,
    _MEMBERS.c.answered,
    _CAMPAIGNS.c.state,
    _CAMPAIGNS.c.version_id,
    _MEMBERS.c.draft,
    _CAMPAIGNS.c.draft_key,
).join(_CAMPAIGNS, _CAMPAIGNS.c.id == _MEMBERS.c.campaign_id)

_MEMBER_OF_CODE = _MEMBER.join(
    _CODES,
    (_CODES.c.campaign_id == _MEMBERS.c.campaign_id) & (_CODES.c.member_number == _MEMBERS.c.number),
).where(_CODES.c.code_hash == bindparam("code_hash"))

_SIGN_OFF = (
    update(_MEMBERS)
    .where(*_OF_MEMBER, _NOT_ANSWERED)
    .values(answered=True, draft=None)
    .returning(
        _MEMBERS.c.unit_position, _MEMBERS.c.attribute_1, _MEMBERS.c.attribute_2, _MEMBERS.c.attribute_3
    )
)

_SAVE_DRAFT = (
    update(_MEMBERS)
    .where(*_OF_MEMBER, _NOT_ANSWERED)
    .values(draft=bindparam("sealed"))
    .returning(_MEMBERS.c.number)
)

_LOCK_STATE = (
    select(_CAMPAIGNS.c.state).where(_CAMPAIGNS.c.id == bindparam("campaign_id")).with_for_update(read=True)
)


def add_codes(session: Session, *, campaign_id: int, hashes: Mapping[int, str]) -> None:
    """Store the hash of one more code for each member number."""
    if hashes:
        session.execute(
            insert(AccessCodeRow),
            [
                {"code_hash": code_hash, "campaign_id": campaign_id, "member_number": number}
                for number, code_hash in hashes.items()
            ],
        )


def delete_codes(session: Session, *, campaign_id: int) -> None:
    """Delete every code of a campaign."""
    session.execute(delete(AccessCodeRow).where(AccessCodeRow.campaign_id == campaign_id))


def _member(values: Sequence[Any] | None) -> Member | None:
    if values is None:
        return None
    campaign_id, number, unit, answered, state, version, draft, draft_key = values
    return Member(campaign_id, number, unit, bool(answered), CampaignState(state), version, draft, draft_key)


def member_of_code(connection: Connection, code_hash: str) -> Member | None:
    """The member whose code has this hash: one statement, no transaction needed."""
    return _member(connection.execute(_MEMBER_OF_CODE, {"code_hash": code_hash}).one_or_none())


def members_of_agent(
    session: Session, *, agent_id: int, campaign_id: int | None = None
) -> tuple[Member, ...]:
    """What the agent is asked to answer in open campaigns (or in one campaign), the newest first."""
    query = _MEMBER.where(_MEMBERS.c.agent_id == agent_id, _CAMPAIGNS.c.state == CampaignState.OPEN)
    if campaign_id is not None:
        query = query.where(_MEMBERS.c.campaign_id == campaign_id)
    rows = session.execute(query.order_by(_MEMBERS.c.campaign_id.desc()))
    return tuple(member for values in rows if (member := _member(values)) is not None)


class FrozenValues(NamedTuple):
    """What a form is made of; ``definition`` and ``plan`` are None in a campaign of imported results."""

    title: str
    anonymous: bool
    definition: dict[str, Any] | None
    plan: dict[str, Any] | None


def frozen_values(session: Session, campaign_id: int) -> FrozenValues | None:
    """What is frozen in a campaign, None when it does not exist."""
    row = CampaignRow
    query = select(row.title, row.anonymous, row.definition, row.plan).where(row.id == campaign_id)
    found = session.execute(query).one_or_none()
    return None if found is None else FrozenValues(*found)


def department_names(session: Session, campaign_id: int) -> tuple[str, ...]:
    """The names of a campaign's units, by position."""
    query = (
        select(CampaignUnitRow.name)
        .where(CampaignUnitRow.campaign_id == campaign_id)
        .order_by(CampaignUnitRow.position)
    )
    return tuple(session.scalars(query))


def lock_states(session: Session, campaign_ids: Collection[int]) -> dict[int, CampaignState]:
    """The states of campaigns, which nobody can change until the end of the transaction.

    One statement each, in one order everywhere: nearly always there is one campaign.
    """
    connection = session.connection()
    states: dict[int, CampaignState] = {}
    for campaign_id in sorted(campaign_ids):
        state = connection.execute(_LOCK_STATE, {"campaign_id": campaign_id}).scalar_one_or_none()
        if state is not None:
            states[campaign_id] = CampaignState(state)
    return states


def sign_off(
    session: Session, *, campaign_id: int, number: int
) -> tuple[int | None, tuple[str | None, ...]] | None:
    """Mark that the member has answered and drop the draft; gives unit and attributes, None when already marked."""
    place = {"of_campaign": campaign_id, "of_number": number}
    found = session.connection().execute(_SIGN_OFF, place).one_or_none()
    return None if found is None else (found[0], (found[1], found[2], found[3]))


def save_draft(session: Session, *, campaign_id: int, number: int, sealed: bytes) -> bool:
    """Keep a sealed draft; False when the member has already answered."""
    values = {"of_campaign": campaign_id, "of_number": number, "sealed": sealed}
    return session.connection().execute(_SAVE_DRAFT, values).one_or_none() is not None


def count_sign_offs(session: Session, *, campaign_id: int, on_date: date, count: int) -> None:
    """Add to the day's number of answers, for the whole authority."""
    connection = session.connection()
    statement = _counting(connection.dialect.name)
    connection.execute(statement, {"campaign_id": campaign_id, "on_date": on_date, "count": count})


@lru_cache(maxsize=2)
def _counting(dialect: str) -> Executable:
    table = cast("Table", SignOffCountRow.__table__)
    statement = postgresql_insert(table) if dialect == "postgresql" else sqlite_insert(table)
    return statement.on_conflict_do_update(
        index_elements=["campaign_id", "on_date"], set_={"count": table.c.count + statement.excluded.count}
    )


def publication_count(session: Session, campaign_id: int) -> int:
    """How many publications a campaign has."""
    query = select(func.count()).select_from(PublicationRow).where(PublicationRow.campaign_id == campaign_id)
    return session.scalar(query) or 0


def numbers_by_matricule(session: Session, campaign_id: int) -> dict[str, int]:
    """Matricule → member number, of everybody who is asked."""
    query = (
        select(AgentRow.matricule, CampaignMemberRow.number)
        .join(AgentRow, AgentRow.id == CampaignMemberRow.agent_id)
        .where(CampaignMemberRow.campaign_id == campaign_id)
    )
    return {row.matricule: row.number for row in session.execute(query)}
