"""Ways between jobs: against every way tried one by one, and the properties that people rely on."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.skills_factories import role_content
from transfo_rh.skills.fit.effort import effort
from transfo_rh.skills.fit.fit import fit
from transfo_rh.skills.model import Requirement, RoleContent, SkillsSettings
from transfo_rh.skills.pathways.graph import MAXIMUM_MOVES, Move, RoleGraph, Start, Way, next_category, ways
from transfo_rh.staff.model import Category

SETTINGS = SkillsSettings()
SKILLS = ("sql", "maps", "desk", "calm")
SOFT = frozenset({"calm"})
MINIMUM = 45


def graph_of(roles: list[RoleContent], minimum: float = MINIMUM) -> RoleGraph:
    return RoleGraph(roles, soft=SOFT, settings=SETTINGS, minimum=minimum)


@st.composite
def drawn_roles(draw: st.DrawFn) -> list[RoleContent]:
    """Two to five roles over four skills, one of them soft."""
    roles = []
    for number in range(draw(st.integers(2, 5))):
        asked = draw(st.lists(st.sampled_from(SKILLS), unique=True, max_size=4))
        requirements = [
            Requirement(code, draw(st.integers(1, 4)), draw(st.integers(1, 2)), critical=draw(st.booleans()))
            for code in asked
        ]
        categories = tuple(sorted(draw(st.sets(st.sampled_from(Category), max_size=2))))
        roles.append(role_content(f"r{number}", requirements, categories=categories))
    return roles


def every_way(roles: list[RoleContent], start: Start, target: str, minimum: float) -> list[tuple[float, int]]:
    """(Days, moves) of every feasible way, each move judged by the fit and the effort of one person."""
    by_code = {role.code: role for role in roles}
    others = [role.code for role in roles if role.code not in (start.role, target)]
    found = []
    for count in range(MAXIMUM_MOVES):
        for between in permutations(others, count):
            way = [by_code[code] for code in (*between, target)]
            days = _days(way, dict.fromkeys(SKILLS, 0) | dict(start.levels), minimum)
            if days is not None and _categories(way, start.categories):
                found.append((days, len(way)))
    return found


def _days(way: list[RoleContent], levels: dict[str, int], minimum: float) -> float | None:
    days = 0.0
    for role in way:
        judged = fit(levels, role, soft=SOFT, settings=SETTINGS)
        if any(not line.soft for line in judged.lines) and judged.low < minimum:
            return None
        if judged.critical_gap:
            return None
        days += effort(levels, role, soft=SOFT, settings=SETTINGS).days
        for one in role.requirements:
            if one.skill not in SOFT:
                levels = levels | {one.skill: max(levels[one.skill], one.level)}
    return days


def _categories(way: list[RoleContent], held: tuple[Category, ...]) -> bool:
    """True when some choice of a category at each step changes by one at most."""
    order = list(Category)
    if not held:
        return True
    for choice in product(held, *((role.categories or tuple(Category)) for role in way)):
        steps = list(zip(choice, choice[1:], way, strict=False))
        if all(
            before == after if not role.categories else abs(order.index(before) - order.index(after)) <= 1
            for before, after, role in steps
        ):
            return True
    return False


starts = st.builds(
    Start,
    levels=st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 4)),
    role=st.sampled_from([None, "r0"]),
    categories=st.sets(st.sampled_from(Category), max_size=2).map(lambda found: tuple(sorted(found))),
)
minimums = st.sampled_from([0, 40, 45, 50, 100])


@settings(max_examples=80, deadline=None)
@given(drawn_roles(), starts, minimums)
def test_the_way_found_is_the_best_of_all_ways(roles: list[RoleContent], start: Start, minimum: int) -> None:
    found = ways(graph_of(roles, minimum), start)
    for role in roles:
        if role.code == start.role:
            assert role.code not in found
            continue
        possible = every_way(roles, start, role.code, minimum)
        assert (role.code in found) is bool(possible)
        if possible:
            way = found[role.code]
            assert (way.days, len(way.moves)) == min(possible)


@settings(max_examples=50, deadline=None)
@given(drawn_roles(), starts)
def test_never_more_than_three_moves_no_role_twice_and_one_category_at_a_time(
    roles: list[RoleContent], start: Start
) -> None:
    order = list(Category)
    for target, way in ways(graph_of(roles), start).items():
        reached = [move.role for move in way.moves]
        assert 1 <= len(reached) <= MAXIMUM_MOVES
        assert reached[-1] == target
        assert len({start.role, *reached}) == len(reached) + 1
        assert way.days == sum(move.days for move in way.moves)
        for move in way.moves:
            if move.from_category and move.category:
                assert abs(order.index(move.from_category) - order.index(move.category)) <= 1


@settings(max_examples=50, deadline=None)
@given(drawn_roles(), starts, st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 4)))
def test_learning_never_lengthens_a_way(
    roles: list[RoleContent], start: Start, learnt: dict[str, int]
) -> None:
    better = {code: max(start.levels.get(code, 0), learnt.get(code, 0)) for code in {*start.levels, *learnt}}
    before = ways(graph_of(roles), start)
    after = ways(graph_of(roles), Start(better, start.role, start.categories))
    for target, way in before.items():
        assert after[target].days <= way.days


@settings(max_examples=50, deadline=None)
@given(drawn_roles(), starts)
def test_the_order_of_the_catalogue_changes_neither_days_nor_moves(
    roles: list[RoleContent], start: Start
) -> None:
    def measured(order: list[RoleContent]) -> dict[str, tuple[float, int]]:
        return {code: (way.days, len(way.moves)) for code, way in ways(graph_of(order), start).items()}

    assert measured(roles) == measured(roles[::-1])


@settings(max_examples=50, deadline=None)
@given(drawn_roles(), starts)
def test_asking_for_one_target_gives_what_asking_for_all_gives(
    roles: list[RoleContent], start: Start
) -> None:
    everything = ways(graph_of(roles), start)
    for role in roles:
        alone = ways(graph_of(roles), start, [role.code])
        assert alone == ({role.code: everything[role.code]} if role.code in everything else {})


def test_equal_ways_are_told_apart_by_the_category_held() -> None:
    """Whoever may be in A or B is given one of the two ways, the same whatever else is asked for."""
    roles = [
        role_content("goal", [Requirement("sql", 1), Requirement("maps", 1), Requirement("desk", 1)]),
        role_content("free", []),
        role_content("step", [Requirement("sql", 1), Requirement("maps", 1)]),
    ]
    for held in ((Category.A, Category.B), (Category.B, Category.A)):
        start = Start({"sql": 1}, None, held)
        everything = ways(graph_of(roles), start)
        assert {move.category for way in everything.values() for move in way.moves} == {Category.A}
        assert ways(graph_of(roles), start, ["goal"])["goal"] == everything["goal"]


def desk_to_analyst() -> list[RoleContent]:
    return [
        role_content("desk", [Requirement("desk", 3)]),
        role_content("clerk", [Requirement("desk", 2), Requirement("sql", 2)]),
        role_content("analyst", [Requirement("sql", 3, critical=True)]),
    ]


def test_an_intermediate_job_appears_where_the_direct_move_is_closed() -> None:
    """Level 0 of 3 closes the analyst's door; the clerk's job opens it: 0→2 takes 2 + 5 days, 2→3 takes 10."""
    found = ways(graph_of(desk_to_analyst()), Start({"desk": 3}, "desk"))
    assert found["analyst"] == Way((Move("clerk", 7, None, None), Move("analyst", 10, None, None)), 17)


def test_the_direct_move_is_taken_as_soon_as_it_is_open() -> None:
    found = ways(graph_of(desk_to_analyst()), Start({"desk": 3, "sql": 2}, "desk"))
    assert [move.role for move in found["analyst"].moves] == ["analyst"]


def test_what_is_not_known_counts_as_nothing() -> None:
    assert "analyst" not in ways(graph_of(desk_to_analyst()[::2]), Start({}))


def test_a_soft_skill_never_closes_a_door() -> None:
    roles = [role_content("guide", [Requirement("calm", 4, 1), Requirement("desk", 1)])]
    assert ways(graph_of(roles), Start({"desk": 1}))["guide"].days == 0


@pytest.mark.parametrize(
    ("held", "open_to", "expected"),
    [
        (Category.C, (Category.B, Category.C), (Category.B, Category.C)),
        (Category.C, (Category.A,), ()),
        (Category.A, (Category.B, Category.C), (Category.B,)),
        (None, (Category.A,), (None,)),
        (Category.C, (), (Category.C,)),
    ],
)
def test_the_category_changes_by_one_at_most(
    held: Category | None, open_to: tuple[Category, ...], expected: tuple[Category | None, ...]
) -> None:
    assert next_category(held, open_to) == expected


def test_two_changes_of_category_take_two_moves_and_are_named() -> None:
    roles = [
        role_content("clerk", [Requirement("desk", 1)], categories=(Category.B, Category.C)),
        role_content("chief", [Requirement("desk", 2)], categories=(Category.A,)),
    ]
    way = ways(graph_of(roles), Start({"desk": 1}, categories=(Category.C,)))["chief"]
    assert [(move.role, move.from_category, move.category) for move in way.moves] == [
        ("clerk", Category.C, Category.B),
        ("chief", Category.B, Category.A),
    ]
    assert all(move.changes_category for move in way.moves)


def test_one_stays_in_ones_category_where_the_role_is_open_to_it() -> None:
    roles = [role_content("clerk", [Requirement("desk", 1)], categories=(Category.B, Category.C))]
    (move,) = ways(graph_of(roles), Start({"desk": 1}, categories=(Category.C,)))["clerk"].moves
    assert not move.changes_category
