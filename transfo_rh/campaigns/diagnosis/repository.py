"""Reading and writing diagnoses. Which units a viewer may see is decided by the service and passed in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from transfo_rh.access.tables import AccountRow
from transfo_rh.campaigns.diagnosis.model import (
    Content,
    DiagnosisAction,
    DiagnosisCampaign,
    DiagnosisEvent,
    DiagnosisRecord,
    StoredDiagnosis,
)
from transfo_rh.campaigns.model import Basis, CampaignState, Comment
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile, TextItem
from transfo_rh.campaigns.questionnaires.layout import encoded
from transfo_rh.campaigns.tables import CampaignRow, DiagnosisEventRow, DiagnosisRow

STATES = (CampaignState.OPEN, CampaignState.CLOSED, CampaignState.PUBLISHED)
"""The states in which a campaign of diagnoses can be read by those who take part."""


def _frozen() -> Any:
    return (
        select(CampaignRow)
        .where(CampaignRow.basis == Basis.DEPARTMENT, CampaignRow.definition.is_not(None))
        .where(CampaignRow.state.in_(STATES))
    )


def _campaign(row: CampaignRow) -> DiagnosisCampaign:
    plan = row.plan or {}
    return DiagnosisCampaign(
        id=row.id,
        title=row.title,
        state=CampaignState(row.state),
        closes_on=date.fromisoformat(plan["closes_on"]) if plan.get("closes_on") else None,
        contact=plan.get("contact", ""),
    )


def campaigns(session: Session) -> tuple[DiagnosisCampaign, ...]:
    """The campaigns of diagnoses that were opened, the newest first."""
    query = _frozen().order_by(CampaignRow.wave_on.desc(), CampaignRow.id.desc())
    return tuple(_campaign(row) for row in session.scalars(query))


def campaign(
    session: Session, campaign_id: int, *, lock: bool = False
) -> tuple[DiagnosisCampaign, QuestionnaireFile] | None:
    """One campaign and its frozen questionnaire; None when it is not an opened campaign of diagnoses.

    ``lock`` keeps it from being closed until the end of the transaction.
    """
    query = _frozen().where(CampaignRow.id == campaign_id)
    row = session.scalars(query.with_for_update(read=True) if lock else query).one_or_none()
    if row is None:
        return None
    return _campaign(row), QuestionnaireFile.model_validate(row.definition)


def diagnoses(session: Session, *, campaign_id: int, units: frozenset[int]) -> dict[int, StoredDiagnosis]:
    """The stored diagnoses of these units, by position."""
    updater, submitter = aliased(AccountRow), aliased(AccountRow)
    query = (
        select(DiagnosisRow, updater.name, submitter.name)
        .join(updater, updater.id == DiagnosisRow.updated_by, isouter=True)
        .join(submitter, submitter.id == DiagnosisRow.submitted_by, isouter=True)
        .where(DiagnosisRow.campaign_id == campaign_id, DiagnosisRow.unit_position.in_(sorted(units)))
    )
    return {
        row.unit_position: StoredDiagnosis(
            unit=row.unit_position,
            content=Content(row.answers, row.comments),
            version=row.version_id,
            updated_at=row.updated_at,
            updated_by=updated_by,
            submitted_at=row.submitted_at,
            submitted_by=submitted_by,
        )
        for row, updated_by, submitted_by in session.execute(query)
    }


def locked_version(session: Session, *, campaign_id: int, unit: int) -> int | None:
    """The version of a stored diagnosis, locked until the end of the transaction; None when there is none."""
    row = session.get(DiagnosisRow, (campaign_id, unit), with_for_update=True)
    return None if row is None else row.version_id


def write(
    session: Session,
    *,
    campaign_id: int,
    unit: int,
    content: Content,
    at: datetime,
    account_id: int | None,
    submitted: bool,
) -> int:
    """Store a diagnosis in the caller's transaction, as a draft or submitted; returns its new version."""
    row = session.get(DiagnosisRow, (campaign_id, unit))
    if row is None:
        row = DiagnosisRow(campaign_id=campaign_id, unit_position=unit)
        session.add(row)
    row.answers, row.comments = dict(content.answers), dict(content.comments)
    row.updated_at, row.updated_by = at, account_id
    row.submitted_at = at if submitted else None
    row.submitted_by = account_id if submitted else None
    session.flush()
    return row.version_id


