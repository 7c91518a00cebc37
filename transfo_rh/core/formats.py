"""One format for numbers, shares, dates and instants, in the person's language."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date as babel_date
from babel.numbers import format_decimal

from transfo_rh.core.clock import PARIS
from transfo_rh.core.i18n import language, ngettext

NO_BREAK = "\u00a0"
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def _locale() -> str:
    return _LOCALES[language()]


def number(value: float, *, decimals: int = 0) -> str:
    """A number with the language's separators.

    >>> number(2400), number(3.14159, decimals=2)
    ('2\\u202f400', '3,14')
    """
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=_locale())


def signed(value: int) -> str:
    """A difference with its sign, a true minus and no sign on zero.

    >>> signed(4), signed(-4), signed(0)
    ('+4', '−4', '0')
    """
    return "0" if value == 0 else f"{'+' if value > 0 else '−'}{number(abs(value))}"


def percent(value: float, *, decimals: int = 0) -> str:
    """A value already in percent, with a no-break space before the sign in French.

    >>> percent(62)
    '62\\xa0%'
    """
    gap = NO_BREAK if language() == "fr" else ""
    return f"{number(value, decimals=decimals)}{gap}%"


def shortest(value: float) -> str:
    """A number to one decimal, which a whole number does not show.

    >>> shortest(7), shortest(7.5)
    ('7', '7,5')
    """
    return number(value, decimals=0 if value == int(value) else 1)


def days_words(days: float) -> str:
    """A number of days.

    >>> days_words(1), days_words(1.5), days_words(7)
    ('1 jour', '1,5 jour', '7 jours')
    """
    return ngettext("{n} jour", "{n} jours", days).format(n=shortest(days))


def months_words(months: int) -> str:
    """A number of months.

    >>> months_words(4)
    '4 mois'
    """
    return ngettext("{n} mois", "{n} mois", months).format(n=number(months))


def day(value: date) -> str:
    """A date, 31/12/2026 in both languages (en_GB).

    >>> day(date(2026, 12, 31))
    '31/12/2026'
    """
    return value.strftime("%d/%m/%Y")


def month(value: date) -> str:
    """A month in words.

    >>> month(date(2026, 3, 1))
    'mars 2026'
    """
    return babel_date(value, format="LLLL y", locale=_locale())


def instant(value: datetime) -> str:
    """An instant shown in Paris time, to the minute.

    >>> from datetime import UTC
    >>> instant(datetime(2026, 7, 1, 12, 5, tzinfo=UTC))
    '01/07/2026 14:05'
    """
    return value.astimezone(PARIS).strftime("%d/%m/%Y %H:%M")
