"""Assessing a team and importing levels on screen: scopes, empty states, refusals that keep everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from tests.factories import add_departments
from tests.pages.conftest import Browser, Prepared, texts
from tests.skills_factories import TODAY, add_agent, give_levels, store_catalogue
from transfo_rh.access.model import Role, operator
from transfo_rh.core import clock
from transfo_rh.core.database import Database, database
from transfo_rh.skills.assessment.model import AgentStatement
from transfo_rh.skills.assessment.recording import record_statements
from transfo_rh.skills.model import Source, Statement
from transfo_rh.skills.tables import SkillStatementRow

ASSESS, IMPORT = "skills/assess", "skills/import_levels"


@pytest.fixture(autouse=True)
def _on_a_known_day() -> Iterator[None]:
    with clock.pinned(TODAY):
        yield


@pytest.fixture
def town(browser: Browser, empty_authority: Prepared) -> Database:
    """Two agents of a department, one of whom said more than the manager; a training to confirm."""
    opened = browser.use(empty_authority)
    place = add_departments({"A": None}, names={"A": "Voirie"})["A"]
    catalogue = store_catalogue()
    anne = add_agent("1", place, job="Agent d’accueil")
    add_agent("2", place)
    give_levels(catalogue, {anne: {"reception": 4}}, source=Source.SELF)
    give_levels(catalogue, {anne: {"reception": 2}})
    mediation = catalogue.skill("mediation")
    assert mediation is not None
    said = Statement(3, Source.TRAINING, TODAY, proposed=True, note="Atelier")
    with database().write() as session:
        record_statements(session, viewer=operator(), lines=[AgentStatement(anne, mediation.id, said)])
    browser.sign_in(Role.HR)
    return opened


def press(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label == label).click().run()


def lines(opened: Database) -> int:
    with opened.read() as session:
        return session.scalar(select(func.count()).select_from(SkillStatementRow)) or 0


def test_the_grid_opens_with_its_conclusion_and_each_ones_word(browser: Browser, town: Database) -> None:
    shown = browser.open(ASSESS)
    assert not shown.exception
    said = texts(shown)
    assert "2 agents et 2 compétences" in said
    assert "1 désaccord" in said
    tables = [frame.value for frame in shown.dataframe]
    grid = next(frame for frame in tables if "agent" in frame.columns)
    assert grid["agent"].tolist() == ["NOM-1 Prénom-1", "NOM-2 Prénom-2"]
    assert grid["1"].dropna().tolist() == [2]
    disagreement = next(frame for frame in tables if "L’agent dit" in frame.columns)
    assert disagreement["L’agent dit"].tolist() == ["4 le 01/06/2026"]
    assert "niveau 3 proposé le 23/11/2026. Atelier" in said


def test_a_training_is_confirmed_or_declined_on_the_page(browser: Browser, town: Database) -> None:
    shown = press(browser.open(ASSESS), "Confirmer")
    assert not shown.exception
    assert lines(town) == 4
    assert "Formations à confirmer" not in [header.value for header in shown.header]


def test_a_family_is_chosen_and_the_address_keeps_it(browser: Browser, town: Database) -> None:
    shown = browser.open(ASSESS, competences="famille.data")
    assert "2 agents et 3 compétences" in texts(shown)
    assert shown.query_params["competences"] == "famille.data"


def shown_in_grid(shown: AppTest) -> list[str]:
    frames = [frame.value for frame in shown.dataframe]
    return next((frame["agent"].tolist() for frame in frames if "agent" in frame.columns), [])


@pytest.mark.parametrize(
    ("focus", "people"),
    [
        ("desaccords", ["NOM-1 Prénom-1"]),
        ("formations", ["NOM-1 Prénom-1"]),
        ("jamais_evalues", ["NOM-2 Prénom-2"]),
        ("nimporte", ["NOM-1 Prénom-1", "NOM-2 Prénom-2"]),
    ],
)
def test_the_address_opens_those_of_whom_something_waits(
    browser: Browser, town: Database, focus: str, people: list[str]
) -> None:
    shown = browser.open(ASSESS, montrer=focus, competences="famille.services")
    assert not shown.exception
    assert shown_in_grid(shown) == people
    choice = next(group for group in shown.get("button_group") if group.label == "Montrer")
    assert [one.replace("\u00a0", " ") for one in choice.options] == [
        "Toute l’équipe (2)",
        "Désaccords (1)",
        "À revoir (0)",
        "Formations à confirmer (1)",
        "Jamais évalués (1)",
    ]


def test_a_filter_without_anybody_says_so_and_leads_back(browser: Browser, town: Database) -> None:
    shown = browser.open(ASSESS, montrer="a_revoir")
    assert "Rien à revoir" in texts(shown)
    shown = press(shown, "Montrer toute l’équipe")
    assert not shown.exception
    assert shown_in_grid(shown) == ["NOM-1 Prénom-1", "NOM-2 Prénom-2"]
    assert "montrer" not in shown.query_params


def test_who_is_done_stays_until_the_list_is_made_afresh(browser: Browser, town: Database) -> None:
    shown = press(browser.open(ASSESS, montrer="formations"), "Confirmer")
    assert not shown.exception
    assert shown_in_grid(shown) == ["NOM-1 Prénom-1"]
    assert "1 agent traité" in texts(shown)
    shown = press(shown, "Actualiser la liste")
    assert not shown.exception
    assert shown_in_grid(shown) == []
    assert "Aucune formation à confirmer" in texts(shown)


def test_saving_an_untouched_grid_writes_nothing(browser: Browser, town: Database) -> None:
    shown = press(browser.open(ASSESS), "Enregistrer")
    assert not shown.exception
    assert lines(town) == 3


def test_a_certificate_is_added_to_an_agents_file(browser: Browser, town: Database) -> None:
    shown = browser.open(ASSESS)
    box = next(box for box in shown.selectbox if box.label == "Agent")
    shown = box.select_index(0).run()
    history = next(frame.value for frame in shown.dataframe if "Source" in frame.value.columns)
    assert history["Source"].tolist() == ["Formation", "Encadrant", "Agent"]
    next(field for field in shown.text_input if field.label == "Intitulé ou numéro").set_value("Habilitation")
    shown = press(shown, "Ajouter le certificat")
    assert not shown.exception
    assert lines(town) == 4


@pytest.mark.parametrize("name", [ASSESS, IMPORT])
def test_without_a_catalogue_the_page_says_what_to_do(
    browser: Browser, empty_authority: Prepared, name: str
) -> None:
    browser.use(empty_authority)
    browser.sign_in(Role.HR)
    shown = browser.open(name)
    assert not shown.exception
    assert "Le catalogue des compétences et des métiers est vide" in texts(shown)


def test_without_a_person_the_page_leads_to_the_staff(browser: Browser, empty_authority: Prepared) -> None:
    browser.use(empty_authority)
    store_catalogue()
    browser.sign_in(Role.HR)
    assert "Personne à évaluer" in texts(browser.open(ASSESS))


def uploaded(browser: Browser, text: str) -> AppTest:
    shown = browser.open(IMPORT)
    shown.file_uploader[0].upload("niveaux.csv", text.encode(), "text/csv")
    return shown.run()


def test_a_file_goes_from_upload_to_the_history(browser: Browser, town: Database) -> None:
    shown = uploaded(browser, "Matricule;Accueil;Qualité des données\n1;3;autonome\n2;1;\n")
    assert not shown.exception
    shown = press(shown, "Vérifier le fichier")
    assert "3 nouveaux niveaux" in texts(shown)
    assert lines(town) == 3
    shown = press(shown, "Enregistrer")
    assert not shown.exception
    assert "Import terminé" in texts(shown)
    assert lines(town) == 6


def test_problems_are_located_and_nothing_is_written(browser: Browser, town: Database) -> None:
    shown = press(uploaded(browser, "Matricule;Accueil\n1;12/20\n9;2\n"), "Vérifier le fichier")
    assert "2 problèmes à corriger. Rien n’a été écrit." in texts(shown)
    problems = shown.dataframe[0].value
    assert problems["Ligne"].tolist() == [2, 3]
    assert problems["Colonne"].tolist() == ["Accueil", "Matricule"]
    assert all(button.label != "Enregistrer" for button in shown.button)
    assert lines(town) == 3


def test_an_unknown_label_is_corrected_by_hand(browser: Browser, town: Database) -> None:
    shown = uploaded(browser, "Matricule;Compétence;Niveau\n1;Astronautique;2\n")
    shown = press(shown, "Vérifier le fichier")
    assert "1 problème à corriger" in texts(shown)
    box = next(box for box in shown.selectbox if box.label == "Astronautique")
    shown = press(box.select("reception").run(), "Vérifier le fichier")
    assert "Le fichier peut être enregistré" in texts(shown)
    press(shown, "Enregistrer")
    assert lines(town) == 4


def test_human_resources_open_on_a_team_that_fits_on_a_page(
    browser: Browser, empty_authority: Prepared
) -> None:
    browser.use(empty_authority)
    places = add_departments({"M": None, "V": "M", "P": "M"}, names={"M": "Métropole", "P": "Paie"})
    store_catalogue()
    for place, people in (("V", 26), ("P", 2)):
        for n in range(people):
            add_agent(f"{place}{n}", places[place], job="Agent d’accueil")
    browser.sign_in(Role.HR)
    shown = browser.open(ASSESS)
    assert not shown.exception
    team = next(box for box in shown.selectbox if box.label == "Équipe")
    assert team.options == ["Métropole (28)", "Paie (2) – Métropole", "Service V (26) – Métropole"]
    assert team.value == places["P"]
    assert "2 agents" in texts(shown)
