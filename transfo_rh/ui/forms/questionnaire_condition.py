"""The simple condition of a page or a question: « if the answer to that question is this »."""

from __future__ import annotations

import streamlit as st

from transfo_rh.campaigns.questionnaires.definition import Condition
from transfo_rh.campaigns.questionnaires.numbering import NumberedItem, numbered_items
from transfo_rh.core.i18n import _, language
from transfo_rh.ui.forms.questionnaire_saving import Editing
from transfo_rh.ui.questionnaire_view import answer_values, condition_words

_ALWAYS, _KEEP = "", "keep"
_SHORT = 60

Choice = tuple[str, str | int]
"""Code of an earlier question, and the answer that it must have."""


def condition_field(edit: Editing, code: str, present: Condition | None) -> Condition | None:
    """One list of « question: answer » pairs among what is asked before; the condition that the person chose."""
    choices: dict[Choice, str] = {(_ALWAYS, ""): _("Toujours")}
    simple = _simple(present)
    if present is not None and simple is None:
        choices[_KEEP, ""] = condition_words(edit.definition, present)
    for line in _before(edit, code):
        text = line.text.in_language(language())
        short = text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
        for value, label in answer_values(edit.definition, line.item):
            choices[line.code, value] = _("Si « {question} » : {answer}").format(
                question=f"{line.number}. {short}", answer=label
            )
    start: Choice = (_ALWAYS, "") if present is None else simple or (_KEEP, "")
    options = list(choices)
    chosen = st.selectbox(
        _("Poser"),
        options,
        index=options.index(start) if start in options else 0,
        format_func=choices.__getitem__,
        key=edit.key("condition", code),
        help=_("Une condition ne peut porter que sur une question posée avant."),
    )
    if chosen[0] == _KEEP:
        return present
    return None if chosen[0] == _ALWAYS else Condition(item=chosen[0], values=(chosen[1],))


def _simple(condition: Condition | None) -> Choice | None:
    """The pair that the condition is, None when it is more than « this question has this answer »."""
    if condition is None or condition.item is None or condition.negated or len(condition.values) != 1:
        return None
    if condition.at_least is not None or condition.at_most is not None:
        return None
    return condition.item, condition.values[0]


def _before(edit: Editing, code: str) -> list[NumberedItem]:
    """The lines asked before this page or question."""
    lines: list[NumberedItem] = []
    for line in numbered_items(edit.definition):
        if code in (line.section.code, line.item.code):
            break
        lines.append(line)
    return lines
