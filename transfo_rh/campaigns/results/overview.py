"""Who answered, and the weighted scores of the whole beside the raw ones: the summary of a publication."""

from __future__ import annotations

from dataclasses import dataclass

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.publication.summary import Rate, Summary, WeightedScore
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.reading import PublishedCampaign, open_publication
from transfo_rh.core.database import database
from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _


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
    summary = None if stored is None else _summary(stored)
    return Overview(publication.campaign, summary, _sentence(summary))


def _summary(stored: dict[str, object]) -> Summary:
    rate, scores = stored.get("rate"), stored.get("scores", ())
    by = stored.get("weighted_by", ())
    return Summary(
        **{  # type: ignore[arg-type]
            **stored,
            "rate": Rate(**rate) if isinstance(rate, dict) else None,
            "scores": tuple(WeightedScore(**one) for one in scores),  # type: ignore[attr-defined]
            "weighted_by": tuple(by),  # type: ignore[arg-type]
        }
    )


def _sentence(summary: Summary | None) -> str:
    if summary is None or summary.answered is None:
        return _("La participation n’est pas connue ou reste masquée.")
    if summary.rate is None or summary.invited is None:
        return _("{answered} réponses reçues.").format(answered=number(summary.answered))
    return _("{answered} réponses pour {invited} personnes interrogées, soit {rate}.").format(
        answered=number(summary.answered), invited=number(summary.invited), rate=percent(summary.rate.percent)
    )
