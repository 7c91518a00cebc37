"""What a movement does to cover and to people, by hand."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.skills_factories import SINCE, role_content
from transfo_rh.skills.fit.readiness import Readiness
from transfo_rh.skills.model import Origin, Requirement, Role, SkillsSettings
from transfo_rh.skills.overview.cover import Cover, LevelCounts
from transfo_rh.skills.staffing.whatif import (
    Member,
    cover_changes,
    member_lines,
    team_counts,
    totals,
    with_people,
)
from transfo_rh.staff.model import Agent, Category
from transfo_rh.ui.what_if_view import category_words

SETTINGS = SkillsSettings()


def _agent(number: int) -> Agent:
    return Agent(number, f"M{number}", "Nom", "Prénom", None, 1, None, None, None, None, None, None, None)


def _role(code: str, *asked: Requirement) -> Role:
    return Role(1, role_content(code, asked), Origin.SHIPPED, SINCE, None, 1)


def _member(number: int, *, retiring: bool = False, role: Role | None = None, **levels: int) -> Member:
    return Member(_agent(number), levels, role, retiring)


def test_what_falls_comes_first_and_what_does_not_change_is_left_out() -> None:
    before = {
        "sql": LevelCounts((0, 0, 1, 0, 0)),
        "sig": LevelCounts((0, 0, 2, 0, 0)),
        "web": LevelCounts((0, 0, 5, 0, 0)),
    }
    team = team_counts([_member(1, sql=2, sig=2, web=2)])
    after = with_people(before, team, sign=-1)
    changes = cover_changes(before, after, {"web": 2, "sig": 2, "sql": 2})
    assert [(one.skill, one.before.cover, one.after.cover, one.worse) for one in changes] == [
        ("sql", Cover.FRAGILE, Cover.RUPTURE, True),
        ("sig", Cover.COVERED, Cover.FRAGILE, True),
    ]
    assert [one.worse for one in cover_changes(after, before, {"sql": 2, "sig": 2})] == [False, False]


def test_somebody_who_retires_soon_brings_half() -> None:
    before = {"sql": LevelCounts((0, 0, 1, 0, 0))}
    brought = with_people(before, team_counts([_member(1, retiring=True, sql=3)]), sign=1)
    (change,) = cover_changes({}, brought, {"sql": 2})
    assert (change.after.count, change.after.weight, change.after.cover) == (2, 1.5, Cover.FRAGILE)


@given(
    st.lists(
        st.tuples(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 4)), st.booleans()),
        max_size=6,
    )
)
def test_leaving_then_coming_back_changes_nothing(people: list[tuple[dict[str, int], bool]]) -> None:
    members = [Member(_agent(n), levels, None, soon) for n, (levels, soon) in enumerate(people)]
    all_ = with_people({"a": LevelCounts((1, 1, 1, 1, 1), (0, 1, 0, 1, 0))}, team_counts(members), sign=1)
    back = with_people(with_people(all_, team_counts(members), sign=-1), team_counts(members), sign=1)
    assert back == all_
    assert cover_changes(all_, back, {"a": 1, "b": 2, "c": 3}) == ()


def test_everybody_goes_to_the_nearest_role_that_is_not_closed() -> None:
    near = _role("near", Requirement("sql", 2))
    closed = _role("closed", Requirement("sql", 1, 2), Requirement("sig", 2, 1, critical=True))
    own = _role("own", Requirement("sql", 1))
    member = _member(1, role=own, sql=1, sig=0)
    (line,) = member_lines([member], [closed, near], soft=frozenset(), settings=SETTINGS)
    assert line.before is not None
    assert line.after is not None
    assert (line.before.low, line.before.fit.readiness) == (100, Readiness.READY)
    assert (line.after.role.code, line.after.low, line.after.days) == ("near", 50, 5)
    after = totals([line.after, None])
    assert (after.people, after.mean_fit, after.ready, after.days, after.cost_cents) == (1, 50, 0, 5, 150_000)
    other = replace(member, agent=replace(member.agent, category=Category.C))
    managers = replace(near, content=replace(near.content, categories=(Category.A,)))
    (kept,) = member_lines([other], [managers, closed], soft=frozenset(), settings=SETTINGS)
    assert kept.after is not None
    assert kept.after.role.code == "closed"  # nobody changes category by moving
    assert (kept.changes_category, category_words(kept)) == (False, "C")
    (forced,) = member_lines([other], [managers], soft=frozenset(), settings=SETTINGS)
    assert (forced.changes_category, category_words(forced)) == (True, "C → A")
    (alone,) = member_lines([member], [], soft=frozenset(), settings=SETTINGS)
    assert alone.after is None
    assert category_words(alone) is None
    assert totals([]).mean_fit is None
