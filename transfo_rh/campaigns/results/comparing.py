"""Comparing every cell of two publications: what is compared, what is not, and one family of tests. See trends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Reach
from transfo_rh.campaigns import repository as campaigns
from transfo_rh.campaigns.model import (
    Basis,
    Campaign,
    CampaignState,
    CellState,
    ItemKind,
    Measure,
    PublishedCell,
)
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.membership import Memberships, memberships
from transfo_rh.campaigns.results.reading import Publication, open_publication
from transfo_rh.campaigns.results.waves import (
    Continuity,
    Match,
    comparable_measures,
    match_units,
    merged,
    shared_items,
)
from transfo_rh.campaigns.statistics.comparisons import (
    Verdict,
    benjamini_hochberg,
    largest_deviation,
    two_proportions,
    verdict,
    welch,
)
from transfo_rh.core.database import Session
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _


class Gap(StrEnum):
    """Why two waves are not compared in a cell."""

    HIDDEN_NOW = "hidden_now"
    HIDDEN_BEFORE = "hidden_before"
    NO_PREDECESSOR = "no_predecessor"
    PERIMETER = "perimeter"
    NEARLY_SAME_PEOPLE = "nearly_same_people"

    @property
    def label(self) -> str:
        """The words shown in place of the difference."""
        return {
            Gap.HIDDEN_NOW: _("non affiché dans cette vague"),
            Gap.HIDDEN_BEFORE: _("non affiché dans la vague précédente"),
            Gap.NO_PREDECESSOR: _("absent de la vague précédente"),
            Gap.PERIMETER: _("périmètre modifié par une réorganisation"),
            Gap.NEARLY_SAME_PEOPLE: _("masqué par précaution : trop peu de personnes ont changé"),
        }[self]


@dataclass(frozen=True, slots=True)
class TrendCell:
    """One figure in two waves. Either ``difference`` (points) and ``verdict``, or the ``gap`` that explains why not.

    Attributed diagnoses have differences without verdict: nobody was sampled. ``before`` is None when it must not be shown beside ``now``.
    """

    now: PublishedCell
    before: PublishedCell | None
    difference: int | None = None
    verdict: Verdict | None = None
    gap: Gap | None = None


def earlier_waves(session: Session, campaign: Campaign) -> tuple[Campaign, ...]:
    """The published campaigns before this one that share an item with it, the newest first."""
    return tuple(
        other
        for other in campaigns.campaigns(session)
        if other.state is CampaignState.PUBLISHED
        and other.id != campaign.id
        and (other.wave_on, other.id) < (campaign.wave_on, campaign.id)
        and other.basis is campaign.basis
        and _shared(campaign, other)
    )


def shared_measures(measures: Sequence[Measure], now: Campaign, before: Campaign) -> tuple[Measure, ...]:
    """The measures of one campaign that mean the same in another."""
    return comparable_measures(measures, now.questionnaire, before.questionnaire, _shared(now, before))


def _shared(now: Campaign, before: Campaign) -> frozenset[str]:
    same = now.questionnaire_code is not None and now.questionnaire_code == before.questionnaire_code
    return shared_items(now.questionnaire, before.questionnaire, same_questionnaire=same)


def previous_wave(
    session: Session, viewer: Viewer, publication: Publication, previous_id: int | None
) -> Publication:
    """The earlier publication, opened without a horizon: what is read in it follows from the new one's rows.

    Raises NotFound when there is none.
    """
    waves = earlier_waves(session, publication.source)
    chosen = [wave for wave in waves if previous_id in (None, wave.id)]
    if not chosen:
        raise NotFound(
            _(
                "Aucune vague publiée auparavant ne pose les mêmes questions : l’évolution ne peut pas être lue."
            )
        )
    return open_publication(session, viewer, Reach.ALL, chosen[0].id)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every published comparison of some measures between two waves, by row and measure."""

    measures: tuple[Measure, ...]
    matches: tuple[Match, ...]
    cells: Mapping[tuple[int | None, str | None, str], TrendCell]

    def cell(self, unit: int | None, value: str | None, measure: Measure) -> TrendCell:
        """The comparison of one cell; a row that the publication does not know has no answer."""
        found = self.cells.get((unit, value, measure.code))
        if found is not None:
            return found
        empty = PublishedCell(unit, None, value, measure.code, CellState.NO_ANSWER)
        return TrendCell(empty, None, gap=Gap.HIDDEN_NOW)


