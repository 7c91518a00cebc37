"""When a page or a question is asked: always, or after certain answers, in as many lines as are wanted."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from transfo_rh.campaigns.questionnaires.condition_lines import (
    Comparison,
    ConditionLine,
    Joining,
    WrittenCondition,
    comparisons_of,
    condition_from,
    written,
)
from transfo_rh.campaigns.questionnaires.definition import Condition, LikertItem, MatrixItem, NumberItem
from transfo_rh.campaigns.questionnaires.numbering import NumberedItem, numbered_items
from transfo_rh.core.i18n import _, language
from transfo_rh.ui.forms.questionnaire_saving import Editing
from transfo_rh.ui.questionnaire_view import answer_label, condition_answers, condition_words
from transfo_rh.ui.text import plain

_ALWAYS = "always"
_SHORT = 70

ChosenCondition = Callable[[], Condition | None]
"""The condition as chosen; raises InvalidInput in one sentence when a line is not finished."""


def condition_field(
    edit: Editing, code: str, present: Condition | None, *, name: str | None = None
) -> ChosenCondition:
    """The lines of a condition on what is asked before. Stands outside any form: a choice decides the next fields.

    ``name`` tells the fields apart when the code does not: a page may be called like a question.
    """
    name = name or code
    before = {line.code: line for line in _before(edit, code) if comparisons_of(line)}
    start = written(edit.definition, present)
    if not before and not start.lines:
        st.caption(_("Toujours posée : aucune question avant elle ne peut servir de condition."))
        return lambda: None
    modes = {
        _ALWAYS: _("Toujours"),
        Joining.ALL.value: _("Si toutes ces conditions sont réunies"),
        Joining.ANY.value: _("Si au moins une de ces conditions est réunie"),
    }
    mode = st.selectbox(
        _("Poser"),
        list(modes),
        index=list(modes).index(start.joining.value if start.lines else _ALWAYS),
        format_func=modes.__getitem__,
        key=edit.key("condition", name),
        help=_(
            "Une condition porte sur une question posée avant. Une question restée sans réponse ne remplit aucune condition."
        ),
    )
    if mode == _ALWAYS:
        return lambda: None
    chosen = _lines(edit, name, start, before)
    return lambda: condition_from(WrittenCondition(Joining(mode), tuple(chosen)))


def _lines(
    edit: Editing, name: str, start: WrittenCondition, before: dict[str, NumberedItem]
) -> list[ConditionLine | Condition]:
    """One frame per line, each with its way out, then the way in for one more."""
    remembered = edit.key("condition_lines", name)
    shown: list[int] = st.session_state.setdefault(remembered, list(range(max(1, len(start.lines)))))
    chosen: list[ConditionLine | Condition] = []
    for number in shown:
        line = start.lines[number] if number < len(start.lines) else None
        with st.container(border=True, key=edit.key("condition_line", name, number)):
            if isinstance(line, Condition):
                words = condition_words(edit.definition, line)
                st.markdown(plain(words[:1].upper() + words[1:]))
                st.caption(_("Cette condition vient d’un fichier : elle est gardée telle quelle."))
                chosen.append(line)
            elif before:
                chosen.append(_line(edit, f"{name}_{number}", line, before))
            if len(shown) > 1 and st.button(
                _("Retirer cette condition"),
                icon=":material/close:",
                type="tertiary",
                key=edit.key("condition_remove", name, number),
            ):
                st.session_state[remembered] = [kept for kept in shown if kept != number]
                st.rerun()
    if before and st.button(
        _("Ajouter une condition"), icon=":material/add:", key=edit.key("condition_add", name)
    ):
        st.session_state[remembered] = [*shown, max(len(start.lines) - 1, *shown) + 1]
        st.rerun()
    return chosen


def _line(
    edit: Editing, name: str, present: ConditionLine | None, before: dict[str, NumberedItem]
) -> ConditionLine:
    left, right = st.columns([3, 2])
    codes = list(before)
    item = left.selectbox(
        _("Question"),
        codes,
        index=codes.index(present.item) if present is not None and present.item in before else len(codes) - 1,
        format_func=lambda known: _question(before[known]),
        key=edit.key("condition_item", name),
    )
    line = before[item]
    same = present if present is not None and present.item == item else None
    offered = comparisons_of(line)
    comparison = right.selectbox(
        _("La réponse"),
        offered,
        index=0 if same is None else offered.index(same.comparison),
        format_func=lambda known: known.label,
        key=edit.key("condition_comparison", name, item),
    )
    if comparison in (Comparison.ONE_OF, Comparison.NONE_OF):
        present_values = () if same is None else same.values
        labels = {value: answer_label(edit.definition, item, value) for value in present_values}
        labels = dict(condition_answers(edit.definition, line)) | labels
        values = st.multiselect(
            _("Réponses"),
            list(labels),
            default=present_values,
            format_func=labels.__getitem__,
            placeholder=_("Choisissez une ou plusieurs réponses"),
            key=edit.key("condition_values", name, item),
        )
        return ConditionLine(item, comparison, values=tuple(values))
    low = high = None
    columns = iter(st.columns(2))
    if comparison.needs_low:
        with next(columns):
            low = _bound(edit, line, f"low_{name}", None if same is None else same.low)
    if comparison.needs_high:
        with next(columns):
            high = _bound(edit, line, f"high_{name}", None if same is None else same.high)
    return ConditionLine(item, comparison, low=low, high=high)


def _bound(edit: Editing, line: NumberedItem, name: str, present: float | None) -> float | None:
    """A step of the scale, or a number; None while nothing is given."""
    label = _("Valeur la plus basse") if name.startswith("low") else _("Valeur la plus haute")
    key = edit.key("condition", name, line.code)
    if isinstance(line.item, LikertItem | MatrixItem):
        steps = {
            value: text for value, text in condition_answers(edit.definition, line) if isinstance(value, int)
        }
        return st.selectbox(
            label,
            list(steps),
            index=None if present is None else list(steps).index(int(present)),
            format_func=steps.__getitem__,
            placeholder=_("Choisissez une réponse"),
            key=key,
        )
    unit = line.item.unit if isinstance(line.item, NumberItem) else None
    shown = label if unit is None else f"{label} ({unit.in_language(language())})"
    return st.number_input(shown, value=present, step=1.0, format="%g", key=key)


def _question(line: NumberedItem) -> str:
    text = line.text.in_language(language())
    return f"{line.number}. {text if len(text) <= _SHORT else f'{text[: _SHORT - 1]}…'}"


def _before(edit: Editing, code: str) -> list[NumberedItem]:
    """The lines asked before this page or question."""
    lines: list[NumberedItem] = []
    for line in numbered_items(edit.definition):
        if code in (line.section.code, line.item.code):
            break
        lines.append(line)
    return lines
