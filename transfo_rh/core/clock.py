"""The one clock. Rules never read it: services pass instants and dates down."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in Paris."""
    return now().astimezone(PARIS).date()


def monday_of(day: date) -> date:
    """The Monday of the day's week: the finest time that a raw answer may carry.

    >>> monday_of(date(2026, 11, 26))
    datetime.date(2026, 11, 23)
    """
    return day - timedelta(days=day.weekday())
