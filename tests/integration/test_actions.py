"""Action plans: who may write for whom, what is refused, what is remembered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import factories
from transfo_rh.access.model import Role, Viewer, operator
from transfo_rh.campaigns.actions import service
from transfo_rh.campaigns.actions.model import ActionContent, ActionState
from transfo_rh.campaigns.publication.service import publish
from transfo_rh.core import clock
from transfo_rh.core.database import Database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound, PermissionDenied

PARENTS = {"A": None, "A1": "A", "B": None}


def _content(unit: int | None = 0, **changes: object) -> ActionContent:
    values: dict[str, object] = {
        "unit": unit,
        "dimension": "D",
        "title": "Ouvrir un créneau d’entraide hebdomadaire",
        "owner": "Cheffe de service",
        "due_on": clock.today() + timedelta(days=30),
    }
    return ActionContent(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def campaign(any_database: Database) -> tuple[int, dict[str, int]]:
    """A published campaign over three departments, with their ids."""
    ids = factories.add_departments(PARENTS)
    campaign_id = factories.add_campaign(
        units=factories.units_of(PARENTS, ids), answered=factories.responses({0: 10, 1: 10, 2: 10})
    )
    publish(viewer=operator(), campaign_id=campaign_id)
    return campaign_id, ids


def test_an_action_is_followed_and_its_life_remembered(campaign: tuple[int, dict[str, int]]) -> None:
    campaign_id, _ids = campaign
    hr = factories.viewer(Role.HR)
    action_id = service.add_action(viewer=hr, campaign_id=campaign_id, content=_content())
    (action,) = service.action_plan(viewer=hr, campaign_id=campaign_id).actions
    assert (action.unit_name, action.dimension_label) == ("Service A", "Dimension D")
    service.update_action(
        viewer=hr,
        action_id=action_id,
        version=action.version,
        content=_content(state=ActionState.UNDER_WAY),
        note="Première séance tenue",
    )
    events = service.history(viewer=hr, action_id=action_id)
    assert [event.state for event in events] == [ActionState.UNDER_WAY, ActionState.PROPOSED]
    assert events[0].note == "Première séance tenue"


def test_a_change_without_a_note_says_what_changed(campaign: tuple[int, dict[str, int]]) -> None:
    hr = factories.viewer(Role.HR)
    action_id = service.add_action(viewer=hr, campaign_id=campaign[0], content=_content())
    later = date(2027, 1, 15)
    service.update_action(
        viewer=hr, action_id=action_id, version=1, content=_content(due_on=later, state=ActionState.DONE)
    )
    note = service.history(viewer=hr, action_id=action_id)[0].note
    assert "Proposée" in note
    assert "Terminée" in note
    assert "15/01/2027" in note


def test_two_people_who_change_the_same_action_do_not_overwrite_each_other(
    campaign: tuple[int, dict[str, int]],
) -> None:
    hr = factories.viewer(Role.HR)
    action_id = service.add_action(viewer=hr, campaign_id=campaign[0], content=_content())
    service.update_action(viewer=hr, action_id=action_id, version=1, content=_content(owner="Une autre"))
    with pytest.raises(Conflict, match="entre-temps"):
        service.update_action(viewer=hr, action_id=action_id, version=1, content=_content(owner="Un autre"))
    (action,) = service.action_plan(viewer=hr, campaign_id=campaign[0]).actions
    assert action.content.owner == "Une autre"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": "  "}, "ce qui sera fait"),
        ({"owner": ""}, "qui porte"),
        ({"due_on": None}, "échéance"),
        ({"unit": 9}, "service"),
        ({"dimension": "X"}, "dimension"),
    ],
)
def test_an_incomplete_action_is_refused_and_not_stored(
    campaign: tuple[int, dict[str, int]], changes: dict[str, object], message: str
) -> None:
    hr = factories.viewer(Role.HR)
    with pytest.raises(InvalidInput, match=message):
        service.add_action(viewer=hr, campaign_id=campaign[0], content=_content(**changes))
    assert service.action_plan(viewer=hr, campaign_id=campaign[0]).actions == ()


def _viewers(ids: dict[str, int]) -> dict[str, Viewer]:
    return {
        "hr": factories.viewer(Role.HR),
        "head": factories.viewer(Role.DEPARTMENT_HEAD, ids["A"]),
        "executive": factories.viewer(Role.EXECUTIVE),
        "agent": factories.viewer(Role.AGENT),
        "admin": factories.viewer(Role.ADMIN),
    }


@pytest.mark.parametrize(
    ("who", "writes", "sees"),
    [
        ("hr", {None, 0, 1, 2}, {None, 0, 1, 2}),
        ("head", {0, 1}, {None, 0, 1}),
        ("executive", set(), {None, 0, 1, 2}),
        ("agent", set(), None),
        ("admin", set(), None),
    ],
)
def test_the_matrix_of_roles_and_departments(
    campaign: tuple[int, dict[str, int]], who: str, writes: set[int | None], sees: set[int | None] | None
) -> None:
    campaign_id, ids = campaign
    viewer = _viewers(ids)[who]
    hr = factories.viewer(Role.HR)
    known = {
        unit: service.add_action(viewer=hr, campaign_id=campaign_id, content=_content(unit))
        for unit in (None, 0, 1, 2)
    }
    for unit, action_id in known.items():
        for write in (
            lambda unit=unit: service.add_action(
                viewer=viewer, campaign_id=campaign_id, content=_content(unit)
            ),
            lambda unit=unit, action_id=action_id: service.update_action(
                viewer=viewer, action_id=action_id, version=1, content=_content(unit)
            ),
        ):
            if unit in writes:
                write()
            else:
                with pytest.raises(PermissionDenied):
                    write()
    if sees is None:
        with pytest.raises(PermissionDenied):
            service.action_plan(viewer=viewer, campaign_id=campaign_id)
        return
    plan = service.action_plan(viewer=viewer, campaign_id=campaign_id)
    assert {action.content.unit for action in plan.actions} == sees
    for unit, action_id in known.items():
        if unit in sees:
            assert service.history(viewer=viewer, action_id=action_id)
        else:
            with pytest.raises(PermissionDenied):
                service.history(viewer=viewer, action_id=action_id)


def test_an_action_cannot_be_moved_into_another_department(campaign: tuple[int, dict[str, int]]) -> None:
    campaign_id, ids = campaign
    head = _viewers(ids)["head"]
    action_id = service.add_action(viewer=head, campaign_id=campaign_id, content=_content(1))
    with pytest.raises(PermissionDenied):
        service.update_action(viewer=head, action_id=action_id, version=1, content=_content(2))


def test_late_actions_are_counted_where_the_viewer_may_act(campaign: tuple[int, dict[str, int]]) -> None:
    campaign_id, ids = campaign
    hr, head = _viewers(ids)["hr"], _viewers(ids)["head"]
    yesterday = clock.today() - timedelta(days=1)
    for unit, state in ((1, ActionState.PROPOSED), (2, ActionState.UNDER_WAY), (2, ActionState.DONE)):
        service.add_action(
            viewer=hr, campaign_id=campaign_id, content=_content(unit, due_on=yesterday, state=state)
        )
    assert service.overdue_count(viewer=hr) == 2
    assert service.overdue_count(viewer=head) == 1
    assert len(service.action_plan(viewer=hr, campaign_id=campaign_id).overdue()) == 2


def test_a_campaign_that_is_not_published_has_no_plan(any_database: Database) -> None:
    campaign_id = factories.add_campaign(answered=factories.responses({None: 10}))
    with pytest.raises(NotFound, match="publiée"):
        service.action_plan(viewer=factories.viewer(Role.HR), campaign_id=campaign_id)
