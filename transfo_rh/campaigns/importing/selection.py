"""Which lines of a results file count: filters, several waves in one file, answers that were not finished."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transfo_rh.campaigns.importing.columns import Column, Mask, ResultsTable
from transfo_rh.campaigns.importing.mapping import ResultsMapping
from transfo_rh.campaigns.importing.recoding import PROBLEMS_IN_ALL
from transfo_rh.campaigns.importing.roles import named
from transfo_rh.campaigns.importing.wording import label_key, value_key
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.exchange.problems import Problem

ANY_VALUE = "*"
MOST_WAVES = 12
_WAVE = (
    "vague", "n° vague", "numéro de vague", "nom de la vague", "wave", "survey wave", "année", "année d’enquête",
    "année de l’enquête", "year", "survey year", "millésime", "édition", "campagne", "campagne d’enquête", "exercice",
    "survey period", "période d’enquête", "session d’enquête", "survey name", "nom de l’enquête",
)  # fmt: skip
_STATUS = (
    "statut", "status", "état", "complétude", "complet", "terminé", "finished", "completed", "complete", "response status",
    "statut de la réponse", "état de la réponse", "progression", "submission status", "statut réponse",
)  # fmt: skip
_SUBMITTED = ("submitdate", "date submitted", "date de soumission")
_UNFINISHED = frozenset(
    label_key(text)
    for text in (
        "incomplet", "incomplète", "incomplete", "partiel", "partielle", "partial", "non terminé", "non terminée", "en cours",
        "in progress", "abandon", "abandonné", "abandonnée", "inachevé", "inachevée", "unfinished", "not finished",
        "non complet", "non complété", "disqualified",
    )
)  # fmt: skip
_FINISHED_FLAGS = frozenset(
    label_key(name) for name in ("finished", "completed", "complete", "complet", "terminé")
)
_NO = frozenset({"0", "false", "faux", "no", "non"})


def filtered(table: ResultsTable, mapping: ResultsMapping) -> tuple[ResultsTable, tuple[str, ...]]:
    """The lines that every filter keeps, and what was left out. ``*`` keeps every line that is not blank.

    Raises InvalidFile when no line remains.
    """
    notices = []
    for name, kept in mapping.filters.items():
        column = table.column(name)
        wanted = {value_key(text) for text in kept}
        anything = ANY_VALUE in kept
        keeps = np.array([anything or value_key(text) in wanted for text in column.texts] + [False], np.bool_)
        lines: Mask = keeps[column.codes]
        if not lines.any():
            raise InvalidFile(
                _(
                    "Aucune ligne ne garde « {column} » parmi {values} : vérifiez le filtre de la correspondance."
                ).format(column=name, values=", ".join(f"« {text} »" for text in kept))
            )
        left = len(table) - int(lines.sum())
        if left:
            notices.append(
                ngettext(
                    "{n} ligne écartée par le filtre « {column} ».",
                    "{n} lignes écartées par le filtre « {column} ».",
                    left,
                ).format(n=number(left), column=name)
            )
            table = table.keep(lines)
    return table, tuple(notices)


def line_problems(table: ResultsTable, mapping: ResultsMapping) -> tuple[Problem, ...]:
    """What stops the import whatever the answers: cells that cannot be read, several waves in one file.

    ``mapping`` is complete; a cell that cannot be read matters in the columns that it uses only.
    """
    used = _decided(table, mapping) - {name for text in mapping.drop if (name := _name(table, text))}
    rows = (
        {(table.place_names[p], r) for p, r in zip(table.places.tolist(), table.rows.tolist(), strict=True)}
        if table.unread
        else set()
    )
    unread = [
        problem for problem in table.unread if problem.column in used and (problem.sheet, problem.row) in rows
    ]
    waves = several_waves(table, mapping)
    return (*([waves] if waves else []), *unread[:PROBLEMS_IN_ALL])


def _name(table: ResultsTable, text: str) -> str | None:
    column = table.find(text)
    return column.name if column is not None else None


def several_waves(table: ResultsTable, mapping: ResultsMapping) -> Problem | None:
    """Why a file that joins several waves is refused: the same people would count once per wave.

    A wave's column that the mapping filters, drops or gives a part to is the person's decision.
    """
    column = named(table, _WAVE, but=_decided(table, mapping))
    if column is None or not 1 < len(column.values) <= MOST_WAVES:
        return None
    waves = sorted(column.texts)
    return Problem(
        _(
            'le fichier réunit plusieurs vagues ({waves}) : importez-les l’une après l’autre avec « filters: {{"{column}": ["{last}"]}} » dans la correspondance, ou réunissez-les sous « drop: ["{column}"] »'
        ).format(waves=", ".join(waves), column=column.name, last=waves[-1]),
        sheet=table.place_names[0],
        column=column.name,
    )


def _decided(table: ResultsTable, mapping: ResultsMapping) -> set[str]:
    lone = (mapping.respondent, mapping.question, mapping.dimension, mapping.value, mapping.value_label)
    said = (*mapping.filters, *mapping.drop, *mapping.attributes, *mapping.department, *filter(None, lone))
    items = (text for item in mapping.items for text in (item.source, *item.wordings))
    return {name for text in (*said, *items) if (name := _name(table, text)) is not None}


def unfinished(table: ResultsTable, mapping: ResultsMapping) -> tuple[str, ...]:
    """What to know of answers that were not finished: how many lines, the rule, and how to leave them out."""
    decided = _decided(table, mapping)
    date = named(table, _SUBMITTED, but=decided)
    submitted = date.name if date is not None else None
    for column, keep in _finishing(table, decided):
        count = len(table) - int(keep.sum())
        if 0 < count < len(table):
            kept = sorted(
                {column.texts[code] for code in np.unique(column.codes[keep]).tolist() if code >= 0}
            )
            chosen = [ANY_VALUE] if column.name == submitted else kept[:3]
            values = ", ".join(f'"{text}"' for text in chosen)
            return (
                ngettext(
                    '{n} ligne vient d’un questionnaire inachevé (« {column} ») : elle est importée. Une personne compte dès que la moitié de ses questions sont remplies. Pour s’en tenir aux questionnaires achevés : « filters: {{"{column}": [{values}]}} » dans la correspondance.',
                    '{n} lignes viennent de questionnaires inachevés (« {column} ») : elles sont importées. Une personne compte dès que la moitié de ses questions sont remplies. Pour s’en tenir aux questionnaires achevés : « filters: {{"{column}": [{values}]}} » dans la correspondance.',
                    count,
                ).format(n=number(count), column=column.name, values=values),
            )
    return ()


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A column on which a person may want to keep some lines only.

    ``finished`` are the values of finished questionnaires (``*``: any), empty for a column of waves; ``left`` is how
    many lines of unfinished questionnaires there are.
    """

    column: str
    values: tuple[str, ...]
    finished: tuple[str, ...] = ()
    left: int = 0


