"""The questions of a questionnaire as widgets: one widget per line to answer, of every type."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, MutableMapping
from functools import partial

import streamlit as st

from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.conditions import asked_items
from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    BilingualText,
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
from transfo_rh.campaigns.questionnaires.layout import NA
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, language
from transfo_rh.ui.text import plain

LONG_LIST = 10  # from so many options on, a list to open is easier than so many buttons

LONG_LABELS = 200  # characters: a scale with such labels is a list to open, not rows of buttons

Answers = MutableMapping[str, Answer]


def words(text: BilingualText) -> str:
    """The text in the person's language, never read as Markdown."""
    return plain(text.in_language(language()))


def show_section(
    definition: QuestionnaireFile,
    section: Section,
    answers: Answers,
    *,
    prefix: str,
    numbers: Mapping[str, int],
    missing: Collection[str] = (),
) -> None:
    """The questions of one page that apply now; ``answers`` is changed as the person answers.

    ``numbers``: the number of each line; ``missing``: the codes of the lines to be marked as still empty;
    ``prefix`` starts the keys of the widgets.
    """
    for item in section.items:
        if item.code not in _asked(definition, answers):
            continue
        if isinstance(item, MatrixItem):
            st.markdown(f"**{words(item.text)}**")
            if item.help is not None:
                st.caption(words(item.help))
            for row in item.rows:
                ask = partial(_scale, definition, item, not_applicable=row.not_applicable)
                label = _label(row.text, item.required, numbers.get(row.code))
                _ask(row.code, label, None, ask, answers, prefix=prefix, missing=missing)
        else:
            label = _label(item.text, item.required, numbers.get(item.code))
            help_text = None if item.help is None else words(item.help)
            _ask(
                item.code,
                label,
                help_text,
                _widget(definition, item),
                answers,
                prefix=prefix,
                missing=missing,
            )


def _asked(definition: QuestionnaireFile, answers: Answers) -> set[str]:
    return {item.code for _section, items in asked_items(definition, answers) for item in items}


def _label(text: BilingualText, required: bool, position: int | None) -> str:
    label = words(text) if position is None else f"{position}. {words(text)}"
    return _("{question} (obligatoire)").format(question=label) if required else label


Widget = Callable[[str, str, str | None, Answer | None], Answer | None]
"""label, key, help, present answer → the answer shown now."""


def _ask(
    code: str,
    label: str,
    help_text: str | None,
    widget: Widget,
    answers: Answers,
    *,
    prefix: str,
    missing: Collection[str],
) -> None:
    with st.container(key=f"question_{prefix}_{code}", gap="small"):
        value = widget(label, f"{prefix}_{code}", help_text, answers.get(code))
        if value is None or value in ("", []):
            answers.pop(code, None)
            if code in missing:
                st.error(_("Répondez à cette question."), icon=":material/error:")
        else:
            answers[code] = value


def _widget(definition: QuestionnaireFile, item: AnyItem) -> Widget:
    if isinstance(item, LikertItem):
        return partial(_scale, definition, item, not_applicable=item.not_applicable)
    if isinstance(item, SingleItem):
        return partial(_single, item)
    if isinstance(item, MultipleItem):
        return partial(_multiple, item)
    if isinstance(item, RankingItem):
        return partial(_ranking, item)
    if isinstance(item, NumberItem):
        return partial(_number, item)
    if isinstance(item, TextItem):
        return partial(_text, item)
    return _yes_no


def _seed(key: str, present: object) -> None:
    """Let a widget that is not on the screen yet start from the present answer."""
    if key not in st.session_state and present is not None:
        st.session_state[key] = present


def _scale(
    definition: QuestionnaireFile,
    item: LikertItem | MatrixItem,
    label: str,
    key: str,
    help_text: str | None,
    present: Answer | None,
    *,
    not_applicable: bool,
) -> Answer | None:
    scale = definition.scale_of(item)
    labels: dict[Answer, str] = {step: words(text) for step, text in enumerate(scale.labels, start=1)}
    if not_applicable and scale.not_applicable is not None:
        labels[NA] = words(scale.not_applicable)
    if sum(map(len, labels.values())) > LONG_LABELS:
        return _list(label, key, help_text, present, labels)
    return _radio(label, key, help_text, present, labels, horizontal=True)


