"""Importing survey results that already exist: look first, then store everything or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.collection.imported import store_campaign
from transfo_rh.campaigns.importing.answer_sets import LeftOut
from transfo_rh.campaigns.importing.assembly import Assembly, Counts, assemble, assemble_structured
from transfo_rh.campaigns.importing.columns import ResultsTable, SourceFile
from transfo_rh.campaigns.importing.correction import RankedAnswer, ranked_answers
from transfo_rh.campaigns.importing.mapping import ResultsMapping
from transfo_rh.campaigns.importing.opening import open_files
from transfo_rh.campaigns.importing.placement import organisation_keys
from transfo_rh.campaigns.importing.recognition import Recognition, recognise, recognise_structured
from transfo_rh.campaigns.importing.selection import filtered, line_problems, unfinished
from transfo_rh.campaigns.model import MINIMUM_K, Basis, CampaignDraft, Item
from transfo_rh.core import clock
from transfo_rh.core.database import database
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext, quoted
from transfo_rh.core.progress import Progress, silent
from transfo_rh.exchange.problems import Problem, RefusedImport
from transfo_rh.staff.repository import agent_names, department_tree
from transfo_rh.staff.tree import DepartmentTree

TITLE_LENGTH = 250

Source = Sequence[SourceFile] | ResultsTable


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the file: what it is for a person who maps. ``left_out`` is why it is not used."""

    name: str
    filled: int
    distinct: int
    left_out: LeftOut | None


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do. ``mapping`` is complete; ``answers`` are those of every scale; ``problems`` stop it.

    ``structured``: the files bring their questionnaire, so that there is no scale or question to correct.
    """

    mapping: ResultsMapping
    basis: Basis
    counts: Counts
    columns: tuple[ColumnView, ...]
    answers: tuple[RankedAnswer, ...]
    items: tuple[Item, ...]
    dropped: tuple[ColumnView, ...]
    notices: tuple[str, ...]
    problems: tuple[Problem, ...]
    structured: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    campaign_id: int
    mapping: ResultsMapping
    basis: Basis
    counts: Counts
    items: tuple[Item, ...]
    dropped: tuple[ColumnView, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True)
class _Prepared:
    table: ResultsTable
    recognition: Recognition
    assembly: Assembly
    notices: tuple[str, ...]

    def columns(self) -> tuple[ColumnView, ...]:
        reasons = self.recognition.left_out
        return tuple(
            ColumnView(column.name, column.filled, len(column.values), reasons.get(column.name))
            for column in self.table.columns
        )

    def dropped(self) -> tuple[ColumnView, ...]:
        """Columns that are left out; in a long file, questions too."""
        columns = tuple(column for column in self.columns() if column.left_out is not None)
        names = {column.name for column in self.table.columns}
        questions = tuple(
            ColumnView(name, 0, 0, reason)
            for name, reason in self.recognition.left_out.items()
            if name not in names
        )
        return columns + questions


def open_results(
    *, viewer: Viewer, files: Sequence[SourceFile], sheet: str | None = None, progress: Progress = silent
) -> ResultsTable:
    """The files read once, for a screen that previews several correspondences in a row.

    Raises PermissionDenied, InvalidFile.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    return open_files(files, sheet=sheet, progress=progress)


def preview(
    *,
    viewer: Viewer,
    files: Source,
    mapping: ResultsMapping | None = None,
    wave_on: date | None = None,
    progress: Progress = silent,
) -> ImportPreview:
    """What importing would do; nothing is written.

    Raises PermissionDenied, and InvalidFile when a file or the correspondence cannot be read at all; what can be
    located in the file is in ``problems`` instead.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    prepared = _prepare(files, mapping, wave_on or clock.today(), progress)
    return ImportPreview(
        mapping=prepared.recognition.mapping,
        basis=prepared.assembly.basis,
        counts=prepared.assembly.counts,
        columns=prepared.columns(),
        answers=ranked_answers(prepared.recognition.mapping, prepared.recognition.answers),
        items=prepared.assembly.questionnaire.items,
        dropped=prepared.dropped(),
        notices=prepared.notices,
        problems=prepared.assembly.problems,
        structured=prepared.assembly.definition is not None,
    )


def import_results(
    *,
    viewer: Viewer,
    files: Source,
    title: str,
    mapping: ResultsMapping | None = None,
    wave_on: date | None = None,
    anonymous: bool = True,
    k: int = MINIMUM_K,
    comments: bool = True,
    progress: Progress = silent,
) -> ImportReport:
    """Store the results as a closed campaign with its correspondence, all or nothing.

    The open answers of files that bring their questionnaire become comments, masked, unless ``comments`` is False.
    ``k`` is the confidentiality threshold that is frozen in the campaign, 5 at the least.
    Raises PermissionDenied, InvalidInput (title, threshold), InvalidFile, RefusedImport with every located problem.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    title = _checked_title(title)
    wave = wave_on or clock.today()
    prepared = _prepare(files, mapping, wave, progress)
    assembly = prepared.assembly
    if assembly.problems:
        raise RefusedImport(assembly.problems)
    campaign_id = store_campaign(
        viewer=viewer,
        draft=_draft(title, prepared, wave_on=wave, anonymous=anonymous, k=k),
        responses=assembly.responses(np.random.default_rng()),
        comments=assembly.comments if comments else (),
        progress=lambda share, step: progress(0.7 + 0.3 * share, step),
    )
    return ImportReport(
        campaign_id=campaign_id,
        mapping=prepared.recognition.mapping,
        basis=assembly.basis,
        counts=assembly.counts,
        items=assembly.questionnaire.items,
        dropped=prepared.dropped(),
        notices=prepared.notices,
    )


