"""Long files, one line per person and question: which column says what, and who stands behind the lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from transfo_rh.campaigns.formats.limesurvey_results import Heading, parse_heading
from transfo_rh.campaigns.importing.answer_sets import AnswerSet
from transfo_rh.campaigns.importing.columns import Column, Indices, ResultsTable
from transfo_rh.campaigns.importing.mapping import ItemMapping, ResultsMapping
from transfo_rh.campaigns.importing.roles import named, respondent_columns
from transfo_rh.campaigns.importing.wording import label_key, wording_key
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _, ngettext, quoted

QUESTION = (
    "code question", "code de la question", "question code", "question id", "id question", "item code", "code item",
    "item id", "question", "libellé question", "libellé de la question", "intitulé question",
    "intitulé de la question", "question text", "texte de la question", "item", "questions", "variable", "indicateur",
    "affirmation", "énoncé",
)  # fmt: skip
QUESTION_LABEL = (
    "libellé question", "libellé de la question", "question text", "question label", "item label", "item text",
    "intitulé question", "intitulé de la question", "texte de la question", "wording", "question", "intitulé",
    "libellé", "item", "énoncé", "affirmation",
)  # fmt: skip
VALUE = ("response", "réponse", "valeur", "value", "answer", "score", "note", "code réponse", "response value",
         "valeur réponse", "answer value", "rating", "réponse code", "points")  # fmt: skip
VALUE_LABEL = ("response text", "libellé réponse", "libellé de la réponse", "texte réponse", "texte de la réponse",
               "response label", "value label", "answer text", "answer label", "libellé valeur", "réponse texte",
               "réponse libellé")  # fmt: skip
DIMENSION = (
    "dimension",
    "thème",
    "theme",
    "thématique",
    "rubrique",
    "domaine",
    "topic",
    "section",
    "axe",
    "category",
)
MINIMUM_QUESTIONS_PER_PERSON = 1.5
REPEATED_SHARE = 0.05


_QUESTION_WORDS = frozenset(
    label_key(word) for word in ("question", "item", "affirmation", "énoncé", "statement", "indicateur")
)
_VALUE_WORDS = frozenset(
    label_key(word)
    for word in ("réponse", "answer", "response", "score", "valeur", "value", "note", "rating", "notation")
)
_NOT_A_VALUE = frozenset(
    label_key(word)
    for word in ("id", "date", "identifiant", "heure", "time", "numéro", "n", "status", "statut")
)
_LONGEST_NAME = 4


def question_column(table: ResultsTable) -> Column | None:
    """The column of a long file that looks like the question: by its name, else by a word of a short name."""
    return named(table, QUESTION) or _short_named(table, _QUESTION_WORDS)


def value_column(table: ResultsTable, *, but: Iterable[str] = ()) -> Column | None:
    """The column of a long file that looks like the answer: by its name, else by a word of a short name."""
    left_out = set(but)
    return (
        named(table, VALUE, but=left_out)
        or named(table, VALUE_LABEL, but=left_out)
        or _short_named(table, _VALUE_WORDS, but=left_out)
    )


def _short_named(table: ResultsTable, words: frozenset[str], *, but: Iterable[str] = ()) -> Column | None:
    """The only column whose short name holds one of the words and no number; None when several do."""
    found = []
    for column in table.columns:
        key = label_key(column.name).split()
        short = len(key) <= _LONGEST_NAME and not any(word.isdigit() for word in key)
        if short and set(key) & words and not set(key) & _NOT_A_VALUE and column.name not in but:
            found.append(column)
    return found[0] if len(found) == 1 else None


def question_lines(question: Column) -> tuple[Indices, tuple[str, ...]]:
    """The question of each line (−1: blank) once wordings that differ by spelling only are one, and the wordings.

    The wording kept for a question is its most frequent one; questions come in the order of the file.
    """
    merged: dict[str, list[int]] = {}
    for position, text in enumerate(question.texts):
        merged.setdefault(wording_key(text), []).append(position)
    target = np.full(len(question.values) + 1, -1, dtype=np.int32)
    names = []
    for rank, positions in enumerate(merged.values()):
        target[positions] = rank
        names.append(question.texts[max(positions, key=lambda p: int(question.counts[p]))])
    return target[question.codes], tuple(names)


def companion(
    table: ResultsTable,
    given: str | None,
    names: Iterable[str],
    *,
    of: Column,
    taken: set[str],
    variants: float = 1.0,
) -> Column | None:
    """A column that says the same as another in other words: one value of it for each value of ``of``.

    ``variants`` is how many spellings it may have on average.
    """
    column = table.column(given) if given else named(table, names, but=taken)
    if column is None:
        return None
    if given is None:
        both = (of.codes >= 0) & (column.codes >= 0)
        pairs = np.unique(np.stack([of.codes[both], column.codes[both]]), axis=1).shape[1]
        if pairs == 0 or pairs > variants * len(of.values):
            return None
    taken.add(column.name)
    return column


def by_question(other: Column | None, wordings: tuple[Indices, tuple[str, ...]]) -> dict[str, str]:
    """For each question of ``wordings``, the first value of another column."""
    if other is None:
        return {}
    lines, names = wordings
    both = (lines >= 0) & (other.codes >= 0)
    asked, first = np.unique(lines[both], return_index=True)
    values = other.codes[both][first]
    return {names[q]: other.texts[v] for q, v in zip(asked.tolist(), values.tolist(), strict=True)}


def question_sets(
    question: Column,
    value: Column,
    columns: Mapping[str, Column | None],
    wordings: tuple[Indices, tuple[str, ...]],
) -> list[AnswerSet]:
    """What was answered to each question of ``wordings``, with counts; ``columns`` hold labels of questions and values."""
    lines, names = wordings
    both = (lines >= 0) & (value.codes >= 0)
    pairs, counts = np.unique(
        lines[both].astype(np.int64) * max(len(value.values), 1) + value.codes[both], return_counts=True
    )
    answers: list[dict[str, int]] = [{} for _name in names]
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        text = value.texts[pair % len(value.values)]
        mine = answers[pair // len(value.values)]
        mine[text] = mine.get(text, 0) + count
    labels = _labels_of(value, columns["value_label"])
    texts = by_question(columns["question_label"], wordings)
    return [
        AnswerSet(name, _heading(name, texts.get(name)), answers[rank], labels)
        for rank, name in enumerate(names)
    ]


def _heading(name: str, label: str | None) -> Heading:
    heading = parse_heading(name)
    if label is None:
        return heading
    return Heading(heading.code or name, label, heading.stem, heading.array, heading.sub, heading.stem_text)


def _labels_of(value: Column, label: Column | None) -> dict[str, str]:
    if label is None:
        return {}
    both = (value.codes >= 0) & (label.codes >= 0)
    values, first = np.unique(value.codes[both], return_index=True)
    words = label.codes[both][first]
    return {value.texts[v]: label.texts[w] for v, w in zip(values.tolist(), words.tolist(), strict=True)}


def respondent(table: ResultsTable, base: ResultsMapping, lines: Indices) -> tuple[Column | None, list[str]]:
    """The column that groups lines into people, when there is one that does; otherwise why, in words.

    Raises InvalidFile when the named column groups people who answer the same questions several times.
    """
    if base.respondent:
        named_column = base.respondent_column
        candidates = [table.column(named_column)] if named_column else []
    else:
        candidates = respondent_columns(table)
    why = ""
    for column in candidates:
        several, repeated = _groups_people(column, lines)
        if several and not repeated:
            return column, []
        if several and base.respondent:
            raise InvalidFile(
                _(
                    "« {column} » : les mêmes personnes répondent plusieurs fois aux mêmes questions. Ne gardez qu’une vague avec « filters » dans la correspondance. Rien n’a été écrit."
                ).format(column=column.name)
            )
        reason = (
            _("« {column} » répète les mêmes questions : ce n’est pas un identifiant de répondant. ")
            if several
            else _(
                "« {column} » numérote les lignes : elle ne regroupe pas les réponses d’une même personne. "
            )
        )
        why = why or reason.format(column=column.name)
    return None, [
        why
        + _(
            "Aucun identifiant de répondant utilisable : les réponses sont importées question par question. Les scores par personne et la fiabilité (alpha de Cronbach) sont donc impossibles."
        )
    ]


def _groups_people(column: Column, lines: Indices) -> tuple[bool, bool]:
    """Whether people answer more than one question on average, and whether many pairs (person, question) repeat."""
    both = (column.codes >= 0) & (lines >= 0)
    if not both.any():
        return False, False
    questions = int(lines.max()) + 1
    pairs = np.unique(column.codes[both].astype(np.int64) * questions + lines[both]).size
    people = np.unique(column.codes[both]).size
    several = questions == 1 or pairs / people > MINIMUM_QUESTIONS_PER_PERSON
    return several, int(both.sum()) - pairs > REPEATED_SHARE * int(both.sum())


def merged_wordings(
    question: Column, wordings: tuple[Indices, tuple[str, ...]], items: tuple[ItemMapping, ...]
) -> list[str]:
    """A notice when spellings of the same question were taken together, for a correspondence that has questions."""
    before, after = len(question.values), len(wordings[1])
    if before == after or not items:
        return []
    kept = set(wordings[1])
    others = ", ".join(quoted(text) for text in question.texts if text not in kept)
    return [
        ngettext(
            "{before} libellés de questions ramenés à {after} : même texte à la casse, aux espaces ou à « & » près ({others}).",
            "{before} libellés de questions ramenés à {after} : mêmes textes à la casse, aux espaces ou à « & » près ({others}).",
            before - after,
        ).format(before=before, after=after, others=others)
    ]
