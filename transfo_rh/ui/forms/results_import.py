"""The import of survey results on a screen: the file, what was recognised, the columns, the confirmation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.importing.columns import ResultsTable, SourceFile
from transfo_rh.campaigns.importing.mapping import (
    NO_COLUMN,
    Layout,
    ResultsMapping,
    dump_mapping,
    load_mapping,
)
from transfo_rh.campaigns.importing.service import (
    ImportPreview,
    ImportReport,
    import_results,
    open_results,
    preview,
)
from transfo_rh.campaigns.model import MAXIMUM_ATTRIBUTES, MINIMUM_K, Basis
from transfo_rh.core import clock
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.core.settings import settings
from transfo_rh.ui.links import link_to
from transfo_rh.ui.page import show_error
from transfo_rh.ui.progress import progress_bar
from transfo_rh.ui.tables import safe_file_name
from transfo_rh.ui.toasts import confirm

STATE = "results_import"
FILE_TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods", "lsa", "zip", "lss"]
_AUTOMATIC = ""


@dataclass
class ImportState:
    """An import in progress, in this person's session only. ``revision`` renews the widgets after a correction."""

    digest: str
    names: tuple[str, ...]
    files: tuple[SourceFile, ...]
    table: ResultsTable
    given: ResultsMapping
    wave_on: date
    revision: int = 0
    seen: ImportPreview | None = None
    report: ImportReport | None = None

    def give(self, mapping: ResultsMapping) -> None:
        """Take a correspondence into account at the next run."""
        self.given, self.seen, self.revision = mapping, None, self.revision + 1


def uploaded_results(viewer: Viewer) -> ImportState | None:
    """The files that the person chose, read once; None when there is none yet or they were refused."""
    uploads = st.file_uploader(
        _("Fichiers de résultats"),
        type=FILE_TYPES,
        accept_multiple_files=True,
        key="results_files",
        max_upload_size=settings().max_upload_mb,
        help=_(
            "Une ligne par personne, ou une ligne par personne et par question. Plusieurs fichiers aux mêmes colonnes sont mis bout à bout. Avec un export Kobo, ajoutez son XLSForm ; avec un CSV LimeSurvey, son .lss."
        ),
    )
    if not uploads:
        st.session_state.pop(STATE, None)
        return None
    files = tuple(SourceFile(upload.name, upload.getvalue()) for upload in uploads)
    digest = hashlib.sha256(b"\0".join(hashlib.sha256(file.content).digest() for file in files)).hexdigest()
    state: ImportState | None = st.session_state.get(STATE)
    if state is not None and state.digest == digest:
        return state
    st.session_state.pop(STATE, None)
    return _opened(viewer, files, digest, sheet=None, wave_on=clock.today())


def _opened(
    viewer: Viewer, files: tuple[SourceFile, ...], digest: str, *, sheet: str | None, wave_on: date
) -> ImportState | None:
    try:
        with progress_bar(_("Lecture du fichier")) as progress:
            table = open_results(viewer=viewer, files=files, sheet=sheet, progress=progress)
    except TransfoError as error:
        show_error(error)
        return None
    names = tuple(file.name for file in files)
    state = ImportState(digest, names, files, table, ResultsMapping(sheet=sheet), wave_on)
    st.session_state[STATE] = state
    return state


def recognised(viewer: Viewer, state: ImportState) -> ImportPreview | None:
    """What importing would do with the present choices; None, with the message shown, when nothing fits."""
    if state.seen is None:
        try:
            state.seen = preview(viewer=viewer, files=state.table, mapping=state.given, wave_on=state.wave_on)
        except TransfoError as error:
            show_error(error)
    return state.seen


def mapping_upload(state: ImportState) -> None:
    """A correspondence kept from an earlier import."""
    with st.popover(_("J’ai déjà une correspondance"), icon=":material/rule_settings:"):
        upload = st.file_uploader(
            _("Correspondance enregistrée (YAML)"), type=["yaml", "yml"], key=f"mapping_{state.revision}"
        )
        if upload is not None:
            try:
                state.give(load_mapping(name=upload.name, content=upload.getvalue()))
            except TransfoError as error:
                show_error(error)
                return
            st.rerun()


def columns_form(viewer: Viewer, state: ImportState) -> None:
    """Which column holds what. Applying it recognises scales and questions again."""
    known = state.seen.mapping if state.seen is not None else state.given
    with st.form(f"columns_{state.revision}", border=False):
        layout = st.radio(
            _("Disposition"),
            list(Layout),
            index=list(Layout).index(known.layout or Layout.WIDE),
            format_func=lambda choice: choice.label,
            horizontal=True,
        )
        chosen = known.model_copy(
            update={
                "layout": layout,
                "sheet": _sheet_choice(state),
                "scales": {},
                "dimensions": {},
                "items": (),
                "question_label": None,
                "dimension": None,
                **_column_roles(state, known, long=layout is Layout.LONG),
            }
        )
        wave_on = st.date_input(_("Date de la vague"), state.wave_on, format="DD/MM/YYYY")
        if st.form_submit_button(_("Appliquer")):
            _apply_columns(viewer, state, chosen, wave_on if isinstance(wave_on, date) else state.wave_on)


