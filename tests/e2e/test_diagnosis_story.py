"""The organisational diagnosis lived in a real browser: human resources prepare and open it for the departments, a head
fills it in, comes back to it and submits it, human resources give it back once, close and publish, the head reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests import factories
from tests.e2e.conftest import Visit
from tests.e2e.steps import button, choose, confirm_in_dialog, opened_popover, shown, told
from tests.e2e.town import DEPARTMENTS, Town, served_town
from transfo_rh.access.model import Role
from transfo_rh.campaigns.diagnosis import service
from transfo_rh.campaigns.diagnosis.completeness import lines_required
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.campaigns.questionnaires.numbering import NumberedItem
from transfo_rh.core import clock
from transfo_rh.core.database import Database, use_database
from transfo_rh.staff.repository import department_tree

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]  # a story is long on a busy machine

QUESTIONNAIRE = load_questionnaire("diagnostic_service")
TITLE = QUESTIONNAIRE.title.fr
LINES = lines_required(QUESTIONNAIRE, {})
THEMES = [(title, list(lines)) for title, lines in groupby(LINES, lambda line: line.section.title.fr)]
STEPS = [label.fr for label in QUESTIONNAIRE.scales["maturity"].labels]
BEST, GOOD, BETTER = STEPS[5], STEPS[3], STEPS[4]
OWN, OTHER = DEPARTMENTS["PAR"][0], DEPARTMENTS["PAI"][0]
HEAD = "Noa Riou"
COMMENT = "Deux équipes essaient une organisation en binômes."
OTHER_COMMENT = "La paie est arrêtée le 15 de chaque mois."
REASON = "Préciser le deuxième thème avec la direction."


@pytest.fixture
def town(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town before its first diagnosis."""
    with served_town(chromium, tmp_path_factory.mktemp("diagnosis")) as served:
        yield served


def prepare_and_open(manager: Visit) -> None:
    """A campaign for every department, simulated and opened."""
    main = shown(manager, "preparer-campagne")
    choose(manager, main, "Questionnaire", TITLE)
    expect(main.get_by_role("textbox", name="Titre de la campagne")).to_have_value(TITLE)
    button(main, "Enregistrer et simuler").click()
    told(manager, "Campagne simulée.")
    signed = "6 services seront à diagnostiquer, par leur responsable et sous sa signature."
    expect(main.get_by_text(signed).first).to_be_visible()
    button(main, "Ouvrir…").click()
    assert "sera ouverte à 6 services" in confirm_in_dialog(manager, "Ouvrir la campagne")
    told(manager, f"« {TITLE} » ouverte")
    expect(main.get_by_text("0 diagnostic transmis sur 6.")).to_be_visible()


def submit_for_another_department(town: Town) -> int:
    """Another head, out of sight: the lowest step everywhere, one comment; the number of the department."""
    opened = Database(f"sqlite:///{town.folder / 'e2e.sqlite'}")
    use_database(opened)
    with opened.read() as session:
        ids = {
            department.code: department.id
            for department in department_tree(session, on=clock.today()).departments
        }
    head = factories.viewer(Role.DEPARTMENT_HEAD, ids["PAI"])
    (campaign,) = service.campaigns(viewer=head)
    (line,) = service.diagnoses(viewer=head, campaign_id=campaign.id)
    comment = next(item.code for item in QUESTIONNAIRE.items() if item.code.startswith("C_"))
    service.submit(
        viewer=head,
        campaign_id=campaign.id,
        unit=line.unit,
        version=0,
        answers={one.code: 1 for one in LINES} | {comment: OTHER_COMMENT},
        comments={},
    )
    use_database(None)
    opened.dispose()
    return line.unit


def question(main: Locator, line: NumberedItem) -> Locator:
    """The buttons of one line, by its number."""
    return main.get_by_role("radiogroup", name=re.compile(rf"^{line.number}\. "))


def fill_in(main: Locator, lines: list[NumberedItem], step: str) -> None:
    """The same step for every line of the theme on the screen."""
    for line in lines:
        question(main, line).get_by_text(step, exact=True).click()


def begin_and_leave(head: Visit) -> None:
    """From the home page's task: what lacks is said, the first theme is answered, commented and saved."""
    title, lines = THEMES[0]
    main = shown(head)
    main.get_by_role("link", name=re.compile("Remplir le diagnostic")).click()
    expect(main.get_by_role("heading", name=OWN)).to_be_visible()
    button(main, "Transmettre").click()
    told(head, f"Il manque {len(LINES)} réponses")
    expect(main.get_by_role("heading", name=title, exact=True)).to_be_visible()
    fill_in(main, lines, BEST)
    comment = main.get_by_role("textbox").first
    comment.fill(COMMENT)
    comment.press("Tab")
    expect(main.get_by_text(f"{len(lines)} réponses sur {len(LINES)} ;")).to_be_visible()
    button(main, "Enregistrer le brouillon").click()
    told(head, "Brouillon enregistré.")
    expect(main.get_by_text(f"Brouillon enregistré par {HEAD}")).to_be_visible()


def come_back_and_submit(head: Visit) -> None:
    """What was saved is there; the other themes, one page each; then it is submitted in the head's name."""
    main = shown(head, "diagnostic")
    for line in THEMES[0][1]:
        expect(question(main, line).get_by_role("radio", name=BEST)).to_be_checked()
    expect(main.get_by_role("textbox").first).to_have_value(COMMENT)
    for _left, (title, lines) in pairwise(THEMES):
        button(main, "Thème suivant").click()
        expect(main.get_by_role("heading", name=title, exact=True)).to_be_visible()
        fill_in(main, lines, GOOD)
    everything = f"{len(LINES)} réponses sur {len(LINES)}"
    expect(main.get_by_text(everything)).to_be_visible()
    submit(head, main)


