"""Results files as survey tools write them: titles on several rows, waves, unfinished answers, cells in error."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile

import numpy as np
import pytest
import xlsxwriter

from transfo_rh.access.model import operator
from transfo_rh.campaigns.answers import answer_chunks
from transfo_rh.campaigns.importing.columns import SourceFile
from transfo_rh.campaigns.importing.mapping import load_mapping
from transfo_rh.campaigns.importing.service import ImportReport, import_results, preview
from transfo_rh.campaigns.model import Basis
from transfo_rh.core.database import Database
from transfo_rh.core.errors import InvalidFile
from transfo_rh.exchange.problems import RefusedImport

WORDS = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
QUESTIONS = ("My duties are clear", "I have the means", "I am listened to")
PEOPLE = 40
Rows = list[list[str]]


def answers(seed: int = 1) -> list[list[int]]:
    draw = random.Random(seed)
    return [[draw.randint(1, 5) for _question in QUESTIONS] for _person in range(PEOPLE)]


def department(person: int) -> str:
    return ("Sheriff", "Parks", "Library")[person % 3]


def table(rows: Rows) -> SourceFile:
    text = "\n".join(";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)
    return SourceFile("results.csv", text.encode())


def run(file: SourceFile, mapping: str = "") -> ImportReport:
    given = load_mapping(name="m.yaml", content=mapping.encode()) if mapping else None
    return import_results(viewer=operator(), files=[file], title="T", mapping=given)


def stored(database: Database, report: ImportReport) -> list[list[int]]:
    with database.read() as session:
        chunks = list(answer_chunks(session, campaign_id=report.campaign_id, item_count=len(report.items)))
    return sorted(np.concatenate([chunk.answers for chunk in chunks]).tolist())


def surveymonkey() -> Rows:
    titles = [
        "Respondent ID",
        "Email Address",
        "Which department?",
        "To what extent do you agree?",
        "",
        "",
        "Comments",
    ]
    below = ["", "", "Response", *QUESTIONS, "Open-Ended Response"]
    return [titles, below] + [
        [str(9000 + 7 * i), f"p{i}@x.fr", department(i), *(WORDS[a - 1] for a in row), f"text {i}"]
        for i, row in enumerate(answers())
    ]


def qualtrics() -> Rows:
    titles = ["StartDate", "Progress", "ResponseId", "Dept", "Q2_1", "Q2_2", "Q2_3"]
    texts = ["Start Date", "Progress", "Response ID", "Which department?", *QUESTIONS]
    identifiers = [json.dumps({"ImportId": f"QID{n}"}) for n in range(len(titles))]
    return [titles, texts, identifiers] + [
        [f"2026-03-01 10:00:{i:02d}", "100", f"R_{i}", department(i), *map(str, row)]
        for i, row in enumerate(answers())
    ]


@pytest.mark.parametrize(("rows", "lines"), [(surveymonkey(), 2), (qualtrics(), 3)])
def test_titles_on_several_rows_become_one_title(any_database: Database, rows: Rows, lines: int) -> None:
    report = run(table(rows))
    assert [item.label for item in report.items] == list(QUESTIONS)
    assert report.counts.departments == 3
    assert any(f"{lines} lignes" in notice for notice in report.notices)
    assert stored(any_database, report) == sorted(answers())


def test_a_first_answer_unlike_the_others_is_no_title(sqlite_database: Database) -> None:
    rows = [["Dept", *QUESTIONS], ["Only me", "N/A", "Agree", "N/A"]]
    rows += [[department(i), *(WORDS[a % 3] for a in row)] for i, row in enumerate(answers())]
    assert run(table(rows)).counts.respondents == PEOPLE + 1


def test_several_waves_in_one_file_are_refused_until_one_is_chosen(any_database: Database) -> None:
    rows = [["Année", "Service", *QUESTIONS]] + [
        [year, department(i), *map(str, row)]
        for year, seed in (("2025", 1), ("2026", 2))
        for i, row in enumerate(answers(seed))
    ]
    with pytest.raises(RefusedImport, match="2025, 2026") as refusal:
        run(table(rows))
    said = re.search(r"filters: \{.*?\]\}", refusal.value.message)
    assert said is not None
    assert stored(any_database, run(table(rows), said[0])) == sorted(answers(2))
    assert run(table(rows), 'drop: ["Année"]').counts.respondents == 2 * PEOPLE


def test_unfinished_answers_are_kept_and_the_way_out_is_said(sqlite_database: Database) -> None:
    rows = [["id", "submitdate", "service", *QUESTIONS]] + [
        [str(i), "" if i % 8 == 0 else "2026-03-01 10:00:00", department(i), *map(str, row)]
        for i, row in enumerate(answers())
    ]
    report = run(table(rows))
    assert report.counts.respondents == PEOPLE
    notice = next(text for text in report.notices if "inachevé" in text)
    said = re.search(r"filters: \{.*?\]\}", notice)
    assert said is not None
    assert run(table(rows), said[0]).counts.respondents == PEOPLE - 5


def test_a_status_of_employment_is_not_taken_for_unfinished(sqlite_database: Database) -> None:
    rows = [["Statut", "Service", *QUESTIONS]] + [
        [("Titulaire", "Contractuel")[i % 2], department(i), *map(str, row)]
        for i, row in enumerate(answers())
    ]
    assert not any("inachevé" in notice for notice in run(table(rows)).notices)


def test_columns_are_known_by_the_words_of_their_names(any_database: Database) -> None:
    rows = [["Agent n°", "Dept", "Survey Question", "Score given"]] + [
        [f"A{i}", department(i), question, str(answer)]
        for i, row in enumerate(answers())
        for question, answer in zip(QUESTIONS, row, strict=True)
    ]
    report = run(table(rows))
    assert (report.basis, report.counts.respondents) == (Basis.PERSON, PEOPLE)
    assert stored(any_database, report) == sorted(answers())


def test_lines_that_repeat_people_are_no_people(sqlite_database: Database) -> None:
    rows = [["Matricule", "Service", *QUESTIONS]] + [
        [f"M{i // 2}", department(i // 2), *map(str, row)] for i, row in enumerate(answers())
    ]
    with pytest.raises(RefusedImport, match="répètent un identifiant"):
        run(table(rows))
    assert run(table(rows), 'respondent: "-"').counts.respondents == PEOPLE


def test_an_address_that_is_the_same_for_all_is_no_key(sqlite_database: Database) -> None:
    rows = [["Email", "Service", *QUESTIONS]] + [
        ["anonymous", department(i), *map(str, row)] for i, row in enumerate(answers())
    ]
    assert run(table(rows)).counts.respondents == PEOPLE


def test_a_code_that_stands_far_above_the_scale_is_refused_with_its_place(sqlite_database: Database) -> None:
    rows = [["Service", *QUESTIONS]] + [
        [department(i), *("9" if (i + a) % 9 == 0 else str(min(a, 4)) for a in row)]
        for i, row in enumerate(answers())
    ]
    with pytest.raises(RefusedImport, match=r"ligne \d+.*1 < 2 < 3 < 4\. .*«\s9\s»"):
        run(table(rows))


@pytest.mark.parametrize("spelling", ["{n}/5", "{n} sur 5", "{n} - {word}"])
def test_numbered_answers_are_numbers(any_database: Database, spelling: str) -> None:
    rows = [["Service", *QUESTIONS]] + [
        [department(i), *(spelling.format(n=a, word=WORDS[a - 1]) for a in row)]
        for i, row in enumerate(answers())
    ]
    rows.append(["Parks", "9 - Ne sait pas", "", ""])
    report = run(table(rows))
    assert {item.points for item in report.items} == {5}
    assert report.counts.not_applicable == 1
    assert stored(any_database, report) == sorted([*answers(), [-1, 0, 0]])


def test_no_department_is_made_of_a_refusal_to_answer(sqlite_database: Database) -> None:
    said = ("Parks", "-oth-", "Ne souhaite pas répondre", "NC")
    rows = [["Service", *QUESTIONS]] + [[said[i % 4], *map(str, row)] for i, row in enumerate(answers())]
    report = run(table(rows))
    assert report.counts.departments == 2
    assert any("20 personnes sans service" in notice for notice in report.notices)


@pytest.mark.parametrize("column", [2, 4])
def test_cells_in_error_are_located_when_they_matter(sqlite_database: Database, column: int) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("Réponses")
    sheet.write_row(0, 0, ["Service", *QUESTIONS, "Remarque"])
    for i, row in enumerate(answers(), start=1):
        sheet.write_row(i, 0, [department(i), *row])
    sheet.write_formula(12, column, "=VLOOKUP(1,A1:B2,2,0)", None, "#N/A")
    book.close()
    file = SourceFile("r.xlsx", content.getvalue())
    problems = preview(viewer=operator(), files=[file]).problems
    where = [(problem.sheet, problem.row, problem.column) for problem in problems]
    assert where == ([("Réponses", 13, QUESTIONS[1])] if column == 2 else [])


def test_a_formula_without_a_stored_result_is_located(sqlite_database: Database) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Service", *QUESTIONS])
    for i, row in enumerate(answers(), start=1):
        sheet.write_row(i, 0, [department(i), *row])
    book.close()
    damaged = io.BytesIO()
    with zipfile.ZipFile(content) as archive, zipfile.ZipFile(damaged, "w") as copy:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith("sheet1.xml"):
                data = re.sub(rb'<c r="C5">.*?</c>', b'<c r="C5"><f>1+1</f></c>', data)
            copy.writestr(name, data)
    with pytest.raises(RefusedImport, match=r"ligne 5, colonne «\sI have the means\s»"):
        run(SourceFile("r.xlsx", damaged.getvalue()))


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("scales: {a: {values: [x, y, X]}}", "deux places"),
        ("scales: {a: {values: [x, y], not_applicable: [y]}}", "deux places"),
        ("items: [{source: Clear}, {source: clear}]", "deux fois"),
    ],
)
def test_an_ambiguous_mapping_is_refused(mapping: str, message: str) -> None:
    with pytest.raises(InvalidFile, match=message):
        load_mapping(name="m.yaml", content=mapping.encode())


def test_a_question_that_announces_its_scale_is_scored_alone(any_database: Database) -> None:
    rows = [["grp_id/service", *QUESTIONS, "Would you recommend us, from 0 to 10?"]] + [
        [department(i), *(WORDS[a - 1] for a in row), str(3 + i % 7)] for i, row in enumerate(answers())
    ]
    report = run(table(rows))
    assert report.counts.departments == 3
    assert [item.points for item in report.items] == [5, 5, 5, 11]
    assert {row[3] for row in stored(any_database, report)} == set(range(4, 11))
