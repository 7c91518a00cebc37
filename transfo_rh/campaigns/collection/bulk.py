"""Many finished answers at once, by matricule: what a scanning service hands back, and the demo authority."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.collection import masking, repository
from transfo_rh.campaigns.collection.forms import frozen_form, roster_of
from transfo_rh.campaigns.collection.model import Submission
from transfo_rh.campaigns.collection.writing import write_all
from transfo_rh.core.database import database

BATCH = 500


@dataclass(frozen=True, slots=True)
class BulkAnswer:
    """One coded answer (see questionnaires.layout) with its comments by item code; the matricule is not kept."""

    matricule: str
    answers: bytes = field(repr=False)
    comments: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def record_answers(*, viewer: Viewer, campaign_id: int, answers: Iterable[BulkAnswer]) -> int:
    """Write many answers with their sign-off, in transactions of 500; returns how many were new.

    Somebody who is not asked, or has already answered, is passed over.
    Raises PermissionDenied, NotFound, StorageUnavailable.
    """
    require(viewer, Permission.KEY_PAPER)
    form = frozen_form(campaign_id)
    known = roster_of(form)
    with database().read() as session:
        numbers = repository.numbers_by_matricule(session, campaign_id)
    written = 0
    for batch in _batches(answers):
        jobs = [
            Submission(
                campaign_id=campaign_id,
                number=numbers[one.matricule],
                closes_on=form.plan.closes_on,
                answers=one.answers,
                comments=tuple((item, masking.masked(text, known)) for item, text in one.comments),
            )
            for one in batch
            if one.matricule in numbers
        ]
        written += sum(refusal is None for refusal in write_all(jobs, viewer=viewer))
    return written


def _batches(answers: Iterable[BulkAnswer]) -> Iterator[Sequence[BulkAnswer]]:
    waiting = iter(answers)
    while batch := list(islice(waiting, BATCH)):
        yield batch
