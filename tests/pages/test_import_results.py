"""Importing results on the screen: upload, correct, confirm; refusals are messages and write nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Browser, Prepared, texts
from transfo_rh.access.model import Role
from transfo_rh.campaigns.importing.mapping import NO_COLUMN
from transfo_rh.core.database import Database

CONTENT = (
    "qui,equipe,q1,q2,commentaire\n"
    + "".join(f"{i},{'AB'[i % 2]},{i % 5 + 1},{5 - i % 5},mot {i}\n" for i in range(20))
).encode()


@pytest.fixture
def opened(browser: Browser, empty_authority: Prepared) -> tuple[AppTest, Database]:
    database = browser.use(empty_authority)
    browser.sign_in(Role.HR)
    return browser.open("surveys/import_results"), database


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    return app.file_uploader(key="results_files").upload(name, content).run()


def button(app: AppTest, label: str) -> AppTest:
    next(found for found in app.button if found.label == label).click().run()
    assert not app.exception, [error.value for error in app.exception]
    return app


def campaigns(database: Database) -> list[tuple[str, str, int]]:
    with database.engine.connect() as connection:
        rows = connection.execute(text("SELECT title, basis, response_count FROM campaign"))
        return [tuple(row) for row in rows]


def test_a_file_goes_from_upload_to_a_closed_campaign(opened: tuple[AppTest, Database]) -> None:
    app, database = opened
    upload(app, "barometre.csv", CONTENT)
    assert "prêt à être importé" in texts(app)
    assert campaigns(database) == []
    app.text_input[0].set_value("Baromètre")
    button(app, "Importer")
    assert campaigns(database) == [("Baromètre", "person", 20)]
    assert "Il reste à la publier" in texts(app)
    assert any("correspondance" in found.label for found in app.get("download_button"))


def test_columns_can_be_corrected(opened: tuple[AppTest, Database]) -> None:
    app, _database = opened
    upload(app, "barometre.csv", CONTENT)
    department = next(field for field in app.multiselect if field.label.startswith("Service"))
    department.set_value([])
    button(app, "Appliquer")
    state = app.session_state["results_import"]
    assert state.given.department == (NO_COLUMN,)
    assert state.seen.counts.departments == 0


def test_corrections_without_a_change_keep_the_mapping(opened: tuple[AppTest, Database]) -> None:
    app, database = opened
    upload(app, "barometre.csv", CONTENT)
    before = app.session_state["results_import"].seen.mapping
    button(app, "Appliquer les corrections")
    assert app.session_state["results_import"].seen.mapping == before
    app.text_input[0].set_value("B")
    button(app, "Importer")
    assert len(campaigns(database)) == 1


def test_a_missing_title_is_said_and_nothing_is_lost(opened: tuple[AppTest, Database]) -> None:
    app, database = opened
    upload(app, "barometre.csv", CONTENT)
    button(app, "Importer")
    assert "titre" in app.error[0].value
    assert campaigns(database) == []
    assert "prêt à être importé" in texts(app)


def test_a_wrong_answer_is_shown_with_its_place_and_cannot_be_confirmed(
    opened: tuple[AppTest, Database],
) -> None:
    app, _database = opened
    upload(app, "barometre.csv", CONTENT + b"21,A,99,2,\n")
    assert "1 problème à corriger" in texts(app)
    problems = app.dataframe[0].value
    assert problems.iloc[0].tolist()[1:4] == [22, "q1", "99"]
    assert not any(found.label == "Importer" for found in app.button)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("vide.csv", b"", "0 octet"),
        ("faux.xlsx", b"%PDF-1.7", "PDF"),
        ("rien.csv", b"a,b\nx,y\nz,t\n", "Aucune question"),
    ],
)
def test_a_bad_file_is_one_message(
    opened: tuple[AppTest, Database], name: str, content: bytes, message: str
) -> None:
    app, database = opened
    upload(app, name, content)
    assert not app.exception
    assert message in app.error[0].value
    assert campaigns(database) == []


def test_a_real_county_survey_goes_through_the_screen(
    opened: tuple[AppTest, Database], samples: Path
) -> None:
    app, database = opened
    file = samples / "surveys" / "pierce_county_employee_survey.xlsx"
    upload(app, file.name, file.read_bytes())
    assert "scores par personne" in texts(app)
    app.text_input[0].set_value("Comté")
    button(app, "Importer")
    assert [row[:2] for row in campaigns(database)] == [("Comté", "question")]


WAVES = (
    "Service;Vague;Statut;Mes missions sont claires\n"
    + "".join(
        f"DRH;{2025 + i % 2};{'Incomplet' if i == 7 else 'Complet'};{['Plutôt d’accord', 'Plutôt pas d’accord', 'Tout à fait d’accord'][i % 3]}\n"
        for i in range(20)
    )
).encode()


def test_one_wave_and_finished_questionnaires_are_chosen_on_the_screen(
    opened: tuple[AppTest, Database],
) -> None:
    app, database = opened
    upload(app, "vagues.csv", WAVES)
    assert "plusieurs vagues" in texts(app)
    wave = next(field for field in app.selectbox if field.label.startswith("Vague"))
    wave.set_value("2026")
    next(field for field in app.checkbox if "achevés seulement" in field.label).check()
    button(app, "Appliquer ces filtres")
    assert "prêt à être importé" in texts(app)
    app.text_input[0].set_value("Vague 2026")
    button(app, "Importer")
    assert campaigns(database) == [("Vague 2026", "person", 9)]


def test_a_limesurvey_archive_goes_in_with_its_own_scales(
    opened: tuple[AppTest, Database], samples: Path
) -> None:
    app, database = opened
    upload(app, "enquete.lsa", (samples / "limesurvey" / "survey_statistics_two.lsa").read_bytes())
    assert "questionnaire donné avec les réponses" in texts(app)
    app.text_input[0].set_value("Archive")
    button(app, "Importer")
    assert campaigns(database) == [("Archive", "person", 10)]
