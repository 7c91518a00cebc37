"""Backup and restore of the whole database: online copy on SQLite, the server's own tools on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect, text

from transfo_rh.core.database import Database
from transfo_rh.core.errors import Conflict, InvalidFile, StorageUnavailable
from transfo_rh.core.i18n import _

_SQLITE_MAGIC = b"SQLite format 3\x00"
_VERSION_TABLE = "alembic_version"


def backup(database: Database, destination: Path) -> int:
    """Write a consistent copy while the product runs; returns its size in bytes.

    The copy is complete before it takes its name, and readable by its owner only. Raises Conflict when the
    destination exists, StorageUnavailable when it cannot be written.
    """
    if destination.exists():
        raise Conflict(
            _("Le fichier « {file} » existe déjà : choisissez un autre nom.").format(file=destination)
        )
    partial = destination.with_name(destination.name + ".partial")
    try:
        partial.touch(mode=0o600)
        if database.is_sqlite:
            _copy_sqlite(_sqlite_file(database), partial)
        else:
            _run_server_tool(database, "pg_dump", "--format=custom", "--no-owner", "--file", str(partial))
        partial.rename(destination)
    except (OSError, sqlite3.Error) as error:
        raise StorageUnavailable(
            _("La sauvegarde vers « {file} » a échoué : {reason}.").format(file=destination, reason=error)
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return destination.stat().st_size


def is_empty(database: Database) -> bool:
    """True when no table of the product holds a row."""
    with database.engine.connect() as connection:
        tables = [name for name in inspect(connection).get_table_names() if name != _VERSION_TABLE]
        quote = connection.dialect.identifier_preparer.quote
        return all(
            connection.execute(text(f"SELECT 1 FROM {quote(name)} LIMIT 1")).first() is None  # noqa: S608
            for name in tables
        )


def check_backup(database: Database, source: Path) -> None:
    """Refuse a file that is not a backup of this kind of database, before anything is touched.

    Raises InvalidFile.
    """
    try:
        with source.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise InvalidFile(
            _("La sauvegarde « {file} » ne peut pas être lue : {reason}.").format(
                file=source, reason=error.strerror
            )
        ) from error
    expected = _SQLITE_MAGIC if database.is_sqlite else b"PGDMP"
    if not head.startswith(expected):
        raise InvalidFile(
            _("« {file} » n’est pas une sauvegarde de cette base ({kind}).").format(
                file=source, kind="SQLite" if database.is_sqlite else "PostgreSQL"
            )
        )
    if database.is_sqlite:
        _check_sqlite(source)


def _check_sqlite(source: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
            intact = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            ours = connection.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = ?", (_VERSION_TABLE,)
            ).fetchone()[0]
    except sqlite3.Error as error:
        raise InvalidFile(_("La sauvegarde « {file} » est endommagée.").format(file=source)) from error
    if not intact or not ours:
        raise InvalidFile(
            _("La sauvegarde « {file} » est endommagée ou vient d’un autre produit.").format(file=source)
        )


def restore(database: Database, source: Path) -> None:
    """Replace the content of the database by a backup. Stop the product first; ask before, when it is not empty.

    On SQLite the present file is kept beside as « .before-restore ». Raises InvalidFile, StorageUnavailable.
    """
    check_backup(database, source)
    database.dispose()
    if database.is_sqlite:
        target = _sqlite_file(database)
        try:
            if target.exists():
                _copy_sqlite(target, target.with_name(target.name + ".before-restore"))
            _copy_sqlite(source, target)
        except (OSError, sqlite3.Error) as error:
            raise StorageUnavailable(
                _("La restauration a échoué : {reason}.").format(reason=error)
            ) from error
        return
    _run_server_tool(
        database, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
        "--dbname", database.url.database or "", str(source),
    )  # fmt: skip


def _sqlite_file(database: Database) -> Path:
    if database.file is None:
        raise StorageUnavailable(_("Une base en mémoire ne se sauvegarde pas."))
    return database.file


def _copy_sqlite(source: Path, destination: Path) -> None:
    """SQLite's online backup: consistent even while others write; replaces the destination's content."""
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(destination)) as writing:
        reading.backup(writing, pages=2_000)


def _run_server_tool(database: Database, program: str, *arguments: str) -> None:
    executable = shutil.which(program)
    if executable is None:
        raise StorageUnavailable(
            _("L’outil « {program} » de PostgreSQL n’est pas installé sur ce serveur.").format(
                program=program
            )
        )
    url = database.url
    given = {
        "PGHOST": url.host or "",
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
    }
    environment = os.environ | {name: value for name, value in given.items() if value}
    finished = subprocess.run(  # noqa: S603 - fixed program, no shell
        [executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if finished.returncode != 0:
        raise StorageUnavailable(
            _("« {program} » a échoué : {reason}.").format(
                program=program, reason=(finished.stderr.strip().splitlines() or ["?"])[-1]
            )
        )
