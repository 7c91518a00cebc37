"""The skills of the demo tell the story that the screens should find."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from transfo_rh.access.model import operator
from transfo_rh.cli.demo_authority.abilities import DemoAbilities, record_abilities
from transfo_rh.cli.demo_authority.organisation import demo_organisation
from transfo_rh.cli.demo_authority.people import demo_staff
from transfo_rh.core.database import Database, database
from transfo_rh.skills.assessment import repository as assessment
from transfo_rh.skills.catalogue import repository as catalogues
from transfo_rh.skills.fit.fit import Fit, fit
from transfo_rh.skills.fit.readiness import Readiness
from transfo_rh.skills.model import Catalogue, SkillKind, SkillsSettings, Source
from transfo_rh.staff import repository as staff
from transfo_rh.staff import service as staff_service
from transfo_rh.staff.model import Agent

ON = date(2026, 11, 23)


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

    def place(self, agent: Agent) -> str:
        """The code of the agent's department."""
        return self.departments[agent.department_id]


@pytest.fixture
def town(sqlite_database: Database) -> _Town:
    organisation = demo_organisation(2400)
    people = demo_staff(organisation, seed=2026)
    drawn = DemoAbilities(organisation, people.records.agents, people.department_of, seed=2026)
    records = replace(people.records, agents=drawn.with_retirements())
    staff_service.store_records(viewer=operator(), records=records, effective_on=date(2020, 1, 1))
    record_abilities(drawn, records.agents)
    return _Town()


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
