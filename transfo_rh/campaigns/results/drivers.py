"""Links of the dimensions with an outcome, as published: a link, never a cause."""

from __future__ import annotations

from dataclasses import dataclass

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.model import Measure, PublishedDriver, Unit
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.reading import Publication, PublishedCampaign, open_publication
from transfo_rh.campaigns.units import ancestors
from transfo_rh.core.database import database
from transfo_rh.core.i18n import _

STRONG, MODERATE, WEAK = 50, 30, 10
"""Hundredths of a correlation (J. Cohen, Statistical Power Analysis, 2nd ed., 1988)."""


@dataclass(frozen=True, slots=True)
class Link:
    """A dimension's link with the outcome. ``strength``: the words for the correlation."""

    dimension: Measure
    correlation: int
    weight: int
    n: int
    strength: str


@dataclass(frozen=True, slots=True)
class OutcomeLinks:
    """The links with one outcome, the heaviest first. ``group`` names the group that they were measured in."""

    outcome: Measure
    links: tuple[Link, ...]
    group: str
    is_parent: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class DriversView:
    """One entry per outcome item; none when the campaign measures no outcome, or on too few respondents."""

    campaign: PublishedCampaign
    outcomes: tuple[OutcomeLinks, ...]
    path: tuple[Unit, ...]
    note: str


def drivers(*, viewer: Viewer, campaign_id: int, unit: int | None = None) -> DriversView:
    """The links in a unit, or in the nearest group above it that has enough respondents; None is the whole.

    Raises PermissionDenied (unit outside the horizon), NotFound.
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        unit = publication.own_unit() if unit is None else unit
        publication.require_unit(unit)
        chain = () if unit is None else (unit, *ancestors(publication.units, unit))
        found = repository.published_drivers(session, publication_id=publication.id, units=frozenset(chain))
    outcomes = tuple(
        _links(publication, measure, (*chain, None), found)
        for measure in publication.measures
        if any(driver.outcome == measure.code for driver in found)
    )
    return DriversView(
        campaign=publication.campaign,
        outcomes=outcomes,
        path=publication.path(unit),
        note=_(
            "Un lien dit que deux réponses vont ensemble, jamais que l’une est la cause de l’autre. Il est mesuré sur 30 répondants au moins."
        ),
    )


def _links(
    publication: Publication,
    outcome: Measure,
    chain: tuple[int | None, ...],
    found: tuple[PublishedDriver, ...],
) -> OutcomeLinks:
    """The links of the first group of the chain that has some."""
    measures = {measure.code: measure for measure in publication.measures}
    of_outcome = [driver for driver in found if driver.outcome == outcome.code]
    group = next(unit for unit in chain if any(driver.unit == unit for driver in of_outcome))
    links = tuple(
        Link(
            measures[driver.dimension],
            driver.correlation,
            driver.weight,
            driver.n,
            strength_of(driver.correlation),
        )
        for driver in sorted(of_outcome, key=lambda driver: -driver.weight)
        if driver.unit == group and driver.dimension in measures
    )
    label = publication.name_of(group)
    return OutcomeLinks(outcome, links, label, group != chain[0], _sentence(outcome, links, label))


def strength_of(correlation: int) -> str:
    """A correlation in words.

    >>> strength_of(62), strength_of(-35), strength_of(4)
    ('lien fort', 'lien inverse modéré', 'pas de lien')
    """
    size = abs(correlation)
    if size < WEAK:
        return _("pas de lien")
    if correlation < 0:
        names = _("lien inverse fort"), _("lien inverse modéré"), _("lien inverse faible")
    else:
        names = _("lien fort"), _("lien modéré"), _("lien faible")
    return names[0] if size >= STRONG else names[1] if size >= MODERATE else names[2]


def _sentence(outcome: Measure, links: tuple[Link, ...], label: str) -> str:
    linked = [link for link in links if abs(link.correlation) >= WEAK]
    if not linked:
        return _("{name} : aucune dimension n’a de lien avec « {outcome} ».").format(
            name=label, outcome=outcome.label
        )
    first = linked[0]
    return _(
        "{name} : le lien le plus net avec « {outcome} » est celui de « {dimension} » ({strength})."
    ).format(name=label, outcome=outcome.label, dimension=first.dimension.label, strength=first.strength)
