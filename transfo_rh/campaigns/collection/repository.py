"""The sign-off, the codes and the sealed drafts. Raw answers are in campaigns.answers, apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
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

_Member = CampaignMemberRow
_MEMBER_COLUMNS = (
    _Member.campaign_id,
    _Member.number,
    _Member.unit_position,
    _Member.answered,
    CampaignRow.state,
    CampaignRow.version_id,
    _Member.draft,
    CampaignRow.draft_key,
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


def _members() -> Any:
    return select(*_MEMBER_COLUMNS).join(CampaignRow, CampaignRow.id == _Member.campaign_id)


def _member(values: Sequence[Any] | None) -> Member | None:
    if values is None:
        return None
    campaign_id, number, unit, answered, state, version, draft, draft_key = values
    return Member(campaign_id, number, unit, bool(answered), CampaignState(state), version, draft, draft_key)


def member_of_code(session: Session, code_hash: str) -> Member | None:
    """The member whose code has this hash."""
    query = (
        _members()
        .join(
            AccessCodeRow,
            (AccessCodeRow.campaign_id == _Member.campaign_id)
            & (AccessCodeRow.member_number == _Member.number),
        )
        .where(AccessCodeRow.code_hash == code_hash)
    )
    return _member(session.execute(query).one_or_none())


def members_of_agent(
    session: Session, *, agent_id: int, campaign_id: int | None = None
) -> tuple[Member, ...]:
    """What the agent is asked to answer in open campaigns (or in one campaign), the newest first."""
    query = _members().where(_Member.agent_id == agent_id, CampaignRow.state == CampaignState.OPEN)
    if campaign_id is not None:
        query = query.where(_Member.campaign_id == campaign_id)
    rows = session.execute(query.order_by(_Member.campaign_id.desc()))
    return tuple(member for values in rows if (member := _member(values)) is not None)


def frozen_values(session: Session, campaign_id: int) -> Sequence[Any] | None:
    """Title, anonymity, definition, plan and version of a campaign made from a questionnaire."""
    query = select(
        CampaignRow.title,
        CampaignRow.anonymous,
        CampaignRow.definition,
        CampaignRow.plan,
        CampaignRow.version_id,
        CampaignRow.state,
    ).where(CampaignRow.id == campaign_id)
    return session.execute(query).one_or_none()


def department_names(session: Session, campaign_id: int) -> tuple[str, ...]:
    """The names of a campaign's units, by position."""
    query = (
        select(CampaignUnitRow.name)
        .where(CampaignUnitRow.campaign_id == campaign_id)
        .order_by(CampaignUnitRow.position)
    )
    return tuple(session.scalars(query))


def lock_states(session: Session, campaign_ids: Collection[int]) -> dict[int, CampaignState]:
    """The states of campaigns, which nobody can change until the end of the transaction."""
    query = (
        select(CampaignRow.id, CampaignRow.state)
        .where(CampaignRow.id.in_(campaign_ids))
        .order_by(CampaignRow.id)
        .with_for_update(read=True)
    )
    return {id_: CampaignState(state) for id_, state in session.execute(query)}


def sign_off(
    session: Session, *, campaign_id: int, number: int
) -> tuple[int | None, tuple[str | None, ...]] | None:
    """Mark that the member has answered and drop the draft; gives unit and attributes, None when already marked."""
    statement = (
        update(_Member)
        .where(
            _Member.campaign_id == campaign_id,
            _Member.number == number,
            or_(_Member.answered.is_(None), _Member.answered.is_(False)),
        )
        .values(answered=True, draft=None)
        .returning(_Member.unit_position, _Member.attribute_1, _Member.attribute_2, _Member.attribute_3)
        .execution_options(synchronize_session=False)
    )
    found = session.execute(statement).one_or_none()
    return None if found is None else (found[0], (found[1], found[2], found[3]))


def save_draft(session: Session, *, campaign_id: int, number: int, sealed: bytes) -> bool:
    """Keep a sealed draft; False when the member has already answered."""
    statement = (
        update(_Member)
        .where(
            _Member.campaign_id == campaign_id,
            _Member.number == number,
            or_(_Member.answered.is_(None), _Member.answered.is_(False)),
        )
        .values(draft=sealed)
        .returning(_Member.number)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).one_or_none() is not None


def count_sign_offs(session: Session, *, campaign_id: int, on_date: date, count: int) -> None:
    """Add to the day's number of answers, for the whole authority."""
    values = {"campaign_id": campaign_id, "on_date": on_date, "count": count}
    added = {"count": SignOffCountRow.count + count}
    keys = ["campaign_id", "on_date"]
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            postgresql_insert(SignOffCountRow)
            .values(values)
            .on_conflict_do_update(index_elements=keys, set_=added)
        )
    else:
        session.execute(
            sqlite_insert(SignOffCountRow)
            .values(values)
            .on_conflict_do_update(index_elements=keys, set_=added)
        )


def publication_count(session: Session, campaign_id: int) -> int:
    """How many publications a campaign has."""
    query = select(func.count()).select_from(PublicationRow).where(PublicationRow.campaign_id == campaign_id)
    return session.scalar(query) or 0
