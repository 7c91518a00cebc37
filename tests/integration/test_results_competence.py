"""Perceived × measured competence: Pix Orga files with the real headings, aggregated by department."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories import add_departments, units_of, viewer
from tests.waves import add_agents, add_wave, hidden, shown
from transfo_rh.access.model import Role
from transfo_rh.campaigns.formats import pix_orga
from transfo_rh.campaigns.model import Unit
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.competence import CompetenceView, competence
from transfo_rh.campaigns.results.competence_import import (
    competence_measures,
    delete_competence_measure,
    import_pix,
    inspect_pix,
)
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import InvalidFile, InvalidInput, NotFound, PermissionDenied

HR = viewer(Role.HR)
DAY = date(2026, 4, 1)
PARENTS = {"DG": None, "A": "DG", "B": "DG", "C": "DG"}
NAMES = {"A": "Direction des usagers", "B": "Direction technique", "C": "Finances"}

ASSESSMENT = (
    "Nom de l'organisation;ID Campagne;Code;Nom de la campagne;Parcours;Nom du Participant;Prénom du Participant;"
    "{group};% de progression;Date et heure de début (Europe/Paris);Partage (O/N);"
    "Date et heure du partage (Europe/Paris);% maitrise de l'ensemble des acquis du profil;"
    "% de maitrise des acquis de la compétence Gérer des données;"
    "Nombre d'acquis du profil cible dans la compétence Gérer des données;"
    "Acquis maitrisés dans la compétence Gérer des données;"
    "% de maitrise des acquis de la compétence Interagir;"
    "% de maitrise des acquis du domaine Information et données;'@outilsTexte1"
)
PROFILES = (
    "Nom de l'organisation;ID Campagne;Code;Nom de la campagne;Nom du Participant;Prénom du Participant;Service;"
    "Envoi (O/N);Date et heure de l'envoi (Europe/Paris);Nombre de pix total;Certifiable (O/N);"
    "Nombre de compétences certifiables;Niveau pour la compétence Gérer des données;"
    "Nombre de pix pour la compétence Gérer des données"
)


def _assessment(people: list[tuple[str, str, str]], group: str = "Identifiant externe") -> bytes:
    """One line per (group, mastery of data, mastery of interaction)."""
    lines = [ASSESSMENT.format(group=group)]
    for number, (value, data, interaction) in enumerate(people):
        name = f"DURAND{number};Zoé{number}"
        lines.append(
            f"Mairie;12;ABCDEF123;Pix {DAY};Parcours;{name};{value};1;2026-03-01 10:00;Oui;2026-03-02 10:00;"
            f"0,5;{data};10;5;{interaction};0.5;OK"
        )
    lines.append("Mairie;12;ABCDEF123;Pix;Parcours;MARTIN;Luc;A;0.3;2026-03-01;Non;NA;NA;NA;NA;NA;NA;NA;NA")
    return ("\ufeff" + "\r\n".join(lines)).encode()


def _people(**groups: int) -> list[tuple[str, str, str]]:
    return [(code, "0.6", "0.4") for code, count in groups.items() for _one in range(count)]


def _campaign(ids: dict[str, int], cells: list[Any]) -> int:
    definition = load_questionnaire("maturite_numerique_agent")
    return add_wave(
        units=units_of(PARENTS, ids),
        questionnaire=scored(definition),
        cells=cells,
        on=date(2026, 5, 4),
        definition=definition.model_dump(mode="json"),
    )


def _import(content: bytes, **more: Any) -> int:
    asked = {
        "name": "pix.csv",
        "title": "Pix 2026",
        "measured_on": DAY,
        "column": "Identifiant externe",
    } | more
    return import_pix(viewer=HR, content=content, **asked).id


def _shown(view: CompetenceView) -> dict[str, tuple[int | None, int | None, int | None]]:
    """Row → perceived, measured and gap of « Gérer des données »."""
    place = [code for code, _label in view.competences].index("1.2")
    return {
        row.label: (
            None if (pair := row.pairs[place]).perceived is None else pair.perceived.score,
            None if pair.measured is None else pair.measured.score,
            pair.gap,
        )
        for row in view.rows
    }


def test_perceived_and_measured_stand_side_by_side_or_not_at_all(any_database: Database) -> None:
    ids = add_departments(PARENTS, names=NAMES)
    campaign_id = _campaign(
        ids,
        [
            shown(None, "CRCN_1_2", 72, 300),
            shown(1, "CRCN_1_2", 75),
            shown(2, "CRCN_1_2", 50),
            hidden(3, "CRCN_1_2"),
        ],
    )
    _import(_assessment(_people(A=12, C=15, B=3) + [("direction technique", "0,9", "NA")] * 4))
    view = competence(viewer=HR, campaign_id=campaign_id)
    assert view.competences == (("1.2", "Gérer des données"), ("2.1", "Interagir"))
    found = _shown(view)
    assert found["Ensemble de la collectivité"] == (72, 64, 8)
    assert found["Service A"] == (75, 60, 15)
    assert found["Service B"] == (50, 77, -27)  # 3 × 60 and 4 × 90, by code and by name
    assert found["Service C"] == (None, None, None)  # measured, but its self-rating is hidden
    of_head = competence(viewer=viewer(Role.DEPARTMENT_HEAD, ids["A"]), campaign_id=campaign_id)
    assert set(_shown(of_head)) == {"Ensemble de la collectivité", "Service A"}
    assert set(_shown(competence(viewer=viewer(Role.AGENT), campaign_id=campaign_id))) == {
        "Ensemble de la collectivité"
    }


def test_a_small_department_is_hidden_with_another(any_database: Database) -> None:
    add_departments(PARENTS)
    _import(_assessment(_people(A=12, B=3, C=20)))
    with database().read() as session:
        (stored,) = repository.competence_measures(session)
    states = {(cell["unit"], cell["competence"]): cell["state"] for cell in stored.content["cells"]}
    codes = [unit["code"] for unit in stored.content["units"]]
    assert states[codes.index("B"), "1.2"] == "too_few"
    assert states[codes.index("A"), "1.2"] == "precaution"
    assert states[codes.index("C"), "1.2"] == "shown"


def test_no_name_and_no_identifier_is_stored(any_database: Database) -> None:
    ids = add_departments(PARENTS)
    add_agents(6, ids["A"])
    people = [(f"M{ids['A']}-{number}", "0.6", "0.4") for number in range(6)] + _people(B=10, C=10)
    _import(_assessment(people, group="Matricule"), column="Matricule")
    with database().read() as session:
        (stored,) = repository.competence_measures(session)
    text = str(stored.content)
    assert not any(word in text for word in ("DURAND", "Zoé", "MARTIN", f"M{ids['A']}-"))
    of_a = [unit["code"] for unit in stored.content["units"]].index("A")
    (cell,) = [c for c in stored.content["cells"] if (c["unit"], c["competence"]) == (of_a, "1.2")]
    assert (cell["score"], cell["n"], cell["n_band"]) == (60, None, "5–9")


def test_a_preview_tells_which_column_names_the_departments(sqlite_database: Database) -> None:
    add_departments(PARENTS)
    content = _assessment(_people(A=12, INCONNU=3))
    preview = inspect_pix(viewer=HR, name="pix.csv", content=content, measured_on=DAY)
    assert (preview.kind, preview.rows, preview.shared) == ("mastery", 16, 15)
    assert preview.competences == ("Gérer des données", "Interagir")
    (column,) = preview.columns
    assert (column.name, column.recognised, column.unknown) == ("Identifiant externe", 12, ("INCONNU",))


def test_a_preview_shows_no_identifier_of_a_person(sqlite_database: Database) -> None:
    add_departments(PARENTS)
    people = [(f"agent{number}@ville.example", "0.5", "0.5") for number in range(12)]
    preview = inspect_pix(viewer=HR, name="pix.csv", content=_assessment(people), measured_on=DAY)
    assert preview.columns[0].unknown == ()


def test_other_values_are_mapped_to_departments(sqlite_database: Database) -> None:
    add_departments(PARENTS)
    content = _assessment(_people(**{"Groupe 1": 12, "Groupe 2": 15}))
    with pytest.raises(InvalidInput, match="service connu"):
        _import(content)
    with pytest.raises(InvalidInput, match=r"Z.*existe pas"):
        _import(content, departments={"Groupe 1": "Z"})
    assert _import(content, departments={"Groupe 1": "A", "Groupe 2": "B"})


def test_levels_of_a_collection_of_profiles_are_read_on_a_hundred() -> None:
    lines = [PROFILES, *["Mairie;1;X;Pix;N;P;A;Oui;2026-03-01;512;Oui;5;4;30"] * 5]
    lines.append("Mairie;1;X;Pix;N;P;A;Non;NA;NA;NA;NA;NA;NA")
    file = pix_orga.read(name="pix.csv", content="\n".join(lines).encode("latin-1"))
    assert (file.kind, file.shared, file.group_columns) == ("level", 5, ("Service",))
    assert file.people("Service")[0].scores == {"1.2": 50.0, "total": 50.0}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a;b\n1;2\n", "Pix Orga"),
        (b"", "pix.csv"),
        (b"%PDF-1.4", "pix.csv"),
        (_assessment([("A", "beaucoup", "0.4")] * 6), "Ligne 2.*beaucoup"),
        (_assessment([("A", "0.4", "140 %")] * 6), "140"),
        (_assessment([("A", "0.4", "nan")] * 6), "nan"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_stored(
    sqlite_database: Database, content: bytes, message: str
) -> None:
    add_departments(PARENTS)
    with pytest.raises(InvalidFile, match=message):
        _import(content)
    assert competence_measures(viewer=HR) == ()


def test_too_few_shared_results_are_refused(sqlite_database: Database) -> None:
    add_departments(PARENTS)
    with pytest.raises(InvalidInput, match="au moins 5"):
        _import(_assessment(_people(A=4)))


def test_a_campaign_that_asks_no_self_rating_says_so(sqlite_database: Database) -> None:
    add_departments(PARENTS)
    campaign_id = add_wave(
        units=(Unit(0, "A", "A", None),),
        questionnaire=scored(load_questionnaire("maturite_numerique_agent")),
        cells=[],
        on=DAY,
    )
    with pytest.raises(NotFound, match="Aucune mesure"):
        competence(viewer=HR, campaign_id=campaign_id)
    _import(_assessment(_people(A=10)))
    with pytest.raises(NotFound, match="évaluer"):
        competence(viewer=HR, campaign_id=campaign_id)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
def test_only_human_resources_take_files_in(sqlite_database: Database, role: Role) -> None:
    who = viewer(role)
    with pytest.raises(PermissionDenied):
        inspect_pix(viewer=who, name="x.csv", content=b"", measured_on=DAY)
    with pytest.raises(PermissionDenied):
        import_pix(viewer=who, name="x.csv", content=b"", title="X", measured_on=DAY, column="X")
    with pytest.raises(PermissionDenied):
        delete_competence_measure(viewer=who, measure_id=1)
    if role is Role.ADMIN:
        with pytest.raises(PermissionDenied):
            competence(viewer=who, campaign_id=1)


def test_a_measure_can_be_forgotten(sqlite_database: Database) -> None:
    add_departments(PARENTS)
    measure_id = _import(_assessment(_people(A=10)))
    delete_competence_measure(viewer=HR, measure_id=measure_id)
    with pytest.raises(NotFound):
        delete_competence_measure(viewer=HR, measure_id=measure_id)
