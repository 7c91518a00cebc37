"""Reference catalogues in the database: replaced as a whole, read by code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from transfo_rh.skills.references.model import (
    ESCO,
    ROME,
    ReferenceContent,
    ReferenceMobility,
    ReferenceOccupation,
    ReferenceSkill,
    ReferenceSummary,
)
from transfo_rh.skills.tables import (
    ReferenceCatalogueRow,
    ReferenceMobilityRow,
    ReferenceOccupationRow,
    ReferenceRequirementRow,
    ReferenceSkillRow,
)

_PARTS: tuple[Any, ...] = (
    ReferenceRequirementRow,
    ReferenceMobilityRow,
    ReferenceSkillRow,
    ReferenceOccupationRow,
)
_CHUNK = 5_000


def replace(session: Session, content: ReferenceContent, *, at: datetime) -> None:
    """Put this catalogue in the place of the one of the same code."""
    for part in _PARTS:
        session.execute(delete(part).where(part.catalogue == content.code))
    session.execute(delete(ReferenceCatalogueRow).where(ReferenceCatalogueRow.code == content.code))
    session.execute(
        insert(ReferenceCatalogueRow),
        [
            {
                "code": content.code,
                "version": content.version,
                "imported_at": at,
                "counts": content.counts,
            }
        ],
    )
    for part, records in (
        (ReferenceOccupationRow, content.occupations),
        (ReferenceSkillRow, content.skills),
        (ReferenceMobilityRow, content.mobilities),
        (ReferenceRequirementRow, content.requirements),
    ):
        for rows in _chunks(asdict(record) for record in records):
            session.execute(insert(part), [{**row, "catalogue": content.code} for row in rows])


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


def summaries(session: Session) -> tuple[ReferenceSummary, ...]:
    """The catalogues that were imported, by code."""
    rows = session.scalars(select(ReferenceCatalogueRow).order_by(ReferenceCatalogueRow.code))
    return tuple(ReferenceSummary(row.code, row.version, row.imported_at, dict(row.counts)) for row in rows)


def occupations(
    session: Session, catalogue: str, *, codes: Collection[str] | None = None
) -> tuple[ReferenceOccupation, ...]:
    """The job sheets of a catalogue, all or those of these codes, by code."""
    row = ReferenceOccupationRow
    query = select(row.code, row.label, row.parent, row.labels).where(row.catalogue == catalogue)
    if codes is not None:
        query = query.where(row.code.in_(sorted(codes)))
    found = session.execute(query.order_by(row.code))
    return tuple(
        ReferenceOccupation(code, label, parent, tuple(labels)) for code, label, parent, labels in found
    )


def skills(session: Session, catalogue: str) -> tuple[ReferenceSkill, ...]:
    """The skills of a catalogue, by code."""
    row = ReferenceSkillRow
    found = session.execute(
        select(row.code, row.label, row.kind, row.labels).where(row.catalogue == catalogue).order_by(row.code)
    )
    return tuple(ReferenceSkill(code, label, kind, tuple(labels)) for code, label, kind, labels in found)


def labels(session: Session, codes: Collection[str], *, skills: bool) -> dict[str, str]:
    """Code → official name, for the codes that an imported catalogue holds; of skills or of job sheets."""
    row: Any = ReferenceSkillRow if skills else ReferenceOccupationRow
    found = session.execute(
        select(row.code, row.label).where(row.catalogue.in_((ROME, ESCO)), row.code.in_(sorted(codes)))
    )
    return {str(code): str(label) for code, label in found}


def mobilities(
    session: Session, catalogue: str, *, codes: Collection[str] | None = None
) -> tuple[ReferenceMobility, ...]:
    """The official mobilities from or to these codes (all by default), the closest first."""
    row = ReferenceMobilityRow
    query = select(row.from_code, row.to_code, row.kind, row.rank).where(row.catalogue == catalogue)
    if codes is not None:
        wanted = sorted(codes)
        query = query.where(or_(row.from_code.in_(wanted), row.to_code.in_(wanted)))
    found = session.execute(query.order_by(row.from_code, row.rank, row.to_code))
    return tuple(ReferenceMobility(origin, target, kind, rank) for origin, target, kind, rank in found)
