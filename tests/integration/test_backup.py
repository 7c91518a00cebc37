"""Backups: online, equal when restored, refused when they are not ours."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from tests import postgres
from transfo_rh.cli.main import app
from transfo_rh.core import backup
from transfo_rh.core.database import Database
from transfo_rh.core.errors import Conflict, InvalidFile, TransfoError
from transfo_rh.staff.tables import DepartmentRow


@pytest.fixture(autouse=True)
def _server_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = postgres.binaries()
    if folder is not None:
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def _codes(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.scalars(select(DepartmentRow.code)))


def _add(database: Database, code: str) -> None:
    with database.write() as session:
        session.add(DepartmentRow(code=code))


def test_a_restored_backup_is_equal(any_database: Database, tmp_path: Path) -> None:
    _add(any_database, "A")
    copy = tmp_path / "copy.backup"
    assert backup.backup(any_database, copy) > 0
    assert copy.stat().st_mode & 0o077 == 0
    _add(any_database, "B")
    backup.restore(any_database, copy)
    assert _codes(any_database) == ["A"]


def test_a_backup_under_load_is_consistent(sqlite_database: Database, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            with sqlite_database.write() as session:
                session.add_all([DepartmentRow(code=f"{number}-a"), DepartmentRow(code=f"{number}-b")])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copy = tmp_path / "copy.sqlite"
        backup.backup(sqlite_database, copy)
    finally:
        stop.set()
        writer.join()
    with Database(f"sqlite:///{copy}").read() as session:
        assert (session.scalar(select(func.count()).select_from(DepartmentRow)) or 0) % 2 == 0


def test_a_backup_never_overwrites(sqlite_database: Database, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.write_text("precious")
    with pytest.raises(Conflict, match="existe déjà"):
        backup.backup(sqlite_database, copy)
    assert copy.read_text() == "precious"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"SQLite format 3\x00 truncated"])
def test_a_foreign_file_is_refused_and_nothing_changes(
    any_database: Database, tmp_path: Path, content: bytes
) -> None:
    _add(any_database, "A")
    wrong = tmp_path / "wrong"
    wrong.write_bytes(content)
    with pytest.raises(InvalidFile):
        backup.restore(any_database, wrong)
    with pytest.raises(InvalidFile, match="ne peut pas être lue"):
        backup.restore(any_database, tmp_path / "absent")
    assert _codes(any_database) == ["A"]


def test_the_command_asks_before_replacing_a_database_that_holds_something(
    sqlite_database: Database, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    runner = CliRunner()
    assert runner.invoke(app, ["db", "backup", str(copy)]).exit_code == 0
    assert backup.is_empty(sqlite_database)
    _add(sqlite_database, "A")
    refused = runner.invoke(app, ["db", "restore", str(copy)], input="n\n")
    assert isinstance(refused.exception, TransfoError)
    assert _codes(sqlite_database) == ["A"]
    assert runner.invoke(app, ["db", "restore", str(copy)], input="y\n").exit_code == 0
    assert _codes(sqlite_database) == []


def test_status_never_shows_the_password(monkeypatch: pytest.MonkeyPatch, any_database: Database) -> None:
    shown = CliRunner().invoke(app, ["db", "status", "--json"]).output
    assert '"up_to_date": true' in shown
