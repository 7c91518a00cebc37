"""Fixtures shared by every kind of test: databases on both engines, clean process state."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import text

from tests import postgres
from transfo_rh.core.database import Database, use_database
from transfo_rh.core.i18n import set_language
from transfo_rh.core.migrations import upgrade
from transfo_rh.core.settings import settings

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
_names = itertools.count(1)

# How long an example takes is no property of the product. In CI, Hypothesis loads a profile of its own that says so too.
hypothesis.settings.register_profile("unhurried", deadline=None)
if not os.environ.get("CI"):
    hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _fresh_process_state() -> Iterator[None]:
    """No test inherits another's database, settings or language."""
    settings.cache_clear()
    set_language("fr")
    yield
    use_database(None)
    settings.cache_clear()
    set_language("fr")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty migrated SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    template = Database(f"sqlite:///{path}")
    upgrade(template)
    template.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A throw-away cluster with a migrated database « template_transfo »."""
    if postgres.binaries() is None and not os.environ.get("CI"):
        pytest.skip("PostgreSQL's server binaries are not installed (make test installs them)")
    with postgres.cluster() as url:
        server = Database(f"{url.replace('postgresql', 'postgresql+psycopg')}/postgres")
        _run(server, "CREATE DATABASE template_transfo")
        template = Database(f"{url.replace('postgresql', 'postgresql+psycopg')}/template_transfo")
        upgrade(template)
        template.dispose()
        server.dispose()
        yield url.replace("postgresql", "postgresql+psycopg")


def _run(server: Database, statement: str) -> None:
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))


def _sqlite(template: Path, folder: Path) -> Iterator[Database]:
    path = folder / "test.sqlite"
    shutil.copy(template, path)
    opened = Database(f"sqlite:///{path}")
    use_database(opened)
    yield opened
    opened.dispose()


def _postgresql(url: str) -> Iterator[Database]:
    name = f"test_{next(_names)}"
    server = Database(f"{url}/postgres")
    _run(server, f"CREATE DATABASE {name} TEMPLATE template_transfo")
    opened = Database(f"{url}/{name}")
    use_database(opened)
    yield opened
    opened.dispose()
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database, already the one of every service."""
    yield from _sqlite(sqlite_template, tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The same empty database on each engine: the test runs twice."""
    if request.param == "sqlite":
        yield from _sqlite(request.getfixturevalue("sqlite_template"), tmp_path)
    else:
        yield from _postgresql(request.getfixturevalue("postgresql_server"))


@pytest.fixture(scope="session")
def samples() -> Path:
    """Real files beside the checkout; tests that need them are skipped where they are absent."""
    if not SAMPLES.is_dir():
        pytest.skip("no sample files beside this checkout")
    return SAMPLES
