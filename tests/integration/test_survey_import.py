"""Importing results that exist: from a file to stored answers, on both engines; bad files change nothing."""

from __future__ import annotations

import contextlib
import io
import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import text

from tests.factories import add_departments
from tests.integration.survey_imports import HR, LONG, WAVE, everything_written, matrix, run, source, units_of
from transfo_rh.access.model import Role, Viewer
from transfo_rh.campaigns.importing.mapping import Layout, ResultsMapping, dump_mapping, load_mapping
from transfo_rh.campaigns.importing.service import import_results, open_results, preview
from transfo_rh.campaigns.model import Basis
from transfo_rh.campaigns.tables import CampaignRow
from transfo_rh.core.database import Database
from transfo_rh.core.errors import InvalidFile, InvalidInput, PermissionDenied
from transfo_rh.core.i18n import quoted
from transfo_rh.exchange.problems import RefusedImport


def test_a_long_file_becomes_one_record_per_person(any_database: Database) -> None:
    report = run(LONG)
    answers, units = matrix(any_database, report)
    assert sorted(answers.tolist()) == [[1, 0], [2, -1], [4, 3]]
    assert [unit.code for unit in units_of(any_database, report)] == ["DRH", "Voirie"]
    assert sorted(units.tolist()) == [0, 0, 1]
    dropped = {column.name for column in report.dropped}
    assert {"Matricule", "Nom"} <= dropped
    assert everything_written(any_database)[3] == 1


def test_nothing_that_names_a_person_is_stored(any_database: Database) -> None:
    report = run(LONG)
    with any_database.engine.connect() as connection:
        rows = [
            connection.execute(text(f"SELECT * FROM {table}")).all() for table in ("campaign", "response")
        ]
    stored = repr(rows)
    assert report.campaign_id
    for secret in ("M1", "M2", "M3", "Dupont", "Durand", "Petit"):
        assert secret not in stored


def test_next_years_file_goes_in_with_the_saved_mapping(sqlite_database: Database) -> None:
    first = run(LONG)
    saved = load_mapping(name="m.yaml", content=dump_mapping(first.mapping).encode())
    again = import_results(
        viewer=HR,
        files=[source(LONG.replace(";Service", ";SERVICE "), "2027.csv")],
        mapping=saved,
        title="2027",
        wave_on=WAVE,
    )
    assert again.items == first.items
    assert again.counts == first.counts
    with sqlite_database.read() as session:
        stored = session.get_one(CampaignRow, first.campaign_id).mapping
    assert stored == first.mapping.as_json()


def test_a_mapping_corrects_scale_dimension_direction_and_department(any_database: Database) -> None:
    add_departments({"DG": None, "RH": "DG"}, names={"DG": "Direction générale", "RH": "Ressources humaines"})
    report = run(
        "qui,service,catégorie,clarté,charge,état\n"
        "1,Dir RH,A,5,9,ok\n2,Dir RH,B,4,2,ok\n3,RH,A,3,1,ok\n4,,C,2,5,ko\n",
        mapping="""
layout: wide
respondent: qui
department: service
attributes: [catégorie]
filters: {état: ok}
departments: {Dir RH: RH}
scales:
  cinq: {values: [1, 2, 3, 4, 5], not_applicable: 9}
dimensions: {sens: Sens, charge: Charge}
items:
  - {source: clarté, code: CL, dimension: sens, scale: cinq}
  - {source: charge, code: CH, dimension: charge, scale: cinq, reverse: true, label: Ma charge est lourde}
""",
    )
    answers, units = matrix(any_database, report)
    assert sorted(answers.tolist()) == [[3, 1], [4, 2], [5, -1]]
    assert [unit.code for unit in units_of(any_database, report)] == ["DG", "RH"]
    assert set(units.tolist()) == {1}
    assert [(item.code, item.dimension, item.reverse) for item in report.items] == [
        ("CL", "sens", False),
        ("CH", "charge", True),
    ]
    assert any("filtre" in notice for notice in report.notices)


