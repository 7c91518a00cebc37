"""Both engines: schema, units of work, immutability of publications."""

from __future__ import annotations

import threading

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

import transfo_rh.migrations
from transfo_rh.access.tables import SignInThrottleRow
from transfo_rh.campaigns.tables import CampaignRow, PublicationRow
from transfo_rh.core import clock
from transfo_rh.core.database import Base, Database
from transfo_rh.core.errors import Conflict, TransfoError
from transfo_rh.core.migrations import alembic_configuration, schema_status, upgrade
from transfo_rh.staff.tables import DepartmentRow


def test_the_migrations_give_exactly_the_mapped_schema(any_database: Database) -> None:
    assert transfo_rh.migrations
    with any_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_go_down_and_up_again(any_database: Database) -> None:
    command.downgrade(alembic_configuration(any_database), "base")
    assert schema_status(any_database).current is None
    assert upgrade(any_database).up_to_date


def test_a_published_campaign_of_the_first_schema_survives_the_way_up_and_down(
    any_database: Database,
) -> None:
    configuration = alembic_configuration(any_database)
    command.downgrade(configuration, "0001")
    with any_database.engine.begin() as connection:
        for statement in (
            "INSERT INTO campaign (id, title, state, basis, anonymous, wave_on, k, attributes, questionnaire, "
            "response_count, created_at, version_id) VALUES (1, 'T', 'published', 'person', true, '2026-05-04', 5, "
            "'[]', '{}', 7, '2026-05-04 10:00:00', 1)",
            "INSERT INTO campaign_unit (campaign_id, position, code, name) VALUES (1, 0, 'A', 'Service A')",
            "INSERT INTO publication (id, campaign_id, number, k, measures, published_at) "
            "VALUES (1, 1, 1, 5, '[]', '2026-05-05 10:00:00')",
            "INSERT INTO published_cell (id, publication_id, unit_position, measure, state, n_band, score, favourable) "
            "VALUES (1, 1, 0, 'Q1', 'shown', '5–9', 62, 71)",
        ):
            connection.execute(text(statement))
    for revision in ("head", "0001", "head"):
        (command.upgrade if revision == "head" else command.downgrade)(configuration, revision)
        with any_database.engine.connect() as connection:
            cells = connection.execute(text("SELECT measure, score, favourable FROM published_cell")).all()
        assert [tuple(cell) for cell in cells] == [("Q1", 62, 71)]
    with (
        pytest.raises((TransfoError, Exception), match="immutable"),
        any_database.engine.begin() as connection,
    ):
        connection.execute(text("UPDATE published_cell SET score = 63"))


def test_a_unit_of_work_rolls_back_on_any_exception(any_database: Database) -> None:
    with pytest.raises(KeyboardInterrupt), any_database.write() as session:
        session.add(DepartmentRow(code="A"))
        session.flush()
        raise KeyboardInterrupt
    with any_database.read() as session:
        assert session.query(DepartmentRow).count() == 0


def test_a_broken_uniqueness_is_a_conflict_in_words(any_database: Database) -> None:
    with any_database.write() as session:
        session.add(DepartmentRow(code="A"))
    with pytest.raises(Conflict, match="Rien n’a été écrit"), any_database.write() as session:
        session.add(DepartmentRow(code="A"))


def test_concurrent_read_modify_write_loses_nothing(any_database: Database) -> None:
    with any_database.write() as session:
        session.add(SignInThrottleRow(key_hash="k", failures=0, last_failure_at=clock.now()))

    def increment() -> None:
        for _turn in range(10):
            with any_database.write() as session:
                row = session.get_one(SignInThrottleRow, "k", with_for_update=True)
                row.failures += 1

    threads = [threading.Thread(target=increment) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_database.read() as session:
        assert session.get_one(SignInThrottleRow, "k").failures == 40


def test_a_publication_cannot_be_rewritten(any_database: Database) -> None:
    with any_database.write() as session:
        campaign = CampaignRow(
            title="T",
            state="published",
            basis="person",
            anonymous=True,
            wave_on=clock.today(),
            k=5,
            attributes=[],
            questionnaire={},
            mapping=None,
            response_count=0,
            created_at=clock.now(),
        )
        session.add(campaign)
        session.flush()
        session.add(
            PublicationRow(campaign_id=campaign.id, number=1, k=5, measures=[], published_at=clock.now())
        )
    with (
        pytest.raises((TransfoError, Exception), match="immutable"),
        any_database.engine.begin() as connection,
    ):
        connection.execute(text("UPDATE publication SET k = 6"))
