"""Perceived × measured digital competence: self-ratings beside a Pix Orga campaign, by unit, never by person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.model import CellState, Measure, PublishedCell, Unit
from transfo_rh.campaigns.questionnaires.definition import LikertItem, MatrixItem, QuestionnaireFile
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.competence_import import StoredMeasure, summary_of
from transfo_rh.campaigns.results.measured import (
    MeasuredCell,
    MeasuredCompetence,
)
from transfo_rh.campaigns.results.reading import Publication, PublishedCampaign, open_publication
from transfo_rh.core.database import database
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _

FRAMEWORK = "crcn"
GAP_POINTS = 10
"""From so many points on, perceived and measured competence are said to differ."""


@dataclass(frozen=True, slots=True)
class CompetencePair:
    """A competence in one row: both figures or neither; ``gap`` is perceived − measured, in points."""

    perceived: PublishedCell | None
    measured: MeasuredCell | None
    gap: int | None


@dataclass(frozen=True, slots=True)
class CompetenceRow:
    """The whole (no unit) or a unit, one pair per competence."""

    label: str
    unit: int | None
    pairs: tuple[CompetencePair, ...]


@dataclass(frozen=True, slots=True)
class CompetenceView:
    """Competences × rows; ``competences`` are code and name in the national frame."""

    campaign: PublishedCampaign
    measure: StoredMeasure
    competences: tuple[tuple[str, str], ...]
    rows: tuple[CompetenceRow, ...]
    path: tuple[Unit, ...]
    sentence: str


def competence(
    *, viewer: Viewer, campaign_id: int, measure_id: int | None = None, unit: int | None = None
) -> CompetenceView:
    """Self-rated and measured competence of one level: the whole, then ``unit`` and those below it.

    ``measure_id`` None: the newest measure. A pair shows both figures or neither.
    Raises PermissionDenied, NotFound (no measure, no self-rated competence of the national frame).
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        stored = [m for m in repository.competence_measures(session) if measure_id in (None, m.id)]
        if not stored:
            raise NotFound(_("Aucune mesure de compétences : importez l’export d’une campagne Pix Orga."))
        measured = MeasuredCompetence.model_validate(stored[0].content)
        items = _self_rated(repository.definition(session, campaign_id), publication, measured)
        unit = publication.own_unit() if unit is None else unit
        level = publication.level(unit)
        cells = repository.cells(
            session,
            publication_id=publication.id,
            measures=[item.code for item in items.values()],
            units=frozenset(member.position for member in level),
        )
    perceived = {(cell.unit, cell.measure): cell for cell in cells}
    found = {(cell.unit, cell.competence): cell for cell in measured.cells}
    place = {one.department_id: position for position, one in enumerate(measured.units)}

    def row(label: str, member: Unit | None) -> CompetenceRow:
        own = None if member is None else member.position
        there = None if member is None else place.get(member.department_id or 0, -1)
        pairs = (
            _pair(perceived.get((own, item.code)), found.get((there, code))) for code, item in items.items()
        )
        return CompetenceRow(label, own, tuple(pairs))

    rows = (row(_("Ensemble de la collectivité"), None), *(row(member.name, member) for member in level))
    competences = tuple((code, measured.labels[code]) for code in items)
    return CompetenceView(
        campaign=publication.campaign,
        measure=summary_of(stored[0]),
        competences=competences,
        rows=rows,
        path=publication.path(unit),
        sentence=_sentence(rows[0] if unit is None else rows[1], competences),
    )


def _pair(perceived: PublishedCell | None, measured: MeasuredCell | None) -> CompetencePair:
    if (
        perceived is None
        or measured is None
        or perceived.state is not CellState.SHOWN
        or measured.state is not CellState.SHOWN
        or perceived.score is None
        or measured.score is None
    ):
        return CompetencePair(None, None, None)
    return CompetencePair(perceived, measured, perceived.score - measured.score)


def _self_rated(
    definition: Mapping[str, object] | None, publication: Publication, measured: MeasuredCompetence
) -> dict[str, Measure]:
    """The published item that rates each measured competence, by code of the national frame, in its order."""
    found: dict[str, Measure] = {}
    measures = {measure.code: measure for measure in publication.measures}
    try:
        questionnaire = None if definition is None else QuestionnaireFile.model_validate(definition)
    except ValidationError:  # a questionnaire of an earlier format names no framework
        questionnaire = None
    for item in () if questionnaire is None else questionnaire.items():
        rows = item.rows if isinstance(item, MatrixItem) else (item,) if isinstance(item, LikertItem) else ()
        for row in rows:
            reference = row.reference
            if reference is not None and reference.framework == FRAMEWORK and row.code in measures:
                found.setdefault(reference.code, measures[row.code])
    both = {code: found[code] for code in sorted(found) if code in measured.labels}
    if not both:
        raise NotFound(
            _("Cette campagne n’a pas demandé aux agents d’évaluer les compétences que Pix mesure.")
        )
    return both


def _sentence(whole: CompetenceRow, competences: tuple[tuple[str, str], ...]) -> str:
    gaps = [
        (pair.gap, label)
        for pair, (_code, label) in zip(whole.pairs, competences, strict=True)
        if pair.gap is not None
    ]
    if not gaps:
        return _("Aucune compétence n’a assez de réponses et de mesures pour être comparée.")
    size, label = max(gaps, key=lambda gap: abs(gap[0]))
    if abs(size) < GAP_POINTS:
        return _("Les agents se situent comme Pix les mesure, à moins de 10 points près.")
    if size > 0:
        return _(
            "« {competence} » : les agents s’estiment au-dessus de ce que Pix mesure ({gap} points)."
        ).format(competence=label, gap=size)
    return _(
        "« {competence} » : les agents s’estiment en dessous de ce que Pix mesure ({gap} points)."
    ).format(competence=label, gap=-size)
