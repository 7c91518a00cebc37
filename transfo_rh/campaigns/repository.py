"""Reading and writing campaigns and publications. Every read of published figures takes the viewer's horizon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Select, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from transfo_rh.campaigns.model import (
    Basis,
    Campaign,
    CampaignDraft,
    CampaignPlan,
    CampaignState,
    CellState,
    Measure,
    PublishedCell,
    Questionnaire,
    Unit,
)
from transfo_rh.campaigns.tables import CampaignRow, CampaignUnitRow, PublicationRow, PublishedCellRow
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _

_PLAN = TypeAdapter(CampaignPlan)
_QUESTIONNAIRE = TypeAdapter(Questionnaire)
_MEASURES = TypeAdapter(tuple[Measure, ...])


def questionnaire_to_json(questionnaire: Questionnaire) -> dict[str, object]:
    """The questionnaire as it is frozen in the campaign."""
    return asdict(questionnaire)


def questionnaire_from_json(value: dict[str, Any]) -> Questionnaire:
    """The questionnaire that was frozen in the campaign."""
    return _QUESTIONNAIRE.validate_python({"dimensions": (), "items": (), **value})


def plan_to_json(plan: CampaignPlan) -> dict[str, Any]:
    """The plan as it is stored with the campaign."""
    return _PLAN.dump_python(plan, mode="json")  # type: ignore[no-any-return]


def plan_from_json(value: dict[str, Any]) -> CampaignPlan:
    """The plan that was stored with the campaign."""
    return _PLAN.validate_python(value)


def add_campaign(
    session: Session,
    *,
    draft: CampaignDraft,
    created_at: datetime,
    created_by: int | None,
    response_count: int,
) -> int:
    """Store a closed campaign with its frozen units; returns its id."""
    row = CampaignRow(
        title=draft.title,
        state=CampaignState.CLOSED,
        basis=draft.basis,
        anonymous=draft.anonymous,
        wave_on=draft.wave_on,
        k=draft.k,
        attributes=list(draft.attributes),
        questionnaire=questionnaire_to_json(draft.questionnaire),
        mapping=draft.mapping,
        definition=draft.definition,
        response_count=response_count,
        created_at=created_at,
        created_by=created_by,
    )
    session.add(row)
    session.flush()
    add_units(session, row.id, draft.units)
    return row.id


def add_units(session: Session, campaign_id: int, units: Sequence[Unit]) -> None:
    """Freeze the units of a campaign, parents before children."""
    values = [
        {
            "campaign_id": campaign_id,
            "position": unit.position,
            "code": unit.code,
            "name": unit.name,
            "parent_position": unit.parent,
            "department_id": unit.department_id,
        }
        for unit in units
    ]
    if values:
        session.execute(insert(CampaignUnitRow), values)


def _campaigns() -> Select[CampaignRow, datetime | None]:
    published = (
        select(PublicationRow.campaign_id, func.max(PublicationRow.published_at).label("published_at"))
        .group_by(PublicationRow.campaign_id)
        .subquery()
    )
    return select(CampaignRow, published.c.published_at).join(
        published, published.c.campaign_id == CampaignRow.id, isouter=True
    )


def _to_campaign(row: CampaignRow, published_at: datetime | None) -> Campaign:
    return Campaign(
        id=row.id,
        title=row.title,
        state=CampaignState(row.state),
        basis=Basis(row.basis),
        anonymous=row.anonymous,
        wave_on=row.wave_on,
        k=row.k,
        attributes=tuple(row.attributes),
        questionnaire=questionnaire_from_json(row.questionnaire),
        response_count=row.response_count,
        created_at=row.created_at,
        published_at=published_at,
        plan=None if row.plan is None else plan_from_json(row.plan),
        questionnaire_code=None if row.definition is None else row.definition["code"],
        questionnaire_version=None if row.definition is None else row.definition["version"],
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        member_count=row.member_count,
    )


def campaigns(session: Session) -> tuple[Campaign, ...]:
    """Every campaign, the newest wave first. For human resources."""
    query = _campaigns().order_by(CampaignRow.wave_on.desc(), CampaignRow.id.desc())
    return tuple(_to_campaign(row, published_at) for row, published_at in session.execute(query))


def campaign(session: Session, campaign_id: int) -> Campaign | None:
    """One campaign, None when it does not exist."""
    found = session.execute(_campaigns().where(CampaignRow.id == campaign_id)).one_or_none()
    return None if found is None else _to_campaign(found[0], found[1])


def existing_campaign(session: Session, campaign_id: int) -> Campaign:
    """One campaign. Raises NotFound."""
    found = campaign(session, campaign_id)
    if found is None:
        raise NotFound(_("La campagne {id} n’existe pas.").format(id=campaign_id))
    return found


def version(session: Session, campaign_id: int) -> int | None:
    """The version of a campaign, which every change of it raises; None when it does not exist."""
    return session.scalar(select(CampaignRow.version_id).where(CampaignRow.id == campaign_id))


def change_state(
    session: Session, *, campaign_id: int, expected: CampaignState, state: CampaignState
) -> bool:
    """Move a campaign from one state to another, under a lock; False when it is not in the expected state."""
    row = session.get(CampaignRow, campaign_id, with_for_update=True)
    if row is None or row.state != expected:
        return False
    row.state = state
    return True


def delete_campaign(session: Session, campaign_id: int) -> None:
    """Delete a campaign and its units; its answers must be gone, and it must never have been published."""
    session.execute(delete(CampaignUnitRow).where(CampaignUnitRow.campaign_id == campaign_id))
    session.execute(delete(CampaignRow).where(CampaignRow.id == campaign_id))


def units(session: Session, campaign_id: int) -> tuple[Unit, ...]:
    """The frozen units of a campaign, parents before children."""
    query = (
        select(CampaignUnitRow)
        .where(CampaignUnitRow.campaign_id == campaign_id)
        .order_by(CampaignUnitRow.position)
    )
    return tuple(
        Unit(row.position, row.code, row.name, row.parent_position, row.department_id)
        for row in session.scalars(query)
    )


def next_publication_number(session: Session, campaign_id: int) -> int:
    """1 for a campaign that was never published."""
    query = select(func.max(PublicationRow.number)).where(PublicationRow.campaign_id == campaign_id)
    return (session.scalar(query) or 0) + 1


def add_publication(
    session: Session,
    *,
    campaign_id: int,
    number: int,
    k: int,
    measures: Sequence[Measure],
    cells: Iterable[PublishedCell],
    published_at: datetime,
    published_by: int | None,
    thresholds: dict[str, Any] | None = None,
    summary: dict[str, Any] | None = None,
    attestation: dict[str, Any] | None = None,
) -> int:
    """Store a publication with all its cells; returns its id. Nothing updates it afterwards."""
    row = PublicationRow(
        campaign_id=campaign_id,
        number=number,
        k=k,
        measures=[asdict(measure) for measure in measures],
        thresholds=thresholds,
        summary=summary,
        attestation=attestation,
        published_at=published_at,
        published_by=published_by,
    )
    session.add(row)
    session.flush()
    values = [_cell_values(row.id, cell) for cell in cells]
    if values:
        session.execute(insert(PublishedCellRow), values, execution_options={"render_nulls": True})
    return row.id


def _cell_values(publication_id: int, cell: PublishedCell) -> dict[str, Any]:
    return {
        "publication_id": publication_id,
        "unit_position": cell.unit,
        "attribute": cell.attribute,
        "attribute_value": cell.value,
        "measure": cell.measure,
        "state": cell.state.value,
        "n": cell.n,
        "n_band": cell.n_band,
        "score": cell.score,
        "favourable": cell.favourable,
        "unfavourable": cell.unfavourable,
        "deviation": cell.deviation,
        "shares": None if cell.shares is None else " ".join(map(str, cell.shares)),
        "capped": cell.capped,
        "population": cell.population,
        "attribute_2": cell.attribute_2,
        "attribute_value_2": cell.value_2,
    }


def _cell(row: PublishedCellRow) -> PublishedCell:
    return PublishedCell(
        unit=row.unit_position,
        attribute=row.attribute,
        value=row.attribute_value,
        measure=row.measure,
        state=CellState(row.state),
        n=row.n,
        n_band=row.n_band,
        score=row.score,
        favourable=row.favourable,
        unfavourable=row.unfavourable,
        deviation=row.deviation,
        shares=None if row.shares is None else tuple(map(int, row.shares.split())),
        capped=row.capped,
        population=row.population,
        attribute_2=row.attribute_2,
        value_2=row.attribute_value_2,
    )


def measures_from_json(values: Sequence[dict[str, Any]]) -> tuple[Measure, ...]:
    """The measures that were stored with a publication."""
    return _MEASURES.validate_python(values)


def latest_publication(
    session: Session, campaign_id: int
) -> tuple[int, int, tuple[Measure, ...], datetime] | None:
    """Id, k, measures and instant of the newest publication of a campaign."""
    query = (
        select(PublicationRow)
        .where(PublicationRow.campaign_id == campaign_id)
        .order_by(PublicationRow.number.desc())
        .limit(1)
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        return None
    measures = measures_from_json(row.measures)
    return row.id, row.k, measures, row.published_at


def published_cells(
    session: Session,
    *,
    publication_id: int,
    visible_units: frozenset[int] | None,
    attributes_visible: bool,
    units_wanted: frozenset[int] | None = None,
    kind_codes: frozenset[str] | None = None,
) -> tuple[PublishedCell, ...]:
    """Published cells inside the viewer's horizon.

    ``visible_units``: positions that the viewer may see, None for all; the whole authority (no unit) is always
    included. ``attributes_visible`` False leaves out the cells by attribute. ``units_wanted`` and ``kind_codes``
    narrow the answer to some units (the whole is kept) and some measures.
    """
    query = select(PublishedCellRow).where(PublishedCellRow.publication_id == publication_id)
    for allowed in (visible_units, units_wanted):
        if allowed is not None:
            query = query.where(
                or_(PublishedCellRow.unit_position.is_(None), PublishedCellRow.unit_position.in_(allowed))
            )
    if not attributes_visible:
        query = query.where(PublishedCellRow.attribute.is_(None))
    if kind_codes is not None:
        query = query.where(PublishedCellRow.measure.in_(kind_codes))
    return tuple(_cell(row) for row in session.scalars(query.order_by(PublishedCellRow.id)))
