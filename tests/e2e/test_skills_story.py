"""The skills of a town lived in a real browser: human resources install the catalogue, link jobs and import levels; an
agent says their word on a phone; the head assesses with keys only; human resources read the map, the risks and one
person's path, and staff a new post; the executive sees aggregates and no name; the agent opens nothing of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import PHONE, Visit
from tests.e2e.steps import button, cell, find, heard_by, press, shown, text_of, told, walk_to_the_grid
from tests.e2e.town import Town, agents, email_of, name_of, served_town
from transfo_rh.access.model import Role, Viewer
from transfo_rh.ui.screens import PAGES, Group, screens_of

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]  # a story is long on a busy machine

UNCLEAR = "Gardienne du kiosque"
JOBS = {
    "VOI": "Agent technique polyvalent",
    "PRO": "Agent technique polyvalent",
    "PAI": "Gestionnaire carrière et paie",
    "PAR": "Agent d’accueil",
    "PAR-03": UNCLEAR,
}
HEAD, AGENT, SECOND = "PAR-00", "PAR-01", "PAR-02"
RECEPTION, MEDIATION = "Accueil du public", "Médiation numérique"
ONLINE, EXCLUSION = "Démarches en ligne", "Repérage de l’exclusion numérique"
WORKSHOP, HYGIENE, SHEETS = "Animation d’ateliers numériques", "Hygiène numérique au quotidien", "Tableur"
ROLE = "Médiateur numérique"
ROLES, SKILLS = 53, 117
NAMES = {part for n in range(len(agents())) for part in name_of(n)}
SETTLED_MS = 400  # the grid hands over what was typed a moment after the last key


@pytest.fixture
def town(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town before its catalogue; its agents have jobs."""
    with served_town(chromium, tmp_path_factory.mktemp("skills"), jobs=JOBS) as served:
        yield served


def full_name(matricule: str) -> str:
    """An agent as lists write them."""
    return " ".join(name_of(agents().index(matricule)))


def looks_right(visit: Visit) -> None:
    """Nothing wrong for accessibility once what was told is gone, nothing on the console."""
    expect(visit.page.get_by_test_id("stToast")).to_have_count(0)
    visit.settle()
    assert visit.violations() == []
    assert visit.console == []


def install_the_catalogue(manager: Visit) -> None:
    """An empty database offers the shipped catalogue."""
    main = shown(manager, "metiers-et-competences")
    button(main, "Installer le catalogue fourni").click()
    told(manager, f"Catalogue installé : {SKILLS} compétences et {ROLES} métiers.")
    expect(main.get_by_text(ROLE, exact=True).first).to_be_visible()
    looks_right(manager)


def link_the_jobs(manager: Visit) -> None:
    """What is plain is linked at once; a person chooses the rest."""
    main = shown(manager, "rapprocher-libelles")
    button(main, "Rapprocher d’office ce qui est évident").click()
    told(manager, "3 intitulés rapprochés d’office.")
    expect(main.get_by_text("1 intitulé attend votre choix.")).to_be_visible()
    find(manager, main, re.compile(UNCLEAR), "Agent d’accueil")
    button(main, "Enregistrer les choix").click()
    told(manager, "1 choix enregistré.")
    expect(main.get_by_text("100 % des agents ont un métier reconnu")).to_be_visible()
    looks_right(manager)


def import_levels(manager: Visit, folder: Path) -> None:
    """What a spreadsheet knew of thirty people, and of a second mediator."""
    skills = (SHEETS, RECEPTION, HYGIENE, MEDIATION, ONLINE, EXCLUSION, WORKSHOP)
    lines = [";".join(("Matricule", *skills))]
    for n, matricule in enumerate(one for one in agents() if one[:3] in {"PAI", "VOI"}):
        lines.append(f"{matricule};{1 + n % 3};{n % 3};{1 + n % 2};;;;")
    lines.append(f"{SECOND};1;3;2;2;2;2;1")
    (folder / "niveaux.csv").write_text("\n".join(lines), encoding="utf-8")
    main = shown(manager, "importer-evaluations")
    manager.page.locator('input[type="file"]').set_input_files(folder / "niveaux.csv")
    button(main, "Vérifier le fichier").click()
    button(main, "Enregistrer").click()
    told(manager, "Évaluations enregistrées.")
    expect(main.get_by_text("Import terminé")).to_be_visible()


def say(main: Locator, skill: str, level: int) -> None:
    """Choose one's level of a skill."""
    group = main.get_by_role("radiogroup", name=skill, exact=True)
    group.get_by_text(re.compile(f"^{level} – ")).click()


