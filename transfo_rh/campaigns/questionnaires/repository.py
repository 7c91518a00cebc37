"""Reading and writing the versions of questionnaires made on the screens or imported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from transfo_rh.campaigns.tables import QuestionnaireVersionRow


def versions(session: Session) -> tuple[QuestionnaireVersionRow, ...]:
    """Every version of every questionnaire, by code, the newest of each first."""
    query = select(QuestionnaireVersionRow).order_by(
        QuestionnaireVersionRow.code, QuestionnaireVersionRow.id.desc()
    )
    return tuple(session.scalars(query))


def versions_of(session: Session, code: str) -> tuple[QuestionnaireVersionRow, ...]:
    """Every version of one questionnaire, newest first."""
    query = (
        select(QuestionnaireVersionRow)
        .where(QuestionnaireVersionRow.code == code)
        .order_by(QuestionnaireVersionRow.id.desc())
    )
    return tuple(session.scalars(query))


def version(
    session: Session, *, code: str, version: str, lock: bool = False
) -> QuestionnaireVersionRow | None:
    """One version; ``lock`` holds it for a change. None when it does not exist."""
    query = select(QuestionnaireVersionRow).where(
        QuestionnaireVersionRow.code == code, QuestionnaireVersionRow.version == version
    )
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def add_version(
    session: Session,
    *,
    code: str,
    version: str,
    definition: dict[str, Any],
    origin: str | None,
    created_at: datetime,
    created_by: int | None,
) -> QuestionnaireVersionRow:
    """Store an unfinished version."""
    row = QuestionnaireVersionRow(
        code=code,
        version=version,
        definition=definition,
        origin=origin,
        finished=False,
        created_at=created_at,
        created_by=created_by,
    )
    session.add(row)
    session.flush()
    return row


def delete_version(session: Session, row: QuestionnaireVersionRow) -> None:
    """Delete one version."""
    session.execute(delete(QuestionnaireVersionRow).where(QuestionnaireVersionRow.id == row.id))
