"""Alembic environment: runs on the engine that core.migrations hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Engine, text

import transfo_rh.access.tables
import transfo_rh.campaigns.answers
import transfo_rh.campaigns.tables
import transfo_rh.staff.tables  # noqa: F401 - imported for their tables
from transfo_rh.core.database import Base

LOCK = 7_274_696
"""Advisory lock of PostgreSQL: two processes that start together migrate one after the other."""


def run() -> None:
    """Run the pending migrations in one transaction."""
    engine: Engine = context.config.attributes["engine"]
    with engine.execution_options(transfo_rh_write=True).connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=engine.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
