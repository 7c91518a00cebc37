"""Adding a question of any type to a page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from transfo_rh.campaigns.questionnaires import editing, wording
from transfo_rh.campaigns.questionnaires.definition import AnyItem, QuestionnaireFile, Section
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _, language
from transfo_rh.ui.forms.questionnaire_details import detail_fields, options_from
from transfo_rh.ui.forms.questionnaire_item import type_label
from transfo_rh.ui.forms.questionnaire_saving import Editing, two_languages

_TYPES = ("likert", "matrix", "single", "multiple", "ranking", "yes_no", "number", "text")
_NO_DIMENSION = ""


def add_question_form(edit: Editing, section: Section, *, after: AnyItem) -> None:
    """Type first, since it decides the fields; the question goes after the one under change, and takes its place."""
    st.caption(_("La question est ajoutée après celle qui est choisie au-dessus."))
    scaled = bool(edit.definition.scales)
    types = [known for known in _TYPES if scaled or known not in ("likert", "matrix")]
    chosen = st.selectbox(
        _("Type de question"), types, format_func=type_label, key=edit.key("new_type", section.code)
    )
    with st.form(edit.key("new_item", section.code, chosen), border=False):
        text = two_languages(_("Question"), None, key=edit.key("new_text", chosen), long=True)
        details = detail_fields(edit, chosen, None, name=f"new_{chosen}")
        extra = _extra_fields(edit, chosen)
        if st.form_submit_button(_("Ajouter la question"), type="primary"):

            def change(q: QuestionnaireFile) -> QuestionnaireFile:
                needed = details()
                item = _new_item(q, chosen, text, extra) | needed
                changed = editing.add_item(q, section.code, item, after=after.code)
                changed = wording.set_details(changed, item["code"], needed)
                st.session_state[edit.choice(section.code)] = item["code"]  # the next one goes after it
                return changed

            edit.save(change, done=_("Question ajoutée."))


def _extra_fields(edit: Editing, chosen: str) -> dict[str, Any]:
    """What the type needs besides its words, as typed."""
    extra: dict[str, Any] = {}
    if chosen == "matrix":
        extra["rows"] = two_languages(
            _("Lignes de la grille, une par ligne"), None, key=edit.key("new_rows"), long=True
        )
    if chosen in ("likert", "matrix"):
        labels = {
            _NO_DIMENSION: _("Aucune : la question n’entre dans aucun score"),
            **{entry.code: entry.label.in_language(language()) for entry in edit.definition.dimensions},
        }
        extra["dimension"] = st.selectbox(
            _("Dimension"),
            list(labels),
            format_func=labels.__getitem__,
            key=edit.key("new_dimension", chosen),
        )
    return extra


def _new_item(
    q: QuestionnaireFile, chosen: str, text: tuple[str, str], extra: dict[str, Any]
) -> dict[str, Any]:
    """The item as typed but for what its type needs, under a code that is free.

    Raises InvalidInput in one sentence.
    """
    code = editing.free_code(q, "Q")
    content: dict[str, Any] = {"code": code, "type": chosen, "text": wording.bilingual(*text)}
    dimension = extra.get("dimension") or None
    if chosen == "likert":
        content["dimension"] = dimension
    if chosen == "matrix":
        lines = options_from(*extra["rows"])
        if not lines:
            raise InvalidInput(_("Une grille a au moins une ligne."))
        content["rows"] = [
            {"code": f"{code}_{number}", "text": line.text, "dimension": dimension}
            for number, line in enumerate(lines, start=1)
        ]
    return content
