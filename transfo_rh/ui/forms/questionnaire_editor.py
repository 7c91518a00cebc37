"""Adapting a questionnaire: choose a page, choose a question, change it, move it, remove it, add one."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from transfo_rh.campaigns.questionnaires import editing, wording
from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    MatrixItem,
    ScaledRow,
    Section,
    TextItem,
)
from transfo_rh.campaigns.questionnaires.numbering import numbered_items
from transfo_rh.core.i18n import _, language, ngettext
from transfo_rh.ui.forms.questionnaire_adding import add_question_form
from transfo_rh.ui.forms.questionnaire_condition import condition_field
from transfo_rh.ui.forms.questionnaire_item import item_form, row_form
from transfo_rh.ui.forms.questionnaire_saving import Editing, two_languages
from transfo_rh.ui.questionnaire_view import page_label

_SHORT = 90


def show_editor(edit: Editing) -> None:
    """The page picker, then the page and its questions."""
    definition = edit.definition
    codes = [section.code for section in definition.sections]
    chosen = _picked(
        edit,
        _("Page à modifier"),
        codes,
        name=f"edit_page_{definition.code}",
        label_of=lambda code: page_label(definition, code),
    )
    section = definition.sections[codes.index(chosen)]
    _page_bar(edit, section)
    _questions(edit, section)


def _picked(edit: Editing, label: str, codes: list[str], *, name: str, label_of: Callable[[str], str]) -> str:
    """The code chosen in a list whose labels are numbered: the choice outlives a save, the list does not.

    The browser remembers the label, not the code. A list kept after a move would show, and send back, a number that
    now belongs to nothing.
    """
    remembered = st.session_state.get(name)
    chosen = st.selectbox(
        label,
        codes,
        index=codes.index(remembered) if remembered in codes else 0,
        format_func=label_of,
        key=edit.key(name),
    )
    st.session_state[name] = chosen
    return chosen


def _page_bar(edit: Editing, section: Section) -> None:
    with st.container(horizontal=True, key=edit.key("page_bar")):
        _moving_buttons(edit, section.code, kind=_("la page"))
        with st.popover(
            _("Titre et condition de la page"), icon=":material/edit:", key=edit.key("page_popover")
        ):
            _page_form(edit, section)
        with st.popover(_("Ajouter une page"), icon=":material/note_add:", key=edit.key("new_page_popover")):
            _new_page_form(edit, section)


def _page_form(edit: Editing, section: Section) -> None:
    condition = condition_field(edit, section.code, section.when, name=f"page-{section.code}")
    with st.form(edit.key("page", section.code), border=False):
        title = two_languages(_("Titre"), section.title, key=edit.key("title", section.code))
        intro = two_languages(
            _("Introduction"), section.intro, key=edit.key("intro", section.code), long=True
        )
        if st.form_submit_button(_("Enregistrer la page"), type="primary"):
            edit.save(
                lambda q: wording.set_condition(
                    wording.reword(
                        q,
                        section.code,
                        wording.bilingual(*title),
                        help_text=wording.optional_bilingual(*intro),
                    ),
                    section.code,
                    condition(),
                ),
                done=_("Page modifiée."),
            )


def _new_page_form(edit: Editing, section: Section) -> None:
    with st.form(edit.key("new_page"), border=False):
        st.caption(_("La page est ajoutée après celle-ci, avec une question ouverte à remplacer."))
        title = two_languages(_("Titre"), None, key=edit.key("new_page_title"))
        if st.form_submit_button(_("Ajouter la page"), type="primary"):
            edit.save(
                lambda q: editing.add_section(
                    q,
                    Section(
                        code=editing.free_code(q, "page_"),
                        title=wording.bilingual(*title),
                        items=(
                            TextItem(
                                code=editing.free_code(q, "C"),
                                type="text",
                                text=wording.bilingual(
                                    "Souhaitez-vous ajouter quelque chose ?", "Anything to add?"
                                ),
                            ),
                        ),
                    ),
                    after=section.code,
                ),
                done=_("Page ajoutée."),
            )


def _questions(edit: Editing, section: Section) -> None:
    lines = _lines(section)
    numbers = {line.code: line.number for line in numbered_items(edit.definition)}
    count = sum(code in numbers for code in lines)
    st.caption(ngettext("{n} question sur cette page", "{n} questions sur cette page", count).format(n=count))
    chosen = _picked(
        edit,
        _("Question à modifier"),
        list(lines),
        name=edit.choice(section.code),
        label_of=lambda code: _line_label(lines[code], numbers.get(code)),
    )
    with st.container(border=True, key=edit.key("item_frame")):
        item, row = lines[chosen]
        if row is not None and isinstance(item, MatrixItem):
            row_form(edit, item, row)
        else:
            item_form(edit, item)
        with st.container(horizontal=True, key=edit.key("item_bar")):
            _moving_buttons(edit, chosen, kind=_("la question"))
    with st.popover(_("Ajouter une question"), icon=":material/add:", key=edit.key("new_item_popover")):
        add_question_form(edit, section, after=item)


Line = tuple[AnyItem, ScaledRow | None]


def _lines(section: Section) -> dict[str, Line]:
    """Items and rows of the page by code, each grid followed by its rows."""
    lines: dict[str, Line] = {}
    for item in section.items:
        lines[item.code] = (item, None)
        if isinstance(item, MatrixItem):
            lines |= {row.code: (item, row) for row in item.rows}
    return lines


def _line_label(line: Line, number: int | None) -> str:
    item, row = line
    text = (item if row is None else row).text.in_language(language())
    short = text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
    if row is None and isinstance(item, MatrixItem):
        return _("Grille : {text}").format(text=short)
    return f"{number}. {short}" if row is None else f"— {number}. {short}"


def _moving_buttons(edit: Editing, code: str, *, kind: str) -> None:
    """Up, down, remove: the same for pages, questions and lines of grids."""
    if st.button(
        _("Monter"),
        icon=":material/arrow_upward:",
        key=edit.key("up", code),
        help=_("Monter {what}").format(what=kind),
    ):
        edit.save(lambda q: editing.move(q, code, up=True), done=_("Déplacé."))
    if st.button(
        _("Descendre"),
        icon=":material/arrow_downward:",
        key=edit.key("down", code),
        help=_("Descendre {what}").format(what=kind),
    ):
        edit.save(lambda q: editing.move(q, code, up=False), done=_("Déplacé."))
    with st.popover(_("Supprimer"), icon=":material/delete:", key=edit.key("remove_popover", code)):
        st.write(_("Supprimer {what} et tout ce qu’elle contient ?").format(what=kind))
        if st.button(_("Supprimer"), type="primary", key=edit.key("remove", code)):
            edit.save(lambda q: editing.remove(q, code), done=_("Supprimé."))
