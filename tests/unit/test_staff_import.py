"""Recognising and reading staff files, without a database: shapes of organisation, columns, located problems."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import in_language
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.exchange.writers import SheetContent, workbook_bytes
from transfo_rh.staff.changes import Base
from transfo_rh.staff.formats.template import template_bytes
from transfo_rh.staff.importing import cells, dates, outline
from transfo_rh.staff.importing.cadres import cadres_emplois, recognised
from transfo_rh.staff.importing.codes import path_code
from transfo_rh.staff.importing.fields import Content, Field
from transfo_rh.staff.importing.mapping import StaffMapping, from_yaml, to_yaml
from transfo_rh.staff.importing.reading import StaffReading, read_staff
from transfo_rh.staff.importing.recognition import guess_mapping
from transfo_rh.staff.importing.service import StaffFile, open_staff_file
from transfo_rh.staff.model import Category, Department, EmploymentStatus
from transfo_rh.staff.tree import DepartmentTree

EMPTY = Base(DepartmentTree(()), {})


def opened(text: str, name: str = "f.csv") -> StaffFile:
    return open_staff_file(name=name, content=text.encode())


def workbook(**sheets: list[list[Value]]) -> StaffFile:
    contents = [
        SheetContent(name, [str(column) for column in rows[0]], rows[1:]) for name, rows in sheets.items()
    ]
    return open_staff_file(name="f.xlsx", content=workbook_bytes(contents))


def guessed(file: StaffFile, base: Base = EMPTY) -> StaffMapping:
    return guess_mapping(
        file.sheets,
        base_has_departments=bool(base.codes),
        uncleaned=[table.uncleaned for table in file.tables],
    )


def read(file: StaffFile, base: Base = EMPTY) -> StaffReading:
    return read_staff(file.tables, guessed(file, base), base=base)


def links(reading: StaffReading) -> set[tuple[str, str | None]]:
    names = {record.code: record.name for record in reading.records.departments}
    return {
        (record.name, names[record.parent_code] if record.parent_code else None)
        for record in reading.records.departments
    }


EXPECTED = {
    ("DGS", None),
    ("DRH", "DGS"),
    ("Paie", "DRH"),
    ("Formation", "DRH"),
    ("Voirie", "DGS"),
}


@pytest.mark.parametrize(
    "text",
    [
        "Code;Libellé;Code parent\n1;DGS;\n2;DRH;1\n3;Paie;2\n4;Formation;2\n5;Voirie;1\n",
        "Service;Service de rattachement\nDGS;\nDRH;DGS\nPaie;DRH\nFormation;DRH\nVoirie;DGS\n",
        "Code;Nom;Rattachement\n1;DGS;1\n2;DRH;1\n3;Paie;2\n4;Formation;2\n5;Voirie;1\n",
        "DeptID,DeptName,ParentID\n1,DGS,XX\n2,DRH,1\n3,Paie,2\n4,Formation,2\n5,Voirie,1\n",
        "Pôle;Direction;Service\nDGS;DRH;Paie\nDGS;DRH;Formation\nDGS;Voirie;\n",
        "Niveau 1;Niveau 2;Niveau 3\nDGS;;\n;DRH;\n;;Paie\n;;Formation\n;Voirie;\n",
        "Organigramme\nDGS\n   DRH\n      Paie\n      Formation\n   Voirie\n",
        "DGS\n\u00a0\u00a0DRH\n\u00a0\u00a0\u00a0\u00a0Paie\n\u00a0\u00a0\u00a0\u00a0Formation\n\u00a0\u00a0Voirie\n",
        "DGS\n\tDRH\n\t\tPaie\n\t\tFormation\n\tVoirie\n",
        "Service\n1 DGS\n1.1 DRH\n1.1.1 Paie\n1.1.2 Formation\n1.2 Voirie\n",
        "N°;Libellé\n1;DGS\n1.1;DRH\n1.1.1;Paie\n1.1.2;Formation\n1.2;Voirie\n",
        "Niveau;Service\n1;DGS\n2;DRH\n3;Paie\n3;Formation\n2;Voirie\n",
        "Structure\nDGS > DRH > Paie\nDGS > DRH > Formation\nDGS > Voirie\n",
    ],
)
def test_every_shape_of_organisation_gives_the_same_tree(text: str) -> None:
    reading = read(opened(text))
    assert reading.problems == ()
    assert links(reading) == EXPECTED


def test_merged_cells_of_a_path_are_filled_down() -> None:
    file = workbook(
        Services=[
            ["Pôle", "Direction", "Service"],
            ["DGS", "DRH", "Paie"],
            [None, None, "Formation"],
            [None, "Voirie", None],
        ]
    )
    assert guessed(file).tables[0].fill_down
    assert links(read(file)) == EXPECTED


def test_a_blank_level_in_a_full_path_is_skipped_not_filled() -> None:
    reading = read(opened("Pôle;Direction;Service\nP1;D1;S1\nP1;D1;S2\n;D2;S3\nP1;D3;S4\n"))
    assert ("D2", None) in links(reading)


def test_codes_by_level_are_kept() -> None:
    text = (
        "Code direction;Libellé direction;Code service;Libellé service\nD1;DRH;S1;Paie\nD1;DRH;S2;Formation\n"
    )
    records = {(d.code, d.name, d.parent_code) for d in read(opened(text)).records.departments}
    assert records == {("D1", "DRH", None), ("S1", "Paie", "D1"), ("S2", "Formation", "D1")}


def test_codes_made_from_a_path_are_stable_and_short() -> None:
    long = ["Direction générale adjointe des ressources et des moyens", "Service des marchés publics"]
    assert path_code(long) == path_code([name.upper() for name in long])
    assert len(path_code(long)) <= 60
    assert path_code(["A", "B"]) != path_code(["A-B"])


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("N° Matricule", Field.MATRICULE),
        ("MATRICULE_AGENT", Field.MATRICULE),
        ("Employee ID", Field.MATRICULE),
        ("num_matricule", Field.MATRICULE),
    ],
)
def test_a_matricule_is_recognised_under_its_names(header: str, field: Field) -> None:
    mapping = guessed(opened(f"{header};Nom;Prénom;Service\n1;A;B;S\n2;C;D;S\n"))
    assert mapping.tables[0].columns[field] == header


def test_one_table_gives_agents_and_their_departments() -> None:
    text = (
        "Matricule;NOM D'USAGE;Prénom;Adresse e-mail;Pôle;Direction;Service;Métier;Cat.;Cadre d'emplois;"
        "Statut;Date d'entrée;Date de sortie;Poste informatique\n"
        "00012;LE GOFF;Anne;Anne.LeGoff@Ville.fr;DGS;DRH;Paie;Gestionnaire;B;rédacteur territorial;"
        "Titulaire;01/09/2010;;Oui\n"
        "13;BA;Awa;;DGS;Voirie;;Cantonnier;C;;CDD;2026-01-05;31 déc. 2026;non\n"
    )
    reading = read(opened(text))
    assert reading.problems == ()
    assert links(reading) == EXPECTED - {("Formation", "DRH")}
    first, second = reading.records.agents
    assert (first.matricule, first.last_name, first.first_name) == ("00012", "LE GOFF", "Anne")
    assert (first.email, first.category, first.status) == (
        "anne.legoff@ville.fr",
        Category.B,
        EmploymentStatus.TENURED,
    )
    assert (second.entry_date, second.exit_date, second.has_workstation) == (
        date(2026, 1, 5),
        date(2026, 12, 31),
        False,
    )
    assert second.status is EmploymentStatus.CONTRACT


def test_a_workbook_of_three_sheets_is_read_together() -> None:
    file = workbook(
        Services=[["Code", "Nom", "Code parent"], ["A", "Mairie", None], ["B", "Voirie", "A"]],
        Agents=[
            ["Matricule", "Nom", "Prénom", "Code service", "Date d’entrée"],
            [7, "BA", "Awa", "B", date(2020, 1, 1)],
        ],
        Postes=[
            ["Code poste", "Intitulé du poste", "Code service", "ETP", "Matricule du titulaire"],
            ["P1", "Cantonnier", "B", 0.8, 7],
            ["P2", "Équipe", "Voirie", "6,63", None],
        ],
    )
    reading = read(file)
    assert reading.problems == ()
    assert [t.content for t in guessed(file).tables] == [
        Content.DEPARTMENTS,
        Content.AGENTS,
        Content.POSITIONS,
    ]
    assert [
        (p.code, p.department_code, p.fte_hundredths, p.holder_matricule) for p in reading.records.positions
    ] == [
        ("P1", "B", 80, "7"),
        ("P2", "B", 663, None),
    ]


HEADER = "Matricule;Nom;Prénom;Courriel;Code service;Catégorie;Date d’entrée;Date de sortie\n"
BASE = Base(DepartmentTree((Department(1, "S", "Service", None),)), {"S": 1})


@pytest.mark.parametrize(
    ("rows", "row", "column", "reason"),
    [
        ("1;A;B;;S;A;;\n1;C;D;;S;A;;\n", 3, "Matricule", "déjà ligne 2"),
        ("1;A;B;;ZZ;A;;\n", 2, "Code service", "« ZZ » n’existe"),
        (";A;B;;S;A;;\n", 2, "Matricule", "obligatoire"),
        ("1;A;B;;;A;;\n", 2, "Code service", "obligatoire"),
        ("1;A;B;pas un courriel;S;A;;\n", 2, "Courriel", "courriel"),
        ("1;A;B;;S;A;;\n2;A;B;;S;A;;\n3;A;B;;S;D;;\n", 4, "Catégorie", "A, B ou C"),
        ("1;A;B;;S;A;31/02/2020;\n", 2, "Date d’entrée", "n’existe pas"),
        ("1;A;B;;S;A;12/31/2020;\n", 2, "Date d’entrée", "n’existe pas"),
        ("1;A;B;;S;A;01/02/20;\n", 2, "Date d’entrée", "deux chiffres"),
        ("1;A;B;;S;A;bientôt;\n", 2, "Date d’entrée", "31/12/2026"),
        ("1;A;B;;S;A;01/02/2020;01/01/2020\n", 2, "Date de sortie", "précède"),
        ("1;=A1&B1;B;;S;A;;\n", 2, "Nom", "formule"),
        ("1;#N/A;B;;S;A;;\n", 2, "Nom", "erreur de calcul"),
        ("1,23E+05;A;B;;S;A;;\n", 2, "Matricule", "arrondi"),
        (f"1;{'A' * 121};B;;S;A;;\n", 2, "Nom", "121 caractères"),
    ],
)
def test_a_problem_is_located(rows: str, row: int, column: str, reason: str) -> None:
    reading = read(opened(HEADER + rows), BASE)
    assert not reading.accepted
    problem = reading.problems[0]
    assert (problem.row, problem.column) == (row, column)
    assert reason in problem.reason
    assert len(reading.problems) == 1


def test_a_cycle_names_its_departments() -> None:
    reading = read(opened("Code;Nom;Code parent\nA;Un;C\nB;Deux;A\nC;Trois;B\nD;Quatre;\n"))
    assert "A → C → B → A" in reading.problems[0].reason
    assert reading.problems[0].row == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Code;Nom;Code parent\nA;Un;\nB;Deux;Z\n", "« Z » n’existe"),
        ("Code;Nom;Code parent\nA;Un;\nA;Deux;\n", "déjà ligne 2"),
        ("Code;Nom;Code parent\nA;Un;\nB;Deux;B\n", "tournent en rond : B → B"),
        ("Service;Service de rattachement\nA;\nS;A\nS;A\n", "déjà ligne 3"),
    ],
)
def test_a_wrong_list_of_departments_is_refused(text: str, reason: str) -> None:
    assert reason in read(opened(text)).problems[0].reason


def test_a_department_named_twice_needs_its_code() -> None:
    tree = DepartmentTree((Department(1, "A", "Accueil", None), Department(2, "B", "Accueil", None)))
    reading = read(opened("Matricule;Nom;Service\n1;X;Accueil\n"), Base(tree, {"A": 1, "B": 2}))
    assert "plusieurs services portent ce nom" in reading.problems[0].reason


def test_missing_columns_are_said() -> None:
    problems = read(opened("Matricule;Nom;Prénom\n1;A;B\n")).problems
    assert "il manque la colonne « Nom du service »" in problems[0].reason
    problems = read(opened("Nom;Prénom;Service\nA;B;S\n")).problems
    assert "il manque la colonne « Matricule »" in problems[0].reason


@pytest.mark.parametrize(
    "text",
    ["a;b;c\n1;2;3\n", "clé: valeur\nautre: 3\n", "Bonjour,\nvoici une lettre.\n", "x=1\ny=2\n", "{\n}\n"],
)
def test_a_file_about_something_else_is_refused(text: str) -> None:
    assert not read(opened(text)).accepted


def test_an_empty_template_says_that_it_is_empty() -> None:
    file = open_staff_file(name="modele.xlsx", content=template_bytes())
    assert all(table.content is Content.IGNORED for table in guessed(file).tables)
    assert "n’a que des titres" in file.empty_sheets[0].message


@pytest.mark.parametrize(("language", "yes"), [("fr", "Oui"), ("en", "Yes")])
def test_a_filled_template_needs_no_correction(language: str, yes: str) -> None:
    from transfo_rh.staff.formats import template

    agent: list[Value] = ["1", "BA", "Awa", "a@b.fr", "A", "Juriste", "A", "Attachés territoriaux"]
    with in_language(language):
        agent += [EmploymentStatus.TENURED.label, date(2020, 1, 2), None, date(2031, 4, 1), yes]
        sheets: dict[str, list[list[Value]]] = {
            Content.DEPARTMENTS.label: [
                [field.label for field in template.DEPARTMENT_FIELDS],
                ["A", "Mairie", None],
            ],
            Content.AGENTS.label: [[field.label for field in template.AGENT_FIELDS], agent],
            Content.POSITIONS.label: [
                [field.label for field in template.POSITION_FIELDS],
                ["P", "Juriste", "A", "Attaché", 1, "1"],
            ],
        }
    file = workbook(**sheets)
    mapping = guessed(file)
    assert tuple(mapping.tables[0].columns) == template.DEPARTMENT_FIELDS
    assert set(mapping.tables[1].columns) == set(template.AGENT_FIELDS)
    assert set(mapping.tables[2].columns) == set(template.POSITION_FIELDS)
    reading = read(file)
    assert reading.problems == ()
    assert reading.records.agents[0].has_workstation is True
    assert reading.records.agents[0].last_name == "BA"
    assert reading.records.agents[0].status is EmploymentStatus.TENURED
    assert reading.records.positions[0].holder_matricule == "1"


def test_the_mapping_survives_its_yaml() -> None:
    mapping = guessed(opened("Matricule;Pôle;Direction\nno;yes;1.0\n"))
    assert from_yaml(name="m.yaml", content=to_yaml(mapping).encode()) == mapping


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[1, 2",
        b"tables: 3",
        b"tables: [{sheet: a, content: nothing}]",
        b"\xff\xfe",
        b"tables: []\nx: 1",
        b"a: &a [*a]",
    ],
)
def test_a_wrong_mapping_is_one_clear_message(content: bytes) -> None:
    with pytest.raises(InvalidFile, match="correspondance"):
        from_yaml(name="m.yaml", content=content)


def test_a_mapping_for_another_file_names_the_missing_column() -> None:
    mapping = guessed(opened("Matricule;Nom;Service\n1;A;S\n"))
    with pytest.raises(InvalidFile, match="n’a pas de colonne « Matricule »"):
        read_staff(opened("Mat;Nom;Service\n1;A;S\n").tables, mapping, base=EMPTY)


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)))
def test_a_day_is_read_back_from_every_spelling(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    spellings: list[Value] = [
        day.strftime("%d/%m/%Y"),
        day.isoformat(),
        day.strftime("%d.%m.%Y 00:00"),
        day.strftime("%Y%m%d"),
        int(day.strftime("%Y%m%d")),
        f"{day.day} {['janv.', 'févr.', 'mars', 'avril', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'][day.month - 1]} {day.year}",
    ]
    if 10_000 <= serial < 80_000:
        spellings.append(float(serial))
    assert {dates.read_date(spelling) for spelling in spellings} == {day}


@given(st.lists(st.integers(0, 6), min_size=1, max_size=60))
def test_parents_in_an_indented_list_are_above_and_less_deep(depths: list[int]) -> None:
    for index, parent in enumerate(outline.parents_by_depth(depths)):
        if parent is None:
            assert all(depth >= depths[index] for depth in depths[:index])
        else:
            assert parent < index
            assert depths[parent] < depths[index]
            assert all(depth >= depths[index] for depth in depths[parent + 1 : index])


@given(st.text(max_size=40))
@example("\u2003\n\u2003")
def test_no_text_breaks_a_cell_reader(text: str) -> None:
    for reader in (
        dates.read_date,
        cells.read_email,
        cells.read_category,
        cells.read_status,
        cells.read_yes_or_no,
        cells.read_fte_hundredths,
        cells.read_identifier,
    ):
        with contextlib.suppress(ValueError):
            reader(text)


def test_the_reference_list_is_whole_and_recognises_usual_wordings() -> None:
    cadres = cadres_emplois()
    assert len({cadre.name for cadre in cadres}) == len(cadres) == 59
    for wording, category in {
        "ATTACHE TERRITORIAL": Category.A,
        "Rédacteurs": Category.B,
        "agent de maîtrise": Category.C,
        "Adjoints techniques territoriaux": Category.C,
        "Éducateur territorial de jeunes enfants": Category.A,
        "ASSISTANT TERRITORIAL SOCIO-EDUCATIF": Category.A,
        "Agent de police municipale": Category.C,
    }.items():
        found = recognised(wording)
        assert found is not None, wording
        assert found.category is category
    assert recognised("Astronaute") is None


def test_retirement_is_read_or_estimated_and_the_date_of_birth_goes_no_further() -> None:
    content = (
        "Matricule;Nom;Prénom;Code service;Date de naissance;Départ à la retraite prévu\n"
        "1;A;B;S;15/03/1964;\n2;C;D;S;15/03/1964;01/09/2027\n3;E;F;S;;\n4;G;H;S;bientôt;\n"
    )
    reading = read(opened(content), BASE)
    assert reading.accepted
    assert [record.retirement_on for record in reading.records.agents] == [
        date(2028, 4, 1),
        date(2027, 9, 1),
        None,
        None,
    ]
    assert "1964" not in repr(reading.records)
