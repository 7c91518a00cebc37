"""Job labels of the staff, and the roles that they are linked to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from transfo_rh.skills.tables import JobRoleRow
from transfo_rh.staff.repository import present
from transfo_rh.staff.tables import AgentRow


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A job label and its role; None: a person said that the catalogue has none."""

    job: str
    role_id: int | None
    automatic: bool
    score: float | None


def jobs(session: Session, *, on: date) -> dict[str, int]:
    """Job label → number of agents present on the day, most frequent first."""
    number = func.count(AgentRow.id)
    found = session.execute(
        select(AgentRow.job, number)
        .where(AgentRow.job.is_not(None), AgentRow.job != "")
        .where(present(on))
        .group_by(AgentRow.job)
        .order_by(number.desc(), AgentRow.job)
    )
    return {str(job): int(agents) for job, agents in found}


def links(session: Session) -> dict[str, StoredLink]:
    """Every link, by job label."""
    row = JobRoleRow
    found = session.execute(select(row.job, row.role_id, row.automatic, row.score))
    return {job: StoredLink(job, role, automatic, score) for job, role, automatic, score in found}


def replace_links(
    session: Session, stored: Sequence[StoredLink], *, at: datetime, confirmed_by: int | None = None
) -> None:
    """Write these links in the place of what their jobs had."""
    remove_links(session, [link.job for link in stored])
    if stored:
        session.execute(
            insert(JobRoleRow),
            [
                {
                    "job": link.job,
                    "role_id": link.role_id,
                    "automatic": link.automatic,
                    "score": link.score,
                    "linked_at": at,
                    "confirmed_by": confirmed_by,
                }
                for link in stored
            ],
        )


def remove_links(session: Session, labels: Collection[str]) -> None:
    """Forget the links of these jobs."""
    names = list(labels)
    for start in range(0, len(names), 500):
        session.execute(delete(JobRoleRow).where(JobRoleRow.job.in_(names[start : start + 500])))
