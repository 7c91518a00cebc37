"""Late answers that wait for a batch, and the attestation that each publication carries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import factories
from transfo_rh.access.model import Role, operator
from transfo_rh.campaigns import answers
from transfo_rh.campaigns.model import Response
from transfo_rh.campaigns.publication import service as publication
from transfo_rh.campaigns.publication.attesting import attestation_of, audit_again
from transfo_rh.campaigns.results import service as results
from transfo_rh.core.database import Database
from transfo_rh.core.errors import Conflict, PermissionDenied


def _late(campaign: int, database: Database, responses: list[Response]) -> None:
    with database.write() as session:
        answers.add_responses(
            session, campaign_id=campaign, week=factories.WAVE, responses=responses, batch_number=1
        )


def test_late_answers_wait_until_every_group_changes_by_k(any_database: Database) -> None:
    units = factories.units_of({"A": None, "B": None})
    mixed = [Response(n % 2, (), bytes([1 + n % 5, 1 + n % 3])) for n in range(60)]
    campaign = factories.add_campaign(units=units, answered=mixed)
    publication.publish(viewer=operator(), campaign_id=campaign)
    _late(campaign, any_database, [Response(0, (), bytes([4, 2]))] * 4)
    with pytest.raises(Conflict, match="pas encore assez"):
        publication.republish(viewer=operator(), campaign_id=campaign)
    _late(campaign, any_database, [Response(0, (), bytes([4, 2])), Response(1, (), bytes([4, 2]))])
    publication.republish(viewer=operator(), campaign_id=campaign)
    found = results.export(viewer=operator(), campaign_id=campaign)
    assert {cell.unit: cell.n for cell in found.cells if cell.measure == "Q1"} == {None: 65, 0: 35, 1: 30}
    assert audit_again(viewer=operator(), campaign_id=campaign).publications == 2
    assert audit_again(viewer=operator(), campaign_id=campaign).passed
    with pytest.raises(Conflict, match="1 réponse tardive attend"):
        publication.republish(viewer=operator(), campaign_id=campaign)


def test_a_publication_carries_its_attestation(any_database: Database) -> None:
    units = factories.units_of({"A": None, "B": None, "C": None})
    mixed = [Response(min(n // 3, 2), (), bytes([1 + n % 5, 1 + n % 3])) for n in range(60)]
    campaign = factories.add_campaign(units=units, answered=mixed)
    publication.publish(viewer=operator(), campaign_id=campaign)
    stored = attestation_of(viewer=factories.viewer(Role.AGENT), campaign_id=campaign)
    assert stored.attestation is not None
    assert stored.attestation.passed
    again = audit_again(viewer=operator(), campaign_id=campaign)
    assert replace(stored.attestation, repairs=0) == again
    with pytest.raises(PermissionDenied):
        attestation_of(viewer=factories.viewer(Role.ADMIN), campaign_id=campaign)
    with pytest.raises(PermissionDenied):
        audit_again(viewer=factories.viewer(Role.AGENT), campaign_id=campaign)
