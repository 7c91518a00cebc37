"""Paths and wishes with a database: who may see whose, what is written, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories import add_departments, viewer
from tests.integration.test_skill_assessment import account
from tests.quick_passwords import use_quick_hashes
from tests.skills_factories import add_agent, give_levels, small_catalogue, store_catalogue
from transfo_rh.access.model import Role, Viewer
from transfo_rh.access.tables import AuditEventRow
from transfo_rh.core.clock import today
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import InvalidInput, NotFound, PermissionDenied
from transfo_rh.skills.model import Catalogue, References, Wish
from transfo_rh.skills.pathways import repository, service, wishes
from transfo_rh.skills.pathways.model import DepartureKind, OfficialMobility
from transfo_rh.skills.tables import ReferenceCatalogueRow, ReferenceMobilityRow, ReferenceOccupationRow
from transfo_rh.staff.model import Category


@dataclass(frozen=True)
class Town:
    """Anne at the counter of A, Paul in B below, Zoé in C; a head of A who works there."""

    catalogue: Catalogue
    anne: int
    paul: int
    zoe: int
    boss: int
    head: Viewer
    anne_account: Viewer
    stranger: Viewer


HR = viewer(Role.HR)
EXECUTIVE = viewer(Role.EXECUTIVE)
ADMIN = viewer(Role.ADMIN)


@pytest.fixture
def town(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> Town:
    use_quick_hashes(monkeypatch)
    places = add_departments({"A": None, "B": "A", "C": None})
    catalogue = store_catalogue()
    job = "Agent d’accueil"
    anne = add_agent("1", places["A"], job=job, category=Category.C, email="anne@exemple.fr")
    paul = add_agent("2", places["B"], job=job, category=Category.C)
    zoe = add_agent("3", places["C"], job="Chargé d’études financières", category=Category.A)
    boss = add_agent("4", places["A"], email="chef@exemple.fr")
    give_levels(catalogue, {anne: {"reception": 3, "mediation": 2, "quality": 1}})
    return Town(
        catalogue,
        anne,
        paul,
        zoe,
        boss,
        account("chef@exemple.fr", Role.DEPARTMENT_HEAD, places["A"]),
        account("anne@exemple.fr", Role.AGENT),
        account("inconnu@exemple.fr", Role.AGENT),
    )


def test_ones_own_path_starts_from_what_is_known_of_one(town: Town) -> None:
    path = service.own_path(viewer=town.anne_account, target="mediator")
    assert path.departure.kind is DepartureKind.SELF
    assert path.departure.role is not None
    assert path.departure.role.code == "counter"
    assert [step.role.code for step in path.steps] == ["mediator"]
    assert [(line.skill, line.from_level, line.to_level) for line in path.steps[0].learnt] == [
        ("mediation", 2, 3)
    ]
    assert path.steps[0].changes_category is False


def test_a_path_between_roles_needs_no_person(town: Town) -> None:
    path = service.role_path(viewer=EXECUTIVE, start="counter", target="analyst")
    assert path.departure.agent is None
    assert path.steps == ()
    assert path.obstacles is not None
    with pytest.raises(InvalidInput, match="le même métier"):
        service.role_path(viewer=HR, start="counter", target="counter")
    with pytest.raises(NotFound, match="au catalogue"):
        service.role_path(viewer=HR, start="counter", target="nobody")


def test_an_agent_about_whom_nothing_is_known_starts_from_their_job(town: Town) -> None:
    path = service.agent_path(viewer=HR, agent_id=town.paul, target="mediator")
    assert path.departure.assumed
    assert path.departure.levels == {"reception": 3, "mediation": 1}


MATRIX: dict[str, Callable[[Town, Viewer], Any]] = {
    "role": lambda _town, who: service.role_path(viewer=who, start="counter", target="mediator"),
    "area": lambda _town, who: service.mobility_area(viewer=who, role="counter"),
    "anne": lambda town, who: service.agent_path(viewer=who, agent_id=town.anne, target="mediator"),
    "paul": lambda town, who: service.agent_prospects(viewer=who, agent_id=town.paul),
    "zoe": lambda town, who: service.agent_path(viewer=who, agent_id=town.zoe, target="mediator"),
    "boss": lambda town, who: service.agent_path(viewer=who, agent_id=town.boss, target="mediator"),
    "people": lambda _town, who: service.people(viewer=who),
    "own": lambda _town, who: service.own_prospects(viewer=who),
    "wish": lambda _town, who: wishes.set_wish(viewer=who, role_code="mediator", wish=Wish.WANTED),
    "wish of": lambda town, who: wishes.set_wish_of(
        viewer=who, agent_id=town.anne, role_code="mediator", wish=Wish.REFUSED
    ),
    "wishes of": lambda town, who: wishes.wishes_of(viewer=who, agent_id=town.anne),
}
ALLOWED = {
    "hr": {"role", "area", "anne", "paul", "zoe", "boss", "people", "wish of", "wishes of"},
    "head": {"role", "area", "anne", "paul", "people", "own", "wish"},
    "executive": {"role", "area"},
    "agent": {"role", "area", "own", "wish"},
    "stranger": {"role", "area"},
    "admin": set[str](),
}


@pytest.mark.parametrize("who", list(ALLOWED))
def test_everybody_reaches_what_the_policy_says_and_nothing_else(town: Town, who: str) -> None:
    person = {
        "hr": HR,
        "head": town.head,
        "executive": EXECUTIVE,
        "agent": town.anne_account,
        "stranger": town.stranger,
        "admin": ADMIN,
    }[who]
    reached = set()
    for name, call in MATRIX.items():
        try:
            call(town, person)
        except (PermissionDenied, NotFound):
            continue
        reached.add(name)
    assert reached == ALLOWED[who]


def test_the_people_listed_are_those_of_ones_reach_without_oneself(town: Town) -> None:
    everybody, total = service.people(viewer=HR)
    assert total == len(everybody) == 4
    below, _total = service.people(viewer=town.head)
    assert {agent.id for agent in below} == {town.anne, town.paul}
    found, _total = service.people(viewer=HR, text="nom-3")
    assert [agent.id for agent in found] == [town.zoe]


def test_the_newest_wish_replaces_the_former_and_may_be_taken_back(town: Town) -> None:
    wishes.set_wish(viewer=town.anne_account, role_code="mediator", wish=Wish.WANTED)
    wishes.set_wish(viewer=town.anne_account, role_code="mediator", wish=Wish.REFUSED)
    wishes.set_wish_of(viewer=HR, agent_id=town.anne, role_code="analyst", wish=Wish.ACCEPTED)
    assert wishes.wishes_of(viewer=HR, agent_id=town.anne) == {
        "mediator": Wish.REFUSED,
        "analyst": Wish.ACCEPTED,
    }
    wishes.set_wish(viewer=town.anne_account, role_code="analyst", wish=None)
    assert wishes.wishes_of(viewer=HR, agent_id=town.anne) == {"mediator": Wish.REFUSED}
    with database().read() as session:
        (kept,) = repository.wishes(session, scope=None, on=today())
        assert repository.wishes(session, scope=frozenset(), on=today()) == ()
        row = AuditEventRow
        written = session.scalars(select(row.object_id).where(row.action == "skills.wish")).all()
    assert (kept.agent_id, kept.wish, kept.stated_on) == (town.anne, Wish.REFUSED, today())
    assert written == [str(town.anne)] * 4
    with pytest.raises(NotFound):
        wishes.set_wish(viewer=town.anne_account, role_code="nobody", wish=Wish.WANTED)


def test_the_hierarchy_never_reads_the_wishes(town: Town) -> None:
    wishes.set_wish(viewer=town.anne_account, role_code="mediator", wish=Wish.WANTED)
    read = {
        who.role: {
            one.role.code: one.wish for one in service.agent_prospects(viewer=who, agent_id=town.anne).roles
        }["mediator"]
        for who in (HR, town.head)
    }
    assert read == {Role.HR: Wish.WANTED, Role.DEPARTMENT_HEAD: None}


def test_an_account_without_an_agent_is_told_so(town: Town) -> None:
    with pytest.raises(NotFound, match="l’adresse de votre compte"):
        service.own_prospects(viewer=town.stranger)
    with pytest.raises(NotFound, match="l’adresse de votre compte"):
        wishes.set_wish(viewer=town.stranger, role_code="mediator", wish=Wish.WANTED)


def test_a_step_carries_the_badge_of_an_official_mobility(any_database: Database) -> None:
    content = small_catalogue()
    sheets = {"mediator": ("M1601",), "counter": ("M1606",)}
    roles = tuple(
        replace(role, references=References(rome=sheets.get(role.code, ()))) for role in content.roles
    )
    store_catalogue(replace(content, roles=roles))
    before = service.role_path(viewer=HR, start="mediator", target="counter")
    with database().write() as session:
        session.add(
            ReferenceCatalogueRow(
                code="rome", version="460", imported_at=datetime(2026, 1, 1, tzinfo=UTC), counts={}
            )
        )
        session.flush()
        session.add_all(
            ReferenceOccupationRow(catalogue="rome", code=code, label=code, parent=None, labels=[])
            for code in ("M1601", "M1606")
        )
        session.add(
            ReferenceMobilityRow(catalogue="rome", from_code="M1601", to_code="M1606", kind="", rank=1)
        )
    after = service.role_path(viewer=HR, start="mediator", target="counter")
    back = service.mobility_area(viewer=HR, role="counter")
    assert [step.official for step in before.steps] == [None]
    assert [step.official for step in after.steps] == [OfficialMobility("M1601", "M1606")]
    link = next(one for one in back if one.role.code == "mediator")
    assert (link.official_there, link.official_back) == (None, OfficialMobility("M1601", "M1606"))