def filter_choices(table: ResultsTable, mapping: ResultsMapping) -> tuple[FilterChoice, ...]:
    """The columns of waves and of unfinished questionnaires that the file has, whether filtered already or not."""
    decided = _decided(table, mapping.model_copy(update={"filters": {}}))
    found = []
    wave = named(table, _WAVE, but=decided)
    if wave is not None and 1 < len(wave.values) <= MOST_WAVES:
        found.append(FilterChoice(wave.name, tuple(sorted(wave.texts, reverse=True))))
    for column, keep in _finishing(table, decided):
        left = len(table) - int(keep.sum())
        if 0 < left < len(table):
            kept = tuple(sorted({column.texts[code] for code in np.unique(column.codes[keep]) if code >= 0}))
            submitted = label_key(column.name) in {label_key(name) for name in _SUBMITTED}
            found.append(FilterChoice(column.name, kept, (ANY_VALUE,) if submitted else kept, left))
            break
    return tuple(found)


def _finishing(table: ResultsTable, decided: set[str]) -> list[tuple[Column, Mask]]:
    """Columns that say whether the questionnaire was finished, each with the lines where it was."""
    found = []
    submitted = named(table, _SUBMITTED, but=decided)
    if submitted is not None:
        found.append((submitted, submitted.codes >= 0))
    for name in _STATUS:
        column = named(table, [name], but=decided)
        if column is None or len(column.values) > MOST_WAVES:
            continue
        flag = label_key(column.name) in _FINISHED_FLAGS
        keys = [label_key(text) for text in column.texts]
        open_ = [key in _UNFINISHED or (flag and key in _NO) for key in keys]
        found.append((column, ~np.array([*open_, False], np.bool_)[column.codes]))
    return found
