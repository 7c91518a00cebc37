"""Every service function of the skills area × the five roles × whom it is about: who is allowed, and whose names come out.

The town has a head's team (A, with B below), another team (C), and an agent behind each account. A new public function
that takes ``viewer`` must get a line in ``CALLS``; what comes back is walked down to the last value for planted names.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import io
import pkgutil
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

import transfo_rh.skills
from tests.factories import add_departments
from tests.quick_passwords import use_quick_hashes
from tests.skills_factories import SINCE, TODAY, add_agent, give_levels, link_job, store_catalogue
from transfo_rh.access import service as accounts
from transfo_rh.access.model import Role, Viewer, administrator_operator, operator
from transfo_rh.core import clock
from transfo_rh.core.database import Database
from transfo_rh.core.errors import NotFound, PermissionDenied, TransfoError
from transfo_rh.skills.assessment import dossiers, own
from transfo_rh.skills.assessment import service as grids
from transfo_rh.skills.assessment.importing import service as levels_files
from transfo_rh.skills.assessment.model import CellChange
from transfo_rh.skills.catalogue import editing, families
from transfo_rh.skills.catalogue import importing as catalogue_files
from transfo_rh.skills.catalogue import service as catalogues
from transfo_rh.skills.catalogue.workbook import catalogue_workbook
from transfo_rh.skills.fit import service as fits
from transfo_rh.skills.fit.table import ranking_table
from transfo_rh.skills.matching import service as matching
from transfo_rh.skills.model import Bilingual, Catalogue, SkillsSettings, Source, Wish
from transfo_rh.skills.overview import exports, people, risks
from transfo_rh.skills.overview import service as maps
from transfo_rh.skills.overview.model import Criterion
from transfo_rh.skills.pathways import service as paths
from transfo_rh.skills.pathways import wishes
from transfo_rh.skills.references import service as references
from transfo_rh.skills.staffing import moves
from transfo_rh.skills.staffing import service as staffing
from transfo_rh.skills.staffing.model import Plan, Post
from transfo_rh.staff.model import Agent

HR, HEAD, EXECUTIVE, AGENT = Role.HR, Role.DEPARTMENT_HEAD, Role.EXECUTIVE, Role.AGENT
READER = shutil.which("pdftotext")
PRESENT = {"in-a": "A", "in-b": "B", "out-c": "C"}
ACCOUNTS = {role: f"self-{role.value}" for role in (HR, HEAD, EXECUTIVE, AGENT)}


@dataclass(frozen=True)
class Town:
    """Agents by planted matricule; the viewer of each role; what some calls need before."""

    places: dict[str, int]
    agents: dict[str, int]
    viewers: dict[Role, Viewer]
    catalogue: Catalogue
    proposals: dict[str, int]
    scenario: int

    def mark(self, agent_id: int) -> str:
        return next(name for name, one in self.agents.items() if one == agent_id)


@dataclass(frozen=True)
class Ask:
    """One call: who asks, about whom."""

    town: Town
    viewer: Viewer
    about: str

    @property
    def agent(self) -> int:
        return self.town.agents[self.about]

    @property
    def skill(self) -> int:
        return next(skill.id for skill in self.town.catalogue.skills if skill.code == "sql")


Call = Callable[[Ask], Any]
NOBODY: frozenset[Role] = frozenset()
READERS = frozenset({HR, HEAD, EXECUTIVE, AGENT})
MAPS = frozenset({HR, HEAD, EXECUTIVE})
ASSESSORS = frozenset({HR, HEAD})
HUMAN_RESOURCES = frozenset({HR})


@dataclass(frozen=True)
class Line:
    """Roles that may call; ``about``: the call names an agent, out of whose reach it must be refused."""

    roles: frozenset[Role]
    call: Call
    about: bool = False
    own: bool = False


def _start(ask: Ask) -> paths.From:
    return paths.From(agent_id=ask.agent)


def _file(ask: Ask) -> tuple[levels_files.LevelsFile, Any]:
    file = levels_files.open_levels_file(
        viewer=operator(), name="n.csv", content=b"Matricule;Nom;Accueil\nin-a;N;3\n"
    )
    return file, levels_files.guess(viewer=operator(), file=file)


def _workbook() -> bytes:
    return catalogue_workbook(catalogues.current_catalogue(viewer=operator()))


PLAN = Plan(posts=(Post("analyst", "A", 1),))
ABSENT = Path("/nonexistent")

CALLS: Mapping[str, Line] = {
    "assessment.dossiers.to_review": Line(ASSESSORS, lambda a: dossiers.to_review(viewer=a.viewer)),
    "assessment.dossiers.history": Line(
        ASSESSORS, lambda a: dossiers.history(viewer=a.viewer, agent_id=a.agent), about=True
    ),
    "assessment.dossiers.add_certificate": Line(
        ASSESSORS,
        lambda a: dossiers.add_certificate(
            viewer=a.viewer, agent_id=a.agent, skill="sql", level=2, obtained_on=SINCE
        ),
        about=True,
    ),
    "assessment.dossiers.confirm_proposal": Line(
        ASSESSORS,
        lambda a: dossiers.confirm_proposal(viewer=a.viewer, statement_id=a.town.proposals[a.about]),
        about=True,
    ),
    "assessment.dossiers.decline_proposal": Line(
        ASSESSORS,
        lambda a: dossiers.decline_proposal(viewer=a.viewer, statement_id=a.town.proposals[a.about], level=1),
        about=True,
    ),
    "assessment.importing.service.open_levels_file": Line(
        HUMAN_RESOURCES,
        lambda a: levels_files.open_levels_file(
            viewer=a.viewer, name="n.csv", content=b"Matricule;Accueil\n1;3\n"
        ),
    ),
    "assessment.importing.service.guess": Line(
        HUMAN_RESOURCES, lambda a: levels_files.guess(viewer=a.viewer, file=_file(a)[0])
    ),
    "assessment.importing.service.label_choices": Line(
        HUMAN_RESOURCES,
        lambda a: levels_files.label_choices(viewer=a.viewer, file=_file(a)[0], mapping=_file(a)[1]),
    ),
    "assessment.importing.service.preview": Line(
        HUMAN_RESOURCES,
        lambda a: levels_files.preview(viewer=a.viewer, file=_file(a)[0], mapping=_file(a)[1]),
    ),
    "assessment.importing.service.store": Line(
        HUMAN_RESOURCES, lambda a: levels_files.store(viewer=a.viewer, file=_file(a)[0], mapping=_file(a)[1])
    ),
    "assessment.own.own_levels": Line(READERS, lambda a: own.own_levels(viewer=a.viewer), own=True),
    "assessment.own.save_self": Line(
        READERS, lambda a: own.save_self(viewer=a.viewer, levels={"sql": 1}), own=True
    ),
    "assessment.own.own_history": Line(READERS, lambda a: own.own_history(viewer=a.viewer), own=True),
    "assessment.service.team_grid": Line(
        ASSESSORS, lambda a: grids.team_grid(viewer=a.viewer, family="data")
    ),
    "assessment.service.same_grid": Line(
        ASSESSORS,
        lambda a: grids.same_grid(viewer=a.viewer, grid=grids.team_grid(viewer=a.viewer, family="data")),
    ),
    "assessment.service.focus_counts": Line(ASSESSORS, lambda a: grids.focus_counts(viewer=a.viewer)),
    "assessment.service.save_grid": Line(
        ASSESSORS,
        lambda a: grids.save_grid(
            viewer=a.viewer, changes=[CellChange(a.agent, a.skill, 2, a.town.proposals[a.about])]
        ),
        about=True,
    ),
    "catalogue.editing.save_skill": Line(
        HUMAN_RESOURCES,
        lambda a: editing.save_skill(
            viewer=a.viewer,
            content=a.town.catalogue.skills[0].content,
            version=a.town.catalogue.skills[0].version,
        ),
    ),
    "catalogue.editing.save_role": Line(
        HUMAN_RESOURCES,
        lambda a: editing.save_role(
            viewer=a.viewer,
            content=a.town.catalogue.roles[0].content,
            version=a.town.catalogue.roles[0].version,
        ),
    ),
    "catalogue.editing.retire_skill": Line(
        HUMAN_RESOURCES, lambda a: editing.retire_skill(viewer=a.viewer, code="listening", version=99)
    ),
    "catalogue.editing.retire_role": Line(
        HUMAN_RESOURCES, lambda a: editing.retire_role(viewer=a.viewer, code="finance", version=99)
    ),
    "catalogue.editing.skill_versions": Line(
        READERS, lambda a: editing.skill_versions(viewer=a.viewer, code="sql")
    ),
    "catalogue.editing.role_versions": Line(
        READERS, lambda a: editing.role_versions(viewer=a.viewer, code="analyst")
    ),
    "catalogue.families.add_family": Line(
        HUMAN_RESOURCES, lambda a: families.add_family(viewer=a.viewer, label=Bilingual("Sport"))
    ),
    "catalogue.families.rename_family": Line(
        HUMAN_RESOURCES,
        lambda a: families.rename_family(viewer=a.viewer, code="data", label=Bilingual("Données"), version=1),
    ),
    "catalogue.families.retire_family": Line(
        HUMAN_RESOURCES, lambda a: families.retire_family(viewer=a.viewer, code="data", version=1)
    ),
    "catalogue.families.family_names": Line(READERS, lambda a: families.family_names(viewer=a.viewer)),
    "catalogue.editing.save_settings": Line(
        HUMAN_RESOURCES, lambda a: editing.save_settings(viewer=a.viewer, content=SkillsSettings())
    ),
    "catalogue.importing.preview_workbook": Line(
        HUMAN_RESOURCES,
        lambda a: catalogue_files.preview_workbook(viewer=a.viewer, name="c.xlsx", content=_workbook()),
    ),
    "catalogue.importing.store_workbook": Line(
        HUMAN_RESOURCES,
        lambda a: catalogue_files.store_workbook(viewer=a.viewer, name="c.xlsx", content=_workbook()),
    ),
    "catalogue.service.current_catalogue": Line(
        READERS, lambda a: catalogues.current_catalogue(viewer=a.viewer)
    ),
    "catalogue.service.skills_settings": Line(READERS, lambda a: catalogues.skills_settings(viewer=a.viewer)),
    "catalogue.service.install_shipped": Line(
        HUMAN_RESOURCES, lambda a: catalogues.install_shipped(viewer=a.viewer)
    ),
    "fit.service.role_fit": Line(
        MAPS, lambda a: fits.role_fit(viewer=a.viewer, role_code="analyst", size=50)
    ),
    "fit.table.ranking_table": Line(ASSESSORS, lambda a: ranking_table(viewer=a.viewer, role_code="analyst")),
    "fit.service.known_role": Line(MAPS, lambda a: fits.known_role(viewer=a.viewer)),
    "matching.service.own_concepts": Line(READERS, lambda a: matching.own_concepts(viewer=a.viewer)),
    "matching.service.match_skill_labels": Line(
        HUMAN_RESOURCES, lambda a: matching.match_skill_labels(viewer=a.viewer, labels=["SQL"])
    ),
    "matching.service.job_links": Line(HUMAN_RESOURCES, lambda a: matching.job_links(viewer=a.viewer)),
    "matching.service.jobs_waiting": Line(HUMAN_RESOURCES, lambda a: matching.jobs_waiting(viewer=a.viewer)),
    "matching.service.confirm_job_links": Line(
        HUMAN_RESOURCES,
        lambda a: matching.confirm_job_links(
            viewer=a.viewer, choices=[matching.JobChoice("Agent", "counter")]
        ),
    ),
    "matching.service.link_jobs": Line(HUMAN_RESOURCES, lambda a: matching.link_jobs(viewer=a.viewer)),
    "overview.exports.skill_map_file": Line(MAPS, lambda a: exports.skill_map_file(viewer=a.viewer)),
    "overview.exports.role_map_file": Line(MAPS, lambda a: exports.role_map_file(viewer=a.viewer)),
    "overview.exports.person_map_file": Line(
        ASSESSORS, lambda a: exports.person_map_file(viewer=a.viewer, family="data")
    ),
    "overview.exports.record_named_table": Line(
        ASSESSORS, lambda a: exports.record_named_table(viewer=a.viewer, what="role_fit", subject="analyst")
    ),
    "overview.people.person_map": Line(
        ASSESSORS, lambda a: people.person_map(viewer=a.viewer, family="data")
    ),
    "overview.people.search_places": Line(ASSESSORS, lambda a: people.search_places(viewer=a.viewer)),
    "overview.people.find_people": Line(
        ASSESSORS, lambda a: people.find_people(viewer=a.viewer, criteria=[Criterion("sql", 1)])
    ),
    "overview.risks.cover": Line(MAPS, lambda a: risks.cover(viewer=a.viewer)),
    "overview.service.places": Line(MAPS, lambda a: maps.places(viewer=a.viewer)),
    "overview.service.skill_map": Line(MAPS, lambda a: maps.skill_map(viewer=a.viewer, deep=True)),
    "overview.service.role_map": Line(MAPS, lambda a: maps.role_map(viewer=a.viewer, deep=True)),
    "pathways.service.path": Line(
        ASSESSORS, lambda a: paths.path(viewer=a.viewer, start=_start(a), target="analyst"), about=True
    ),
    "pathways.service.printed_path": Line(
        ASSESSORS,
        lambda a: paths.printed_path(viewer=a.viewer, start=_start(a), target="analyst"),
        about=True,
    ),
    "pathways.service.role_path": Line(
        READERS, lambda a: paths.role_path(viewer=a.viewer, start="counter", target="analyst")
    ),
    "pathways.service.own_path": Line(
        READERS, lambda a: paths.own_path(viewer=a.viewer, target="analyst"), own=True
    ),
    "pathways.service.agent_path": Line(
        ASSESSORS, lambda a: paths.agent_path(viewer=a.viewer, agent_id=a.agent, target="analyst"), about=True
    ),
    "pathways.service.own_prospects": Line(READERS, lambda a: paths.own_prospects(viewer=a.viewer), own=True),
    "pathways.service.agent_prospects": Line(
        ASSESSORS, lambda a: paths.agent_prospects(viewer=a.viewer, agent_id=a.agent), about=True
    ),
    "pathways.service.targets": Line(
        ASSESSORS, lambda a: paths.targets(viewer=a.viewer, start=_start(a)), about=True
    ),
    "pathways.service.mobility_area": Line(
        READERS, lambda a: paths.mobility_area(viewer=a.viewer, role="counter")
    ),
    "pathways.service.people": Line(ASSESSORS, lambda a: paths.people(viewer=a.viewer)),
    "pathways.service.is_agent": Line(READERS, lambda a: paths.is_agent(viewer=a.viewer)),
    "pathways.service.has_not_spoken": Line(READERS, lambda a: paths.has_not_spoken(viewer=a.viewer)),
    "pathways.wishes.set_wish": Line(
        READERS, lambda a: wishes.set_wish(viewer=a.viewer, role_code="analyst", wish=Wish.REFUSED), own=True
    ),
    "pathways.wishes.set_wish_of": Line(
        HUMAN_RESOURCES,
        lambda a: wishes.set_wish_of(
            viewer=a.viewer, agent_id=a.agent, role_code="analyst", wish=Wish.REFUSED
        ),
        about=True,
    ),
    "pathways.wishes.wishes_of": Line(
        HUMAN_RESOURCES, lambda a: wishes.wishes_of(viewer=a.viewer, agent_id=a.agent), about=True
    ),
    "references.service.import_rome": Line(
        HUMAN_RESOURCES, lambda a: references.import_rome(viewer=a.viewer, folder=ABSENT)
    ),
    "references.service.import_esco": Line(
        HUMAN_RESOURCES, lambda a: references.import_esco(viewer=a.viewer, folder=ABSENT)
    ),
    "references.service.reference_catalogues": Line(
        READERS, lambda a: references.reference_catalogues(viewer=a.viewer)
    ),
    "references.service.official_labels": Line(
        READERS, lambda a: references.official_labels(viewer=a.viewer, codes=["M1405"], skills=False)
    ),
    "references.service.search_occupations": Line(
        READERS, lambda a: references.search_occupations(viewer=a.viewer, catalogue="rome", text="x")
    ),
    "references.service.search_skills": Line(
        READERS, lambda a: references.search_skills(viewer=a.viewer, catalogue="rome", text="x")
    ),
    "staffing.moves.what_if": Line(HUMAN_RESOURCES, lambda a: moves.what_if(viewer=a.viewer, team="A")),
    "staffing.service.scenarios": Line(HUMAN_RESOURCES, lambda a: staffing.scenarios(viewer=a.viewer)),
    "staffing.service.scenario": Line(
        HUMAN_RESOURCES, lambda a: staffing.scenario(viewer=a.viewer, scenario_id=a.town.scenario)
    ),
    "staffing.service.ground": Line(HUMAN_RESOURCES, lambda a: staffing.ground(viewer=a.viewer)),
    "staffing.service.create": Line(
        HUMAN_RESOURCES, lambda a: staffing.create(viewer=a.viewer, title="Autre", plan=PLAN)
    ),
    "staffing.service.duplicate": Line(
        HUMAN_RESOURCES, lambda a: staffing.duplicate(viewer=a.viewer, scenario_id=a.town.scenario)
    ),
    "staffing.service.change": Line(
        HUMAN_RESOURCES,
        lambda a: staffing.change(
            viewer=a.viewer, scenario_id=a.town.scenario, version=99, title="T", plan=PLAN
        ),
    ),
    "staffing.service.compute": Line(
        HUMAN_RESOURCES, lambda a: staffing.compute(viewer=a.viewer, scenario_id=a.town.scenario, version=99)
    ),
    "staffing.service.retain": Line(
        HUMAN_RESOURCES, lambda a: staffing.retain(viewer=a.viewer, scenario_id=a.town.scenario, version=99)
    ),
    "staffing.service.release": Line(
        HUMAN_RESOURCES, lambda a: staffing.release(viewer=a.viewer, scenario_id=a.town.scenario, version=99)
    ),
    "staffing.service.delete": Line(
        HUMAN_RESOURCES, lambda a: staffing.delete(viewer=a.viewer, scenario_id=a.town.scenario, version=99)
    ),
    "staffing.service.closing_scenario": Line(
        HUMAN_RESOURCES, lambda a: staffing.closing_scenario(viewer=a.viewer, department="A")
    ),
    "staffing.service.compared": Line(
        HUMAN_RESOURCES, lambda a: staffing.compared(viewer=a.viewer, scenario_ids=[a.town.scenario])
    ),
    "staffing.service.record_export": Line(
        HUMAN_RESOURCES, lambda a: staffing.record_export(viewer=a.viewer, scenario_id=a.town.scenario)
    ),
}


def _services() -> set[str]:
    """Every public function of the skills area that takes ``viewer`` by name and opens its own session."""
    found = set()
    for module in pkgutil.walk_packages(transfo_rh.skills.__path__, "transfo_rh.skills."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            asked = inspect.signature(function).parameters
            own = function.__module__ == module.name and not name.startswith(("_", "sees_"))
            if own and "viewer" in asked and "session" not in asked:
                found.add(f"{module.name.removeprefix('transfo_rh.skills.')}.{name}")
    return found


def test_every_service_has_its_line() -> None:
    assert _services() == set(CALLS)


@pytest.fixture
def town(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    use_quick_hashes(monkeypatch)
    with clock.pinned(TODAY):
        yield _town()


def _town() -> Town:
    places = add_departments({"A": None, "B": "A", "C": None})
    catalogue = store_catalogue()
    homes = PRESENT | {name: "A" if role is HEAD else "C" for role, name in ACCOUNTS.items()}
    agents = {
        name: add_agent(
            name,
            places[home],
            job="Agent d’accueil",
            email=f"{name}@exemple.fr",
            retirement_on=date(2028, 6, 1),
        )
        for name, home in homes.items()
    }
    link_job("Agent d’accueil", next(role.id for role in catalogue.roles if role.code == "counter"))
    give_levels(catalogue, {one: {"sql": 3} for one in agents.values()}, on=date(2026, 5, 1))
    give_levels(catalogue, {agents["out-c"]: {"mediation": 4}}, on=date(2026, 5, 1))  # the only holder
    give_levels(catalogue, {one: {"sql": 4} for one in agents.values()}, source=Source.TRAINING)
    proposals = {
        name: max(
            line.id for line in dossiers.history(viewer=operator(), agent_id=one) if line.skill == "sql"
        )
        for name, one in agents.items()
    }
    scenario = staffing.create(viewer=operator(), title="Scénario", plan=PLAN)
    staffing.compute(viewer=operator(), scenario_id=scenario, version=1)
    return Town(places, agents, _viewers(places), catalogue, proposals, scenario)


def _viewers(places: Mapping[str, int]) -> dict[Role, Viewer]:
    viewers = {}
    for role in Role:
        departments = (places["A"],) if role is HEAD else ()
        made = accounts.add_account(
            viewer=administrator_operator(),
            email=f"{ACCOUNTS.get(role, 'admin')}@exemple.fr",
            name=f"Compte {role.value}",
            role=role,
            department_ids=departments,
            password="une phrase de passe de test",
            must_change_password=False,
        )
        viewers[role] = Viewer(made.account.id, made.account.name, role, departments)
    return viewers


def _texts(value: Any) -> Iterator[str]:
    """Every text within a value: fields of dataclasses, keys and items of collections, what files hold."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield from _file_texts(value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from (*_texts(key), *_texts(item))
    elif not isinstance(value, Enum) and isinstance(value, (tuple, list, set, frozenset)):
        for item in value:
            yield from _texts(item)


