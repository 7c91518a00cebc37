"""The skills of the demo tell the story that the screens should find."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests import factories
from transfo_rh.access import service as access_service
from transfo_rh.access.model import Role, Viewer, administrator_operator, operator
from transfo_rh.cli.demo_authority.abilities import DemoAbilities, record_abilities
from transfo_rh.cli.demo_authority.authors import DemoAuthors
from transfo_rh.cli.demo_authority.build import (
    account_holders,
    add_accounts,
    demo_accounts,
    direction_heads,
    named_accounts,
)
from transfo_rh.cli.demo_authority.new_roles import staff_new_roles
from transfo_rh.cli.demo_authority.organisation import demo_organisation
from transfo_rh.cli.demo_authority.people import demo_staff
from transfo_rh.core import clock
from transfo_rh.core.database import Database, database, use_database
from transfo_rh.skills.assessment import dossiers, own
from transfo_rh.skills.assessment import repository as assessment
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.fit.fit import Fit, fit
from transfo_rh.skills.fit.readiness import Readiness
from transfo_rh.skills.fit.service import known_role, role_fit
from transfo_rh.skills.matching import service as matching
from transfo_rh.skills.model import Catalogue, SkillKind, SkillsSettings, Source, Wish
from transfo_rh.skills.overview import people, risks
from transfo_rh.skills.overview import service as maps
from transfo_rh.skills.overview.cover import Cover
from transfo_rh.skills.overview.model import Criterion
from transfo_rh.skills.pathways import service as pathways
from transfo_rh.skills.staffing import moves
from transfo_rh.skills.staffing import service as staffing
from transfo_rh.skills.staffing.model import Barrier
from transfo_rh.staff import repository as staff
from transfo_rh.staff import service as staff_service
from transfo_rh.staff.model import Agent

ON = date(2026, 11, 23)
AGENT = "agent@valdambre.example"
HR = factories.viewer(Role.HR)
EXECUTIVE = factories.viewer(Role.EXECUTIVE)


class _Town:
    """The demo's people and what they can do, read back from the base."""

    def __init__(self) -> None:
        with database().read() as session:
            self.catalogue: Catalogue = catalogues.catalogue(session, on=ON)
            self.agents = {agent.id: agent for agent in staff.agents(session, scope=None)}
            held = assessment.held_levels(session, scope=None, on=ON)
            self.lines = assessment.statements(session, agent_ids=list(self.agents))
            self.departments = {d.id: d.code for d in staff.department_tree(session, on=ON).departments}
        codes = {skill.id: skill.code for skill in self.catalogue.skills}
        self.levels: dict[int, dict[str, int]] = {}
        for level in held:
            self.levels.setdefault(level.agent_id, {})[codes[level.skill_id]] = level.level
        self.held = held

    def fits(self, role: str) -> list[tuple[Fit, Agent]]:
        """Everybody assessed on most of what a role asks, the best first."""
        found = self.catalogue.role(role)
        assert found is not None
        soft = frozenset(s.code for s in self.catalogue.skills if s.content.kind is SkillKind.SOFT)
        fits = [
            (fit(levels, found.content, soft=soft, settings=SkillsSettings()), self.agents[agent])
            for agent, levels in self.levels.items()
        ]
        known = [(value, agent) for value, agent in fits if value.assessed_share > 0.8]
        return sorted(known, key=lambda pair: -(pair[0].point or 0))

    def department(self, code: str) -> int:
        """The id of a department."""
        return next(number for number, found in self.departments.items() if found == code)

    def place(self, agent: Agent) -> str:
        """The code of the agent's department."""
        return self.departments[agent.department_id]


