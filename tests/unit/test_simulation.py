"""The simulator: expected respondents, probabilities, what the rules would hide, groupings that help."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from transfo_rh.campaigns.life.chances import probability_of_reaching
from transfo_rh.campaigns.life.outlook import Readability, Simulation
from transfo_rh.campaigns.life.population import GroupingAttribute as Attribute
from transfo_rh.campaigns.life.population import attribute_value, members_of, seniority_band
from transfo_rh.campaigns.life.roster import Member, Roster, roster_of
from transfo_rh.campaigns.life.simulation import simulate, simulate_departments
from transfo_rh.campaigns.model import CampaignPlan, CellState, Grouping, Population, Thresholds, Unit
from transfo_rh.staff.model import Agent, Category, Department, EmploymentStatus
from transfo_rh.staff.tree import DepartmentTree

DAY = date(2026, 11, 23)


def plan(
    rate: float = 0.5,
    *,
    rates: Sequence[tuple[str, float]] = (),
    attributes: tuple[str, ...] = (),
    crosses: tuple[tuple[str, str], ...] = (),
    groupings: tuple[Grouping, ...] = (),
    population: Population | None = None,
) -> CampaignPlan:
    return CampaignPlan(
        population or Population(DAY),
        DAY,
        DAY,
        attributes=attributes,
        crosses=crosses,
        thresholds=Thresholds(),
        expected_rates=(("", rate), *rates),
        groupings=groupings,
    )


def roster(
    parents: Sequence[int | None], own: Sequence[int], values: Sequence[tuple[str | None, ...]] = ((),)
) -> Roster:
    """Units « U0 », « U1 »… with so many members each; members take the values in turn."""
    units = tuple(Unit(n, f"U{n}", f"Service {n}", parent, n + 1) for n, parent in enumerate(parents))
    places = [unit for unit, count in enumerate(own) for _ in range(count)]
    return Roster(units, tuple(Member(n, unit, values[n % len(values)]) for n, unit in enumerate(places)))


def readings(simulation: Simulation) -> list[Readability]:
    return [found.outlook.readability for found in simulation.units]


def test_expected_respondents_and_probabilities_can_be_checked_by_hand() -> None:
    simulation = simulate(roster([None, None], [10, 40]), plan(0.5))
    small, large = (found.outlook for found in simulation.units)
    assert (small.headcount, small.expected) == (10, 5.0)
    assert small.probability == pytest.approx(638 / 1024)
    assert large.probability > 0.999
    assert simulation.whole.expected == 25.0


def test_a_small_service_hides_another_as_a_precaution() -> None:
    simulation = simulate(roster([None, 0, 0, 0], [0, 4, 24, 60]), plan(0.5))
    assert readings(simulation)[1:] == [Readability.UNREADABLE, Readability.PRECAUTION, Readability.READABLE]
    assert simulation.count(Readability.READABLE) == 1
    assert simulation.units[2].outlook.state is CellState.PRECAUTION


def test_a_rate_by_department_holds_for_what_is_below() -> None:
    simulation = simulate(roster([None, 0, 1, 0], [0, 0, 20, 20]), plan(0.2, rates=[("U1", 0.9)]))
    assert [found.outlook.expected for found in simulation.units] == [22.0, 18.0, 18.0, 4.0]


def test_attributes_and_crosses_have_their_own_thresholds() -> None:
    values = [("A", "x"), ("B", "x"), ("B", "y"), ("C", "y")]
    simulation = simulate(
        roster([None, None], [40, 12], values),
        plan(
            0.5,
            attributes=("category", "status"),
            crosses=(("category", "status"), ("department", "category")),
        ),
    )
    by_value = {cell.values: cell.outlook for cell in simulation.attributes}
    assert by_value[("A",)].expected == 6.5
    assert by_value[("A",)].state is CellState.SHOWN
    pairs = {cell.values: cell.outlook for cell in simulation.crosses if cell.names == ("category", "status")}
    assert {outlook.state for outlook in pairs.values()} == {CellState.TOO_FEW}  # 6.5 respondents, ten needed
    units = {cell.values: cell.outlook for cell in simulation.crosses if cell.names[0] == "department"}
    assert units[("U0", "B")].headcount == 20
    assert units[("U0", "B")].state is not CellState.TOO_FEW
    assert units[("U1", "A")].state is CellState.TOO_FEW


def test_the_finest_combinations_are_counted() -> None:
    values = [("A", "x"), ("A", "x"), ("B", "y"), (None, "y")]
    simulation = simulate(roster([None], [4], values), plan(0.5, attributes=("category", "status")))
    combinations = simulation.exposure.combinations
    assert (combinations.groups, combinations.small, combinations.alone) == (2, 2, 1)
    assert combinations.too_fine


def test_small_siblings_are_proposed_together_and_become_readable() -> None:
    tree = roster([None, 0, 0, 0, 0], [0, 6, 4, 5, 60])
    found = simulate(tree, plan(0.5))
    (proposal,) = found.proposals
    assert proposal.grouping.departments == ("U1", "U2", "U3")
    assert proposal.grouping.name == "Autres services – Service 0"
    assert (proposal.expected, proposal.gain) == (7.5, 15)


def test_the_few_agents_of_a_direction_join_its_small_service() -> None:
    found = simulate(roster([None, 0, 0, 0], [6, 4, 14, 60]), plan(0.5))
    assert found.units[2].outlook.state is CellState.SHOWN  # 2 and the direction's own 3 hide each other
    (proposal,) = found.proposals
    assert proposal.grouping.departments == ("U1", "U0")
    assert (proposal.expected, proposal.headcount, proposal.gain) == (5.0, 10, 4)


def test_no_grouping_where_the_direction_would_read_the_same() -> None:
    assert simulate(roster([None, 0, 0], [0, 6, 6]), plan(0.5)).proposals == ()


def test_a_department_questionnaire_has_nothing_to_hide() -> None:
    simulation = simulate_departments(roster([None, 0, 0], [0, 0, 0]), plan(0.8))
    assert simulation.attributed
    assert simulation.whole.headcount == 3
    assert {found.outlook.state for found in simulation.units} == {CellState.SHOWN}


TREES = st.integers(1, 14).flatmap(
    lambda size: st.tuples(
        st.tuples(*(st.one_of(st.none(), st.integers(0, n - 1)) if n else st.none() for n in range(size))),
        st.lists(st.integers(0, 30), min_size=size, max_size=size),
    )
)


@given(TREES, st.integers(0, 100))
def test_groupings_are_siblings_of_two_or_more_that_reach_the_threshold(
    tree: tuple[tuple[int | None, ...], list[int]], percent: int
) -> None:
    parents, own = tree
    people = roster(parents, own)
    simulation = simulate(people, plan(percent / 100))
    by_code = {unit.code: unit for unit in people.units}
    seen: set[str] = set()
    for proposal in simulation.proposals:
        codes = proposal.grouping.departments
        assert len(codes) >= 2
        assert not seen & set(codes)
        seen |= set(codes)
        siblings = [code for code in codes if code != proposal.grouping.parent]
        above = {by_code[code].parent for code in siblings}
        assert len(above) == 1
        parent = above.pop()
        assert proposal.grouping.parent == ("" if parent is None else people.units[parent].code)
        assert not {unit.position for unit in people.units if unit.code in siblings} & {
            unit.parent for unit in people.units
        }
        assert proposal.expected >= Thresholds().scores


@given(TREES, st.integers(0, 100))
def test_accepting_every_grouping_keeps_what_was_readable_and_shows_the_groups(
    tree: tuple[tuple[int | None, ...], list[int]], percent: int
) -> None:
    parents, own = tree
    departments = DepartmentTree(
        tuple(
            Department(n + 1, f"U{n}", f"Service {n:02}", None if parent is None else parent + 1)
            for n, parent in enumerate(parents)
        )
    )
    agents = [agent(unit + 1) for unit, count in enumerate(own) for _ in range(count)]
    base = plan(percent / 100)
    before = simulate(roster_of(base, departments, agents), base)
    accepted = plan(percent / 100, groupings=tuple(found.grouping for found in before.proposals))
    after = simulate(roster_of(accepted, departments, agents), accepted)
    state = {found.unit.code: found.outlook.state for found in after.units}
    for found in before.units:
        if found.outlook.state is CellState.SHOWN:
            assert state[found.unit.code] is CellState.SHOWN
    groups = [found for found in after.units if found.is_group]
    assert len(groups) == len(before.proposals)
    assert all(group.outlook.state is CellState.SHOWN for group in groups)
    assert after.whole == before.whole


@given(TREES, st.integers(0, 99))
def test_a_better_rate_never_lowers_a_probability_and_never_adds_a_group_below_the_threshold(
    tree: tuple[tuple[int | None, ...], list[int]], percent: int
) -> None:
    people = roster(*tree)
    low, high = (simulate(people, plan(rate / 100)) for rate in (percent, percent + 1))
    for before, after in zip(low.units, high.units, strict=True):
        assert after.outlook.probability >= before.outlook.probability - 1e-9
        if after.outlook.state is CellState.TOO_FEW:
            assert before.outlook.state in (CellState.TOO_FEW, CellState.NO_ANSWER)


@given(TREES, st.integers(0, 100))
def test_every_agent_reads_one_result(tree: tuple[tuple[int | None, ...], list[int]], percent: int) -> None:
    simulation = simulate(roster(*tree), plan(percent / 100))
    exposure = simulation.exposure
    parts = (exposure.own_department, exposure.wider_unit, exposure.whole_only)
    assert min(parts) >= 0
    assert sum(parts) == simulation.whole.headcount


@given(st.integers(1, 40), st.integers(0, 200), st.integers(0, 100))
def test_one_rate_is_a_binomial(k: int, people: int, percent: int) -> None:
    expected = float(binom.sf(k - 1, people, percent / 100))
    assert probability_of_reaching(k, ((percent, people),)) == pytest.approx(expected, abs=1e-9)


def test_five_hundred_departments_stay_under_a_second() -> None:
    parents = [None, *([0] * 20), *(1 + n % 20 for n in range(480))]
    own = [0] * 21 + [(7 * n) % 45 for n in range(480)]
    values = [(a, b, c) for a in "ABC" for b in "xy" for c in "mnop"]
    crosses = (("department", "category"), ("category", "status"))
    people = roster(parents, own, values)
    began = time.perf_counter()
    simulate(people, plan(0.5, attributes=("category", "status", "seniority"), crosses=crosses))
    assert time.perf_counter() - began < 5  # a second on an idle machine; five when others work on it


def agent(department: int, **known: object) -> Agent:
    values = {
        "id": 1,
        "matricule": "M",
        "last_name": "N",
        "first_name": "P",
        "email": None,
        "department_id": department,
        "job": None,
        "category": None,
        "cadre_emplois": None,
        "status": None,
        "entry_date": None,
        "exit_date": None,
        "has_workstation": None,
    }
    return Agent(**{**values, **known})  # type: ignore[arg-type]


def test_attribute_values_are_words_and_nothing_when_the_register_is_silent() -> None:
    known = agent(
        1,
        category=Category.B,
        status=EmploymentStatus.TENURED,
        has_workstation=False,
        entry_date=date(2006, 11, 23),
        cadre_emplois="Rédacteurs territoriaux",
    )
    values = {attribute: attribute_value(attribute, known, on=DAY) for attribute in Attribute}
    assert values[Attribute.CATEGORY] == "B"
    assert values[Attribute.STATUS] == "Titulaire"
    assert values[Attribute.HAS_WORKSTATION] == "Sans poste informatique"
    assert values[Attribute.SENIORITY] == "20 ans et plus"
    assert {attribute_value(attribute, agent(1), on=DAY) for attribute in Attribute} == {None}


@given(st.dates(date(1970, 1, 1), DAY), st.dates(date(1970, 1, 1), DAY))
def test_longer_service_never_falls_in_an_earlier_band(one: date, other: date) -> None:
    bands = ["Moins de 3 ans", "De 3 à 9 ans", "De 10 à 19 ans", "20 ans et plus"]
    early, late = sorted((one, other))
    assert bands.index(seniority_band(early, on=DAY)) >= bands.index(seniority_band(late, on=DAY))


def test_a_population_takes_departments_with_everything_below_and_filters() -> None:
    tree = DepartmentTree(
        (Department(1, "A", "A", None), Department(2, "A1", "A1", 1), Department(3, "B", "B", None))
    )
    people = [
        agent(1, category=Category.A, has_workstation=False),
        agent(2, category=Category.C),
        agent(3, category=Category.A, has_workstation=False),
    ]
    assert len(members_of(Population(DAY), tree, people)) == 3
    assert members_of(Population(DAY, departments=("A",)), tree, people) == tuple(people[:2])
    assert members_of(Population(DAY, categories=("A",)), tree, people) == (people[0], people[2])
    assert members_of(Population(DAY, ("A",), without_workstation_only=True), tree, people) == (people[0],)
