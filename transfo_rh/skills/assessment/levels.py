"""From statements to the level that counts, as dated steps.

On any day, the latest word of the hierarchy (human resources or manager) gives the level. Where there is none, or where
it is past its review and a fresher measure exists, the latest Pix result or confirmed training does. The agent's own
word counts only when nobody else has spoken. A level past its review counts one less. A certificate gives at least its
level until the day it expires; afterwards it stays in the history and gives nothing.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from transfo_rh.skills.model import LevelStep, Source, Statement

HIERARCHY = (Source.HR, Source.MANAGER)
_MEASURES = (Source.PIX, Source.TRAINING)
_PRECEDENCE = {source: -rank for rank, source in enumerate(Source)}
_PRECEDENCE |= {Source.HR: 2, Source.MANAGER: 1}


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month.

    >>> months_later(date(2026, 1, 31), 1), months_later(date(2024, 2, 29), 24)
    (datetime.date(2026, 2, 28), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def level_steps(statements: Iterable[Statement], *, review_months: int) -> tuple[LevelStep, ...]:
    """The steps of one agent's level in one skill, past and future, without overlap and in order.

    ``statements`` in the order in which they were recorded: on the same day the later line of a source wins. Days
    without any level are in no step.

    >>> steps = level_steps([Statement(3, Source.MANAGER, date(2024, 5, 1))], review_months=24)
    >>> [(step.valid_from.year, step.level, step.overdue) for step in steps]
    [(2024, 3, False), (2026, 2, True)]
    """
    counted = [statement for statement in statements if not statement.proposed]
    ordered = sorted(counted, key=lambda statement: statement.stated_on)
    days = {statement.stated_on for statement in ordered}
    days |= {months_later(statement.stated_on, review_months) for statement in ordered}
    days |= {statement.expires_on for statement in ordered if statement.expires_on}
    steps: list[LevelStep] = []
    for day in sorted(days):
        step = _step(ordered, day, review_months)
        previous = steps[-1] if steps and steps[-1].valid_to is None else None
        if previous is not None:
            if step is not None and replace(step, valid_from=previous.valid_from) == previous:
                continue
            steps[-1] = replace(previous, valid_to=day)
        if step is not None:
            steps.append(step)
    return tuple(steps)


def latest_word(known: Sequence[Statement], sources: Collection[Source]) -> Statement | None:
    """The newest word of these sources; on the same day the higher source, then the later line.

    ``known``: what counts, without proposals, in the order in which it was recorded.

    >>> words = [Statement(2, Source.HR, date(2026, 5, 4)), Statement(3, Source.MANAGER, date(2026, 5, 4))]
    >>> latest_word(words, HIERARCHY).level
    2
    """
    found = [
        (s.stated_on, _PRECEDENCE[s.source], rank) for rank, s in enumerate(known) if s.source in sources
    ]
    return known[max(found)[2]] if found else None


@dataclass(frozen=True, slots=True)
class _Counted:
    """A statement, what it counts for on a day, and when it is to be reviewed."""

    statement: Statement
    level: int
    review_on: date | None
    overdue: bool


def _step(ordered: Sequence[Statement], day: date, review_months: int) -> LevelStep | None:
    known = [statement for statement in ordered if statement.stated_on <= day]
    certificates = [statement for statement in known if statement.source is Source.CERTIFICATE]
    valid = [s for s in certificates if s.expires_on is None or day < s.expires_on]
    candidates = [_counted(statement, day, review_months) for statement in valid]
    base = _base(known, day, review_months)
    if base is not None:
        candidates.append(base)
    if not candidates:
        return None
    best = max(candidates, key=lambda found: (found.level, not found.overdue, found is base))
    spoken = latest_word(known, HIERARCHY)
    expired = [
        statement
        for statement in certificates
        if statement not in valid and (spoken is None or spoken.stated_on < (statement.expires_on or day))
    ]
    return LevelStep(
        valid_from=day,
        valid_to=None,
        level=best.level,
        source=best.statement.source,
        stated_on=best.statement.stated_on,
        review_on=best.review_on,
        overdue=best.overdue,
        lapsed=any(statement.level > best.level for statement in expired),
        disputed=_disputed(known),
    )


def _counted(statement: Statement, day: date, review_months: int) -> _Counted:
    if statement.expires_on is not None:
        return _Counted(statement, statement.level, statement.expires_on, overdue=False)
    review_on = months_later(statement.stated_on, review_months)
    overdue = review_on <= day
    level = max(0, statement.level - 1) if overdue else statement.level
    return _Counted(statement, level, review_on, overdue)


def _base(known: Sequence[Statement], day: date, review_months: int) -> _Counted | None:
    latest = [latest_word(known, sources) for sources in (HIERARCHY, _MEASURES)]
    spoken = [_counted(statement, day, review_months) for statement in latest if statement is not None]
    if spoken:
        return next((found for found in spoken if not found.overdue), spoken[0])
    own = latest_word(known, (Source.SELF,))
    return _counted(own, day, review_months) if own is not None else None


def _disputed(known: Sequence[Statement]) -> bool:
    words = [latest_word(known, (source,)) for source in (Source.SELF, Source.MANAGER, Source.HR)]
    return len({statement.level for statement in words if statement is not None}) > 1
