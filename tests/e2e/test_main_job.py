"""The main job, lived in a real browser from an empty database: staff, results, publication, heat map, by role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.conftest import PHONE, WIDE, Installation, Visit, install, open_visit, sign_in_as
from transfo_rh.exchange.writers import SheetContent, workbook_bytes

pytestmark = pytest.mark.e2e

PASSWORD = "une phrase de passe assez longue"
DEPARTMENTS = {"DGS": None, "DRH": "DGS", "DSI": "DGS", "PAIE": "DRH", "FORM": "DRH"}
NAMES = {
    "DGS": "Direction générale",
    "DRH": "Direction des ressources humaines",
    "DSI": "Direction des systèmes d’information",
    "PAIE": "Service de la paie",
    "FORM": "Service de la formation",
}
RESPONDENTS = {"DSI": 30, "PAIE": 14, "FORM": 3, "DRH": 9}


def staff_workbook() -> bytes:
    """Departments by parent code, and forty agents."""
    return workbook_bytes(
        [
            SheetContent(
                "Services",
                ["Code", "Libellé", "Code parent"],
                [[code, NAMES[code], parent] for code, parent in DEPARTMENTS.items()],
            ),
            SheetContent(
                "Agents",
                ["Matricule", "Nom", "Prénom", "Code service", "Catégorie"],
                [
                    [f"M{n:03}", f"NOM{n}", f"Prénom{n}", list(DEPARTMENTS)[n % 5], "ABC"[n % 3]]
                    for n in range(40)
                ],
            ),
        ]
    )


def results_file() -> bytes:
    """A tidy file: one line per person and question; 0 is « sans objet »."""
    lines = ["Répondant;Service;Question;Réponse;Libellé"]
    labels = (
        "Sans objet",
        "Pas du tout d’accord",
        "Plutôt pas d’accord",
        "Plutôt d’accord",
        "Tout à fait d’accord",
    )
    person = 0
    for code, count in RESPONDENTS.items():
        for _turn in range(count):
            person += 1
            for question in range(1, 5):
                value = 0 if (person + question) % 17 == 0 else 1 + (person * question + len(code)) % 4
                lines.append(
                    f"R{person};{NAMES[code]};{question}. Mon travail, point {question};{value};{labels[value]}"
                )
    return "\n".join(lines).encode()


@dataclass
class House:
    """An installation being served, and the browser that visits it."""

    installation: Installation
    address: str
    chromium: Browser
    contexts: list[BrowserContext]

    def visit(self, **options: object) -> Visit:
        """A new browser profile."""
        visit = open_visit(self.chromium, self.address, **options)
        self.contexts.append(visit.page.context)
        return visit

    def person(self, email: str, *arguments: str, **options: object) -> Visit:
        """Create an account at the command line and sign in with it, changing the password as asked."""
        self.installation.run("account", "add", email, *arguments, "--password-stdin", typed=PASSWORD + "\n")
        visit = self.visit(**options)
        sign_in_as(visit, email, PASSWORD)
        return visit


@pytest.fixture(scope="module")
def house(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An empty product."""
    installation = install(tmp_path_factory.mktemp("main_job"))
    installation.run("db", "upgrade")
    with installation.served() as address:
        opened = House(installation, address, chromium, [])
        yield opened
        for context in opened.contexts:
            context.close()


def upload(visit: Visit, path: Path) -> None:
    """Choose a file and wait until the page has read it."""
    visit.page.locator('input[type="file"]').set_input_files(path)
    visit.page.wait_for_timeout(500)
    visit.settle()


def press(visit: Visit, name: str) -> None:
    """Press a button and wait for the end of the run."""
    visit.page.get_by_role("button", name=name, exact=True).first.click()
    visit.page.wait_for_timeout(500)
    visit.settle()


def test_from_an_empty_database_to_the_heat_map(house: House, tmp_path: Path) -> None:
    manager = house.person("rh@ville.exemple", "--role", "hr", "--name", "Camille Martin", viewport=WIDE)
    manager.open("resultats")
    expect(manager.page.get_by_text("Aucun résultat publié pour l’instant")).to_be_visible()
    manager.screenshot("vide-resultats")

    manager.open("importer-personnel")
    (tmp_path / "personnel.xlsx").write_bytes(staff_workbook())
    upload(manager, tmp_path / "personnel.xlsx")
    press(manager, "Vérifier le fichier")
    expect(manager.page.get_by_text("Rien n’est encore écrit")).to_be_visible()
    press(manager, "Enregistrer")
    manager.open("organisation")
    expect(manager.page.get_by_text(re.compile("40 agents dans 5 services"))).to_be_visible()

    manager.open("importer-resultats")
    (tmp_path / "resultats.csv").write_bytes(results_file())
    upload(manager, tmp_path / "resultats.csv")
    expect(manager.page.get_by_text("Le fichier est prêt à être importé")).to_be_visible()
    manager.page.get_by_label("Titre de la campagne").fill("Baromètre 2026")
    press(manager, "Importer")
    manager.open("campagnes")
    press(manager, "Publier")
    expect(manager.page.get_by_role("heading", level=1)).to_have_text("Résultats")
    main = manager.page.locator('[data-testid="stMain"]')
    expect(main.get_by_text("Direction des ressources humaines").first).to_be_visible()
    manager.open("resultats?service=" + " › ".join((NAMES["DGS"], NAMES["DRH"])))
    expect(main.get_by_text(re.compile("ffectif insuffisant")).first).to_be_visible()
    assert manager.violations() == []
    manager.screenshot("resultats-premier-import")
    assert manager.outside == []

    manager.page.reload()
    manager.settle()
    expect(manager.page.get_by_text("Camille Martin").first).to_be_visible()


def test_a_head_sees_the_subtree_and_an_agent_the_whole(house: House) -> None:
    head = house.person(
        "drh@ville.exemple", "--role", "department_head", "--department", "DRH", viewport=WIDE
    )
    head.open("resultats")
    main = head.page.locator('[data-testid="stMain"]')
    expect(main.get_by_text("Service de la paie").first).to_be_visible()
    assert "systèmes d’information" not in main.inner_text()
    agent = house.person("agent@ville.exemple", "--role", "agent", viewport=PHONE)
    agent.open("resultats")
    whole = agent.page.locator('[data-testid="stMain"]')
    expect(whole).to_contain_text("Réponses exploitées")
    expect(whole.locator(".js-plotly-plot")).to_be_visible()
    text = whole.inner_text()
    assert not [name for name in NAMES.values() if name in text]
    assert agent.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]


def test_two_people_at_once_and_a_disabled_account(house: House) -> None:
    first = house.person("un@ville.exemple", "--role", "hr", "--name", "Alix Un", viewport=WIDE)
    second = house.person("deux@ville.exemple", "--role", "agent", "--name", "Sacha Deux", viewport=WIDE)
    for _turn in range(2):
        for visit, mine, other in ((first, "Alix Un", "Sacha Deux"), (second, "Sacha Deux", "Alix Un")):
            visit.open("mon-compte")
            words = visit.page.locator("body").inner_text()
            assert mine in words
            assert other not in words
    first.open("resultats")
    house.installation.run("account", "disable", "un@ville.exemple")
    first.page.get_by_text("Écarts à la collectivité").click()
    expect(first.page.get_by_role("heading", name="Connexion nécessaire")).to_be_visible()
    first.page.reload()
    expect(first.page).to_have_url(re.compile("/connexion"))
    second.open("mon-compte")
    expect(second.page.get_by_text("Sacha Deux").first).to_be_visible()
