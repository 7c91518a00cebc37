"""Handing out codes: the plain codes exist in what is sent or printed, their hashes alone in the database."""

from __future__ import annotations

from collections.abc import Iterable

from transfo_rh.campaigns.collection import repository
from transfo_rh.campaigns.collection.codes import hashed, new_code
from transfo_rh.core.database import Session


def issue_codes(session: Session, *, campaign_id: int, members: Iterable[int]) -> dict[int, str]:
    """One new code for each member number, written inside the caller's transaction.

    Codes given before stay valid: whoever holds a letter and an e-mail may use either, once.
    """
    issued = {number: new_code() for number in members}
    repository.add_codes(
        session, campaign_id=campaign_id, hashes={number: hashed(code) for number, code in issued.items()}
    )
    return issued


def destroy_codes(session: Session, *, campaign_id: int) -> None:
    """Delete every code of a campaign: at closing, or when a letter must be made void for everybody."""
    repository.delete_codes(session, campaign_id=campaign_id)
