"""Scenarios of staffing on each engine: who takes which post, what is refused, two people at the same time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from tests import factories, skills_factories
from transfo_rh.access.model import Role, Viewer, operator
from transfo_rh.access.tables import AuditEventRow
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from transfo_rh.skills.model import Wish
from transfo_rh.skills.pathways.wishes import set_wish_of
from transfo_rh.skills.staffing import service, words
from transfo_rh.skills.staffing.model import (
    Barrier,
    Limits,
    Placement,
    Plan,
    Post,
    Rules,
    Seats,
    StaffingResult,
    Weights,
)
from transfo_rh.skills.staffing.workbook import scenario_workbook
from transfo_rh.staff.model import Category

ATTACHE = "Attachés territoriaux"


@dataclass(frozen=True)
class Town:
    """Departments and agents by name."""

    departments: dict[str, int]
    agents: dict[str, int]

    def name(self, agent_id: int | None) -> str | None:
        return next((name for name, one in self.agents.items() if one == agent_id), None)


PEOPLE = {
    # by name: department, category and levels of each
    "analyst": ("FIN", Category.A, {"sql": 3, "quality": 2, "charts": 3}),
    "clerk": ("FIN", Category.B, {"sql": 2, "quality": 1, "charts": 2}),
    "gated": ("GUI", Category.B, {"sql": 1, "quality": 4, "charts": 4}),
    "agent_c": ("GUI", Category.C, {"sql": 3, "quality": 2, "charts": 3, "mediation": 2, "reception": 2}),
    "refuses": ("GUI", Category.B, {"sql": 3, "quality": 2, "charts": 2, "mediation": 3, "reception": 3}),
    "nobody": ("GUI", Category.B, {}),
    "weak": ("GUI", Category.B, {"sql": 2, "quality": 0, "charts": 0}),
}


@pytest.fixture
def town(any_database: Database) -> Town:
    departments = factories.add_departments({"DG": None, "FIN": "DG", "GUI": "DG", "GUI-A": "GUI"})
    catalogue = skills_factories.store_catalogue()
    agents = {
        name: skills_factories.add_agent(
            name.upper(),
            departments[code],
            category=category,
            retirement_on=date(2027, 6, 1) if name == "analyst" else None,
        )
        for name, (code, category, _levels) in PEOPLE.items()
    }
    skills_factories.give_levels(
        catalogue, {agents[name]: levels for name, (_c, _k, levels) in PEOPLE.items()}
    )
    set_wish_of(viewer=operator(), agent_id=agents["refuses"], role_code="analyst", wish=Wish.REFUSED)
    return Town(departments, agents)


def _plan(*posts: Post, **changes: object) -> Plan:
    return replace(Plan(posts=posts or (Post("analyst", "FIN", 2),)), **changes)  # type: ignore[arg-type]


def _computed(plan: Plan, title: str = "Cellule données") -> tuple[int, StaffingResult]:
    scenario_id = service.create(viewer=operator(), title=title, plan=plan)
    return scenario_id, service.compute(viewer=operator(), scenario_id=scenario_id, version=1)


def _who(town: Town, result: StaffingResult) -> list[str | None]:
    return [town.name(one.agent_id) for one in result.placements]


def test_each_position_has_its_person_and_each_other_its_reason(town: Town) -> None:
    _id, result = _computed(_plan())
    assert _who(town, result) == ["analyst", "clerk"]
    assert {town.name(one.agent_id): one.reason for one in result.left_out} == {
        "gated": Barrier.GATE,
        "agent_c": Barrier.CATEGORY,
        "refuses": Barrier.REFUSED,
        "nobody": Barrier.NOT_ASSESSED,
        "weak": Barrier.BELOW_MINIMUM,
    }
    assert sum(result.left_counts.values()) == 5
    assert result.proof.optimal
    first, second = result.placements
    assert (first.low, first.days, first.retiring, first.cost) == (100.0, 0, True, 0.0)
    # clerk: (2·⅔ + ½ + 2·⅔) ÷ 5 = 63.3 ; 10 days for SQL, 5 for quality, 10 for charts
    assert (round(second.low, 1), second.days, second.cost_cents) == (63.3, 25.0, 750_000)
    assert second.cost == pytest.approx(100 - 63.333 + 3 * 25 / 10, abs=0.01)
    assert [line.skill for line in second.gaps] == ["sql", "quality", "charts"]


def test_a_refusal_is_said_even_where_another_post_is_out_of_reach(town: Town) -> None:
    _id, result = _computed(_plan(Post("analyst", "FIN", 1), Post("finance", "FIN", 1)))
    said = {town.name(one.agent_id): (one.reason, one.post) for one in result.left_out}
    assert said["refuses"] == (Barrier.REFUSED, 0)
    assert said["agent_c"] == (Barrier.CATEGORY, 0)
    order = [town.name(one.agent_id) for one in result.left_out]
    assert order.index("refuses") < order.index("nobody")


def test_the_second_choice_is_who_comes_when_the_pair_is_forbidden(town: Town) -> None:
    _id, result = _computed(_plan(Post("analyst", "FIN", 1)))
    (one,) = result.placements
    assert one.second is not None
    assert (town.name(one.agent_id), town.name(one.second.agent_id)) == ("analyst", "clerk")
    assert one.second.exact
    assert one.second.regret == pytest.approx(100 - 63.333 + 7.5, abs=0.01)
    better = next(line for line in result.left_out if line.agent_id == town.agents["clerk"])
    assert (better.reason, better.behind) == (Barrier.BETTER_PLACED, pytest.approx(one.second.regret))
    _id, alone = _computed(_plan())
    assert alone.placements[0].second is not None
    assert (alone.placements[0].second.agent_id, alone.placements[0].second.regret) == (None, None)


def test_category_gap_cadre_wish_mobility_and_perimeter_change_who_is_taken(town: Town) -> None:
    open_ = Rules(category_gap=1, minimum_fit=0)
    _id, wide = _computed(_plan(Post("analyst", "FIN", 3), rules=open_))
    assert set(_who(town, wide)) == {"analyst", "clerk", "agent_c"}
    moved = next(one for one in wide.filled if one.agent_id == town.agents["agent_c"])
    assert (moved.changes_direction, moved.other_category, moved.mobility) == (True, True, 5.0)
    _id, near = _computed(_plan(rules=open_, weights=Weights(mobility=60)))
    assert _who(town, near) == ["analyst", "clerk"]
    _id, inside = _computed(_plan(rules=open_, perimeter=("GUI",)))
    assert _who(town, inside) == ["agent_c", "weak"]
    assert inside.candidates == 5
    set_wish_of(viewer=operator(), agent_id=town.agents["clerk"], role_code="analyst", wish=Wish.WANTED)
    _id, wanted = _computed(_plan(Post("analyst", "FIN", 1), weights=Weights(wish=50)))
    assert _who(town, wanted) == ["clerk"]
    assert wanted.wanted == 1


def test_days_and_training_seats_bind(town: Town) -> None:
    _id, poor = _computed(_plan(limits=Limits(days=10)))
    assert _who(town, poor) == ["analyst", None]
    assert poor.proof.limits_bind
    assert poor.proof.optimal
    clerk = next(one for one in poor.left_out if one.agent_id == town.agents["clerk"])
    assert clerk.reason is Barrier.LIMITS
    _id, seats = _computed(_plan(limits=Limits(seats=(Seats("sql", 0),))))
    assert _who(town, seats) == ["analyst", None]
    _id, enough = _computed(_plan(limits=Limits(days=25, seats=(Seats("sql", 1),))))
    assert _who(town, enough) == ["analyst", "clerk"]
    assert not enough.proof.limits_bind


def test_a_scenario_comes_back_as_it_was_kept(town: Town) -> None:
    plan = _plan(
        Post("analyst", "FIN", 1),
        Post("mediator", "GUI", 2),
        perimeter=("FIN", "GUI"),
        rules=Rules(None, cadre=False, minimum_fit=10),
        limits=Limits(30.5, (Seats("sql", 2),)),
    )
    scenario_id, result = _computed(plan)
    view = service.scenario(viewer=operator(), scenario_id=scenario_id)
    assert view.scenario.plan == plan
    assert view.result == result
    assert {view.agent(one.agent_id) for one in result.filled} <= {
        f"NOM-{name.upper()} Prénom-{name.upper()}" for name in PEOPLE
    }


def test_two_people_on_the_same_scenario_do_not_overwrite_each_other(town: Town) -> None:
    scenario_id = service.create(viewer=operator(), title="Un", plan=_plan())
    first = service.scenario(viewer=operator(), scenario_id=scenario_id).scenario
    version = service.change(
        viewer=operator(), scenario_id=scenario_id, version=first.version, title="Deux", plan=first.plan
    )
    with pytest.raises(Conflict):
        service.change(
            viewer=operator(), scenario_id=scenario_id, version=first.version, title="Trois", plan=first.plan
        )
    with pytest.raises(Conflict):
        service.compute(viewer=operator(), scenario_id=scenario_id, version=first.version)
    kept = service.scenario(viewer=operator(), scenario_id=scenario_id).scenario
    assert (kept.title, kept.version, kept.result) == ("Deux", version, None)


def test_a_change_of_plan_forgets_the_result_and_a_retained_scenario_stays(town: Town) -> None:
    one, _result = _computed(_plan(), "Un")
    two, _result = _computed(_plan(Post("mediator", "GUI", 1)), "Deux")

    def version(scenario_id: int) -> int:
        return service.scenario(viewer=operator(), scenario_id=scenario_id).scenario.version

    service.retain(viewer=operator(), scenario_id=one, version=version(one))
    service.retain(viewer=operator(), scenario_id=two, version=version(two))
    assert {found.id for found in service.scenarios(viewer=operator()) if found.retained} == {two}
    with pytest.raises(Conflict):
        service.change(viewer=operator(), scenario_id=two, version=version(two), title="X", plan=_plan())
    with pytest.raises(Conflict):
        service.delete(viewer=operator(), scenario_id=two, version=version(two))
    copy = service.duplicate(viewer=operator(), scenario_id=two)
    with pytest.raises(InvalidInput, match="Calculez"):
        service.retain(viewer=operator(), scenario_id=copy, version=1)
    service.change(
        viewer=operator(),
        scenario_id=one,
        version=version(one),
        title="Un",
        plan=_plan(Post("mediator", "GUI", 1)),
    )
    assert service.scenario(viewer=operator(), scenario_id=one).result is None
    service.delete(viewer=operator(), scenario_id=one, version=version(one))
    with pytest.raises(NotFound):
        service.scenario(viewer=operator(), scenario_id=one)
    with database().read() as session:
        actions = set(session.scalars(select(AuditEventRow.action)))
    assert {
        f"skills.staffing.{verb}" for verb in ("create", "compute", "retain", "change", "delete")
    } <= actions


def test_scenarios_are_compared_person_by_person(town: Town) -> None:
    one, _result = _computed(_plan(Post("analyst", "FIN", 1)), "Un")
    two, _result = _computed(_plan(), "Deux")
    beside, people = service.compared(viewer=operator(), scenario_ids=[one, two])
    assert [(found.filled, found.days, found.refused) for found in beside.figures] == [(1, 0, 1), (2, 25, 1)]
    assert [(town.name(line.agent_id), line.posts[0], line.posts[1]) for line in beside.changes] == [
        ("clerk", None, Post("analyst", "FIN", 2))
    ]
    assert set(people) == {town.agents["clerk"]}
    with pytest.raises(InvalidInput):
        service.compared(viewer=operator(), scenario_ids=[one])


def test_everything_wrong_is_said_and_nothing_is_kept(town: Town) -> None:
    wrong = _plan(
        Post("astronaut", "FIN", 0), perimeter=("MARS",), limits=Limits(-1, (Seats("juggling", 1),))
    )
    with pytest.raises(InvalidInput) as refused:
        service.create(viewer=operator(), title=" ", plan=wrong)
    for word in ("titre", "astronaut", "effectif", "MARS", "juggling", "négatif"):
        assert word in refused.value.message
    assert service.scenarios(viewer=operator()) == ()
    empty = service.create(viewer=operator(), title="Vide", plan=Plan())
    with pytest.raises(InvalidInput, match="aucun poste"):
        service.compute(viewer=operator(), scenario_id=empty, version=1)


def test_the_workbook_says_who_why_and_what_was_asked(town: Town) -> None:
    scenario_id, result = _computed(_plan(Post("analyst", "FIN", 3)))
    view = service.scenario(viewer=operator(), scenario_id=scenario_id)
    book = openpyxl.load_workbook(BytesIO(scenario_workbook(view, result)))
    cells = {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}
    assert cells["Postes"][1][:5] == ["Analyste de données", "NOM-ANALYST Prénom-ANALYST", 100, 0, 0]
    assert cells["Postes"][3][1] == "Vacant"
    assert {row[2] for row in cells["Sans poste"][1:]} >= {"Non évalué", "Métier refusé par l’agent"}
    assert len(cells["Formations"]) == 4
    assert ["Adéquation minimale", 40] in cells["Demande"]


def test_reasons_add_up_to_the_cost(town: Town) -> None:
    scenario_id, result = _computed(_plan())
    view = service.scenario(viewer=operator(), scenario_id=scenario_id)
    said = [
        line.replace("\u00a0", " ").replace("\u202f", " ")
        for line in words.reasons(view, result.placements[1])
    ]
    assert said == [
        "Adéquation assurée : 63,3 sur 100 (au plus 63,3), soit 36,7 points de coût",
        "Formation : 25 jours, 7 500 €, soit 7,5 points",
        "Coût total : 44,2 points",
    ]
    assert words.to_verify(Placement(0, agent_id=1, gate_possible=True), Rules())


CALLS: tuple[Callable[[Viewer], object], ...] = (
    lambda viewer: service.scenarios(viewer=viewer),
    lambda viewer: service.scenario(viewer=viewer, scenario_id=1),
    lambda viewer: service.ground(viewer=viewer),
    lambda viewer: service.create(viewer=viewer, title="x", plan=Plan()),
    lambda viewer: service.duplicate(viewer=viewer, scenario_id=1),
    lambda viewer: service.change(viewer=viewer, scenario_id=1, version=1, title="x", plan=Plan()),
    lambda viewer: service.compute(viewer=viewer, scenario_id=1, version=1),
    lambda viewer: service.retain(viewer=viewer, scenario_id=1, version=1),
    lambda viewer: service.release(viewer=viewer, scenario_id=1, version=1),
    lambda viewer: service.delete(viewer=viewer, scenario_id=1, version=1),
    lambda viewer: service.closing_scenario(viewer=viewer, department="GUI"),
    lambda viewer: service.compared(viewer=viewer, scenario_ids=[1, 2]),
    lambda viewer: service.record_export(viewer=viewer, scenario_id=1),
)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
def test_only_human_resources_staff(town: Town, role: Role) -> None:
    for call in CALLS:
        with pytest.raises(PermissionDenied):
            call(factories.viewer(role, town.departments["GUI"]))
