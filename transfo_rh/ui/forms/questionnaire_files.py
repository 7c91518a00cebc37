"""Questionnaires as files: one of another tool comes in after a look at it, one goes out in the format of a tool."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.formats.imported import ImportedQuestionnaire
from transfo_rh.campaigns.formats.service import (
    FILE_TYPES,
    QuestionnaireFormat,
    questionnaire_file,
    read_questionnaire_file,
)
from transfo_rh.campaigns.questionnaires import service
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, in_language, language, ngettext
from transfo_rh.core.settings import settings
from transfo_rh.ui.forms.questionnaire_list import go_to_questionnaire
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.page import show_error
from transfo_rh.ui.tables import XLSX
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm

_NOTICES_IN_FULL = 7
_STATE = "questionnaire_import_state"
_MIME = {
    QuestionnaireFormat.YAML: "application/yaml",
    QuestionnaireFormat.LIMESURVEY: "text/tab-separated-values",
    QuestionnaireFormat.XLSFORM: XLSX,
}


@dataclass(frozen=True, slots=True)
class _Read:
    """The file that was read last, in this person's session only."""

    digest: str
    name: str
    questionnaire: ImportedQuestionnaire


def import_form(viewer: Viewer) -> None:
    """A file is read and shown as it would come in; nothing is stored before « Importer »."""
    with st.expander(_("Importer un questionnaire"), icon=":material/upload_file:"):
        sent = st.file_uploader(
            _("Fichier du questionnaire"),
            type=list(FILE_TYPES),
            key="questionnaire_file",
            max_upload_size=settings().max_upload_mb,
            help=_(
                "LimeSurvey (.lss, .lsa ou structure tabulée .txt), XLSForm de Kobo ou d’ODK (.xlsx), ou YAML téléchargé depuis cette page."
            ),
        )
        if sent is None:
            st.session_state.pop(_STATE, None)
            return
        try:
            read = _read(sent.name, sent.getvalue())
        except TransfoError as error:
            show_error(error)
            return
        _show_counts(read.questionnaire)
        _confirm_form(viewer, read)


def _read(name: str, content: bytes) -> _Read:
    """The file, read once. Raises InvalidFile."""
    digest = hashlib.sha256(name.encode() + b"\0" + content).hexdigest()
    known: _Read | None = st.session_state.get(_STATE)
    if known is None or known.digest != digest:
        st.session_state.pop(_STATE, None)
        known = _Read(digest, name, read_questionnaire_file(name, content))
        st.session_state[_STATE] = known
    return known


def _show_counts(read: ImportedQuestionnaire) -> None:
    definition, counts = read.definition, read.counts
    st.markdown(
        "**"
        + ngettext(
            "« {title} » : {n} question serait reprise, rien n’est encore enregistré.",
            "« {title} » : {n} questions seraient reprises, rien n’est encore enregistré.",
            counts.kept,
        ).format(title=plain(definition.title.in_language(language())), n=number(counts.kept))
        + "**"
    )
    metric_row(
        [
            Metric(_("Groupes du fichier"), number(counts.groups)),
            Metric(_("Questions du fichier"), number(counts.questions)),
            Metric(_("Sous-questions"), number(counts.subquestions)),
            Metric(_("Réponses proposées"), number(counts.answers)),
        ]
    )
    if not read.notices:
        st.caption(_("Tout ce que contient le fichier est repris."))
        return
    st.write(_("À savoir avant d’importer :"))
    with st.container(height="content" if len(read.notices) <= _NOTICES_IN_FULL else 260):
        st.markdown("\n".join(f"- {plain(notice)}" for notice in read.notices))


def _confirm_form(viewer: Viewer, read: _Read) -> None:
    definition = read.questionnaire.definition
    with st.form(f"questionnaire_import_{read.digest[:12]}", border=False):
        code = st.text_input(
            _("Code du questionnaire"),
            definition.code,
            key=f"questionnaire_code_{read.digest[:12]}",
            help=_("Un code qui existe déjà est refusé : rien n’est remplacé."),
            width=360,
        )
        submitted = st.form_submit_button(_("Importer"), type="primary", icon=":material/upload:")
    if not submitted:
        return
    try:
        summary = service.add_questionnaire(
            viewer=viewer, definition=definition, origin=read.name, code=code.strip() or None
        )
    except TransfoError as error:
        show_error(error)
        return
    st.session_state.pop(_STATE, None)
    confirm(_("Questionnaire importé, à relire avant de servir."))
    go_to_questionnaire(summary.code, summary.version)


def export_buttons(definition: QuestionnaireFile) -> None:
    """One download for each format, made when asked for."""
    with st.popover(_("Télécharger"), icon=":material/download:", key="questionnaire_downloads"):
        for chosen in QuestionnaireFormat:
            name = questionnaire_file_name(definition, chosen)
            st.download_button(
                chosen.label,
                _Later(definition, chosen, language()),
                file_name=name,
                mime=_MIME[chosen],
                icon=":material/download:",
                key=f"questionnaire_download_{chosen.value}",
                on_click="ignore",
                width="stretch",
            )


def questionnaire_file_name(definition: QuestionnaireFile, chosen: QuestionnaireFormat) -> str:
    """The name of the file: code, version, and the suffix that the tool expects."""
    suffixes = {
        QuestionnaireFormat.YAML: "yaml",
        QuestionnaireFormat.LIMESURVEY: "txt",
        QuestionnaireFormat.XLSFORM: "xlsx",
    }
    return f"{definition.code}-{definition.version}.{suffixes[chosen]}"


@dataclass(frozen=True)
class _Later:
    """The content of a file, written on another thread in the language of now."""

    definition: QuestionnaireFile
    chosen: QuestionnaireFormat
    language: str

    def __call__(self) -> bytes:
        """The bytes of the file."""
        with in_language(self.language):
            return questionnaire_file(self.definition, self.chosen)[1]
