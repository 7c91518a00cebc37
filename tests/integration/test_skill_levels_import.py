"""Files of levels stored in the base: all or nothing, once, by human resources alone."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from tests.factories import add_departments, viewer
from tests.skills_factories import add_agent, give_levels, store_catalogue
from transfo_rh.access.model import Role, operator
from transfo_rh.core import clock
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import InvalidFile, PermissionDenied
from transfo_rh.exchange.problems import RefusedImport, Severity
from transfo_rh.exchange.spreadsheets import read_sheets
from transfo_rh.exchange.writers import SheetContent, workbook_bytes
from transfo_rh.skills.assessment import repository
from transfo_rh.skills.assessment.importing import service
from transfo_rh.skills.assessment.importing.model import Layout, LevelsSummary
from transfo_rh.skills.assessment.importing.template import template_bytes
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.model import Source
from transfo_rh.skills.tables import SkillStatementRow
from transfo_rh.staff.formats.corrected import marked_workbook

MATRIX = "Matricule;Nom;Interroger une base de données;Accueil\n1;NOM-1;3;notions\n2;NOM-2;2;\n"


@pytest.fixture
def agents(any_database: Database) -> dict[str, int]:
    place = add_departments({"A": None})["A"]
    store_catalogue()
    return {number: add_agent(number, place, email=f"{number}@exemple.fr") for number in ("1", "2")}


def stored(name: str, text: str) -> LevelsSummary:
    file = service.open_levels_file(viewer=operator(), name=name, content=text.encode())
    return service.store(viewer=operator(), file=file, mapping=service.guess(viewer=operator(), file=file))


def lines() -> int:
    with database().read() as session:
        return session.scalar(select(func.count()).select_from(SkillStatementRow)) or 0


def test_a_matrix_is_stored_once(agents: dict[str, int]) -> None:
    assert stored("n.csv", MATRIX) == LevelsSummary(written=3, known=0, agents=2, skills=2)
    assert stored("n.csv", MATRIX) == LevelsSummary(written=0, known=3, agents=2, skills=2)
    with database().read() as session:
        assert repository.levels_of(session, agent_id=agents["1"], on=clock.today()) == {
            "sql": 3,
            "reception": 1,
        }
    assert lines() == 3


def test_people_are_named_by_number_address_or_name(agents: dict[str, int]) -> None:
    text = "Agent;Compétence;Niveau;Source;Date\n"
    text += "NOM-1 Prénom-1;Accueil;2;RH;01/03/2026\n"
    assert stored("n.csv", text).written == 1
    assert stored("n.csv", "Courriel;Accueil\n2@EXEMPLE.fr;4\n").written == 1
    with database().read() as session:
        found = repository.statements(session, agent_ids=agents.values())
    assert [(line.agent_id, line.statement.level) for line in found] == [(agents["1"], 2), (agents["2"], 4)]


def test_a_file_with_one_wrong_cell_writes_nothing(agents: dict[str, int]) -> None:
    with pytest.raises(RefusedImport, match="ligne 2"):
        stored("n.csv", MATRIX.replace("notions", "12/20"))
    with pytest.raises(RefusedImport, match="fichier du personnel"):
        stored("n.csv", MATRIX + "99;X;1;1\n")
    assert lines() == 0


def test_a_later_import_of_an_older_day_does_not_change_today(agents: dict[str, int]) -> None:
    stored("n.csv", MATRIX)
    stored("n.csv", "Matricule;Compétence;Niveau;Date\n1;Accueil;4;01/02/2026\n")
    with database().read() as session:
        levels = repository.levels_of(session, agent_id=agents["1"], on=clock.today())
    assert levels["reception"] == 1


def test_the_same_import_after_a_change_of_mind_is_written_again(agents: dict[str, int]) -> None:
    today = clock.today()
    stored("n.csv", MATRIX)
    with database().read() as session:
        catalogue = catalogues.catalogue(session, on=today)
    give_levels(catalogue, {agents["1"]: {"sql": 0}}, source=Source.HR, on=today)
    assert stored("n.csv", MATRIX).written == 1


@pytest.mark.parametrize("role", [Role.DEPARTMENT_HEAD, Role.EXECUTIVE, Role.AGENT, Role.ADMIN])
def test_only_human_resources_import(agents: dict[str, int], role: Role) -> None:
    who = viewer(role)
    file = service.open_levels_file(viewer=operator(), name="n.csv", content=MATRIX.encode())
    mapping = service.guess(viewer=operator(), file=file)
    with pytest.raises(PermissionDenied):
        service.open_levels_file(viewer=who, name="n.csv", content=MATRIX.encode())
    with pytest.raises(PermissionDenied):
        service.preview(viewer=who, file=file, mapping=mapping)
    with pytest.raises(PermissionDenied):
        service.store(viewer=who, file=file, mapping=mapping)
    assert lines() == 0


def test_a_label_that_resembles_a_skill_is_suggested(agents: dict[str, int]) -> None:
    text = "Matricule;Compétence;Niveau\n1;qualité de la donnée;2\n"
    file = service.open_levels_file(viewer=operator(), name="n.csv", content=text.encode())
    mapping = service.guess(viewer=operator(), file=file)
    (choice,) = service.label_choices(viewer=operator(), file=file, mapping=mapping)
    assert choice.suggestions[0] == "quality"


def test_the_template_is_read_back_and_the_faulty_file_given_back_marked(agents: dict[str, int]) -> None:
    with database().read() as session:
        skills = catalogues.skills(session, on=date(2026, 11, 23))
    (matrix, long, *_notes) = read_sheets(name="m.xlsx", content=template_bytes(skills))
    filled = workbook_bytes(
        [
            SheetContent(matrix.name, [str(v) for v in matrix.rows[0]], [["1", None, 2, None, None, None, None, 9]]),
            SheetContent(long.name, [str(v) for v in long.rows[0]], [["2", "Écoute", "expert"]]),
        ]
    )  # fmt: skip
    file = service.open_levels_file(viewer=operator(), name="m.xlsx", content=filled)
    mapping = service.guess(viewer=operator(), file=file)
    assert [sheet.layout for sheet in mapping.sheets] == [Layout.MATRIX, Layout.LONG]
    seen = service.preview(viewer=operator(), file=file, mapping=mapping)
    assert [(p.row, p.column, p.value) for p in seen.problems] == [(2, "Écoute", "9")]
    marked = marked_workbook(file.tables, seen.problems, original=filled)
    assert len(read_sheets(name="m.xlsx", content=marked)) == 2


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"Matricule;SQL\n"])
def test_a_hostile_or_empty_file_is_refused_in_words(agents: dict[str, int], content: bytes) -> None:
    with pytest.raises(InvalidFile):
        service.open_levels_file(viewer=operator(), name="n.xlsx", content=content)


def test_a_cell_that_only_looks_empty_is_refused(agents: dict[str, int]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Matricule", "Accueil", "Autre"], ["1", "=1+2", "=1+2"], ["2", "#N/A", 1]):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    file = service.open_levels_file(viewer=operator(), name="n.xlsx", content=content.getvalue())
    mapping = service.guess(viewer=operator(), file=file)
    seen = service.preview(viewer=operator(), file=file, mapping=mapping)
    errors = [problem for problem in seen.problems if problem.severity is Severity.ERROR]
    assert [(problem.row, problem.column) for problem in errors] == [(2, "Accueil"), (3, "Accueil")]
    with pytest.raises(RefusedImport, match="formule"):
        service.store(viewer=operator(), file=file, mapping=mapping)
