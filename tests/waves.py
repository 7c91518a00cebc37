"""Published campaigns made of chosen cells: what readers of results are tested on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from transfo_rh.campaigns import repository
from transfo_rh.campaigns.model import (
    Basis,
    CampaignDraft,
    CampaignState,
    CellState,
    Measure,
    MeasureKind,
    PublishedCell,
    PublishedComment,
    PublishedDriver,
    Questionnaire,
    Unit,
)
from transfo_rh.campaigns.tables import (
    CampaignMemberRow,
    CampaignRow,
    PublishedCommentRow,
    PublishedDriverRow,
)
from transfo_rh.core.database import database
from transfo_rh.staff.tables import AgentRow, DepartmentSuccessionRow

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def shown(
    unit: int | None, measure: str, score: int | None, n: int | None = 40, **more: Any
) -> PublishedCell:
    """A shown cell; n None is a small group (« 5–9 »)."""
    values: dict[str, Any] = {"deviation": 20, "favourable": score, "unfavourable": 0} | more
    return PublishedCell(
        unit,
        values.pop("attribute", None),
        values.pop("value", None),
        measure,
        CellState.SHOWN,
        n=n,
        n_band=None if n is not None else "5–9",
        score=score,
        **values,
    )


def hidden(unit: int | None, measure: str, state: CellState = CellState.TOO_FEW) -> PublishedCell:
    """A hidden cell."""
    return PublishedCell(unit, None, None, measure, state)


def measures_of(questionnaire: Questionnaire) -> tuple[Measure, ...]:
    """Dimensions then items, as a publication names them."""
    return (
        *(Measure(d.code, d.label, MeasureKind.DIMENSION, None) for d in questionnaire.dimensions),
        *(
            Measure(i.code, i.label, MeasureKind.ITEM, i.dimension, item_kind=i.kind, options=i.options)
            for i in questionnaire.items
        ),
    )


def add_wave(
    *,
    units: Sequence[Unit],
    questionnaire: Questionnaire,
    cells: Iterable[PublishedCell],
    on: date,
    title: str = "Enquête",
    attributes: tuple[str, ...] = (),
    definition: Mapping[str, Any] | None = None,
    members: Sequence[tuple[int | None, int | None, str | None]] = (),
    comments: Iterable[PublishedComment] = (),
    drivers: Iterable[PublishedDriver] = (),
    basis: Basis = Basis.PERSON,
) -> int:
    """Store a published campaign; ``members``: agent, unit, first attribute. Returns the campaign's id."""
    draft = CampaignDraft(
        title=title,
        basis=basis,
        anonymous=basis is not Basis.DEPARTMENT,
        wave_on=on,
        questionnaire=questionnaire,
        units=tuple(units),
        attributes=attributes,
    )
    with database().write() as session:
        campaign_id = repository.add_campaign(
            session, draft=draft, created_at=NOW, created_by=None, response_count=100
        )
        row = session.get_one(CampaignRow, campaign_id)
        row.definition = None if definition is None else dict(definition)
        row.member_count = len(members) or None
        session.add_all(
            CampaignMemberRow(
                campaign_id=campaign_id,
                number=number,
                agent_id=agent,
                unit_position=unit,
                attribute_1=value,
            )
            for number, (agent, unit, value) in enumerate(members)
        )
        repository.change_state(
            session,
            campaign_id=campaign_id,
            expected=CampaignState.CLOSED,
            state=CampaignState.PUBLISHED,
        )
        publication_id = repository.add_publication(
            session,
            campaign_id=campaign_id,
            number=1,
            k=5,
            measures=measures_of(questionnaire),
            cells=cells,
            published_at=NOW,
            published_by=None,
        )
        _add_texts(session, publication_id, comments, drivers)
    return campaign_id


def _add_texts(
    session: Any,
    publication_id: int,
    comments: Iterable[PublishedComment],
    drivers: Iterable[PublishedDriver],
) -> None:

    session.add_all(
        PublishedCommentRow(
            id=uuid.uuid4(), publication_id=publication_id, unit_position=c.unit, item=c.item, text=c.text
        )
        for c in comments
    )
    session.add_all(
        PublishedDriverRow(
            publication_id=publication_id,
            unit_position=d.unit,
            outcome=d.outcome,
            dimension=d.dimension,
            n=d.n,
            correlation=d.correlation,
            weight=d.weight,
        )
        for d in drivers
    )


def add_agents(count: int, department_id: int) -> list[int]:
    """Write so many agents of a department; gives their ids."""
    with database().write() as session:
        rows = [
            AgentRow(
                matricule=f"M{department_id}-{number}",
                last_name="Nom",
                first_name="Prénom",
                department_id=department_id,
                updated_at=NOW,
            )
            for number in range(count)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def add_succession(old: int, new: int, on: date) -> None:
    """Record that a department replaces another."""
    with database().write() as session:
        session.add(DepartmentSuccessionRow(old_id=old, new_id=new, on_date=on))
