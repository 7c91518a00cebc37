"""Who answered, and the weighted scores of the whole beside the raw ones: the summary of a publication."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.publication.summary import Summary
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.reading import PublishedCampaign, open_publication
from transfo_rh.core.database import database
from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _

_SUMMARY = TypeAdapter(Summary)


@dataclass(frozen=True, slots=True)
class Overview:
    """A published campaign with its summary; None for a campaign published without one."""

    campaign: PublishedCampaign
    summary: Summary | None
    sentence: str


def overview(*, viewer: Viewer, campaign_id: int) -> Overview:
    """The summary of a publication: the whole only, for everybody who may read results.

    Raises PermissionDenied, NotFound.
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        stored = repository.summary(session, publication.id)
    summary = None if stored is None else _SUMMARY.validate_python(stored)
    return Overview(publication.campaign, summary, _sentence(summary))


def _sentence(summary: Summary | None) -> str:
    if summary is None or summary.answered is None:
        return _("La participation n’est pas connue ou reste masquée.")
    if summary.rate is None or summary.invited is None:
        return _("{answered} réponses reçues.").format(answered=number(summary.answered))
    return _("{answered} réponses pour {invited} personnes interrogées, soit {rate}.").format(
        answered=number(summary.answered), invited=number(summary.invited), rate=percent(summary.rate.percent)
    )
