"""« Métiers et compétences »: the first day, lists, entries, writing, settings, the workbook."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from tests import skills_factories
from tests.factories import viewer
from tests.pages.conftest import Browser, Prepared, plain_texts, prepare
from transfo_rh.access.model import Role, operator
from transfo_rh.skills.catalogue import editing, families, service
from transfo_rh.skills.catalogue.workbook import catalogue_workbook
from transfo_rh.skills.model import Bilingual, Catalogue, Requirement, numbered_level
from transfo_rh.ui.forms.requirements_table import skill_names, typed_lines

PAGE = "skills/catalogue"
READERS = (Role.HR, Role.DEPARTMENT_HEAD, Role.EXECUTIVE, Role.AGENT)


@pytest.fixture(scope="session")
def described(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The small catalogue of the tests."""
    return prepare(sqlite_template, tmp_path_factory.mktemp("catalogue"), skills_factories.store_catalogue)


@pytest.fixture(scope="session")
def shipped(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The catalogue that comes with the product."""
    return prepare(
        sqlite_template,
        tmp_path_factory.mktemp("shipped"),
        lambda: service.install_shipped(viewer=operator()),
    )


def _button(app: AppTest, label: str) -> Any:
    return next(button for button in app.button if button.label == label)


def _labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def _field(app: AppTest, kind: str, label: str) -> Any:
    return next(field for field in app.get(kind) if field.label.replace("\u00a0", " ") == label)


def _current(on: date | None = None) -> Catalogue:
    return service.current_catalogue(viewer=operator(), on=on)


@pytest.mark.parametrize("role", READERS)
def test_on_the_first_day_each_is_told_what_to_do(
    browser: Browser, empty_authority: Prepared, role: Role
) -> None:
    browser.use(empty_authority)
    browser.sign_in(role)
    app = browser.open(PAGE)
    assert "Le catalogue est encore vide" in plain_texts(app)
    if role is Role.HR:
        _button(app, "Installer le catalogue fourni").click().run()
        assert "117 compétences" in plain_texts(app)
    else:
        assert "direction des ressources humaines" in plain_texts(app)
        assert "Installer le catalogue fourni" not in _labels(app)


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("prepared", ["described", "shipped"])
def test_everybody_reads_and_only_human_resources_write(
    browser: Browser, request: pytest.FixtureRequest, prepared: str, role: Role
) -> None:
    browser.use(request.getfixturevalue(prepared))
    browser.sign_in(role)
    entry = _current()
    writes = role is Role.HR
    for query in (
        {},
        {"vue": "competences"},
        {"vue": "seuils"},
        {"vue": "classeur"},
        {"metier": entry.roles[0].code},
        {"competence": entry.skills[0].code},
        {"ecrire": "metier", "metier": entry.roles[0].code},
        {"ecrire": "competence"},
    ):
        app = browser.open(PAGE, **query)
        plain_texts(app)
        found = {"Nouveau métier", "Nouvelle compétence", "Modifier", "Enregistrer les seuils"}
        found |= {"Enregistrer le métier", "Enregistrer la compétence", "Retirer du catalogue"}
        written = found & set(_labels(app))
        assert bool(written) is (writes and query != {"vue": "classeur"}), (query, written)
        if query == {"vue": "classeur"}:
            assert bool(app.get("file_uploader")) is writes


def test_a_family_is_added_renamed_and_retired_on_the_screen(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE, vue="familles")
    assert "Retirer la famille" not in _labels(app)
    _field(app, "text_input", "Intitulé *").set_value("Sport et santé")
    _button(app, "Ajouter la famille").click().run()
    assert "sport_et_sante · 0 compétence · 0 métier" in plain_texts(app).replace("`", "")
    name = next(field for field in app.text_input if field.value == "Sport et santé")
    name.set_value("Sport")
    buttons = [button for button in app.button if button.label == "Renommer la famille"]
    buttons[-1].click().run()
    plain_texts(app)
    assert [family.label.fr for family in _current().families][-1] == "Sport"
    _button(app, "Retirer la famille").click().run()
    plain_texts(app)
    assert [family.code for family in _current().families] == ["data", "services"]


@pytest.mark.parametrize("role", READERS)
def test_everybody_reads_families_and_human_resources_alone_write_them(
    browser: Browser, described: Prepared, role: Role
) -> None:
    browser.use(described)
    browser.sign_in(role)
    app = browser.open(PAGE, vue="familles")
    assert "3 compétences" in plain_texts(app)
    assert ("Ajouter la famille" in _labels(app)) is (role is Role.HR)
    assert ("Renommer la famille" in _labels(app)) is (role is Role.HR)


def test_a_family_renamed_meanwhile_is_a_refusal(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE, vue="familles")
    first = _current().families[0]
    families.rename_family(viewer=operator(), code="data", label=Bilingual("Donnée"), version=first.version)
    next(field for field in app.text_input if field.value == "Données").set_value("Datas")
    _button(app, "Renommer la famille").click().run()
    assert app.error
    assert _current().families[0].label.fr == "Donnée"


def test_a_search_knows_synonyms_and_ignores_accents(browser: Browser, shipped: Prepared) -> None:
    browser.use(shipped)
    browser.sign_in(Role.AGENT)
    app = browser.open(PAGE)
    app.text_input[0].set_value("ACCUEIL etat civil").run()
    assert "résultat" in plain_texts(app)
    app.text_input[0].set_value("zzzz").run()
    assert "Rien ne correspond" in plain_texts(app)


def test_a_role_shows_what_it_asks(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.AGENT)
    said = plain_texts(browser.open(PAGE, metier="analyst"))
    assert "Demande 4 compétences, dont 1 critique : Interroger une base de données." in said
    assert "Savoir-être attendus, sans effet sur l’adéquation : Écoute" in said
    assert "Une seule version" in said


def test_a_skill_shows_its_five_levels_and_who_asks_for_it(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.AGENT)
    app = browser.open(PAGE, competence="quality")
    said = plain_texts(app)
    assert said.count("transfo-step") == 5
    assert "Qualité des données, niveau 4" in said
    assert len(app.dataframe[0].value) == 3


def test_the_way_back_leads_to_the_list_as_it_was(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.AGENT)
    app = browser.open(PAGE, vue="competences", famille="services")
    _button(app, "Médiation numérique").click().run()
    assert "Médiation numérique, niveau 4" in plain_texts(app)
    _button(app, "Toutes les compétences").click().run()
    plain_texts(app)
    assert "Médiation numérique" in _labels(app)
    assert "Visualiser des données" not in _labels(app)


def test_an_unknown_entry_is_one_message(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.HR)
    for query in ({"metier": "zz"}, {"ecrire": "competence", "competence": "zz"}):
        app = browser.open(PAGE, **query)
        assert not app.exception
        assert [error.value for error in app.error]


def test_versions_say_what_changed(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    role = _current().role("counter")
    assert role is not None
    content = replace(
        role.content,
        requirements=(Requirement("reception", 4, 2, critical=True), *role.content.requirements[1:]),
    )
    editing.save_role(viewer=viewer(Role.HR), content=content, version=role.version)
    browser.sign_in(Role.AGENT)
    app = browser.open(PAGE, metier="counter")
    plain_texts(app)
    changes = app.dataframe[-1].value
    assert list(changes.iloc[0].str.replace("\u00a0", " ")) == [
        "Exigence : Accueil",
        "niveau 3, cœur de métier, critique",
        "niveau 4, cœur de métier, critique",
    ]


def test_a_skill_is_written_and_a_refusal_keeps_what_was_typed(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE, ecrire="competence")
    _field(app, "text_input", "Intitulé *").set_value("Piloter un drone")
    _button(app, "Enregistrer la compétence").click().run()
    assert "La définition manque en français" in app.error[0].value.replace("\u00a0", " ")
    assert _field(app, "text_input", "Intitulé *").value == "Piloter un drone"
    _field(app, "text_area", "Définition *").set_value("Faire voler un drone.")
    anchors = [field for field in app.text_area if field.label.startswith("Niveau") and "*" in field.label]
    assert len(anchors) == 5
    for level, field in enumerate(anchors):
        field.set_value(f"Vole {level} fois.")
    _button(app, "Enregistrer la compétence").click().run()
    assert "Piloter un drone" in plain_texts(app)
    assert _current().skill("piloter_un_drone") is not None


def test_a_role_is_changed_and_a_conflict_keeps_what_was_typed(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE, ecrire="metier", metier="analyst")
    plain_texts(app)
    role = _current().role("analyst")
    assert role is not None
    other = replace(role.content, label=Bilingual("Analyste"))
    editing.save_role(viewer=viewer(Role.HR), content=other, version=role.version)
    _field(app, "text_input", "Intitulé *").set_value("Data analyste")
    _button(app, "Enregistrer le métier").click().run()
    assert app.error
    assert _field(app, "text_input", "Intitulé *").value == "Data analyste"
    assert _current().role("analyst").label == "Analyste"  # type: ignore[union-attr]
    again = "Repartir de la version enregistrée (ce qui est saisi ici sera perdu)"
    _button(app, again).click().run()
    assert _field(app, "text_input", "Intitulé *").value == "Analyste"
    _field(app, "text_input", "Intitulé *").set_value("Data analyste")
    _button(app, "Enregistrer le métier").click().run()
    assert "Data analyste" in plain_texts(app)
    saved = _current().role("analyst")
    assert saved is not None
    assert saved.label == "Data analyste"
    assert saved.content.requirements == role.content.requirements


def test_a_new_role_is_begun_and_given_up(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE)
    _button(app, "Nouveau métier").click().run()
    assert "Nouveau métier" in plain_texts(app)
    _field(app, "text_input", "Intitulé *").set_value("Pilote")
    _button(app, "Enregistrer le métier").click().run()
    assert "au moins une compétence" in app.error[0].value.replace("\u00a0", " ")
    _button(app, "Abandonner").click().run()
    assert "4 métiers sont décrits" in plain_texts(app)


def test_a_role_is_copied(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE, metier="mediator")
    _button(app, "Copier").click().run()
    assert _field(app, "text_input", "Intitulé *").value == "Médiateur numérique (copie)"
    _field(app, "text_input", "Intitulé *").set_value("Médiateur itinérant")
    _button(app, "Enregistrer le métier").click().run()
    plain_texts(app)
    copy, model = _current().role("mediateur_itinerant"), _current().role("mediator")
    assert copy is not None
    assert model is not None
    assert copy.content.requirements == model.content.requirements


def test_an_entry_is_retired_and_brought_back(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE, competence="sql")
    _button(app, "Retirer du catalogue").click().run()
    assert "Analyste de données" in app.error[0].value
    app = browser.open(PAGE, metier="finance")
    _button(app, "Retirer du catalogue").click().run()
    plain_texts(app)
    assert _current().role("finance") is None
    app = browser.open(PAGE, metier="finance")
    assert "Retiré du catalogue" in "".join(warning.value for warning in app.warning)
    _button(app, "Rétablir").click().run()
    _button(app, "Enregistrer le métier").click().run()
    plain_texts(app)
    assert _current().role("finance") is not None


def test_settings_are_changed_and_refused_in_words(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE, vue="seuils")
    _field(app, "number_input", "Prêt à partir de").set_value(60)
    _button(app, "Enregistrer les seuils").click().run()
    assert "doivent croître" in app.error[0].value
    assert _field(app, "number_input", "Prêt à partir de").value == 60
    _field(app, "number_input", "Prêt à partir de").set_value(90)
    _button(app, "Enregistrer les seuils").click().run()
    assert "prêt à partir de 90" in plain_texts(app)
    assert service.skills_settings(viewer=operator()).ready == 90


def _workbook(cell: str, value: str) -> bytes:
    book = load_workbook(io.BytesIO(catalogue_workbook(_current())))
    book["Compétences"][cell] = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_workbook_is_previewed_then_imported(browser: Browser, described: Prepared) -> None:
    browser.use(described)
    browser.sign_in(Role.HR)
    app = browser.open(PAGE, vue="classeur")
    app.get("file_uploader")[0].upload("c.xlsx", _workbook("B2", "zz")).run()
    assert "1 problème à corriger" in app.error[0].value.replace("\u00a0", " ")
    assert "Importer" not in _labels(app)
    app = browser.open(PAGE, vue="classeur")
    app.get("file_uploader")[0].upload("c.xlsx", _workbook("E2", "SQL")).run()
    assert "Rien n’est encore écrit" in plain_texts(app)
    assert _current().skill("sql").label != "SQL"  # type: ignore[union-attr]
    _button(app, "Importer").click().run()
    plain_texts(app)
    assert _current().skill("sql").label == "SQL"  # type: ignore[union-attr]


def test_the_lines_of_the_table_are_read_as_typed() -> None:
    content = skills_factories.small_catalogue()
    catalogue = Catalogue(skills_factories.SINCE, content.families, (), ())
    names = {"sql": "SQL", **skill_names(catalogue)}
    frame = pd.DataFrame(
        {
            "skill": ["SQL", None, float("nan")],
            "level": [numbered_level(3), numbered_level(1), None],
            "weight": ["Utile", None, None],
            "critical": [True, None, float("nan")],
        }
    )
    found = [(line.skill, line.level, line.weight, line.critical) for line in typed_lines(frame, names)]
    assert found == [("sql", 3, 1, True), (None, 1, None, False), (None, None, None, False)]
