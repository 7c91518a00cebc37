"""Writing drafts and submissions: one transaction for one, or for all that arrived together.

One durable commit for several respondents divides the cost of the disk; nobody is told « saved » before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import SystemRandom

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.campaigns import answers as raw
from transfo_rh.campaigns.collection import repository
from transfo_rh.campaigns.collection.forms import already_answered, closed
from transfo_rh.campaigns.collection.model import DraftSave, Submission
from transfo_rh.campaigns.model import CampaignState, Comment, Response
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import TransfoError

Job = Submission | DraftSave


def write(job: Job, *, viewer: Viewer | None = None) -> None:
    """Write one draft or submission durably; ``viewer`` is who keyed it in for somebody else.

    Raises Conflict when the member has already answered or the campaign is closed.
    """
    refusal = write_all([job], viewer=viewer)[0]
    if refusal is not None:
        raise refusal


def write_all(jobs: Sequence[Job], *, viewer: Viewer | None = None) -> list[TransfoError | None]:
    """Write drafts and submissions in one durable transaction; for each its refusal, None when it is written.

    Exactly once: of two submissions of one member, in one call or in two processes, one is written.
    Raises StorageUnavailable when nothing at all was written.
    """
    today = clock.today()
    refusals: list[TransfoError | None] = [None] * len(jobs)
    written: dict[int, list[tuple[Response, list[Comment]]]] = {}
    with database().write() as session:
        states = repository.lock_states(session, {job.campaign_id for job in jobs})
        # Members in one order everywhere: two processes never wait for each other in a circle.
        for position in sorted(range(len(jobs)), key=lambda n: (jobs[n].campaign_id, jobs[n].number)):
            job = jobs[position]
            if states.get(job.campaign_id) is not CampaignState.OPEN or today > job.closes_on:
                refusals[position] = closed()
            elif isinstance(job, DraftSave):
                refusals[position] = _write_draft(session, job)
            elif (record := _sign_off(session, job)) is None:
                refusals[position] = already_answered()
            else:
                written.setdefault(job.campaign_id, []).append(record)
        for campaign_id in sorted(written):
            _add_records(session, campaign_id, written[campaign_id])
            if viewer is not None:
                audit.record(
                    session,
                    viewer=viewer,
                    action="survey.key_paper",
                    object_type="campaign",
                    object_id=campaign_id,
                )
    return refusals


def _write_draft(session: Session, job: DraftSave) -> TransfoError | None:
    kept = repository.save_draft(session, campaign_id=job.campaign_id, number=job.number, sealed=job.sealed)
    return None if kept else already_answered()


def _sign_off(session: Session, job: Submission) -> tuple[Response, list[Comment]] | None:
    found = repository.sign_off(session, campaign_id=job.campaign_id, number=job.number)
    if found is None:
        return None
    unit, attributes = found
    return Response(unit, attributes, job.answers), [Comment(unit, item, text) for item, text in job.comments]


def _add_records(session: Session, campaign_id: int, records: list[tuple[Response, list[Comment]]]) -> None:
    today = clock.today()
    random = SystemRandom()
    random.shuffle(records)  # not the order of the sign-off
    raw.add_responses(
        session,
        campaign_id=campaign_id,
        week=clock.monday_of(today),
        responses=[response for response, _comments in records],
    )
    comments = [comment for _response, written in records for comment in written]
    random.shuffle(comments)
    raw.add_comments(session, campaign_id=campaign_id, comments=comments)
    repository.count_sign_offs(session, campaign_id=campaign_id, on_date=today, count=len(records))
