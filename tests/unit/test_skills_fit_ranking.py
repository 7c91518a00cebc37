"""Numbers of people per class that may be told without names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.skills.fit.ranking import ClassCount, protected
from transfo_rh.skills.fit.readiness import READINESS

K = 5
numbers = st.lists(st.integers(0, 12), min_size=len(READINESS), max_size=len(READINESS))


def counts(people: list[int]) -> list[ClassCount]:
    return [ClassCount(one, number) for one, number in zip(READINESS, people, strict=True)]


@given(numbers)
def test_no_small_number_is_shown_nor_told_by_the_total(people: list[int]) -> None:
    shown = [one.people for one in protected(counts(people), k=K)]
    assert all(number in (None, 0) or number >= K for number in shown)
    assert all(number in (None, own) for number, own in zip(shown, people, strict=True))
    hidden = [own for number, own in zip(shown, people, strict=True) if number is None]
    if hidden:
        assert len(hidden) > 1
        if sum(people) >= K:
            assert sum(hidden) >= K
        else:
            assert len(hidden) == len(READINESS)


def test_large_numbers_stay() -> None:
    people = [7, 0, 30, 12, 5, 100]
    assert [one.people for one in protected(counts(people), k=K)] == people
