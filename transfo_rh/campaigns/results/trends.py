"""What changed between two published waves, for the whole, the units and the values of an attribute.

A cell is compared when both waves show it and when its members are either the same people or differ by at least k:
otherwise the difference would tell of a handful. Verdicts are corrected over every published comparison of the same
measures, so that they do not depend on who looks, or at which level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.model import Measure, Unit
from transfo_rh.campaigns.results.comparing import (
    Comparison,
    TrendCell,
    compare,
    earlier_waves,
    previous_wave,
)
from transfo_rh.campaigns.results.reading import (
    Publication,
    PublishedCampaign,
    open_publication,
    published_campaign,
)
from transfo_rh.campaigns.results.waves import Continuity
from transfo_rh.campaigns.statistics.comparisons import PRACTICAL_POINTS, Verdict
from transfo_rh.core.database import database
from transfo_rh.core.formats import signed
from transfo_rh.core.i18n import _, clauses

_TOLD = 3


@dataclass(frozen=True, slots=True)
class TrendRow:
    """The whole (no unit, no value), a unit, or a value of the attribute. ``previous``: names of what it replaces."""

    label: str
    unit: int | None = None
    value: str | None = None
    continuity: Continuity = Continuity.SAME
    previous: tuple[str, ...] = ()
    has_children: bool = False


@dataclass(frozen=True, slots=True)
class TrendView:
    """Rows × measures; the first row is the whole. ``left_out``: labels of the measures that cannot be compared."""

    now: PublishedCampaign
    before: PublishedCampaign
    rows: tuple[TrendRow, ...]
    measures: tuple[Measure, ...]
    cells: tuple[tuple[TrendCell, ...], ...]
    left_out: tuple[str, ...]
    path: tuple[Unit, ...]
    sentence: str


def comparable_waves(*, viewer: Viewer, campaign_id: int) -> tuple[PublishedCampaign, ...]:
    """The earlier published campaigns that asked some of the same, the newest first.

    Raises PermissionDenied, NotFound.
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        found = earlier_waves(session, publication.source)
    return tuple(
        published_campaign(campaign, campaign.k, campaign.published_at)
        for campaign in found
        if campaign.published_at is not None
    )


def trend(
    *,
    viewer: Viewer,
    campaign_id: int,
    previous_id: int | None = None,
    dimension: str | None = None,
    unit: int | None = None,
    attribute: str | None = None,
) -> TrendView:
    """The change since a previous wave (None: the newest one that asked some of the same).

    Columns and rows are those of the heat map: dimensions, or the items of ``dimension``; the whole, then ``unit``
    and what is below it, or the values of ``attribute``.
    Raises PermissionDenied (unit or attribute outside the horizon), NotFound (no such wave, nothing in common).
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        previous = previous_wave(session, viewer, publication, previous_id)
        if attribute is not None:
            publication.require_attribute(attribute)
        unit = publication.own_unit() if unit is None and attribute is None else unit
        level = [] if attribute is not None else publication.level(unit)
        wanted = publication.dimensions() if dimension is None else publication.items_of(dimension)
        comparison = compare(session, publication, previous, wanted or publication.measures, attribute)
    rows = _rows(publication, previous, comparison, level, attribute)
    cells = tuple(
        tuple(comparison.cell(row.unit, row.value, measure) for measure in comparison.measures)
        for row in rows
    )
    comparable = {measure.code for measure in comparison.measures}
    return TrendView(
        now=publication.campaign,
        before=previous.campaign,
        rows=rows,
        measures=comparison.measures,
        cells=cells,
        left_out=tuple(measure.label for measure in wanted if measure.code not in comparable),
        path=publication.path(unit),
        sentence=_sentence(rows[1] if unit is not None else rows[0], comparison),
    )


def _rows(
    publication: Publication,
    previous: Publication,
    comparison: Comparison,
    level: Sequence[Unit],
    attribute: str | None,
) -> tuple[TrendRow, ...]:
    whole = TrendRow(_("Ensemble de la collectivité"))
    if attribute is not None:
        values = dict.fromkeys(value for _unit, value, _measure in comparison.cells if value is not None)
        return (whole, *(TrendRow(value, value=value) for value in values))
    with_children = {child.parent for child in publication.units}
    return (
        whole,
        *(
            TrendRow(
                unit.name,
                unit=unit.position,
                continuity=comparison.matches[unit.position].continuity,
                previous=tuple(
                    previous.units[old].name for old in comparison.matches[unit.position].previous
                ),
                has_children=unit.position in with_children,
            )
            for unit in level
        ),
    )


def _sentence(row: TrendRow, comparison: Comparison) -> str:
    """The conclusion for the whole, or for the unit that the page shows."""
    pairs = [(measure, comparison.cell(row.unit, row.value, measure)) for measure in comparison.measures]
    compared = [(measure, cell) for measure, cell in pairs if cell.difference is not None]
    if not compared:
        return _("{name} : aucune mesure ne peut être comparée entre les deux vagues.").format(name=row.label)
    told = [(measure.label, cell.difference or 0) for measure, cell in compared if _worth_telling(cell)]
    attributed = all(cell.verdict is None for _measure, cell in compared)
    if not told and attributed:
        return _("{name} : aucun écart d’au moins 5 points entre les deux vagues.").format(name=row.label)
    if not told:
        return _(
            "{name} : aucune évolution démontrée. Les écarts observés peuvent tenir au hasard ou restent inférieurs à 5 points."
        ).format(name=row.label)
    risen = _("en progrès sur {measures}") if attributed else _("en progrès démontré sur {measures}")
    fallen = _("en recul sur {measures}") if attributed else _("en recul démontré sur {measures}")
    changes = clauses(
        words.format(
            measures=", ".join(
                _("« {measure} » ({change} points)").format(measure=label, change=signed(change))
                for label, change in side[:_TOLD]
            )
        )
        for words, side in (
            (risen, sorted((t for t in told if t[1] > 0), key=lambda t: -t[1])),
            (fallen, sorted((t for t in told if t[1] < 0), key=lambda t: t[1])),
        )
        if side
    )
    return _("{name} : {changes}.").format(name=row.label, changes=changes)


def _worth_telling(cell: TrendCell) -> bool:
    if cell.verdict is None:
        return abs(cell.difference or 0) >= PRACTICAL_POINTS
    return cell.verdict is Verdict.PROVEN
