"""The printable report of a department: everything that its head, the direction and the social committee read.

A department whose figures are all hidden gets those of the nearest level above that has some.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach, allows, require
from transfo_rh.campaigns.actions import service as actions
from transfo_rh.campaigns.actions.model import Action
from transfo_rh.campaigns.model import CellState, Measure, MeasureKind, PublishedCell
from transfo_rh.campaigns.publication.attesting import StoredAttestation, attestation_of
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.comments import CommentLine, comments
from transfo_rh.campaigns.results.overview import Overview, overview
from transfo_rh.campaigns.results.reading import Publication, PublishedCampaign, open_publication
from transfo_rh.campaigns.results.report_pdf import printed
from transfo_rh.campaigns.results.scales import Scale
from transfo_rh.campaigns.results.significance import Place, certain_differences
from transfo_rh.campaigns.results.strengths import StrengthsView, strengths
from transfo_rh.campaigns.results.trends import TrendView, trend
from transfo_rh.campaigns.units import ancestors
from transfo_rh.core.database import database
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A measure of the report: of its subject, of the level above the subject and of the whole."""

    measure: Measure
    cell: PublishedCell
    above: PublishedCell | None
    whole: PublishedCell
    significant: bool

    @property
    def difference(self) -> int | None:
        """Points to the whole; None for the whole itself or where one of the two is hidden."""
        if self.cell.unit is None or self.cell.score is None or self.whole.score is None:
            return None
        return self.cell.score - self.whole.score


@dataclass(frozen=True, slots=True)
class DepartmentReport:
    """What is printed. ``department`` was asked for; ``subject`` is whose figures stand in the report.

    ``above`` names the level whose figures stand beside; empty for the whole and below a single root. ``trends``,
    ``comments`` and ``actions`` are empty where there is nothing or the reader may not see it. ``reverse``: the codes
    of the questions where agreeing is unfavourable.
    """

    campaign: PublishedCampaign
    department: str
    subject: str
    above: str
    is_whole: bool
    overview: Overview
    strengths: StrengthsView
    dimensions: tuple[ReportLine, ...]
    items: tuple[tuple[Measure, tuple[ReportLine, ...]], ...]
    reverse: frozenset[str]
    trends: TrendView | None
    comments: tuple[CommentLine, ...]
    actions: tuple[Action, ...]
    attestation: StoredAttestation

    @property
    def is_replaced(self) -> bool:
        """True when the figures are those of a level above the department."""
        return self.subject != self.department

    @property
    def dimensions_by_scale(self) -> tuple[tuple[Scale, tuple[ReportLine, ...]], ...]:
        """The dimensions of each scale of answers, the highest first: scores compare on one scale only."""
        highest_first = sorted(
            self.dimensions, key=lambda line: -1 if line.cell.score is None else line.cell.score, reverse=True
        )
        return tuple(
            (group.scale, tuple(line for line in highest_first if line.measure in members))
            for group in self.strengths.scales
            for members in [{standing.measure for standing in group.standings}]
        )


def department_report(*, viewer: Viewer, campaign_id: int, unit: int | None = None) -> bytes:
    """The report of a unit as a PDF, or of the whole (None; a department head: the own department).

    Every part is what the viewer may read: comments and the action plan are left out for agents. The edition is
    recorded in the audit trail. Raises PermissionDenied (unit outside the horizon), NotFound.
    """
    report = report_content(viewer=viewer, campaign_id=campaign_id, unit=unit)
    with database().write() as session:
        audit.record(
            session, viewer=viewer, action="survey.report", object_type="campaign", object_id=campaign_id
        )
    return printed(report)