def _file_texts(content: bytes) -> Iterator[str]:
    if content.startswith(b"%PDF"):
        if READER is not None:  # the same words are also checked before they are printed
            done = subprocess.run([READER, "-", "-"], input=content, capture_output=True, check=True)
            yield done.stdout.decode()
        return
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield content.decode()
        return
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        yield from (book.read(name).decode("utf-8", "replace") for name in book.namelist())


def _agent_ids(value: Any) -> Iterator[int]:
    """Every ``agent_id`` field and agent within a value."""
    if isinstance(value, Agent):
        yield value.id
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            inside = getattr(value, field.name)
            if field.name == "agent_id" and isinstance(inside, int):
                yield inside
            yield from _agent_ids(inside)
    elif isinstance(value, Mapping):
        yield from _agent_ids(tuple(value.values()))
    elif isinstance(value, (tuple, list, set, frozenset)):
        for item in value:
            yield from _agent_ids(item)


def seen(town: Town, value: Any) -> set[str]:
    """The planted people whose name, matricule, address or id a value holds."""
    text = "\n".join(_texts(value)).casefold()
    return {name for name in town.agents if name in text} | {town.mark(one) for one in _agent_ids(value)}


def within_reach(role: Role, call: Line) -> set[str]:
    """The people whom a role may see in an answer."""
    own_name = {ACCOUNTS[role]} if call.own and role in ACCOUNTS else set()
    if role is HR:
        return {*PRESENT, *ACCOUNTS.values()}
    return {"in-a", "in-b", ACCOUNTS[HEAD]} if role is HEAD else own_name


