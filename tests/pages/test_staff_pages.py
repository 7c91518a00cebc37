"""The organisation and the staff import on screen: upload, correct, confirm; scopes; refusals that keep everything."""

from __future__ import annotations

from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Browser, Prepared, texts
from transfo_rh.access.model import Role
from transfo_rh.core.database import Database
from transfo_rh.staff.tables import AgentRow, DepartmentRow

IMPORT = "administration/staff_import"
ORGANISATION = "administration/organisation"
GOOD = "Matricule;Nom;Prénom;Direction;Service\n1;BA;Awa;DGS;Voirie\n2;LE GOFF;Anne;DGS;Paie\n"
BAD = "Matricule;Nom;Prénom;Direction;Service\n1;BA;Awa;DGS;Voirie\n1;LE GOFF;Anne;DGS;Paie\n"


def uploaded(browser: Browser, name: str, text: str) -> AppTest:
    shown = browser.open(IMPORT)
    shown.file_uploader[0].upload(name, text.encode(), "text/csv")
    return shown.run()


def press(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label == label).click().run()


def count(database: Database, row: type[AgentRow] | type[DepartmentRow]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def test_a_file_goes_from_upload_to_the_organisation(browser: Browser, empty_authority: Prepared) -> None:
    database = browser.use(empty_authority)
    browser.sign_in(Role.HR)
    shown = uploaded(browser, "agents.csv", GOOD)
    assert not shown.exception
    assert "Correspondance des colonnes" in texts(shown)
    shown = press(shown, "Vérifier le fichier")
    assert "Le fichier peut être enregistré" in texts(shown)
    assert count(database, AgentRow) == 0
    shown = press(shown, "Enregistrer")
    assert not shown.exception
    assert "2 agents ajoutés" in texts(shown)
    assert (count(database, AgentRow), count(database, DepartmentRow)) == (2, 3)
    organisation = browser.open(ORGANISATION)
    assert "2 agents dans 3 services" in texts(organisation)


def test_problems_are_located_and_nothing_is_written(browser: Browser, empty_authority: Prepared) -> None:
    database = browser.use(empty_authority)
    browser.sign_in(Role.HR)
    shown = press(uploaded(browser, "agents.csv", BAD), "Vérifier le fichier")
    assert "1 problème à corriger. Rien n’a été écrit." in texts(shown)
    problems = shown.dataframe[0].value
    assert problems["Ligne"].tolist() == [3]
    assert problems["Colonne"].tolist() == ["Matricule"]
    assert all(button.label != "Enregistrer" for button in shown.button)
    assert count(database, AgentRow) == 0


def test_a_wrong_guess_is_corrected_by_hand(browser: Browser, empty_authority: Prepared) -> None:
    database = browser.use(empty_authority)
    browser.sign_in(Role.HR)
    shown = uploaded(browser, "agents.csv", "Clef;Gens;Lieu\n1;BA;Voirie\n2;LE GOFF;Paie\n")
    kind = next(box for box in shown.selectbox if box.label == "Cette feuille contient")
    shown = kind.select_index(1).run()
    for label, column in (("Matricule", "Clef"), ("Nom", "Gens"), ("Nom du service", "Lieu")):
        next(box for box in shown.selectbox if box.label == label).select(column)
    next(box for box in shown.checkbox if box.label.startswith("Créer les services")).check()
    shown = press(shown.run(), "Vérifier le fichier")
    assert "Le fichier peut être enregistré" in texts(shown)
    press(shown, "Enregistrer")
    assert (count(database, AgentRow), count(database, DepartmentRow)) == (2, 2)


def test_an_unreadable_file_is_refused_in_words(browser: Browser, empty_authority: Prepared) -> None:
    browser.use(empty_authority)
    browser.sign_in(Role.HR)
    shown = browser.open(IMPORT)
    shown.file_uploader[0].upload("agents.xlsx", b"%PDF-1.7", "application/pdf")
    shown = shown.run()
    assert not shown.exception
    assert "n’en est pas un" in texts(shown)


def test_departures_wait_for_a_confirmation(browser: Browser, empty_authority: Prepared) -> None:
    database = browser.use(empty_authority)
    browser.sign_in(Role.HR)
    press(press(uploaded(browser, "agents.csv", GOOD), "Vérifier le fichier"), "Enregistrer")
    fewer = "\n".join(GOOD.splitlines()[:2]) + "\n"
    shown = press(uploaded(browser, "agents.csv", fewer), "Vérifier le fichier")
    assert "Est-il complet" in texts(shown)
    press(shown, "Enregistrer")
    with database.read() as session:
        assert session.scalar(select(func.count()).where(AgentRow.exit_date.is_not(None))) == 0
    shown = press(uploaded(browser, "agents.csv", fewer), "Vérifier le fichier")
    next(box for box in shown.checkbox if box.label.startswith("Confirmer le départ")).check()
    press(shown.run(), "Enregistrer")
    with database.read() as session:
        assert session.scalar(select(AgentRow.matricule).where(AgentRow.exit_date.is_not(None))) == "2"


def test_an_empty_base_leads_to_the_import(browser: Browser, empty_authority: Prepared) -> None:
    browser.use(empty_authority)
    browser.sign_in(Role.HR)
    shown = browser.open(ORGANISATION)
    assert "Aucun service pour l’instant" in texts(shown)
    assert any(link.label == "Importer le personnel" for link in shown.get("page_link"))


def test_a_department_head_sees_the_subtree_only(browser: Browser, small_authority: Prepared) -> None:
    browser.use(small_authority)
    browser.sign_in(Role.HR)
    everything = browser.open(ORGANISATION)
    browser.sign_in(Role.DEPARTMENT_HEAD)
    part = browser.open(ORGANISATION)
    assert not part.exception
    codes = set(part.dataframe[0].value["Code"])
    assert codes
    assert codes < set(everything.dataframe[0].value["Code"])
    paths = part.dataframe[1].value["Service"].tolist()
    assert len(paths) <= 50
    tops = part.dataframe[0].value["Service"].iloc[0].strip()
    assert all(tops in path for path in paths)
