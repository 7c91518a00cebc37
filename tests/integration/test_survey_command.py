"""``transfo-rh survey``: list, publish, results in three formats, discard; refusals are one line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests import factories
from transfo_rh.campaigns.model import Response
from transfo_rh.cli import main as command
from transfo_rh.core.database import Database
from transfo_rh.exchange.spreadsheets import read_sheets, to_table

KEYS = {
    *(
        "department",
        "attribute",
        "value",
        "attribute_2",
        "value_2",
        "measure",
        "state",
        "n",
        "n_band",
        "population",
    ),
    *("score", "favourable", "unfavourable", "deviation", "shares", "capped"),
}


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command in this process; gives its exit code."""
    monkeypatch.setattr("sys.argv", ["transfo-rh", *arguments])
    try:
        command.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def campaign(sqlite_database: Database) -> int:
    """A closed campaign: two services, one too small."""
    units = factories.units_of({"A": None, "B": None, "C": None})
    answered = [Response(n % 3 if n < 9 else n % 2, ("x",), bytes([1 + n % 5, 5])) for n in range(40)]
    return factories.add_campaign(units=units, answered=answered, attributes=("Groupe",))


def test_from_list_to_results(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], campaign: int, tmp_path: Path
) -> None:
    assert run(monkeypatch, "survey", "list") == 0
    assert "Close, à publier" in capsys.readouterr().out
    assert run(monkeypatch, "survey", "publish", str(campaign), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["campaign"] == campaign
    assert said["cells"]["shown"] + said["cells"]["too_few"] + said["cells"].get("precaution", 0) == 3 * 5
    assert run(monkeypatch, "survey", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["campaigns"]
    assert [(one["id"], one["state"], one["responses"]) for one in listed] == [(campaign, "published", 40)]

    assert run(monkeypatch, "survey", "results", str(campaign), "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["k"] == 5
    assert [one["code"] for one in document["departments"]] == ["A", "B", "C"]
    assert all(set(cell) == KEYS for cell in document["cells"])
    for cell in document["cells"]:
        assert (cell["score"] is None) == (cell["state"] != "shown")
        assert cell["n"] is None or cell["n_band"] is None

    for name in ("csv", "xlsx"):
        path = tmp_path / f"results.{name}"
        assert run(monkeypatch, "survey", "results", str(campaign), "--format", name, "-o", str(path)) == 0
        table = to_table(read_sheets(name=path.name, content=path.read_bytes())[0])
        assert len(table.records) == len(document["cells"])


def test_csv_goes_to_the_output_and_a_workbook_does_not(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], campaign: int
) -> None:
    run(monkeypatch, "survey", "publish", str(campaign))
    capsysbinary.readouterr()
    assert run(monkeypatch, "survey", "results", str(campaign), "--format", "csv") == 0
    text = capsysbinary.readouterr().out.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text), delimiter=";"))[0] == "Code du service"
    assert run(monkeypatch, "survey", "results", str(campaign), "--format", "xlsx") == 1
    assert "-o" in capsysbinary.readouterr().err.decode()


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (("publish", "999"), 1, "n’existe pas"),
        (("results", "999"), 1, "Aucun résultat publié"),
        (("discard", "999"), 1, "non publiée"),
        (("publish", "abc"), 2, ""),
        (("results", "1", "--format", "pdf"), 2, ""),
        (("results", "1", "-o", "/nowhere/at/all.json"), 1, "Aucun résultat"),
    ],
)
def test_a_refusal_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sqlite_database: Database,
    arguments: tuple[str, ...],
    code: int,
    reason: str,
) -> None:
    assert run(monkeypatch, "survey", *arguments) == code
    error = capsys.readouterr().err
    assert "Traceback" not in error
    if code == 1:
        assert reason in error
        assert len(error.strip().splitlines()) == 1


def test_a_file_that_cannot_be_written_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], campaign: int, tmp_path: Path
) -> None:
    run(monkeypatch, "survey", "publish", str(campaign))
    assert run(monkeypatch, "survey", "results", str(campaign), "-o", str(tmp_path / "no" / "file")) == 1
    assert "ne peut pas être écrit" in capsys.readouterr().err


def test_discard_removes_and_an_empty_list_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], campaign: int
) -> None:
    assert run(monkeypatch, "survey", "discard", str(campaign)) == 0
    capsys.readouterr()
    assert run(monkeypatch, "survey", "list") == 0
    assert "survey import" in capsys.readouterr().out


def test_the_threshold_can_be_raised_and_never_lowered(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sqlite_database: Database,
    tmp_path: Path,
) -> None:
    file = tmp_path / "r.csv"
    file.write_text(
        "agent;q1;q2\n" + "".join(f"{n};{1 + n % 5};{5 - n % 5}\n" for n in range(8)), encoding="utf-8"
    )
    assert run(monkeypatch, "survey", "import", str(file), "--title", "T", "--k", "4") == 2
    assert run(monkeypatch, "survey", "import", str(file), "--title", "T", "--k", "10") == 0
    assert run(monkeypatch, "survey", "publish", "1") == 0
    capsys.readouterr()
    assert run(monkeypatch, "survey", "results", "1") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["k"] == 10
    assert {cell["state"] for cell in document["cells"]} == {"too_few"}
