"""What concerns the whole questionnaire: title, purpose, duration, dimensions, scales, end of work."""

from __future__ import annotations

import streamlit as st

from transfo_rh.campaigns.questionnaires import service, wording
from transfo_rh.campaigns.questionnaires.duration import estimated_minutes
from transfo_rh.campaigns.questionnaires.themes import Theme
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, language
from transfo_rh.ui.forms.questionnaire_list import go_to_questionnaire
from transfo_rh.ui.forms.questionnaire_saving import Editing, two_languages
from transfo_rh.ui.forms.questionnaire_scales import show_scales
from transfo_rh.ui.page import shown_errors
from transfo_rh.ui.toasts import confirm


def show_settings(edit: Editing) -> None:
    """One folded form per subject."""
    with st.expander(_("Titre, objet et durée"), icon=":material/title:"):
        _title_form(edit)
    with st.expander(_("Dimensions : ce qui reçoit un score"), icon=":material/category:"):
        _dimension_form(edit)
        _new_dimension_form(edit)
    with st.expander(_("Échelles de réponse"), icon=":material/linear_scale:"):
        show_scales(edit)


def _title_form(edit: Editing) -> None:
    definition = edit.definition
    with st.form(edit.key("whole"), border=False):
        title = two_languages(_("Titre"), definition.title, key=edit.key("whole_title"))
        purpose = two_languages(
            _("À quoi sert l’enquête"), definition.purpose, key=edit.key("whole_purpose"), long=True
        )
        minutes = st.number_input(
            _("Durée annoncée, en minutes"),
            1,
            120,
            definition.duration_minutes,
            key=edit.key("whole_minutes"),
            help=_("Durée estimée d’après le texte et le nombre de réponses : {n} min.").format(
                n=number(estimated_minutes(definition), decimals=1)
            ),
        )
        if st.form_submit_button(_("Enregistrer"), type="primary"):
            edit.save(
                lambda q: wording.retitle(
                    q,
                    title=wording.bilingual(*title),
                    purpose=wording.optional_bilingual(*purpose),
                    duration_minutes=int(minutes),
                ),
                done=_("Questionnaire modifié."),
            )


def _dimension_form(edit: Editing) -> None:
    labels = {entry.code: entry.label for entry in edit.definition.dimensions}
    if not labels:
        st.write(_("Aucune question n’entre dans un score pour l’instant."))
        return
    chosen = st.selectbox(
        _("Dimension à modifier"),
        list(labels),
        format_func=lambda code: labels[code].in_language(language()),
        key=edit.key("renamed"),
    )
    with st.form(edit.key("rename", chosen), border=False):
        label = two_languages(_("Nom"), labels[chosen], key=edit.key("label", chosen))
        present = next(entry.theme for entry in edit.definition.dimensions if entry.code == chosen)
        theme = _theme_field(present, key=edit.key("theme", chosen))
        if st.form_submit_button(_("Enregistrer la dimension")):
            edit.save(
                lambda q: wording.rename_dimension(q, chosen, wording.bilingual(*label), theme=theme),
                done=_("Dimension modifiée."),
            )


def _theme_field(present: Theme | None, *, key: str) -> Theme | None:
    choices = [None, *Theme]
    chosen: Theme | None = st.selectbox(
        _("Enjeu de la collectivité"),
        choices,
        index=choices.index(present),
        format_func=lambda theme: _("Aucun") if theme is None else theme.label,
        help=_("L’onglet « Enjeux » dit ce que le questionnaire demande sur chacun."),
        key=key,
    )
    return chosen


def _new_dimension_form(edit: Editing) -> None:
    rows = {row.code: row.text.in_language(language()) for _item, row in edit.definition.rows()}
    with st.form(edit.key("new_dimension"), border=False):
        label = two_languages(_("Nouvelle dimension"), None, key=edit.key("new_dimension_label"))
        lines = st.multiselect(
            _("Questions qui la mesurent"),
            list(rows),
            format_func=rows.__getitem__,
            placeholder=_("Choisissez des questions"),
            key=edit.key("new_dimension_lines"),
        )
        theme = _theme_field(None, key=edit.key("new_dimension_theme"))
        if st.form_submit_button(_("Ajouter la dimension"), icon=":material/add:"):
            edit.save(
                lambda q: wording.add_dimension(q, wording.bilingual(*label), lines=lines, theme=theme),
                done=_("Dimension ajoutée."),
            )


def finishing_buttons(edit: Editing) -> None:
    """Finish, or give up, an unfinished version; each asks once."""
    code, version = edit.definition.code, edit.definition.version
    with st.popover(_("Terminer cette version"), icon=":material/task_alt:", key=edit.key("finish_popover")):
        st.write(
            _(
                "Une version terminée peut servir à une campagne et ne change plus. Y revenir crée la suivante."
            )
        )
        if st.button(_("Terminer"), type="primary", key=edit.key("finish")):
            with shown_errors():
                service.finish(
                    viewer=edit.viewer, code=code, version=version, edit_version=edit.opened.edit_version or 0
                )
                confirm(_("Version terminée."))
                go_to_questionnaire(code, version)
    with st.popover(_("Supprimer"), icon=":material/delete:", key=edit.key("delete_popover")):
        st.write(_("Cette version en préparation sera supprimée définitivement."))
        if st.button(_("Supprimer définitivement"), type="primary", key=edit.key("delete")):
            with shown_errors():
                service.delete_unfinished(
                    viewer=edit.viewer, code=code, version=version, edit_version=edit.opened.edit_version or 0
                )
                confirm(_("Version supprimée."))
                go_to_questionnaire(None)
