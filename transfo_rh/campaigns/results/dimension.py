"""One dimension in full: its items with their shares and intervals, its reliability, its score by unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.model import Basis, CellState, Measure, PublishedCell, Unit
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.reading import Publication, PublishedCampaign, open_publication
from transfo_rh.campaigns.results.wording import question_words
from transfo_rh.campaigns.statistics.comparisons import largest_deviation
from transfo_rh.campaigns.statistics.intervals import Interval, mean_interval, wilson
from transfo_rh.campaigns.statistics.reliability import ReliabilityVerdict, reliability_verdict
from transfo_rh.campaigns.units import ancestors
from transfo_rh.core.database import database
from transfo_rh.core.i18n import _


@dataclass(frozen=True, slots=True)
class Line:
    """A figure with its uncertainty, 95 %, on 0–100. ``neutral`` completes the two other shares to 100.

    Intervals are None where the figure is hidden, unanimous for the share, or of an attributed diagnosis.
    """

    label: str
    cell: PublishedCell
    neutral: int | None
    score_interval: Interval | None
    favourable_interval: Interval | None
    measure: str = ""
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class DimensionView:
    """A dimension for the whole or one unit: ``total``, one line per item; ``units``: the level below.

    ``subject`` names whose figures these are: the unit, or the nearest level above it that is shown.
    """

    campaign: PublishedCampaign
    dimension: Measure
    subject: str
    reliability: ReliabilityVerdict | None
    weak_item: str
    total: Line
    items: tuple[Line, ...]
    units: tuple[Line, ...]
    path: tuple[Unit, ...]
    sentence: str


def dimension_view(
    *, viewer: Viewer, campaign_id: int, dimension: str, unit: int | None = None
) -> DimensionView:
    """Everything published of one dimension, for a unit of the horizon or the whole (None; a department head: the own unit).

    Raises PermissionDenied (unit outside the horizon), NotFound.
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        unit = publication.own_unit() if unit is None else unit
        level = publication.level(unit)
        above = () if unit is None else ancestors(publication.units, unit)
        items = publication.items_of(dimension)
        measure = publication.dimension(dimension)
        cells = repository.cells(
            session,
            publication_id=publication.id,
            measures=[dimension, *(item.code for item in items)],
            units=frozenset({member.position for member in level} | set(above)),
        )
    figures = _Figures(
        {(cell.unit, cell.measure): cell for cell in cells},
        k=None if publication.campaign.basis is Basis.DEPARTMENT else publication.campaign.k,
    )
    subject = next((one for one in (unit, *above, None) if figures.are_shown(dimension, one)), unit)
    reverse = {item.code for item in publication.source.questionnaire.items if item.reverse}
    lines = tuple(
        figures.line(question_words(item.label, reverse=item.code in reverse), item.code, subject)
        for item in items
    )
    total = figures.line(measure.label, dimension, subject)
    return DimensionView(
        campaign=publication.campaign,
        dimension=measure,
        subject=publication.name_of(subject),
        reliability=_reliability(measure, items=len(items)),
        weak_item=next((item.label for item in items if item.code == measure.weak_item), ""),
        total=total,
        items=lines,
        units=tuple(
            figures.line(member.name, dimension, member.position)
            for member in level
            if member.position != unit
        ),
        path=publication.path(unit),
        sentence=_conclusion(publication, _sentence(total, lines), unit=unit, subject=subject),
    )


@dataclass(frozen=True, slots=True)
class _Figures:
    """Published cells by unit and measure. ``k`` None: an attributed diagnosis, which has no sampling error."""

    cells: Mapping[tuple[int | None, str], PublishedCell]
    k: int | None

    def are_shown(self, measure: str, unit: int | None) -> bool:
        """True when the unit's figures of the measure are published."""
        found = self.cells.get((unit, measure))
        return found is not None and found.state is CellState.SHOWN

    def line(self, label: str, measure: str, unit: int | None) -> Line:
        """A figure of the unit under this label; « aucune réponse » where nothing was published."""
        empty = PublishedCell(unit, None, None, measure, CellState.NO_ANSWER)
        return _line(label, self.cells.get((unit, measure), empty), self.k)


def _reliability(dimension: Measure, *, items: int) -> ReliabilityVerdict | None:
    if dimension.alpha is None:
        return None
    return reliability_verdict(dimension.alpha, n=dimension.alpha_n or 0, items=items)


def _line(label: str, cell: PublishedCell, k: int | None) -> Line:
    neutral = None
    if cell.favourable is not None and cell.unfavourable is not None and not cell.capped:
        neutral = max(0, 100 - cell.favourable - cell.unfavourable)
    return Line(
        label,
        cell,
        neutral,
        None if k is None else _score_interval(cell, k),
        None if k is None else _share_interval(cell, k),
        cell.measure,
        cell.unit,
    )


def _sample(cell: PublishedCell, k: int) -> tuple[int, int | None]:
    """Respondents and population; a band counts for its lowest number, and then for no known population."""
    if cell.n is None:
        return k, None
    population = cell.population if cell.population is not None and cell.population >= cell.n else None
    return cell.n, population


def _score_interval(cell: PublishedCell, k: int) -> Interval | None:
    if cell.state is not CellState.SHOWN or cell.score is None:
        return None
    n, population = _sample(cell, k)
    deviation = float(largest_deviation(cell.score)) if cell.deviation is None else cell.deviation
    return mean_interval(cell.score, deviation, n, population)


def _share_interval(cell: PublishedCell, k: int) -> Interval | None:
    if cell.state is not CellState.SHOWN or cell.favourable is None or cell.capped:
        return None
    n, population = _sample(cell, k)
    interval = wilson(cell.favourable / 100 * n, n, population)
    return Interval(100 * interval.low, 100 * interval.high)


def _conclusion(publication: Publication, sentence: str, *, unit: int | None, subject: int | None) -> str:
    """The sentence, and whose figures it tells when they are not the unit's."""
    if subject == unit:
        return sentence
    return _("{name} : trop peu de réponses. À l’échelon au-dessus, {above}, {sentence}").format(
        name=publication.name_of(unit), above=publication.name_of(subject), sentence=sentence
    )


def _sentence(total: Line, items: tuple[Line, ...]) -> str:
    scored = sorted(
        (line for line in items if line.cell.score is not None), key=lambda line: line.cell.score or 0
    )
    if total.cell.score is None:
        return _("« {dimension} » : {reason}.").format(
            dimension=total.label, reason=total.cell.state.label.lower()
        )
    if len(scored) < 2:
        return _("« {dimension} » : {score} sur 100.").format(dimension=total.label, score=total.cell.score)
    if scored[0].cell.score == scored[-1].cell.score:
        return _(
            "« {dimension} » : {score} sur 100 ; toutes les questions montrées ont le même score."
        ).format(dimension=total.label, score=total.cell.score)
    return _(
        "« {dimension} » : {score} sur 100 ; la question la mieux notée est « {best} » ({high}), la moins bien notée « {worst} » ({low})."
    ).format(
        dimension=total.label,
        score=total.cell.score,
        best=scored[-1].label.removesuffix("."),
        high=scored[-1].cell.score,
        worst=scored[0].label.removesuffix("."),
        low=scored[0].cell.score,
    )
