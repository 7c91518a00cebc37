"""The catalogue as a workbook: download it, work on it, see what would change, then import all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core import clock
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.core.settings import settings
from transfo_rh.exchange.problems import Problem, RefusedImport
from transfo_rh.skills.catalogue import importing
from transfo_rh.skills.catalogue.changes import CatalogueChanges, EntryChange
from transfo_rh.skills.catalogue.workbook import catalogue_workbook
from transfo_rh.skills.model import Catalogue
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.page import show_error
from transfo_rh.ui.tables import XLSX, Column, ColumnKind, data_table, later
from transfo_rh.ui.toasts import confirm

FILE_NAME = "catalogue_competences.xlsx"
SHOWN_PROBLEMS = 500
_STATE, _TURN = "catalogue_workbook", "catalogue_workbook_turn"


@dataclass(frozen=True)
class _Read:
    """What was read last: the changes, or the problems, of a file for a day."""

    digest: str
    changes: CatalogueChanges | None = None
    problems: tuple[Problem, ...] = ()


def export_button(catalogue: Catalogue) -> None:
    """Download the catalogue as it stands, ready to be worked on."""
    st.write(
        _(
            "Quatre feuilles : familles, compétences avec leurs cinq repères, métiers, exigences. Le classeur s’importe tel quel après modification."
        )
    )
    st.download_button(
        _("Télécharger le catalogue (.xlsx)"),
        data=later(lambda: catalogue_workbook(catalogue)),
        file_name=FILE_NAME,
        mime=XLSX,
        on_click="ignore",
        icon=":material/download:",
        key="catalogue_export",
    )


def import_form(viewer: Viewer) -> None:
    """Choose a workbook, look at what it would change, agree. Nothing is written before."""
    st.header(_("Importer un classeur"), anchor=False)
    turn = st.session_state.get(_TURN, 0)
    sent = st.file_uploader(
        _("Classeur du catalogue (.xlsx, .ods)"),
        type=["xlsx", "xlsm", "xls", "ods"],
        max_upload_size=settings().max_upload_mb,
        help=_("Une ligne modifiée devient une nouvelle version ; une ligne absente ne supprime rien."),
        key=f"catalogue_file_{turn}",
    )
    if sent is None:
        st.session_state.pop(_STATE, None)
        return
    today = clock.today()
    on = st.date_input(
        _("Vaut à partir du"),
        value=today,
        min_value=today,
        format="DD/MM/YYYY",
        key=f"catalogue_on_{turn}",
        width=220,
    )
    day = on if isinstance(on, date) else today
    content = sent.getvalue()
    read = _read(viewer, sent.name, content, day)
    if read is None:
        return
    if read.changes is None:
        _show_problems(sent.name, content, read.problems)
        return
    _show_changes(read.changes)
    if not read.changes.is_empty and st.button(
        _("Importer"), type="primary", icon=":material/save:", key="catalogue_store"
    ):
        _store(viewer, sent.name, content, day, read.changes)


def _read(viewer: Viewer, name: str, content: bytes, on: date) -> _Read | None:
    digest = hashlib.sha256(f"{name}\0{on}\0".encode() + content).hexdigest()
    known: _Read | None = st.session_state.get(_STATE)
    if known is not None and known.digest == digest:
        return known
    try:
        with st.spinner(_("Lecture du classeur")):
            changes = importing.preview_workbook(viewer=viewer, name=name, content=content, valid_from=on)
        found = _Read(digest, changes)
    except RefusedImport as error:
        found = _Read(digest, problems=error.problems)
    except TransfoError as error:
        show_error(error)
        return None
    st.session_state[_STATE] = found
    return found


def _store(viewer: Viewer, name: str, content: bytes, on: date, changes: CatalogueChanges) -> None:
    try:
        importing.store_workbook(viewer=viewer, name=name, content=content, valid_from=on, previewed=changes)
    except TransfoError as error:
        st.session_state.pop(_STATE, None)
        show_error(error)
        return
    st.session_state.pop(_STATE, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    confirm(
        _("Catalogue importé : {added} ajouts, {changed} modifications.").format(
            added=number(len(changes.added)), changed=number(len(changes.changed))
        )
    )
    st.rerun()


def _show_changes(changes: CatalogueChanges) -> None:
    if changes.is_empty:
        st.info(
            _("Ce classeur dit la même chose que le catalogue : rien à importer."), icon=":material/info:"
        )
        return
    st.success(_("Le classeur peut être importé. Rien n’est encore écrit."), icon=":material/fact_check:")
    metric_row(
        [
            Metric(_("Ajouts"), number(len(changes.added))),
            Metric(_("Modifications"), number(len(changes.changed))),
            Metric(_("Inchangés"), number(changes.unchanged)),
        ]
    )
    rows = [_added_row(entry) for entry in changes.added]
    for entry in changes.changed:
        rows += [
            (entry.kind.label, entry.label, change.field, change.before or None, change.after or None)
            for change in entry.fields
        ]
    data_table(
        columns=[
            Column(_("Sorte")),
            Column(_("Intitulé")),
            Column(_("Champ")),
            Column(_("Avant")),
            Column(_("Après")),
        ],
        rows=rows,
        alt=_("Ce que l’import ajouterait et modifierait, champ par champ"),
        key="catalogue_changes",
    )


def _added_row(entry: EntryChange) -> tuple[str, str, str, str | None, str | None]:
    return entry.kind.label, entry.label, _("Nouveau"), None, entry.code


def _show_problems(name: str, content: bytes, problems: Sequence[Problem]) -> None:
    st.error(
        ngettext(
            "{n} problème à corriger. Rien n’a été écrit.",
            "{n} problèmes à corriger. Rien n’a été écrit.",
            len(problems),
        ).format(n=number(len(problems))),
        icon=":material/error:",
    )
    data_table(
        columns=[
            Column(_("Feuille")),
            Column(_("Ligne"), ColumnKind.NUMBER),
            Column(_("Colonne")),
            Column(_("Valeur lue")),
            Column(_("Problème et que faire")),
        ],
        rows=[(one.sheet, one.row, one.column, one.value, one.reason) for one in problems[:SHOWN_PROBLEMS]],
        alt=_("Les problèmes du classeur, avec leur feuille, leur ligne et leur colonne"),
        key="catalogue_problems",
    )
    if len(problems) > SHOWN_PROBLEMS:
        st.caption(_("Les {n} premiers sont affichés.").format(n=number(SHOWN_PROBLEMS)))
    st.download_button(
        _("Télécharger le classeur aux cellules marquées (.xlsx)"),
        data=later(lambda: importing.marked_catalogue(name=name, content=content, problems=problems)),
        file_name="catalogue_a_corriger.xlsx",
        mime=XLSX,
        on_click="ignore",
        icon=":material/download:",
        key="catalogue_marked",
    )
