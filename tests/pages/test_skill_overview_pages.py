"""The map of skills, cover and search on screen: findings, who sees names, what stays out of the address."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.factories import viewer
from tests.pages.conftest import Browser, Prepared, prepare, texts
from tests.skills_factories import SINCE, TODAY, skill_content, store_catalogue
from transfo_rh.access.model import Role
from transfo_rh.skills.catalogue.service import current_catalogue
from transfo_rh.skills.model import Origin, Skill, SkillsSettings
from transfo_rh.skills.overview import people, risks
from transfo_rh.skills.overview.cover import Cover
from transfo_rh.skills.overview.model import CoverView, Criterion, RoleChoice, SkillCover
from transfo_rh.skills.overview.urgency import Urgency
from transfo_rh.skills.overview.wording import cover_sentence


def _shown(app: AppTest) -> AppTest:
    assert not app.exception, [error.value for error in app.exception]
    assert not app.error, [error.value for error in app.error]
    return app


def _control(app: AppTest, label: str):
    return next(c for c in app.get("button_group") if c.label == label)


@pytest.fixture
def open_as(browser: Browser, small_authority: Prepared):
    browser.use(small_authority)

    def opened(role: Role, page: str) -> AppTest:
        browser.sign_in(role)
        return _shown(browser.open(page))

    return opened


def test_the_map_opens_with_its_conclusion(open_as) -> None:
    app = open_as(Role.HR, "skills/overview")
    assert "niveau moyen va de" in texts(app)
    assert [metric.label for metric in app.metric] == ["Agents présents", "Niveau moyen", "Part évaluée"]


@pytest.mark.parametrize(
    ("role", "named"), [(Role.HR, True), (Role.DEPARTMENT_HEAD, True), (Role.EXECUTIVE, False)]
)
def test_only_those_who_may_see_names_are_offered_the_map_of_people(open_as, role: Role, named: bool) -> None:
    app = open_as(role, "skills/overview")
    options = [str(option) for option in _control(app, "Carte").options]
    assert any("Agents" in option for option in options) is named


def test_the_two_other_maps_open(open_as) -> None:
    app = open_as(Role.HR, "skills/overview")
    app.session_state["carte"] = "metiers"
    assert "métiers" in texts(_shown(app.run()))
    app.session_state["carte"] = "agents"
    assert "des niveaux de cette page sont connus" in texts(_shown(app.run()))


def test_a_reader_of_aggregates_reads_what_is_hidden_and_why(open_as) -> None:
    app = open_as(Role.EXECUTIVE, "skills/overview")
    assert "elles portent sur moins de 5 personnes" in texts(app)


@pytest.mark.parametrize("reading", ["niveau", "evalues", "detenteurs"])
def test_the_caption_counts_the_hidden_cells_that_the_legend_counts(open_as, reading: str) -> None:
    app = open_as(Role.EXECUTIVE, "skills/overview")
    app.session_state["lecture"] = reading
    said = texts(_shown(app.run()))
    legend = re.search(r"Masqué : [^(]*\((\d+)\)", said.replace("\xa0", " "))
    caption = re.search(r"(\d+) cases? masquée", said)
    assert legend is not None
    assert caption is not None
    assert legend[1] == caption[1]


@pytest.mark.parametrize(
    ("written", "chosen"),
    [("metiers", "metiers"), ("Services × métiers", "metiers"), ("inconnue", "competences")],
)
def test_an_address_written_by_hand_opens_its_map(
    browser: Browser, small_authority: Prepared, written: str, chosen: str
) -> None:
    browser.use(small_authority)
    browser.sign_in(Role.HR)
    app = _shown(browser.open("skills/overview", carte=written))
    assert _control(app, "Carte").value == chosen
    kept = app.query_params.get("carte")
    assert kept == (chosen if chosen != "competences" else None)


def test_cover_shows_names_to_human_resources_alone(open_as) -> None:
    holders = {
        f"{single.agent.last_name} {single.agent.first_name}"
        for single in risks.cover(viewer=viewer(Role.HR)).singles
        if single.agent is not None
    }
    assert holders
    for role in (Role.HR, Role.EXECUTIVE):
        app = open_as(role, "skills/cover")
        assert "Compétences qui reposent sur une seule personne" in [h.value for h in app.header]
        cells = {str(value) for frame in app.dataframe for value in frame.value.to_numpy().ravel()}
        assert (holders <= cells) is (role is Role.HR)
        assert not (holders & cells) or role is Role.HR


def test_a_head_is_first_judged_by_the_jobs_of_the_team(open_as) -> None:
    chosen = {}
    for role in (Role.DEPARTMENT_HEAD, Role.HR):
        app = open_as(role, "skills/cover")
        chosen[role] = next(box.value for box in app.selectbox if box.label == "Métiers pris en compte")
    assert chosen == {Role.DEPARTMENT_HEAD: "held", Role.HR: "all"}


def test_a_search_shows_people_with_their_levels_in_words_and_keeps_them_out_of_the_address(open_as) -> None:
    hr = viewer(Role.HR)
    skill = max(
        current_catalogue(viewer=hr).skills,
        key=lambda s: people.find_people(viewer=hr, criteria=[Criterion(s.code, 2)]).total,
    )
    found = people.find_people(viewer=hr, criteria=[Criterion(skill.code, 2)])
    app = open_as(Role.HR, "skills/search")
    before = dict(app.query_params)
    next(box for box in app.selectbox if box.label == "Compétence 1").set_value(skill.code)
    next(button for button in app.button if button.label == "Chercher").click()
    _shown(app.run())
    assert "au niveau 2" in texts(app)
    table = app.dataframe[0].value
    assert list(table["Nom"]) == [one.agent.last_name for one in found.people]
    assert table[skill.label].str.contains(" – ").all()
    assert dict(app.query_params) == before


def test_a_search_without_a_skill_says_what_to_do(browser: Browser, small_authority: Prepared) -> None:
    browser.use(small_authority)
    browser.sign_in(Role.HR)
    app = browser.open("skills/search")
    next(button for button in app.button if button.label == "Chercher").click()
    app.run()
    assert not app.exception
    assert "Choisissez de 1 à" in app.error[0].value


@pytest.mark.parametrize("page", ["skills/search", "skills/what_if"])
def test_without_a_catalogue_the_way_leads_to_the_catalogue(
    browser: Browser, empty_authority: Prepared, page: str
) -> None:
    browser.use(empty_authority)
    browser.sign_in(Role.HR)
    assert "Installez le catalogue fourni" in texts(_shown(browser.open(page)))


@pytest.fixture(scope="session")
def catalogue_alone(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A catalogue, and no staff yet."""
    return prepare(sqlite_template, tmp_path_factory.mktemp("catalogue"), store_catalogue)


