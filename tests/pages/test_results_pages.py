"""The pages of results: each opens with its conclusion, for every role that may read it, empty or filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.conftest import Browser, Prepared, add_account_of_each_role, plain_texts, prepare, texts
from tests.published import add_published_waves
from transfo_rh.access.model import Role, operator
from transfo_rh.campaigns.results.service import published_campaigns

NOTHING = "Aucun résultat publié pour l’instant"
PAGES = ("results", "dimension", "trends", "strengths", "alignment", "comments", "benchmarks", "actions")
ONLY_HR_MAY = ("publiez", "importez", "ouvrez", "menez une campagne", "vérifier à nouveau")
READERS = {
    "results": (Role.HR, Role.EXECUTIVE, Role.DEPARTMENT_HEAD, Role.AGENT),
    "comments": (Role.HR, Role.EXECUTIVE, Role.DEPARTMENT_HEAD),
    "actions": (Role.HR, Role.EXECUTIVE, Role.DEPARTMENT_HEAD),
}
WHOLE = {
    "results": "À échelle de réponse égale, points forts de la collectivité",
    "dimension": "« Culture numérique » : 51 sur 100",
    "trends": "Ensemble de la collectivité : en progrès démontré sur",
    "strengths": "Ensemble de la collectivité, échelle par échelle : points forts",
    "alignment": "placés sur la carte",
    "comments": "2 commentaires, publiés sans nom",
    "benchmarks": "Aucune autre collectivité à laquelle se comparer",
    "actions": "Aucune action décidée après cette enquête",
}
OF_A_SMALL_DEPARTMENT = {
    "results": "Service GUICHETS : aucun résultat affichable",
    "dimension": "Service GUICHETS : trop peu de réponses",
    "trends": "Service GUICHETS : aucune mesure ne peut être comparée",
    "strengths": "Service GUICHETS : aucun résultat affichable",
    "alignment": "La collectivité : «",
    "comments": "1 commentaire, publié sans nom",
}


def _fill() -> None:
    ids = add_published_waves()
    add_account_of_each_role(head_of=ids["GUICHETS"])


@pytest.fixture(scope="session")
def published_authority(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Two published waves; the department head answers for a department too small to be shown."""
    return prepare(sqlite_template, tmp_path_factory.mktemp("published"), _fill)


def _asks_for_what_the_role_may_not_do(said: str, role: Role) -> bool:
    return role is not Role.HR and any(act in said.casefold() for act in ONLY_HR_MAY)


def _cases() -> list[tuple[str, Role]]:
    return [(page, role) for page in PAGES for role in READERS.get(page, READERS["results"])]


@pytest.mark.parametrize(("page", "role"), _cases())
def test_a_page_without_results_says_what_will_stand_there(
    browser: Browser, empty_authority: Prepared, page: str, role: Role
) -> None:
    browser.use(empty_authority)
    browser.sign_in(role)
    said = plain_texts(browser.open(f"surveys/{page}"))
    assert NOTHING in said
    assert not _asks_for_what_the_role_may_not_do(said, role)


@pytest.mark.parametrize(("page", "role"), _cases())
def test_a_page_opens_with_its_conclusion(
    browser: Browser, published_authority: Prepared, page: str, role: Role
) -> None:
    browser.use(published_authority)
    browser.sign_in(role)
    said = plain_texts(browser.open(f"surveys/{page}"))
    own = OF_A_SMALL_DEPARTMENT if role is Role.DEPARTMENT_HEAD else {}
    expected = own.get(page, WHOLE[page])
    if page == "alignment" and role is Role.AGENT:
        expected = "La collectivité : «"
    assert expected in said
    assert not _asks_for_what_the_role_may_not_do(said, role)


