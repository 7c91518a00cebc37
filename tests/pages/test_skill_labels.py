"""« Rapprocher les libellés »: what is plain is linked alone, the rest by a person, and lists of skills are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import factories, skills_factories
from tests.pages.conftest import Browser, Prepared, plain_texts, prepare
from transfo_rh.access.model import Role, operator
from transfo_rh.skills.matching import service

PAGE = "skills/labels"


def _fill() -> None:
    ids = factories.add_departments({"DG": None})
    skills_factories.store_catalogue()
    for matricule, job in {
        "A": "Chargé d’études financières",
        "B": "Analyste chiffres",
        "C": "Jongleur",
    }.items():
        skills_factories.add_agent(matricule, ids["DG"], job=job)


@pytest.fixture(scope="session")
def labelled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Three job labels, one of which is a job title of the catalogue."""
    return prepare(sqlite_template, tmp_path_factory.mktemp("labels"), _fill)


def test_without_a_catalogue_the_page_says_what_to_do(browser: Browser, empty_authority: Prepared) -> None:
    browser.use(empty_authority)
    browser.sign_in(Role.HR)
    assert "Le catalogue des compétences et des métiers est vide" in plain_texts(browser.open(PAGE))


def test_what_is_plain_is_linked_alone_and_a_person_chooses_the_rest(
    browser: Browser, labelled: Prepared
) -> None:
    browser.use(labelled)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE)
    assert "3 intitulés attendent votre choix" in plain_texts(app)
    app.button[0].click().run()
    assert "2 intitulés attendent votre choix" in plain_texts(app)
    chosen = next(box for box in app.selectbox if box.label.startswith("Jongleur"))
    chosen.set_value(next(value for value in chosen.options if value == "Aucun métier du catalogue"))
    save = next(button for button in app.button if button.label == "Enregistrer les choix")
    save.click().run()
    assert "1 intitulé attend votre choix" in plain_texts(app)
    links = {link.job: link for link in service.job_links(viewer=operator())}
    assert links["Chargé d’études financières"].automatic
    assert links["Jongleur"].settled
    assert links["Jongleur"].role_code is None


def test_a_list_of_skill_labels_is_read(browser: Browser, labelled: Prepared) -> None:
    browser.use(labelled)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE)
    app.text_area[0].set_value("SQL\nmacramé")
    next(button for button in app.button if button.label == "Rapprocher").click().run()
    assert "sur 2" in plain_texts(app)
    assert len(app.dataframe) == 2
