"""Raw answers: written once by the collection, read by the publication alone.

No identity, no instant finer than the week, a random UUID as key: nothing here says who answered or when.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from random import SystemRandom
from typing import cast

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    ForeignKey,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from transfo_rh.campaigns.model import Comment, Response
from transfo_rh.core.database import Base

CHUNK = 5_000
_REWRITTEN = 500  # keys in one statement


class ResponseRow(Base):
    """One raw record. ``answers`` holds one signed byte per item of the campaign's questionnaire.

    ``batch`` is 0 for what came in before closing, the number of a later batch otherwise.
    """

    __tablename__ = "response"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    unit_position: Mapped[int | None]
    attribute_1: Mapped[str | None] = mapped_column(String(250))
    attribute_2: Mapped[str | None] = mapped_column(String(250))
    attribute_3: Mapped[str | None] = mapped_column(String(250))
    week: Mapped[date]
    batch: Mapped[int] = mapped_column(default=0)
    answers: Mapped[bytes] = mapped_column(LargeBinary)


class CommentRow(Base):
    """One masked comment, apart from the record it came with: a random key, a unit, no attribute, no week."""

    __tablename__ = "comment"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    unit_position: Mapped[int | None]
    item: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    batch: Mapped[int] = mapped_column(default=0)


_INSERT = insert(cast("Table", ResponseRow.__table__))


@dataclass(frozen=True, slots=True)
class AnswerChunk:
    """A block of raw records of one campaign, for the builder.

    ``answers``: int8 (records × items); ``units``: int32 (records,), −1 when unknown; ``attributes``: one tuple of
    values per record.
    """

    answers: npt.NDArray[np.int8]
    units: npt.NDArray[np.int32]
    attributes: list[tuple[str | None, str | None, str | None]]


def add_responses(
    session: Session, *, campaign_id: int, week: date, responses: Iterable[Response], batch_number: int = 0
) -> int:
    """Write raw records inside the caller's transaction; returns how many. See ResponseRow for the batch."""
    written = 0
    batch: list[dict[str, object]] = []
    for response in responses:
        first, second, third = (*response.attributes, None, None, None)[:3]
        batch.append(
            {
                "id": uuid.uuid4(),
                "campaign_id": campaign_id,
                "unit_position": response.unit,
                "attribute_1": first,
                "attribute_2": second,
                "attribute_3": third,
                "week": week,
                "batch": batch_number,
                "answers": response.answers,
            }
        )
        if len(batch) == CHUNK:
            session.connection().execute(_INSERT, batch)
            written += len(batch)
            batch = []
    if batch:
        session.connection().execute(_INSERT, batch)
        written += len(batch)
    return written


def add_comments(
    session: Session, *, campaign_id: int, comments: Iterable[Comment], batch_number: int = 0
) -> None:
    """Write masked comments inside the caller's transaction."""
    values = [
        {
            "id": uuid.uuid4(),
            "campaign_id": campaign_id,
            "unit_position": comment.unit,
            "item": comment.item,
            "text": comment.text,
            "batch": batch_number,
        }
        for comment in comments
    ]
    if values:
        session.execute(insert(CommentRow), values)


def rewrite_in_random_order(session: Session, *, campaign_id: int) -> int:
    """Delete and insert again every record and comment of a campaign, in random order, under fresh keys.

    Neither the order of the rows on disk nor a key seen before says any more who came first. Returns the number of
    records. Memory grows with the chunk.
    """
    _rewrite(session, CommentRow, campaign_id)
    return _rewrite(session, ResponseRow, campaign_id)


def _rewrite(session: Session, table: type[ResponseRow] | type[CommentRow], campaign_id: int) -> int:
    keys = list(session.scalars(select(table.id).where(table.campaign_id == campaign_id)))
    SystemRandom().shuffle(keys)
    columns = list(table.__table__.columns)
    for start in range(0, len(keys), _REWRITTEN):
        chunk = keys[start : start + _REWRITTEN]
        rows = {row.id: row for row in session.execute(select(*columns).where(table.id.in_(chunk)))}
        session.execute(delete(table).where(table.id.in_(chunk)).execution_options(synchronize_session=False))
        session.execute(insert(table), [{**rows[key]._mapping, "id": uuid.uuid4()} for key in chunk])
    return len(keys)


def answer_chunks(session: Session, *, campaign_id: int, item_count: int) -> Iterator[AnswerChunk]:
    """The raw records of a campaign, CHUNK at a time: memory grows with the chunk, not with the campaign.

    Late records (see ResponseRow.batch) are left out until a publication takes them in.
    """
    query = (
        select(
            ResponseRow.unit_position,
            ResponseRow.attribute_1,
            ResponseRow.attribute_2,
            ResponseRow.attribute_3,
            ResponseRow.answers,
        )
        .where(ResponseRow.campaign_id == campaign_id, ResponseRow.batch == 0)
        .execution_options(yield_per=CHUNK)
    )
    for rows in session.execute(query).partitions(CHUNK):
        answers = np.frombuffer(b"".join(row.answers for row in rows), dtype=np.int8).reshape(
            len(rows), item_count
        )
        units = np.fromiter(
            (-1 if row.unit_position is None else row.unit_position for row in rows), np.int32, len(rows)
        )
        yield AnswerChunk(
            answers, units, [(row.attribute_1, row.attribute_2, row.attribute_3) for row in rows]
        )


@dataclass(frozen=True, slots=True)
class LateRecord:
    """A record that came in after the closing and is in no publication yet."""

    key: uuid.UUID
    unit: int | None
    attributes: tuple[str | None, str | None, str | None]
    answers: bytes


def late_records(session: Session, *, campaign_id: int) -> list[LateRecord]:
    """The records that wait for a later publication, in the order of their random keys."""
    query = (
        select(ResponseRow)
        .where(ResponseRow.campaign_id == campaign_id, ResponseRow.batch > 0)
        .order_by(ResponseRow.id)
    )
    return [
        LateRecord(
            row.id, row.unit_position, (row.attribute_1, row.attribute_2, row.attribute_3), row.answers
        )
        for row in session.scalars(query)
    ]


def late_counts(session: Session) -> dict[int, int]:
    """Campaign → how many of its records wait for a later publication."""
    query = (
        select(ResponseRow.campaign_id, func.count())
        .where(ResponseRow.batch > 0)
        .group_by(ResponseRow.campaign_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def take_in(session: Session, records: Iterable[LateRecord]) -> None:
    """Make late records part of the published ones, with the answers that the publication used."""
    for record in records:
        session.execute(
            update(ResponseRow)
            .where(ResponseRow.id == record.key)
            .values(batch=0, answers=record.answers)
            .execution_options(synchronize_session=False)
        )


def comments(session: Session, *, campaign_id: int) -> list[CommentRow]:
    """Every masked comment of a campaign."""
    return list(session.scalars(select(CommentRow).where(CommentRow.campaign_id == campaign_id)))


def delete_responses(session: Session, *, campaign_id: int) -> None:
    """Delete the raw records and comments of a campaign that is given up before its publication."""
    session.execute(delete(ResponseRow).where(ResponseRow.campaign_id == campaign_id))
    session.execute(delete(CommentRow).where(CommentRow.campaign_id == campaign_id))