def speak_for_oneself(agent: Visit) -> None:
    """On a phone: one's own levels, first those of the job, then those of a wished role, then the wish."""
    main = shown(agent, "mes-competences")
    expect(main.get_by_text("Rien n’est encore évalué")).to_be_visible()
    for skill, level in ((RECEPTION, 3), (ONLINE, 3), (EXCLUSION, 3), (HYGIENE, 2)):
        say(main, skill, level)
    button(main, "Enregistrer mon auto-évaluation").click()
    told(agent, "4 niveaux enregistrés.")
    main = shown(agent, "mes-competences?vue=auto-evaluation")
    find(agent, main, "Compétences à évaluer", ROLE)
    expect(main.get_by_role("radiogroup", name=MEDIATION, exact=True)).to_be_visible()
    for skill, level in ((MEDIATION, 2), (WORKSHOP, 2)):
        say(main, skill, level)
    button(main, "Enregistrer mon auto-évaluation").click()
    told(agent, "2 niveaux enregistrés.")
    looks_right(agent)
    main.get_by_role("radio", name="Ce que je pourrais devenir").click()
    wish = main.get_by_role("radiogroup", name=f"Mon souhait pour « {ROLE} »")
    wish.get_by_role("radio", name="Souhaité").click()
    told(agent, re.compile(rf"{ROLE}\s: souhaité"))
    looks_right(agent)
    assert agent.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]


def assess_the_team(head: Visit) -> None:
    """Three people, what their job asks, keys only; the disagreements appear."""
    main = shown(head, "evaluer-equipe")
    expect(
        main.get_by_text("Sur cette page, 3 agents et 12 compétences ; 0 niveau à revoir ; 0 désaccord.")
    ).to_be_visible()
    assert full_name(HEAD) not in head.page.content()
    walk_to_the_grid(head.page)
    for _skill in range(12):
        for _person in range(3):
            press(head.page, "2", "Enter")
        press(head.page, "Control+ArrowUp", "ArrowRight")
    head.page.wait_for_timeout(SETTLED_MS)
    press(head.page, "Control+s")
    told(head, "33 niveaux enregistrés.")  # three were known and stay as they are
    expect(main.get_by_text("4 désaccords", exact=False).first).to_be_visible()
    main.get_by_role("tab", name="Désaccords").click()
    expect(cell(main, "3 le ").first).to_be_attached()
    looks_right(head)


def read_the_map(manager: Visit) -> None:
    """What the town can do and what is at risk."""
    main = shown(manager, "carte-competences?famille=digital_services")
    expect(main.get_by_text("le niveau moyen va de").first).to_be_visible()
    looks_right(manager)
    main = shown(manager, "couverture-risques")
    expect(main.get_by_text(re.compile("compétences sur .* ne sont détenues par personne"))).to_be_visible()
    looks_right(manager)


def find_people(manager: Visit) -> None:
    """Who can do what."""
    main = shown(manager, "trouver-competences")
    find(manager, main, "Compétence 1", MEDIATION)
    button(main, "Chercher").click()
    expect(main.get_by_text(f"2 agents ont « {MEDIATION} » au niveau 2.")).to_be_visible()
    for matricule in (AGENT, SECOND):
        expect(cell(main, full_name(matricule).split()[0]).first).to_be_attached()
    looks_right(manager)


def explain_a_fit(manager: Visit) -> None:
    """One person line by line."""
    main = shown(manager, "qui-peut-tenir-ce-metier?metier=digital_mediator")
    expect(main.get_by_text(f"« {ROLE} » : ").first).to_be_visible()
    find(manager, main, "Agent", full_name(SECOND))
    expect(main.get_by_text(f"{full_name(SECOND)} — Adéquation : ")).to_be_visible()
    main.get_by_role("region", name=re.compile("^Ligne par ligne")).scroll_into_view_if_needed()
    expect(cell(main, "Niveau atteint").first).to_be_attached()
    looks_right(manager)


def print_the_path(manager: Visit, folder: Path) -> None:
    """The agent's path; the wish is known; the page for the interview values what is reused."""
    main = shown(manager, "parcours?depart=agent&vers=digital_mediator")
    search = main.get_by_role("textbox", name="Chercher un agent")
    search.fill(full_name(AGENT).split()[0])
    search.press("Enter")
    wish = main.get_by_role("radiogroup", name=re.compile("^Souhait de l’agent"))
    expect(wish.get_by_role("radio", name="Souhaité")).to_be_checked()
    expect(main.get_by_text("Réutilisé et valorisé").first).to_be_visible()
    looks_right(manager)
    with manager.page.expect_download() as taken:
        button(main, "Parcours à imprimer (PDF)").click()
    words = text_of(taken.value, folder).replace("\u00a0", " ")
    assert "Réutilisé et valorisé" in words
    assert RECEPTION in words
    assert full_name(AGENT).split()[0] in words
    assert words.count("\f") == 1


