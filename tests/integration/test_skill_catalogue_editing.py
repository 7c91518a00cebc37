"""Changing the catalogue: versions, refusals, races, levels computed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.factories import add_departments, viewer
from tests.skills_factories import (
    SINCE,
    add_agent,
    give_levels,
    role_content,
    skill_content,
    small_catalogue,
    store_catalogue,
)
from transfo_rh.access.model import Role as AccessRole
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from transfo_rh.skills.assessment import repository as assessment
from transfo_rh.skills.catalogue import editing, families, service
from transfo_rh.skills.catalogue.checks import catalogue_problems
from transfo_rh.skills.model import Bilingual, Origin, Requirement, SkillKind, SkillsSettings

HR = viewer(AccessRole.HR)
LATER = date(2027, 3, 1)


def test_a_change_is_a_version_and_the_past_stays(any_database: Database) -> None:
    skill = store_catalogue().skill("sql")
    assert skill is not None
    reworded = replace(skill.content, label=Bilingual("SQL", "SQL"))
    editing.save_skill(viewer=HR, content=reworded, version=skill.version, valid_from=LATER)
    before = service.current_catalogue(viewer=HR, on=date(2027, 2, 28)).skill("sql")
    after = service.current_catalogue(viewer=HR, on=LATER).skill("sql")
    assert before is not None
    assert after is not None
    assert (before.label, after.label) == ("Interroger une base de données", "SQL")
    assert before.valid_to == after.valid_from == LATER
    assert [version.label for version in editing.skill_versions(viewer=HR, code="sql")] == [
        "SQL",
        "Interroger une base de données",
    ]
    # the same day again replaces the version of that day
    editing.save_skill(viewer=HR, content=skill.content, version=after.version, valid_from=LATER)
    assert len(editing.skill_versions(viewer=HR, code="sql")) == 2


def test_a_role_keeps_what_it_asked_before(any_database: Database) -> None:
    role = store_catalogue().role("counter")
    assert role is not None
    content = replace(role.content, requirements=(Requirement("mediation", 4, 2, critical=True),))
    editing.save_role(viewer=HR, content=content, version=role.version, valid_from=LATER)
    new, old = editing.role_versions(viewer=HR, code="counter")
    assert new.content.requirements == content.requirements
    assert old.content == role.content
    editing.retire_role(viewer=HR, code="counter", version=new.version, on=date(2027, 6, 1))
    assert service.current_catalogue(viewer=HR, on=date(2027, 6, 1)).role("counter") is None
    assert service.current_catalogue(viewer=HR, on=date(2027, 5, 31)).role("counter") is not None


def test_own_entries_are_added_and_codes_are_never_reused(any_database: Database) -> None:
    store_catalogue()
    editing.save_skill(viewer=HR, content=skill_content("drone", label="Drones"), version=None)
    found = service.current_catalogue(viewer=HR).skill("drone")
    assert found is not None
    assert found.origin is Origin.OWN
    with pytest.raises(Conflict, match="déjà pris"):
        editing.save_skill(viewer=HR, content=skill_content("drone"), version=None)
    editing.retire_skill(viewer=HR, code="drone", version=found.version)
    with pytest.raises(Conflict, match="déjà pris"):
        editing.save_skill(viewer=HR, content=skill_content("drone"), version=None)
    with pytest.raises(NotFound):
        editing.save_role(viewer=HR, content=role_content("pilot", [Requirement("sql", 1)]), version=3)


def test_two_people_editing_the_same_role_lose_nothing(any_database: Database) -> None:
    role = store_catalogue().role("mediator")
    assert role is not None
    first = replace(role.content, label=Bilingual("Médiatrice"))
    editing.save_role(viewer=HR, content=first, version=role.version)
    with pytest.raises(Conflict):
        editing.save_role(viewer=HR, content=role.content, version=role.version)
    kept = service.current_catalogue(viewer=HR).role("mediator")
    assert kept is not None
    assert kept.label == "Médiatrice"


def test_a_skill_in_use_cannot_be_retired(any_database: Database) -> None:
    skill = store_catalogue().skill("sql")
    assert skill is not None
    with pytest.raises(InvalidInput, match="Analyste de données"):
        editing.retire_skill(viewer=HR, code="sql", version=skill.version)


def test_a_critical_skill_cannot_become_soft_behind_its_roles(any_database: Database) -> None:
    skill = store_catalogue().skill("sql")
    assert skill is not None
    soft = replace(skill.content, kind=SkillKind.SOFT)
    with pytest.raises(InvalidInput, match="Analyste de données"):
        editing.save_skill(viewer=HR, content=soft, version=skill.version)
    kept = service.current_catalogue(viewer=HR).skill("sql")
    assert kept is not None
    assert kept.content.kind is SkillKind.TECHNICAL


def test_a_new_review_period_changes_the_levels(any_database: Database) -> None:
    catalogue = store_catalogue()
    agent = add_agent("1", add_departments({"A": None})["A"])
    give_levels(catalogue, {agent: {"sql": 3}}, on=date(2024, 6, 1))
    skill = catalogue.skill("sql")
    assert skill is not None
    with database().read() as session:
        assert assessment.levels_of(session, agent_id=agent, on=date(2026, 12, 1)) == {"sql": 2}
    longer = replace(skill.content, review_months=36)
    editing.save_skill(viewer=HR, content=longer, version=skill.version, valid_from=SINCE)
    with database().read() as session:
        assert assessment.levels_of(session, agent_id=agent, on=date(2026, 12, 1)) == {"sql": 3}


def test_settings_are_kept_and_checked(any_database: Database) -> None:
    editing.save_settings(viewer=HR, content=SkillsSettings(ready=90, day_cost_cents=25_000))
    editing.save_settings(viewer=HR, content=SkillsSettings(ready=95))
    assert service.skills_settings(viewer=HR) == SkillsSettings(ready=95)
    for wrong in (
        SkillsSettings(ready=60),
        SkillsSettings(k=4),
        SkillsSettings(step_days=(5, 2, 10, 20)),
        SkillsSettings(day_cost_cents=-1),
    ):
        with pytest.raises(InvalidInput, match="Rien n’a été écrit"):
            editing.save_settings(viewer=HR, content=wrong)
    assert service.skills_settings(viewer=HR) == SkillsSettings(ready=95)


@pytest.mark.parametrize("role", [role for role in AccessRole if role is not AccessRole.HR])
def test_only_human_resources_change_the_catalogue(any_database: Database, role: AccessRole) -> None:
    store_catalogue()
    other = viewer(role)
    with pytest.raises(PermissionDenied):
        editing.save_skill(viewer=other, content=skill_content("x1"), version=None)
    with pytest.raises(PermissionDenied):
        editing.save_role(viewer=other, content=role_content("x1", [Requirement("sql", 1)]), version=None)
    with pytest.raises(PermissionDenied):
        editing.retire_skill(viewer=other, code="sql", version=1)
    with pytest.raises(PermissionDenied):
        editing.retire_role(viewer=other, code="analyst", version=1)
    with pytest.raises(PermissionDenied):
        editing.save_settings(viewer=other, content=SkillsSettings())
    with pytest.raises(PermissionDenied):
        service.install_shipped(viewer=other)


def test_problems_name_the_entry_and_say_what_to_do() -> None:
    content = small_catalogue()
    assert catalogue_problems(content) == ()
    wrong = replace(
        content,
        skills=(*content.skills, replace(skill_content("Été"), family="zz", review_months=0, anchors=())),
        roles=(
            role_content("r1", [Requirement("zz", 9, 3), Requirement("zz", 1)]),
            role_content("r2", [Requirement("listening", 2, critical=True)]),
            role_content("r2", [Requirement("sql", 1)], label="  "),
            role_content("r3", [Requirement("sql", 9, 3)]),
        ),
    )
    text = "\n".join(catalogue_problems(wrong))
    for expected in (
        "« r2 » est écrit deux fois",
        "Été : le code « Été »",
        "Été : la famille « zz » n’existe pas",
        "6 et 120 mois",
        "un repère par niveau",
        "r1 : la compétence « zz » n’existe pas",
        "r1 : la compétence « zz » est demandée deux fois",
        "r3 : « sql » : le niveau demandé va de 1 à 4",
        "r3 : « sql » : le poids est 2",
        "r2 : « listening » : un savoir-être ne peut pas être critique",
        "r2 : demandez au moins une compétence technique",
    ):
        assert expected in text.replace("\u00a0", " "), expected


def test_a_family_is_added_renamed_and_keeps_its_former_name(any_database: Database) -> None:
    store_catalogue()
    added = families.add_family(viewer=HR, label=Bilingual(" Santé, environnement ", "Health"))
    assert added.code == "sante_environnement"
    found = service.current_catalogue(viewer=HR).families
    assert [family.code for family in found] == ["data", "services", "sante_environnement"]
    families.rename_family(viewer=HR, code="data", label=Bilingual("Donnée"), version=found[0].version)
    renamed = service.current_catalogue(viewer=HR).families[0]
    assert (renamed.code, renamed.label) == ("data", Bilingual("Donnée"))
    former = service.current_catalogue(viewer=HR, on=SINCE).families
    assert [family.label.fr for family in former] == ["Données", "Services aux usagers"]
    names = families.family_names(viewer=HR)["data"]
    assert [(name.label.fr, name.valid_to is None) for name in names] == [
        ("Donnée", True),
        ("Données", False),
    ]
    with pytest.raises(Conflict):
        families.rename_family(viewer=HR, code="data", label=Bilingual("Autre"), version=found[0].version)
    assert service.current_catalogue(viewer=HR).families[0].label.fr == "Donnée"


@pytest.mark.parametrize(
    ("label", "said"),
    [("  ", "manque en français"), ("x" * 251, "dépasse"), ("DONNEES", "porte déjà ce nom")],
)
def test_a_wrong_family_name_is_refused(any_database: Database, label: str, said: str) -> None:
    store_catalogue()
    before = service.current_catalogue(viewer=HR).families
    with pytest.raises(InvalidInput, match=said):
        families.add_family(viewer=HR, label=Bilingual(label))
    with pytest.raises(InvalidInput, match=said):
        families.rename_family(viewer=HR, code="services", label=Bilingual(label), version=before[1].version)
    assert service.current_catalogue(viewer=HR).families == before
    with pytest.raises(NotFound):
        families.rename_family(viewer=HR, code="nothing", label=Bilingual("X"), version=1)


def test_a_family_is_retired_once_empty_and_its_code_never_serves_again(any_database: Database) -> None:
    store_catalogue()
    added = families.add_family(viewer=HR, label=Bilingual("Drones"))
    editing.save_skill(
        viewer=HR,
        content=skill_content("pilot", family="drones", label="Piloter"),
        version=None,
        valid_from=LATER,
    )
    with pytest.raises(InvalidInput, match="contient encore Piloter"):  # even a skill to come
        families.retire_family(viewer=HR, code=added.code, version=added.version)
    skill = editing.skill_versions(viewer=HR, code="pilot")[0]
    editing.retire_skill(viewer=HR, code="pilot", version=skill.version, on=LATER)
    families.retire_family(viewer=HR, code=added.code, version=added.version)
    assert "drones" not in {family.code for family in service.current_catalogue(viewer=HR).families}
    with pytest.raises(InvalidInput, match="n’existe pas"):
        editing.save_skill(viewer=HR, content=skill_content("fly", family="drones"), version=None)
    assert families.add_family(viewer=HR, label=Bilingual("Drones")).code == "drones_2"
    roles_only = families.add_family(viewer=HR, label=Bilingual("Pilotage"))
    role = replace(role_content("pilot", [Requirement("sql", 1)]), domain="pilotage")
    editing.save_role(viewer=HR, content=role, version=None)
    with pytest.raises(InvalidInput, match="contient encore Métier pilot"):
        families.retire_family(viewer=HR, code=roles_only.code, version=roles_only.version)


@pytest.mark.parametrize("role", [one for one in AccessRole if one is not AccessRole.HR])
def test_only_human_resources_write_families(any_database: Database, role: AccessRole) -> None:
    store_catalogue()
    who = viewer(role)
    for write in (
        lambda: families.add_family(viewer=who, label=Bilingual("Sport")),
        lambda: families.rename_family(viewer=who, code="data", label=Bilingual("Sport"), version=1),
        lambda: families.retire_family(viewer=who, code="data", version=1),
    ):
        with pytest.raises(PermissionDenied):
            write()
    assert [family.label.fr for family in service.current_catalogue(viewer=HR).families] == [
        "Données",
        "Services aux usagers",
    ]
