"""Job labels linked to roles: alone when plain, by a person otherwise, within permissions."""

from __future__ import annotations

import pytest

from tests import factories, skills_factories
from transfo_rh.access.model import Role, operator
from transfo_rh.core.database import Database
from transfo_rh.core.errors import InvalidInput, NotFound, PermissionDenied
from transfo_rh.skills.matching import service
from transfo_rh.skills.matching.service import JobChoice, JobLink


def _staff() -> None:
    ids = factories.add_departments({"DG": None})
    skills_factories.store_catalogue()
    jobs = ["agent d'accueil", "agent d'accueil", "Analyste chiffres", None, ""]
    for number, job in enumerate(jobs):
        skills_factories.add_agent(f"M{number}", ids["DG"], job=job)


def _links() -> dict[str, JobLink]:
    return {link.job: link for link in service.job_links(viewer=operator())}


def test_labels_are_counted_suggested_linked_and_confirmed(any_database: Database) -> None:
    _staff()
    first = service.job_links(viewer=operator())
    assert [(link.job, link.agents, link.waits) for link in first] == [
        ("agent d'accueil", 2, True),
        ("Analyste chiffres", 1, True),
    ]
    assert service.link_jobs(viewer=operator()) == 1
    plain = _links()["agent d'accueil"]
    assert plain.automatic
    assert plain.role_code == plain.suggestions[0].id
    service.confirm_job_links(viewer=operator(), choices=[JobChoice("agent d'accueil", None)])
    service.link_jobs(viewer=operator())
    assert _links()["agent d'accueil"].settled
    assert _links()["agent d'accueil"].role_code is None
    first = _links()["Analyste chiffres"].suggestions[0].id
    service.confirm_job_links(viewer=operator(), choices=[JobChoice("Analyste chiffres", first)])
    assert not any(link.waits for link in _links().values())


def test_a_wrong_choice_writes_nothing(sqlite_database: Database) -> None:
    _staff()
    code = _links()["Analyste chiffres"].suggestions[0].id
    with pytest.raises(NotFound):
        service.confirm_job_links(
            viewer=operator(),
            choices=[JobChoice("Analyste chiffres", code), JobChoice("agent d'accueil", "absent")],
        )
    with pytest.raises(InvalidInput):
        service.confirm_job_links(viewer=operator(), choices=[JobChoice("Inconnu", code)])
    assert all(link.waits for link in _links().values())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
def test_only_human_resources_link_labels(sqlite_database: Database, role: Role) -> None:
    viewer = factories.viewer(role)
    for call in (
        lambda: service.job_links(viewer=viewer),
        lambda: service.link_jobs(viewer=viewer),
        lambda: service.confirm_job_links(viewer=viewer, choices=[]),
        lambda: service.match_skill_labels(viewer=viewer, labels=["SIG"]),
    ):
        with pytest.raises(PermissionDenied):
            call()


def test_free_labels_are_read_against_the_catalogue_of_the_base_or_the_shipped_one(
    sqlite_database: Database,
) -> None:
    shipped = service.match_skill_labels(viewer=operator(), labels=["SIG"])[0]
    assert shipped.link is not None
    skills_factories.store_catalogue()
    own = service.match_skill_labels(viewer=operator(), labels=["Qualité de la donnée"])[0]
    assert own.suggestions[0].id == "quality"
    with pytest.raises(InvalidInput):
        service.match_skill_labels(viewer=operator(), labels=["x"] * 2_001)
