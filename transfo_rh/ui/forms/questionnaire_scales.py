"""The scales of answers of a questionnaire: their words, a new one, one that nothing uses any more."""

from __future__ import annotations

from functools import partial

import streamlit as st

from transfo_rh.campaigns.questionnaires import answer_scales, wording
from transfo_rh.campaigns.questionnaires.definition import AnswerScale, BilingualText
from transfo_rh.core.i18n import _
from transfo_rh.ui.forms.questionnaire_details import scale_label
from transfo_rh.ui.forms.questionnaire_saving import Editing, two_languages

Typed = tuple[str, str]

_NEW = "+"  # no code of a scale


def show_scales(edit: Editing) -> None:
    """One form per scale, then an empty one."""
    unused = answer_scales.unused_scales(edit.definition)
    for code, scale in edit.definition.scales.items():
        st.markdown(f"**{scale_label(scale)}**")
        _scale_form(edit, code, scale)
        if code in unused:
            _removal(edit, code)
    title = _("Nouvelle échelle")
    st.markdown(f"**{title}**")
    _new_scale_form(edit)


def _scale_form(edit: Editing, code: str, scale: AnswerScale) -> None:
    with st.form(edit.key("scale", code), border=False):
        labels, without = _fields(edit, code, scale)
        if st.form_submit_button(_("Enregistrer l’échelle")):
            edit.save(
                lambda q: answer_scales.reword_scale(
                    q,
                    code,
                    wording.bilingual_lines(*labels),
                    not_applicable=wording.optional_bilingual(*without),
                ),
                done=_("Échelle modifiée."),
            )


def _new_scale_form(edit: Editing) -> None:
    with st.form(edit.key("new_scale"), border=False):
        labels, without = _fields(edit, _NEW, None)
        if st.form_submit_button(_("Ajouter l’échelle"), icon=":material/add:"):
            edit.save(
                lambda q: answer_scales.add_scale(
                    q, wording.bilingual_lines(*labels), not_applicable=wording.optional_bilingual(*without)
                ),
                done=_("Échelle ajoutée : les questions peuvent la choisir."),
            )


def _fields(edit: Editing, name: str, present: AnswerScale | None) -> tuple[Typed, Typed]:
    labels = None
    if present is not None:
        labels = BilingualText(
            fr="\n".join(label.fr for label in present.labels),
            en="\n".join(label.en for label in present.labels),
        )
    steps = two_languages(
        _("Réponses, de la plus basse à la plus haute, une par ligne"),
        labels,
        key=edit.key("scale_labels", name),
        long=True,
    )
    without = two_languages(
        _("« Sans objet », facultatif"),
        None if present is None else present.not_applicable,
        key=edit.key("scale_without", name),
    )
    return steps, without


def _removal(edit: Editing, code: str) -> None:
    st.caption(_("Aucune question ne se répond sur cette échelle."))
    if st.button(_("Supprimer l’échelle"), icon=":material/delete:", key=edit.key("remove_scale", code)):
        edit.save(partial(answer_scales.remove_scale, code=code), done=_("Échelle supprimée."))
