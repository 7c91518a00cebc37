"""The contract of ``transfo-rh skills match``: JSON in the order given, one clear line on a bad file."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from transfo_rh.cli import main
from transfo_rh.core.database import Database

CATALOGUE = 'conceptType,conceptUri,preferredLabel,altLabels\nx,u:1,Accueillir le public,"recevoir les usagers\naccueil"\nx,u:2,Tenir un budget,\nx,u:3,Interroger une base,requêtes SQL\n'


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr("sys.argv", ["transfo-rh", "skills", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        main.main()
    return int(left.value.code or 0)


def _matches(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["matches"]
    return list(document["matches"])


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Three concepts with the columns of ESCO and one more."""
    file = tmp_path / "catalogue.csv"
    file.write_text(CATALOGUE, encoding="utf-8")
    return file


def test_matches_come_in_the_order_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, catalogue: Path
) -> None:
    file = tmp_path / "labels.txt"
    file.write_bytes(
        "\ufeffRequêtes sql\r\n\r\nTenir un budget\r\nTenir un budget\r\naccueil, public".encode()
    )
    assert _run(monkeypatch, "match", "--file", file, "--against", catalogue, "--top", 2, "--json") == 0
    matches = _matches(capsys)
    assert [match["query"] for match in matches] == [
        "Requêtes sql",
        "Tenir un budget",
        "Tenir un budget",
        "accueil, public",
    ]
    assert [match["link"] for match in matches[:3]] == ["u:3", "u:2", "u:2"]
    assert all(set(match) == {"query", "suggestions", "link"} for match in matches)
    assert all(len(match["suggestions"]) == 2 for match in matches)
    assert matches[1]["suggestions"][0] == {"id": "u:2", "label": "Tenir un budget", "score": 1.0}


def test_without_against_the_products_own_catalogue_is_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sqlite_database: Database
) -> None:
    assert _run(monkeypatch, "match", "RGPD", "SIG", "--json", "--no-semantic") == 0
    rgpd, gis = _matches(capsys)
    assert (rgpd["query"], gis["query"]) == ("RGPD", "SIG")
    assert rgpd["suggestions"][0]["id"].startswith("law_")
    assert gis["suggestions"][0]["id"].startswith("geo_")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"uri,label\n1,2\n", "conceptUri"),
        (b"conceptUri,preferredLabel\nu:1,a\n", "altLabels"),
        (b"conceptUri,preferredLabel,altLabels\n", "aucun libell"),
        (b"conceptUri,preferredLabel,altLabels\n,a,\n", "ligne 2"),
        (b"%PDF-1.7", "PDF"),
        (b'conceptUri,preferredLabel,altLabels\nu:1,a,\nu:2,"b\nu:3,c,\n', "ligne 3"),
        (bytes(range(256)) * 20, "lisible"),
    ],
)
def test_a_bad_catalogue_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    catalogue: Path,
    content: bytes,
    said: str,
) -> None:
    catalogue.write_bytes(content)
    assert _run(monkeypatch, "match", "accueil", "--against", catalogue, "--json") == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\x00\x01\x02\xff" * 50, b"PK\x03\x04rest"])
def test_a_bad_file_of_labels_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    catalogue: Path,
    content: bytes,
) -> None:
    file = tmp_path / "labels.txt"
    file.write_bytes(content)
    assert _run(monkeypatch, "match", "--file", file, "--against", catalogue) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("top", ["0", "-1", "1001", "abc", ""])
def test_a_number_of_suggestions_out_of_bounds_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], catalogue: Path, top: str
) -> None:
    assert _run(monkeypatch, "match", "accueil", "--against", catalogue, "--top", top, "--json") == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "nombre de" in printed.err


def test_more_suggestions_than_concepts_gives_them_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], catalogue: Path
) -> None:
    assert _run(monkeypatch, "match", "accueil", "--against", catalogue, "--top", "1000", "--json") == 0
    assert len(_matches(capsys)[0]["suggestions"]) == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "utf-16-be"])
def test_a_file_of_any_encoding_gives_one_entry_a_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    catalogue: Path,
    encoding: str,
) -> None:
    labels = ["Requêtes sql", "accueil " * 1250, "déjà vu", "déjà vu", '"guillemet', "a;b,c\td"]
    file = tmp_path / "labels.txt"
    file.write_bytes("\r\n".join(labels).encode(encoding))
    assert _run(monkeypatch, "match", "--file", file, "--against", catalogue, "--json") == 0
    assert [match["query"] for match in _matches(capsys)] == [label.strip() for label in labels]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_catalogue_of_another_separator_with_breaks_inside_its_cells(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], catalogue: Path, separator: str
) -> None:
    catalogue.write_bytes(
        CATALOGUE.replace(",", separator).replace("usagers\n", "usagers\r\n").encode("cp1252")
    )
    assert _run(monkeypatch, "match", "accueil", "requetes sql", "--against", catalogue, "--json") == 0
    assert [match["link"] for match in _matches(capsys)] == ["u:1", "u:3"]


def test_a_terminal_that_lacks_signs_gets_escapes_and_broken_bytes_become_marks(
    monkeypatch: pytest.MonkeyPatch, catalogue: Path
) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr("sys.stdout", out)
    assert _run(monkeypatch, "match", "œuvre", "\udcff accueil", "--against", catalogue, "--json") == 0
    out.flush()
    matches = json.loads(out.buffer.getvalue().decode("ascii"))["matches"]  # type: ignore[attr-defined]
    assert [match["query"] for match in matches] == ["œuvre", "? accueil"]


def test_nothing_to_match_or_no_such_file_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert _run(monkeypatch, "match") == 1
    assert _run(monkeypatch, "match", "--file", tmp_path / "absent.txt") == 1
    assert _run(monkeypatch, "import-rome", tmp_path / "absent") == 1
    assert "absent" in capsys.readouterr().err
