"""Reading what surrounds the published cells: comments, links, memberships, successions, benchmarks, competence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from transfo_rh.campaigns.model import CellState, PublishedCell, PublishedComment, PublishedDriver
from transfo_rh.campaigns.tables import (
    BenchmarkRow,
    CampaignMemberRow,
    CampaignRow,
    CompetenceMeasureRow,
    PublicationRow,
    PublishedCellRow,
    PublishedCommentRow,
    PublishedDriverRow,
)
from transfo_rh.staff.tables import DepartmentSuccessionRow

_STATES = {state.value: state for state in CellState}
_ATTRIBUTES = ("attribute_1", "attribute_2", "attribute_3")


@dataclass(frozen=True, slots=True)
class StoredAggregate:
    """A stored benchmark or competence measure: its label, day and content."""

    id: int
    label: str
    on: date
    content: dict[str, Any]
    imported_at: datetime


def _among(column: Any, units: frozenset[int] | None) -> list[ColumnElement[bool]]:
    """The whole and these units; None for all."""
    return [] if units is None else [or_(column.is_(None), column.in_(sorted(units)))]


def cells(
    session: Session,
    *,
    publication_id: int,
    measures: Sequence[str],
    units: frozenset[int] | None,
    attribute: str | None = None,
) -> tuple[PublishedCell, ...]:
    """Cells of some measures: of the whole and the units (None: all), or of the whole and the values of one attribute.

    Crosses of two characteristics are left out.
    """
    row = PublishedCellRow
    query = (
        select(
            row.unit_position,
            row.attribute,
            row.attribute_value,
            row.measure,
            row.state,
            row.n,
            row.n_band,
            row.score,
            row.favourable,
            row.unfavourable,
            row.deviation,
            row.shares,
            row.capped,
            row.population,
        )
        .where(
            row.publication_id == publication_id, row.measure.in_(list(measures)), row.attribute_2.is_(None)
        )
        .order_by(row.id)
    )
    if attribute is None:
        query = query.where(row.attribute.is_(None), *_among(row.unit_position, units))
    else:
        query = query.where(
            row.unit_position.is_(None), or_(row.attribute.is_(None), row.attribute == attribute)
        )
    return tuple(
        PublishedCell(
            unit, attribute_, value, measure, _STATES[state], n, band, score, favourable, unfavourable,
            deviation, None if shares is None else tuple(map(int, shares.split())), capped, population,
        )
        for (
            unit, attribute_, value, measure, state, n, band, score, favourable, unfavourable,
            deviation, shares, capped, population,
        ) in session.execute(query)
    )  # fmt: skip


def crosses(session: Session, publication_id: int) -> tuple[tuple[str | None, str], ...]:
    """The crosses of a publication: two attributes, or the units (None) and an attribute; in their order."""
    row = PublishedCellRow
    first_met = func.min(row.id)
    query = (
        select(row.attribute, row.attribute_2)
        .where(
            row.publication_id == publication_id,
            row.attribute.is_not(None),
            or_(row.attribute_2.is_not(None), row.unit_position.is_not(None)),
        )
        .group_by(row.attribute, row.attribute_2)
        .order_by(first_met)
    )
    return tuple(
        (None, str(first)) if second is None else (first, second) for first, second in session.execute(query)
    )


def cross_cells(
    session: Session,
    *,
    publication_id: int,
    cross: tuple[str | None, str],
    measure: str,
    units: frozenset[int] | None,
) -> tuple[PublishedCell, ...]:
    """The cells of one cross (see crosses) and those of its margins, for one measure.

    ``units``: those whose cells may be read, None for all; the whole always.
    """
    row = PublishedCellRow
    first, second = cross
    of_units = and_(or_(row.attribute.is_(None), row.attribute == second), row.attribute_2.is_(None))
    of_values = and_(
        row.unit_position.is_(None),
        or_(
            row.attribute.is_(None),
            and_(row.attribute.in_([first, second]), row.attribute_2.is_(None)),
            and_(row.attribute == first, row.attribute_2 == second),
        ),
    )
    query = (
        select(row)
        .where(
            row.publication_id == publication_id,
            row.measure == measure,
            of_units if first is None else of_values,
            *_among(row.unit_position, units),
        )
        .order_by(row.id)
    )
    return tuple(_cell(found) for found in session.scalars(query))


def _cell(row: PublishedCellRow) -> PublishedCell:
    return PublishedCell(
        row.unit_position, row.attribute, row.attribute_value, row.measure, _STATES[row.state],
        row.n, row.n_band, row.score, row.favourable, row.unfavourable, row.deviation,
        None if row.shares is None else tuple(map(int, row.shares.split())), row.capped, row.population,
        row.attribute_2, row.attribute_value_2,
    )  # fmt: skip


def published_comments(
    session: Session, *, publication_id: int, units: frozenset[int] | None
) -> tuple[PublishedComment, ...]:
    """Published comments in their random order; ``units`` are the groups that the viewer may read, None for all.

    Those of the whole authority come only with None.
    """
    row = PublishedCommentRow
    query = select(row.unit_position, row.item, row.text).where(row.publication_id == publication_id)
    if units is not None:
        query = query.where(row.unit_position.in_(sorted(units)))
    return tuple(PublishedComment(*found) for found in session.execute(query.order_by(row.id)))


def published_drivers(
    session: Session, *, publication_id: int, units: frozenset[int] | None
) -> tuple[PublishedDriver, ...]:
    """Published links of the whole and of the units (None: all)."""
    row = PublishedDriverRow
    query = select(row.unit_position, row.outcome, row.dimension, row.n, row.correlation, row.weight).where(
        row.publication_id == publication_id, *_among(row.unit_position, units)
    )
    return tuple(PublishedDriver(*found) for found in session.execute(query.order_by(row.id)))


def definition(session: Session, campaign_id: int) -> dict[str, Any] | None:
    """The questionnaire as it was asked; None for imported results."""
    return session.scalar(select(CampaignRow.definition).where(CampaignRow.id == campaign_id))


def summary(session: Session, publication_id: int) -> dict[str, Any] | None:
    """The summary of a publication; see publication.summary.Summary."""
    return session.scalar(select(PublicationRow.summary).where(PublicationRow.id == publication_id))


def successions(session: Session, *, after: date, until: date) -> tuple[tuple[int, int], ...]:
    """Reorganisations (old, new department) that took effect after a day and until another."""
    row = DepartmentSuccessionRow
    query = select(row.old_id, row.new_id).where(row.on_date > after, row.on_date <= until)
    return tuple((old, new) for old, new in session.execute(query.order_by(row.old_id, row.new_id)))


def member_counts(session: Session, campaign_id: int, *, attribute: int | None = None) -> dict[Any, int]:
    """How many were asked, by unit position, or by value of the attribute at this place."""
    column = _member_column(CampaignMemberRow, attribute)
    query = select(column, func.count()).where(CampaignMemberRow.campaign_id == campaign_id).group_by(column)
    return {row[0]: row[1] for row in session.execute(query)}


def members_in_both(
    session: Session, now: int, before: int, *, attributes: tuple[int, int] | None = None
) -> tuple[tuple[Any, Any, int], ...]:
    """How many people two campaigns asked both, by unit (or attribute value) in each. No identity leaves the query."""
    later, earlier = aliased(CampaignMemberRow), aliased(CampaignMemberRow)
    columns = (
        _member_column(later, None if attributes is None else attributes[0]),
        _member_column(earlier, None if attributes is None else attributes[1]),
    )
    query = (
        select(*columns, func.count())
        .select_from(later)
        .join(earlier, earlier.agent_id == later.agent_id)
        .where(later.campaign_id == now, earlier.campaign_id == before)
        .group_by(*columns)
    )
    return tuple((first, second, count) for first, second, count in session.execute(query))


def _member_column(member: Any, attribute: int | None) -> Any:
    return member.unit_position if attribute is None else getattr(member, _ATTRIBUTES[attribute])


def add_benchmark(
    session: Session,
    *,
    label: str,
    wave_on: date,
    content: dict[str, Any],
    imported_at: datetime,
    imported_by: int | None,
) -> int:
    """Store the aggregates of another authority; returns their id."""
    row = BenchmarkRow(
        label=label, wave_on=wave_on, content=content, imported_at=imported_at, imported_by=imported_by
    )
    session.add(row)
    session.flush()
    return row.id


def benchmarks(session: Session) -> tuple[StoredAggregate, ...]:
    """The imported benchmarks, newest wave first."""
    query = select(BenchmarkRow).order_by(BenchmarkRow.wave_on.desc(), BenchmarkRow.id.desc())
    return tuple(
        StoredAggregate(row.id, row.label, row.wave_on, row.content, row.imported_at)
        for row in session.scalars(query)
    )


def delete_benchmark(session: Session, benchmark_id: int) -> bool:
    """Delete an imported benchmark; False when it does not exist."""
    found = session.scalars(
        delete(BenchmarkRow).where(BenchmarkRow.id == benchmark_id).returning(BenchmarkRow.id)
    ).all()
    return bool(found)


def add_competence_measure(
    session: Session,
    *,
    title: str,
    measured_on: date,
    k: int,
    content: dict[str, Any],
    imported_at: datetime,
    imported_by: int | None,
) -> int:
    """Store measured competence by department; returns its id."""
    row = CompetenceMeasureRow(
        title=title,
        measured_on=measured_on,
        k=k,
        content=content,
        imported_at=imported_at,
        imported_by=imported_by,
    )
    session.add(row)
    session.flush()
    return row.id


def competence_measures(session: Session) -> tuple[StoredAggregate, ...]:
    """Measured competence, newest first."""
    query = select(CompetenceMeasureRow).order_by(
        CompetenceMeasureRow.measured_on.desc(), CompetenceMeasureRow.id.desc()
    )
    return tuple(
        StoredAggregate(row.id, row.title, row.measured_on, row.content, row.imported_at)
        for row in session.scalars(query)
    )


def delete_competence_measure(session: Session, measure_id: int) -> bool:
    """Delete a measure of competence; False when it does not exist."""
    found = session.scalars(
        delete(CompetenceMeasureRow)
        .where(CompetenceMeasureRow.id == measure_id)
        .returning(CompetenceMeasureRow.id)
    ).all()
    return bool(found)
