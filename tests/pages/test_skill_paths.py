"""« Mes compétences » and « Parcours »: one's own for an agent, the team for its head, roles alone for the executive."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests import factories, skills_factories
from tests.pages.conftest import Browser, Prepared, add_account_of_each_role, plain_texts, prepare
from transfo_rh.access.model import Role
from transfo_rh.core.clock import today
from transfo_rh.core.database import database
from transfo_rh.skills.assessment import repository as assessments
from transfo_rh.skills.model import Source, Wish
from transfo_rh.skills.pathways import repository
from transfo_rh.staff import repository as staff
from transfo_rh.staff.model import Category

MINE, PATHS = "skills/mine", "skills/pathways"
FUTURE, ASSESS, HISTORY = "avenir", "auto-evaluation", "historique"
COUNTER = "Agent d’accueil"


def _fill() -> None:
    """An agent at the counter (the agent's account) and a colleague, somebody elsewhere, and a head without agents' file."""
    ids = factories.add_departments({"DG": None, "GUI": "DG", "FIN": "DG"})
    catalogue = skills_factories.store_catalogue()
    agents = {
        "MOI": skills_factories.add_agent(
            "MOI", ids["GUI"], job=COUNTER, category=Category.C, email="agent@exemple.fr"
        ),
        "VOISINE": skills_factories.add_agent("VOISINE", ids["GUI"], job=COUNTER, category=Category.C),
        "AILLEURS": skills_factories.add_agent("AILLEURS", ids["FIN"], job=COUNTER, category=Category.C),
    }
    skills_factories.give_levels(catalogue, {agents["MOI"]: {"reception": 3, "mediation": 2}})
    add_account_of_each_role(head_of=ids["GUI"])


@pytest.fixture(scope="session")
def counter_town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A small catalogue and three agents, one of whom has the agent's account."""
    return prepare(sqlite_template, tmp_path_factory.mktemp("paths"), _fill)


def _agent(matricule: str) -> int:
    with database().read() as session:
        return staff.agent_ids(session)[matricule]


def _section(app: AppTest, section: str) -> AppTest:
    return app.segmented_control(key="vue").set_value(section).run()


def test_an_account_without_an_agent_is_told_what_to_do(browser: Browser, empty_authority: Prepared) -> None:
    browser.use(empty_authority)
    browser.sign_in(Role.AGENT)
    assert "relié à aucun agent" in plain_texts(browser.open(MINE))
    assert "Le catalogue des compétences et des métiers est vide" in plain_texts(browser.open(PATHS))


def test_an_agent_reads_what_the_job_asks_and_each_level_in_words(
    browser: Browser, counter_town: Prepared
) -> None:
    browser.use(counter_town)
    browser.sign_in(Role.AGENT)
    said = plain_texts(browser.open(MINE))
    assert "Votre métier, « Agent de guichet », demande 2 compétences : 2 au niveau demandé." in said
    assert "Accueil** — 3 – Maîtrise, cas complexes" in said
    assert "Accueil, niveau 3" in said  # the anchor in words
    assert "Demandé par mon métier : 1 – Notions, avec aide" in said


def test_an_agent_says_a_wish_at_once_and_takes_it_back(browser: Browser, counter_town: Prepared) -> None:
    browser.use(counter_town)
    browser.sign_in(Role.AGENT)
    app = _section(browser.open(MINE), FUTURE)
    assert "Passage direct" in plain_texts(app)
    app.segmented_control(key="wish_0_mediator_None").set_value(Wish.WANTED).run()
    plain_texts(app)
    with database().read() as session:
        (kept,) = repository.wishes(session, scope=None, on=today())
    assert (kept.agent_id, kept.wish) == (_agent("MOI"), Wish.WANTED)
    app.segmented_control(key="wish_0_mediator_wanted").set_value(None).run()
    with database().read() as session:
        assert repository.wishes(session, scope=None, on=today()) == ()


def test_an_agent_assesses_oneself_by_the_anchors_and_the_task_goes(
    browser: Browser, counter_town: Prepared
) -> None:
    browser.use(counter_town)
    browser.sign_in(Role.AGENT)
    assert "Auto-évaluez vos compétences" in plain_texts(browser.open())
    app = _section(browser.open(MINE), ASSESS)
    asked = app.radio(key="self_reception")
    assert asked.value is None
    asked.set_value(2)
    next(button for button in app.button if "Enregistrer" in button.label).click().run()
    plain_texts(app)
    with database().read() as session:
        own = [
            line.statement
            for line in assessments.statements(session, agent_ids=[_agent("MOI")])
            if line.statement.source is Source.SELF
        ]
    assert [statement.level for statement in own] == [2]
    assert "Auto-évaluez vos compétences" not in plain_texts(browser.open())
    assert "Vous : 2 ; hiérarchie : 3" in plain_texts(browser.open(MINE))


def test_saving_nothing_says_so(browser: Browser, counter_town: Prepared) -> None:
    browser.use(counter_town)
    browser.sign_in(Role.AGENT)
    app = _section(browser.open(MINE), ASSESS)
    next(button for button in app.button if "Enregistrer" in button.label).click().run()
    assert "Aucun niveau n’est choisi" in plain_texts(app)


def test_the_history_tells_the_sources(browser: Browser, counter_town: Prepared) -> None:
    browser.use(counter_town)
    browser.sign_in(Role.AGENT)
    app = _section(browser.open(MINE), HISTORY)
    (table,) = app.dataframe
    assert set(table.value["Source"]) == {"Encadrant"}


def test_an_agent_s_own_path_and_no_one_else_s(browser: Browser, counter_town: Prepared) -> None:
    browser.use(counter_town)
    browser.sign_in(Role.AGENT)
    app = browser.open(PATHS)
    assert app.segmented_control(key="depart").options == ["Moi", "Un métier"]
    app.selectbox(key="vers").set_value("mediator").run()
    said = plain_texts(app)
    assert "De « Agent de guichet » à « Médiateur numérique » : un passage direct" in said
    assert "Réutilisé et valorisé" in said
    assert not [box for box in app.selectbox if box.key == "path_person"]


def test_a_head_chooses_among_the_team_and_the_address_never_names_anybody(
    browser: Browser, counter_town: Prepared
) -> None:
    browser.use(counter_town)
    browser.sign_in(Role.DEPARTMENT_HEAD)
    app = browser.open(PATHS)
    listed = app.selectbox(key="path_person").options
    assert len(listed) == 2
    assert not [name for name in listed if "AILLEURS" in name]
    app.selectbox(key="path_person").set_value(_agent("MOI")).run()
    app.text_input(key="path_search").set_value("moi").run()
    plain_texts(app)
    told = str(dict(app.query_params)) + " ".join(str(button.proto) for button in app.get("download_button"))
    assert "MOI" not in told
    assert "NOM-" not in told
    assert "Souhait de l’agent" not in str([one.label for one in app.segmented_control])


def test_the_closest_people_and_roles_are_read_when_asked_for(
    browser: Browser, counter_town: Prepared
) -> None:
    browser.use(counter_town)
    browser.sign_in(Role.DEPARTMENT_HEAD)
    app = browser.open(PATHS)
    app.selectbox(key="vers").set_value("mediator").run()
    assert not app.dataframe or "Agent" not in app.dataframe[-1].value.columns
    app.session_state["path_people_box"] = True
    app.session_state["path_area"] = True
    app.run()
    plain_texts(app)
    listed = {column: list(table.value[column]) for table in app.dataframe for column in table.value.columns}
    assert listed["Agent"] == ["NOM-MOI Prénom-MOI"], "the only one of the team about whom something is known"
    assert "Médiateur numérique" in listed["Métier"]


def test_human_resources_note_the_wish_of_an_agent(browser: Browser, counter_town: Prepared) -> None:
    browser.use(counter_town)
    browser.sign_in(Role.HR)
    app = browser.open(PATHS)
    assert len(app.selectbox(key="path_person").options) == 3
    app.selectbox(key="path_person").set_value(_agent("VOISINE")).run()
    assert "suppose les niveaux que son métier demande" in plain_texts(app)
    app.selectbox(key="vers").set_value("mediator").run()
    app.segmented_control(key=f"wish_{_agent('VOISINE')}_mediator_None").set_value(Wish.REFUSED).run()
    plain_texts(app)
    with database().read() as session:
        (kept,) = repository.wishes(session, scope=None, on=today())
    assert (kept.agent_id, kept.wish) == (_agent("VOISINE"), Wish.REFUSED)


def test_the_executive_compares_roles_alone(browser: Browser, counter_town: Prepared) -> None:
    browser.use(counter_town)
    browser.sign_in(Role.EXECUTIVE)
    app = browser.open(PATHS)
    assert not [control for control in app.segmented_control if control.key == "depart"]
    app.selectbox(key="vers").set_value("analyst").run()
    said = plain_texts(app)
    assert "aucun parcours de 3 étapes au plus aujourd’hui" in said
    assert "Ce qui ferme ce métier" in str([one.proto for one in app.info]) or "minimum retenu" in said
    assert "NOM-" not in said
