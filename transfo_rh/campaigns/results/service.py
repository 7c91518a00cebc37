"""Published results as each person may see them: the one reader of publications for screens and exports.

Nothing is computed here from answers. The viewer's horizon narrows the query itself: human resources and executives
see every unit, department heads their subtree and the whole, agents the whole alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns import repository as campaigns
from transfo_rh.campaigns.model import (
    CampaignState,
    CellState,
    ItemKind,
    Measure,
    PublishedCell,
    Unit,
)
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.reading import (
    Publication,
    PublishedCampaign,
    open_publication,
    published_campaign,
)
from transfo_rh.campaigns.results.scales import by_scale
from transfo_rh.campaigns.results.significance import Place, certain_differences
from transfo_rh.core.database import database
from transfo_rh.core.i18n import _

__all__ = [
    "HeatCell",
    "HeatRow",
    "Heatmap",
    "Outline",
    "PublishedCampaign",
    "Results",
    "export",
    "heatmap",
    "outline",
    "published_campaigns",
]


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of the heat map. ``unit`` None is the whole or one value of an attribute.

    ``is_parent``: the level above the unit that the map shows, for comparison.
    """

    label: str
    unit: int | None
    has_children: bool
    is_parent: bool = False


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A published cell with its difference to the whole authority, in points; None when either is hidden.

    ``significant``: the difference to the rest of the authority is certain beyond chance (see significance).
    """

    cell: PublishedCell
    difference: int | None
    significant: bool = False


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Rows × measures. The first row is the whole authority; ``cells[row][column]``.

    ``scales``: the measures parted by the scale on which people answered.
    """

    campaign: PublishedCampaign
    rows: tuple[HeatRow, ...]
    measures: tuple[Measure, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    path: tuple[Unit, ...]
    scales: tuple[tuple[Measure, ...], ...] = ()

    def hidden_counts(self) -> dict[CellState, int]:
        """How many cells of the map show nothing, by reason."""
        states = Counter(heat.cell.state for row in self.cells for heat in row)
        return {state: states[state] for state in CellState if state is not CellState.SHOWN and states[state]}


@dataclass(frozen=True, slots=True)
class Outline:
    """The units that a viewer may open and the published measures: what filters offer."""

    units: tuple[Unit, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that a viewer may see of one publication: the content of an export."""

    campaign: PublishedCampaign
    units: tuple[Unit, ...]
    measures: tuple[Measure, ...]
    cells: tuple[PublishedCell, ...]


def published_campaigns(*, viewer: Viewer) -> tuple[PublishedCampaign, ...]:
    """The published campaigns, the newest wave first.

    Raises PermissionDenied for roles without results (administrators).
    """
    require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        return tuple(
            published_campaign(campaign, campaign.k, campaign.published_at)
            for campaign in campaigns.campaigns(session)
            if campaign.state is CampaignState.PUBLISHED and campaign.published_at is not None
        )


def outline(*, viewer: Viewer, campaign_id: int) -> Outline:
    """What the viewer may ask of a published campaign: its units, parents before children, and its measures.

    Raises PermissionDenied, NotFound.
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
    return Outline(publication.visible_units(), publication.measures)


def heatmap(
    *,
    viewer: Viewer,
    campaign_id: int,
    dimension: str | None = None,
    unit: int | None = None,
    attribute: str | None = None,
) -> Heatmap:
    """The heat map of one level of the tree.

    Columns are the dimensions (with the items when there is only one), or the items of ``dimension``. Rows are the
    whole, then ``unit`` with the level above it and its children (``unit`` None: the topmost units that the viewer
    sees), or the values of ``attribute`` when it is given.
    Raises PermissionDenied (unit or attribute outside the horizon), NotFound.
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        unit = publication.own_unit() if unit is None and attribute is None else unit
        measures = _columns(publication, dimension)
        if attribute is not None:
            publication.require_attribute(attribute)
        rows = () if attribute else _rows(publication, unit)
        cells = repository.cells(
            session,
            publication_id=publication.id,
            measures=[measure.code for measure in measures],
            units=frozenset(row.unit for row in rows if row.unit is not None),
            attribute=attribute,
        )
        certain = certain_differences(session, publication, measures, attribute)
    if attribute is not None:
        rows = _attribute_rows(cells, attribute)
    rows = (HeatRow(publication.name_of(None), None, has_children=False), *rows)
    table = _table(rows, measures, cells, certain, by_attribute=attribute is not None)
    scales = tuple(members for _scale, members in by_scale(measures, publication.measures))
    return Heatmap(publication.campaign, rows, measures, table, publication.path(unit), scales)


def export(*, viewer: Viewer, campaign_id: int) -> Results:
    """Everything that the viewer may see of a publication; the export is recorded in the audit trail.

    Raises PermissionDenied, NotFound.
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        cells = campaigns.published_cells(
            session,
            publication_id=publication.id,
            visible_units=publication.horizon.units,
            attributes_visible=publication.horizon.attributes,
        )
    with database().write() as session:
        audit.record(
            session, viewer=viewer, action="survey.export", object_type="campaign", object_id=campaign_id
        )
    return Results(publication.campaign, publication.visible_units(), publication.measures, cells)


def _columns(publication: Publication, dimension: str | None) -> tuple[Measure, ...]:
    if dimension is not None:
        return publication.items_of(dimension)
    dimensions = publication.dimensions()
    scored = tuple(m for m in publication.measures if m.item_kind is not ItemKind.CHOICE)
    return dimensions if len(dimensions) > 1 else scored or publication.measures


def _rows(publication: Publication, unit: int | None) -> tuple[HeatRow, ...]:
    with_children = {child.parent for child in publication.units}
    rows = tuple(
        HeatRow(member.name, member.position, has_children=member.position in with_children)
        for member in publication.level(unit)
    )
    return rows if unit is None else (rows[0], *_parent_row(publication.units, unit), *rows[1:])


def _parent_row(units: tuple[Unit, ...], unit: int) -> tuple[HeatRow, ...]:
    """The level above, for comparison; a root above says what the whole says."""
    parent = units[unit].parent
    if parent is None or units[parent].parent is None:
        return ()
    label = _("Échelon au-dessus : {name}").format(name=units[parent].name)
    return (HeatRow(label, parent, has_children=False, is_parent=True),)


def _attribute_rows(cells: tuple[PublishedCell, ...], attribute: str) -> tuple[HeatRow, ...]:
    values = dict.fromkeys(
        cell.value for cell in cells if cell.attribute == attribute and cell.value is not None
    )
    return tuple(HeatRow(value, None, has_children=False) for value in values)


def _table(
    rows: Sequence[HeatRow],
    measures: Sequence[Measure],
    cells: Iterable[PublishedCell],
    certain: frozenset[Place],
    *,
    by_attribute: bool,
) -> tuple[tuple[HeatCell, ...], ...]:
    """Rows × measures; the first row is the whole, whose figures the others are compared with."""
    by_place = {(cell.unit, cell.value, cell.measure): cell for cell in cells}
    return tuple(
        tuple(
            _heat_cell(
                by_place, (row.unit, row.label if by_attribute and number else None, one.code), certain
            )
            for one in measures
        )
        for number, row in enumerate(rows)
    )


def _heat_cell(by_place: dict[Place, PublishedCell], place: Place, certain: frozenset[Place]) -> HeatCell:
    unit, value, measure = place
    cell = by_place.get(place) or PublishedCell(unit, None, value, measure, CellState.NO_ANSWER)
    whole = by_place.get((None, None, measure))
    if cell.score is None or whole is None or whole.score is None:
        return HeatCell(cell, None)
    return HeatCell(cell, cell.score - whole.score, significant=place in certain)
