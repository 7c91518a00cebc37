"""From statements to dated levels: precedence, review, certificates, disagreement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.skills.assessment.levels import LevelStep, level_steps, months_later
from transfo_rh.skills.model import Source, Statement

MAY = date(2024, 5, 1)


def step_on(steps: Iterable[LevelStep], day: date) -> LevelStep | None:
    """The step that counts on a day, None when the level is unknown that day."""
    return next(
        (step for step in steps if step.valid_from <= day and (step.valid_to is None or day < step.valid_to)),
        None,
    )


def _level(statements: list[Statement], day: date, months: int = 24) -> int | None:
    step = step_on(level_steps(statements, review_months=months), day)
    return None if step is None else step.level


def test_the_hierarchy_is_believed_before_the_agent_and_the_disagreement_shows() -> None:
    own, manager = Statement(4, Source.SELF, date(2024, 6, 1)), Statement(2, Source.MANAGER, MAY)
    steps = level_steps([manager, own], review_months=24)
    assert [(step.valid_from, step.level, step.source, step.disputed) for step in steps] == [
        (MAY, 2, Source.MANAGER, False),
        (date(2024, 6, 1), 2, Source.MANAGER, True),
        (date(2026, 5, 1), 1, Source.MANAGER, True),
    ]


def test_human_resources_win_on_the_same_day_and_the_latest_word_wins_later() -> None:
    manager, hr = Statement(3, Source.MANAGER, MAY), Statement(2, Source.HR, MAY)
    assert _level([hr, manager], MAY) == 2
    assert _level([hr, manager, Statement(4, Source.MANAGER, date(2024, 7, 1))], date(2024, 8, 1)) == 4


def test_a_correction_on_the_same_day_replaces_the_earlier_line() -> None:
    assert _level([Statement(4, Source.MANAGER, MAY), Statement(1, Source.MANAGER, MAY)], MAY) == 1


def test_a_level_past_its_review_counts_one_less_and_never_less_than_nothing() -> None:
    before, after = date(2026, 4, 30), date(2026, 5, 1)
    assert [_level([Statement(3, Source.HR, MAY)], day) for day in (before, after)] == [3, 2]
    assert _level([Statement(0, Source.HR, MAY)], after) == 0
    assert _level([Statement(3, Source.HR, MAY)], after, months=36) == 3


def test_a_fresher_measure_replaces_a_word_past_its_review() -> None:
    old, pix = Statement(3, Source.MANAGER, MAY), Statement(4, Source.PIX, date(2025, 9, 1))
    assert _level([old, pix], date(2025, 10, 1)) == 3
    assert _level([old, pix], date(2026, 6, 1)) == 4


def test_a_certificate_gives_its_level_until_it_expires() -> None:
    manager = Statement(1, Source.MANAGER, MAY)
    certificate = Statement(3, Source.CERTIFICATE, MAY, expires_on=date(2025, 1, 1))
    steps = level_steps([manager, certificate], review_months=36)
    assert [(step.level, step.source, step.lapsed) for step in steps][:2] == [
        (3, Source.CERTIFICATE, False),
        (1, Source.MANAGER, True),
    ]


def test_an_expired_certificate_alone_leaves_the_level_unknown() -> None:
    certificate = Statement(3, Source.CERTIFICATE, MAY, expires_on=date(2025, 1, 1))
    assert _level([certificate], date(2024, 12, 31)) == 3
    assert _level([certificate], date(2025, 1, 1)) is None


def test_an_expired_certificate_waits_for_a_word_until_the_hierarchy_speaks() -> None:
    certificate = Statement(3, Source.CERTIFICATE, MAY, expires_on=date(2025, 1, 1))
    before = Statement(2, Source.MANAGER, date(2024, 6, 1))
    after = Statement(2, Source.MANAGER, date(2025, 2, 1))
    waiting = step_on(level_steps([certificate, before], review_months=24), date(2025, 3, 1))
    settled = step_on(level_steps([certificate, before, after], review_months=24), date(2025, 3, 1))
    assert waiting is not None
    assert settled is not None
    assert (waiting.level, waiting.lapsed) == (2, True)
    assert (settled.level, settled.lapsed) == (2, False)


def test_a_proposal_counts_for_nothing() -> None:
    proposal = Statement(3, Source.TRAINING, MAY, proposed=True)
    assert level_steps([proposal], review_months=24) == ()
    assert _level([proposal, Statement(3, Source.MANAGER, MAY)], MAY) == 3


def test_months_later_stays_in_the_month() -> None:
    assert months_later(date(2023, 11, 30), 3) == date(2024, 2, 29)


_DAYS = st.dates(date(2020, 1, 1), date(2027, 1, 1))


@st.composite
def _statements(draw: st.DrawFn) -> Statement:
    source, stated_on = draw(st.sampled_from(Source)), draw(_DAYS)
    lasts = draw(st.none() | st.integers(1, 900)) if source is Source.CERTIFICATE else None
    return Statement(
        draw(st.integers(0, 4)),
        source,
        stated_on,
        expires_on=None if lasts is None else stated_on + timedelta(days=lasts),
        proposed=source is Source.TRAINING and draw(st.booleans()),
    )


@given(st.lists(_statements(), max_size=7), _DAYS)
def test_steps_follow_each_other_and_say_what_the_rule_says_on_any_day(
    statements: list[Statement], day: date
) -> None:
    steps = level_steps(statements, review_months=24)
    for step, following in pairwise(steps):
        assert step.valid_to is not None
        assert step.valid_from < step.valid_to <= following.valid_from
    found = step_on(steps, day)
    # what was said later does not change the past
    until = [statement for statement in statements if statement.stated_on <= day]
    alone = step_on(level_steps(until, review_months=24), day)
    assert (found is None) == (alone is None)
    if found is not None and alone is not None:
        assert (found.level, found.source, found.overdue) == (alone.level, alone.source, alone.overdue)
        assert 0 <= found.level <= max(s.level for s in until)
