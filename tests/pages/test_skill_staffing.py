"""« Pourvoir les nouveaux métiers » and « Et si… une équipe bougeait ? »: for human resources, and nobody else."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests import factories, skills_factories
from tests.pages.conftest import Browser, Prepared, plain_texts, prepare, texts
from transfo_rh.access.model import Role, operator
from transfo_rh.core.errors import InvalidInput
from transfo_rh.skills.staffing import service
from transfo_rh.skills.staffing.model import Plan, Post, Seats
from transfo_rh.skills.staffing.whatif import Movement
from transfo_rh.staff.model import Category
from transfo_rh.ui.forms.staffing_plan import posts_of, seats_of

STAFFING, WHAT_IF = "skills/staffing", "skills/what_if"
PAGES = (STAFFING, WHAT_IF)


def _fill() -> None:
    ids = factories.add_departments({"DG": None, "FIN": "DG", "BUD": "FIN", "GUI": "DG"})
    catalogue = skills_factories.store_catalogue()
    agents = {
        name: skills_factories.add_agent(name, ids[code], category=Category.B, job=job)
        for name, code, job in (
            ("ALPHA", "BUD", "Chargé d’études financières"),
            ("BETA", "GUI", "Agent de guichet"),
            ("GAMMA", "GUI", "Agent de guichet"),
        )
    }
    skills_factories.give_levels(
        catalogue,
        {
            agents["ALPHA"]: {"sql": 3, "quality": 2, "charts": 3},
            agents["BETA"]: {"sql": 2, "quality": 2, "charts": 2, "reception": 3},
        },
    )
    service.create(viewer=operator(), title="Cellule données", plan=Plan((Post("analyst", "GUI", 1),)))


@pytest.fixture(scope="session")
def staffed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Three agents, and a scenario for one analyst that is not computed."""
    return prepare(sqlite_template, tmp_path_factory.mktemp("staffed"), _fill)


def _press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
def test_nobody_but_human_resources_opens_it(
    browser: Browser, staffed: Prepared, role: Role, page: str
) -> None:
    browser.use(staffed)
    browser.sign_in(role)
    app = browser.open(page)
    assert [error.value for error in app.error]
    assert "ALPHA" not in texts(app)


@pytest.mark.parametrize("page", PAGES)
def test_on_the_first_day_the_page_says_what_lacks(
    browser: Browser, empty_authority: Prepared, page: str
) -> None:
    browser.use(empty_authority)
    browser.sign_in(Role.HR)
    assert "catalogue" in plain_texts(browser.open(page))


def test_a_scenario_is_computed_explained_retained_and_compared(browser: Browser, staffed: Prepared) -> None:
    browser.use(staffed)
    browser.sign_in(Role.HR)
    app = browser.open(STAFFING)
    assert "pas encore calculé" in plain_texts(app)
    said = plain_texts(_press(app, "Enregistrer et calculer"))
    assert "1 poste pourvu sur 1" in said
    assert "Affectation optimale" in said
    assert "NOM-ALPHA Prénom-ALPHA" in said
    assert "Change de direction \\: 5 points" in said or "Change de direction : 5 points" in said
    assert "NOM-BETA Prénom-BETA, regret de" in said
    assert "Qui reste sans poste" in said
    _press(app, "Dupliquer")
    assert "Cellule données (copie)" in {one.title for one in service.scenarios(viewer=operator())}
    assert "Comparer des scénarios" not in plain_texts(app)
    assert "Comparer des scénarios" in plain_texts(_press(app, "Enregistrer et calculer"))
    said = plain_texts(_press(app, "Retenir ce scénario"))
    assert [one.retained for one in service.scenarios(viewer=operator())] == [True, False]
    assert "Les mêmes personnes prennent les mêmes postes." in said
    assert "Enregistrer et calculer" not in {button.label for button in app.button}
    _press(app, "Ne plus retenir")
    _press(app, "Supprimer")
    assert "Les autres scénarios restent." in plain_texts(app)
    assert len(service.scenarios(viewer=operator())) == 2


def test_what_another_person_saved_meanwhile_is_not_overwritten(browser: Browser, staffed: Prepared) -> None:
    browser.use(staffed)
    browser.sign_in(Role.HR)
    app = browser.open(STAFFING)
    (held,) = service.scenarios(viewer=operator())
    service.change(
        viewer=operator(), scenario_id=held.id, version=held.version, title="D’une collègue", plan=held.plan
    )
    title = next(box for box in app.text_input if box.label == "Titre du scénario")
    title.set_value("Le mien")
    app = _press(app, "Enregistrer")
    assert app.error
    assert service.scenarios(viewer=operator())[0].title == "D’une collègue"
    assert next(box for box in app.text_input if box.label == "Titre du scénario").value == "Le mien"
    assert "Quelqu’un d’autre" in texts(app)
    app = _press(app, "Reprendre la version enregistrée")
    assert next(box for box in app.text_input if box.label == "Titre du scénario").value == "D’une collègue"
    next(box for box in app.text_input if box.label == "Titre du scénario").set_value("À nous deux")
    plain_texts(_press(app, "Enregistrer"))
    assert service.scenarios(viewer=operator())[0].title == "À nous deux"


def test_a_new_scenario_opens_and_an_empty_title_is_refused(browser: Browser, staffed: Prepared) -> None:
    browser.use(staffed)
    browser.sign_in(Role.HR)
    app = _press(browser.open(STAFFING), "Nouveau scénario")
    plain_texts(app)
    assert len(service.scenarios(viewer=operator())) == 2
    next(box for box in app.text_input if box.label == "Titre du scénario").set_value(" ")
    app = _press(app, "Enregistrer")
    assert "Donnez un titre" in app.error[0].value


def test_a_move_shows_before_and_after(browser: Browser, staffed: Prepared) -> None:
    browser.use(staffed)
    browser.sign_in(Role.HR)
    said = plain_texts(browser.open(WHAT_IF, equipe="BUD", accueil="GUI"))
    assert "Déplacer « Service BUD »" in said
    assert "L’adéquation assurée moyenne passe de 100 à 0" in said
    assert "Les compétences, avant et après" in said


def test_closing_offers_the_team_as_candidates(browser: Browser, staffed: Prepared) -> None:
    browser.use(staffed)
    browser.sign_in(Role.HR)
    app = browser.open(WHAT_IF, equipe="GUI")
    next(box for box in app.selectbox if box.label == "Mouvement").set_value(Movement.CLOSE).run()
    assert "Fermer « Service GUI »" in plain_texts(app)
    _press(app, "Chercher un poste à chacun")
    newest = service.scenarios(viewer=operator())[0]
    assert newest.plan.perimeter == ("GUI",)
    assert "Service GUI" in newest.title


def test_rows_half_filled_are_named() -> None:
    roles, places, skills = {"analyst": "Analyste"}, {"FIN": "Finances"}, {"sql": "SQL"}
    good = pd.DataFrame([["Analyste", "Finances", None], [None, None, 1]], columns=["m", "s", "e"])
    assert posts_of(good, roles, places) == (Post("analyst", "FIN", 1),)
    with pytest.raises(InvalidInput, match="ligne 1"):
        posts_of(pd.DataFrame([["Analyste", None, 2]], columns=["m", "s", "e"]), roles, places)
    assert seats_of(pd.DataFrame([["SQL", 3]], columns=["c", "p"]), skills) == (Seats("sql", 3),)
    with pytest.raises(InvalidInput, match="ligne 1"):
        seats_of(pd.DataFrame([["SQL", None]], columns=["c", "p"]), skills)
