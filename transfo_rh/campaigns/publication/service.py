"""Building the one publication of a campaign: the only reader of raw answers.

Everything that anyone may ever see is computed here, after the confidentiality rules, and stored once for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns import answers, repository
from transfo_rh.campaigns.model import (
    Basis,
    Campaign,
    CampaignState,
    Measure,
    MeasureKind,
    PublishedCell,
    Unit,
)
from transfo_rh.campaigns.publication.cells import attribute_margin, published_cells, unit_margin
from transfo_rh.campaigns.publication.tally import Tally
from transfo_rh.campaigns.statistics.reliability import cronbach_alpha
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.core.errors import Conflict, NotFound
from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent

_READING_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class PublicationContent:
    """A publication before it is stored."""

    measures: tuple[Measure, ...]
    cells: tuple[PublishedCell, ...]


def publish(*, viewer: Viewer, campaign_id: int, progress: Progress = silent) -> int:
    """Publish a closed campaign: build every figure once, store it, freeze it. Returns the publication's id.

    Raises PermissionDenied, NotFound, Conflict (already published, or not closed), Cancelled by the progress.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        campaign = repository.campaign(session, campaign_id)
        units = repository.units(session, campaign_id)
    if campaign is None:
        raise NotFound(_("La campagne {id} n’existe pas.").format(id=campaign_id))
    _refuse_unless_closed(campaign)
    tally = _count(campaign, units, progress)
    content = build(campaign, units, tally, progress)
    progress(0.95, _("Enregistrement de la publication"))
    with database().write() as session:
        if not repository.change_state(
            session, campaign_id=campaign_id, expected=CampaignState.CLOSED, state=CampaignState.PUBLISHED
        ):
            raise Conflict(_("Cette campagne vient d’être publiée ou supprimée par quelqu’un d’autre."))
        publication_id = repository.add_publication(
            session,
            campaign_id=campaign_id,
            number=repository.next_publication_number(session, campaign_id),
            k=campaign.k,
            measures=content.measures,
            cells=content.cells,
            published_at=clock.now(),
            published_by=viewer.account_id,
        )
        audit.record(
            session, viewer=viewer, action="survey.publish", object_type="campaign", object_id=campaign_id
        )
    progress(1.0, _("Publiée"))
    return publication_id


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


def _count(campaign: Campaign, units: Sequence[Unit], progress: Progress) -> Tally:
    tally = Tally(campaign.questionnaire, campaign.basis, len(units), len(campaign.attributes))
    read = 0
    with database().read() as session:
        for chunk in answers.answer_chunks(
            session, campaign_id=campaign.id, item_count=len(campaign.questionnaire.items)
        ):
            tally.add(chunk.answers, chunk.units, chunk.attributes)
            read += len(chunk.units)
            progress(_READING_SHARE * read / max(campaign.response_count, read), _("Lecture des réponses"))
    return tally


def build(
    campaign: Campaign, units: Sequence[Unit], tally: Tally, progress: Progress = silent
) -> PublicationContent:
    """Every measure and every cell of a publication. The same counts always give the same publication."""
    margins = [unit_margin(tally, units)]
    margins += [attribute_margin(tally, position, name) for position, name in enumerate(campaign.attributes)]
    cells: list[PublishedCell] = []
    for done, margin in enumerate(margins):
        progress(_READING_SHARE + 0.3 * done / len(margins), _("Règles de confidentialité"))
        cells.extend(published_cells(tally, margin, k=campaign.k))
    return PublicationContent(measures=_measures(campaign, tally), cells=tuple(cells))


def _measures(campaign: Campaign, tally: Tally) -> tuple[Measure, ...]:
    items = [
        Measure(item.code, item.label, MeasureKind.ITEM, item.dimension)
        for item in campaign.questionnaire.items
    ]
    dimensions = [
        _dimension_measure(campaign, tally, position)
        for position in range(len(campaign.questionnaire.dimensions))
    ]
    return (*dimensions, *items)


def _dimension_measure(campaign: Campaign, tally: Tally, position: int) -> Measure:
    dimension = campaign.questionnaire.dimensions[position]
    reliability = cronbach_alpha(tally.scales[position]) if campaign.basis is Basis.PERSON else None
    if reliability is None or reliability.n < 2 * campaign.k:
        return Measure(dimension.code, dimension.label, MeasureKind.DIMENSION, None)
    return Measure(
        code=dimension.code,
        label=dimension.label,
        kind=MeasureKind.DIMENSION,
        dimension=None,
        alpha=round(reliability.alpha, 4),
        alpha_low=round(reliability.low, 4),
        alpha_high=round(reliability.high, 4),
        alpha_n=reliability.n,
    )