def compare(
    session: Session,
    publication: Publication,
    previous: Publication,
    wanted: Sequence[Measure],
    attribute: str | None = None,
) -> Comparison:
    """Compare every row of two publications on the measures that both share.

    Raises NotFound when they share none.
    """
    now, before = publication.source, previous.source
    measures = shared_measures(wanted, now, before)
    if not measures:
        raise NotFound(
            _("Aucune de ces mesures ne se compare à la vague choisie : les questions ont changé.")
        )
    codes = [measure.code for measure in measures]
    current, earlier = (
        repository.cells(session, publication_id=one.id, measures=codes, units=None, attribute=attribute)
        for one in (publication, previous)
    )
    matches = match_units(
        publication.units,
        previous.units,
        repository.successions(session, after=before.wave_on, until=now.wave_on),
    )
    people = memberships(session, publication, previous, attribute)
    index = {(cell.unit, cell.value, cell.measure): cell for cell in earlier}
    pairs = {
        (cell.unit, cell.value, cell.measure): _pair(cell, index, matches, people, publication.campaign.k)
        for cell in current
    }
    if now.basis is not Basis.DEPARTMENT:  # attributed diagnoses are facts of each department, not a sample
        pairs = _with_verdicts(pairs, measures)
    return Comparison(measures, matches, pairs)


def _pair(
    cell: PublishedCell,
    earlier: Mapping[tuple[int | None, str | None, str], PublishedCell],
    matches: Sequence[Match],
    people: Memberships,
    k: int,
) -> TrendCell:
    """A cell with its predecessor, or why there is none."""
    match = Match(Continuity.SAME) if cell.unit is None else matches[cell.unit]
    if match.continuity is Continuity.CHANGED:
        return TrendCell(cell, None, gap=Gap.PERIMETER)
    if match.continuity is Continuity.NEW:
        return TrendCell(cell, None, gap=Gap.NO_PREDECESSOR)
    units: Sequence[int | None] = (None,) if cell.unit is None else match.previous
    found = [earlier.get((unit, cell.value, cell.measure)) for unit in units]
    if any(one is None for one in found):
        return TrendCell(cell, None, gap=Gap.NO_PREDECESSOR)
    if cell.state is not CellState.SHOWN:
        return TrendCell(cell, None, gap=Gap.HIDDEN_NOW)
    before = merged([one for one in found if one is not None])
    if before is None:
        return TrendCell(cell, None, gap=Gap.HIDDEN_BEFORE)
    if people.nearly_same(cell.unit, cell.value, match.previous, k=k):
        return TrendCell(cell, None, gap=Gap.NEARLY_SAME_PEOPLE)
    if cell.score is None or before.score is None:
        return TrendCell(cell, before)
    return TrendCell(cell, before, difference=cell.score - before.score)


_Pairs = dict[tuple[int | None, str | None, str], TrendCell]


def _with_verdicts(pairs: _Pairs, measures: Sequence[Measure]) -> _Pairs:
    """A verdict for each difference; one family of tests over all of them."""
    compared = {key: pair for key, pair in pairs.items() if pair.difference is not None}
    tested = {
        key: pair
        for key, pair in compared.items()
        if pair.now.n is not None and pair.before is not None and pair.before.n is not None
    }
    flags = {measure.code for measure in measures if measure.item_kind is ItemKind.FLAG}
    significant = dict(zip(tested, benjamini_hochberg(_p_values(list(tested.values()), flags)), strict=True))
    result = dict(pairs)
    for key, pair in compared.items():
        judged = verdict(
            pair.difference or 0, significant=bool(significant.get(key, False)), enough=key in tested
        )
        result[key] = TrendCell(pair.now, pair.before, pair.difference, judged)
    return result


def _p_values(pairs: Sequence[TrendCell], flags: set[str]) -> npt.NDArray[np.float64]:
    """One p-value per pair: Welch on scores, two proportions on yes/no questions."""

    def column(name: str) -> list[npt.NDArray[np.float64]]:
        return [
            np.array([np.nan if (v := getattr(side, name)) is None else v for side in sides], np.float64)
            for sides in ([pair.before for pair in pairs], [pair.now for pair in pairs])
        ]

    scores, sizes, populations, deviations = map(column, ("score", "n", "population", "deviation"))
    spreads = [
        np.where(np.isnan(deviation), largest_deviation(score), deviation)
        for deviation, score in zip(deviations, scores, strict=True)
    ]
    asked = {"population_1": populations[0], "population_2": populations[1]}
    means = welch(scores[0], spreads[0], sizes[0], scores[1], spreads[1], sizes[1], **asked)
    shares = two_proportions(scores[0] / 100, sizes[0], scores[1] / 100, sizes[1], **asked)
    is_flag = np.array([pair.now.measure in flags for pair in pairs], np.bool_)
    values: npt.NDArray[np.float64] = np.where(is_flag, shares, means)
    return values
