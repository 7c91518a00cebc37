"""Preparing, freezing, closing: the rows of campaign, campaign_unit and campaign_member that a campaign's life changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from transfo_rh.campaigns.life.roster import Member, Roster
from transfo_rh.campaigns.model import (
    Basis,
    CampaignPlan,
    CampaignState,
    Questionnaire,
)
from transfo_rh.campaigns.repository import add_units, plan_to_json, questionnaire_to_json
from transfo_rh.campaigns.tables import (
    AccessCodeRow,
    CampaignMemberRow,
    CampaignRow,
    CampaignUnitRow,
    DiagnosisEventRow,
    DiagnosisRow,
    SignOffCountRow,
)

CHUNK = 5_000


def add_draft(
    session: Session,
    *,
    title: str,
    basis: Basis,
    plan: CampaignPlan,
    questionnaire: Questionnaire,
    definition: dict[str, Any],
    created_at: datetime,
    created_by: int | None,
) -> int:
    """Store a campaign in preparation; returns its id."""
    row = CampaignRow(
        title=title,
        state=CampaignState.DRAFT,
        basis=basis,
        anonymous=False,
        questionnaire=questionnaire_to_json(questionnaire),
        definition=definition,
        response_count=0,
        created_at=created_at,
        created_by=created_by,
    )
    _set_plan(row, plan)
    session.add(row)
    session.flush()
    return row.id


def _set_plan(row: CampaignRow, plan: CampaignPlan) -> None:
    row.plan = plan_to_json(plan)
    row.wave_on = plan.opens_on
    row.k = plan.thresholds.scores
    row.attributes = list(plan.attributes)


def definition(session: Session, campaign_id: int) -> dict[str, Any] | None:
    """The questionnaire kept with the campaign, None for imported results."""
    return session.scalar(select(CampaignRow.definition).where(CampaignRow.id == campaign_id))


def change_preparation(
    session: Session,
    *,
    campaign_id: int,
    expected: Sequence[CampaignState],
    expected_version: int | None,
    state: CampaignState,
    title: str | None = None,
    plan: CampaignPlan | None = None,
) -> bool:
    """Change a campaign in preparation under a lock; False when its state or version is not the expected one."""
    row = _locked(session, campaign_id)
    if row is None or row.state not in expected or expected_version not in (None, row.version_id):
        return False
    row.state = state
    if title is not None:
        row.title = title
    if plan is not None:
        _set_plan(row, plan)
    session.flush()
    return True


def _locked(session: Session, campaign_id: int) -> CampaignRow | None:
    return session.get(CampaignRow, campaign_id, with_for_update=True)


def freeze(
    session: Session,
    *,
    campaign_id: int,
    expected_version: int,
    roster: Roster,
    questionnaire: Questionnaire,
    definition: dict[str, Any],
    draft_key: bytes,
    member_count: int,
    opened_at: datetime,
) -> bool:
    """Open a simulated campaign: everything that it will be read by is written once.

    ``roster.members`` are numbered from 1 in the order given, which must be random. False when the campaign is no
    longer the one that was simulated.
    """
    row = _locked(session, campaign_id)
    if row is None or row.state != CampaignState.SIMULATED or row.version_id != expected_version:
        return False
    row.state = CampaignState.OPEN
    row.questionnaire = questionnaire_to_json(questionnaire)
    row.definition = definition
    row.draft_key = draft_key
    row.member_count = member_count
    row.opened_at = opened_at
    session.flush()
    add_units(session, campaign_id, roster.units)
    for start in range(0, len(roster.members), CHUNK):
        chunk = roster.members[start : start + CHUNK]
        session.execute(
            insert(CampaignMemberRow),
            [_member_values(campaign_id, number, member) for number, member in enumerate(chunk, start + 1)],
        )
    return True


def _member_values(campaign_id: int, number: int, member: Member) -> dict[str, Any]:
    first, second, third = (*member.attributes, None, None, None)[:3]
    return {
        "campaign_id": campaign_id,
        "number": number,
        "agent_id": member.agent_id,
        "unit_position": member.unit,
        "attribute_1": first,
        "attribute_2": second,
        "attribute_3": third,
        "answered": False,
        "reminders": 0,
    }


def sign_off_counts(session: Session, campaign_id: int) -> dict[int, tuple[int, int]]:
    """Unit position → members asked and members who answered, in the unit itself."""
    row = CampaignMemberRow
    query = (
        select(row.unit_position, func.count(), func.count().filter(row.answered.is_(True)))
        .where(row.campaign_id == campaign_id, row.unit_position.is_not(None))
        .group_by(row.unit_position)
    )
    return {unit: (asked, answered) for unit, asked, answered in session.execute(query) if unit is not None}


def store_unit_counts(session: Session, *, campaign_id: int, counts: Mapping[int, tuple[int, int]]) -> None:
    """Write how many were asked and answered in each unit itself; 0 in the units that nobody belongs to."""
    unit = CampaignUnitRow
    session.execute(
        update(unit).where(unit.campaign_id == campaign_id).values(invited=0, answered=0),
        execution_options={"synchronize_session": False},
    )
    if counts:
        session.execute(
            update(unit),
            [
                {"campaign_id": campaign_id, "position": position, "invited": asked, "answered": answered}
                for position, (asked, answered) in counts.items()
            ],
        )


def department_units(session: Session, campaign_id: int) -> tuple[int, ...]:
    """The positions of the units that are departments."""
    row = CampaignUnitRow
    query = select(row.position).where(row.campaign_id == campaign_id, row.department_id.is_not(None))
    return tuple(session.scalars(query.order_by(row.position)))


def forget_sign_off(session: Session, campaign_id: int) -> None:
    """Empty what says who answered, and every draft: the flags, the reminders (sent to those who had not answered)."""
    row = CampaignMemberRow
    session.execute(
        update(row)
        .where(row.campaign_id == campaign_id)
        .values(answered=None, draft=None, reminded_at=None, reminders=0),
        execution_options={"synchronize_session": False},
    )


def finish(session: Session, *, campaign_id: int, closed_at: datetime, response_count: int) -> None:
    """Write the end of the collection on the campaign; the key of the drafts is destroyed."""
    row = _locked(session, campaign_id)
    if row is not None:
        row.closed_at = closed_at
        row.response_count = response_count
        row.draft_key = None
        session.flush()


def answered_count(session: Session, campaign_id: int) -> int:
    """How many members have answered, in an open campaign."""
    row = CampaignMemberRow
    query = select(func.count()).where(row.campaign_id == campaign_id, row.answered.is_(True))
    return session.scalar(query) or 0


def answered_counts(session: Session, campaign_ids: Iterable[int]) -> dict[int, int]:
    """Campaign → answers received so far, from the daily counts of the whole authority."""
    row = SignOffCountRow
    query = (
        select(row.campaign_id, func.sum(row.count))
        .where(row.campaign_id.in_(list(campaign_ids)))
        .group_by(row.campaign_id)
    )
    return {campaign_id: int(total) for campaign_id, total in session.execute(query)}


def submitted_counts(session: Session, campaign_ids: Iterable[int]) -> dict[int, int]:
    """Campaign → diagnoses submitted so far."""
    row = DiagnosisRow
    query = (
        select(row.campaign_id, func.count())
        .where(row.campaign_id.in_(list(campaign_ids)), row.submitted_at.is_not(None))
        .group_by(row.campaign_id)
    )
    return {campaign_id: int(total) for campaign_id, total in session.execute(query)}


def has_diagnosis(session: Session, campaign_id: int) -> bool:
    """True when somebody has begun a diagnosis."""
    query = select(DiagnosisRow.unit_position).where(DiagnosisRow.campaign_id == campaign_id).limit(1)
    return session.scalar(query) is not None


def delete_preparation(session: Session, campaign_id: int) -> None:
    """Delete everything of a campaign that nobody has answered."""
    for row in (
        AccessCodeRow,
        SignOffCountRow,
        DiagnosisEventRow,
        DiagnosisRow,
        CampaignMemberRow,
        CampaignUnitRow,
    ):
        session.execute(
            delete(row).where(row.campaign_id == campaign_id),
            execution_options={"synchronize_session": False},
        )
    session.execute(delete(CampaignRow).where(CampaignRow.id == campaign_id))