def _checked_title(title: str) -> str:
    title = title.strip()
    if not title or len(title) > TITLE_LENGTH:
        raise InvalidInput(
            _("Donnez un titre à la campagne ({n} caractères au plus).").format(n=TITLE_LENGTH)
        )
    return title


def _draft(title: str, prepared: _Prepared, *, wave_on: date, anonymous: bool, k: int) -> CampaignDraft:
    definition = prepared.assembly.definition
    return CampaignDraft(
        title=title,
        basis=prepared.assembly.basis,
        anonymous=anonymous,
        wave_on=wave_on,
        questionnaire=prepared.assembly.questionnaire,
        units=prepared.assembly.units,
        attributes=prepared.assembly.attributes,
        k=k,
        mapping=prepared.recognition.mapping.as_json(),
        definition=definition.model_dump(mode="json", exclude_defaults=True)
        if definition is not None
        else None,
    )


def _prepare(files: Source, mapping: ResultsMapping | None, wave_on: date, progress: Progress) -> _Prepared:
    given = mapping or ResultsMapping()
    if isinstance(files, ResultsTable):
        table = files
    else:
        table = open_files(files, sheet=given.sheet, progress=progress)
    tree, staffed = _organisation(wave_on)
    progress(0.45, _("Reconnaissance des colonnes et des échelles"))
    kept, filter_notices = filtered(table, given)
    recognition, assembly = _coded(kept, given, tree, progress)
    assembly, said = _maskable(assembly, staffed=staffed)
    assembly = replace(assembly, problems=(*line_problems(kept, recognition.mapping), *assembly.problems))
    notices = (
        *(kept.structure.notices if kept.structure is not None else ()),
        *filter_notices,
        *unfinished(kept, recognition.mapping),
        *recognition.notices,
        *assembly.notices,
        *said,
        *_general_notices(kept, recognition),
    )
    return _Prepared(kept, recognition, assembly, tuple(dict.fromkeys(notices)))


def _coded(
    table: ResultsTable, given: ResultsMapping, tree: DepartmentTree, progress: Progress
) -> tuple[Recognition, Assembly]:
    """The completed correspondence and the coded records, by the questionnaire when the files bring it."""
    known = organisation_keys(tree)
    structure = table.structure
    if structure is None:
        recognition = recognise(table, given=given, known_departments=known)
        progress(0.55, _("Codage des réponses"))
        return recognition, assemble(table, recognition.mapping, tree=tree, generator=np.random.default_rng())
    recognition = recognise_structured(table, structure, given=given, known_departments=known)
    progress(0.55, _("Codage des réponses"))
    return recognition, assemble_structured(
        table, recognition.mapping, structure, tree=tree, left_out=tuple(recognition.left_out)
    )


def _organisation(on: date) -> tuple[DepartmentTree, bool]:
    """The tree of departments, and whether any staff is known."""
    with database().read() as session:
        return department_tree(session, on=on), bool(agent_names(session))


def _maskable(assembly: Assembly, *, staffed: bool) -> tuple[Assembly, tuple[str, ...]]:
    """The open answers that can be masked, and what becomes of them in words: names are those of the known staff."""
    count = len(assembly.comments)
    if not count:
        return assembly, ()
    if not staffed:
        without = replace(assembly, comments=(), counts=replace(assembly.counts, comments=0))
        return without, (
            _(
                "Réponses libres écartées : aucun agent n’est connu, leurs noms ne pourraient pas être masqués. Importez d’abord le personnel pour les garder."
            ),
        )
    return assembly, (
        ngettext(
            "{n} réponse libre devient un commentaire : noms du personnel, courriels et numéros y sont masqués avant l’enregistrement.",
            "{n} réponses libres deviennent des commentaires : noms du personnel, courriels et numéros y sont masqués avant l’enregistrement.",
            count,
        ).format(n=number(count)),
    )


def _general_notices(table: ResultsTable, recognition: Recognition) -> list[str]:
    notices = []
    if table.title_rows > 1:
        notices.append(
            _("Les titres tiennent sur {n} lignes : ils ont été réunis en un titre par colonne.").format(
                n=table.title_rows
            )
        )
    private = [
        quoted(name)
        for name, reason in recognition.left_out.items()
        if reason in (LeftOut.IDENTITY, LeftOut.DATE)
    ]
    if private:
        notices.append(
            _("Colonnes d’identité ou de date écartées, jamais enregistrées : {names}.").format(
                names=", ".join(private)
            )
        )
    if recognition.absent:
        notices.append(
            _("Questions de la correspondance absentes du fichier : {names}.").format(
                names=", ".join(quoted(name) for name in recognition.absent)
            )
        )
    candidate = recognition.left_out
    repeats = [
        (column, column.filled - len(column.values))
        for column in table.columns
        if candidate.get(column.name) is LeftOut.KEY and column.name != recognition.mapping.respondent
    ]
    notices.extend(
        ngettext(
            "{n} ligne répète un identifiant de « {column} » : gardée telle quelle.",
            "{n} lignes répètent un identifiant de « {column} » : gardées telles quelles.",
            count,
        ).format(n=number(count), column=column.name)
        for column, count in repeats
        if count > 0
    )
    return notices