@pytest.mark.parametrize(
    "page", ["skills/overview", "skills/cover", "skills/search", "skills/fit", "skills/pathways"]
)
def test_without_staff_the_way_leads_to_its_import(
    browser: Browser, catalogue_alone: Prepared, page: str
) -> None:
    browser.use(catalogue_alone)
    browser.sign_in(Role.HR)
    said = texts(_shown(browser.open(page)))
    assert "Importez l’extraction de votre SIRH" in said
    assert "Demandez à l’administrateur" not in said


def test_a_cover_without_a_gap_is_said_in_the_affirmative() -> None:
    skill = Skill(1, skill_content("sql"), Origin.SHIPPED, SINCE, None, 1)
    line = SkillCover(skill, 2, Cover.COVERED, Urgency.SECURE, None, None, None)
    view = CoverView(
        on=TODAY,
        choice=RoleChoice.ALL,
        headcount=9,
        assessed=9,
        skills=(line, line),
        roles=(),
        singles=(),
        settings=SkillsSettings(),
        protected=False,
        hidden=False,
    )
    assert (
        cover_sentence(view)
        == "Les 2 compétences sont toutes détenues au niveau demandé, aucune n’est fragile."
    )
    gap = replace(view, skills=(replace(line, cover=Cover.RUPTURE), line))
    assert cover_sentence(gap).startswith("1 compétence sur 2 n’est détenue par personne")
