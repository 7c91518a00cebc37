"""Building a publication from counts: measures, cells, audit, and the repair of what fails. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from transfo_rh.campaigns.model import (
    Basis,
    Campaign,
    CellState,
    Measure,
    MeasureKind,
    PublishedCell,
    Questionnaire,
    Thresholds,
    Unit,
)
from transfo_rh.campaigns.publication.attestation import Attestation
from transfo_rh.campaigns.publication.audit import AuditedContent, examine
from transfo_rh.campaigns.publication.cells import published_cells
from transfo_rh.campaigns.publication.crosses import without_circle
from transfo_rh.campaigns.publication.plan import (
    DEPARTMENT,
    Division,
    GroupKey,
    Margin,
    Plan,
    Withheld,
    attribute_margin,
    cross_table,
    key_of,
    top_units,
    unit_margin,
)
from transfo_rh.campaigns.publication.repair import WITHOUT_CROSSES, is_cross, more_withheld
from transfo_rh.campaigns.publication.scoring import item_measures
from transfo_rh.campaigns.publication.tally import Cross, Tally
from transfo_rh.campaigns.statistics.reliability import cronbach_alpha, weakest_item
from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent

_MAXIMUM_REPAIRS = 200
READING_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class PublicationContent:
    """A publication before it is stored."""

    measures: tuple[Measure, ...]
    cells: tuple[PublishedCell, ...]
    attestation: Attestation


def thresholds_of(campaign: Campaign) -> Thresholds:
    """The frozen thresholds; imported results have k for every figure, and the usual ones where these are higher."""
    if campaign.plan is not None:
        return campaign.plan.thresholds
    usual = Thresholds()
    return Thresholds(
        scores=campaign.k,
        rates=campaign.k,
        comments=max(usual.comments, campaign.k),
        crosses=max(usual.crosses, campaign.k),
        drivers=max(usual.drivers, campaign.k),
    )


def crosses_of(campaign: Campaign) -> tuple[tuple[str, str], ...]:
    """The crosses that are published: of the frozen attributes and the topmost units, without a circle."""
    known = {*campaign.attributes, DEPARTMENT}
    planned = () if campaign.plan is None else campaign.plan.crosses
    pairs = [(first, second) for first, second in planned if {first, second} <= known]
    return without_circle(pairs)


def tally_of(campaign: Campaign, units: Sequence[Unit]) -> Tally:
    """An empty tally, ready to count the campaign's answers."""

    def side(name: str) -> int | None:
        return None if name == DEPARTMENT else campaign.attributes.index(name)

    crosses = tuple(Cross(side(first), side(second)) for first, second in crosses_of(campaign))
    return Tally(
        campaign.questionnaire,
        campaign.basis,
        len(units),
        len(campaign.attributes),
        crosses=crosses,
        top_units=top_units(units),
    )


def divisions_of(campaign: Campaign, units: Sequence[Unit], tally: Tally) -> list[Division]:
    """The margins, then the tables of two attributes."""
    margins: list[Division] = [unit_margin(tally, units)]
    margins += [attribute_margin(tally, position, name) for position, name in enumerate(campaign.attributes)]
    tables = [cross_table(tally, position, names) for position, names in enumerate(crosses_of(campaign))]
    return [*margins, *tables]


def build(
    campaign: Campaign,
    units: Sequence[Unit],
    tally: Tally,
    progress: Progress = silent,
    *,
    on: date,
    populations: Mapping[GroupKey, int] | None = None,
    previous: AuditedContent | None = None,
) -> PublicationContent:
    """Every measure and every cell of a publication that passes its audit. The same counts give the same publication.

    With ``previous`` the cells keep the states of the earlier publication, and nothing is repaired: the attestation
    says whether both pass together. Raises ArithmeticError when no repair makes it pass (hiding everything does).
    """
    divisions = divisions_of(campaign, units, tally)
    content = AuditedContent(
        units=tuple(units),
        basis=campaign.basis,
        thresholds=thresholds_of(campaign),
        measures=measures_of(campaign, tally),
        cells=(),
        attributes=campaign.attributes,
        complete=_complete(campaign, divisions),
    )
    withheld: Withheld = frozenset()
    for repairs in range(_MAXIMUM_REPAIRS):
        progress(READING_SHARE + 0.3 * min(repairs, 9) / 10, _("Règles de confidentialité"))
        cells = _cells(tally, divisions, content.thresholds, withheld, populations, previous)
        content = replace(content, cells=cells)
        examination = examine(content, on=on, previous=previous, repairs=repairs)
        if examination.attestation.passed or previous is not None:
            return PublicationContent(content.measures, cells, examination.attestation)
        withheld = more_withheld(examination.failures, cells, divisions, withheld)
    raise ArithmeticError("the publication cannot be made to pass its audit")


