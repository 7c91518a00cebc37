"""Temporary tables in which statements and levels wait, and the few statements that copy them into place.

What many people share (a word, a series of steps) is stored once and numbered: a line is three small numbers, and the
database copies a million of them without meeting Python again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from transfo_rh.core.database import UtcDateTime
from transfo_rh.skills.model import LevelStep, Statement
from transfo_rh.skills.tables import SkillLevelRow, SkillStatementRow

_AT_ONCE = 5_000
_STAGED = MetaData()


def _waiting(name: str, *columns: Column[Any]) -> Table:
    """A table that only this connection sees, and that goes with it."""
    return Table(name, _STAGED, *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")


_WORD = _waiting(
    "staged_word",
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("level", Integer),
    Column("source", String),
    Column("stated_on", Date),
    Column("expires_on", Date),
    Column("proposed", Boolean),
    Column("note", String),
)
_LINE = _waiting(
    "staged_line",
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("agent_id", Integer),
    Column("skill_id", Integer),
    Column("word_id", Integer),
)
_STEP = _waiting(
    "staged_step",
    Column("steps_id", Integer, primary_key=True, autoincrement=False),
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("level", Integer),
    Column("source", String),
    Column("stated_on", Date),
    Column("review_on", Date),
    Column("overdue", Boolean),
    Column("lapsed", Boolean),
    Column("disputed", Boolean),
)
_PAIR = _waiting(
    "staged_pair",
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("agent_id", Integer),
    Column("skill_id", Integer),
    Column("steps_id", Integer),
    Column("standing", Boolean),
)
_HISTORY: Any = SkillStatementRow.__table__
_LEVEL: Any = SkillLevelRow.__table__


class HistoryLine(NamedTuple):
    """A line of the history, without its note."""

    id: int
    agent_id: int
    skill_id: int
    level: int
    source: str
    stated_on: date
    expires_on: date | None
    proposed: bool


class StagedLine(NamedTuple):
    """A line to append: ``position`` is its place in the order, ``word_id`` the number of what is said."""

    position: int
    agent_id: int
    skill_id: int
    word_id: int


class StagedPair(NamedTuple):
    """An agent and a skill with the number of their steps. ``standing``: older steps may have to go."""

    position: int
    agent_id: int
    skill_id: int
    steps_id: int
    standing: bool


def open_staging(session: Session) -> None:
    """Make the temporary tables of this connection."""
    _STAGED.create_all(session.connection(), checkfirst=False)


def history(session: Session, agent_ids: Sequence[int]) -> list[HistoryLine]:
    """The history of some agents (5 000 at most), in the order in which it was recorded."""
    columns = [_HISTORY.c[name] for name in HistoryLine._fields]
    rows = session.execute(select(*columns).where(_HISTORY.c.agent_id.in_(agent_ids)).order_by(_HISTORY.c.id))
    return [HistoryLine(*row) for row in rows]


def history_marks(session: Session, agent_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Agent → number of lines and newest line: they differ as soon as anything was added. Nothing: absent."""
    marks: dict[int, tuple[int, int]] = {}
    for start in range(0, len(agent_ids), _AT_ONCE):
        rows = session.execute(
            select(_HISTORY.c.agent_id, func.count(), func.max(_HISTORY.c.id))
            .where(_HISTORY.c.agent_id.in_(agent_ids[start : start + _AT_ONCE]))
            .group_by(_HISTORY.c.agent_id)
        )
        marks.update((row[0], (row[1], row[2])) for row in rows)
    return marks


def stage_words(session: Session, words: Iterable[tuple[int, Statement]]) -> None:
    """Keep what is said, under its number."""
    rows = [
        {
            "id": number,
            "level": word.level,
            "source": word.source.value,
            "stated_on": word.stated_on,
            "expires_on": word.expires_on,
            "proposed": word.proposed,
            "note": word.note,
        }
        for number, word in words
    ]
    _fill(session, _WORD, rows)


def stage_steps(session: Session, series: Iterable[tuple[int, tuple[LevelStep, ...]]]) -> None:
    """Keep series of steps, under their numbers."""
    rows = [
        {
            "steps_id": number,
            "rank": rank,
            "valid_from": step.valid_from,
            "valid_to": step.valid_to,
            "level": step.level,
            "source": step.source.value,
            "stated_on": step.stated_on,
            "review_on": step.review_on,
            "overdue": step.overdue,
            "lapsed": step.lapsed,
            "disputed": step.disputed,
        }
        for number, steps in series
        for rank, step in enumerate(steps)
    ]
    _fill(session, _STEP, rows)


def stage_lines(session: Session, lines: Sequence[StagedLine]) -> None:
    """Keep lines to append."""
    _fill(session, _LINE, [line._asdict() for line in lines])


def stage_pairs(session: Session, pairs: Sequence[StagedPair]) -> None:
    """Keep whose steps are to be written."""
    _fill(session, _PAIR, [pair._asdict() for pair in pairs])


def _fill(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table), rows)


def unstage(session: Session, agent_ids: Collection[int]) -> None:
    """Forget what waits for these agents."""
    ids = sorted(agent_ids)
    for table in (_LINE, _PAIR):
        for start in range(0, len(ids), _AT_ONCE):
            session.execute(delete(table).where(table.c.agent_id.in_(ids[start : start + _AT_ONCE])))


def append_staged(session: Session, *, at: datetime, by: int | None) -> int:
    """Append every line that waits to the history; gives how many."""
    said = ("level", "source", "stated_on", "expires_on", "proposed", "note")
    lines = (
        select(
            _LINE.c.agent_id,
            _LINE.c.skill_id,
            *(_WORD.c[name] for name in said),
            literal(at, UtcDateTime()),
            literal(by, Integer()),
        )
        .join_from(_LINE, _WORD, _WORD.c.id == _LINE.c.word_id)
        .order_by(_LINE.c.position)
    )
    names = ["agent_id", "skill_id", *said, "recorded_at", "recorded_by"]
    session.execute(insert(_HISTORY).from_select(names, lines))
    return session.scalar(select(func.count()).select_from(_LINE)) or 0


def replace_staged(session: Session) -> None:
    """Write the steps that wait in place of those that stand."""
    standing = select(_PAIR.c.agent_id, _PAIR.c.skill_id).where(_PAIR.c.standing)
    session.execute(delete(_LEVEL).where(tuple_(_LEVEL.c.agent_id, _LEVEL.c.skill_id).in_(standing)))
    names = [column.name for column in _STEP.c if column.name not in ("steps_id", "rank")]
    steps = (
        select(_PAIR.c.agent_id, _PAIR.c.skill_id, *(_STEP.c[name] for name in names))
        .join_from(_PAIR, _STEP, _STEP.c.steps_id == _PAIR.c.steps_id)
        .order_by(_PAIR.c.position, _STEP.c.rank)
    )
    session.execute(insert(_LEVEL).from_select(["agent_id", "skill_id", *names], steps))
