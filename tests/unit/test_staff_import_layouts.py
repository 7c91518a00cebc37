"""Layouts that HR software and people give to staff files: titles, totals, merged cells, lists, codes with names."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import openpyxl
import pytest
from openpyxl.styles import Alignment

from tests.unit.test_staff_import import EMPTY, EXPECTED, guessed, links, opened, read, workbook
from transfo_rh.core.errors import InvalidFile
from transfo_rh.exchange.encodings import decode_text
from transfo_rh.exchange.problems import Severity
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.staff.importing.fields import Content, Field
from transfo_rh.staff.importing.reading import StaffReading
from transfo_rh.staff.importing.service import StaffFile, open_staff_file
from transfo_rh.staff.importing.vocabulary import name_score

HEADER = "Matricule;Nom;Prénom;Service\n"


def saved(book: openpyxl.Workbook) -> StaffFile:
    buffer = io.BytesIO()
    book.save(buffer)
    return open_staff_file(name="f.xlsx", content=buffer.getvalue())


def sheet_of(rows: Sequence[Sequence[Value]], merged: Sequence[str] = ()) -> StaffFile:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    return saved(book)


def people(reading: StaffReading) -> dict[str, tuple[str, str]]:
    names = {department.code: department.name for department in reading.records.departments}
    return {
        agent.matricule: (agent.last_name, names[agent.department_code]) for agent in reading.records.agents
    }


@pytest.mark.parametrize(
    "text",
    [
        "Export du 12/11/2026\n\n" + HEADER + "1;BA;Awa;Paie\n2;LO;Io;Paie\n",
        HEADER + "1;BA;Awa;Paie\n2;LO;Io;Paie\n;;;\nTOTAL;2;;\n",
        HEADER + "1;BA;Awa;Paie\nTotal Paie;1;;\n2;LO;Io;Paie\nTotal général;2;;\n",
        HEADER + "1;BA;Awa;Paie\n2;LO;Io;Paie\n;;;\nÉdité le 12/11/2026 par RH;;;\n",
        HEADER + "1;BA;Awa;Paie\n" + HEADER + "2;LO;Io;Paie\n",
        HEADER + "(texte);(texte);(texte);(libellé)\n1;BA;Awa;Paie\n2;LO;Io;Paie\n",
        "Matricule;Nom et prénom;Service\n1;Mme BA Awa;Paie\n2;M. Io LO;Paie\n",
        "Matricule;Nom de naissance;Nom d'usage;Prénom;Service\n1;BA;;Awa;Paie\n2;X;LO;Io;Paie\n",
        "'N° salarié';NOM USUEL;PREN;LIB_SERVICE\n'1;BA;Awa;Paie\n'2;LO;Io;Paie\n",
        "Employee #;Last Name;First Name;Department\n1;BA;Awa;Paie\n2;LO;Io;Paie\n",
    ],
)
def test_titles_totals_and_names_are_read_as_people_mean_them(text: str) -> None:
    assert people(read(opened(text))) == {"1": ("BA", "Paie"), "2": ("LO", "Paie")}


def test_rows_left_out_are_told() -> None:
    (problem,) = read(opened(HEADER + "1;BA;Awa;Paie\nTOTAL;1;;\n")).problems
    assert (problem.severity, problem.row, problem.value) == (Severity.WARNING, 3, "TOTAL")


def test_somebody_called_total_is_somebody() -> None:
    assert people(read(opened(HEADER + "1;TOTAL;Paul;Paie\n"))) == {"1": ("TOTAL", "Paie")}


def test_titles_on_two_rows_are_joined() -> None:
    rows: list[list[Value]] = [
        ["Matricule", "Nom", "Affectation", None, "Dates", None],
        [None, None, "Code", "Libellé", "Entrée", "Sortie"],
        ["1", "BA", "P1", "Paie", date(2020, 1, 1), None],
    ]
    for merged in ((), ("C1:D1", "E1:F1", "A1:A2", "B1:B2")):
        (agent,) = read(sheet_of(rows, merged)).records.agents
        assert (agent.department_code, agent.entry_date) == ("P1", date(2020, 1, 1))


def test_merged_cells_hold_for_every_row_they_cover() -> None:
    rows: list[list[Value]] = [
        ["Direction", "Service", "Matricule", "Nom"],
        ["DRH", "Paie", "1", "BA"],
        [None, None, "2", "LO"],
        [None, "Formation", "3", "LY"],
    ]
    reading = read(sheet_of(rows, ("A2:A4", "B2:B3")))
    assert {m: name for m, (_n, name) in people(reading).items()} == {
        "1": "Paie",
        "2": "Paie",
        "3": "Formation",
    }
    assert links(reading) == {("DRH", None), ("Paie", "DRH"), ("Formation", "DRH")}


@pytest.mark.parametrize(
    "text",
    [
        "Organigramme\nDGS\n- DRH\n-- Paie\n-- Formation\n- Voirie\n",
        "Organigramme\nDGS\n  • DRH\n    o Paie\n    o Formation\n  • Voirie\n",
        "Organigramme\nDGS\n├── DRH\n│   ├── Paie\n│   └── Formation\n└── Voirie\n",
        "Code;Libellé\nD;DGS\nR;   DRH\nP;      Paie\nF;      Formation\nV;   Voirie\n",
        "Code UO;Libellé court;Libellé long;UO mère\nA;x;DGS;\nB;x;DRH;A\nC;x;Paie;B\nD;x;Formation;B\nE;x;Voirie;A\n",
        "CODE_STRUCT;LIB_STRUCT;CODE_STRUCT_SUP\n1;DGS;#\n2;DRH;1\n3;Paie;2\n4;Formation;2\n5;Voirie;1\n",
        "Code;Libellé;Rattachement\n1;DGS;\n2;DRH;1 - DGS\n3;Paie;2 - DRH\n4;Formation;2 - DRH\n5;Voirie;1 - DGS\n",
        "Code;Libellé;Code parent\n001;DGS;\n002;DRH;1\n003;Paie;2\n004;Formation;2\n005;Voirie;1\n",
        "N1 - Pôle;N2 - Direction;N3 - Service\nDGS;DRH;Paie\nDGS;DRH;Formation\nDGS;Voirie;\n",
        "Service\nDGS - DRH - Paie\nDGS - DRH\nDGS - DRH - Formation\nDGS - Voirie\n",
    ],
)
def test_more_shapes_of_organisation_give_the_same_tree(text: str) -> None:
    reading = read(opened(text))
    assert reading.problems == ()
    assert links(reading) == EXPECTED


def test_names_with_dashes_and_slashes_are_no_paths() -> None:
    names = [
        "Eau / Assainissement",
        "Sports/Jeunesse",
        "Enfance - Jeunesse",
        "Crèche - Lilas",
        "Crèche - Pins",
    ]
    rows = "".join(f"{n};A;B;{name}\n" for n, name in enumerate(names))
    assert {name for _last, name in people(read(opened(HEADER + rows))).values()} == set(names)


def test_formats_of_cells_show_zeros_and_indents() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Matricule", "Nom", "Service"])
    sheet.append([123, "BA", "Paie"])
    sheet["A2"].number_format = "00000"
    assert list(people(read(saved(book)))) == ["00123"]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Service", "Responsable"])
    for row, (name, depth) in enumerate(
        (("DGS", 0), ("DRH", 1), ("Paie", 2), ("Formation", 2), ("Voirie", 1)), 2
    ):
        sheet.append([name, "X"])
        sheet.cell(row, 1).alignment = Alignment(indent=depth)
    assert links(read(saved(book))) == EXPECTED


def test_a_code_written_with_its_name_is_the_code() -> None:
    file = workbook(
        Services=[["Code", "Nom", "Code parent"], ["11", "DRH", None], ["12", "Voirie", None]],
        Agents=[["Matricule", "Nom", "Affectation"], ["1", "BA", "11 - DRH"], ["2", "LO", "Voirie (12)"]],
    )
    assert [agent.department_code for agent in read(file).records.agents] == ["11", "12"]
    alone = read(opened(HEADER + "1;A;B;11 - DRH\n2;C;D;12 - Voirie\n3;E;F;11 - DRH\n"))
    assert {(d.code, d.name) for d in alone.records.departments} == {("11", "DRH"), ("12", "Voirie")}
    projects = read(opened(HEADER + "1;A;B;2026 - Projet X\n2;C;D;2026 - Projet Y\n"))
    assert len({agent.department_code for agent in projects.records.agents}) == 2


def test_departments_without_links_are_told() -> None:
    (problem,) = read(opened("Code service;Nom du service\nA;DGS\nB;DRH\nC;Paie\n")).problems
    assert problem.severity is Severity.WARNING
    assert "3 services" in problem.reason
    (problem,) = read(opened(HEADER + "1;A;B;X\n2;A;B;Y\n3;A;B;Z\n")).problems
    assert "tous au même niveau" in problem.reason


def test_american_dates_are_read_and_told() -> None:
    text = "Employee ID,Last Name,First Name,Department,Hire Date\n1,A,B,S,09/25/2019\n2,C,D,S,12/30/2019\n3,E,F,S,06/11/2023\n"
    reading = read(opened(text))
    assert [agent.entry_date for agent in reading.records.agents] == [
        date(2019, 9, 25),
        date(2019, 12, 30),
        date(2023, 6, 11),
    ]
    assert ["mois/jour/année" in problem.reason for problem in reading.problems] == [True]


def test_a_duplicate_is_told_even_when_its_department_is_unknown() -> None:
    file = workbook(
        Services=[["Code", "Nom"], ["A", "Mairie"]],
        Agents=[["Matricule", "Nom", "Code service"], ["1", "BA", "Z"], ["2", "LO", "Z"], ["1", "LY", "Z"]],
    )
    assert [(p.row, p.column) for p in read(file).problems] == [
        (2, "Code service"),
        (3, "Code service"),
        (4, "Code service"),
        (4, "Matricule"),
    ]


def test_every_circle_is_told() -> None:
    reading = read(opened("Code;Nom;Code parent\nR;Z;\nA;Un;B\nB;Deux;A\nC;Trois;D\nD;Quatre;C\n"))
    assert [problem.row for problem in reading.problems] == [3, 5]


def test_columns_that_count_or_tell_of_somebody_else_are_left() -> None:
    assert name_score("Nombre de Matricule", Field.MATRICULE) == 0
    assert name_score("Type de structure", Field.DEPARTMENT_NAME) == 0
    assert name_score("Nom du supérieur", Field.LAST_NAME) == 0
    file = workbook(
        TCD=[["Étiquettes de lignes", "Nombre de Matricule"], ["Paie", 1], ["Voirie", 2]],
        Base=[["Matricule", "Nom", "Service"], ["1", "BA", "Paie"], ["2", "LO", "Voirie"]],
    )
    assert [table.content for table in guessed(file, EMPTY).tables] == [Content.IGNORED, Content.AGENTS]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["LEFÈVRE;Éloïse;Été à la crèche\n" * 3, "GÉRÔME;ZOÉ;VOIRIE\n" * 3])
def test_french_text_is_decoded_whatever_its_encoding(encoding: str, text: str) -> None:
    assert decode_text(name="f.csv", content=text.encode(encoding)) == text


def test_two_encodings_in_one_file_are_located() -> None:
    content = "Matricule;Nom\n1;GÉRÔME\n".encode() + "2;LEFÈVRE\n".encode("cp1252")
    with pytest.raises(InvalidFile, match="ligne 3"):
        decode_text(name="f.csv", content=content)


def test_the_content_counts_not_the_name_of_the_file() -> None:
    text = (HEADER + "1;BA;Awa;Paie\n").replace(";", "\t")
    assert people(read(open_staff_file(name="f.xls", content=text.encode("cp1252")))) == {"1": ("BA", "Paie")}
    with pytest.raises(InvalidFile, match="HTML"):
        open_staff_file(name="f.xls", content=b"<html><table><tr><td>1</td></tr></table></html>")
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(InvalidFile, match="mot de passe"):
        open_staff_file(name="f.xlsx", content=locked)
