"""Reading the dates of a staff file: cells, serials and texts, and whether a column writes the month first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.staff.importing.cells import cell_text
from transfo_rh.staff.search import plain

_SERIAL_ORIGIN = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)
_RETIREMENT_AGE = 64
_ENDLESS_YEAR = 2900
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})(?:[ t]+\d{1,2}:\d{2}(?::\d{2})?.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ t].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2}")
_WORDED = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?[\s\-]+([a-z]+)\.?[\s\-]+(\d{4})")
_WORDED_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTHS = (
    ("janv", "jan"),
    ("fevr", "fev", "feb"),
    ("mars", "mar"),
    ("avr", "apr"),
    ("mai", "may"),
    ("juin", "jun"),
    ("juil", "jul"),
    ("aout", "aou", "aug"),
    ("sept", "sep"),
    ("oct",),
    ("nov",),
    ("dec",),
)
_ENOUGH_MONTH_FIRST = 0.25


def read_date(value: Value, *, month_first: bool = False) -> date | None:
    """A day, from a date cell, a spreadsheet serial or the usual French, ISO and worded spellings.

    An end of times (31/12/2999) is no date. ``month_first``: 12/31/2026 is meant. Two-digit years and impossible days are refused.

    >>> read_date("31/12/2026"), read_date("1er janv. 2020"), read_date(46387), read_date("31/12/9999")
    (datetime.date(2026, 12, 31), datetime.date(2020, 1, 1), datetime.date(2026, 12, 31), None)
    """
    if isinstance(value, datetime):
        return _plausible(value.date())
    if isinstance(value, date):
        return _plausible(value)
    if isinstance(value, bool | time | timedelta):
        raise ValueError(_unreadable_date())
    if isinstance(value, int | float):
        return _from_serial(value)
    text = cell_text(value)
    if text is None or set(text) <= set("0/-. "):
        return None
    return _date_from_text(plain(text), month_first=month_first)


def _unreadable_date() -> str:
    return _("cette date n’est pas lisible : écrivez-la sous la forme 31/12/2026.")


def _from_serial(value: float) -> date | None:
    if value == 0:
        return None
    if value == int(value) and _COMPACT.fullmatch(str(int(value))):
        return _date_from_text(str(int(value)))
    if int(value) not in _SERIALS:
        raise ValueError(_unreadable_date())
    return _SERIAL_ORIGIN + timedelta(days=int(value))


def _date_from_text(text: str, *, month_first: bool = False) -> date | None:
    if match := _DAY_FIRST.fullmatch(text):
        day, month = (match[2], match[1]) if month_first else (match[1], match[2])
        return _built(match[3], month, day)
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _built(match[1], match[2], match[3])
    if _SHORT_YEAR.fullmatch(text):
        raise ValueError(_("l’année n’a que deux chiffres : écrivez-la sous la forme 31/12/2026."))
    if match := _WORDED.fullmatch(text):
        return _built(match[3], _month(match[2]), match[1])
    if match := _WORDED_MONTH_FIRST.fullmatch(text):
        return _built(match[3], _month(match[1]), match[2])
    if text.isdecimal() and len(text) == 5:
        return _from_serial(int(text))
    raise ValueError(_unreadable_date())


def _month(word: str) -> str:
    for number, starts in enumerate(_MONTHS, start=1):
        if word.startswith(starts):
            return str(number)
    raise ValueError(_unreadable_date())


def _built(year: str, month: str, day: str) -> date | None:
    try:
        return _plausible(date(int(year), int(month), int(day)))
    except ValueError:
        raise ValueError(
            _("ce jour n’existe pas : écrivez la date sous la forme 31/12/2026 (jour, mois, année).")
        ) from None


def _plausible(day: date) -> date | None:
    if day.year >= _ENDLESS_YEAR:
        return None
    if not 1900 <= day.year <= 2200:
        raise ValueError(_("cette année n’est pas plausible : corrigez la date."))
    return day


def read_date_of_any_order(value: Value) -> date | None:
    """A day, whichever of the day and the month comes first."""
    try:
        return read_date(value)
    except ValueError:
        return read_date(value, month_first=True)


def writes_month_first(values: Iterable[Value]) -> bool:
    """True when the texts only make sense as month/day/year: two and a quarter of them, and none the other way.

    >>> writes_month_first(["09/25/2019", "06/31/2023"]), writes_month_first(["25/09/2019", "06/31/2023"])
    (True, False)
    """
    matches = [_DAY_FIRST.fullmatch(value.strip()) for value in values if isinstance(value, str)]
    found = [(int(match[1]), int(match[2])) for match in matches if match is not None]
    if not found or any(first > 12 for first, _second in found):
        return False
    evidence = sum(12 < second <= 31 for _first, second in found)
    return evidence > 1 and evidence >= _ENOUGH_MONTH_FIRST * len(found)


def retirement_estimate(birth: date) -> date:
    """The likely day of retirement of somebody born that day: the first of the month after the 64th birthday.

    64 is the legal age of the code de la sécurité sociale (L161-17-2) for people born from 1969 on, and a fair estimate
    before: it is an horizon for planning, not a right.

    >>> retirement_estimate(date(1964, 12, 31))
    datetime.date(2029, 1, 1)
    """
    month = birth.month % 12 + 1
    return date(birth.year + _RETIREMENT_AGE + (month == 1), month, 1)