def staff_a_post(manager: Visit) -> None:
    """One new post: who takes it, who comes second."""
    main = shown(manager, "pourvoir-nouveaux-metiers")
    button(main, "Nouveau scénario").click()
    told(manager, "Scénario créé")
    add_a_post(manager, main, ROLE, "Service des parcs")
    button(main, "Enregistrer et calculer").click()
    told(manager, "Scénario enregistré et calculé.")
    expect(main.get_by_text("1 poste pourvu sur 1")).to_be_visible()
    expect(main.get_by_text(f"{full_name(AGENT)} — {ROLE} – Service des parcs")).to_be_visible()
    expect(main.get_by_text(f"Deuxième choix : {full_name(SECOND)}, regret de").first).to_be_visible()
    looks_right(manager)


def add_a_post(manager: Visit, main: Locator, role: str, department: str) -> None:
    """Press the last row of the table of posts, which opens a new one on its role; then its department."""
    page = manager.page
    options = page.locator("#portal").get_by_role("option")
    open_last_row(manager, main.get_by_test_id("stDataFrame").first, options)
    page.keyboard.type(role)
    expect(options).to_have_text([role])
    press(page, "Tab")
    expect(options).to_have_count(0)  # the first list is gone before the next one is asked for
    open_with_enter(page, options)
    page.keyboard.type(department)
    expect(options).to_have_text([department])
    press(page, "Tab")
    expect(main.locator("canvas td").filter(has_text=department)).to_be_attached()
    page.wait_for_timeout(SETTLED_MS)


def open_with_enter(page: Page, options: Locator) -> None:
    """Press Enter on the cell where one stands until its list opens."""
    for _turn in range(5):
        press(page, "Enter")
        try:
            expect(options).not_to_have_count(0, timeout=10_000)
        except AssertionError:
            continue
        return


def open_last_row(manager: Visit, grid: Locator, options: Locator) -> None:
    """Press the last row until its list opens: the page may still move when it has just been drawn.

    A row too many stays empty, and empty rows are left out.
    """
    for _turn in range(5):
        manager.settle()
        box = grid.bounding_box()
        assert box is not None
        manager.page.mouse.click(box["x"] + box["width"] / 5, box["y"] + box["height"] - 18)
        try:
            expect(options).not_to_have_count(0, timeout=10_000)
        except AssertionError:
            manager.page.keyboard.press("Escape")
        else:
            return


def read_without_names(executive: Visit) -> None:
    """Every page of skills that the executive may open, and the workbook of the map: aggregates, no name."""
    heard = heard_by(executive)
    for page in allowed(Role.EXECUTIVE):
        main = shown(executive, page)
        looks_right(executive)
        assert not [name for name in NAMES if name in main.inner_text()]
    main = shown(executive, "carte-competences")
    expect(
        main.get_by_text(re.compile(r"Direction générale\s: parmi les agents évalués, le niveau moyen")).first
    ).to_be_visible()
    expect(main.get_by_text("trop peu").first).to_be_visible()
    with executive.page.expect_download() as taken:
        button(main, "Télécharger la carte en couleurs (XLSX)").click()
    book = load_workbook(BytesIO(Path(taken.value.path()).read_bytes()))
    cells = [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
    assert any("Direction technique" in words for words in cells)
    assert not [words for words in cells if any(name in words for name in NAMES)]
    assert len(heard) > len(allowed(Role.EXECUTIVE))
    assert not [name for name in NAMES if any(name.encode() in frame for frame in heard)]


def allowed(role: Role) -> list[str]:
    """The addresses of the skills pages of a role."""
    return [page.url_path for page in screens_of(Viewer(None, "", role)) if page.group is Group.SKILLS]


def refused(agent: Visit) -> None:
    """What is not the agent's stays closed, whatever the address."""
    closed = [
        page for page in PAGES if page.group is Group.SKILLS and page.url_path not in allowed(Role.AGENT)
    ]
    assert len(closed) > 7
    for page in closed:
        main = shown(agent, page.url_path)
        expect(main.get_by_text("ne donne pas accès à cette page")).to_be_visible()
        assert not [name for name in NAMES if name in main.inner_text()]


def test_a_town_from_its_catalogue_to_a_new_post(town: Town) -> None:
    manager = town.person("rh@ville.exemple", "--role", "hr", "--name", "Camille Martin")
    install_the_catalogue(manager)
    link_the_jobs(manager)
    import_levels(manager, town.folder)
    agent = town.person(email_of(AGENT), "--role", "agent", "--name", "Alix Petit")
    agent.page.set_viewport_size(PHONE)
    speak_for_oneself(agent)
    head = town.person(email_of(HEAD), "--role", "department_head", "--department", "PAR")
    assess_the_team(head)
    read_the_map(manager)
    find_people(manager)
    explain_a_fit(manager)
    print_the_path(manager, town.folder)
    staff_a_post(manager)
    executive = town.person("dgs@ville.exemple", "--role", "executive", "--name", "Dominique Roux")
    read_without_names(executive)
    refused(agent)
    assert [*manager.outside, *agent.outside, *head.outside, *executive.outside] == []
