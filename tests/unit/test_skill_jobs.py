"""The role behind a job: the link first, then the titles that roles give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.skills_factories import role_content
from transfo_rh.skills.assessment.jobs import roles_of_jobs
from transfo_rh.skills.model import Catalogue, Origin, Role, RoleContent

SINCE = date(2026, 1, 1)


def _role(number: int, content: RoleContent) -> Role:
    return Role(number, content, Origin.SHIPPED, SINCE, None, 1)


CATALOGUE = Catalogue(
    SINCE,
    (),
    (),
    (
        _role(1, role_content("counter", [], label="Agent de guichet", job_titles=("Agent d’accueil",))),
        _role(2, role_content("reception", [], label="Agent d’accueil")),
    ),
)


def _codes(jobs: list[str], links: dict[str, int | None]) -> dict[str, str]:
    return {job: role.code for job, role in roles_of_jobs(jobs, links=links, catalogue=CATALOGUE).items()}


def test_a_title_is_enough_whatever_its_case_and_accents() -> None:
    assert _codes(["AGENT DE GUICHET", "Peintre"], {}) == {"AGENT DE GUICHET": "counter"}


def test_the_first_role_of_the_catalogue_keeps_a_title_that_two_give() -> None:
    assert _codes(["agent d'accueil"], {}) == {"agent d'accueil": "counter"}


def test_a_link_wins_over_titles_and_a_person_may_say_that_there_is_none() -> None:
    links = {"Agent d’accueil": 2, "Agent de guichet": None, "Vigie": 1}
    assert _codes([*links], links) == {"Agent d’accueil": "reception", "Vigie": "counter"}


def test_a_link_to_a_role_that_stands_no_more_gives_none() -> None:
    gone = replace(CATALOGUE, roles=CATALOGUE.roles[1:])
    assert roles_of_jobs(["Vigie"], links={"Vigie": 1}, catalogue=gone) == {}
