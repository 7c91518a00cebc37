"""A whole campaign lived in a real browser by five people, every act through the screens.

Human resources prepare, simulate, open, invite, remind, key in, close and publish; one agent answers on a phone
without JavaScript, another signed in; a third hands in paper; a department head reads and decides. The other agents
post the same light form by HTTP.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import PHONE, Visit
from tests.e2e.steps import button, choose, confirm_in_dialog, idle, opened_popover, shown, text_of, told
from tests.e2e.town import ON_PAPER, Town, agents, email_of, served_town

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]  # a story is long on a busy machine

TITLE = "Pouls du changement 2026"
QUESTION = "Que faudrait-il changer en premier ?"
SIGNED_IN = "VOI-01"
ON_PHONE = "VOI-02"
SILENT = ("VOI-14", "VOI-15", "PAI-14", "PAI-15")
LIGHT_FORM_BYTES = 30_000


@pytest.fixture
def town(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town before its first campaign."""
    with served_town(chromium, tmp_path_factory.mktemp("campaign")) as served:
        yield served


def adapt_the_questionnaire(manager: Visit) -> None:
    """Duplicate the pulse, add an open question, finish the version."""
    shown(manager, "questionnaires?code=pouls_changement&version=1.0")
    panel = opened_popover(manager, "Dupliquer")
    panel.get_by_role("textbox", name="Titre en français").fill(TITLE)
    button(panel, "Dupliquer").click()
    main = manager.page.locator('[data-testid="stMain"]')
    expect(main.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(panel).to_have_count(0)
    manager.page.get_by_role("tab", name="Adapter").click()
    panel = opened_popover(manager, "Ajouter une question")
    choose(manager, panel, "Type de question", "Réponse libre")
    expect(panel.get_by_role("combobox", name="Échelle")).to_have_count(0)
    panel.get_by_role("textbox", name="Question (français)").fill(QUESTION)
    panel.get_by_role("textbox", name="Question (anglais)").fill("What should change first?")
    button(panel, "Ajouter la question").click()
    expect(main.get_by_text("7 questions · ", exact=False).first).to_be_visible()
    panel = opened_popover(manager, "Terminer cette version")
    button(panel, "Terminer").click()
    expect(main.get_by_text("Terminée · version 1.0").first).to_be_visible()


def prepare_and_open(manager: Visit, *, questionnaire: str, title: str, simulated: re.Pattern[str]) -> None:
    """Prepare a campaign, read the simulation, open."""
    main = shown(manager, "preparer-campagne")
    choose(manager, main, "Questionnaire", questionnaire)
    field_of_title = main.get_by_role("textbox", name="Titre de la campagne")
    expect(field_of_title).to_have_value(questionnaire)
    field_of_title.fill(title)
    rate = main.get_by_role("spinbutton", name="Taux de réponse attendu (%)")
    rate.fill("85")
    rate.press("Enter")
    idle(manager)
    button(main, "Enregistrer et simuler").click()
    expect(main.get_by_text(simulated).first).to_be_visible()
    button(main, "Ouvrir…").click()
    words = confirm_in_dialog(manager, "Ouvrir la campagne")
    assert "plus personne ne pourra changer" in words
    told(manager, f"« {title} » ouverte")
    expect(main.get_by_text("1 campagne est ouverte.")).to_be_visible()
    expect(main.get_by_role("heading", name=title)).to_be_visible()


def invite(town: Town, manager: Visit) -> dict[str, str]:
    """From the campaign's card to the invitations; the code of each address."""
    main = idle(manager)
    main.get_by_role("link", name=re.compile("Inviter et relancer")).click()
    waiting = "39 personnes ont une adresse électronique et attendent leur invitation."
    expect(main.get_by_text(waiting)).to_be_visible()
    button(main, "Envoyer 39 invitations").click()
    told(manager, "39 messages envoyés.")
    expect(main.get_by_text("39 messages envoyés.").first).to_be_visible()
    expect(button(main, "Envoyer la relance")).to_be_disabled()
    codes = {address: code for address, _subject, code in town.messages()}
    assert sorted(codes) == sorted(email_of(one) for one in agents() if one != ON_PAPER)
    return codes


def code_on_paper(manager: Visit, folder: Path) -> str:
    """Print the questionnaire of the agent without an address; the code that the paper bears."""
    main = idle(manager)
    button(main, "Exemplaires avec code").click()
    told(manager, "document prêt")
    with manager.page.expect_download() as taken:
        button(main, "Télécharger : Exemplaires avec code").click()
    text = text_of(taken.value, folder)
    codes = set(re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b", text))
    assert len(codes) == 1
    assert QUESTION in text.replace("\u00a0", " ")
    assert "KERVADEC" not in text
    return codes.pop()


def answer_on_a_phone(town: Town, code: str) -> None:
    """The light form, narrow, without JavaScript; a second answer is refused politely."""
    phone = town.visit(viewport=PHONE, java_script_enabled=False)
    page = phone.page
    response = page.goto(f"{town.address}/q")
    page.get_by_label("Votre code personnel").fill(code.replace("-", "").lower())
    page.get_by_role("button", name="Accéder au questionnaire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_text("votre service : Service de la voirie")).to_be_visible()
    page.get_by_role("link", name="Commencer").first.click()
    response = page.reload()
    assert response is not None
    assert len(response.body()) <= LIGHT_FORM_BYTES
    for item in ("PC1", "PC3", "PC4", "PC6", "CT2", "CF1"):
        page.locator(f'input[name="{item}"][value="4"]').check()
    page.get_by_label(QUESTION).fill("Demander à Solveig Marchetti (06 12 34 56 78) de montrer l’outil.")
    page.screenshot(path=town.folder / "phone.png", full_page=True)
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci de votre réponse")
    page.goto(f"{town.address}/q/{code}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous avez déjà répondu")
    assert phone.outside == []


def answer_signed_in(agent: Visit) -> None:
    """The same questions on the signed-in page, from the home page's task."""
    main = shown(agent)
    main.get_by_role("link", name=re.compile("Répondre$")).first.click()
    expect(main.get_by_text("1 enquête attend votre réponse.")).to_be_visible()
    button(main, "Répondre").click()
    button(main, "Commencer").click()
    group = main.get_by_role("radiogroup", name=re.compile("^1"))
    expect(group).to_be_visible()
    for number in (1, 3, 4, 5, 6, 7):
        group = main.get_by_role("radiogroup", name=re.compile(f"^{number}\\."))
        group.get_by_text("Plutôt d’accord", exact=True).click()
    expect(main.get_by_text(re.compile("6 réponses sur 7"))).to_be_visible()
    main.get_by_role("textbox").fill("Des réunions plus courtes.")
    button(main, "Relire et envoyer").click()
    expect(main.get_by_text("7 sur 7")).to_be_visible()
    button(main, "Envoyer ma réponse").click()
    told(agent, "Réponse envoyée.")
    expect(main.get_by_text("Votre réponse est enregistrée.")).to_be_visible()
    button(main, "Revenir à la liste").click()
    expect(main.get_by_text("Vous avez déjà répondu. Merci !")).to_be_visible()


def answer_by_post(town: Town, code: str, turn: int) -> int:
    """Another agent sends the whole light form at once; the status."""
    steps = {"PC1": 2 + turn % 4, "PC3": 1 + turn % 5, "PC4": 1 + turn % 3, "PC6": 1 + turn % 4}
    steps |= {"CT2": 1 + turn % 5, "CF1": 1 + (turn + 2) % 5}
    opened = httpx.get(f"{town.address}/q/{code}?vue=tout")
    name = re.search(r'<textarea name="(\w+)"', opened.text)
    assert name is not None
    fields = {item: str(step) for item, step in steps.items()}
    fields[name.group(1)] = f"Plus de temps pour apprendre, avis {turn}."
    return httpx.post(f"{town.address}/q/{code}?vue=tout", data=fields).status_code


def key_in(manager: Visit, code: str) -> None:
    """Key the paper in; the same sheet a second time is refused."""
    main = shown(manager, "saisie-papier")
    entry = main.get_by_role("textbox", name="Code imprimé sur le questionnaire")
    entry.fill(code)
    entry.press("Enter")
    marks = main.get_by_role("textbox").first
    expect(main.get_by_text("Service de la voirie")).to_be_visible()
    marks.fill("434325")
    expect(main.get_by_text("6 sur 6")).to_be_visible()
    marks.press("Enter")
    told(manager, "Questionnaire enregistré.")
    expect(main.get_by_text("1 questionnaire saisi dans cette séance.")).to_be_visible()
    entry.fill(code)
    entry.press("Enter")
    expect(main.get_by_text("déjà", exact=False).first).to_be_visible()


def follow_and_remind(town: Town, manager: Visit) -> None:
    """Participation names nobody; the reminder reaches the silent ones alone."""
    main = shown(manager, "participation")
    expect(main.get_by_text("36 agents sur 40 ont répondu")).to_be_visible()
    assert "KERVADEC" not in main.inner_text()
    assert "@" not in main.inner_text()
    town.days_go_by(4)
    main = shown(manager, "inviter")
    button(main, "Envoyer la relance").click()
    sent = "Message envoyé aux personnes qui n’ont pas encore répondu."
    told(manager, sent)
    expect(main.get_by_text(sent).first).to_be_visible()
    assert not [one for one in SILENT if email_of(one) in main.inner_text()]
    reminded = [address for address, subject, _code in town.messages() if "il reste" in subject]
    assert sorted(reminded) == sorted(map(email_of, SILENT))


def close_and_publish(manager: Visit) -> None:
    """Close, then publish: the results open."""
    main = shown(manager, "campagnes")
    expect(main.get_by_text("36 réponses sur 40 agents interrogés")).to_be_visible()
    button(main, "Clôturer").click()
    words = confirm_in_dialog(manager, "Clôturer la campagne")
    assert "ne pourra pas être rouverte" in words
    assert "détruit les codes personnels" in words
    told(manager, "Campagne close : il reste à la publier.")
    expect(main.get_by_text("1 campagne attend d’être publiée.")).to_be_visible()
    button(main, "Publier").click()
    told(manager, f"« {TITLE} » publiée")
    expect(main.get_by_role("heading", level=1)).to_have_text("Résultats", timeout=60_000)


def read_as_head(head: Visit) -> None:
    """One's own departments, the small ones hidden, comments masked, nothing to compare yet."""
    main = shown(head, "resultats")
    expect(main.get_by_text("Direction technique").first).to_be_visible()
    expect(main.get_by_text("effectif insuffisant").first).to_be_visible()
    expect(main.get_by_text("trop peu").first).to_be_visible()
    assert "paie" not in main.inner_text()
    main = shown(head, "commentaires")
    expect(main.get_by_text("Des réunions plus courtes.")).to_be_visible()
    expect(main.get_by_text(re.compile("Demander à .* de montrer l’outil"))).to_be_visible()
    said = main.inner_text()
    assert not [word for word in ("Solveig", "Marchetti", "06 12 34") if word in said]
    expect(shown(head, "evolutions").get_by_text("Rien à comparer pour l’instant")).to_be_visible()


def decide_on_an_action(head: Visit) -> None:
    """The head adds an action for a department of theirs."""
    main = shown(head, "plan-action")
    expect(main.get_by_text("Aucune action décidée après cette enquête")).to_be_visible()
    main.get_by_role("textbox", name="Action *").fill("Un référent numérique par équipe")
    main.get_by_role("textbox", name="Porteur *").fill("Responsable de la voirie")
    main.get_by_test_id("stDateInput").get_by_role("spinbutton").first.click()
    head.page.keyboard.type("31122030")
    button(main, "Ajouter l’action").click()
    told(head, "Action ajoutée au plan.")
    expect(main.get_by_text("1 action", exact=False).first).to_be_visible()
    expect(main.get_by_text("échéance le 31/12/2030, portée par Responsable de la voirie")).to_be_visible()


def answer_by_post_again(town: Town, code: str) -> int:
    """The status of a second answer with the same code."""
    return httpx.post(f"{town.address}/q/{code}?vue=tout", data={"PC1": "1"}).status_code


def test_a_campaign_from_the_questionnaire_to_the_action_plan(town: Town) -> None:
    manager = town.person("rh@ville.exemple", "--role", "hr", "--name", "Camille Martin")
    adapt_the_questionnaire(manager)
    readable = re.compile("services sur 4 seront lisibles avec le taux de réponse attendu")
    prepare_and_open(manager, questionnaire=TITLE, title=TITLE, simulated=readable)
    codes = invite(town, manager)
    paper_code = code_on_paper(manager, town.folder)

    answer_on_a_phone(town, codes[email_of(ON_PHONE)])
    agent = town.person(email_of(SIGNED_IN), "--role", "agent", "--name", "Alix Petit")
    answer_signed_in(agent)
    others = [one for one in agents() if one not in {ON_PAPER, SIGNED_IN, ON_PHONE, *SILENT}]
    assert {answer_by_post(town, codes[email_of(one)], turn) for turn, one in enumerate(others)} == {303}
    assert answer_by_post_again(town, codes[email_of(others[0])]) == 409
    key_in(manager, paper_code)
    follow_and_remind(town, manager)
    close_and_publish(manager)
    closed = httpx.get(f"{town.address}/q/{codes[email_of(SILENT[0])]}")
    assert closed.status_code == 404
    assert "Ce code n’est pas reconnu" in closed.text
    main = shown(manager, "attestation")
    expect(main.get_by_text("L’audit d’anonymat est réussi")).to_be_visible()
    head = town.person(
        "chef@ville.exemple", "--role", "department_head", "--department", "DT", "--name", "Dominique Roux"
    )
    read_as_head(head)
    decide_on_an_action(head)
    assert [*manager.outside, *agent.outside, *head.outside] == []
