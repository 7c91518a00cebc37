"""The assignment: never worse than greedy, equal to trying everything, monotone in the budget, and said honestly."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from transfo_rh.skills.staffing.assignment import assign
from transfo_rh.skills.staffing.limited import greedy
from transfo_rh.skills.staffing.problem import Problem, nearest, within_limits

PEOPLE, POSTS = 5, 3


@st.composite
def problems(draw: st.DrawFn, *, limited: bool = False) -> Problem:
    people = draw(st.integers(1, PEOPLE))
    posts = draw(st.integers(1, POSTS))
    cell = st.one_of(st.just(np.inf), st.integers(-5, 100).map(float))
    cost = np.array([[draw(cell) for _p in range(posts)] for _n in range(people)])
    days = np.array([[float(draw(st.integers(0, 30))) for _p in range(posts)] for _n in range(people)])
    headcount = np.array([draw(st.integers(1, 2)) for _p in range(posts)])
    if not limited:
        return Problem(cost, headcount, days)
    needs = np.array([[[draw(st.booleans()) for _p in range(posts)] for _n in range(people)]])
    return Problem(
        cost, headcount, days, float(draw(st.integers(0, 60))), needs, np.array([draw(st.integers(0, 2))])
    )


def _value(problem: Problem, post_of: NDArray[np.int64]) -> tuple[int, float]:
    """Fewer vacancies first, then less cost: the smaller the better."""
    people = np.flatnonzero(post_of >= 0)
    return -len(people), float(problem.cost[people, post_of[people]].sum())


def _possible(problem: Problem, post_of: NDArray[np.int64]) -> bool:
    people = np.flatnonzero(post_of >= 0)
    counts = np.bincount(post_of[people], minlength=len(problem.headcount))
    allowed = np.isfinite(problem.cost[people, post_of[people]]).all()
    return bool(allowed and (counts <= problem.headcount).all() and within_limits(problem, post_of))


def _brute_force(problem: Problem) -> tuple[int, float]:
    people, posts = problem.cost.shape
    everything = (np.array(one) for one in product(range(-1, posts), repeat=people))
    return min(_value(problem, one) for one in everything if _possible(problem, one))


def _close(found: tuple[int, float], wanted: tuple[int, float]) -> bool:
    return found[0] == wanted[0] and abs(found[1] - wanted[1]) < 1e-6


@given(problems())
@settings(max_examples=80, deadline=None)
def test_without_limits_nothing_is_better(problem: Problem) -> None:
    found = assign(problem)
    assert _possible(problem, found.post_of)
    assert _close(_value(problem, found.post_of), _brute_force(problem))
    assert found.proof.optimal
    assert found.proof.gap == 0


@given(problems(limited=True))
@settings(max_examples=60, deadline=None)
def test_with_limits_nothing_is_better(problem: Problem) -> None:
    found = assign(problem)
    assert _possible(problem, found.post_of)
    assert _close(_value(problem, found.post_of), _brute_force(problem))
    assert found.proof.optimal
    assert found.proof.gap == 0


@given(problems(limited=True))
@settings(max_examples=40, deadline=None)
def test_never_worse_than_taking_the_cheapest_pair_first(problem: Problem) -> None:
    people, posts = np.nonzero(np.isfinite(problem.cost))
    taken = greedy(problem, people, posts)
    assert _possible(problem, taken)
    filled, cost = _value(problem, assign(problem).post_of)
    assert (filled, cost - 1e-6) <= _value(problem, taken)


@given(problems(limited=True), st.integers(0, 40))
@settings(max_examples=40, deadline=None)
def test_more_days_never_make_it_worse(problem: Problem, more: int) -> None:
    larger = Problem(
        problem.cost,
        problem.headcount,
        problem.days,
        (problem.budget or 0) + more,
        problem.needs,
        problem.seats,
    )
    filled, cost = _value(larger, assign(larger).post_of)
    assert (filled, cost - 1e-6) <= _value(problem, assign(problem).post_of)


@given(problems(), st.integers(0, PEOPLE - 1), st.integers(0, POSTS - 1))
@settings(max_examples=60, deadline=None)
def test_the_nearest_people_are_enough_even_when_a_pair_is_forbidden(
    problem: Problem, person: int, post: int
) -> None:
    rows = nearest(problem)
    person, post = person % len(problem.cost), post % len(problem.headcount)
    whole = problem.forbidding(person, post)
    small = Problem(whole.cost[rows], whole.headcount, whole.days[rows])
    assert _close(_value(small, assign(small).post_of), _value(whole, assign(whole).post_of))


def test_filling_beats_any_cost() -> None:
    cost = np.array([[0.0, 1000.0], [1000.0, np.inf]])
    found = assign(Problem(cost, np.array([1, 1]), np.zeros((2, 2))))
    assert found.filled == 2
    assert found.cost == 2000


def test_limits_that_do_not_bind_change_nothing_and_say_so() -> None:
    cost, days = np.array([[10.0], [20.0]]), np.array([[8.0], [2.0]])
    wide = assign(Problem(cost, np.array([1]), days, budget=8.0))
    tight = assign(Problem(cost, np.array([1]), days, budget=7.0))
    assert (wide.post_of.tolist(), wide.proof.limits_bind) == ([0, -1], False)
    assert (tight.post_of.tolist(), tight.proof.limits_bind) == ([-1, 0], True)
    none = assign(Problem(cost, np.array([1]), days, budget=1.0))
    assert none.filled == 0
    assert none.proof.optimal


def test_a_problem_cut_down_says_how_far_from_the_best_it_may_be() -> None:
    rng = np.random.default_rng(7)
    people, posts = 600, 20
    problem = Problem(
        rng.uniform(0, 100, (people, posts)),
        np.full(posts, 1),
        rng.integers(1, 40, (people, posts)).astype(float),
        budget=60.0,
    )
    found = assign(problem, seconds=3)
    assert found.filled == posts
    assert within_limits(problem, found.post_of)
    assert found.proof.gap is not None
    assert found.proof.gap < 6, "points of fit in all, for twenty positions"
    assert found.proof.optimal == (found.proof.gap == 0)


def test_without_people_or_posts_there_is_nothing() -> None:
    assert assign(Problem(np.zeros((0, 2)), np.array([1, 1]), np.zeros((0, 2)))).filled == 0
    assert assign(Problem(np.zeros((2, 0)), np.zeros(0, np.int64), np.zeros((2, 0)), budget=1.0)).filled == 0
