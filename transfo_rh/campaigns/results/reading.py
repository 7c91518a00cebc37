"""Opening a publication for a viewer: what it holds, and how far this person sees in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Reach
from transfo_rh.campaigns import repository
from transfo_rh.campaigns.model import Basis, Campaign, Measure, MeasureKind, Unit
from transfo_rh.campaigns.results.localisation import localised
from transfo_rh.campaigns.results.repository import definition
from transfo_rh.campaigns.units import ancestors, units_of_departments
from transfo_rh.core.database import Session
from transfo_rh.core.errors import NotFound, PermissionDenied
from transfo_rh.core.i18n import SOURCE_LANGUAGE, _, language


@dataclass(frozen=True, slots=True)
class PublishedCampaign:
    """A published campaign, as anyone who may read results knows it."""

    id: int
    title: str
    wave_on: date
    published_at: datetime
    basis: Basis
    anonymous: bool
    k: int
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far a viewer sees in one publication: unit positions (None: all) and whether cells by attribute too."""

    units: frozenset[int] | None
    attributes: bool

    def sees(self, unit: int) -> bool:
        """True when the viewer may see this unit's cells."""
        return self.units is None or unit in self.units


@dataclass(frozen=True, slots=True)
class Publication:
    """The newest publication of a campaign, with the viewer's horizon in it."""

    id: int
    campaign: PublishedCampaign
    source: Campaign
    measures: tuple[Measure, ...]
    units: tuple[Unit, ...]
    horizon: Horizon

    def visible_units(self) -> tuple[Unit, ...]:
        """The units that the viewer may open, parents before children."""
        return tuple(unit for unit in self.units if self.horizon.sees(unit.position))

    def name_of(self, unit: int | None) -> str:
        """The name of a unit; of the whole authority for None."""
        return _("Ensemble de la collectivité") if unit is None else self.units[unit].name

    def require_unit(self, unit: int | None) -> None:
        """Raise PermissionDenied for a unit that does not exist or lies outside the horizon; None is the whole."""
        if unit is not None and (not 0 <= unit < len(self.units) or not self.horizon.sees(unit)):
            raise PermissionDenied(_("Ce service n’est pas dans votre périmètre."), details=f"unit {unit}")

    def require_attribute(self, attribute: str) -> None:
        """Raise PermissionDenied for an attribute that the campaign did not freeze or that the viewer may not see."""
        if attribute not in self.campaign.attributes or not self.horizon.attributes:
            raise PermissionDenied(_("Cette répartition n’est pas dans votre périmètre."), details=attribute)

    def topmost(self) -> list[Unit]:
        """The units that the viewer sees and whose parent is not seen."""
        sees = self.horizon.sees
        return [
            member
            for member in self.units
            if sees(member.position) and (member.parent is None or not sees(member.parent))
        ]

    def own_unit(self) -> int | None:
        """The one unit that a department head answers for, None when there are several or when all are seen."""
        top = self.topmost()
        if self.horizon.units is None or len(top) != 1:
            return None
        return top[0].position

    def children(self, unit: int | None) -> list[Unit]:
        """The units directly below, by name."""
        return by_name(member for member in self.units if member.parent == unit)

    def level(self, unit: int | None) -> list[Unit]:
        """The units of one level: ``unit`` and those below it, or the topmost ones that the viewer sees.

        Raises PermissionDenied (unit outside the horizon).
        """
        self.require_unit(unit)
        if unit is not None:
            return [self.units[unit], *self.children(unit)]
        top = self.topmost()
        if len(top) == 1:  # the root of everything says what the whole says: show what is below
            top = self.children(top[0].position) or top
        return by_name(top)

    def own_ancestors(self) -> frozenset[int]:
        """The units above those that the viewer answers for: their aggregates stand beside small results."""
        if self.horizon.units is None:
            return frozenset()
        return frozenset(above for top in self.topmost() for above in ancestors(self.units, top.position))

    def path(self, unit: int | None) -> tuple[Unit, ...]:
        """From the topmost unit that the viewer sees down to ``unit``."""
        path: list[Unit] = []
        while unit is not None and self.horizon.sees(unit):
            path.append(self.units[unit])
            unit = self.units[unit].parent
        return tuple(reversed(path))

    def dimensions(self) -> tuple[Measure, ...]:
        """The published dimensions, in the questionnaire's order."""
        return tuple(measure for measure in self.measures if measure.kind is MeasureKind.DIMENSION)

    def dimension(self, code: str) -> Measure:
        """A published dimension. Raises NotFound when the campaign has no such dimension."""
        for measure in self.dimensions():
            if measure.code == code:
                return measure
        raise _unknown_dimension(code)

    def items_of(self, dimension: str) -> tuple[Measure, ...]:
        """The published items of a dimension. Raises NotFound when the campaign has no such dimension."""
        items = tuple(m for m in self.measures if m.kind is MeasureKind.ITEM and m.dimension == dimension)
        if not items:
            raise _unknown_dimension(dimension)
        return items


def _unknown_dimension(code: str) -> NotFound:
    return NotFound(_("La dimension « {code} » n’existe pas dans cette campagne.").format(code=code))


def open_publication(session: Session, viewer: Viewer, reach: Reach, campaign_id: int) -> Publication:
    """The newest publication of a campaign, its measures named in the viewer's language.

    Raises NotFound when it has none.
    """
    campaign = repository.campaign(session, campaign_id)
    latest = repository.latest_publication(session, campaign_id)
    if campaign is None or latest is None:
        raise NotFound(_("Aucun résultat publié pour la campagne {id}.").format(id=campaign_id))
    publication_id, k, measures, published_at = latest
    units = repository.units(session, campaign_id)
    if language() != SOURCE_LANGUAGE:
        measures = localised(measures, definition(session, campaign_id), language())
    return Publication(
        publication_id,
        published_campaign(campaign, k, published_at),
        campaign,
        measures,
        units,
        horizon_of(viewer, reach, units),
    )


def published_campaign(campaign: Campaign, k: int, published_at: datetime) -> PublishedCampaign:
    """What readers of results know of a campaign."""
    return PublishedCampaign(
        id=campaign.id,
        title=campaign.title,
        wave_on=campaign.wave_on,
        published_at=published_at,
        basis=campaign.basis,
        anonymous=campaign.anonymous,
        k=k,
        attributes=campaign.attributes,
    )


def horizon_of(viewer: Viewer, reach: Reach, units: tuple[Unit, ...]) -> Horizon:
    """How far a viewer sees among the units of a campaign."""
    if reach is Reach.ALL:
        return Horizon(units=None, attributes=True)
    if reach is not Reach.SUBTREE:
        return Horizon(units=frozenset(), attributes=False)
    return Horizon(units=units_of_departments(units, viewer.department_ids), attributes=True)


def by_name(units: Iterable[Unit]) -> list[Unit]:
    """Units in the order of their names."""
    return sorted(units, key=lambda unit: (unit.name.casefold(), unit.code))
