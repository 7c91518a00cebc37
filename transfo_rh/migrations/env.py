"""Alembic environment: runs on the engine that core.migrations hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, Engine, text

import transfo_rh.access.tables
import transfo_rh.campaigns.answers
import transfo_rh.campaigns.tables
import transfo_rh.skills.tables
import transfo_rh.staff.tables  # noqa: F401 - imported for their tables
from transfo_rh.core.database import Base

LOCK = 7_274_696
"""Advisory lock of PostgreSQL: two processes that start together migrate one after the other."""


def run() -> None:
    """Run the pending migrations in one transaction."""
    engine: Engine = context.config.attributes["engine"]
    with engine.execution_options(transfo_rh_write=True).connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:  # SQLite changes a table by copying it: its foreign keys are checked once, at the end
            _foreign_keys(connection, enforced=False)
        try:
            with connection.begin():
                _migrate(connection, sqlite=sqlite)
        finally:
            if sqlite:
                _foreign_keys(connection, enforced=True)


def _migrate(connection: Connection, *, sqlite: bool) -> None:
    if not sqlite:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
        raise RuntimeError("a migration broke a foreign key")


def _foreign_keys(connection: Connection, *, enforced: bool) -> None:
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(f"PRAGMA foreign_keys={'ON' if enforced else 'OFF'}")


run()
