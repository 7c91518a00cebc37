"""The action plan on the screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from tests.pages.conftest import Browser, Prepared, texts
from transfo_rh.access.model import Role, operator
from transfo_rh.campaigns.actions import service
from transfo_rh.campaigns.actions.model import ActionContent, ActionState
from transfo_rh.campaigns.results import service as results
from transfo_rh.campaigns.tables import ActionEventRow, ActionRow
from transfo_rh.core import clock


@pytest.fixture
def nothing_decided(browser: Browser, small_authority: Prepared) -> None:
    """The two published waves, before anybody decided anything."""
    with browser.use(small_authority).write() as session:
        session.execute(delete(ActionEventRow))
        session.execute(delete(ActionRow))


def _newest() -> int:
    return results.published_campaigns(viewer=operator())[0].id


def _add(**changes: object) -> int:
    values: dict[str, object] = {
        "unit": None,
        "dimension": None,
        "title": "Réunir les équipes",
        "owner": "Direction",
        "due_on": clock.today() - timedelta(days=3),
    }
    return service.add_action(
        viewer=operator(),
        campaign_id=_newest(),
        content=ActionContent(**{**values, **changes}),  # type: ignore[arg-type]
    )


def test_an_action_is_added_on_the_screen(browser: Browser, nothing_decided: None) -> None:
    browser.sign_in(Role.HR)
    page = browser.open("surveys/actions")
    assert "Aucune action" in texts(page)
    page.text_input[0].input("Former deux référents")
    page.text_input[1].input("Cheffe de service")
    page.date_input[0].set_value(clock.today() + timedelta(days=60))
    page.button[0].click().run()
    assert not page.exception
    (action,) = service.action_plan(viewer=operator(), campaign_id=_newest()).actions
    assert action.content.title == "Former deux référents"


def test_a_refusal_loses_nothing_that_was_typed(browser: Browser, nothing_decided: None) -> None:
    browser.sign_in(Role.HR)
    page = browser.open("surveys/actions")
    page.text_input[0].input("Former deux référents")
    page.button[0].click().run()
    assert "qui porte l’action" in texts(page)
    assert page.text_input[0].value == "Former deux référents"


@pytest.mark.parametrize(
    ("role", "invited"), [(Role.HR, True), (Role.DEPARTMENT_HEAD, True), (Role.EXECUTIVE, False)]
)
def test_only_who_may_decide_is_invited_to(
    browser: Browser, nothing_decided: None, role: Role, invited: bool
) -> None:
    browser.sign_in(role)
    said = texts(browser.open("surveys/actions"))
    assert "Aucune action décidée" in said
    assert ("décidez" in said) is invited


def test_late_actions_open_the_page(browser: Browser, nothing_decided: None) -> None:
    _add()
    _add(title="Tenir un atelier", state=ActionState.DONE)
    browser.sign_in(Role.HR)
    said = texts(browser.open("surveys/actions"))
    assert "dont 1 en retard" in said


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.DEPARTMENT_HEAD])
def test_who_may_not_write_the_authoritys_action_reads_it(
    browser: Browser, nothing_decided: None, role: Role
) -> None:
    action_id = _add()
    browser.sign_in(role)
    page = browser.open("surveys/actions")
    assert not page.exception
    assert "1 action est à mener" in texts(page)
    assert not any(f"action_{action_id}" in (button.key or "") for button in page.button)


def test_the_plan_is_filtered_by_department_and_a_new_action_starts_there(
    browser: Browser, nothing_decided: None
) -> None:
    plan = service.action_plan(viewer=operator(), campaign_id=_newest())
    first, second = [unit for unit in plan.units if unit is not None][:2]
    _add(unit=first, title="Tenir un atelier")
    _add(unit=second, title="Former deux référents", state=ActionState.DONE)
    browser.sign_in(Role.HR)
    page = browser.open("surveys/actions", pour=str(first))
    said = texts(page)
    assert not page.exception
    assert "Tenir un atelier" in said
    assert "Former deux référents" not in said
    assert "En retard" in said
    assert [box.value for box in page.selectbox].count(
        first
    ) == 2  # in the new action and in the one followed
    done = texts(browser.open("surveys/actions", a_mener="true"))
    assert "Tenir un atelier" in done
    assert "Former deux référents" not in done


def test_a_plan_says_when_nothing_answers_the_choice(browser: Browser, nothing_decided: None) -> None:
    plan = service.action_plan(viewer=operator(), campaign_id=_newest())
    first, second = [unit for unit in plan.units if unit is not None][:2]
    _add(unit=first)
    browser.sign_in(Role.HR)
    page = browser.open("surveys/actions", pour=str(second))
    assert "Aucune action ne répond" in texts(page)
    assert not page.exception