def outcome(line: Line, ask: Ask) -> tuple[str, Any]:
    """« refused », or what the call gave; a failure of another kind (nothing to import, overtaken) is no refusal."""
    try:
        return "allowed", line.call(ask)
    except PermissionDenied:
        return "refused", None
    except NotFound as error:
        return "not found", error
    except TransfoError:
        return "allowed", None


@pytest.mark.parametrize("role", list(Role))
def test_a_service_opens_to_its_roles_and_shows_their_people_alone(town: Town, role: Role) -> None:
    wrong = []
    for name, line in CALLS.items():
        if not line.about:
            said, value = outcome(line, Ask(town, town.viewers[role], "in-a"))
            beyond = seen(town, value) - within_reach(role, line)
            if (said != "refused") is not (role in line.roles) or beyond:
                wrong.append((name, said, beyond))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_a_service_about_somebody_keeps_to_the_reach(town: Town, role: Role) -> None:
    wrong = []
    for name, line in CALLS.items():
        for about in (*PRESENT, ACCOUNTS.get(role, "out-c")) if line.about else ():
            said, value = outcome(line, Ask(town, town.viewers[role], about))
            allowed = _may(role, line, about)
            beyond = seen(town, value) - ({about} if allowed else set())
            if (said == "allowed") is not allowed or beyond:
                wrong.append((name, about, said, beyond))
    assert wrong == []


def _may(role: Role, line: Line, about: str) -> bool:
    if about == ACCOUNTS.get(role):
        return line.own or (role is HR and role in line.roles)  # nobody judges themselves as a head
    return role in line.roles and about in within_reach(role, line)


def test_the_walk_finds_what_is_planted(town: Town) -> None:
    """The test above can fail: human resources read everybody on the map of people and in its file."""
    viewer = town.viewers[HR]
    everybody = {*PRESENT, *ACCOUNTS.values()}
    assert seen(town, people.person_map(viewer=viewer, family="data")) == everybody
    assert seen(town, exports.person_map_file(viewer=viewer, family="data")) == everybody
    assert seen(town, risks.cover(viewer=viewer)) == {"out-c"}
    printed = paths.printed_path(
        viewer=viewer, start=paths.From(agent_id=town.agents["in-b"]), target="analyst"
    )
    assert seen(town, printed) == ({"in-b"} if READER else set())
