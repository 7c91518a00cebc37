"""The one way to the database: engines, read and write units of work, SQLite and PostgreSQL alike.

SQLite runs in WAL mode with foreign keys, a busy timeout and ``synchronous=FULL`` (an acknowledged write is on
disk). Write transactions begin with ``BEGIN IMMEDIATE``: the default deferred mode silently loses concurrent
read-modify-write updates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import DateTime, Engine, MetaData, create_engine, event
from sqlalchemy.engine import URL, Connection, Dialect, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from transfo_rh.core.errors import Conflict, StorageUnavailable
from transfo_rh.core.i18n import _
from transfo_rh.core.settings import settings

__all__ = ["Base", "Database", "Session", "UtcDateTime", "database", "use_database"]

BUSY_TIMEOUT_MS = 10_000
_WRITE = "transfo_rh_write"
_GLANCE = "transfo_rh_glance"
Staged = TypeVar("Staged")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; SQLite, which has no time zones, stores it naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants, convert the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every mapped class; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012 - SQLAlchemy reads a plain class attribute


class Database:
    """One database, opened once per process. Safe to share between threads."""

    def __init__(self, url: str | URL) -> None:
        self.url = make_url(url)
        self.engine = _engine(self.url)
        self._writing = self.engine.execution_options(**{_WRITE: True})
        self._glancing = self.engine.execution_options(**{_GLANCE: True})

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The SQLite file, None for a server."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; whatever it changed is thrown away.

        Raises StorageUnavailable when the database does not answer.
        """
        with _translated_errors(), Session(self.engine, autoflush=False) as session:
            try:
                yield session
            finally:
                session.rollback()

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """A bare connection for one SELECT of a busy path: a statement alone needs no session and no transaction.

        Raises StorageUnavailable when the database does not answer.
        """
        with _translated_errors(), self._glancing.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A unit of work: committed at the end of the block, rolled back on any exception.

        Raises Conflict on a lost edit or a broken uniqueness, StorageUnavailable when the database cannot write.
        """
        with _translated_errors(), Session(self._writing) as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def staged_write(self, stage: Callable[[Session], Staged]) -> Iterator[tuple[Session, Staged]]:
        """A unit of work prepared before anybody has to wait for it; gives its session and what ``stage`` gave.

        ``stage`` reads, computes and fills temporary tables of this connection, nothing else: SQLite's only write lock
        is taken after it. The work then checks that what ``stage`` read still holds. Raises what ``write`` does.
        """
        with _translated_errors(), self.engine.connect() as connection:
            connection.detach()  # its temporary tables end with it, and are never another's
            with Session(connection) as session:
                try:
                    staged = stage(session)
                    if self.is_sqlite:
                        session.commit()
                        connection.execution_options(**{_WRITE: True})
                    yield session, staged
                    session.commit()
                except BaseException:
                    session.rollback()
                    raise

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's "begin" event below says BEGIN, not the driver
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get(_GLANCE, False):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITE, False) else "BEGIN")

    return engine


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Turn the drivers' errors into the product's, with a message for people."""
    try:
        yield
    except StaleDataError as error:
        raise Conflict(
            _(
                "Quelqu’un d’autre a modifié cette fiche entre-temps. Rechargez la page, puis refaites votre modification."
            ),
            details=str(error),
        ) from error
    except IntegrityError as error:
        raise Conflict(
            _("Cet enregistrement existe déjà ou n’est plus cohérent avec le reste. Rien n’a été écrit."),
            details=type(error.orig).__name__,
        ) from error
    except OperationalError as error:
        raise StorageUnavailable(
            _storage_message(str(error.orig)), details=type(error.orig).__name__
        ) from error
    except DBAPIError as error:
        cause = str(error.orig)
        if error.connection_invalidated or "not a database" in cause or "malformed" in cause:
            raise StorageUnavailable(_storage_message(cause), details=type(error.orig).__name__) from error
        raise


def _storage_message(cause: str) -> str:
    if "locked" in cause or "busy" in cause:
        return _("La base de données est occupée. Rien n’a été écrit : réessayez dans un instant.")
    if "full" in cause:
        return _("Le disque du serveur est plein. Rien n’a été écrit : prévenez l’administrateur.")
    if "no such table" in cause or "does not exist" in cause:
        return _("La base de données n’est pas à jour : lancez « transfo-rh db upgrade ».")
    if "not a database" in cause or "malformed" in cause:
        return _(
            "Le fichier de la base de données est abîmé ou n’est pas une base SQLite : restaurez une sauvegarde."
        )
    return _(
        "La base de données ne répond pas. Rien n’a été écrit : réessayez, puis prévenez l’administrateur."
    )


@lru_cache(maxsize=1)
def _opened(url: str) -> Database:
    return Database(url)


_override: Database | None = None


def database() -> Database:
    """The database of this process, as the settings name it."""
    return _override if _override is not None else _opened(settings().database_url)


def use_database(chosen: Database | None) -> None:
    """Make every service use this database; None goes back to the settings. For the composition root and tests."""
    global _override
    _override = chosen
