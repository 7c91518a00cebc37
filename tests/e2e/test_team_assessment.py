"""A head assesses a team of fifteen in one grid, in a real browser, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from tests.e2e.steps import idle, press, told, walk_to, walk_to_the_grid
from tests.e2e.town import Town, email_of, served_town
from transfo_rh.access.model import operator
from transfo_rh.core.database import Database, use_database
from transfo_rh.skills.catalogue.service import install_shipped
from transfo_rh.skills.model import Source
from transfo_rh.skills.tables import SkillStatementRow

pytestmark = pytest.mark.e2e

PEOPLE = 15  # sixteen in the department, one of whom is the head
SKILLS = 6
SETTLED_MS = 400  # the grid hands over what was typed a moment after the last key


@pytest.fixture
def town(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town with the shipped catalogue."""
    with served_town(chromium, tmp_path_factory.mktemp("assessing")) as served:
        use_database(_database(served))
        try:
            install_shipped(viewer=operator())
        finally:
            use_database(None)
        yield served


def _database(town: Town) -> Database:
    return Database(f"sqlite:///{town.folder / 'e2e.sqlite'}")


def _statements(town: Town) -> list[tuple[int, int, int, str]]:
    """(Agent, skill, level, source), as they were written."""
    row = SkillStatementRow
    with _database(town).read() as session:
        found = session.execute(select(row.agent_id, row.skill_id, row.level, row.source).order_by(row.id))
        return [(one[0], one[1], one[2], one[3]) for one in found]


def test_fifteen_people_are_assessed_with_keys_only(town: Town) -> None:
    head = town.person(email_of("VOI-01"), "--role", "department_head", "--department", "VOI")
    page = head.page
    page.goto(f"{head.address}/evaluer-equipe?competences=famille.soft")
    idle(head)
    expect(page.get_by_text(f"{PEOPLE} agents et {SKILLS} compétences")).to_be_visible()
    assert head.violations() == []
    walk_to_the_grid(page)
    levels = [[(person + 2 * skill) % 5 for person in range(PEOPLE)] for skill in range(SKILLS)]
    for column in levels:
        for level in column:
            press(page, str(level), "Enter")
        press(page, "Control+ArrowUp", "ArrowRight")
    page.wait_for_timeout(SETTLED_MS)
    press(page, "Control+s")
    told(head, f"{PEOPLE * SKILLS} niveaux enregistrés")
    written = _statements(town)
    assert len(written) == PEOPLE * SKILLS
    assert {source for *_others, source in written} == {Source.MANAGER.value}
    assert sorted(level for _agent, _skill, level, _source in written) == sorted(
        level for column in levels for level in column
    )
    idle(head)
    assert head.console == []


def test_one_level_is_corrected_with_the_tab_key_and_the_button(town: Town) -> None:
    hr = town.person("rh@ville.exemple", "--role", "hr")
    page = hr.page
    page.goto(f"{hr.address}/evaluer-equipe?competences=famille.soft")
    idle(hr)
    before = len(_statements(town))
    walk_to_the_grid(page)
    press(page, "4", "Tab", "3", "Enter")
    page.wait_for_timeout(SETTLED_MS)
    press(page, "Escape")
    walk_to(page, "FormSubmit")
    press(page, "Enter")
    told(hr, "niveau")
    added = _statements(town)[before:]
    assert added
    assert {source for *_others, source in added} == {Source.HR.value}
    assert {level for _agent, _skill, level, _source in added} <= {3, 4}
