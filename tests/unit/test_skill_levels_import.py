"""Files of levels: layouts recognised, scales, problems located, labels named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.skills_factories import small_catalogue
from transfo_rh.exchange.problems import Severity
from transfo_rh.exchange.spreadsheets import Table, Value
from transfo_rh.skills.assessment.importing.cells import Scale, is_unknown, pix_level, read_level, read_source
from transfo_rh.skills.assessment.importing.model import (
    LEFT_OUT,
    Layout,
    LevelField,
    LevelsMapping,
    LevelsReading,
)
from transfo_rh.skills.assessment.importing.people import people_by_key
from transfo_rh.skills.assessment.importing.reading import read_levels
from transfo_rh.skills.assessment.importing.recognition import guess_mapping, skill_named, skill_names
from transfo_rh.skills.model import MAXIMUM_LEVEL, Origin, References, Skill, Source, Statement
from transfo_rh.staff.model import Agent

TODAY = date(2026, 11, 23)
SKILLS = tuple(
    Skill(
        number,
        replace(content, synonyms_fr=("SQL", "requêtes")) if content.code == "sql" else content,
        Origin.SHIPPED,
        date(2026, 1, 1),
        None,
        1,
    )
    for number, content in enumerate(small_catalogue().skills, start=1)
)
IDS = {skill.code: skill.id for skill in SKILLS}
NAMES = skill_names(SKILLS)
PEOPLE: dict[str, int | None] = {"001": 11, "002": 12, "ba awa": 11, "petit jean": None}


def table(columns: tuple[str, ...], *records: list[Value], sheet: str = "Feuille") -> Table:
    return Table(sheet, columns, 2, list(records))


def guessed(*tables: Table, name: str = "niveaux.xlsx") -> LevelsMapping:
    return guess_mapping(name, tables, NAMES, today=TODAY)


def read(*tables: Table, mapping: LevelsMapping | None = None) -> LevelsReading:
    return read_levels(tables, mapping or guessed(*tables), people=PEOPLE, skill_ids=IDS, today=TODAY)


def _agent(number: int, matricule: str) -> Agent:
    return Agent(number, matricule, f"NOM{number}", "Jo", None, 1, None, None, None, None, None, None, None)


def errors(reading: LevelsReading) -> list[tuple[int | None, str | None, str | None]]:
    return [(p.row, p.column, p.value) for p in reading.problems if p.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("written", "level"),
    [(0, 0), (4, 4), ("3", 3), ("Notions", 1), ("AUTONOME", 2), ("Maîtrise", 3), ("experte", 4), ("e-1", 1),
     ("e-5", 4), ("Niveau 2", 2), ("3/4", 3), ("1 – Notions, avec aide", 1), ("Non acquise", 0),
     ("Expertise, transmet", 4)],
)  # fmt: skip
def test_levels_are_read_as_people_write_them(written: Value, level: int) -> None:
    assert read_level(written) == level


@pytest.mark.parametrize("written", [5, 8, "A", "B", "75 %", "12/20", "7/10", 2.5, True, "peut-être", -1])
def test_other_scales_are_refused_rather_than_guessed(written: Value) -> None:
    with pytest.raises(ValueError, match="échelle"):
        read_level(written)


@pytest.mark.parametrize("written", [9, "Pix 9", "expert", "2.5"])
def test_a_pix_level_goes_from_0_to_8(written: Value) -> None:
    with pytest.raises(ValueError, match="Pix"):
        read_level(written, Scale.PIX)


@given(st.integers(0, 7))
def test_pix_levels_keep_their_order(level: int) -> None:
    assert 0 <= pix_level(level) <= pix_level(level + 1) <= MAXIMUM_LEVEL


def test_sources_and_silence_are_understood() -> None:
    assert read_source("Encadrant") is Source.MANAGER
    assert is_unknown("Non évaluée")
    with pytest.raises(ValueError, match="source"):
        read_source("mon voisin")


def test_labels_are_recognised_by_code_name_and_synonym_whatever_the_accents() -> None:
    for label in ("sql", "INTERROGER UNE BASE DE DONNEES", "Requêtes", "SQL (niveau)"):
        assert skill_named(label, NAMES) == "sql", label
    assert skill_named("astronautique", NAMES) is None


def test_a_matrix_is_recognised_and_read() -> None:
    sheet = table(
        ("Matricule", "Nom", "SQL", "Accueil", "Astronautique"),
        ["001", "BA", 3, "notions", 2],
        ["002", "LE GOFF", None, "NSP", None],
    )
    mapping = guessed(sheet)
    assert mapping.sheets[0].layout is Layout.MATRIX
    assert mapping.skills == {"SQL": "sql", "Accueil": "reception", "Astronautique": None}
    reading = read(sheet)
    assert [(line.agent_id, line.skill_id, line.statement) for line in reading.lines] == [
        (11, IDS["sql"], Statement(3, Source.HR, TODAY)),
        (11, IDS["reception"], Statement(1, Source.HR, TODAY)),
    ]
    assert [(p.column, p.severity) for p in reading.problems] == [("Astronautique", Severity.WARNING)]


def test_a_long_form_is_recognised_and_read() -> None:
    sheet = table(
        ("Matricule", "Compétence", "Niveau", "Date", "Source", "Expire le"),
        ["001", "SQL", "expert", "05/01/2026", "Agent", None],
        ["002", "Accueil", 2, date(2026, 2, 1), None, "01/02/2028"],
        ["002", "SQL", 7, None, "Pix", None],
        [None, None, None, None, None, None],
    )
    assert guessed(sheet).sheets[0].layout is Layout.LONG
    reading = read(sheet)
    assert reading.problems == ()
    assert [line.statement for line in reading.lines] == [
        Statement(4, Source.SELF, date(2026, 1, 5)),
        Statement(2, Source.CERTIFICATE, date(2026, 2, 1), expires_on=date(2028, 2, 1)),
        Statement(4, Source.PIX, TODAY),
    ]


def test_every_problem_stands_where_it_is() -> None:
    sheet = table(
        ("Matricule", "Compétence", "Niveau", "Date", "Source", "Expire le"),
        ["009", "SQL", 2, None, None, None],
        ["Petit Jean", "SQL", 2, None, None, None],
        ["001", "Astronautique", 2, None, None, None],
        ["001", "SQL", "B", None, None, None],
        ["001", "SQL", 2, "24/11/2026", None, None],
        ["001", "SQL", 2, None, "voisin", None],
        ["001", "SQL", 2, None, "RH", "01/01/2028"],
        ["001", "SQL", 2, "05/01/2026", "Certificat", "05/01/2026"],
        ["001", "Accueil", 2, "05/01/2026", None, None],
        ["001", "Accueil", 3, "05/01/2026", None, None],
        [None, "Accueil", 3, "05/01/2026", None, None],
    )
    assert errors(read(sheet)) == [
        (2, "Matricule", "009"),
        (3, "Matricule", "Petit Jean"),
        (4, "Compétence", "Astronautique"),
        (5, "Niveau", "B"),
        (6, "Date", "24/11/2026"),
        (7, "Source", "voisin"),
        (8, "Expire le", "2028-01-01"),
        (9, "Expire le", "2026-01-05"),
        (12, "Matricule", None),
        (11, "Niveau", "3"),
    ]


def test_what_a_person_left_out_is_no_problem() -> None:
    sheet = table(("Matricule", "Compétence", "Niveau"), ["001", "Astronautique", 2], ["001", "SQL", 2])
    mapping = replace(guessed(sheet), skills={"Astronautique": LEFT_OUT, "SQL": "sql"})
    reading = read(sheet, mapping=mapping)
    assert (len(reading.lines), reading.problems) == (1, ())


def test_a_pix_file_is_recognised_by_its_words() -> None:
    sheet = table(("Matricule", "SQL"), ["001", 5])
    mapping = guessed(sheet, name="Export Pix 2026.csv")
    assert (mapping.scale, mapping.source) == (Scale.PIX, Source.PIX)
    assert read(sheet, mapping=mapping).lines[0].statement == Statement(3, Source.PIX, TODAY)


def test_a_file_of_something_else_is_said_to_hold_nothing() -> None:
    sheet = table(("Ville", "Habitants"), ["Ambre", 1200])
    assert guessed(sheet).sheets[0].layout is Layout.IGNORED
    (problem,) = read(sheet).problems
    assert "aucun niveau" in problem.reason


def test_a_column_that_is_not_chosen_is_asked_for() -> None:
    sheet = table(("Matricule", "SQL"), ["001", 2])
    mapping = guessed(sheet)
    without = replace(mapping.sheets[0], layout=Layout.LONG, columns={LevelField.PERSON: "Matricule"})
    reasons = [problem.reason for problem in read(sheet, mapping=mapping.with_sheet(without)).problems]
    assert [reason.split("»")[0].split("«")[1].strip() for reason in reasons] == ["Compétence", "Niveau"]


_CELLS = st.none() | st.integers(-2, 9) | st.text(max_size=6) | st.floats(allow_nan=False) | st.booleans()


@given(st.lists(st.tuples(st.sampled_from(["001", "002", "x"]), _CELLS, _CELLS), max_size=8))
def test_a_cell_is_read_refused_or_silent_and_never_breaks_the_import(
    rows: list[tuple[str, Value, Value]],
) -> None:
    reading = read(table(("Matricule", "SQL", "Accueil"), *[list(row) for row in rows]))
    for line in reading.lines:
        assert 0 <= line.statement.level <= MAXIMUM_LEVEL
        assert line.agent_id in (11, 12)
    assert len({(line.agent_id, line.skill_id) for line in reading.lines}) == len(reading.lines)


@pytest.mark.parametrize(
    ("written", "level"),
    [("2,0", 2), ("3.0", 3), ("2 (Pratique autonome)", 2), ("Pratique autonome (2)", 2), ("2 = Autonome", 2),
     ("N2", 2), ("2/4", 2), ("niv. 3", 3), ("Niveau 3 : Maîtrise", 3), ("1 — Notions", 1)],
)  # fmt: skip
def test_a_number_beside_its_word_is_a_level(written: Value, level: int) -> None:
    assert read_level(written) == level


@pytest.mark.parametrize("written", ["Pratique autonome (3)", "3-4", "2,5", "★★", "2 (1)", "0,5"])
def test_what_could_mean_two_levels_is_refused(written: Value) -> None:
    with pytest.raises(ValueError, match="échelle"):
        read_level(written)


def test_yes_is_not_one() -> None:
    found = read(table(("Matricule", "SQL", "Accueil"), ["001", 1, True], ["002", True, 0]))
    assert errors(found) == [(2, "Accueil", "True"), (3, "SQL", "True")]


def test_last_and_first_names_in_two_columns_name_a_person() -> None:
    found = read(table(("Nom", "Prénom", "SQL"), ["Ba", "Awa", 2], ["Petit", "Jean", 1]))
    assert [line.agent_id for line in found.lines] == [11]
    assert [problem.row for problem in found.problems] == [3]  # several people bear this name


def test_an_untitled_empty_column_is_no_skill() -> None:
    mapping = guessed(table(("Matricule", "Colonne 2", "SQL"), ["001", None, 2]))
    assert mapping.skills == {"SQL": "sql"}


def test_who_left_is_told_once_and_read() -> None:
    sheet = table(("Matricule", "SQL"), ["001", 2], ["001", 2])
    found = read_levels([sheet], guessed(sheet), people=PEOPLE, skill_ids=IDS, today=TODAY, left={11})
    assert len(found.lines) == 1
    assert [(p.row, p.severity) for p in found.problems] == [(2, Severity.WARNING)]


def test_a_skill_is_named_by_its_references_unless_two_share_them() -> None:
    shared = References(rome=("100",), esco=("http://data.europa.eu/esco/skill/a",))
    alone = References(rome=("100",))
    first, second = (
        replace(skill, content=replace(skill.content, references=references))
        for skill, references in zip(SKILLS, (shared, alone), strict=False)
    )
    names = skill_names([first, second])
    assert skill_named("http://data.europa.eu/esco/skill/a", names) == first.code
    assert skill_named("100", names) is None


def test_a_matricule_without_its_zeros_is_known_unless_it_is_anothers() -> None:
    agents = [_agent(1, "0042"), _agent(2, "0007"), _agent(3, "7"), _agent(4, "008"), _agent(5, "08")]
    people = people_by_key(agents)
    assert [people.get(key) for key in ("42", "0042", "7", "0007", "8")] == [1, 1, 3, 2, None]
    assert (
        people_by_key([replace(agents[0], last_name="D’ALMEIDA", first_name="Chloé")])["chloe d'almeida"] == 1
    )
