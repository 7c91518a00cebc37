"""Strengths and priorities of a unit: against the rest of the authority, among its neighbours, beside its parent.

The whole authority has nothing beside it: its measures are ranked among those answered on the same scale, never across
scales.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.model import Basis, CellState, Measure, PublishedCell, Unit
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.reading import Publication, PublishedCampaign, open_publication
from transfo_rh.campaigns.results.scales import Scale, by_scale
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
    significance); ``rank``: place among the units beside it (for the whole: among the measures of the same scale)
    and their number; ``beside``: the nearest level above that is shown.
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
class ScaleStandings:
    """The measures answered on one scale, with what stands out among them: at most 3 of each."""

    scale: Scale
    standings: tuple[Standing, ...]
    strengths: tuple[Standing, ...]
    priorities: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class StrengthsView:
    """``strengths`` and ``priorities`` out of ``standings``, the measures in their order; ``ranking`` says how.

    At most 3 of each for a unit, 3 for each of the ``scales`` of the whole.
    """

    campaign: PublishedCampaign
    label: str
    standings: tuple[Standing, ...]
    strengths: tuple[Standing, ...]
    priorities: tuple[Standing, ...]
    scales: tuple[ScaleStandings, ...]
    ranking: str
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
    groups = by_scale(measures, publication.measures)
    if unit is None:
        scales = tuple(_of_scale(scale, standings, members) for scale, members in groups)
        standings = tuple(one for measure in measures for one in _named(scales, measure))
        best = tuple(one for group in scales for one in group.strengths)
        worst = tuple(one for group in scales for one in group.priorities)
    else:
        best, worst = _remarkable(standings)
        scales = tuple(_parted(scale, standings, members, best, worst) for scale, members in groups)
    label = publication.name_of(unit)
    return StrengthsView(
        campaign=publication.campaign,
        label=label,
        standings=standings,
        strengths=best,
        priorities=worst,
        scales=scales,
        ranking=_ranking(publication.campaign.basis, scales, whole=unit is None),
        path=publication.path(unit),
        sentence=_sentence(label, standings, best, worst)
        if unit is not None
        else _whole_sentence(label, scales),
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


def _remarkable(standings: Sequence[Standing]) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """What is certainly above and below the rest of the authority, the farthest first."""
    kept = [one for one in standings if one.remarkable]
    above = sorted((s for s in kept if (s.difference or 0) > 0), key=lambda s: -(s.difference or 0))
    below = sorted((s for s in kept if (s.difference or 0) < 0), key=lambda s: s.difference or 0)
    return tuple(above[:LISTED]), tuple(below[:LISTED])


def _of_scale(scale: Scale, standings: Sequence[Standing], members: Sequence[Measure]) -> ScaleStandings:
    """The measures of the whole on one scale: its highest and lowest scores, when they are worth telling apart."""
    own = [one for one in standings if one.measure in members]
    scores = [one.cell.score for one in own if one.cell.score is not None]
    ranked = tuple(
        one
        if one.cell.score is None or len(scores) < 2
        else replace(one, rank=(1 + sum(score > one.cell.score for score in scores), len(scores)))
        for one in own
    )
    scored = sorted((s for s in ranked if s.cell.score is not None), key=lambda s: -(s.cell.score or 0))
    size = min(LISTED, len(scored) // 2)
    if not size or max(scores) - min(scores) < PRACTICAL_POINTS:
        return ScaleStandings(scale, ranked, (), ())
    return ScaleStandings(scale, ranked, tuple(scored[:size]), tuple(reversed(scored[-size:])))


def _parted(
    scale: Scale,
    standings: Sequence[Standing],
    members: Sequence[Measure],
    best: Sequence[Standing],
    worst: Sequence[Standing],
) -> ScaleStandings:
    """The measures of a unit on one scale, and those of them that stand out."""
    own, strong, weak = (
        tuple(one for one in group if one.measure in members) for group in (standings, best, worst)
    )
    return ScaleStandings(scale, own, strong, weak)


def _named(scales: Sequence[ScaleStandings], measure: Measure) -> list[Standing]:
    return [one for group in scales for one in group.standings if one.measure == measure]


def _ranking(basis: Basis, scales: Sequence[ScaleStandings], *, whole: bool) -> str:
    """How strengths and priorities are found, in one sentence."""
    if not whole:
        if basis is Basis.DEPARTMENT:
            return _(
                "Classement par écart à l’ensemble de la collectivité sur la même mesure, à partir de {points} points."
            ).format(points=PRACTICAL_POINTS)
        return _(
            "Classement par écart à l’ensemble de la collectivité sur la même mesure : seuls comptent les écarts certains d’au moins {points} points."
        ).format(points=PRACTICAL_POINTS)
    if len(scales) < 2:
        return _(
            "Classement du score le plus haut au plus bas : toutes les mesures partagent la même échelle de réponse."
        )
    said = _(
        "Classement échelle par échelle : deux scores ne se comparent que si les réponses se donnent sur les mêmes degrés."
    )
    if all(len(group.standings) > 1 for group in scales):
        return said
    return said + " " + _("Une mesure seule sur son échelle n’est pas classée.")


def _sentence(
    label: str, standings: Sequence[Standing], best: Sequence[Standing], worst: Sequence[Standing]
) -> str:
    if all(one.cell.state is not CellState.SHOWN for one in standings):
        return _nothing_shown(label)
    if not best and not worst:
        return _(
            "{name} : aucune différence certaine d’au moins 5 points avec le reste de la collectivité."
        ).format(name=label)
    return _told(label, *(_listed(group, lambda one: signed(one.difference or 0)) for group in (best, worst)))


def _whole_sentence(label: str, scales: Sequence[ScaleStandings]) -> str:
    """Of several scales, the first of each."""
    if all(one.cell.state is not CellState.SHOWN for group in scales for one in group.standings):
        return _nothing_shown(label)
    told = LISTED if len(scales) < 2 else 1
    best = [one for group in scales for one in group.strengths[:told]]
    worst = [one for group in scales for one in group.priorities[:told]]
    if len(scales) > 1:
        label = _("{name}, échelle par échelle").format(name=label)
    if not best:
        return _("{name} : les scores sont proches les uns des autres.").format(name=label)
    return _told(label, *(_listed(group, lambda one: str(one.cell.score)) for group in (best, worst)))


def _nothing_shown(label: str) -> str:
    return _(
        "{name} : aucun résultat affichable, pour protéger les répondants. Le résultat de l’échelon au-dessus figure plus bas."
    ).format(name=label)


def _listed(group: Sequence[Standing], change: Callable[[Standing], str]) -> str:
    return ", ".join(
        _("« {measure} » ({change})").format(measure=one.measure.label, change=change(one)) for one in group
    )


def _told(label: str, strong: str, weak: str) -> str:
    if not weak:
        return _("{name} : points forts {strengths}.").format(name=label, strengths=strong)
    if not strong:
        return _("{name} : priorités {priorities}.").format(name=label, priorities=weak)
    return _("{name} : points forts {strengths} ; priorités {priorities}.").format(
        name=label, strengths=strong, priorities=weak
    )
