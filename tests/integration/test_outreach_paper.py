"""Paper on both databases: slips with names, questionnaires with a code, posters on one page."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from tests import outreach
from transfo_rh.access.model import operator
from transfo_rh.access.tables import AuditEventRow
from transfo_rh.campaigns.collection import service as collection
from transfo_rh.campaigns.outreach import paper
from transfo_rh.campaigns.tables import AccessCodeRow
from transfo_rh.core.database import Database
from transfo_rh.core.errors import Conflict, NotFound
from transfo_rh.core.settings import settings
from transfo_rh.exchange import document_forms
from transfo_rh.exchange.documents import Document, Paper
from transfo_rh.staff.tables import AgentRow

HR = operator()


@pytest.fixture(autouse=True)
def public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the printed codes lead to."""
    monkeypatch.setenv("TRANSFO_RH_PUBLIC_URL", "https://rh.exemple.fr")
    settings.cache_clear()


def test_slips_bear_names_and_working_codes(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = outreach.open_campaign()
    drawn: list[document_forms.Card] = []
    cards = document_forms.cards

    def noted(found, **room):  # type: ignore[no-untyped-def]
        drawn.extend(found)
        return cards(found, **room)

    monkeypatch.setattr(document_forms, "cards", noted)
    unit = opened.units["DT"]
    assert paper.slips(viewer=HR, campaign_id=opened.id, unit=unit).startswith(b"%PDF-")
    assert len(drawn) == 8 + 4  # one in three of DT1 and DT2
    assert drawn[0].name == "Nom000 PrénomDT1"
    assert all(card.address == f"https://rh.exemple.fr/q/{card.code}" for card in drawn)
    assert collection.form_of_code(code=drawn[0].code).campaign_id == opened.id
    outreach.answer(opened, {"DT1": 24})
    drawn.clear()
    paper.slips(viewer=HR, campaign_id=opened.id, unit=unit)
    assert len(drawn) == 12  # who has answered is printed all the same
    with any_database.read() as session:
        actions = list(session.scalars(select(AuditEventRow.action)))
    assert actions.count("outreach.print_slips") == 2


def test_questionnaires_bear_a_code_and_no_name(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = outreach.open_campaign()
    made: list[Document] = []
    init = Document.__init__

    def noted(self: Document, **options) -> None:  # type: ignore[no-untyped-def]
        made.append(self)
        init(self, **options)
        assert "Nom0" not in repr(options)
        self.given = options.get("copies", ())  # type: ignore[attr-defined]

    monkeypatch.setattr(Document, "__init__", noted)
    paper.questionnaires(viewer=HR, campaign_id=opened.id, unit=opened.units["DS"], everybody=True)
    codes = [copy.label for copy in made[0].given]  # type: ignore[attr-defined]
    assert len(set(codes)) == 20
    assert collection.form_of_code(code=codes[0]).department_name == "Service DS"
    blank = paper.questionnaires(viewer=HR, campaign_id=opened.id, unit=opened.units["DS"], with_codes=False)
    assert blank.startswith(b"%PDF-")
    with sqlite_database.read() as session:
        assert len(list(session.scalars(select(AccessCodeRow.code_hash)))) == 20


def test_paper_is_counted_with_what_is_below_and_refused_for_nobody(sqlite_database: Database) -> None:
    opened = outreach.open_campaign({"DT1": 1, "DT2": 12, "DS": 2})
    with sqlite_database.write() as session:
        session.execute(
            update(AgentRow)
            .where(AgentRow.matricule == "DT1-0")
            .values(email="a@exemple.fr", has_workstation=True)
        )
    found = {
        row.unit.code: (row.members, row.on_paper)
        for row in paper.paper_departments(viewer=HR, campaign_id=opened.id)
    }
    assert found == {"DG": (15, 5), "DT": (13, 4), "DT1": (1, 0), "DT2": (12, 4), "DS": (2, 1)}
    with pytest.raises(Conflict, match="aucun papier"):
        paper.slips(viewer=HR, campaign_id=opened.id, unit=opened.units["DT1"])
    with pytest.raises(NotFound):
        paper.slips(viewer=HR, campaign_id=opened.id, unit=77)


@pytest.mark.parametrize("size", [Paper.A4, Paper.A3])
def test_posters_hold_on_one_page(sqlite_database: Database, size: Paper) -> None:
    opened = outreach.open_campaign(contact="la direction des ressources humaines, 01 02 03 04 05")
    for unit in (None, opened.units["DT"]):
        pdf = paper.poster(viewer=HR, campaign_id=opened.id, unit=unit, paper=size)
        assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
