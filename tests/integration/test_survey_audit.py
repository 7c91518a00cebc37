"""``transfo-rh survey audit``: the verdict and its exit code."""

from __future__ import annotations

import json

import pytest

from tests import factories
from transfo_rh.access.model import operator
from transfo_rh.campaigns.model import Response
from transfo_rh.campaigns.publication import service as publication
from transfo_rh.campaigns.publication.attesting import audit_again
from transfo_rh.cli.survey_audit import as_document
from transfo_rh.core.database import Database
from transfo_rh.core.errors import NotFound


def test_the_document_says_the_parameters_the_cells_and_the_verdict(sqlite_database: Database) -> None:
    units = factories.units_of({"A": None, "B": None, "C": None})
    mixed = [Response(min(n // 3, 2), (), bytes([1 + n % 5, 1 + n % 3])) for n in range(60)]
    campaign = factories.add_campaign(units=units, answered=mixed)
    publication.publish(viewer=operator(), campaign_id=campaign)
    document = as_document(campaign, audit_again(viewer=operator(), campaign_id=campaign))
    assert document["verdict"] == "pass"
    assert json.loads(json.dumps(document))["cells"]["hidden"]["too_few"] == 6
    assert document["parameters"]["k"] == 5  # type: ignore[index]


def test_a_campaign_that_does_not_exist_is_not_called_unpublished(sqlite_database: Database) -> None:
    units = factories.units_of({"A": None, "B": None})
    answered = [Response(n % 2, (), bytes([1 + n % 5, 1 + n % 3])) for n in range(20)]
    campaign = factories.add_campaign(units=units, answered=answered)
    with pytest.raises(NotFound, match="Aucun résultat publié"):
        audit_again(viewer=operator(), campaign_id=campaign)
    with pytest.raises(NotFound, match="La campagne 999 n’existe pas"):
        audit_again(viewer=operator(), campaign_id=999)
