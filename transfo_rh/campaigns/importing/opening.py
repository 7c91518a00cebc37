"""Opening result files, with the questionnaire that they were answers to when it comes along.

A LimeSurvey archive holds both. An XLSForm, a LimeSurvey structure or a questionnaire of ours may be given beside the
results.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from transfo_rh.campaigns.formats.imported import Coding, ImportedQuestionnaire
from transfo_rh.campaigns.formats.limesurvey_archive import read_archive
from transfo_rh.campaigns.formats.limesurvey_questionnaire import questionnaire_of
from transfo_rh.campaigns.formats.limesurvey_tsv import is_tsv_structure
from transfo_rh.campaigns.formats.service import is_markup, read_questionnaire_file
from transfo_rh.campaigns.importing.columns import (
    Column,
    ResultsTable,
    SourceFile,
    column_of,
    open_tables,
)
from transfo_rh.campaigns.importing.matching import matched_fields
from transfo_rh.campaigns.questionnaires.definition import SingleItem
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent
from transfo_rh.exchange.archives import open_archive
from transfo_rh.exchange.spreadsheets import Value, sheet_names

NOT_TICKED = "N"
_LIMESURVEY = b"<LimeSurveyDocType>"


def open_files(
    files: Sequence[SourceFile], *, sheet: str | None = None, progress: Progress = silent
) -> ResultsTable:
    """The lines of the result files, and the questionnaire of those that bring it.

    Raises InvalidFile when a file cannot be read, or when the files do not go together.
    """
    archives = [file for file in files if _is_archive(file)]
    if archives:
        if len(files) > 1:
            raise InvalidFile(
                _(
                    "« {name} » contient déjà l’enquête et ses réponses : importez cette archive seule."
                ).format(name=archives[0].name)
            )
        progress(0.1, _("Lecture de « {name} »").format(name=archives[0].name))
        return _with_labels(_archive_table(archives[0]))
    structures = [file for file in files if _is_structure(file)]
    results = [file for file in files if file not in structures]
    if structures and not results:
        raise InvalidFile(
            _(
                "« {name} » décrit un questionnaire, sans réponses : ajoutez le fichier des résultats, ou importez-le dans « Questionnaires »."
            ).format(name=structures[0].name)
        )
    if len(structures) > 1:
        raise InvalidFile(
            _("« {name} » et « {other} » décrivent deux questionnaires : n’en donnez qu’un.").format(
                name=structures[0].name, other=structures[1].name
            )
        )
    table = open_tables(results, sheet=sheet, progress=progress)
    if not structures:
        return table
    structure = read_questionnaire_file(structures[0].name, structures[0].content)
    if not structure.fields:
        raise InvalidFile(
            _(
                "« {name} » ne dit pas comment ses réponses sont codées : donnez l’XLSForm ou le .lss d’origine."
            ).format(name=structures[0].name)
        )
    return _with_labels(replace(table, structure=structure))


def _is_archive(file: SourceFile) -> bool:
    """True for a LimeSurvey archive, also under the name that a browser or a colleague gave it."""
    name = file.name.lower()
    if name.endswith(".zip") and file.content[:2] == b"PK":
        return any(member.endswith(".lss") for member in open_archive(name=name, content=file.content).names)
    return name.endswith(".lsa")


def _is_structure(file: SourceFile) -> bool:
    """True for a file that describes a questionnaire and holds no answers."""
    name = file.name.lower()
    if name.endswith((".lss", ".xml")) or (is_markup(file.content) and _LIMESURVEY in file.content[:2_000]):
        return True
    if name.endswith((".txt", ".tsv")):
        return is_tsv_structure(file.content)
    sheets = {sheet.strip().lower() for sheet in sheet_names(name=file.name, content=file.content)}
    return "survey" in sheets and bool(sheets & {"choices", "settings"})


def _archive_table(file: SourceFile) -> ResultsTable:
    """The responses of a LimeSurvey archive as lines and columns."""
    archived = read_archive(name=file.name, content=file.content)
    structure = questionnaire_of(archived.survey, name=file.name)
    boxes = {field.column for field in structure.fields if field.coding is Coding.FLAG}
    headings = list(dict.fromkeys(heading for row in archived.rows for heading in row))
    columns = []
    for heading in headings:
        blank = NOT_TICKED if heading in boxes else None
        cells: list[Value] = [
            (row[heading].strip() or blank) if heading in row else None for row in archived.rows
        ]
        columns.append(column_of(heading, cells))
    notices = list(structure.notices)
    if archived.anonymised:
        notices.append(_("Dates de réponse anonymisées par LimeSurvey (1er janvier 1980)."))
    if archived.unknown:
        notices.append(
            _("Colonnes de réponses sans question dans l’enquête, laissées de côté : {n}.").format(
                n=archived.unknown
            )
        )
    count = len(archived.rows)
    return ResultsTable(
        tuple(columns),
        np.arange(1, count + 1, dtype=np.int32),
        np.zeros(count, np.int32),
        (file.name,),
        structure=replace(structure, notices=tuple(notices)),
    )


def _with_labels(table: ResultsTable) -> ResultsTable:
    """The answers of single choices in words, so that a department or an attribute can be told among them."""
    structure = table.structure
    if structure is None:
        return table
    relabelled = {
        name: _relabelled(table.column(name), structure, field.item, dict(field.values))
        for name, field in matched_fields(table, structure).items()
        if field.coding is Coding.VALUE
    }
    return replace(table, columns=tuple(relabelled.get(column.name, column) for column in table.columns))


def _relabelled(
    column: Column, structure: ImportedQuestionnaire, code: str, values: dict[str, object]
) -> Column:
    item = next((item for item in structure.definition.items() if item.code == code), None)
    if not isinstance(item, SingleItem):
        return column
    words = {option.code: option.text.fr for option in item.options}
    cells = []
    for text, value in zip(column.texts, column.values, strict=True):
        option = values.get(text)
        label = words.get(str(option))
        # A label that is also another option's code would change the answer.
        cells.append(label if label is not None and values.get(label) == option else value)
    return Column(column.name, column.codes, tuple(cells))
