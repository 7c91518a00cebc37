"""What leaves with an agent, and what an account that goes leaves behind."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select

from tests.factories import add_departments
from tests.quick_passwords import use_quick_hashes
from tests.skills_factories import add_agent, give_levels, store_catalogue
from transfo_rh.access import service as accounts
from transfo_rh.access.model import Role, Viewer, administrator_operator
from transfo_rh.access.tables import AccountRow
from transfo_rh.core.database import Database
from transfo_rh.skills.assessment import dossiers
from transfo_rh.skills.model import Wish
from transfo_rh.skills.pathways.wishes import set_wish_of
from transfo_rh.skills.tables import MobilityWishRow, SkillLevelRow, SkillStatementRow
from transfo_rh.staff.tables import AgentRow

PERSONAL = (SkillStatementRow, SkillLevelRow, MobilityWishRow)


@pytest.fixture
def people(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int, int]:
    """Two agents, each with levels and a wish written by an account of human resources, and that account."""
    use_quick_hashes(monkeypatch)
    place = add_departments({"A": None})["A"]
    catalogue = store_catalogue()
    first, second = add_agent("1", place), add_agent("2", place)
    made = accounts.add_account(
        viewer=administrator_operator(),
        email="rh@exemple.fr",
        name="RH",
        role=Role.HR,
        password="une phrase de passe de test",
        must_change_password=False,
    )
    viewer = Viewer(made.account.id, "RH", Role.HR)
    give_levels(catalogue, {first: {"sql": 2}, second: {"sql": 2}})
    for agent_id in (first, second):
        dossiers.add_certificate(
            viewer=viewer, agent_id=agent_id, skill="sql", level=3, obtained_on=catalogue.on
        )
        set_wish_of(viewer=viewer, agent_id=agent_id, role_code="analyst", wish=Wish.REFUSED)
    return first, second, made.account.id


def test_an_agent_leaves_with_levels_history_and_wishes(
    any_database: Database, people: tuple[int, int, int]
) -> None:
    first, second, _account = people
    with any_database.write() as session:
        session.execute(delete(AgentRow).where(AgentRow.id == first))
    with any_database.read() as session:
        for table in PERSONAL:
            assert set(session.scalars(select(table.agent_id))) == {second}


def test_an_account_leaves_its_words_without_its_name(
    any_database: Database, people: tuple[int, int, int]
) -> None:
    with any_database.write() as session:
        session.execute(delete(AccountRow).where(AccountRow.id == people[2]))
    with any_database.read() as session:
        for table in (SkillStatementRow, MobilityWishRow):
            assert session.scalar(select(func.count()).select_from(table)) in (2, 4)
            assert session.scalar(select(func.count(table.recorded_by))) == 0
