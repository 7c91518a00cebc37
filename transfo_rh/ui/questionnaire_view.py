"""A questionnaire as each door shows it (the application, the light form on a phone, the printed sheet), and its stakes."""

from __future__ import annotations

from html import escape

import streamlit as st

from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    BilingualText,
    Condition,
    LikertItem,
    MatrixItem,
    MultipleItem,
    NumberItem,
    QuestionnaireFile,
    RankingItem,
    ScaledRow,
    Section,
    SingleItem,
    TextItem,
    YesNoItem,
)
from transfo_rh.campaigns.questionnaires.layout import NA
from transfo_rh.campaigns.questionnaires.numbering import NumberedItem, numbered_items
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, in_language, language, ngettext
from transfo_rh.ui.forms.answer_items import show_section
from transfo_rh.ui.tables import Column, data_table
from transfo_rh.ui.text import plain


def show_preview(definition: QuestionnaireFile, *, key: str) -> None:
    """The questionnaire in the language and on the page that the person chooses, as each door shows it."""
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}_choices"):
        pages = {section.code: section for section in definition.sections}
        chosen = st.selectbox(
            _("Page"),
            list(pages),
            format_func=lambda code: page_label(definition, code),
            key=f"{key}_page",
        )
        spoken = st.segmented_control(
            _("Langue"),
            ["fr", "en"],
            default=language(),
            format_func={"fr": _("Français"), "en": _("Anglais")}.__getitem__,
            key=f"{key}_language",
        )
    section = pages[chosen]
    if section.when is not None:
        st.caption(
            _("Page posée seulement si : {condition}.").format(
                condition=plain(condition_words(definition, section.when))
            )
        )
    application, phone, paper = st.tabs([_("Application"), _("Téléphone"), _("Papier")])
    with in_language(spoken or language()):
        with application:
            _application(definition, section, key=f"{key}_{definition.version}_{spoken}")
        phone_html = _phone(definition, section)
        paper_html = _paper(definition, section)
    with phone:
        st.html(phone_html)
    with paper:
        st.html(paper_html)


def page_label(definition: QuestionnaireFile, code: str) -> str:
    """A page with its number, e.g. « 2. Mon équipe »."""
    codes = [section.code for section in definition.sections]
    section = definition.sections[codes.index(code)]
    return f"{codes.index(code) + 1}. {section.title.in_language(language())}"


def condition_words(definition: QuestionnaireFile, condition: Condition) -> str:
    """When a page or a question is asked, in words that follow « seulement si : »."""
    numbers = {line.code: line.number for line in numbered_items(definition)}
    if condition.item is None:
        joined = _(" et ") if condition.all_of else _(" ou ")
        words = joined.join(
            f"({condition_words(definition, part)})"
            if part.item is None and not part.negated
            else condition_words(definition, part)
            for part in (*condition.all_of, *condition.any_of)
        )
        return _("l’inverse de : ({condition})").format(condition=words) if condition.negated else words
    sentence = (
        _("réponse à la question {number} autre que : {values}")
        if condition.negated
        else _("réponse à la question {number} : {values}")
    )
    return sentence.format(number=numbers[condition.item], values=_wanted(definition, condition))


def _wanted(definition: QuestionnaireFile, condition: Condition) -> str:
    wanted = []
    if condition.values:
        labels = [answer_label(definition, condition.item or "", value) for value in condition.values]
        wanted.append(_(" ou ").join(labels))
    if condition.at_least is not None:
        wanted.append(_("au moins {n}").format(n=_bound_words(definition, condition, condition.at_least)))
    if condition.at_most is not None:
        wanted.append(_("au plus {n}").format(n=_bound_words(definition, condition, condition.at_most)))
    return _(" et ").join(wanted)


def _bound_words(definition: QuestionnaireFile, condition: Condition, bound: float) -> str:
    """A step by its words, any other bound as a number."""
    step = int(bound) if float(bound).is_integer() else None
    words = "" if step is None else answer_label(definition, condition.item or "", step)
    return words if words and words != str(step) else number(bound, decimals=0 if step is not None else 1)


