"""Autonomy × strategic alignment: where each unit stands, and from where it comes. Agility needs both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.model import CellState, Measure, PublishedCell
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.comparing import Comparison, compare, earlier_waves, previous_wave
from transfo_rh.campaigns.results.reading import Publication, PublishedCampaign, open_publication
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _, ngettext

MIDDLE = 50
NAMED_AT_MOST = 4
AUTONOMY_CODES = ("autonomie", "autonomy")
ALIGNMENT_CODES = ("alignement", "alignement_strategique", "alignment")


class Quadrant(StrEnum):
    """The four situations."""

    AGILE = "agile"
    SCATTERED = "scattered"
    CONTROLLED = "controlled"
    STALLED = "stalled"

    @property
    def label(self) -> str:
        """The name of the quadrant on the map."""
        return {
            Quadrant.AGILE: _("Autonomes et alignés"),
            Quadrant.SCATTERED: _("Autonomes, cap à partager"),
            Quadrant.CONTROLLED: _("Alignés, marges à ouvrir"),
            Quadrant.STALLED: _("Cap et marges à construire"),
        }[self]


def quadrant(autonomy: int, alignment: int) -> Quadrant:
    """The situation of a unit from its two scores; 50 belongs to the upper half.

    >>> quadrant(62, 41).value, quadrant(50, 50).value
    ('scattered', 'agile')
    """
    if autonomy >= MIDDLE:
        return Quadrant.AGILE if alignment >= MIDDLE else Quadrant.SCATTERED
    return Quadrant.CONTROLLED if alignment >= MIDDLE else Quadrant.STALLED


@dataclass(frozen=True, slots=True)
class Point:
    """A unit (None: the whole) on the map. ``came_from``: autonomy and alignment at the previous wave, if comparable."""

    label: str
    unit: int | None
    autonomy: int
    alignment: int
    quadrant: Quadrant
    came_from: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class AlignmentView:
    """The map. ``hidden``: labels of the units without a point: protected, or without an answer."""

    campaign: PublishedCampaign
    before: PublishedCampaign | None
    autonomy: Measure
    alignment: Measure
    points: tuple[Point, ...]
    hidden: tuple[str, ...]
    sentence: str


def alignment(
    *, viewer: Viewer, campaign_id: int, previous_id: int | None = None, unit: int | None = None
) -> AlignmentView:
    """The map of one level: the whole, then ``unit`` and those below it (None: the topmost ones of the horizon).

    Raises PermissionDenied (unit outside the horizon), NotFound (no such campaign, or without both dimensions).
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        both = _dimensions(publication)
        level = publication.level(publication.own_unit() if unit is None else unit)
        cells = repository.cells(
            session,
            publication_id=publication.id,
            measures=[measure.code for measure in both],
            units=frozenset(member.position for member in level),
        )
        before, comparison = _compared(session, viewer, publication, both, previous_id)
    index = {(cell.unit, cell.measure): cell for cell in cells}
    rows = [(None, _("Ensemble de la collectivité")), *((member.position, member.name) for member in level)]
    found = [_point(position, label, both, index, comparison) for position, label in rows]
    points = tuple(point for point in found if point is not None)
    return AlignmentView(
        campaign=publication.campaign,
        before=None if before is None else before.campaign,
        autonomy=both[0],
        alignment=both[1],
        points=points,
        hidden=tuple(label for (_unit, label), point in zip(rows, found, strict=True) if point is None),
        sentence=_sentence(points),
    )


def _dimensions(publication: Publication) -> tuple[Measure, Measure]:
    by_code = {measure.code: measure for measure in publication.dimensions()}
    pair = [
        next((by_code[code] for code in codes if code in by_code), None)
        for codes in (AUTONOMY_CODES, ALIGNMENT_CODES)
    ]
    if pair[0] is None or pair[1] is None:
        raise NotFound(_("Cette campagne ne mesure pas à la fois l’autonomie et l’alignement stratégique."))
    return pair[0], pair[1]


def _compared(
    session: Session,
    viewer: Viewer,
    publication: Publication,
    both: tuple[Measure, Measure],
    previous_id: int | None,
) -> tuple[Publication | None, Comparison | None]:
    """The previous wave, when there is one that measured both dimensions alike."""
    if previous_id is None and not earlier_waves(session, publication.source):
        return None, None
    before = previous_wave(session, viewer, publication, previous_id)
    try:
        comparison = compare(session, publication, before, both)
    except NotFound:
        return None, None
    return (before, comparison) if len(comparison.measures) == len(both) else (None, None)


def _point(
    position: int | None,
    label: str,
    both: tuple[Measure, Measure],
    index: dict[tuple[int | None, str], PublishedCell],
    comparison: Comparison | None,
) -> Point | None:
    cells = [index.get((position, measure.code)) for measure in both]
    scores = [None if cell is None or cell.state is not CellState.SHOWN else cell.score for cell in cells]
    if scores[0] is None or scores[1] is None:
        return None
    came_from = None
    if comparison is not None:
        past = [comparison.cell(position, None, measure).before for measure in both]
        earlier = [None if cell is None else cell.score for cell in past]
        if earlier[0] is not None and earlier[1] is not None:
            came_from = (earlier[0], earlier[1])
    return Point(label, position, scores[0], scores[1], quadrant(scores[0], scores[1]), came_from)


def _sentence(points: tuple[Point, ...]) -> str:
    units = [point for point in points if point.unit is not None]
    if not units:
        if not points:
            return _("Aucun résultat affichable, pour protéger les répondants.")
        return _("La collectivité : « {quadrant} ».").format(quadrant=points[0].quadrant.label)
    if len(units) == 1:
        return _("{name} : « {quadrant} ».").format(
            name=units[0].label.strip(), quadrant=units[0].quadrant.label
        )
    agile = sum(point.quadrant is Quadrant.AGILE for point in units)
    if agile:
        said = ngettext(
            "{n} services placés sur la carte, dont {agile} à la fois autonome et aligné.",
            "{n} services placés sur la carte, dont {agile} à la fois autonomes et alignés.",
            agile,
        ).format(n=len(units), agile=agile)
    else:
        said = _("{n} services placés sur la carte, aucun à la fois autonome et aligné.").format(n=len(units))
    stalled = [point.label.strip() for point in units if point.quadrant is Quadrant.STALLED]
    if not 0 < len(stalled) <= NAMED_AT_MOST:
        return said
    return _("{sentence} « {quadrant} » : {names}.").format(
        sentence=said, quadrant=Quadrant.STALLED.label, names=", ".join(stalled)
    )
