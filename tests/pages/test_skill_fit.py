"""« Qui peut tenir ce métier ? »: names for whoever assesses, numbers for the executive, words when there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from tests import factories, skills_factories
from tests.pages.conftest import Browser, Prepared, add_account_of_each_role, plain_texts, prepare, texts
from transfo_rh.access.model import Role
from transfo_rh.access.tables import AuditEventRow
from transfo_rh.core.database import database
from transfo_rh.skills.fit.service import role_fit
from transfo_rh.staff import repository as staff
from transfo_rh.ui import fit_view

PAGE = "skills/fit"
READERS = (Role.HR, Role.EXECUTIVE, Role.DEPARTMENT_HEAD)


def _fill() -> None:
    ids = factories.add_departments({"DG": None, "FIN": "DG", "GUI": "DG", "RIEN": "DG"})
    catalogue = skills_factories.store_catalogue()
    agents = {
        name: skills_factories.add_agent(name, ids[code])
        for name, code in {"TROUVEE": "FIN", "BLOQUE": "GUI", "PARTIEL": "GUI", "INCONNU": "GUI"}.items()
    }
    skills_factories.give_levels(
        catalogue,
        {
            agents["TROUVEE"]: {"sql": 3, "quality": 2, "charts": 3},
            agents["BLOQUE"]: {"sql": 1, "quality": 4, "charts": 4},
            agents["PARTIEL"]: {"charts": 3, "quality": 2},
        },
    )
    add_account_of_each_role(head_of=ids["GUI"])


@pytest.fixture(scope="session")
def assessed_authority(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A small catalogue and three assessed agents; the head answers for two of them."""
    return prepare(sqlite_template, tmp_path_factory.mktemp("assessed"), _fill)


def _agent(matricule: str) -> int:
    with database().read() as session:
        return staff.agent_ids(session)[matricule]


@pytest.mark.parametrize("role", READERS)
def test_without_a_catalogue_the_page_says_what_to_do(
    browser: Browser, empty_authority: Prepared, role: Role
) -> None:
    browser.use(empty_authority)
    browser.sign_in(role)
    expected = "Installez le catalogue" if role is Role.HR else "Les ressources humaines installent"
    assert expected in plain_texts(browser.open(PAGE))


def test_human_resources_read_the_ranking_and_each_line(
    browser: Browser, assessed_authority: Prepared
) -> None:
    browser.use(assessed_authority)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE, metier="analyst")
    said = plain_texts(app)
    assert "1 personne prête ; 1 de plus pourrait l’être, si les évaluations manquantes le confirment" in said
    assert "Évaluez d’abord ces compétences" in said
    assert "Seuils : prêt à partir de 85" in said
    people = app.dataframe[0].value
    assert list(people.iloc[:, 0].str.split().str[0]) == ["NOM-TROUVEE", "NOM-PARTIEL", "NOM-BLOQUE"]
    app.selectbox("fit_person").select(_agent("BLOQUE")).run()
    assert "Il manque 2 niveaux : bloque le métier" in list(
        app.dataframe[1].value.iloc[:, 3].str.replace("\u00a0", " ")
    )
    assert "Hypothèse, faute de formation au catalogue" in plain_texts(app)


def test_the_files_hold_the_whole_ranking_and_the_trail_keeps_it(
    browser: Browser, assessed_authority: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(role_fit.__kwdefaults__, "size", 1)
    files: dict[str, Callable[[], Sequence[Sequence[object]]]] = {}
    monkeypatch.setattr(
        fit_view, "later_download_buttons", lambda *, load_rows, key, **_rest: files.update({key: load_rows})
    )
    browser.use(assessed_authority)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE, metier="analyst")
    assert "Les fichiers contiennent tout le classement du périmètre : 3 agents." in plain_texts(app)
    shown = app.dataframe[0].value
    assert len(shown) == 1
    rows = files["people"]()
    assert [str(row[0]).split()[0] for row in rows] == ["NOM-TROUVEE", "NOM-PARTIEL", "NOM-BLOQUE"]
    assert list(shown.iloc[0])[:5] == list(rows[0])[:5]
    with database().read() as session:
        kept = session.execute(select(AuditEventRow.object_type, AuditEventRow.object_id)).all()
    assert ("role_fit", "analyst") in [tuple(line) for line in kept]


def test_a_department_head_reads_the_own_people_alone(browser: Browser, assessed_authority: Prepared) -> None:
    browser.use(assessed_authority)
    browser.sign_in(Role.DEPARTMENT_HEAD)
    app = browser.open(PAGE, metier="analyst")
    assert "personne n’est prêt de façon certaine ; 1 pourrait" in plain_texts(app)
    assert "TROUVEE" not in str([frame.value.to_dict() for frame in app.dataframe]) + texts(app)


def test_the_executive_reads_no_name(browser: Browser, assessed_authority: Prepared) -> None:
    browser.use(assessed_authority)
    browser.sign_in(Role.EXECUTIVE)
    app = browser.open(PAGE, metier="analyst")
    said = plain_texts(app)
    assert "trop peu de personnes prêtes pour en donner le nombre" in said
    assert "NOM-" not in str([frame.value.to_dict() for frame in app.dataframe]) + said
    assert [box.key for box in app.selectbox] == ["metier"]


def test_an_empty_department_and_an_unassessed_role_say_what_to_do(
    browser: Browser, assessed_authority: Prepared
) -> None:
    browser.use(assessed_authority)
    browser.sign_in(Role.HR)
    assert "Aucun agent dans ce périmètre" in plain_texts(
        browser.open(PAGE, metier="analyst", service="RIEN")
    )
    said = plain_texts(browser.open(PAGE, metier="counter"))
    assert "personne n’est encore évalué" in said
    assert "Évaluez une équipe" in said


@pytest.mark.parametrize("role", [Role.AGENT, Role.ADMIN])
def test_others_are_refused(browser: Browser, assessed_authority: Prepared, role: Role) -> None:
    browser.use(assessed_authority)
    browser.sign_in(role)
    app = browser.open_file(Path(__file__).resolve().parents[2] / "pages" / "skills" / "fit.py")
    assert "ne donne pas accès" in " ".join(str(error.value) for error in app.error)