def answer_label(definition: QuestionnaireFile, code: str, value: str | int) -> str:
    """One answer that a condition waits for, as respondents read it."""
    line = next((line for line in numbered_items(definition) if line.code == code), None)
    labels = {} if line is None else dict(condition_answers(definition, line))
    return labels.get(value, str(value))


def condition_answers(definition: QuestionnaireFile, line: NumberedItem) -> list[tuple[str | int, str]]:
    """The answers that a condition on a line may wait for: those of its item, and « sans objet » if offered."""
    answers = answer_values(definition, line.item)
    asked = line.item if line.row is None else line.row
    if isinstance(line.item, LikertItem | MatrixItem) and getattr(asked, "not_applicable", False):
        none = definition.scale_of(line.item).not_applicable
        answers += [(NA, _("Sans objet") if none is None else none.in_language(language()))]
    return answers


def answer_values(definition: QuestionnaireFile, item: AnyItem) -> list[tuple[str | int, str]]:
    """The answers that an item offers, as a condition writes them, with their words; none for numbers and texts."""
    spoken = language()
    if isinstance(item, LikertItem | MatrixItem):
        labels = definition.scale_of(item).labels
        return [(step, label.in_language(spoken)) for step, label in enumerate(labels, start=1)]
    if isinstance(item, YesNoItem):
        return [("yes", _("Oui")), ("no", _("Non"))]
    if isinstance(item, SingleItem | MultipleItem | RankingItem):
        return [(option.code, option.text.in_language(spoken)) for option in item.options]
    return []


def _application(definition: QuestionnaireFile, section: Section, *, key: str) -> None:
    numbers = {line.code: line.number for line in numbered_items(definition)}
    with st.container(border=True, key=f"{key}_frame"):
        st.subheader(plain(section.title.in_language(language())), anchor=False)
        if section.intro is not None:
            st.markdown(plain(section.intro.in_language(language())))
        everything = definition.model_copy(
            update={
                "sections": (section.model_copy(update={"when": None, "items": _unconditional(section)}),)
            }
        )
        show_section(everything, everything.sections[0], {}, prefix=key, numbers=numbers)


def _unconditional(section: Section) -> tuple[AnyItem, ...]:
    return tuple(item.model_copy(update={"when": None}) for item in section.items)


def _phone(definition: QuestionnaireFile, section: Section) -> str:
    body = "".join(_phone_item(definition, item) for item in section.items)
    return (
        f'<div class="transfo-phone" lang="{language()}"><p class="transfo-phone-survey">{_words(definition.title)}</p>'
        f"<h3>{_words(section.title)}</h3>{_paragraph(section.intro)}{body}</div>"
    )


def _phone_item(definition: QuestionnaireFile, item: AnyItem) -> str:
    head = f"<p><strong>{_words(item.text)}</strong></p>{_paragraph(item.help)}"
    if isinstance(item, MatrixItem):
        rows = "".join(
            f"<p>{_words(row.text)}</p>{_list(_choices(definition, item, row), 'round')}" for row in item.rows
        )
        return f'<div class="transfo-question">{head}{rows}</div>'
    return f'<div class="transfo-question">{head}{_field(definition, item)}</div>'