@pytest.fixture(scope="module")
def town_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The staff, the skills, the wishes and the scenario of the demo, with the accounts that the stories look through."""
    path = tmp_path_factory.mktemp("town") / "town.sqlite"
    shutil.copy(sqlite_template, path)
    opened = Database(f"sqlite:///{path}")
    use_database(opened)
    organisation = demo_organisation(2400)
    people = demo_staff(organisation, seed=2026)
    drawn = DemoAbilities(organisation, people.records.agents, people.department_of, seed=2026)
    agents = list(drawn.with_retirements())
    for email, holder in account_holders(organisation, people).items():
        agents[holder] = replace(agents[holder], email=email)
    records = replace(people.records, agents=tuple(agents))
    staff_service.store_records(viewer=operator(), records=records, effective_on=date(2020, 1, 1))
    with opened.read() as session:
        tree = staff.department_tree(session, on=ON)
    accounts = [*demo_accounts(), *direction_heads(organisation, people)]
    authors = add_accounts(accounts, organisation, tree)
    record_abilities(drawn, records.agents, authors)
    staff_new_roles(drawn, records.agents, organisation, viewer=authors.hr)
    opened.dispose()
    use_database(None)
    return path


def test_an_account_bears_the_name_of_the_agent_behind_it() -> None:
    """Else the screens greet one person and print the path of another."""
    organisation = demo_organisation(2400)
    people = demo_staff(organisation, seed=2026)
    holders = account_holders(organisation, people)
    found = {one.email: one.name for one in named_accounts(people.records, holders)}
    assert list(found) == [one.email for one in demo_accounts()]
    for email, position in holders.items():
        agent = people.records.agents[position]
        assert found[email] == f"{agent.first_name} {agent.last_name}"


@pytest.fixture
def town(town_file: Path, tmp_path: Path) -> Iterator[_Town]:
    shutil.copy(town_file, tmp_path / "town.sqlite")
    opened = Database(f"sqlite:///{tmp_path / 'town.sqlite'}")
    use_database(opened)
    with clock.pinned(ON):
        yield _Town()
    opened.dispose()


def test_each_screen_has_a_story_to_find(town: _Town) -> None:
    ready = [agent for value, agent in town.fits("digital_mediator") if value.readiness is Readiness.READY]
    counters = [agent for agent in ready if town.place(agent) == "DRU-GUI"]
    assert len(counters) == 2  # two mediators whom nobody had named
    assert {agent.job for agent in counters} == {"Agent d’accueil et de guichet"}

    best, statistician = town.fits("statistician")[0]
    assert (statistician.job, town.place(statistician)) == ("Chargé d’études financières", "DFIN-BUD")
    assert best.readiness is Readiness.READY
    assert all(value.readiness is not Readiness.READY for value, _agent in town.fits("statistician")[1:])

    code = {skill.code: skill.id for skill in town.catalogue.skills}
    masters = [
        held.agent_id for held in town.held if held.skill_id == code["geo_databases"] and held.level >= 3
    ]
    assert len(masters) == 1
    retires = town.agents[masters[0]].retirement_on
    assert retires is not None
    assert retires < date(2028, 11, 23)

    recovery = [held.level for held in town.held if held.skill_id == code["dsp_data_recovery"]]
    assert max(recovery) < 3  # nobody can do what the new role asks


def test_what_is_known_is_as_uneven_as_in_life(town: _Town) -> None:
    assessed = {town.place(town.agents[agent]) for agent in town.levels}
    assert {"DCUL-MUS", "DSPO-PIS", "DVM-ECL"}.isdisjoint(assessed)  # heads who have assessed nobody
    assert {line.statement.source for line in town.lines} == set(Source)
    proposals = [line for line in town.lines if line.statement.proposed]
    assert len(proposals) == 10
    assert any(held.overdue for held in town.held)
    assert any(held.disputed for held in town.held)
    assert any(held.lapsed for held in town.held)
    assert all(agent.retirement_on is None for agent in town.agents.values() if agent.category is None)


def test_every_word_has_the_author_who_would_have_typed_it(town: _Town) -> None:
    accounts = {one.id: one for one in access_service.accounts(viewer=administrator_operator())}
    with database().read() as session:
        tree = staff.department_tree(session, on=ON)
    by_source: dict[Source, set[Role]] = {}
    for line in town.lines:
        assert line.recorded_by is not None
        author, agent = accounts[line.recorded_by], town.agents[line.agent_id]
        by_source.setdefault(line.statement.source, set()).add(author.role)
        if author.role is Role.DEPARTMENT_HEAD and line.statement.source is Source.MANAGER:
            above = {department.id for department in tree.path(agent.department_id)}
            assert above & set(author.department_ids)  # nobody judges outside their own departments
            assert author.email != agent.email  # nor oneself
        elif author.role is not Role.HR:
            assert (line.statement.source, author.email) == (Source.SELF, agent.email)
    assert by_source[Source.MANAGER] == {Role.DEPARTMENT_HEAD, Role.HR}
    assert {Role.AGENT, Role.DEPARTMENT_HEAD} <= by_source[Source.SELF]
    assert by_source[Source.HR] == by_source[Source.PIX] == {Role.HR}
    counters = town.department("DRU-GUI")
    words = [one for one in town.lines if town.agents[one.agent_id].department_id == counters]
    heads = {one.recorded_by for one in words if one.statement.source is Source.MANAGER}
    assert {accounts[one].email for one in heads if one} == {"usagers@valdambre.example"}


def test_the_nearest_head_speaks_and_nobody_of_themselves(town: _Town) -> None:
    with database().read() as session:
        tree = staff.department_tree(session, on=ON)
    top, below = town.department("DSIN"), town.department("DSIN-SEC")
    hr, chief, team = (
        Viewer(number, "", role) for number, role in enumerate((Role.HR, *[Role.DEPARTMENT_HEAD] * 2))
    )
    agent = next(one for one in town.agents.values() if one.department_id == below)
    agent = replace(agent, email="lead@x.example")
    authors = DemoAuthors(hr=hr, heads={top: chief, below: team}, people={})
    assert authors.author(Source.MANAGER, agent, tree) is team
    assert authors.author(Source.CERTIFICATE, agent, tree) is hr
    assert authors.author(Source.SELF, agent, tree) is hr
    known = replace(authors, people={"lead@x.example": team})
    assert known.author(Source.SELF, agent, tree) is team
    assert known.author(Source.MANAGER, agent, tree) is chief
    assert replace(known, heads={below: team}).author(Source.MANAGER, agent, tree) is hr


def _counter_agent() -> Viewer:
    """The agent whose account the demo presents."""
    account = access_service.account_by_email(viewer=administrator_operator(), email=AGENT)
    return Viewer(account.id, account.name, account.role, ())


def test_the_map_shows_the_executive_something(town: _Town) -> None:
    data = maps.skill_map(viewer=EXECUTIVE, family="data")
    shown = [cell.mean is not None for line in data.cells[1:] for cell in line]
    assert len(data.rows) == 19  # the authority and its directions
    assert sum(shown) / len(shown) > 0.4
    assert all(line[1].mean is not None for line in data.cells)  # everybody's spreadsheets

    roles = maps.role_map(viewer=EXECUTIVE, domain="data")
    analyst = [role.code for role in roles.roles].index("data_analyst")
    near = [line[analyst].near or 0 for line in roles.cells]
    assert sum(count >= 5 for count in near[1:]) >= 8
    assert near[0] >= 50
    statistician = maps.role_map(viewer=EXECUTIVE, domain="statistics")
    column = [role.code for role in statistician.roles].index("statistician")
    assert all(line[column].near is None for line in statistician.cells)  # one person: never told by a number


def test_the_head_reads_the_own_direction_first(town: _Town) -> None:
    head = factories.viewer(Role.DEPARTMENT_HEAD, town.department("DRU"))
    shown = maps.role_map(viewer=head, domain="digital_services")
    assert shown.rows[0].label == "Direction de la relation usagers"
    counters = [row.label for row in shown.rows].index("Guichets de proximité")
    column = [role.code for role in shown.roles].index("digital_mediator")
    ready = shown.cells[counters][column].counts
    assert ready is not None
    assert ready[Readiness.READY] == 2
    ranked = role_fit(viewer=head, role_code="digital_mediator")
    assert {town.departments[one.agent.department_id][:3] for one in ranked.people} == {"DRU"}


def test_cover_finds_what_rests_on_the_one_who_leaves(town: _Town) -> None:
    view = risks.cover(viewer=HR)
    leaving = {single.skill.code: single for single in view.singles if single.within_horizon}
    assert set(leaving) >= {"geo_databases", "geo_data_production", "geo_remote_sensing"}
    (master,) = {single.agent.id for single in leaving.values() if single.agent is not None}
    assert town.place(town.agents[master]) == "DSIN-DON"
    rests_on_her = {s.skill.code for s in view.singles if s.agent and town.place(s.agent) == "DFIN-BUD"}
    assert rests_on_her >= {"stat_inference", "stat_sampling", "stat_software", "stat_regression"}
    assert next(c for c in view.skills if c.skill.code == "dsp_data_recovery").cover is Cover.RUPTURE

    named_nowhere = risks.cover(viewer=EXECUTIVE)
    assert {single.skill.code for single in named_nowhere.singles if single.within_horizon} == set(leaving)
    assert all(single.agent is None for single in named_nowhere.singles)


def test_search_finds_the_specialists(town: _Town) -> None:
    found = people.find_people(viewer=HR, criteria=[Criterion("geo_databases", 3)])
    assert [town.place(one.agent) for one in found.people] == ["DSIN-DON"]
    found = people.find_people(
        viewer=HR, criteria=[Criterion("stat_inference", 3), Criterion("spreadsheet", 4)]
    )
    assert [town.place(one.agent) for one in found.people] == ["DFIN-BUD"]
    workshop = [Criterion("dig_workshop", 2), Criterion("dig_mediation", 2)]
    found = people.find_people(viewer=HR, criteria=workshop, department="DRU-GUI")
    assert found.total == 2


def test_fit_ranks_the_people_of_the_story(town: _Town) -> None:
    ranked = role_fit(viewer=HR, role_code="statistician")
    best, second = ranked.people[:2]
    assert (town.place(best.agent), best.fit.readiness, best.fit.certain) == (
        "DFIN-BUD",
        Readiness.READY,
        True,
    )
    assert second.fit.low < 50
    assert ranked.count(Readiness.READY) == 1

    counters = role_fit(viewer=HR, role_code="digital_mediator", department_id=town.department("DRU-GUI"))
    ready = counters.people[:2]
    assert {one.fit.readiness for one in ready} == {Readiness.READY}
    assert all(one.fit.certain for one in ready)
    assert AGENT in {one.agent.email for one in ready}
    assert counters.count(Readiness.READY) == 2

    head = factories.viewer(Role.DEPARTMENT_HEAD, town.department("DRU"))
    first = [known_role(viewer=viewer) for viewer in (HR, EXECUTIVE, head)]
    assert [role and role.code for role in first] == ["data_analyst", "data_analyst", "digital_mediator"]
    shown = role_fit(viewer=EXECUTIVE, role_code="data_analyst")
    assert any(shown.count(one) for one in (Readiness.READY, Readiness.SIX_MONTHS))


def test_the_counter_agent_sees_the_way_to_mediation(town: _Town) -> None:
    viewer = _counter_agent()
    prospects = pathways.own_prospects(viewer=viewer)
    mediator = next(one for one in prospects.roles if one.role.code == "digital_mediator")
    assert (mediator.fit.readiness, mediator.days, mediator.wish) == (Readiness.READY, 0, Wish.WANTED)
    held = {cell.held.skill_id: cell.held.level for cell in own.own_levels(viewer=viewer).cells if cell.held}
    mediation = town.catalogue.skill("dig_mediation")
    assert mediation is not None
    assert held[mediation.id] == 3

    study = pathways.own_path(viewer=viewer, target="digital_mediator")
    assert [step.role.code for step in study.steps] == ["digital_mediator"]
    assert {one.skill for one in study.reused} >= {
        "dig_mediation",
        "dig_exclusion_detection",
        "core_reception",
    }
    hidden = role_fit(viewer=HR, role_code="statistician").people[0].agent
    way = pathways.agent_path(viewer=HR, agent_id=hidden.id, target="statistician")
    assert [step.role.code for step in way.steps] == ["statistician"]
    assert {one.skill for one in way.reused} >= {"stat_inference", "stat_sampling", "data_quality"}


def test_the_scenario_gives_the_posts_to_those_of_the_story(town: _Town) -> None:
    (scenario,) = staffing.scenarios(viewer=HR)
    result = staffing.scenario(viewer=HR, scenario_id=scenario.id).result
    assert result is not None
    taken = [(one.post, town.place(town.agents[one.agent_id])) for one in result.placements if one.agent_id]
    assert taken == [(0, "DFIN-BUD"), (1, "DSIN-DON"), (2, "DRU-GUI"), (2, "DRU-GUI"), (3, "DCD")]
    seconds = [one.second for one in result.placements]
    assert [second is not None and second.agent_id is not None for second in seconds] == [False, *[True] * 4]
    assert [one.retiring for one in result.placements] == [False, True, False, False, False]
    refused = [one for one in result.left_out if one.reason is Barrier.REFUSED]
    assert [town.place(town.agents[one.agent_id]) for one in refused] == ["DFIN-CDG"]
    assert result.proof.optimal


def test_closing_the_data_team_would_cost_the_maps(town: _Town) -> None:
    closed = moves.what_if(viewer=HR, team="DSIN-DON")
    lost = {change.skill for place in closed.places for change in place.fallen(Cover.RUPTURE)}
    assert {"geo_databases", "geo_data_production"} <= lost


def test_what_waits_is_counted_where_it_is_done(town: _Town) -> None:
    waiting = dossiers.to_review(viewer=HR)
    assert waiting.proposed == 10
    assert min(waiting.overdue, waiting.lapsed, waiting.never_assessed) > 0
    assert 100 < waiting.disputed < 2500  # most managers and agents agree
    security = factories.viewer(Role.DEPARTMENT_HEAD, town.department("DSIN-SEC"))
    assert dossiers.to_review(viewer=security).lapsed == 1  # the certificate that has expired
    counters = factories.viewer(Role.DEPARTMENT_HEAD, town.department("DRU-GUI"))
    assert dossiers.to_review(viewer=counters).proposed == 8

    links = matching.job_links(viewer=HR)
    left = [link for link in links if link.waits]
    assert len(left) == matching.jobs_waiting(viewer=HR) > 20
    assert all(link.suggestions for link in left)
    linked = {link.job: link.role_code for link in links}
    assert linked["Agent d’accueil et de guichet"] == "counter_agent"