def submit(head: Visit, main: Locator) -> None:
    """Submit, once asked."""
    button(main, "Transmettre").click()
    button(main, "Transmettre à mon nom").click()
    told(head, "Diagnostic transmis.")
    expect(main.get_by_text(re.compile(f"Transmis le .* par {HEAD}"))).to_be_visible()
    expect(button(main, "Transmettre")).to_have_count(0)


def read_and_give_back(manager: Visit) -> None:
    """Human resources see two departments done, read one and give it back."""
    main = shown(manager, "diagnostic")
    expect(main.get_by_text("2 diagnostics transmis sur 6.")).to_be_visible()
    main.get_by_role("radio", name="Synthèse").click()
    expect(main.get_by_text("Chaque ligne est ce que le responsable déclare")).to_be_visible()
    main.get_by_role("radio", name="Un diagnostic").click()
    choose(manager, main, "Service à afficher", OWN)
    expect(main.get_by_role("heading", name=OWN)).to_be_visible()
    expect(main.get_by_text(COMMENT)).to_be_visible()
    panel = opened_popover(manager, "Rouvrir ce diagnostic")
    panel.get_by_role("textbox", name="Motif").fill(REASON)
    button(panel, "Rouvrir").click()
    told(manager, "Diagnostic rouvert.")


def correct_and_submit_again(head: Visit) -> None:
    """One line of the second theme changes; the history says which, and why it was given back."""
    title, lines = THEMES[1]
    main = shown(head, "diagnostic")
    choose(head, main, "Thème", f"2/{len(THEMES)}")
    expect(main.get_by_role("heading", name=title, exact=True)).to_be_visible()
    fill_in(main, lines[:1], BETTER)
    expect(main.get_by_text("des changements ne sont pas encore enregistrés")).to_be_visible()
    submit(head, main)
    read_history(main)


def read_history(main: Locator) -> None:
    """Two submissions with a reopening between them, the newest first, and what the last one changed."""
    main.get_by_text("Historique", exact=True).click()
    history = main.get_by_test_id("stExpander").filter(has_text="Historique")
    expect(history.get_by_text(f"Motif : {REASON}")).to_be_visible()
    said = history.inner_text()
    assert re.findall("Diagnostic (?:transmis|rouvert)|Brouillon enregistré", said) == [
        "Diagnostic transmis",
        "Diagnostic rouvert",
        "Diagnostic transmis",
        "Brouillon enregistré",
    ]
    assert "1 changement depuis la transmission précédente" in said
    expect(history.get_by_role("cell", name=GOOD)).to_be_visible()
    expect(history.get_by_role("cell", name=BETTER)).to_be_visible()


def close_and_publish(manager: Visit) -> None:
    """Close, in words that suit a signed diagnosis, then publish."""
    main = shown(manager, "campagnes")
    expect(main.get_by_text("2 diagnostics transmis sur 6.")).to_be_visible()
    button(main, "Clôturer").click()
    words = confirm_in_dialog(manager, "Clôturer la campagne")
    assert "Les diagnostics transmis seront publiés" in words
    assert "aléatoire" not in words
    told(manager, "Campagne close : il reste à la publier.")
    button(main, "Publier").click()
    told(manager, f"« {TITLE} » publiée")
    expect(main.get_by_role("heading", level=1)).to_have_text("Résultats", timeout=60_000)


def read_as_head(head: Visit) -> None:
    """One's own department beside the whole, its own words, its history; nothing of another department."""
    main = shown(head, "resultats")
    above = f"{OWN} : au-dessus de la collectivité sur « {THEMES[0][0]} » (+50 points)"
    expect(main.get_by_text(above).first).to_be_visible()
    expect(main.get_by_text("rien n’est masqué", exact=False)).to_be_visible()
    assert "paie" not in main.inner_text()
    main = shown(head, "commentaires")
    expect(main.get_by_text(COMMENT)).to_be_visible()
    assert "paie" not in main.inner_text()
    main = shown(head, "diagnostic")
    expect(main.get_by_text("les diagnostics ne changent plus")).to_be_visible()
    expect(main.get_by_text(COMMENT)).to_be_visible()
    assert main.get_by_role("radiogroup").count() == 0
    read_history(main)


def ask_for_another_department(head: Visit, unit: int) -> None:
    """An address that names a department out of the head's scope shows the head's own."""
    for path in ("diagnostic", "resultats"):
        main = shown(head, f"{path}?service={unit}")
        expect(main.get_by_text(OWN).first).to_be_visible()
        assert OTHER not in main.inner_text()


def test_a_diagnosis_from_the_preparation_to_the_results_of_a_head(town: Town) -> None:
    manager = town.person("rh@ville.exemple", "--role", "hr", "--name", "Claude Morel")
    prepare_and_open(manager)
    other = submit_for_another_department(town)
    head = town.person(
        "parcs@ville.exemple", "--role", "department_head", "--department", "PAR", "--name", HEAD
    )
    begin_and_leave(head)
    come_back_and_submit(head)
    read_and_give_back(manager)
    correct_and_submit_again(head)
    close_and_publish(manager)
    read_as_head(head)
    ask_for_another_department(head, other)
    assert [*manager.outside, *head.outside] == []
