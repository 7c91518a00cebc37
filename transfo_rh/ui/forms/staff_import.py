"""The steps of the staff import: upload, correspondence, problems, what would change, confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.exchange.problems import Problem
from transfo_rh.staff.changes import StaffChanges, StaffSummary
from transfo_rh.staff.formats.corrected import marked_workbook
from transfo_rh.staff.formats.template import TEMPLATE_NAME, template_bytes
from transfo_rh.staff.importing import service as imports
from transfo_rh.staff.importing.fields import FIELDS_OF, Content, Field
from transfo_rh.staff.importing.mapping import PathLevel, StaffMapping, TableMapping, to_yaml
from transfo_rh.staff.importing.recognition import guess_table_as
from transfo_rh.staff.importing.service import StaffFile, StaffPreview
from transfo_rh.ui.page import show_error
from transfo_rh.ui.progress import progress_bar
from transfo_rh.ui.tables import XLSX, Column, ColumnKind, data_table

if TYPE_CHECKING:
    from transfo_rh.exchange.spreadsheets import Table

SHOWN_PROBLEMS = 500
SHOWN_DEPARTURES = 200
_STATE = "staff_import"


@dataclass
class ImportState:
    """Where the person stands; plain data only. ``turn`` renews the widgets of each file."""

    turn: int = 0
    file: StaffFile | None = None
    mapping: StaffMapping | None = None
    preview: StaffPreview | None = None
    effective_on: date | None = None
    summary: StaffSummary | None = None


def current_state() -> ImportState:
    """The state of this browser tab's import."""
    state: ImportState = st.session_state.setdefault(_STATE, ImportState())
    return state


def start_again(*, summary: StaffSummary | None = None) -> None:
    """Forget the file; keep what was written, to show it."""
    st.session_state[_STATE] = ImportState(turn=current_state().turn + 1, summary=summary)


def upload_step(*, viewer: Viewer, state: ImportState) -> None:
    """Choose files or fetch the template; the files are read at once."""
    st.download_button(
        _("Télécharger le modèle (.xlsx)"),
        data=template_bytes,
        file_name=TEMPLATE_NAME,
        mime=XLSX,
        on_click="ignore",
        icon=":material/download:",
    )
    uploads = st.file_uploader(
        _("Fichiers du personnel (.xlsx, .ods, .csv)"),
        type=["xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt"],
        accept_multiple_files=True,
        help=_(
            "Services, agents et postes, dans un ou plusieurs fichiers. Rien n’est écrit avant votre accord."
        ),
        key=f"staff_upload_{state.turn}",
    )
    if not uploads:
        return
    try:
        with progress_bar(_("Lecture du fichier")) as show:
            opened = [
                imports.open_staff_file(name=upload.name, content=upload.getvalue(), progress=show)
                for upload in uploads
            ]
        file = imports.combined(opened)
        state.mapping = imports.guess(viewer=viewer, file=file)
        state.file = file
    except TransfoError as error:
        show_error(error)
        return
    state.summary = None
    st.rerun()


def mapping_step(*, state: ImportState, file: StaffFile, mapping: StaffMapping) -> None:
    """One tab per sheet: what its rows are, and which column holds what; then one button to check."""
    st.header(_("Correspondance des colonnes"), anchor=False)
    st.caption(_("Devinée d’après les titres et le contenu. Corrigez-la si besoin, puis vérifiez."))
    tabs = st.tabs([table.sheet for table in file.sheets])
    chosen = []
    for position, (tab, table) in enumerate(zip(tabs, file.sheets, strict=True)):
        with tab:
            found = mapping.table(table.sheet) or TableMapping(sheet=table.sheet, content=Content.IGNORED)
            chosen.append(_table_mapping(f"{state.turn}_{position}", table, found))
    create = st.checkbox(
        _("Créer les services que seuls les agents ou les postes nomment"),
        value=mapping.create_departments,
        help=_("Sinon, un service absent de l’organisation est signalé comme une erreur."),
        key=f"staff_create_{state.turn}",
    )
    updated = mapping.model_copy(update={"tables": tuple(chosen), "create_departments": create})
    if updated != mapping:
        state.mapping, state.preview = updated, None
    st.download_button(
        _("Télécharger la correspondance (YAML)"),
        data=to_yaml(updated),
        file_name="correspondance_personnel.yaml",
        mime="application/yaml",
        on_click="ignore",
        icon=":material/save:",
    )


def _table_mapping(key: str, table: Table, found: TableMapping) -> TableMapping:
    chosen = st.selectbox(
        _("Cette feuille contient"),
        list(Content),
        index=list(Content).index(found.content),
        format_func=lambda value: value.label,
        key=f"staff_content_{key}",
    )
    content = chosen or found.content
    if content is not found.content:
        found = guess_table_as(table, content)
    if content is Content.IGNORED:
        return found
    columns = list(dict.fromkeys((*(column for _label, column in found.used_columns()), *table.columns)))
    fields = _field_choices(f"{key}_{content}", columns, found)
    levels = st.multiselect(
        _("Colonnes du chemin, du plus haut niveau au plus bas"),
        columns,
        default=[level.name for level in found.path],
        placeholder=_("Aucune"),
        help=_("Par exemple Pôle, Direction, Service, quand l’organigramme est écrit en colonnes."),
        key=f"staff_path_{key}_{content}",
    )
    codes = {level.name: level.code for level in found.path}
    return found.model_copy(
        update={
            "columns": fields,
            "path": tuple(PathLevel(name=name, code=codes.get(name)) for name in levels),
            "separator": found.separator if Field.DEPARTMENT_NAME in fields else None,
        }
    )


