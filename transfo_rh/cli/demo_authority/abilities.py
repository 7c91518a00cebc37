"""What is known of people's skills in the demo: rounds of assessment, and the people who tell the story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from transfo_rh.access.model import Viewer
from transfo_rh.cli.demo_authority.authors import DemoAuthors
from transfo_rh.cli.demo_authority.organisation import DemoOrganisation, demo_data
from transfo_rh.cli.demo_authority.people import PRESENT
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.skills.assessment.model import AgentStatement
from transfo_rh.skills.assessment.recording import record_statements
from transfo_rh.skills.catalogue import service as catalogue_service
from transfo_rh.skills.catalogue.files import shipped_catalogue
from transfo_rh.skills.matching.service import link_jobs_automatically
from transfo_rh.skills.model import MAXIMUM_LEVEL, Source, Statement
from transfo_rh.staff.model import AgentRecord
from transfo_rh.staff.repository import agents as agents_of
from transfo_rh.staff.repository import department_tree

Levels = dict[str, int]
_LONGEST_HORIZON_YEARS = 34
_BEFORE = timedelta(days=12)  # people assess themselves some days before their manager does


class DemoAbilities:
    """Draws the statements of the demo; the same organisation, agents and seed give the same statements."""

    def __init__(
        self,
        organisation: DemoOrganisation,
        agents: Sequence[AgentRecord],
        department_of: Sequence[int],
        *,
        seed: int,
    ) -> None:
        self._told = demo_data("skills")
        self._seed = seed
        self._random = np.random.default_rng([seed, 81])
        self._agents = agents
        self._stories = [organisation.departments[place].story_codes for place in department_of]
        self._asked = {
            title: {requirement.skill: requirement.level for requirement in role.requirements}
            for role in shipped_catalogue().roles
            for title in role.job_titles
        }
        titles = {code: job["title"] for code, job in demo_data("jobs")["jobs"].items()}
        self._holders: dict[tuple[str, str], list[int]] = defaultdict(list)
        jobs = {title: code for code, title in titles.items()}
        for number, agent in enumerate(agents):
            for code in self._stories[number]:
                self._holders[code, jobs[agent.job or ""]].append(number)
        self._people = {}
        for person in self._told["people"]:
            found = self.holder(person["department"], person["job"], person["rank"])
            if found is not None:
                self._people[found] = person
        self._networks = self._members()

    def _members(self) -> dict[int, Levels]:
        """What the networks of correspondents have learnt, by the position of the agent."""
        members: dict[int, Levels] = {}
        for network in self._told["networks"]:
            for department in network["departments"]:
                open_to = [number for job in network["jobs"] for number in self._holders[department, job]]
                free = [
                    n for n in open_to if self._agents[n].has_workstation and n not in self._people | members
                ]
                members |= dict.fromkeys(free[: network["people"]], network["levels"])
        return members

    def holder(self, department: str, job: str, rank: int) -> int | None:
        """The position of the agent of this rank among those of a job in a department; None when there is none."""
        holders = self._holders[department, job]
        return holders[rank] if -len(holders) <= rank < len(holders) else None

    def statements(self) -> Iterator[tuple[date, int, str, Statement]]:
        """Day, position of the agent, code of the skill, statement."""
        for round_ in self._told["rounds"]:
            yield from self._round(round_)
        for number, person in self._people.items():
            yield from self._person(number, person)
        for training in self._told["trainings"]:
            yield from self._training(training)
        yield from self._pix(self._told["pix"])

    def wishes(self) -> Iterator[tuple[int, str, str]]:
        """Position of the agent, code of the role, wish."""
        for number, person in self._people.items():
            for role, wish in person.get("wishes", {}).items():
                yield number, role, wish

    def with_retirements(self) -> tuple[AgentRecord, ...]:
        """The agents with the day on which each is expected to retire; apprentices and the like have none."""
        random = np.random.default_rng([self._seed, 82])
        years = random.uniform(0.2, _LONGEST_HORIZON_YEARS, size=len(self._agents))
        records = []
        for number, (agent, left) in enumerate(zip(self._agents, years, strict=True)):
            drawn = PRESENT + timedelta(days=int(left * 365))
            expected = self._people.get(number, {}).get("retires_on", drawn.replace(day=1))
            records.append(replace(agent, retirement_on=expected if agent.category else None))
        return tuple(records)

    def _round(self, round_: Mapping[str, Any]) -> Iterator[tuple[date, int, str, Statement]]:
        on = round_["day"]
        wanted, silent = set(round_["departments"]), set(self._told["silent"])
        for number, agent in enumerate(self._agents):
            codes = set(self._stories[number])
            asked = self._asked.get(agent.job or "", {}) | self._networks.get(number, {})
            if number in self._people or codes & silent or (wanted and not codes & wanted):
                continue
            managed, owned = self._random.random(2) < (round_["managers"], round_["agents"])
            for code, level in self._drawn(asked, equipped=bool(agent.has_workstation)).items():
                if owned:
                    seen = min(MAXIMUM_LEVEL, max(0, level + self._choice(self._told["own_view"])))
                    yield on - _BEFORE, number, code, Statement(seen, Source.SELF, on - _BEFORE)
                if managed or number in self._networks:
                    yield on, number, code, Statement(level, Source.MANAGER, on)

    def _drawn(self, asked: Mapping[str, int], *, equipped: bool) -> Levels:
        """Levels around what is asked, and what anybody with a workstation is asked besides."""
        ceilings = self._told["ceilings"]
        levels = {}
        for code, level in asked.items():
            drawn = level + self._choice(self._told["spread"])
            levels[code] = max(0, min(drawn, ceilings.get(code, MAXIMUM_LEVEL)))
        for code, shares in self._told["common"].items() if equipped else ():
            levels.setdefault(code, self._choice(shares))
        return levels

    def _person(self, number: int, person: Mapping[str, Any]) -> Iterator[tuple[date, int, str, Statement]]:
        on, source, note = person["day"], Source(person["source"]), person.get("note", "")
        for code, level in person["levels"].items():
            seen = max(0, min(MAXIMUM_LEVEL, level + self._choice(self._told["own_view_of_people"])))
            if source is not Source.SELF:
                yield on - _BEFORE, number, code, Statement(seen, Source.SELF, on - _BEFORE)
            yield on, number, code, Statement(level, source, on, note=note)
        for code, found in person.get("certificates", {}).items():
            certificate = Statement(
                found["level"], Source.CERTIFICATE, found["day"], expires_on=found["expires"]
            )
            yield found["day"], number, code, certificate

    def _training(self, training: Mapping[str, Any]) -> Iterator[tuple[date, int, str, Statement]]:
        for rank in training["ranks"]:
            number = self.holder(training["department"], training["job"], rank)
            for code, level in training["levels"].items() if number is not None else ():
                on = training["day"]
                passed = Statement(level, Source.TRAINING, on, proposed=True, note=training["note"])
                yield on, number, code, passed  # type: ignore[misc]  # None was filtered just above

    def _pix(self, told: Mapping[str, Any]) -> Iterator[tuple[date, int, str, Statement]]:
        for number in self._holders[told["department"], told["job"]]:
            for code in told["skills"]:
                yield (
                    told["day"],
                    number,
                    code,
                    Statement(self._choice(told["levels"]), Source.PIX, told["day"]),
                )

    def _choice(self, shares: Mapping[int, float]) -> int:
        """One of the keys, with its share; nothing (0) for the rest."""
        drawn = self._random.random()
        for value, share in shares.items():
            drawn -= share
            if drawn < 0:
                return int(value)
        return 0


def record_abilities(drawn: DemoAbilities, agents: Sequence[AgentRecord], authors: DemoAuthors) -> None:
    """Install the catalogue, link the jobs to its roles and write every statement of the demo, each by its author."""
    since = demo_data("skills")["catalogue_since"]
    catalogue = catalogue_service.install_shipped(viewer=authors.hr, on=since)
    skills = {skill.code: skill.id for skill in catalogue.skills}
    with database().write() as session:
        link_jobs_automatically(session, on=clock.today())
        tree = department_tree(session, on=clock.today())
        known = {agent.matricule: agent for agent in agents_of(session, scope=None)}
        by_day: dict[date, dict[Viewer, list[AgentStatement]]] = defaultdict(lambda: defaultdict(list))
        for on, number, code, statement in drawn.statements():
            agent = known[agents[number].matricule]
            author = authors.author(statement.source, agent, tree)
            by_day[on][author].append(AgentStatement(agent.id, skills[code], statement))
        for on in sorted(by_day):
            with clock.pinned(on):
                for author, lines in by_day[on].items():
                    record_statements(session, viewer=author, lines=lines)