def test_departments_are_those_of_the_day_of_the_wave(sqlite_database: Database) -> None:
    add_departments(
        {"DRH": None, "VOI": None},
        names={"DRH": "Ressources humaines", "VOI": "Voirie"},
        valid_from=date(2026, 1, 1),
    )
    known = preview(viewer=HR, files=[source(LONG)], wave_on=WAVE)
    before = preview(viewer=HR, files=[source(LONG)], wave_on=date(2025, 1, 1))
    assert "reconnus dans l’organisation" in " ".join(known.notices)
    assert "garde ses propres services" in " ".join(before.notices)


def test_some_unknown_departments_stop_the_import_and_are_named(any_database: Database) -> None:
    add_departments({"DRH": None}, names={"DRH": "Ressources humaines"})
    before = everything_written(any_database)
    with pytest.raises(RefusedImport, match="« Voirie »") as refusal:
        run(LONG)
    assert refusal.value.problems[0].row == 6
    assert "unknown_departments: own" in refusal.value.message
    assert everything_written(any_database) == before
    assert run(LONG, mapping="unknown_departments: own").counts.departments == 2


def test_several_files_are_joined_whatever_the_order_of_their_columns(sqlite_database: Database) -> None:
    other = "q2,q1,service\n1,2,B\n3,5,B\n"
    report = import_results(
        viewer=HR, files=[source("service,q1,q2\nA,1,2\nA,4,5\n", "a.csv"), source(other, "b.csv")], title="T"
    )
    answers, _units = matrix(sqlite_database, report)
    assert sorted(answers.tolist()) == [[1, 2], [2, 1], [4, 5], [5, 3]]
    with pytest.raises(InvalidFile, match="« q3 »"):
        import_results(
            viewer=HR, files=[source("q1,q2\n1,2\n"), source("q1,q2,q3\n1,2,3\n", "b.csv")], title="T"
        )


def test_a_limesurvey_export_in_french_with_its_dirt(sqlite_database: Database) -> None:
    report = run(
        "\ufeff"
        + '"ID de la réponse";"Date de soumission";"Dernière page";"Langue de départ";"Tête de série";'
        '"Dans quel service travaillez-vous ?";"Vos outils [Ils sont adaptés]";"Vos outils [Ils sont rapides ]";'
        '"Votre avis"\n'
        '"1";"2024-03-01 10:11:12";"3";"fr";"99";"Voirie";"Tout à fait d\'accord";"Plutôt d\'accord ";"\'=trop lent"\n'
        '"2";"2024-03-02 10:11:12";"3";"fr";"98";"Voirie";"\ufeffPas du tout d’accord";"Plutôt pas d’accord";""\n'
        '"3";"1980-01-01 00:00:00";"3";"fr";"97";"DRH";"N/A";"Plutôt d’accord";"rien"\n'
    )
    answers, _units = matrix(sqlite_database, report)
    assert sorted(answers.tolist()) == [[-1, 3], [1, 2], [4, 3]]
    assert report.mapping.department == ("Dans quel service travaillez-vous ?",)
    assert [item.label for item in report.items] == ["Ils sont adaptés", "Ils sont rapides"]
    said = " ".join(report.notices)
    assert "Tête de série" in said
    assert "Date de soumission" in said


def test_a_wrong_answer_is_located_and_nothing_is_written(any_database: Database) -> None:
    content = _workbook(
        [["service", "q1", "q2"], *[["A", 1 + i % 5, 5 - i % 5] for i in range(20)], ["A", 9, 2]]
    )
    found = preview(viewer=HR, files=[source(content, "e.xlsx")])
    assert [(p.sheet, p.row, p.column, p.value) for p in found.problems] == [("Réponses", 22, "q1", "9")]
    with pytest.raises(RefusedImport, match=r"Feuille « Réponses », ligne 22, colonne « q1 ».*« 9 »"):
        run(content, name="e.xlsx")
    assert everything_written(any_database) == [0, 0, 0, 0]


