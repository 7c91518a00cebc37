"""``transfo-rh survey audit``: the verdict and its exit code."""

from __future__ import annotations

import json

from tests import factories
from transfo_rh.access.model import operator
from transfo_rh.campaigns.model import Response
from transfo_rh.campaigns.publication import service as publication
from transfo_rh.campaigns.publication.attesting import audit_again
from transfo_rh.cli.survey_audit import as_document
from transfo_rh.core.database import Database


def test_the_document_says_the_parameters_the_cells_and_the_verdict(sqlite_database: Database) -> None:
    units = factories.units_of({"A": None, "B": None, "C": None})
    mixed = [Response(min(n // 3, 2), (), bytes([1 + n % 5, 1 + n % 3])) for n in range(60)]
    campaign = factories.add_campaign(units=units, answered=mixed)
    publication.publish(viewer=operator(), campaign_id=campaign)
    document = as_document(campaign, audit_again(viewer=operator(), campaign_id=campaign))
    assert document["verdict"] == "pass"
    assert json.loads(json.dumps(document))["cells"]["hidden"]["too_few"] == 6
    assert document["parameters"]["k"] == 5  # type: ignore[index]
