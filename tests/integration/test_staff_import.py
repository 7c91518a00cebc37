"""Staff files from end to end: real samples, bad files that change nothing, random damage."""

from __future__ import annotations

import io
import json
import random
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from transfo_rh.access.model import Role, Viewer, operator
from transfo_rh.cli import main as command
from transfo_rh.core.database import Base, Database
from transfo_rh.core.errors import InvalidFile, PermissionDenied
from transfo_rh.exchange.problems import RefusedImport
from transfo_rh.exchange.unread_cells import unread_cells
from transfo_rh.exchange.writers import SheetContent, workbook_bytes
from transfo_rh.staff import repository, service
from transfo_rh.staff.changes import StaffSummary
from transfo_rh.staff.formats.corrected import marked_workbook
from transfo_rh.staff.importing import service as imports
from transfo_rh.staff.tables import AgentRow, DepartmentRow, PositionRow

ON = date(2026, 1, 1)


def bring_in(name: str, content: bytes) -> StaffSummary:
    file = imports.open_staff_file(name=name, content=content)
    mapping = imports.guess(viewer=operator(), file=file)
    return imports.store(viewer=operator(), file=file, mapping=mapping, effective_on=ON)


def rows_written(database: Database) -> int:
    with database.read() as session:
        return sum(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        )


def test_a_foreign_staff_file_becomes_three_departments(any_database: Database, samples: Path) -> None:
    content = (samples / "staff" / "ibm_hr_attrition.csv").read_bytes()
    summary = bring_in("ibm_hr_attrition.csv", content)
    assert (summary.agents_added, summary.departments_added) == (1470, 3)
    seen = service.organisation(viewer=operator(), on=ON)
    assert {count.department.name: count.agents for count in seen.departments} == {
        "Research & Development": 961,
        "Sales": 446,
        "Human Resources": 63,
    }
    assert bring_in("ibm_hr_attrition.csv", content).agents_unchanged == 1470


def test_an_organogram_becomes_a_tree_and_pooled_positions(any_database: Database, samples: Path) -> None:
    folder = samples / "staff"
    for kind in ("senior", "junior"):
        name = f"uk_organogram_civil_service_learning_{kind}.csv"
        bring_in(name, (folder / name).read_bytes())
    seen = service.organisation(viewer=operator(), on=ON)
    assert [(count.depth, count.department.name) for count in seen.departments] == [
        (0, "Civil Service Learning"),
        (1, "CSL Operations"),
        (2, "Operations"),
        (1, "CSL Services"),
        (1, "Operational Delivery Support Unit"),
        (1, "Policy Profession Support Unit"),
    ]
    assert seen.departments[0].fte_hundredths_below == 500 + 6636
    with any_database.read() as session:
        assert len(repository.positions(session, scope=None, on=ON)) == 40


def test_an_organogram_that_turns_in_circles_is_refused(any_database: Database, samples: Path) -> None:
    name = "uk_organogram_civil_service_learning_senior.csv"
    text = (samples / "staff" / name).read_text("utf-8-sig").replace(",XX,", ",1CSL04,")
    with pytest.raises(RefusedImport, match="2CSL01 → 1CSL04 → 2CSL01"):
        bring_in(name, text.encode())
    assert rows_written(any_database) == 0


def _formula_workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Matricule", "Nom", "Prénom", "Service"],
        ["1", "BA", "Awa", "Voirie"],
        ["=1+1", "LO", "Io", "Voirie"],
    ):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


