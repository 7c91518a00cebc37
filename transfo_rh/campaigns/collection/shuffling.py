"""At closing: raw answers lose the order in which they came."""

from __future__ import annotations

from transfo_rh.campaigns import answers
from transfo_rh.core.database import Session


def shuffle(session: Session, *, campaign_id: int) -> int:
    """Write a campaign's raw answers and comments again, in random order, under fresh keys; gives their number.

    Inside the transaction that closes the campaign, which also empties the sign-off: nothing on the disk then puts
    the two in the same order.
    """
    return answers.rewrite_in_random_order(session, campaign_id=campaign_id)
