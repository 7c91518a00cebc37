"""Cover, urgency and required levels: values worked out by hand, and what must hold for any counts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.skills_factories import role_content
from transfo_rh.skills.model import Requirement
from transfo_rh.skills.overview.cover import (
    COVERS,
    Cover,
    Holders,
    LevelCounts,
    horizon,
    required_levels,
    retires_within,
    role_cover,
)
from transfo_rh.skills.overview.urgency import URGENCIES, Urgency, skill_urgency, urgency

ON = date(2026, 11, 23)


@st.composite
def counts(draw: st.DrawFn) -> LevelCounts:
    people = [draw(st.integers(0, 4)) for _level in range(5)]
    return LevelCounts(tuple(people), tuple(draw(st.integers(0, number)) for number in people))


@pytest.mark.parametrize(
    ("count", "retiring", "weight", "cover"),
    [
        (0, 0, 0, Cover.RUPTURE),
        (1, 0, 1, Cover.FRAGILE),
        (1, 1, 0.5, Cover.FRAGILE),
        (2, 0, 2, Cover.COVERED),
        (2, 1, 1.5, Cover.FRAGILE),
        (3, 2, 2, Cover.COVERED),
        (3, 3, 1.5, Cover.FRAGILE),
        (4, 4, 2, Cover.COVERED),
    ],
)
def test_a_holder_who_retires_counts_half(count: int, retiring: int, weight: float, cover: Cover) -> None:
    holders = Holders(count, retiring)
    assert (holders.weight, holders.cover) == (weight, cover)


@given(counts(), st.integers(0, 4), st.integers(1, 4))
def test_one_more_holder_never_lowers_the_cover(found: LevelCounts, level: int, required: int) -> None:
    people = list(found.people)
    people[level] += 1
    after = LevelCounts(tuple(people), found.retiring)
    assert COVERS.index(after.holders(required).cover) >= COVERS.index(found.holders(required).cover)
    assert URGENCIES.index(skill_urgency(after, required)) >= URGENCIES.index(skill_urgency(found, required))


@given(counts(), st.integers(1, 4))
def test_only_a_skill_in_rupture_is_lost_and_a_higher_level_is_never_better_covered(
    found: LevelCounts, required: int
) -> None:
    lost = skill_urgency(found, required) is Urgency.LOST
    assert not lost or found.holders(required).cover is Cover.RUPTURE
    covers = [COVERS.index(found.holders(level).cover) for level in range(5)]
    assert covers == sorted(covers, reverse=True)


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((9, 9, 0, 0, 0), Urgency.LOST),
        ((0, 0, 1, 0, 0), Urgency.CRITICAL),
        ((0, 0, 0, 0, 1), Urgency.URGENT),
        ((0, 0, 2, 1, 0), Urgency.PREPARE),
        ((0, 0, 0, 3, 1), Urgency.WATCH),
        ((0, 0, 0, 0, 2), Urgency.SECURE),
    ],
)
def test_doers_and_teachers_give_the_class(people: tuple[int, ...], expected: Urgency) -> None:
    assert skill_urgency(LevelCounts(people, (0,) * 5), 3) is expected


def test_teachers_without_doers_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="teachers"):
        urgency(Cover.RUPTURE, Cover.COVERED)


def test_the_horizon_is_three_years_to_the_day() -> None:
    assert horizon(ON, 3) == date(2029, 11, 23)
    assert retires_within(date(2029, 11, 22), on=ON, years=3)
    assert not retires_within(date(2029, 11, 23), on=ON, years=3)
    assert retires_within(date(2026, 1, 1), on=ON, years=3)
    assert not retires_within(None, on=ON, years=3)


def test_the_required_level_is_the_most_frequent_then_the_highest() -> None:
    roles = [role_content(str(n), [Requirement("sql", level)]) for n, level in enumerate((2, 2, 4, 3))]
    assert required_levels(roles) == {"sql": 2}
    assert required_levels(roles[1:]) == {"sql": 4}
    assert required_levels([]) == {}


def test_critical_skills_decide_the_cover_of_a_role_and_soft_ones_never() -> None:
    role = role_content(
        "r",
        [
            Requirement("sql", 3, critical=True),
            Requirement("charts", 3),
            Requirement("listening", 2, critical=True),
        ],
    )
    held = {"sql": LevelCounts((0, 0, 5, 1, 0), (0,) * 5)}
    found = role_cover(role, held, soft=frozenset({"listening"}))
    assert found is not None
    assert (found.cover, found.weakest) == (Cover.FRAGILE, ("sql",))
    core = role_content("r", [Requirement("sql", 2), Requirement("charts", 2), Requirement("quality", 2, 1)])
    found = role_cover(core, held)
    assert found is not None
    assert (found.cover, found.weakest) == (Cover.RUPTURE, ("charts",))
    assert role_cover(role_content("r", []), held) is None
