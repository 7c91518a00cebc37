"""Building the publications of a campaign: the only reader of raw answers.

Everything that anyone may ever see is computed here, after the confidentiality rules, audited, and stored once for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns import answers, repository
from transfo_rh.campaigns.model import (
    Basis,
    Campaign,
    CampaignState,
    PublishedComment,
    PublishedDriver,
    Unit,
)
from transfo_rh.campaigns.publication import repository as publications
from transfo_rh.campaigns.publication.attestation import attestation_to_json
from transfo_rh.campaigns.publication.attributed_service import publish_attributed
from transfo_rh.campaigns.publication.audit import AuditedContent
from transfo_rh.campaigns.publication.batches import Groups, Late, ready
from transfo_rh.campaigns.publication.build import (
    READING_SHARE,
    PublicationContent,
    build,
    crosses_of,
    tally_of,
    thresholds_of,
)
from transfo_rh.campaigns.publication.comments import RawComment
from transfo_rh.campaigns.publication.plan import GroupKey, top_units
from transfo_rh.campaigns.publication.surroundings import surroundings_of
from transfo_rh.campaigns.publication.tally import Tally
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.core.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class _Ready:
    """A publication about to be stored."""

    content: PublicationContent
    comments: tuple[PublishedComment, ...]
    drivers: tuple[PublishedDriver, ...]
    summary: dict[str, Any]


def publish(*, viewer: Viewer, campaign_id: int, progress: Progress = silent) -> int:
    """Publish a closed campaign: build every figure once, audit, store, freeze. Returns the publication's id.

    Raises PermissionDenied, NotFound, Conflict (already published, not closed, nothing to count), Cancelled by the progress.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    campaign, units = _campaign(campaign_id)
    _refuse_unless_closed(campaign)
    if campaign.basis is Basis.DEPARTMENT:
        return publish_attributed(viewer=viewer, campaign=campaign, units=units, progress=progress)
    if not campaign.questionnaire.items:
        raise Conflict(_("Cette campagne n’a que des textes libres : il n’y a aucun chiffre à publier."))
    prepared = _prepare(campaign, units, progress)
    progress(0.95, _("Enregistrement de la publication"))
    with database().write() as session:
        if not repository.change_state(
            session, campaign_id=campaign_id, expected=CampaignState.CLOSED, state=CampaignState.PUBLISHED
        ):
            raise Conflict(_("Cette campagne vient d’être publiée ou supprimée par quelqu’un d’autre."))
        publication_id = _store(session, viewer, campaign, prepared, action="survey.publish")
    progress(1.0, _("Publiée"))
    return publication_id


def late_answers(*, viewer: Viewer) -> dict[int, int]:
    """Published campaign → how many late answers wait to be published with it.

    Raises PermissionDenied.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        return answers.late_counts(session)


def republish(*, viewer: Viewer, campaign_id: int, progress: Progress = silent) -> int:
    """Publish again with the late answers, by batches of k and more; returns the new publication's id.

    Raises PermissionDenied, NotFound, Conflict (not published yet, not enough late answers, published meanwhile).
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    campaign, units = _campaign(campaign_id)
    with database().read() as session:
        before = publications.stored(session, campaign_id=campaign_id)
        waiting = answers.late_records(session, campaign_id=campaign_id)
    if before is None or campaign.state is not CampaignState.PUBLISHED:
        raise Conflict(_("Publiez d’abord la campagne « {title} ».").format(title=campaign.title))
    taken = _taken(campaign, units, waiting)
    previous = AuditedContent(
        tuple(units), campaign.basis, before.thresholds, before.measures, before.cells, campaign.attributes
    )
    prepared = _prepare(campaign, units, progress, late=taken, previous=previous)
    if not prepared.content.attestation.passed:
        raise Conflict(
            _("Ces réponses tardives ne peuvent pas être ajoutées sans risque : l’audit d’anonymat échoue.")
        )
    progress(0.95, _("Enregistrement de la publication"))
    with database().write() as session:
        if not publications.lock_published(session, campaign_id=campaign_id, number=before.number):
            raise Conflict(_("Cette campagne vient d’être publiée ou supprimée par quelqu’un d’autre."))
        answers.take_in(session, taken)
        publication_id = _store(session, viewer, campaign, prepared, action="survey.republish")
    progress(1.0, _("Publiée"))
    return publication_id


def _campaign(campaign_id: int) -> tuple[Campaign, tuple[Unit, ...]]:
    with database().read() as session:
        return repository.existing_campaign(session, campaign_id), repository.units(session, campaign_id)


def _refuse_unless_closed(campaign: Campaign) -> None:
    if campaign.state is CampaignState.PUBLISHED:
        raise Conflict(
            _("La campagne « {title} » est déjà publiée : une publication ne change plus.").format(
                title=campaign.title
            )
        )
    if campaign.state is not CampaignState.CLOSED:
        raise Conflict(
            _("Clôturez la campagne « {title} » avant de la publier.").format(title=campaign.title)
        )