GOOD = "Matricule;Nom;Prénom;Service\n1;BA;Awa;Voirie\n2;LE GOFF;Anne;Paie\n"
GOOD_BOOK = workbook_bytes(
    [
        SheetContent(
            "Services", ["Code", "Nom", "Code parent"], [["A", "Mairie", None], ["B", "Voirie", "A"]]
        ),
        SheetContent(
            "Agents",
            ["Matricule", "Nom", "Prénom", "Code service", "Date d’entrée"],
            [[n, f"NOM{n}", "P", "B", date(2020, 1, 1)] for n in range(1, 40)],
        ),
    ]
)
BAD_FILES = {
    "empty.xlsx": (b"", "vide"),
    "empty.csv": (b"", "vide"),
    "pdf.xlsx": (b"%PDF-1.7\n%...", "n’en est pas un"),
    "pdf.csv": (b"%PDF-1.7\n%...", "PDF"),
    "truncated.xlsx": (GOOD_BOOK[: len(GOOD_BOOK) // 2], "endommagé ou tronqué"),
    "titles.csv": (b"Matricule;Nom;Service\n", "que des titres"),
    "binary.csv": (bytes(range(256)) * 10, "lisible"),
    "duplicate.csv": ((GOOD + "1;X;Y;Paie\n").encode(), "ligne 4, colonne « Matricule »"),
    "columns.csv": (b"Nom;Autre\nBA;1\nLO;2\n", "reconnue"),
    "date.csv": (
        b"Matricule;Service;Date entree\n1;A;01/01/2020\n2;A;un jour\n3;A;02/01/2020\n",
        "ligne 3, colonne « Date entree »",
    ),
    "formula.csv": (b"Matricule;Nom;Service\n1;=HYPERLINK(1);A\n", "formule"),
    "formula.xlsx": (_formula_workbook(), "ligne 3, colonne « Matricule »"),
    "cycle.csv": (b"Code;Nom;Code parent\nA;Un;B\nB;Deux;A\n", "A → B → A"),
    "department.xlsx": (
        workbook_bytes(
            [
                SheetContent("Services", ["Code", "Nom"], [["A", "Mairie"]]),
                SheetContent("Agents", ["Matricule", "Nom", "Code service"], [["1", "BA", "Z"]]),
            ]
        ),
        "feuille « Agents », ligne 2, colonne « Code service »",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_gives_one_clear_message_and_changes_nothing(
    name: str, sqlite_database: Database, tmp_path: Path
) -> None:
    content, message = BAD_FILES[name]
    with pytest.raises(InvalidFile) as refusal:
        bring_in(name, content)
    assert message.casefold() in refusal.value.message.casefold()
    assert "\n" not in refusal.value.message
    assert rows_written(sqlite_database) == 0


def test_latin_and_utf16_files_are_read_whatever_their_encoding(sqlite_database: Database) -> None:
    text = "Matricule;Nom;Prénom;Service\n1;LEFÈVRE;Éloïse;Été à la crèche\n2;GÉRÔME;Zoé;Été à la crèche\n"
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        bring_in("f.csv", text.encode(encoding))
        assert service.agents_page(viewer=operator(), text="Éloïse", on=ON).total == 1
    assert len(service.organisation(viewer=operator(), on=ON).departments) == 1


def test_errors_and_formulas_hidden_by_readers_are_found() -> None:
    (cell,) = unread_cells(_formula_workbook())["Sheet"]
    assert (cell.row, cell.column) == (3, 0)


def test_the_marked_file_carries_the_reasons(sqlite_database: Database) -> None:
    file = imports.open_staff_file(name="f.csv", content=(GOOD + "1;X;Y;Paie\n").encode())
    mapping = imports.guess(viewer=operator(), file=file)
    seen = imports.preview(viewer=operator(), file=file, mapping=mapping, effective_on=ON)
    book = openpyxl.load_workbook(io.BytesIO(marked_workbook(file.sheets, seen.problems)))
    comment = book["f"]["A4"].comment
    assert comment is not None
    assert "déjà ligne 2" in comment.text


def test_a_workbook_is_given_back_as_it_was_with_its_faulty_cells_marked(sqlite_database: Database) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Agents"
    for row in (
        ("Matricule", "Nom", "Prénom", "Service", "Calcul"),
        (1, "MARTIN", "Anne", "Paie", "=A2*2"),
        (1, "DURAND", "Luc", "Paie", "=A3*2"),
    ):
        sheet.append(row)
    sheet["A1"].font = openpyxl.styles.Font(bold=True)
    content = io.BytesIO()
    book.save(content)
    file = imports.open_staff_file(name="f.xlsx", content=content.getvalue())
    mapping = imports.guess(viewer=operator(), file=file)
    seen = imports.preview(viewer=operator(), file=file, mapping=mapping, effective_on=ON)
    assert seen.changes is None
    given = openpyxl.load_workbook(
        io.BytesIO(marked_workbook(file.sheets, seen.problems, original=file.original))
    )["Agents"]
    assert given["E2"].value == "=A2*2"
    assert given["A1"].font.bold
    assert given["A3"].comment is not None
    assert "déjà ligne 2" in given["A3"].comment.text
    assert given["A2"].comment is None


def test_an_unknown_department_is_refused_once_the_base_has_a_tree(sqlite_database: Database) -> None:
    bring_in("f.csv", GOOD.encode())
    before = rows_written(sqlite_database)
    with pytest.raises(RefusedImport, match="« Nouveau » n’existe"):
        bring_in("g.csv", (GOOD + "3;X;Y;Nouveau\n").encode())
    assert rows_written(sqlite_database) == before
    file = imports.open_staff_file(name="g.csv", content=(GOOD + "3;X;Y;Nouveau\n").encode())
    mapping = imports.guess(viewer=operator(), file=file).model_copy(update={"create_departments": True})
    seen = imports.preview(viewer=operator(), file=file, mapping=mapping, effective_on=ON)
    assert seen.changes is not None
    assert [d.name for d in seen.changes.departments_added] == ["Nouveau"]
    assert seen.changes.departments_absent == ()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
def test_only_human_resources_import(sqlite_database: Database, role: Role) -> None:
    viewer = Viewer(1, "X", role)
    file = imports.open_staff_file(name="f.csv", content=GOOD.encode())
    mapping = imports.guess(viewer=operator(), file=file)
    with pytest.raises(PermissionDenied):
        imports.guess(viewer=viewer, file=file)
    with pytest.raises(PermissionDenied):
        imports.preview(viewer=viewer, file=file, mapping=mapping, effective_on=ON)
    with pytest.raises(PermissionDenied):
        imports.store(viewer=viewer, file=file, mapping=mapping, effective_on=ON)


def _damaged(content: bytes, generator: random.Random) -> bytes:
    """Random cuts, flips, repeats and insertions."""
    data = bytearray(content)
    for _turn in range(generator.randint(1, 6)):
        if not data:
            break
        at = generator.randrange(len(data))
        kind = generator.randrange(4)
        if kind == 0:
            del data[at : at + generator.randint(1, 40)]
        elif kind == 1:
            data[at] = generator.randrange(256)
        elif kind == 2:
            data[at:at] = data[max(0, at - 30) : at]
        else:
            data[at:at] = generator.choice([b";", b"\n", b'"', b"\x00", b"=1+1", b"\xff", b"<", "é".encode()])
    return bytes(data[: generator.randint(1, len(data))] if generator.random() < 0.2 and data else data)


def _damaged_inside(content: bytes, generator: random.Random) -> bytes:
    """The same damage inside one member of a workbook, zipped again so that readers get to it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        names = source.namelist()
        victim = generator.choice([n for n in names if n.endswith((".xml", ".rels"))])
        for name in names:
            data = source.read(name)
            target.writestr(name, _damaged(data, generator) if name == victim else data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "damage"),
    [
        ("f.csv", GOOD.encode(), _damaged),
        ("f.xlsx", GOOD_BOOK, _damaged),
        ("f.xlsx", GOOD_BOOK, _damaged_inside),
        ("o.csv", b"Code;Nom;Code parent\nA;Un;\nB;Deux;A\nC;Trois;B\n", _damaged),
        ("l.csv", b"Organigramme\nDGS\n  DRH\n    Paie\n  Voirie\n", _damaged),
    ],
)
def test_damaged_files_are_refused_or_stored_whole(
    name: str,
    content: bytes,
    damage: Callable[[bytes, random.Random], bytes],
    sqlite_database: Database,
) -> None:
    generator = random.Random(20261123)
    for _turn in range(60):
        before = rows_written(sqlite_database)
        try:
            summary = bring_in(name, damage(content, generator))
        except InvalidFile:
            assert rows_written(sqlite_database) == before
            continue
        written = summary.departments_added + summary.agents_added + summary.positions_added
        assert rows_written(sqlite_database) >= before + written


@pytest.fixture
def run(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """The command itself: exit code, output, error output."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["transfo-rh", *map(str, arguments)])
        result = CliRunner().invoke(command.app, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            return 1, result.stdout, str(result.exception)
        return result.exit_code, result.stdout, result.stderr

    return call


def test_the_command_imports_refuses_and_shows(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, sqlite_database: Database
) -> None:
    good, bad, mapping = tmp_path / "g.csv", tmp_path / "b.csv", tmp_path / "m.yaml"
    good.write_text(GOOD, "utf-8")
    bad.write_text(GOOD + "1;X;Y;Paie\n;X;Y;Paie\n", "utf-8")
    code, output, _error = run("staff", "import", good, "--dry-run", "--json", "--save-mapping", mapping)
    assert code == 0
    assert json.loads(output)["agents"]["added"] == 2
    assert rows_written(sqlite_database) == 0
    code, _output, error = run("staff", "import", bad)
    assert code == 1
    assert error.splitlines()[0].startswith("Feuille « b.csv », ligne 4, colonne « Matricule »")
    assert rows_written(sqlite_database) == 0
    code, output, _error = run("staff", "import", good, "--mapping", mapping, "--on", "2026-01-01")
    assert code == 0
    assert "2 ajoutés" in output
    assert run("staff", "tree")[1].count("\n") == 2
    template = tmp_path / "modele.xlsx"
    assert run("staff", "template", template)[0] == 0
    assert run("staff", "template", template)[0] == 1
    code, _output, error = run("staff", "import", template)
    assert code == 1
    assert "que des titres" in error
    assert run("staff", "import")[0] == 2
    assert run("staff", "import", tmp_path / "absent.csv")[0] == 1
    with sqlite_database.read() as session:
        assert session.scalar(select(func.count()).select_from(AgentRow)) == 2
        assert session.scalar(select(func.count()).select_from(DepartmentRow)) == 2
        assert session.scalar(select(func.count()).select_from(PositionRow)) == 0


def test_hidden_sheets_are_left_aside(sqlite_database: Database) -> None:
    book = openpyxl.Workbook()
    sheet, old = book.active, book.create_sheet("Ancien")
    assert sheet is not None
    for target in (sheet, old):
        target.append(["Matricule", "Nom", "Service"])
        target.append(["1", "BA", "Paie"])
    old.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    assert bring_in("f.xlsx", buffer.getvalue()).agents_added == 1


def test_matricules_that_lost_their_zeros_are_told(sqlite_database: Database) -> None:
    bring_in("f.csv", b"Matricule;Nom;Service\n0001;BA;Paie\n0002;LO;Paie\n")
    file = imports.open_staff_file(name="g.csv", content=b"Matricule;Nom;Service\n1;BA;Paie\n0002;LO;Paie\n")
    mapping = imports.guess(viewer=operator(), file=file)
    seen = imports.preview(viewer=operator(), file=file, mapping=mapping, effective_on=ON)
    assert seen.accepted
    assert ["« 1 » et « 0001 »" in problem.reason.replace("\u00a0", " ") for problem in seen.problems] == [
        True
    ]
