"""Many statements at once: the levels of the pure rule, all or nothing, whatever others write meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.factories import add_departments
from tests.skills_factories import TODAY, add_agent, store_catalogue
from transfo_rh.access.model import operator
from transfo_rh.core.database import Database, Session, database
from transfo_rh.core.errors import Conflict, StorageUnavailable
from transfo_rh.skills.assessment import repository
from transfo_rh.skills.assessment.bulk.writing import Staged, new_lines, stage, write
from transfo_rh.skills.assessment.levels import level_steps
from transfo_rh.skills.assessment.model import AgentStatement
from transfo_rh.skills.assessment.recording import record_statements
from transfo_rh.skills.model import Catalogue, LevelStep, Source, Statement
from transfo_rh.skills.tables import SkillLevelRow, SkillStatementRow
from transfo_rh.staff.tables import AgentRow

AGENTS = 3
FIRST = date(2024, 1, 1)
_ids = st.integers(0, AGENTS - 1)
_days = st.integers(0, 900).map(lambda days: FIRST + timedelta(days))


@st.composite
def _words(draw: st.DrawFn) -> Statement:
    source, day = draw(st.sampled_from(Source)), draw(_days)
    ends = draw(st.none() | st.integers(1, 700)) if source is Source.CERTIFICATE else None
    return Statement(
        draw(st.integers(0, 4)),
        source,
        day,
        None if ends is None else day + timedelta(ends),
        proposed=source is Source.TRAINING and draw(st.booleans()),
        note=draw(st.sampled_from(["", "vu en réunion"])),
    )


_files = st.lists(st.tuples(_ids, st.integers(0, 2), _words()), max_size=12)


@pytest.fixture
def town(any_database: Database) -> tuple[Catalogue, int]:
    return store_catalogue(), add_departments({"A": None})["A"]


def written(lines: list[AgentStatement]) -> int:
    with database().staged_write(partial(stage, lines=lines)) as (session, staged):
        return write(session, staged, viewer=operator())


def statement_count() -> int:
    with database().read() as session:
        return session.scalar(select(func.count()).select_from(SkillStatementRow)) or 0


def stored_steps(agent_ids: list[int]) -> dict[tuple[int, int], tuple[LevelStep, ...]]:
    row = SkillLevelRow
    columns = (row.valid_from, row.valid_to, row.level, row.source, row.stated_on, row.review_on)
    flags = (row.overdue, row.lapsed, row.disputed)
    statement = select(row.agent_id, row.skill_id, *columns, *flags).where(row.agent_id.in_(agent_ids))
    with database().read() as session:
        found = session.execute(statement.order_by(row.agent_id, row.skill_id, row.valid_from)).all()
    return {
        pair: tuple(_step(*one[2:]) for one in rows)
        for pair, rows in groupby(found, key=lambda one: (one[0], one[1]))
    }


def _step(start: date, end: date | None, level: int, source: str, *rest: Any) -> LevelStep:
    return LevelStep(start, end, level, Source(source), *rest)


def ruled_steps(agent_ids: list[int]) -> dict[tuple[int, int], tuple[LevelStep, ...]]:
    """What the pure rule makes of the history that stands in the base."""
    history: dict[tuple[int, int], list[Statement]] = {}
    with database().read() as session:
        months = repository.review_months(session)
        for line in repository.statements(session, agent_ids=agent_ids):
            history.setdefault((line.agent_id, line.skill_id), []).append(line.statement)
    steps = {pair: level_steps(said, review_months=months[pair[1]]) for pair, said in history.items()}
    return {pair: found for pair, found in steps.items() if found}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(_files, min_size=1, max_size=3))
def test_files_in_a_row_give_the_levels_of_the_rule(
    town: tuple[Catalogue, int], files: list[list[tuple[int, int, Statement]]]
) -> None:
    catalogue, place = town
    with database().read() as session:
        so_far = session.scalar(select(func.count()).select_from(AgentRow)) or 0
    agents = [add_agent(f"{so_far + n}", place) for n in range(AGENTS)]
    said: dict[tuple[int, int], list[Statement]] = {}
    for file in files:
        lines = [AgentStatement(agents[who], catalogue.skills[what].id, word) for who, what, word in file]
        with database().read() as session:
            expected = new_lines(session, lines)
        assert written(lines) == len(expected)
        for line in expected:
            said.setdefault((line.agent_id, line.skill_id), []).append(line.statement)
    assert stored_steps(agents) == ruled_steps(agents)
    with database().read() as session:
        kept = repository.statements(session, agent_ids=agents)
    assert {
        pair: [line.statement for line in kept if (line.agent_id, line.skill_id) == pair] for pair in said
    } == said


def test_who_was_spoken_of_meanwhile_is_computed_again(town: tuple[Catalogue, int]) -> None:
    catalogue, place = town
    anne, paul = add_agent("1", place), add_agent("2", place)
    sql = catalogue.skills[0].id
    lines = [AgentStatement(who, sql, Statement(3, Source.HR, FIRST)) for who in (anne, paul)]
    between = Statement(1, Source.MANAGER, TODAY)

    def stage_then_hear(session: Session) -> Staged:
        staged = stage(session, lines)
        if database().is_sqlite:
            session.commit()
        with database().write() as other:
            repository.lock_agents(other, [anne])
            record_statements(other, viewer=operator(), lines=[AgentStatement(anne, sql, between)])
        return staged

    with database().staged_write(stage_then_hear) as (session, staged):
        assert write(session, staged, viewer=operator()) == 2
    assert statement_count() == 3
    assert stored_steps([anne, paul]) == ruled_steps([anne, paul])
    with database().read() as session:
        assert [repository.levels_of(session, agent_id=who, on=TODAY) for who in (anne, paul)] == [
            {"sql": 1},
            {"sql": 2},  # past its review
        ]


def test_others_write_while_the_file_is_prepared(sqlite_database: Database) -> None:
    catalogue, place = store_catalogue(), add_departments({"A": None})["A"]
    agent = add_agent("1", place)
    lines = [AgentStatement(agent, catalogue.skills[0].id, Statement(3, Source.HR, FIRST))]
    impatient = Database(sqlite_database.url)

    def stage_beside_a_writer(session: Session) -> Staged:
        staged = stage(session, lines)
        with impatient.engine.connect() as other:
            other.exec_driver_sql("PRAGMA busy_timeout=0")
            other.exec_driver_sql("UPDATE agent SET job = 'Agent d’accueil'")
            other.commit()
        return staged

    with database().staged_write(stage_beside_a_writer) as (session, staged):
        write(session, staged, viewer=operator())
        with pytest.raises(StorageUnavailable), impatient.write() as other:
            other.connection().exec_driver_sql("PRAGMA busy_timeout=0")
    impatient.dispose()
    assert statement_count() == 1


def test_one_line_that_the_database_refuses_leaves_nothing(town: tuple[Catalogue, int]) -> None:
    catalogue, place = town
    agent = add_agent("1", place)
    word = Statement(3, Source.HR, FIRST)
    lines = [AgentStatement(who, catalogue.skills[0].id, word) for who in (agent, agent + 1_000)]
    with pytest.raises(Conflict):
        written(lines)
    assert statement_count() == 0
    assert stored_steps([agent]) == {}
    assert written(lines[:1]) == 1  # nothing waits from the first time


def test_the_same_training_is_not_proposed_twice(town: tuple[Catalogue, int]) -> None:
    catalogue, place = town
    word = Statement(2, Source.TRAINING, FIRST, proposed=True)
    lines = [AgentStatement(add_agent("1", place), catalogue.skills[0].id, word)]
    assert (written(lines), written(lines)) == (1, 0)
