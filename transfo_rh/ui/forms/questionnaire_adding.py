"""Adding a question of any type to a page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from transfo_rh.campaigns.questionnaires import editing, wording
from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    LikertItem,
    MatrixItem,
    MultipleItem,
    NumberItem,
    QuestionnaireFile,
    RankingItem,
    Section,
    SingleItem,
    TextItem,
    YesNoItem,
)
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _, language
from transfo_rh.ui.forms.questionnaire_item import options_from, type_label
from transfo_rh.ui.forms.questionnaire_saving import Editing, two_languages

_MODELS: dict[str, type[Any]] = {
    "likert": LikertItem,
    "matrix": MatrixItem,
    "single": SingleItem,
    "multiple": MultipleItem,
    "ranking": RankingItem,
    "yes_no": YesNoItem,
    "number": NumberItem,
    "text": TextItem,
}
_NO_DIMENSION = ""


def add_question_form(edit: Editing, section: Section, *, after: AnyItem) -> None:
    """Type first, since it decides the fields; the question goes after the one under change, and takes its place."""
    st.caption(_("La question est ajoutée après celle qui est choisie au-dessus."))
    scaled = bool(edit.definition.scales)
    types = [known for known in _MODELS if scaled or known not in ("likert", "matrix")]
    chosen = st.selectbox(
        _("Type de question"), types, format_func=type_label, key=edit.key("new_type", section.code)
    )
    with st.form(edit.key("new_item", section.code, chosen), border=False):
        text = two_languages(_("Question"), None, key=edit.key("new_text", chosen), long=True)
        extra = _extra_fields(edit, chosen)
        if st.form_submit_button(_("Ajouter la question"), type="primary"):

            def change(q: QuestionnaireFile) -> QuestionnaireFile:
                item = _new_item(q, chosen, text, extra)
                changed = editing.add_item(q, section.code, item, after=after.code)
                st.session_state[edit.choice(section.code)] = item.code  # the next one goes after it
                return changed

            edit.save(change, done=_("Question ajoutée."))


def _extra_fields(edit: Editing, chosen: str) -> dict[str, Any]:
    """What the type needs besides its words, as typed."""
    extra: dict[str, Any] = {}
    if chosen in ("single", "multiple", "ranking"):
        extra["options"] = two_languages(
            _("Réponses proposées, une par ligne"), None, key=edit.key("new_options", chosen), long=True
        )
    if chosen == "matrix":
        extra["rows"] = two_languages(
            _("Lignes de la grille, une par ligne"), None, key=edit.key("new_rows"), long=True
        )
    if chosen in ("likert", "matrix"):
        scales = edit.definition.scales
        extra["scale"] = st.selectbox(
            _("Échelle"),
            list(scales),
            format_func=lambda code: _scale_label(edit, code),
            key=edit.key("new_scale", chosen),
        )
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
    if chosen == "number":
        low, high = st.columns(2)
        extra["minimum"] = low.number_input(_("De"), value=0, key=edit.key("new_low"))
        extra["maximum"] = high.number_input(_("À"), value=10, key=edit.key("new_high"))
    return extra


def _scale_label(edit: Editing, code: str) -> str:
    labels = edit.definition.scales[code].labels
    return _("{n} réponses, de « {first} » à « {last} »").format(
        n=len(labels),
        first=labels[0].in_language(language()),
        last=labels[-1].in_language(language()),
    )


def _new_item(q: QuestionnaireFile, chosen: str, text: tuple[str, str], extra: dict[str, Any]) -> AnyItem:
    """The item as typed, under a code that is free.

    Raises InvalidInput in one sentence.
    """
    code = editing.free_code(q, "Q")
    content: dict[str, Any] = {"code": code, "type": chosen, "text": wording.bilingual(*text)}
    dimension = extra.get("dimension") or None
    if chosen in ("likert", "matrix"):
        content["scale"] = extra["scale"]
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
    if "options" in extra:
        content["options"] = options_from(*extra["options"])
        if len(content["options"]) < 2:
            raise InvalidInput(_("Proposez au moins deux réponses."))
    if chosen == "number":
        if extra["maximum"] <= extra["minimum"]:
            raise InvalidInput(_("Le plus grand nombre doit dépasser le plus petit."))
        content |= {"minimum": extra["minimum"], "maximum": extra["maximum"]}
    item: AnyItem = _MODELS[chosen].model_validate(content)
    return item
