"""One money type: integer cents of euro; one way to write them."""

from __future__ import annotations

from transfo_rh.core.formats import NO_BREAK, number
from transfo_rh.core.i18n import language

CENTS = 100


def euros(cents: int) -> str:
    """An amount in the person's language, to the euro; cents only when there are some.

    >>> euros(210_000), euros(1_050)
    ('2\\u202f100\\xa0€', '10,50\\xa0€')
    """
    amount = number(cents / CENTS, decimals=2 if cents % CENTS else 0)
    return f"{amount}{NO_BREAK}€" if language() == "fr" else f"€{amount}"
