"""Crosses of two characteristics, as published: one table per measure, with its margins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.life.population import DEPARTMENT, attribute_label
from transfo_rh.campaigns.model import CellState, ItemKind, Measure, PublishedCell
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.reading import Publication, PublishedCampaign, open_publication
from transfo_rh.campaigns.results.service import HeatCell
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import NotFound, PermissionDenied
from transfo_rh.core.formats import signed
from transfo_rh.core.i18n import _


@dataclass(frozen=True, slots=True)
class Cross:
    """A published cross. ``code`` names it in addresses; ``first`` None stands for the departments."""

    first: str | None
    second: str

    @property
    def code(self) -> str:
        """The name of the cross in an address."""
        return f"{self.first or DEPARTMENT}*{self.second}"

    @property
    def label(self) -> str:
        """The name of the cross on screens."""
        return f"{attribute_label(self.first or DEPARTMENT)} × {attribute_label(self.second)}"


@dataclass(frozen=True, slots=True)
class CrossView:
    """Rows × columns for one measure; the first row and the first column are the margins (« everybody »)."""

    campaign: PublishedCampaign
    cross: Cross
    measure: Measure
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    sentence: str


def crosses(*, viewer: Viewer, campaign_id: int) -> tuple[Cross, ...]:
    """The crosses that the viewer may read; none for those who see the whole only.

    Raises PermissionDenied, NotFound.
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        return _offered(session, publication)


def cross_table(*, viewer: Viewer, campaign_id: int, cross: str, measure: str | None = None) -> CrossView:
    """One cross for one measure (None: the first one). A department head reads the rows of the own departments.

    Raises PermissionDenied (a cross outside the horizon), NotFound (no such campaign or measure).
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        chosen = next((one for one in _offered(session, publication) if one.code == cross), None)
        if chosen is None:
            raise PermissionDenied(_("Cette répartition n’est pas dans votre périmètre."), details=cross)
        of_cross = _measure(publication, measure)
        own = publication.horizon.units
        cells = repository.cross_cells(
            session,
            publication_id=publication.id,
            cross=(chosen.first, chosen.second),
            measure=of_cross.code,
            units=None if own is None else own | publication.own_ancestors(),
        )
    return _view(publication, chosen, of_cross, cells)


def scored(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """The measures that a cross is read for: dimensions, and the scored questions outside them."""
    return tuple(
        measure
        for measure in measures
        if measure.dimension is None and measure.item_kind is not ItemKind.CHOICE
    )


def _offered(session: Session, publication: Publication) -> tuple[Cross, ...]:
    if not publication.horizon.attributes:
        return ()
    return tuple(Cross(*pair) for pair in repository.crosses(session, publication.id))


def _measure(publication: Publication, code: str | None) -> Measure:
    found = next((one for one in scored(publication.measures) if code in (None, one.code)), None)
    if found is None:
        raise NotFound(_("Cette mesure n’existe pas dans cette campagne."))
    return found


def _view(
    publication: Publication, cross: Cross, measure: Measure, cells: tuple[PublishedCell, ...]
) -> CrossView:
    sides: dict[tuple[str | None, str | None], PublishedCell] = {}
    rows: dict[str | None, str] = {None: _("Ensemble")}
    columns: dict[str | None, str] = {None: _("Ensemble")}
    for cell in cells:
        row, column = _sides(cross, cell)
        sides[row, column] = cell
        if row is not None and column is not None:
            rows.setdefault(row, row if cell.unit is None else publication.units[cell.unit].name)
            columns.setdefault(column, column)
    whole = sides.get((None, None))
    table = tuple(tuple(_heat(sides, measure, row, column, whole) for column in columns) for row in rows)
    names = tuple(rows.values()), tuple(columns.values())
    return CrossView(
        campaign=publication.campaign,
        cross=cross,
        measure=measure,
        rows=names[0],
        columns=names[1],
        cells=table,
        sentence=_sentence(cross, measure, *names, table),
    )


def _sides(cross: Cross, cell: PublishedCell) -> tuple[str | None, str | None]:
    """Row and column of a cell; None is the margin."""
    if cross.first is None:
        return (None if cell.unit is None else str(cell.unit)), cell.value
    if cell.attribute_2 is not None:
        return cell.value, cell.value_2
    return (cell.value, None) if cell.attribute == cross.first else (None, cell.value)


def _heat(
    sides: dict[tuple[str | None, str | None], PublishedCell],
    measure: Measure,
    row: str | None,
    column: str | None,
    whole: PublishedCell | None,
) -> HeatCell:
    cell = sides.get((row, column)) or PublishedCell(None, None, None, measure.code, CellState.NO_ANSWER)
    if cell.score is None or whole is None or whole.score is None:
        return HeatCell(cell, None)
    return HeatCell(cell, cell.score - whole.score)


def _sentence(
    cross: Cross,
    measure: Measure,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    table: tuple[tuple[HeatCell, ...], ...],
) -> str:
    compared = [
        (abs(heat.difference), heat.difference, row, column)
        for row, line in zip(rows[1:], table[1:], strict=True)
        for column, heat in zip(columns[1:], line[1:], strict=True)
        if heat.difference is not None
    ]
    if not compared:
        return _("{cross}, « {measure} » : aucun croisement n’atteint le seuil de confidentialité.").format(
            cross=cross.label, measure=measure.label
        )
    _size, difference, row, column = max(compared)
    return _(
        "{cross}, « {measure} ». L’écart le plus marqué : {row}, {column} ({difference} points par rapport à l’ensemble)."
    ).format(cross=cross.label, measure=measure.label, row=row, column=column, difference=signed(difference))
