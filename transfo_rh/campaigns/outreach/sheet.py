"""The printed questionnaire: every kind of question, numbered as it is keyed in. Draws, reads nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext
from itertools import groupby

from transfo_rh.campaigns.outreach.conditions import condition_words
from transfo_rh.campaigns.questionnaires.definition import (
    AnswerScale,
    LikertItem,
    MatrixItem,
    MultipleItem,
    NumberItem,
    QuestionnaireFile,
    RankingItem,
    Section,
    SingleItem,
    TextItem,
)
from transfo_rh.campaigns.questionnaires.numbering import NumberedItem, numbered_items
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, language
from transfo_rh.exchange import document_forms as forms
from transfo_rh.exchange.documents import Document

NOT_APPLICABLE_MARK = "X"
_LINES_FOR = 220  # characters of a comment by line to write on
_KEPT_TOGETHER = 14  # lines of a grid that stay on one page
_SCALED = (LikertItem, MatrixItem)


def draw_questionnaire(document: Document, definition: QuestionnaireFile) -> None:
    """Add every section to the document, in the language of the task."""
    lines = numbered_items(definition)
    for _code, group in groupby(lines, key=lambda line: line.section.code):
        _draw_section(document, definition, lines, list(group))


def _draw_section(
    document: Document,
    definition: QuestionnaireFile,
    lines: Sequence[NumberedItem],
    found: Sequence[NumberedItem],
) -> None:
    explained: list[str] = []
    for position, together in enumerate(_blocks(found)):
        with document.together() if position == 0 else nullcontext():  # a title stays with its first question
            if position == 0:
                _draw_title(document, definition, lines, found[0].section)
            if isinstance(together[0].item, _SCALED):
                _draw_grid(document, definition, lines, together, explained)
            else:
                _draw_question(document, definition, lines, together[0])


def _draw_title(
    document: Document, definition: QuestionnaireFile, lines: Sequence[NumberedItem], section: Section
) -> None:
    document.heading(section.title.in_language(language()), level=2)
    if section.intro is not None:
        document.paragraph(section.intro.in_language(language()), muted=True, with_next=True)
    if section.when is not None:
        document.paragraph(
            _("Cette partie ne vous concerne que si : {condition}.").format(
                condition=condition_words(section.when, definition, lines)
            ),
            accent=True,
            strong=True,
            with_next=True,
        )


def _blocks(found: Sequence[NumberedItem]) -> list[list[NumberedItem]]:
    """Neighbouring scaled lines that share a grid, and every other question alone."""
    return [list(group) for _key, group in groupby(found, key=_grid_key)]


def _grid_key(line: NumberedItem) -> str:
    """Neighbouring lines with the same key share one grid."""
    item = line.item
    if isinstance(item, MatrixItem) or (isinstance(item, LikertItem) and item.when is not None):
        return f"item {item.code}"
    return f"scale {item.scale}" if isinstance(item, LikertItem) else f"item {item.code}"


def _draw_grid(
    document: Document,
    definition: QuestionnaireFile,
    lines: Sequence[NumberedItem],
    together: Sequence[NumberedItem],
    explained: list[str],
) -> None:
    """One grid; the words of its scale are written unless the section has just given them (``explained``)."""
    first = together[0].item
    assert isinstance(first, LikertItem | MatrixItem)
    scale = definition.scale_of(first)
    steps = [str(step) for step in range(1, len(scale.labels) + 1)]
    rows = [_grid_row(line, steps) for line in together]
    offers_blank = any(NOT_APPLICABLE_MARK in row.marks for row in rows)
    marks = [*steps, NOT_APPLICABLE_MARK] if offers_blank else steps
    legend = _legend(scale, blank=offers_blank)
    with document.together() if len(rows) <= _KEPT_TOGETHER else nullcontext():
        if isinstance(first, MatrixItem):
            document.paragraph(first.text.in_language(language()), strong=True, with_next=True)
        for note in _notes(definition, lines, together[0]) if first.when is not None else ():
            document.paragraph(note, accent=True, with_next=True)
        if legend not in explained[-1:]:
            document.paragraph(legend, size=9, muted=True, with_next=True)
            explained.append(legend)
        document.add(forms.grid(rows, marks=marks, width=document.width))
    document.space(8)


def _grid_row(line: NumberedItem, steps: Sequence[str]) -> forms.GridRow:
    asked = line.row or line.item
    blank = [NOT_APPLICABLE_MARK] if getattr(asked, "not_applicable", False) else []
    text = line.text.in_language(language())
    help_text = None if line.row is not None else line.item.help
    if help_text is not None:
        text = f"{text}\n{help_text.in_language(language())}"
    return forms.GridRow(line.number, text, frozenset([*steps, *blank]))


def _legend(scale: AnswerScale, *, blank: bool) -> str:
    parts = [
        _step_words(step, label.in_language(language())) for step, label in enumerate(scale.labels, start=1)
    ]
    if blank and scale.not_applicable is not None:
        words = scale.not_applicable.in_language(language())
        parts.append(_("{mark} = {label}").format(mark=NOT_APPLICABLE_MARK, label=words))
    return " · ".join(parts)


def _step_words(step: int, label: str) -> str:
    """« 2 = plutôt d’accord »; a label that already bears its number loses it."""
    bare = re.sub(rf"^{step}\s*[–—:.-]\s*", "", label)
    return _("{mark} = {label}").format(mark=step, label=bare)


def _notes(definition: QuestionnaireFile, lines: Sequence[NumberedItem], line: NumberedItem) -> list[str]:
    """What is written in small type under a question: help, condition, how to answer."""
    item = line.item
    notes: list[str] = []
    if item.when is not None:
        notes.append(
            _("Seulement si : {condition}.").format(condition=condition_words(item.when, definition, lines))
        )
    if item.help is not None and not isinstance(item, LikertItem):
        notes.append(item.help.in_language(language()))
    if isinstance(item, SingleItem):
        notes.append(_("Une seule réponse."))
    elif isinstance(item, MultipleItem):
        notes.append(
            _("Plusieurs réponses possibles.")
            if item.maximum is None
            else _("Au plus {n} réponses.").format(n=item.maximum)
        )
    elif isinstance(item, RankingItem):
        count = item.maximum or len(item.options)
        notes.append(
            _("Écrivez 1 devant votre premier choix, 2 devant le deuxième… jusqu’à {n}.").format(n=count)
        )
    elif isinstance(item, NumberItem):
        notes.append(
            _("Un nombre de {low} à {high}.").format(low=_figure(item.minimum), high=_figure(item.maximum))
        )
    elif isinstance(item, TextItem):
        notes.append(_("N’écrivez aucun nom : votre commentaire sera lu séparément de vos autres réponses."))
    return notes


def _figure(value: float) -> str:
    return number(value, decimals=0 if float(value).is_integer() else 1)


def _draw_question(
    document: Document,
    definition: QuestionnaireFile,
    lines: Sequence[NumberedItem],
    line: NumberedItem,
) -> None:
    item, width = line.item, document.width
    with document.together():
        document.add(
            forms.question(
                line.number,
                line.text.in_language(language()),
                notes=_notes(definition, lines, line),
                width=width,
            )
        )
        if isinstance(item, SingleItem | MultipleItem):
            labels = [
                (str(position), option.text.in_language(language()))
                for position, option in enumerate(item.options, start=1)
            ]
            document.add(forms.options(labels, width=width))
        elif isinstance(item, RankingItem):
            document.add(
                forms.options(
                    [("", option.text.in_language(language())) for option in item.options], width=width
                )
            )
        elif isinstance(item, NumberItem):
            unit = "" if item.unit is None else item.unit.in_language(language())
            digits = max(len(f"{bound:g}") for bound in (item.minimum, item.maximum))
            document.add(forms.figure_boxes(digits, unit=unit, width=width))
        elif isinstance(item, TextItem):
            document.add(forms.writing_lines(min(7, max(3, item.maximum_length // _LINES_FOR)), width=width))
        else:
            document.add(forms.options([("1", _("Oui")), ("2", _("Non"))], width=width))
        document.space(8)
