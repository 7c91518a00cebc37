"""References beside a campaign's scores: directions among themselves, past waves, other authorities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from pydantic import ValidationError

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach, allows, require
from transfo_rh.campaigns.formats.benchmark_exchange import (
    MINIMUM_RESPONDENTS,
    N_STEP,
    ExchangedMeasure,
    ExchangedQuestionnaire,
    ExchangeFile,
    read,
    written,
)
from transfo_rh.campaigns.model import CellState, Measure, MeasureKind, PublishedCell
from transfo_rh.campaigns.publication.scoring import rounded
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.comparing import earlier_waves, shared_measures
from transfo_rh.campaigns.results.reading import Publication, PublishedCampaign, open_publication
from transfo_rh.campaigns.units import directions
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound
from transfo_rh.core.i18n import _, ngettext

_DIRECTIONS = 3
"""A median and a range are given on at least so many directions."""


@dataclass(frozen=True, slots=True)
class InternalReference:
    """Scores of the directions whose figure is shown: their number, median and range."""

    count: int
    median: int
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class OtherReference:
    """The score of another wave or authority. ``is_imported``: from an exchange file."""

    label: str
    on: date
    score: int
    is_imported: bool


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """A measure of the whole with what it may be read against."""

    measure: Measure
    whole: PublishedCell
    internal: InternalReference | None
    others: tuple[OtherReference, ...]

    @property
    def other_authorities(self) -> tuple[OtherReference, ...]:
        """The references that come from exchange files."""
        return tuple(other for other in self.others if other.is_imported)

    @property
    def past_waves(self) -> tuple[OtherReference, ...]:
        """The authority's own earlier scores."""
        return tuple(other for other in self.others if not other.is_imported)

    @property
    def median_of_others(self) -> int | None:
        """The median of the other authorities; None when there is none."""
        scores = [other.score for other in self.other_authorities]
        return rounded(float(median(scores))) if scores else None


@dataclass(frozen=True, slots=True)
class BenchmarksView:
    """References of a campaign, one row per measure."""

    campaign: PublishedCampaign
    rows: tuple[BenchmarkRow, ...]
    sentence: str

    @property
    def compared(self) -> bool:
        """True when other authorities asked the same."""
        return any(row.other_authorities for row in self.rows)

    def reference(self, row: BenchmarkRow) -> int | None:
        """The mark beside a score: the median of the others, else the newest past wave."""
        if self.compared:
            return row.median_of_others
        return row.past_waves[0].score if row.past_waves else None


@dataclass(frozen=True, slots=True)
class ImportedBenchmark:
    """An exchange file that was taken in."""

    id: int
    authority: str
    wave: date
    questionnaire: str
    version: str
    measures: int