@pytest.mark.parametrize("page", ["results", "trends", "attestation"])
def test_an_address_opens_the_survey_that_it_names(
    browser: Browser, published_authority: Prepared, page: str
) -> None:
    browser.use(published_authority)
    browser.sign_in(Role.HR)
    newest, oldest = published_campaigns(viewer=operator())
    for campaign in (newest, oldest):
        app = browser.open(f"surveys/{page}", enquete=str(campaign.id))
        assert app.selectbox[0].value == campaign.id
        assert not app.exception


def test_references_stand_side_by_side_and_one_by_one(
    browser: Browser, published_authority: Prepared
) -> None:
    browser.use(published_authority)
    browser.sign_in(Role.HR)
    beside, each = browser.open("surveys/benchmarks").dataframe
    assert list(beside.value.columns)[-2:] == ["Vague précédente", "Médiane des autres"]
    assert list(each.value.columns) == ["Mesure", "Comparée à", "Enquête du", "Score"]
    assert list(each.value["Score"]) == list(beside.value["Vague précédente"].dropna())


def test_the_map_crosses_two_characteristics(browser: Browser, published_authority: Prepared) -> None:
    browser.use(published_authority)
    browser.sign_in(Role.HR)
    app = browser.open("surveys/results")
    assert "Redressement" not in texts(app)  # the waves carry no summary
    app.selectbox("croiser").select("department*category").run()
    said = plain_texts(app)
    assert "Service × Catégorie" in said
    assert "Service FINANCES, A (+25 points par rapport à l’ensemble)" in said


def test_an_agent_is_offered_no_cross(browser: Browser, published_authority: Prepared) -> None:
    browser.use(published_authority)
    browser.sign_in(Role.AGENT)
    app = browser.open("surveys/results")
    assert all(box.key != "croiser" for box in app.selectbox)
    assert all(box.key != "repartition" for box in app.selectbox)


def test_attributes_are_offered_in_words(browser: Browser, published_authority: Prepared) -> None:
    browser.use(published_authority)
    browser.sign_in(Role.HR)
    app = browser.open("surveys/results")
    assert app.selectbox("repartition").options == ["Services", "Catégorie", "Poste informatique"]


def test_the_page_of_perceived_and_measured_skills_invites_to_import(
    browser: Browser, published_authority: Prepared
) -> None:
    browser.use(published_authority)
    for role in (Role.HR, Role.AGENT):
        browser.sign_in(role)
        said = plain_texts(browser.open("surveys/competence"))
        assert "Aucune mesure de compétences" in said
        assert not _asks_for_what_the_role_may_not_do(said, role)


def test_perceived_and_measured_skills_are_shown_for_every_department(
    browser: Browser, small_authority: Prepared
) -> None:
    browser.use(small_authority)
    browser.sign_in(Role.HR)
    page = browser.open("surveys/competence")
    assert not page.exception
    labels = [metric.label for metric in page.metric]
    assert labels == ["Compétences comparées", "Surestimées", "Sous-estimées"]
    assert "Par service" in [heading.value for heading in page.header]


def test_comparisons_say_of_how_many_authorities_the_median_is(
    browser: Browser, small_authority: Prepared
) -> None:
    browser.use(small_authority)
    browser.sign_in(Role.HR)
    page = browser.open("surveys/benchmarks")
    assert not page.exception
    counts = [int(metric.value) for metric in page.metric]
    assert len(counts) == 3
    assert f"sur {sum(counts)}." in plain_texts(page)
    assert "autres collectivités : " in plain_texts(page)


def test_the_whole_is_ranked_scale_by_scale_and_the_page_says_so(
    browser: Browser, published_authority: Prepared
) -> None:
    browser.use(published_authority)
    browser.sign_in(Role.HR)
    said = plain_texts(browser.open("surveys/strengths"))
    assert "Ensemble de la collectivité, échelle par échelle :" in said
    assert "Classement échelle par échelle" in said
    assert "Échelle à 8 degrés" in said
    assert "de « Pas du tout d’accord » à « Tout à fait d’accord »" in said