def _workbook(rows: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = workbook.add_worksheet("Réponses")
    for position, row in enumerate(rows):
        sheet.write_row(position, 0, row)
    workbook.close()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "mapping", "message"),
    [
        ("Matricule;Question;Réponse\nM1;a;1\nM1;b;2\nM1;a;3\nM2;a;1\nM2;b;2\nM3;a;4\n" + "".join(f"M{i};{q};2\n" for i in range(4, 40) for q in "ab"), None, "deux réponses différentes"),
        ("Matricule;Service;Question;Réponse\nM1;A;a;1\nM1;B;b;2\nM2;A;a;5\nM2;A;b;4\n", None, "service ou attribut différent"),
        ("Matricule;Question;Réponse\nM1;a;1\nM1;b;2\nM2;a;5\nM2;b;4\nM3;;4\n", None, "réponse sans question"),
        ("q1,q2\n1,2\n3,5\n", "respondent: Toto", "« Toto »"),
        ("q1,q2\n1,2\n3,5\n", "items: [{source: q7}]", "« q7 »"),
        ("q1,q2,nom\n1,2,a\n3,5,b\n", "attributes: [nom]", "identifie des personnes"),
        ("q1,q2,état\n1,2,a\n3,5,b\n", "filters: {état: z}", "vérifiez le filtre"),
        ("q1,q2\nrouge,2\nbleu,5\n", "items: [{source: q1}]", "L’échelle de la question « q1 »"),
        ("", None, "0 octet"),
        ("q1,q2\n", None, "que des titres"),
        (b"%PDF-1.7 \xff", None, "PDF"),
    ],
)  # fmt: skip
def test_each_bad_file_gives_one_clear_message(
    sqlite_database: Database, content: str | bytes, mapping: str | None, message: str
) -> None:
    with pytest.raises(InvalidFile, match=message) as refusal:
        run(content, mapping=mapping)
    assert "\n" not in refusal.value.message
    assert everything_written(sqlite_database) == [0, 0, 0, 0]


