"""Strengths and priorities of a unit: against the rest of the authority, among its neighbours, beside its parent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.model import Basis, CellState, Measure, PublishedCell, Unit
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.reading import Publication, PublishedCampaign, open_publication
from transfo_rh.campaigns.results.significance import Place, certain_differences
from transfo_rh.campaigns.statistics.comparisons import PRACTICAL_POINTS
from transfo_rh.campaigns.units import ancestors
from transfo_rh.core.database import database
from transfo_rh.core.formats import signed
from transfo_rh.core.i18n import _

LISTED = 3
_NEIGHBOURS = 3
"""A rank is given among at least so many units."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One measure of a unit.

    ``difference``: points to the whole authority; ``significant``: certain beyond chance (see
    significance); ``rank``: place and number of units beside it; ``beside``: the nearest level above that is shown.
    """

    measure: Measure
    cell: PublishedCell
    whole: PublishedCell
    difference: int | None
    significant: bool
    rank: tuple[int, int] | None
    beside: PublishedCell | None
    beside_label: str

    @property
    def remarkable(self) -> bool:
        """True when the difference is both certain and worth a word."""
        return self.significant and abs(self.difference or 0) >= PRACTICAL_POINTS


@dataclass(frozen=True, slots=True)
class StrengthsView:
    """``strengths`` and ``priorities``, at most 3 each, out of ``standings``, the measures in their order."""

    campaign: PublishedCampaign
    label: str
    standings: tuple[Standing, ...]
    strengths: tuple[Standing, ...]
    priorities: tuple[Standing, ...]
    path: tuple[Unit, ...]
    sentence: str


def strengths(
    *, viewer: Viewer, campaign_id: int, unit: int | None = None, dimension: str | None = None
) -> StrengthsView:
    """Strengths and priorities of a unit, or of the whole (None; a department head: of the own department).

    On dimensions, or on the items of ``dimension``. Raises PermissionDenied (outside the horizon), NotFound.
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        unit = publication.own_unit() if unit is None else unit
        publication.require_unit(unit)
        measures = publication.dimensions() if dimension is None else publication.items_of(dimension)
        measures = measures or publication.measures
        near = _near(publication, unit)
        cells = repository.cells(
            session,
            publication_id=publication.id,
            measures=[measure.code for measure in measures],
            units=frozenset(near),
        )
        certain = frozenset() if unit is None else certain_differences(session, publication, measures)
    index = {(cell.unit, cell.measure): cell for cell in cells}
    standings = _standings(publication, unit, measures, index, certain)
    best, worst = _extremes(standings, whole=unit is None)
    label = _("Ensemble de la collectivité") if unit is None else publication.units[unit].name
    return StrengthsView(
        campaign=publication.campaign,
        label=label,
        standings=standings,
        strengths=best,
        priorities=worst,
        path=publication.path(unit),
        sentence=_sentence(label, standings, best, worst, whole=unit is None),
    )


def _near(publication: Publication, unit: int | None) -> set[int]:
    """The unit, those beside it (for its rank only) and those above."""
    if unit is None:
        return set()
    parent = publication.units[unit].parent
    beside = {member.position for member in publication.children(parent)}
    return {unit, *beside, *ancestors(publication.units, unit)}


_Index = Mapping[tuple[int | None, str], PublishedCell]


def _standings(
    publication: Publication,
    unit: int | None,
    measures: Sequence[Measure],
    index: _Index,
    certain: frozenset[Place],
) -> tuple[Standing, ...]:
    pairs = [(_cell(index, unit, m.code), _cell(index, None, m.code)) for m in measures]
    attributed = publication.campaign.basis is Basis.DEPARTMENT  # facts of each department, not a sample
    return tuple(
        Standing(
            measure=measure,
            cell=cell,
            whole=whole,
            difference=None
            if unit is None or cell.score is None or whole.score is None
            else cell.score - whole.score,
            significant=attributed or (unit, None, measure.code) in certain,
            rank=_rank(publication, unit, measure.code, index),
            beside=(above := _beside(publication, unit, measure.code, index))[0],
            beside_label=above[1],
        )
        for measure, (cell, whole) in zip(measures, pairs, strict=True)
    )


def _cell(index: _Index, unit: int | None, measure: str) -> PublishedCell:
    empty = PublishedCell(unit, None, None, measure, CellState.NO_ANSWER)
    return index.get((unit, measure), empty)


def _rank(publication: Publication, unit: int | None, measure: str, index: _Index) -> tuple[int, int] | None:
    """The place among the units beside it whose figure is shown, the best first; equal scores share a place."""
    if unit is None:
        return None
    parent = publication.units[unit].parent
    scores = [
        score
        for member in publication.children(parent)
        if (score := _cell(index, member.position, measure).score) is not None
    ]
    own = _cell(index, unit, measure).score
    if own is None or len(scores) < _NEIGHBOURS:
        return None
    return 1 + sum(score > own for score in scores), len(scores)


def _beside(
    publication: Publication, unit: int | None, measure: str, index: _Index
) -> tuple[PublishedCell | None, str]:
    if unit is not None:
        for above in ancestors(publication.units, unit):
            cell = _cell(index, above, measure)
            if cell.state is CellState.SHOWN:
                return cell, publication.units[above].name
    return None, ""


def _extremes(
    standings: Sequence[Standing], *, whole: bool
) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """The whole is compared with itself only: its highest and lowest scores, when they are worth telling apart."""
    if not whole:
        kept = [one for one in standings if one.remarkable]
        above = sorted((s for s in kept if (s.difference or 0) > 0), key=lambda s: -(s.difference or 0))
        below = sorted((s for s in kept if (s.difference or 0) < 0), key=lambda s: s.difference or 0)
        return tuple(above[:LISTED]), tuple(below[:LISTED])
    scored = sorted((s for s in standings if s.cell.score is not None), key=lambda s: -(s.cell.score or 0))
    size = min(LISTED, len(scored) // 2)
    if not size or (scored[0].cell.score or 0) - (scored[-1].cell.score or 0) < PRACTICAL_POINTS:
        return (), ()
    return tuple(scored[:size]), tuple(reversed(scored[-size:]))


def _sentence(
    label: str,
    standings: Sequence[Standing],
    best: Sequence[Standing],
    worst: Sequence[Standing],
    *,
    whole: bool,
) -> str:
    if all(one.cell.state is not CellState.SHOWN for one in standings):
        return _(
            "{name} : aucun résultat affichable, pour protéger les répondants. Le résultat de l’échelon au-dessus figure à côté."
        ).format(name=label)
    if not best and not worst:
        if whole:
            return _("{name} : les scores sont proches les uns des autres.").format(name=label)
        return _(
            "{name} : aucune différence certaine d’au moins 5 points avec le reste de la collectivité."
        ).format(name=label)

    def listed(group: Sequence[Standing]) -> str:
        return ", ".join(
            _("« {measure} » ({change})").format(
                measure=one.measure.label,
                change=one.cell.score if whole else signed(one.difference or 0),
            )
            for one in group
        )

    if not worst:
        return _("{name} : points forts {strengths}.").format(name=label, strengths=listed(best))
    if not best:
        return _("{name} : priorités {priorities}.").format(name=label, priorities=listed(worst))
    return _("{name} : points forts {strengths} ; priorités {priorities}.").format(
        name=label, strengths=listed(best), priorities=listed(worst)
    )