def _paper(definition: QuestionnaireFile, section: Section) -> str:
    numbers = {line.code: line.number for line in numbered_items(definition)}
    parts = []
    for item in section.items:
        condition = ""
        if item.when is not None:
            only_if = _("Seulement si : {condition}.").format(
                condition=condition_words(definition, item.when)
            )
            condition = f"<p><em>{escape(only_if)}</em></p>"
        if isinstance(item, MatrixItem):
            parts.append(condition + _grid(definition, item, numbers))
        else:
            head = f"<p><strong>{numbers[item.code]}. {_words(item.text)}</strong></p>{_paragraph(item.help)}"
            parts.append(
                f'<div class="transfo-question">{condition}{head}{_field(definition, item, paper=True)}</div>'
            )
    label = escape(_("Feuille imprimée"))
    when = ""
    if section.when is not None:
        only_if = _("Page à remplir seulement si : {condition}.").format(
            condition=condition_words(definition, section.when)
        )
        when = f"<p><em>{escape(only_if)}</em></p>"
    return (
        f'<div class="transfo-paper" lang="{language()}" role="region" tabindex="0" aria-label="{label}"><h3>{_words(section.title)}</h3>{when}'
        f"{_paragraph(section.intro)}{''.join(parts)}</div>"
    )


def _grid(definition: QuestionnaireFile, item: MatrixItem, numbers: dict[str, int]) -> str:
    scale = definition.scale_of(item)
    labels = [_words(label) for label in scale.labels]
    if any(row.not_applicable for row in item.rows) and scale.not_applicable is not None:
        labels.append(_words(scale.not_applicable))
    head = "".join(f'<th scope="col">{label}</th>' for label in labels)
    lines = []
    for row in item.rows:
        boxes = "".join(
            '<td><span class="transfo-box"></span></td>'
            if position < len(scale.labels) or row.not_applicable
            else "<td></td>"
            for position in range(len(labels))
        )
        lines.append(f'<tr><th scope="row">{numbers[row.code]}. {_words(row.text)}</th>{boxes}</tr>')
    return (
        f'<table class="transfo-sheet"><thead><tr><th scope="col">{_words(item.text)}</th>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _field(definition: QuestionnaireFile, item: AnyItem, *, paper: bool = False) -> str:
    if isinstance(item, TextItem):
        return '<div class="transfo-lines"></div>'
    if isinstance(item, NumberItem):
        unit = "" if item.unit is None else _words(item.unit)
        return f'<p><span class="transfo-blank"></span> {unit} ({item.minimum:g} – {item.maximum:g})</p>'
    shape = "square" if paper or isinstance(item, MultipleItem) else "round"
    if isinstance(item, RankingItem):
        shape = "rank"
    return _list(_choices(definition, item, None), shape)


def _choices(definition: QuestionnaireFile, item: AnyItem, row: ScaledRow | None) -> list[str]:
    labels = [label for _value, label in answer_values(definition, item)]
    line = row if row is not None else item
    if isinstance(item, LikertItem | MatrixItem) and getattr(line, "not_applicable", False):
        none = definition.scale_of(item).not_applicable
        labels += [] if none is None else [none.in_language(language())]
    return labels


def _list(labels: list[str], shape: str) -> str:
    return (
        f'<ul class="transfo-{shape}">' + "".join(f"<li>{escape(label)}</li>" for label in labels) + "</ul>"
    )


def _words(text: BilingualText) -> str:
    return escape(text.in_language(language()))


def _paragraph(text: BilingualText | None) -> str:
    return "" if text is None else f"<p>{_words(text)}</p>"


def show_stakes(definition: QuestionnaireFile) -> None:
    """What the questionnaire asks about each stake of the authority, and those on which it is silent."""
    stakes = definition.stakes()
    asked = sum(1 for linked in stakes.values() if linked)
    st.markdown(
        "**"
        + ngettext(
            "{n} enjeu de la collectivité sur {total} est interrogé.",
            "{n} enjeux de la collectivité sur {total} sont interrogés.",
            asked,
        ).format(n=asked, total=len(stakes))
        + "**"
    )
    data_table(
        columns=[Column(_("Enjeu"), wide=True), Column(_("Dimensions et questions"))],
        rows=[
            (
                theme.label,
                " · ".join(words.in_language(language()) for words in linked) or _("aucune question"),
            )
            for theme, linked in stakes.items()
        ],
        alt=_("Enjeux de la collectivité, et ce que le questionnaire demande sur chacun."),
        key="questionnaire_stakes",
    )