def _radio(
    label: str,
    key: str,
    help_text: str | None,
    present: Answer | None,
    labels: Mapping[Answer, str],
    *,
    horizontal: bool,
) -> Answer | None:
    _seed(key, present if present in labels else None)
    chosen: Answer | None = st.radio(
        label,
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        key=key,
        help=help_text,
        horizontal=horizontal,
    )
    return chosen


def _single(
    item: SingleItem, label: str, key: str, help_text: str | None, present: Answer | None
) -> Answer | None:
    labels: dict[Answer, str] = {option.code: words(option.text) for option in item.options}
    if len(labels) < LONG_LIST:
        return _radio(label, key, help_text, present, labels, horizontal=False)
    return _list(label, key, help_text, present, labels)


def _list(
    label: str, key: str, help_text: str | None, present: Answer | None, labels: Mapping[Answer, str]
) -> Answer | None:
    _seed(key, present if present in labels else None)
    return st.selectbox(
        label,
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        key=key,
        help=help_text,
        placeholder=_("Choisissez"),
        filter_mode="contains" if len(labels) > LONG_LIST else None,
    )


def _several(
    item: MultipleItem | RankingItem,
    label: str,
    key: str,
    help_text: str | None,
    present: Answer | None,
    placeholder: str,
) -> list[str]:
    labels = {option.code: words(option.text) for option in item.options}
    kept = present if isinstance(present, list | tuple) else ()
    _seed(key, [code for code in kept if code in labels])
    return st.multiselect(
        label,
        list(labels),
        format_func=labels.__getitem__,
        key=key,
        help=help_text,
        max_selections=item.maximum,
        placeholder=placeholder,
    )


def _multiple(
    item: MultipleItem, label: str, key: str, help_text: str | None, present: Answer | None
) -> Answer | None:
    if item.maximum is not None or len(item.options) >= LONG_LIST:
        return _several(item, label, key, help_text, present, _("Une ou plusieurs réponses"))
    kept = present if isinstance(present, list | tuple) else ()
    st.markdown(label, help=help_text)
    for option in item.options:
        _seed(f"{key}_{option.code}", option.code in kept)
    return [
        option.code for option in item.options if st.checkbox(words(option.text), key=f"{key}_{option.code}")
    ]


def _ranking(
    item: RankingItem, label: str, key: str, help_text: str | None, present: Answer | None
) -> Answer | None:
    chosen = _several(item, label, key, help_text, present, _("Votre premier choix d’abord"))
    labels = {option.code: words(option.text) for option in item.options}
    if chosen:
        ranks = "  \n".join(f"{rank}. {labels[code]}" for rank, code in enumerate(chosen, start=1))
        st.caption(ranks)
    return chosen


def _yes_no(label: str, key: str, help_text: str | None, present: Answer | None) -> Answer | None:
    return _radio(label, key, help_text, present, {True: _("Oui"), False: _("Non")}, horizontal=True)


def _number(
    item: NumberItem, label: str, key: str, help_text: str | None, present: Answer | None
) -> Answer | None:
    whole = float(item.minimum).is_integer() and float(item.maximum).is_integer()
    kind = int if whole else float
    unit = "" if item.unit is None else f" ({words(item.unit)})"
    known = isinstance(present, int | float) and not isinstance(present, bool)
    _seed(key, kind(present) if known else None)  # type: ignore[arg-type]
    return st.number_input(
        f"{label}{unit}",
        min_value=kind(item.minimum),
        max_value=kind(item.maximum),
        value=None,
        key=key,
        help=help_text,
        placeholder=_("De {low} à {high}").format(low=number(item.minimum), high=number(item.maximum)),
    )


def _text(
    item: TextItem, label: str, key: str, help_text: str | None, present: Answer | None
) -> Answer | None:
    _seed(key, present if isinstance(present, str) else None)
    said = st.text_area(
        label,
        max_chars=item.maximum_length,
        key=key,
        help=help_text,
    )
    return said.strip() or None
