"""The form of one question: its words, how it counts, when it is asked, its answers."""

from __future__ import annotations

import streamlit as st

from transfo_rh.campaigns.questionnaires import editing, wording
from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    LikertItem,
    MatrixItem,
    QuestionnaireFile,
    ScaledRow,
)
from transfo_rh.core.i18n import _, language
from transfo_rh.ui.forms.questionnaire_condition import condition_field
from transfo_rh.ui.forms.questionnaire_details import detail_fields
from transfo_rh.ui.forms.questionnaire_saving import Change, Editing, two_languages

_NO_DIMENSION = ""


def type_label(item_type: str) -> str:
    """A type of question in words."""
    return {
        "likert": _("Échelle"),
        "matrix": _("Grille : plusieurs lignes sur une échelle"),
        "single": _("Une réponse parmi plusieurs"),
        "multiple": _("Plusieurs réponses possibles"),
        "ranking": _("Classement"),
        "yes_no": _("Oui ou non"),
        "number": _("Nombre"),
        "text": _("Réponse libre"),
    }[item_type]


def item_form(edit: Editing, item: AnyItem) -> None:
    """A whole question; a grid also gets a line here."""
    st.caption(_("{type} · code {code}").format(type=type_label(item.type), code=item.code))
    condition = condition_field(edit, item.code, item.when)
    with st.form(edit.key("item", item.code), border=False):
        text = two_languages(_("Question"), item.text, key=edit.key("text", item.code), long=True)
        help_text = two_languages(_("Aide"), item.help, key=edit.key("help", item.code))
        details = detail_fields(edit, item.type, item, name=item.code)
        scoring = scoring_fields(edit, item, item) if isinstance(item, LikertItem) else None
        required = st.checkbox(_("Obligatoire"), item.required, key=edit.key("required", item.code))
        if st.form_submit_button(_("Enregistrer la question"), type="primary"):

            def change(q: QuestionnaireFile) -> QuestionnaireFile:
                q = wording.reword(
                    q,
                    item.code,
                    wording.bilingual(*text),
                    help_text=wording.optional_bilingual(*help_text),
                )
                q = wording.set_required(q, item.code, required)
                q = wording.set_condition(q, item.code, condition())
                q = q if scoring is None else scoring(q)
                return wording.set_details(q, item.code, details())

            edit.save(change, done=_("Question modifiée."))
    if isinstance(item, MatrixItem):
        _new_row(edit, item)


def row_form(edit: Editing, item: MatrixItem, row: ScaledRow) -> None:
    """One line of a grid."""
    with st.form(edit.key("row", row.code), border=False):
        st.caption(_("Ligne de la grille « {text} »").format(text=item.text.in_language(language())))
        text = two_languages(_("Ligne"), row.text, key=edit.key("text", row.code), long=True)
        scoring = scoring_fields(edit, item, row)
        if st.form_submit_button(_("Enregistrer la ligne"), type="primary"):
            edit.save(
                lambda q: scoring(wording.reword(q, row.code, wording.bilingual(*text))),
                done=_("Ligne modifiée."),
            )


def _new_row(edit: Editing, item: MatrixItem) -> None:
    with st.form(edit.key("new_row", item.code), border=False):
        text = two_languages(_("Nouvelle ligne"), None, key=edit.key("new_row_text", item.code))
        if st.form_submit_button(_("Ajouter la ligne"), icon=":material/playlist_add:"):
            edit.save(
                lambda q: editing.add_row(q, item.code, wording.bilingual(*text)), done=_("Ligne ajoutée.")
            )


def scoring_fields(edit: Editing, item: LikertItem | MatrixItem, line: LikertItem | ScaledRow) -> Change:
    """How a line counts: dimension, weight, reverse, « sans objet », outcome."""
    labels = {
        _NO_DIMENSION: _("Aucune : la question n’entre dans aucun score"),
        **{entry.code: entry.label.in_language(language()) for entry in edit.definition.dimensions},
    }
    left, right = st.columns([3, 1])
    dimension = left.selectbox(
        _("Dimension"),
        list(labels),
        index=list(labels).index(line.dimension or _NO_DIMENSION),
        format_func=labels.__getitem__,
        key=edit.key("dimension", line.code),
    )
    weight = right.number_input(
        _("Poids"), 0.1, 10.0, float(line.weight), 0.5, key=edit.key("weight", line.code), format="%.1f"
    )
    offers = edit.definition.scale_of(item).not_applicable is not None
    with st.container(horizontal=True, key=edit.key("flags", line.code)):
        reverse = st.checkbox(
            _("Question inversée"),
            line.reverse,
            key=edit.key("reverse", line.code),
            help=_("Être d’accord est défavorable : les réponses sont retournées dans le score."),
        )
        none = st.checkbox(
            _("Propose « sans objet »"),
            line.not_applicable,
            key=edit.key("na", line.code),
            disabled=not offers,
        )
        outcome = st.checkbox(
            _("Résultat à expliquer"),
            line.outcome,
            key=edit.key("outcome", line.code),
            help=_("Les dimensions liées à cette question sont recherchées dans les résultats."),
        )
    return lambda q: wording.set_scoring(
        q,
        line.code,
        dimension=dimension or None,
        weight=weight,
        reverse=reverse,
        not_applicable=none,
        outcome=outcome,
    )
