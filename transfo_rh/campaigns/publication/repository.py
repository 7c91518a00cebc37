"""Reading and writing publications: what surrounds the cells, who was asked, what an audit needs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from transfo_rh.campaigns import repository
from transfo_rh.campaigns.model import (
    CampaignState,
    Measure,
    PublishedCell,
    PublishedComment,
    PublishedDriver,
    Thresholds,
)
from transfo_rh.campaigns.tables import (
    CampaignMemberRow,
    CampaignRow,
    CampaignUnitRow,
    PublicationRow,
    PublishedCommentRow,
    PublishedDriverRow,
)

_THRESHOLDS = TypeAdapter(Thresholds)


@dataclass(frozen=True, slots=True)
class StoredPublication:
    """A publication with every cell of every role, for an audit."""

    id: int
    number: int
    thresholds: Thresholds
    measures: tuple[Measure, ...]
    cells: tuple[PublishedCell, ...]
    attestation: dict[str, Any] | None
    published_at: datetime


def add(
    session: Session,
    *,
    campaign_id: int,
    thresholds: Thresholds,
    measures: Sequence[Measure],
    cells: Iterable[PublishedCell],
    comments: Iterable[PublishedComment],
    drivers: Iterable[PublishedDriver],
    summary: dict[str, Any] | None,
    attestation: dict[str, Any] | None,
    published_at: datetime,
    published_by: int | None,
) -> int:
    """Store a publication with everything that it shows; returns its id. Nothing updates it afterwards."""
    publication_id = repository.add_publication(
        session,
        campaign_id=campaign_id,
        number=repository.next_publication_number(session, campaign_id),
        k=thresholds.scores,
        measures=measures,
        cells=cells,
        published_at=published_at,
        published_by=published_by,
        thresholds=asdict(thresholds),
        summary=summary,
        attestation=attestation,
    )
    rows: list[dict[str, object]] = [
        {"id": uuid.uuid4(), "publication_id": publication_id, "unit_position": comment.unit,
         "item": comment.item, "text": comment.text}
        for comment in comments
    ]  # fmt: skip
    if rows:
        session.execute(insert(PublishedCommentRow), rows)
    rows = [
        {"publication_id": publication_id, "unit_position": driver.unit, "outcome": driver.outcome,
         "dimension": driver.dimension, "n": driver.n, "correlation": driver.correlation,
         "weight": driver.weight}
        for driver in drivers
    ]  # fmt: skip
    if rows:
        session.execute(insert(PublishedDriverRow), rows)
    return publication_id


def lock_published(session: Session, *, campaign_id: int, number: int) -> bool:
    """Lock a published campaign; False when it is not published, or has another publication than ``number``."""
    row = session.get(CampaignRow, campaign_id, with_for_update=True)
    if row is None or row.state != CampaignState.PUBLISHED:
        return False
    return repository.next_publication_number(session, campaign_id) == number + 1


def stored(session: Session, *, campaign_id: int, number: int | None = None) -> StoredPublication | None:
    """One publication of a campaign with all its cells, the newest by default; None when there is none."""
    query = select(PublicationRow).where(PublicationRow.campaign_id == campaign_id)
    if number is not None:
        query = query.where(PublicationRow.number == number)
    row = session.scalars(query.order_by(PublicationRow.number.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    cells = repository.published_cells(
        session, publication_id=row.id, visible_units=None, attributes_visible=True
    )
    return StoredPublication(
        id=row.id,
        number=row.number,
        thresholds=Thresholds(scores=row.k, crosses=max(Thresholds().crosses, row.k))
        if row.thresholds is None
        else _THRESHOLDS.validate_python(row.thresholds),
        measures=repository.measures_from_json(row.measures),
        cells=cells,
        attestation=row.attestation,
        published_at=row.published_at,
    )


def attestation(session: Session, *, campaign_id: int) -> tuple[int, dict[str, Any] | None, datetime] | None:
    """Number, stored attestation and instant of the newest publication, without its cells."""
    query = (
        select(PublicationRow.number, PublicationRow.attestation, PublicationRow.published_at)
        .where(PublicationRow.campaign_id == campaign_id)
        .order_by(PublicationRow.number.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row.number, row.attestation, row.published_at)


def invited(session: Session, *, campaign_id: int) -> dict[int, int]:
    """People asked who belong directly to each unit, by position; empty when it is not known."""
    query = select(CampaignUnitRow.position, CampaignUnitRow.invited).where(
        CampaignUnitRow.campaign_id == campaign_id, CampaignUnitRow.invited.is_not(None)
    )
    return {position: count or 0 for position, count in session.execute(query)}


def members_by_unit(
    session: Session, *, campaign_id: int, attribute: int | None
) -> list[tuple[int | None, str | None, int]]:
    """People asked by unit and value of one grouping attribute (its position; None: by unit only)."""
    member = CampaignMemberRow
    columns = (member.attribute_1, member.attribute_2, member.attribute_3)
    groups = [member.unit_position] if attribute is None else [member.unit_position, columns[attribute]]
    query = select(*groups, func.count()).where(member.campaign_id == campaign_id).group_by(*groups)
    return [(row[0], None if attribute is None else row[1], int(row[-1])) for row in session.execute(query)]