def _taken(
    campaign: Campaign, units: Sequence[Unit], waiting: Sequence[answers.LateRecord]
) -> list[answers.LateRecord]:
    """The late records that may enter now, with the answers that may be used."""
    k = thresholds_of(campaign).scores
    tally = tally_of(campaign, units)

    def counts(record: Late) -> bool:
        row = np.frombuffer(record.answers, dtype=np.int8)[None, :]
        return bool(tally.counting(row)[0])

    late = ready(
        [Late(place, row.unit, row.attributes, row.answers) for place, row in enumerate(waiting)],
        groups=Groups(
            tuple(unit.parent for unit in units), top_units(units), campaign.attributes, crosses_of(campaign)
        ),
        questionnaire=campaign.questionnaire,
        k=k,
        counts=counts,
    )
    if not late:
        raise Conflict(
            ngettext(
                "{n} réponse tardive attend : pas encore assez pour publier de nouveau. Chaque groupe publié doit changer d’au moins {k} réponses.",
                "{n} réponses tardives attendent : pas encore assez pour publier de nouveau. Chaque groupe publié doit changer d’au moins {k} réponses.",
                len(waiting),
            ).format(n=len(waiting), k=k)
        )
    return [replace(waiting[record.place], answers=record.answers) for record in late]


def _prepare(
    campaign: Campaign,
    units: Sequence[Unit],
    progress: Progress,
    *,
    late: Sequence[answers.LateRecord] = (),
    previous: AuditedContent | None = None,
) -> _Ready:
    tally = tally_of(campaign, units)
    read = 0
    for chunk in _chunks(campaign, late):
        tally.add(chunk.answers, chunk.units, chunk.attributes)
        read += len(chunk.units)
        progress(READING_SHARE * read / max(campaign.response_count, read), _("Lecture des réponses"))
    with database().read() as session:
        asked = publications.invited(session, campaign_id=campaign.id)
        members = publications.members_by_unit(
            session, campaign_id=campaign.id, attribute=0 if campaign.attributes else None
        )
        comments = [
            RawComment(row.unit_position, row.item, row.text, late=row.batch > 0)
            for row in answers.comments(session, campaign_id=campaign.id)
            if previous is not None or row.batch == 0
        ]
    content = build(
        campaign,
        units,
        tally,
        progress,
        on=clock.today(),
        populations=_populations(campaign, units, asked),
        previous=previous,
    )
    around = surroundings_of(
        campaign,
        units,
        tally,
        measures=content.measures,
        cells=content.cells,
        thresholds=thresholds_of(campaign),
        comments=comments,
        members=members,
        reading=_counted(campaign, tally, late),
    )
    return _Ready(content, around.comments, around.drivers, around.summary)


def _chunks(campaign: Campaign, late: Sequence[answers.LateRecord]) -> Iterator[answers.AnswerChunk]:
    """The records of the publication: those of the earlier ones, then the late ones that enter."""
    width = len(campaign.questionnaire.items)
    with database().read() as session:
        yield from answers.answer_chunks(session, campaign_id=campaign.id, item_count=width)
    if late:
        yield answers.AnswerChunk(
            np.frombuffer(b"".join(row.answers for row in late), dtype=np.int8).reshape(len(late), width),
            np.array([-1 if row.unit is None else row.unit for row in late], dtype=np.int32),
            [row.attributes for row in late],
        )


def _counted(
    campaign: Campaign, tally: Tally, late: Sequence[answers.LateRecord]
) -> Callable[[], Iterator[answers.AnswerChunk]]:
    """Reads again the records that count."""

    def chunks() -> Iterator[answers.AnswerChunk]:
        for chunk in _chunks(campaign, late):
            kept = tally.counting(chunk.answers)
            yield answers.AnswerChunk(
                chunk.answers[kept],
                chunk.units[kept],
                [values for values, keep in zip(chunk.attributes, kept, strict=True) if keep],
            )

    return chunks


def _populations(campaign: Campaign, units: Sequence[Unit], asked: dict[int, int]) -> dict[GroupKey, int]:
    """People asked in each unit, everything below included, and in the whole."""
    if not asked:
        return {}
    totals = [asked.get(unit.position, 0) for unit in units]
    for unit in reversed(units):
        if unit.parent is not None:
            totals[unit.parent] += totals[unit.position]
    roots = sum(totals[unit.position] for unit in units if unit.parent is None)
    whole = roots if campaign.member_count is None else campaign.member_count
    return {GroupKey(): whole, **{GroupKey(unit=unit.position): totals[unit.position] for unit in units}}


def _store(session: Session, viewer: Viewer, campaign: Campaign, prepared: _Ready, *, action: str) -> int:
    publication_id = publications.add(
        session,
        campaign_id=campaign.id,
        thresholds=thresholds_of(campaign),
        measures=prepared.content.measures,
        cells=prepared.content.cells,
        comments=prepared.comments,
        drivers=prepared.drivers,
        summary=prepared.summary,
        attestation=attestation_to_json(prepared.content.attestation),
        published_at=clock.now(),
        published_by=viewer.account_id,
    )
    audit.record(session, viewer=viewer, action=action, object_type="campaign", object_id=campaign.id)
    return publication_id