def test_damaged_and_disguised_workbooks_are_refused(sqlite_database: Database, samples: Path) -> None:
    whole = (samples / "surveys" / "pierce_county_employee_survey.xlsx").read_bytes()
    for content in (whole[: len(whole) // 2], b"%PDF-1.7\n" + whole[:1000], b"", b"PK\x03\x04junk"):
        with pytest.raises(InvalidFile):
            run(content, name="resultats.xlsx")
    assert everything_written(sqlite_database) == [0, 0, 0, 0]


def test_mutated_files_are_refused_or_imported_never_anything_else(sqlite_database: Database) -> None:
    chance = random.Random(4)
    seeds = [
        LONG.encode(),
        _workbook([["service", "q1", "q2"], *[["A", i % 5, 5 - i % 5] for i in range(9)]]),
    ]
    for turn in range(300):
        seed = seeds[turn % 2]
        content = bytearray(seed)
        for _change in range(chance.randint(1, 12)):
            place = chance.randrange(len(content))
            kind = chance.random()
            if kind < 0.6:
                content[place] = chance.randrange(256)
            elif kind < 0.8:
                del content[place : place + chance.randint(1, 40)]
            else:
                content[place:place] = chance.choice([b";", b"\n", b'"', b"\x00", b"\xff\xfe", seed[:50]])
        with contextlib.suppress(InvalidFile):
            preview(viewer=HR, files=[source(bytes(content), ("a.csv", "a.xlsx")[turn % 2])])


def test_only_people_who_manage_campaigns_import(sqlite_database: Database) -> None:
    for role in set(Role) - {Role.HR}:
        viewer = Viewer(account_id=None, name="x", role=role)
        with pytest.raises(PermissionDenied):
            preview(viewer=viewer, files=[source(LONG)])
        with pytest.raises(PermissionDenied):
            open_results(viewer=viewer, files=[source(LONG)])
        with pytest.raises(PermissionDenied):
            import_results(viewer=viewer, files=[source(LONG)], title="T")


@pytest.mark.parametrize("title", ["", "   ", "x" * 251])
def test_a_campaign_needs_a_title(sqlite_database: Database, title: str) -> None:
    with pytest.raises(InvalidInput, match="titre"):
        import_results(viewer=HR, files=[source(LONG)], title=title)


def test_a_file_is_read_once_for_several_previews(sqlite_database: Database) -> None:
    table = open_results(viewer=HR, files=[source(LONG)])
    first = preview(viewer=HR, files=table)
    second = preview(viewer=HR, files=table, mapping=ResultsMapping(drop=("Service",), department=()))
    assert first.mapping.layout is Layout.LONG
    assert first.counts.departments == 2
    assert second.counts.lines == first.counts.lines


def test_a_tidy_file_with_codes_themes_and_labels(sqlite_database: Database) -> None:
    rows = [("S1", "Sens", "Mon travail a du sens"), ("C1", "Charge", "Ma charge est tenable")]
    content = "respondent_id,department,dimension,question_id,question,answer\n" + "".join(
        f"{person},A,{theme},{code},{label},{answer}\n"
        for person, answers in enumerate(((5, 1), (4, 2), (3, 3)))
        for (code, theme, label), answer in zip(rows, answers, strict=True)
    )
    report = run(content)
    assert [(i.code, i.label, i.dimension) for i in report.items] == [
        ("S1", "Mon travail a du sens", "Sens"),
        ("C1", "Ma charge est tenable", "Charge"),
    ]
    answers, _units = matrix(sqlite_database, report)
    assert sorted(answers.tolist()) == [[3, 3], [4, 2], [5, 1]]


def test_a_column_can_be_said_to_be_absent(sqlite_database: Database) -> None:
    report = run(LONG, mapping='respondent: "-"\ndepartment: "-"')
    assert report.basis is Basis.QUESTION
    assert report.counts.respondents is None
    assert report.counts.departments == 0
    again = import_results(viewer=HR, files=[source(LONG)], mapping=report.mapping, title="T")
    assert again.counts == report.counts


def test_a_named_respondent_that_numbers_lines_is_not_believed(sqlite_database: Database) -> None:
    content = "n;question;valeur\n" + "".join(f"{i};{'ab'[i % 2]};{i % 5 + 1}\n" for i in range(40))
    report = run(content, mapping="respondent: n")
    assert report.basis is Basis.QUESTION
    assert "« n » numérote les lignes" in " ".join(report.notices)


def test_people_who_answer_twice_are_refused_when_they_are_named(sqlite_database: Database) -> None:
    content = "qui;question;valeur\n" + "".join(f"{i % 5};{'ab'[i % 2]};{i % 4 + 1}\n" for i in range(40))
    with pytest.raises(InvalidFile, match="plusieurs fois aux mêmes questions"):
        run(content, mapping="respondent: qui")


def test_next_years_wordings_and_new_questions(sqlite_database: Database) -> None:
    first = run(LONG)
    later = LONG.replace("Mes missions sont claires", "MES MISSIONS  sont claires.").replace(
        "Je suis fier de mon travail", "Mon télétravail me convient"
    )
    again = run(later, mapping=dump_mapping(first.mapping))
    assert [item.code for item in again.items] == ["Q1"]
    answers, _units = matrix(sqlite_database, again)
    assert sorted(answers.tolist()) == [[1], [2], [4]]
    assert "Mon télétravail me convient" in {column.name for column in again.dropped}
    assert quoted("Je suis fier de mon travail") in " ".join(again.notices)


def test_questions_may_be_named_by_their_code(sqlite_database: Database) -> None:
    content = "n;question;valeur\n" + "".join(
        f"{i};{q};{(i + shift) % 5 + 1}\n"
        for i in range(9)
        for shift, q in enumerate(("Q1. Sens", "Q2. Charge"))
    )
    report = run(content, mapping="items:\n  - {source: Q2, code: CHARGE}\n")
    answers, _units = matrix(sqlite_database, report)
    assert [(item.code, item.label) for item in report.items] == [("CHARGE", "Charge")]
    assert Counter(answers.ravel().tolist()) == Counter((i + 1) % 5 + 1 for i in range(9))
