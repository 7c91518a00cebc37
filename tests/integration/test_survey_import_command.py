"""``transfo-rh survey import``: a readable report, a JSON document, one line and exit 1 on a refusal."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from transfo_rh.campaigns.importing.mapping import load_mapping
from transfo_rh.cli.main import main
from transfo_rh.core.database import Database
from transfo_rh.core.i18n import quoted

CONTENT = (
    "matricule;service;q1;q2;commentaire\nM1;A;1;2;oui\nM2;A;4;5;non\nM3;B;3;3;trop long pour être noté\n"
)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["transfo-rh", "survey", "import", *map(str, arguments)])
    with pytest.raises(SystemExit) as exit_:
        main()
    return int(exit_.value.code or 0)


def campaigns(database: Database) -> int:
    with database.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM campaign")).scalar_one())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "enquete.csv"
    path.write_text(CONTENT, encoding="utf-8")
    return path


def test_the_json_document_says_what_was_imported(
    sqlite_database: Database, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, file, "--title", "T", "--wave-on", "2026-03-18", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["basis"] == "person"
    assert (document["lines"], document["respondents"], document["departments"], document["questions"]) == (
        3,
        3,
        2,
        2,
    )
    assert document["items"][0] == {"code": "q1", "label": "q1", "dimension": "ENSEMBLE", "points": 5}
    assert {entry["column"] for entry in document["dropped"]} == {"matricule", "commentaire"}
    with sqlite_database.engine.connect() as connection:
        row = connection.execute(text("SELECT id, anonymous, wave_on FROM campaign")).one()
    assert (row[0], bool(row[1]), str(row[2])) == (document["campaign"], True, "2026-03-18")


def test_the_report_is_readable_and_gives_the_next_command(
    sqlite_database: Database, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, file, "--title", "T", "--confidential") == 0
    out = capsys.readouterr().out
    assert "Campagne 1 importée" in out
    assert quoted("matricule") in out
    assert "survey publish 1" in out


def test_a_dry_run_writes_nothing_and_can_save_the_mapping(
    sqlite_database: Database, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = tmp_path / "m.yaml"
    assert run(monkeypatch, file, "--title", "T", "--dry-run", "--save-mapping", saved) == 0
    assert campaigns(sqlite_database) == 0
    assert load_mapping(name="m", content=saved.read_bytes()).department == ("service",)
    assert run(monkeypatch, file, "--title", "T", "--mapping", saved) == 0
    assert campaigns(sqlite_database) == 1


@pytest.mark.parametrize(
    ("name", "content", "extra", "message"),
    [
        ("vide.csv", b"", [], "0 octet"),
        ("faux.xlsx", b"%PDF-1.7", [], "PDF"),
        ("a.csv", CONTENT.encode() + b"M4;A;9;1;\n" * 1 + b"M5;A;1;1;\n" * 9, [], "colonne « q1 »"),
        ("a.csv", CONTENT.encode(), ["--mapping", "absent.yaml"], "absent.yaml"),
        ("a.csv", CONTENT.encode(), ["--title", " "], "titre"),
    ],
)
def test_a_refusal_is_one_line_and_writes_nothing(
    sqlite_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes,
    extra: list[str],
    message: str,
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert run(monkeypatch, path, "--title", "T", *extra) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert captured.err.strip().count("\n") == 0
    assert campaigns(sqlite_database) == 0


def test_a_file_that_does_not_exist_is_named(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "nulle-part.csv", "--title", "T") == 1
    assert "nulle-part.csv" in capsys.readouterr().err