def _column_roles(state: ImportState, known: ResultsMapping, *, long: bool) -> dict[str, object]:
    """The column that the person picked for each role; the choices of a long file count only there."""
    columns = [column.name for column in state.table.columns]
    left, right = st.columns(2)
    with left:
        respondent = _column_choice(
            _("Répondant"),
            columns,
            known.respondent_column,
            help_text=_("Regroupe les lignes d’une même personne ; jamais enregistré."),
        )
        question = _column_choice(_("Question (fichier long)"), columns, known.question)
        value = _column_choice(_("Réponse (fichier long)"), columns, known.value)
    with right:
        department = _columns_choice(
            _("Service, du plus haut au plus fin"), columns, known.department_columns
        )
        value_label = _column_choice(_("Libellé de la réponse"), columns, known.value_label)
        attributes = _columns_choice(
            _("Attributs de regroupement"),
            columns,
            known.attributes,
            most=MAXIMUM_ATTRIBUTES,
            help_text=_("Trois au plus ; ils doivent avoir été annoncés aux répondants."),
        )
    return {
        "respondent": respondent or NO_COLUMN,
        "department": department or (NO_COLUMN,),
        "attributes": attributes,
        "question": (question or None) if long else None,
        "value": (value or None) if long else None,
        "value_label": (value_label or None) if long else None,
    }


def _apply_columns(viewer: Viewer, state: ImportState, chosen: ResultsMapping, wave_on: date) -> None:
    if chosen.sheet != state.table.sheet and chosen.sheet is not None:
        reopened = _opened(viewer, state.files, state.digest, sheet=chosen.sheet, wave_on=wave_on)
        if reopened is None:
            return
        reopened.revision = state.revision + 1
        st.rerun()
    state.wave_on = wave_on
    state.give(chosen)
    st.rerun()


def _sheet_choice(state: ImportState) -> str | None:
    sheets = state.table.sheets
    if len(sheets) < 2:
        return state.table.sheet
    current = state.table.sheet if state.table.sheet in sheets else sheets[0]
    return st.selectbox(_("Feuille"), sheets, index=sheets.index(current), filter_mode=None)


def _column_choice(
    label: str, columns: list[str], chosen: str | None, *, help_text: str | None = None
) -> str:
    options = [_AUTOMATIC, *columns]
    picked = st.selectbox(
        label,
        options,
        index=options.index(chosen) if chosen in options else 0,
        format_func=lambda name: name or _("Aucune"),
        help=help_text,
    )
    return picked or _AUTOMATIC


def _columns_choice(
    label: str,
    columns: list[str],
    chosen: tuple[str, ...],
    *,
    most: int | None = None,
    help_text: str | None = None,
) -> tuple[str, ...]:
    picked = st.multiselect(
        label,
        columns,
        default=[name for name in chosen if name in columns],
        max_selections=most,
        placeholder=_("Aucun"),
        help=help_text,
    )
    return tuple(picked)


def confirm_form(viewer: Viewer, state: ImportState, *, comments: int) -> None:
    """Title, anonymity and what becomes of the open answers (``comments`` of them), then the import with its progress."""
    st.caption(_("Vague du {day} : cette date se change dans « Colonnes ».").format(day=day(state.wave_on)))
    with st.form("confirm_import", border=False):
        title = st.text_input(
            _("Titre de la campagne"), max_chars=250, placeholder=_("Baromètre social 2026")
        )
        anonymous = st.radio(
            _("Les répondants ont-ils répondu anonymement ?"),
            [True, False],
            format_func=lambda choice: _("Oui, anonyme") if choice else _("Non, confidentielle"),
            horizontal=True,
        )
        k = st.number_input(
            _("Seuil de confidentialité (répondants)"),
            min_value=MINIMUM_K,
            value=MINIMUM_K,
            step=1,
            help=_(
                "En dessous de ce nombre de répondants, un groupe n’est jamais affiché. Le seuil ne changera plus."
            ),
            width=280,
        )
        kept = comments == 0 or st.checkbox(
            ngettext(
                "Garder {n} réponse libre comme commentaire",
                "Garder les {n} réponses libres comme commentaires",
                comments,
            ).format(n=number(comments)),
            value=True,
            help=_(
                "Noms du personnel, courriels et numéros sont masqués. Les commentaires sont publiés sans auteur, dans un ordre tiré au hasard, au-delà d’un seuil de répondants. Une allusion peut rester : dans le doute, ne les gardez pas."
            ),
        )
        submitted = st.form_submit_button(_("Importer"), type="primary", icon=":material/upload:")
    if submitted:
        try:
            with progress_bar(_("Reconnaissance des colonnes et des échelles")) as progress:
                state.report = import_results(
                    viewer=viewer,
                    files=state.table,
                    title=title,
                    mapping=state.given,
                    wave_on=state.wave_on,
                    anonymous=bool(anonymous),
                    k=int(k),
                    comments=kept,
                    progress=progress,
                )
        except TransfoError as error:
            show_error(error)
            return
        confirm(_("Résultats importés."))
        st.rerun()


def show_report(viewer: Viewer, state: ImportState, report: ImportReport) -> None:
    """What was imported, where to go next, and the correspondence to keep."""
    st.success(
        _("Campagne importée : {lines} lignes, {questions} questions. Il reste à la publier.").format(
            lines=number(report.counts.lines), questions=number(report.counts.questions)
        ),
        icon=":material/check_circle:",
    )
    if report.basis is Basis.QUESTION:
        st.info(_("Réponses importées question par question : ni score par personne, ni fiabilité."))
    link_to("surveys/campaigns", viewer=viewer, label=_("Aller aux campagnes pour publier"))
    st.download_button(
        _("Télécharger la correspondance (YAML)"),
        data=dump_mapping(report.mapping),
        file_name=f"{safe_file_name(state.names[0].rsplit('.', 1)[0])}.yaml",
        mime="application/yaml",
        on_click="ignore",
        icon=":material/download:",
    )
    st.caption(_("Redonnez-la l’an prochain : le fichier suivant entrera sans rien ressaisir."))