def _cells(
    tally: Tally,
    divisions: Sequence[Division],
    thresholds: Thresholds,
    withheld: Withheld,
    populations: Mapping[GroupKey, int] | None,
    previous: AuditedContent | None,
) -> tuple[PublishedCell, ...]:
    states = (
        None if previous is None else {(cell.measure, key_of(cell)): cell.state for cell in previous.cells}
    )
    plan = Plan(thresholds.scores, thresholds.crosses, withheld, states)
    cells: list[PublishedCell] = []
    for division in divisions:
        cells.extend(published_cells(tally, division, plan, populations=populations))
    crossed = _crossed(tally.questionnaire)
    gone = {measure for measure, key in withheld if key == GroupKey()}
    plain = {measure for measure, key in withheld if key == WITHOUT_CROSSES}
    return tuple(
        _withheld(cell) if cell.measure in gone else cell
        for cell in cells
        if not (is_cross(key_of(cell)) and (cell.measure in plain or cell.measure not in crossed))
    )


def _crossed(questionnaire: Questionnaire) -> frozenset[str]:
    """The measures that are crossed by two attributes: dimensions, and what stands outside them.

    Every published table of two attributes tells a little of its hidden cells; a question of a dimension is read in
    its dimension.
    """
    dimensions = {dimension.code for dimension in questionnaire.dimensions}
    return frozenset(dimensions | {item.code for item in questionnaire.items if item.dimension is None})


def _withheld(cell: PublishedCell) -> PublishedCell:
    """A cell of a measure that is published nowhere."""
    state = CellState.PRECAUTION if cell.state is CellState.SHOWN else cell.state
    return PublishedCell(
        cell.unit, cell.attribute, cell.value, cell.measure, state,
        attribute_2=cell.attribute_2, value_2=cell.value_2,
    )  # fmt: skip


def _complete(campaign: Campaign, divisions: Sequence[Division]) -> frozenset[str]:
    """The groups that have no other members than their published parts: the organisation chart tells."""
    margins = [division for division in divisions if isinstance(division, Margin)]
    found = set()
    for position, margin in enumerate(margins):
        closed = margin.complete()
        if position:
            found |= {f"attribute:{campaign.attributes[position - 1]}"} if closed[0] else set()
            continue
        parents = set(margin.tree.parents[1:])
        for group, key in enumerate(margin.keys):
            if closed[group] and group in parents and key is not None:
                found.add("" if key.unit is None else f"unit:{key.unit}")
    return frozenset(found)


def measures_of(campaign: Campaign, tally: Tally) -> tuple[Measure, ...]:
    """Dimensions with their reliability, then items."""
    questionnaire = campaign.questionnaire
    dimensions = [
        _dimension_measure(campaign, questionnaire, tally, position)
        for position in range(len(questionnaire.dimensions))
    ]
    return (*dimensions, *item_measures(questionnaire))


def _dimension_measure(
    campaign: Campaign, questionnaire: Questionnaire, tally: Tally, position: int
) -> Measure:
    dimension = questionnaire.dimensions[position]
    plain = Measure(dimension.code, dimension.label, MeasureKind.DIMENSION, None)
    sums = tally.scales[position]
    reliability = cronbach_alpha(sums) if campaign.basis is Basis.PERSON else None
    if reliability is None or reliability.n < 2 * campaign.k:
        return plain
    weak = weakest_item(sums)
    items = questionnaire.items_of(dimension.code)
    return replace(
        plain,
        alpha=round(reliability.alpha, 4),
        alpha_low=round(reliability.low, 4),
        alpha_high=round(reliability.high, 4),
        alpha_n=reliability.n,
        weak_item=None if weak is None else questionnaire.items[items[weak]].code,
    )
