"""People ranked for a role, and the numbers of people per class that may be told without names."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.skills_factories import role_content
from transfo_rh.skills.assessment.model import LevelColumns
from transfo_rh.skills.fit.effort import effort, effort_columns
from transfo_rh.skills.fit.explain import months
from transfo_rh.skills.fit.fit import fit
from transfo_rh.skills.fit.ranking import ClassCount, class_counts, protected, rank, to_confirm
from transfo_rh.skills.fit.readiness import READINESS, Readiness
from transfo_rh.skills.model import Requirement, SkillsSettings

K = 5
numbers = st.lists(st.integers(0, 12), min_size=len(READINESS), max_size=len(READINESS))


def counts(people: list[int]) -> list[ClassCount]:
    return [ClassCount(one, number) for one, number in zip(READINESS, people, strict=True)]


@given(numbers)
def test_no_small_number_is_shown_nor_told_by_the_total(people: list[int]) -> None:
    shown = [one.people for one in protected(counts(people), k=K)]
    assert all(number in (None, 0) or number >= K for number in shown)
    assert all(number in (None, own // K * K) for number, own in zip(shown, people, strict=True))
    hidden = [own for number, own in zip(shown, people, strict=True) if number is None]
    if hidden:
        assert len(hidden) > 1
        if sum(people) >= K:
            assert sum(hidden) >= K
        else:
            assert len(hidden) == len(READINESS)


def test_large_numbers_stay_rounded_down() -> None:
    people = [7, 0, 30, 12, 5, 100]
    assert [one.people for one in protected(counts(people), k=K)] == [5, 0, 30, 10, 5, 100]


SETTINGS = SkillsSettings()
ROLE = role_content(
    "r",
    [
        Requirement("c", 3, 2, critical=True),
        Requirement("a", 2, 1),
        Requirement("gone", 1, 1),
        Requirement("b", 4, 2),
        Requirement("soft", 4, 2, critical=True),
    ],
)
IDS = {"soft": 9, "b": 2, "a": 7, "c": 3, "other": 5}
SOFT = frozenset({"soft"})
held = st.dictionaries(st.sampled_from(sorted(IDS)), st.integers(0, 4))


def _known(levels: Mapping[str, int], asked: Mapping[str, int]) -> dict[str, int]:
    return {code: level for code, level in levels.items() if code in asked}


@given(st.lists(held, max_size=8), st.randoms())
def test_the_ranking_is_that_of_each_fit(people: list[dict[str, int]], chance: random.Random) -> None:
    entries = [(100 + n, IDS[code], level) for n, one in enumerate(people) for code, level in one.items()]
    chance.shuffle(entries)
    columns = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    asked = {code: IDS[code] for code in "abc"}
    found = rank(
        LevelColumns(columns[0], columns[1], columns[2].astype(np.int8)),
        ROLE,
        skill_ids=asked,
        soft=SOFT,
        settings=SETTINGS,
    )
    fits = {
        100 + n: fit(one, ROLE, soft=SOFT, settings=SETTINGS)
        for n, one in enumerate(people)
        if asked.keys() & one.keys()
    }
    order = sorted(fits, key=lambda n: (fits[n].critical_gap, -fits[n].low, -(fits[n].point or 0), n))
    assert found.agents.tolist() == order
    assert [READINESS[code] for code in found.codes] == [fits[n].readiness for n in order]
    assert found.certain.tolist() == [fits[n].certain for n in order]
    counts = class_counts(found, headcount=len(people))
    assert sum(one.people or 0 for one in counts) == len(people)
    sure = {one: sum(f.certain and f.readiness is one for f in fits.values()) for one in READINESS}
    unsure = sum(not f.certain for f in fits.values()) + len(people) - len(fits)
    assert {one.readiness: one.people for one in counts} == {**sure, Readiness.UNKNOWN: unsure}
    assert [round(float(one), 3) for one in found.low] == [round(fits[n].low, 3) for n in order]
    needed = effort_columns(found.levels, ROLE, soft=SOFT, settings=SETTINGS)
    efforts = [effort(_known(people[n - 100], asked), ROLE, soft=SOFT, settings=SETTINGS) for n in order]
    assert needed.days.tolist() == [one.days for one in efforts]
    assert needed.cost_cents.tolist() == [one.cost_cents for one in efforts]
    assert np.ceil(needed.months).tolist() == [months(one) for one in efforts]
    assert found.enough.tolist() == [fits[n].assessed_share >= 0.5 for n in order]
    likely = [
        f.readiness if f.assessed_share >= 0.5 else Readiness.UNKNOWN for f in fits.values() if not f.certain
    ]
    assert {one: people for one, people in to_confirm(found).items() if people} == Counter(likely)
