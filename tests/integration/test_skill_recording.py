"""Statements written in the base, and the levels read from it, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.factories import add_departments
from tests.skills_factories import TODAY, add_agent, give_levels, link_job, store_catalogue
from transfo_rh.access.model import operator
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import Conflict
from transfo_rh.skills.assessment import repository
from transfo_rh.skills.catalogue import repository as catalogue_repository
from transfo_rh.skills.catalogue import service
from transfo_rh.skills.catalogue.files import shipped_catalogue
from transfo_rh.skills.model import SkillsSettings, Source


@pytest.mark.usefixtures("any_database")
def test_levels_count_by_day_and_by_scope() -> None:
    places = add_departments({"A": None, "B": "A"})
    catalogue = store_catalogue()
    anne, paul = add_agent("1", places["A"]), add_agent("2", places["B"])
    give_levels(catalogue, {anne: {"sql": 3}, paul: {"sql": 1, "quality": 2}}, on=date(2024, 6, 1))
    give_levels(catalogue, {anne: {"sql": 4}}, source=Source.SELF)
    with database().read() as session:
        assert repository.levels_of(session, agent_id=anne, on=date(2024, 7, 1)) == {"sql": 3}
        assert repository.levels_of(session, agent_id=anne, on=TODAY) == {"sql": 2}  # past its review
        held = repository.held_levels(session, scope=frozenset({places["A"]}), on=TODAY)
        assert [(found.agent_id, found.level, found.overdue, found.disputed) for found in held] == [
            (anne, 2, True, True)
        ]
        columns = repository.level_columns(session, scope=None, on=date(2024, 7, 1))
        assert sorted(zip(columns.agents.tolist(), columns.levels.tolist(), strict=True)) == [
            (anne, 3),
            (paul, 1),
            (paul, 2),
        ]
        assert len(repository.statements(session, agent_ids=[anne])) == 2


@pytest.mark.usefixtures("any_database")
def test_the_database_refuses_to_rewrite_the_history() -> None:
    places = add_departments({"A": None})
    agent = add_agent("1", places["A"])
    give_levels(store_catalogue(), {agent: {"sql": 3}})
    with pytest.raises(DBAPIError), database().engine.begin() as connection:
        connection.execute(text("UPDATE skill_statement SET level = 4"))
    with database().engine.begin() as connection:
        connection.execute(text("UPDATE skill_statement SET recorded_by = NULL"))


def test_the_small_catalogue_comes_back_as_it_was_stored(any_database: Database) -> None:
    catalogue = store_catalogue()
    assert [role.code for role in catalogue.roles] == ["analyst", "mediator", "counter", "finance"]
    analyst = catalogue.role("analyst")
    assert analyst is not None
    assert [(asked.skill, asked.level, asked.critical) for asked in analyst.content.requirements] == [
        ("sql", 3, True),
        ("quality", 2, False),
        ("charts", 3, False),
        ("listening", 2, False),
    ]
    with database().read() as session:
        assert catalogue_repository.settings(session) == SkillsSettings()
    link_job("Agent d’accueil", analyst.id)


@pytest.mark.usefixtures("any_database")
def test_the_shipped_catalogue_is_installed_once() -> None:
    catalogue = service.install_shipped(viewer=operator())
    assert [skill.content for skill in catalogue.skills] == list(shipped_catalogue().skills)
    assert [role.content for role in catalogue.roles] == list(shipped_catalogue().roles)
    with pytest.raises(Conflict):
        service.install_shipped(viewer=operator())