def report_content(*, viewer: Viewer, campaign_id: int, unit: int | None = None) -> DepartmentReport:
    """The facts of the report; see department_report."""
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        unit = publication.own_unit() if unit is None else unit
        publication.require_unit(unit)
        chain = () if unit is None else (unit, *ancestors(publication.units, unit))
        cells = repository.cells(
            session,
            publication_id=publication.id,
            measures=[measure.code for measure in publication.measures],
            units=frozenset(chain),
        )
        index = {(cell.unit, cell.measure): cell for cell in cells}
        subject = _subject(publication, chain, index)
        certain = frozenset[Place]()
        if subject is not None:
            families = publication.dimensions(), _items(publication)
            certain = frozenset().union(
                *(certain_differences(session, publication, family) for family in families)
            )
    above = _above(publication, subject)
    lines = {measure.code: _line(measure, subject, above, index, certain) for measure in publication.measures}
    names = {None: _("Ensemble de la collectivité")} | {one.position: one.name for one in publication.units}
    return DepartmentReport(
        campaign=publication.campaign,
        department=names[unit],
        subject=names[subject],
        above="" if above is None else names[above],
        is_whole=subject is None,
        overview=overview(viewer=viewer, campaign_id=campaign_id),
        strengths=strengths(viewer=viewer, campaign_id=campaign_id, unit=unit),
        dimensions=tuple(lines[measure.code] for measure in publication.dimensions()),
        items=_grouped(publication, lines),
        reverse=frozenset(item.code for item in publication.source.questionnaire.items if item.reverse),
        trends=_trends(viewer, campaign_id, unit),
        comments=_comments(viewer, reach, campaign_id, chain),
        actions=_actions(viewer, campaign_id, chain),
        attestation=attestation_of(viewer=viewer, campaign_id=campaign_id),
    )


_Index = Mapping[tuple[int | None, str], PublishedCell]


def _subject(publication: Publication, chain: tuple[int, ...], index: _Index) -> int | None:
    """The first unit of the chain with a figure that is shown; the whole when none has."""
    for unit in chain:
        cells = (index.get((unit, measure.code)) for measure in publication.measures)
        if any(cell is not None and cell.state is CellState.SHOWN for cell in cells):
            return unit
    return None


def _above(publication: Publication, subject: int | None) -> int | None:
    """The level above, unless it is a single root, which says what the whole says."""
    parent = None if subject is None else publication.units[subject].parent
    return None if parent is None or publication.units[parent].parent is None else parent


def _items(publication: Publication) -> tuple[Measure, ...]:
    return tuple(measure for measure in publication.measures if measure.kind is MeasureKind.ITEM)


def _line(
    measure: Measure, subject: int | None, above: int | None, index: _Index, certain: frozenset[Place]
) -> ReportLine:
    def cell(unit: int | None) -> PublishedCell:
        empty = PublishedCell(unit, None, None, measure.code, CellState.NO_ANSWER)
        return index.get((unit, measure.code), empty)

    return ReportLine(
        measure=measure,
        cell=cell(subject),
        above=None if above is None else cell(above),
        whole=cell(None),
        significant=(subject, None, measure.code) in certain,
    )


def _grouped(
    publication: Publication, lines: Mapping[str, ReportLine]
) -> tuple[tuple[Measure, tuple[ReportLine, ...]], ...]:
    """The questions of each dimension."""
    items = _items(publication)
    return tuple(
        (dimension, tuple(lines[item.code] for item in items if item.dimension == dimension.code))
        for dimension in publication.dimensions()
    )


def _trends(viewer: Viewer, campaign_id: int, unit: int | None) -> TrendView | None:
    try:
        return trend(viewer=viewer, campaign_id=campaign_id, unit=unit)
    except NotFound:  # a first wave, or other questions
        return None


def _comments(
    viewer: Viewer, reach: Reach, campaign_id: int, chain: tuple[int, ...]
) -> tuple[CommentLine, ...]:
    """Those of the department's direction; of every group in the report of the whole."""
    if reach is Reach.WHOLE_ONLY or not allows(viewer, Permission.READ_COMMENTS):
        return ()
    found = comments(viewer=viewer, campaign_id=campaign_id).comments
    return tuple(line for line in found if not chain or line.unit in chain)


def _actions(viewer: Viewer, campaign_id: int, chain: tuple[int, ...]) -> tuple[Action, ...]:
    """Those of the department and of the levels above; every one in the report of the whole."""
    if not allows(viewer, Permission.VIEW_ACTIONS):
        return ()
    plan = actions.action_plan(viewer=viewer, campaign_id=campaign_id)
    return tuple(one for one in plan.actions if not chain or one.content.unit in (None, *chain))