def benchmarks(*, viewer: Viewer, campaign_id: int, dimension: str | None = None) -> BenchmarksView:
    """The references of every dimension (or item of ``dimension``): whole-authority figures and unnamed ranges.

    Raises PermissionDenied, NotFound.
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        measures = publication.dimensions() if dimension is None else publication.items_of(dimension)
        measures = measures or publication.measures
        tops = directions(publication.units)
        cells = repository.cells(
            session,
            publication_id=publication.id,
            measures=[measure.code for measure in measures],
            units=frozenset(tops),
        )
        history = _historical(session, viewer, publication, measures)
        received = [
            (stored.label, stored.on, ExchangeFile.model_validate(stored.content))
            for stored in repository.benchmarks(session)
        ]
    others = {
        measure.code: (*past, *_imported(received, publication, measure))
        for measure, past in zip(measures, history, strict=True)
    }
    rows = tuple(
        BenchmarkRow(
            measure,
            _whole(cells, measure.code),
            None if reach is Reach.WHOLE_ONLY else _internal(cells, measure.code),
            others[measure.code],
        )
        for measure in measures
    )
    may_import = allows(viewer, Permission.MANAGE_CAMPAIGNS)
    return BenchmarksView(publication.campaign, rows, _sentence(rows, may_import=may_import))


def _whole(cells: Sequence[PublishedCell], measure: str) -> PublishedCell:
    found = [cell for cell in cells if cell.measure == measure and cell.unit is None]
    return found[0] if found else PublishedCell(None, None, None, measure, CellState.NO_ANSWER)


def _internal(cells: Sequence[PublishedCell], measure: str) -> InternalReference | None:
    scores = [
        cell.score
        for cell in cells
        if cell.measure == measure and cell.unit is not None and cell.score is not None
    ]
    if len(scores) < _DIRECTIONS:
        return None
    return InternalReference(len(scores), rounded(float(median(scores))), min(scores), max(scores))


def _historical(
    session: Session, viewer: Viewer, publication: Publication, measures: Sequence[Measure]
) -> list[list[OtherReference]]:
    found: list[list[OtherReference]] = [[] for _measure in measures]
    for wave in earlier_waves(session, publication.source):
        past = open_publication(session, viewer, Reach.WHOLE_ONLY, wave.id)
        shared = {measure.code for measure in shared_measures(measures, publication.source, wave)}
        cells = repository.cells(session, publication_id=past.id, measures=sorted(shared), units=frozenset())
        for references, measure in zip(found, measures, strict=True):
            score = _whole(cells, measure.code).score
            if score is not None:
                references.append(OtherReference(wave.title, wave.wave_on, score, is_imported=False))
    return found


def _imported(
    received: Sequence[tuple[str, date, ExchangeFile]], publication: Publication, measure: Measure
) -> tuple[OtherReference, ...]:
    """Files of the same questionnaire; of the same version too for an item, whose wording may change."""
    source = publication.source
    references = []
    for label, on, exchange in received:
        same = exchange.questionnaire.code == source.questionnaire_code and (
            measure.kind is MeasureKind.DIMENSION
            or exchange.questionnaire.version == source.questionnaire_version
        )
        scores = [
            one.score for one in exchange.measures if one.code == measure.code and one.kind == measure.kind
        ]
        if same and scores:
            references.append(OtherReference(label, on, scores[0], is_imported=True))
    return tuple(references)


def _sentence(rows: Sequence[BenchmarkRow], *, may_import: bool) -> str:
    compared = [row for row in rows if row.whole.score is not None and row.other_authorities]
    if not compared and may_import:
        return _(
            "Aucune autre collectivité à laquelle se comparer : importez un fichier d’échange reçu d’une collectivité qui a posé le même questionnaire."
        )
    if not compared:
        return _(
            "Aucune autre collectivité à laquelle se comparer pour l’instant : les scores se lisent entre directions et d’une vague à l’autre."
        )
    above = sum((row.whole.score or 0) > (row.median_of_others or 0) for row in compared)
    others = max(len(row.other_authorities) for row in compared)
    if not above:
        return ngettext(
            "La collectivité ne dépasse le score de l’autre collectivité sur aucune des mesures comparées ({total}).",
            "La collectivité ne dépasse la médiane des {n} autres collectivités sur aucune des mesures comparées ({total}).",
            others,
        ).format(n=others, total=len(compared))
    return ngettext(
        "Mesures où la collectivité dépasse le score de l’autre collectivité : {above} sur {total}.",
        "Mesures où la collectivité dépasse la médiane des {n} autres collectivités : {above} sur {total}.",
        others,
    ).format(n=others, above=above, total=len(compared))


def exchange_file(*, viewer: Viewer, campaign_id: int, authority: str) -> bytes:
    """The exchange file of a campaign: the whole only, rounded, measures of at least 30 respondents.

    Raises PermissionDenied, NotFound, Conflict (a questionnaire of nobody else, nothing large enough),
    InvalidInput (no name of the authority).
    """
    reach = require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        cells = repository.cells(
            session,
            publication_id=publication.id,
            measures=[measure.code for measure in publication.measures],
            units=frozenset(),
        )
    source = publication.source
    if source.questionnaire_code is None or source.questionnaire_version is None:
        raise Conflict(
            _(
                "Ces résultats viennent d’un fichier : sans questionnaire commun, ils ne se comparent à aucun autre."
            )
        )
    index = {cell.measure: cell for cell in cells}
    measures = tuple(
        exchanged
        for measure in publication.measures
        if (exchanged := _exchanged(measure, index.get(measure.code))) is not None
    )
    if not measures:
        raise Conflict(_("Aucune mesure n’a 30 répondants : il n’y a rien à échanger."))
    try:
        exchange = ExchangeFile(
            authority=authority,
            wave=source.wave_on,
            questionnaire=ExchangedQuestionnaire(
                code=source.questionnaire_code, version=source.questionnaire_version
            ),
            measures=measures,
        )
    except ValidationError as error:
        raise InvalidInput(
            _("Donnez le nom de votre collectivité, en 200 caractères au plus."),
            details=str(error.error_count()),
        ) from error
    return written(exchange)


def export_benchmark(*, viewer: Viewer, campaign_id: int, authority: str) -> bytes:
    """The same file, handed over: that it was is recorded in the audit trail. Raises as exchange_file."""
    content = exchange_file(viewer=viewer, campaign_id=campaign_id, authority=authority)
    with database().write() as session:
        audit.record(
            session,
            viewer=viewer,
            action="survey.export_benchmark",
            object_type="campaign",
            object_id=campaign_id,
        )
    return content


def _exchanged(measure: Measure, cell: PublishedCell | None) -> ExchangedMeasure | None:
    if cell is None or cell.score is None or cell.n is None or cell.n < MINIMUM_RESPONDENTS:
        return None
    return ExchangedMeasure(
        code=measure.code,
        kind="dimension" if measure.kind is MeasureKind.DIMENSION else "item",
        score=cell.score,
        favourable=None if cell.capped else cell.favourable,
        n=cell.n // N_STEP * N_STEP,
    )


def import_benchmark(*, viewer: Viewer, name: str, content: bytes) -> ImportedBenchmark:
    """Take in the exchange file of another authority.

    Raises PermissionDenied, InvalidFile (see formats.benchmark_exchange.read), Conflict (the same wave is there).
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    exchange = read(name=name, content=content)
    with database().write() as session:
        for stored in repository.benchmarks(session):
            held = ExchangeFile.model_validate(stored.content)
            if (held.authority, held.wave, held.questionnaire) == (
                exchange.authority,
                exchange.wave,
                exchange.questionnaire,
            ):
                raise Conflict(
                    _("Les résultats de « {authority} » pour cette vague sont déjà importés.").format(
                        authority=exchange.authority
                    )
                )
        benchmark_id = repository.add_benchmark(
            session,
            label=exchange.authority,
            wave_on=exchange.wave,
            content=exchange.model_dump(mode="json"),
            imported_at=clock.now(),
            imported_by=viewer.account_id,
        )
        audit.record(
            session,
            viewer=viewer,
            action="survey.import_benchmark",
            object_type="benchmark",
            object_id=benchmark_id,
        )
    return _summary(benchmark_id, exchange)


def imported_benchmarks(*, viewer: Viewer) -> tuple[ImportedBenchmark, ...]:
    """The exchange files that were taken in, newest wave first. Raises PermissionDenied."""
    require(viewer, Permission.VIEW_RESULTS)
    with database().read() as session:
        return tuple(
            _summary(stored.id, ExchangeFile.model_validate(stored.content))
            for stored in repository.benchmarks(session)
        )


def delete_benchmark(*, viewer: Viewer, benchmark_id: int) -> None:
    """Forget an exchange file. Raises PermissionDenied, NotFound."""
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().write() as session:
        if not repository.delete_benchmark(session, benchmark_id):
            raise NotFound(_("Cette référence n’existe plus."))
        audit.record(
            session,
            viewer=viewer,
            action="survey.delete_benchmark",
            object_type="benchmark",
            object_id=benchmark_id,
        )


def _summary(benchmark_id: int, exchange: ExchangeFile) -> ImportedBenchmark:
    return ImportedBenchmark(
        id=benchmark_id,
        authority=exchange.authority,
        wave=exchange.wave,
        questionnaire=exchange.questionnaire.code,
        version=exchange.questionnaire.version,
        measures=len(exchange.measures),
    )
