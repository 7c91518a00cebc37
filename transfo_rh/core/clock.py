"""The one clock. Rules never read it: services pass instants and dates down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


_pinned: datetime | None = None


def now() -> datetime:
    """The present instant, in UTC."""
    return _pinned if _pinned is not None else datetime.now(UTC)


@contextmanager
def pinned(day: date, *, at: time = time(9, 0)) -> Iterator[None]:
    """Live the block on another day, in Paris, for the whole process: the demo's past, tests. Never in a server.

    >>> with pinned(date(2026, 5, 18)):
    ...     today()
    datetime.date(2026, 5, 18)
    """
    global _pinned
    before = _pinned
    _pinned = datetime.combine(day, at, PARIS).astimezone(UTC)
    try:
        yield
    finally:
        _pinned = before


def today() -> date:
    """The present day in Paris."""
    return now().astimezone(PARIS).date()


def monday_of(day: date) -> date:
    """The Monday of the day's week: the finest time that a raw answer may carry.

    >>> monday_of(date(2026, 11, 26))
    datetime.date(2026, 11, 23)
    """
    return day - timedelta(days=day.weekday())