def add_event(
    session: Session,
    *,
    campaign_id: int,
    unit: int,
    event: DiagnosisEvent,
    account_id: int | None,
) -> None:
    """Append one line to the history. A draft that follows the same person's draft adds nothing."""
    if event.action is DiagnosisAction.DRAFT:
        query = (
            select(DiagnosisEventRow)
            .where(DiagnosisEventRow.campaign_id == campaign_id, DiagnosisEventRow.unit_position == unit)
            .order_by(DiagnosisEventRow.id.desc())
            .limit(1)
        )
        last = session.scalars(query).one_or_none()
        if last is not None and (last.action, last.account_id) == (event.action, account_id):
            return
    session.add(
        DiagnosisEventRow(
            campaign_id=campaign_id,
            unit_position=unit,
            at=event.at,
            account_id=account_id,
            actor=event.actor,
            action=event.action,
            answers={
                "answers": dict(event.content.answers),
                "comments": dict(event.content.comments),
                "reason": event.reason,
            },
        )
    )


def events(session: Session, *, campaign_id: int, unit: int) -> tuple[DiagnosisEvent, ...]:
    """The history of one diagnosis, oldest first."""
    query = (
        select(DiagnosisEventRow)
        .where(DiagnosisEventRow.campaign_id == campaign_id, DiagnosisEventRow.unit_position == unit)
        .order_by(DiagnosisEventRow.id)
    )
    return tuple(
        DiagnosisEvent(
            at=row.at,
            actor=row.actor,
            action=DiagnosisAction(row.action),
            reason=row.answers.get("reason", ""),
            content=Content(row.answers.get("answers", {}), row.answers.get("comments", {})),
        )
        for row in session.scalars(query)
    )


def submitted_units(session: Session, campaign_id: int) -> frozenset[int]:
    """The positions of the units whose diagnosis is submitted: what closing counts as answered."""
    query = select(DiagnosisRow.unit_position).where(
        DiagnosisRow.campaign_id == campaign_id, DiagnosisRow.submitted_at.is_not(None)
    )
    return frozenset(session.scalars(query))


def _submitted(session: Session, campaign_id: int) -> tuple[QuestionnaireFile, list[DiagnosisRow]] | None:
    found = campaign(session, campaign_id)
    if found is None:
        return None
    query = (
        select(DiagnosisRow)
        .where(DiagnosisRow.campaign_id == campaign_id, DiagnosisRow.submitted_at.is_not(None))
        .order_by(DiagnosisRow.unit_position)
    )
    return found[1], list(session.scalars(query))


def records_for_publication(session: Session, campaign_id: int) -> tuple[DiagnosisRecord, ...]:
    """One record per submitted diagnosis, in the order of units; drafts are left out."""
    found = _submitted(session, campaign_id)
    if found is None:
        return ()
    definition, rows = found
    return tuple(DiagnosisRecord(row.unit_position, encoded(definition, row.answers)) for row in rows)


def comments_for_publication(session: Session, campaign_id: int) -> tuple[Comment, ...]:
    """The comments of submitted diagnoses, attributed to their unit: ``item`` is a section or a text question."""
    found = _submitted(session, campaign_id)
    if found is None:
        return ()
    definition, rows = found
    questions = [item.code for item in definition.items() if isinstance(item, TextItem)]
    comments: list[Comment] = []
    for row in rows:
        said = {code: row.answers.get(code) for code in questions} | row.comments
        comments += [Comment(row.unit_position, code, str(text)) for code, text in said.items() if text]
    return tuple(comments)