def _field_choices(key: str, columns: list[str], found: TableMapping) -> dict[Field, str]:
    chosen: dict[Field, str] = {}
    places = st.columns(3)
    for position, field in enumerate(FIELDS_OF[found.content]):
        guess = found.columns.get(field)
        column = places[position % 3].selectbox(
            field.label,
            columns,
            index=columns.index(guess) if guess in columns else None,
            placeholder=_("Aucune colonne"),
            key=f"staff_field_{key}_{field}",
        )
        if column is not None:
            chosen[field] = column
    return chosen


def show_problems(*, file: StaffFile, problems: tuple[Problem, ...]) -> None:
    """The located problems, and the file to download with its faulty cells marked."""
    shown = problems[:SHOWN_PROBLEMS]
    data_table(
        columns=[
            Column(_("Gravité")),
            Column(_("Feuille")),
            Column(_("Ligne"), ColumnKind.NUMBER),
            Column(_("Colonne")),
            Column(_("Valeur lue")),
            Column(_("Problème et que faire")),
        ],
        rows=[
            (
                _("À corriger") if problem.severity == "error" else _("À savoir"),
                problem.sheet,
                problem.row,
                problem.column,
                problem.value,
                problem.reason,
            )
            for problem in shown
        ],
        alt=_("Les problèmes du fichier, avec leur feuille, leur ligne et leur colonne"),
        key="staff_problems",
    )
    if len(problems) > len(shown):
        st.caption(_("Les {n} premiers sont affichés.").format(n=number(len(shown))))
    st.download_button(
        _("Télécharger le fichier aux cellules marquées (.xlsx)"),
        data=lambda: marked_workbook(file.sheets, problems, original=file.original),
        file_name="personnel_a_corriger.xlsx",
        mime=XLSX,
        on_click="ignore",
        icon=":material/download:",
    )


def show_changes(changes: StaffChanges) -> None:
    """What would be written, in one table."""
    data_table(
        columns=[
            Column(_("Objet"), pinned=True),
            Column(_("Ajoutés"), ColumnKind.NUMBER),
            Column(_("Modifiés"), ColumnKind.NUMBER),
            Column(_("Inchangés"), ColumnKind.NUMBER),
            Column(_("Absents du fichier"), ColumnKind.NUMBER),
        ],
        rows=[
            (
                _("Services"),
                len(changes.departments_added),
                len(changes.departments_updated),
                None,
                len(changes.departments_absent),
            ),
            (
                _("Agents"),
                len(changes.agents_added),
                len(changes.agents_updated),
                changes.agents_unchanged,
                len(changes.agents_absent),
            ),
            (
                _("Postes"),
                len(changes.positions_added),
                len(changes.positions_updated),
                changes.positions_unchanged,
                len(changes.positions_absent),
            ),
        ],
        alt=_("Ce que l’import ajouterait et modifierait, par objet"),
        key="staff_changes",
    )


def confirmations(*, state: ImportState, changes: StaffChanges) -> tuple[bool, bool]:
    """(Departures confirmed, closures confirmed): asked only when something is absent from the file."""
    departures = closures = False
    if changes.agents_absent:
        count = len(changes.agents_absent)
        share = percent(100 * changes.share_leaving, decimals=1)
        if changes.many_departures:
            st.warning(
                _(
                    "{n} agents de la base, soit {share} de l’effectif, ne sont pas dans ce fichier. Est-il complet ?"
                ).format(n=number(count), share=share),
                icon=":material/warning:",
            )
        departures = st.checkbox(
            ngettext(
                "Confirmer le départ de {n} agent absent du fichier ({share} de l’effectif)",
                "Confirmer le départ de {n} agents absents du fichier ({share} de l’effectif)",
                count,
            ).format(n=number(count), share=share),
            key=f"staff_departures_{state.turn}",
        )
        with st.expander(_("Voir les agents absents du fichier")):
            names = [
                f"{agent.last_name} {agent.first_name} ({agent.matricule})"
                for agent in changes.agents_absent[:SHOWN_DEPARTURES]
            ]
            st.text("\n".join(names))
    if changes.departments_absent or changes.positions_absent:
        closures = st.checkbox(
            _("Fermer {departments} services et {positions} postes absents du fichier").format(
                departments=number(len(changes.departments_absent)),
                positions=number(len(changes.positions_absent)),
            ),
            key=f"staff_closures_{state.turn}",
        )
    return departures, closures


def summary_sentence(summary: StaffSummary) -> str:
    """What was written, in one sentence."""
    return _(
        "Enregistré : {d} services ajoutés ou modifiés, {a} agents ajoutés, {u} modifiés, {left} sortis, {p} postes ajoutés ou modifiés."
    ).format(
        d=number(summary.departments_added + summary.departments_updated),
        a=number(summary.agents_added),
        u=number(summary.agents_updated),
        left=number(summary.agents_left),
        p=number(summary.positions_added + summary.positions_updated),
    )
