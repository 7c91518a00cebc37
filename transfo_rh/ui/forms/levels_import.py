"""The steps of the import of levels: upload, correspondence, problems, what would be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core import clock
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, clauses, ngettext
from transfo_rh.exchange.problems import Problem, Severity
from transfo_rh.exchange.spreadsheets import Table
from transfo_rh.skills.assessment.importing import service as imports
from transfo_rh.skills.assessment.importing.cells import Scale
from transfo_rh.skills.assessment.importing.model import (
    FIELDS_OF,
    LEFT_OUT,
    LabelChoice,
    Layout,
    LevelField,
    LevelsFile,
    LevelsMapping,
    LevelsPreview,
    LevelsSummary,
    SheetMapping,
)
from transfo_rh.skills.assessment.importing.template import TEMPLATE_NAME, template_bytes
from transfo_rh.skills.model import Catalogue, Skill, Source
from transfo_rh.staff.formats.corrected import marked_workbook
from transfo_rh.ui.page import show_error
from transfo_rh.ui.progress import progress_bar
from transfo_rh.ui.tables import XLSX, Column, ColumnKind, data_table, later
from transfo_rh.ui.text import plain

__all__ = ["current_state", "mapping_step", "plain", "show_preview", "start_again", "upload_step"]

SHOWN_PROBLEMS = 500
SHOWN_LABELS = 60
_STATE = "levels_import"


@dataclass
class ImportState:
    """Where the person stands; plain data only. ``turn`` renews the widgets of each file."""

    turn: int = 0
    file: LevelsFile | None = None
    mapping: LevelsMapping | None = None
    preview: LevelsPreview | None = None
    summary: LevelsSummary | None = None


def current_state() -> ImportState:
    """The state of this browser tab's import."""
    state: ImportState = st.session_state.setdefault(_STATE, ImportState())
    return state


def start_again(*, summary: LevelsSummary | None = None) -> None:
    """Forget the file; keep what was written, to show it."""
    st.session_state[_STATE] = ImportState(turn=current_state().turn + 1, summary=summary)


def upload_step(*, viewer: Viewer, state: ImportState, skills: Sequence[Skill]) -> None:
    """Choose a file or fetch the template; the file is read at once."""
    st.download_button(
        _("Télécharger le modèle (.xlsx)"),
        data=later(lambda: template_bytes(skills)),
        file_name=TEMPLATE_NAME,
        mime=XLSX,
        on_click="ignore",
        icon=":material/download:",
    )
    upload = st.file_uploader(
        _("Fichier d’évaluations (.xlsx, .ods, .csv)"),
        type=["xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt"],
        help=_("Agents en lignes et compétences en colonnes, ou une évaluation par ligne."),
        key=f"levels_upload_{state.turn}",
    )
    if upload is None:
        return
    try:
        with progress_bar(_("Lecture du fichier")) as show:
            file = imports.open_levels_file(
                viewer=viewer, name=upload.name, content=upload.getvalue(), progress=show
            )
            state.mapping = imports.guess(viewer=viewer, file=file)
        state.file = file
    except TransfoError as error:
        show_error(error)
        return
    state.summary = None
    st.rerun()


def mapping_step(*, viewer: Viewer, state: ImportState, file: LevelsFile, catalogue: Catalogue) -> None:
    """What each sheet and column holds, what holds where the file does not say, which skill each label names."""
    if state.mapping is None:
        return
    st.header(_("Correspondance"), anchor=False)
    st.caption(_("Devinée d’après les titres et le contenu. Corrigez-la si besoin, puis vérifiez."))
    chosen = state.mapping
    tabs = st.tabs([table.sheet for table in file.tables])
    for position, (tab, table) in enumerate(zip(tabs, file.tables, strict=True)):
        with tab:
            chosen = chosen.with_sheet(
                _sheet_mapping(f"{state.turn}_{position}", table, chosen.sheet(table.sheet))
            )
    chosen = _defaults(state.turn, chosen)
    choices = imports.label_choices(viewer=viewer, file=file, mapping=chosen)
    chosen = replace(chosen, skills=_labels(state.turn, choices, catalogue))
    if chosen != state.mapping:
        state.mapping, state.preview = chosen, None


def _sheet_mapping(key: str, table: Table, found: SheetMapping) -> SheetMapping:
    chosen = st.selectbox(
        _("Cette feuille contient"),
        list(Layout),
        index=list(Layout).index(found.layout),
        format_func=lambda value: value.label,
        key=f"levels_layout_{key}",
    )
    layout = chosen or found.layout
    columns: dict[LevelField, str] = {}
    places = st.columns(3)
    for position, wanted in enumerate(FIELDS_OF[layout]):
        guess = found.columns.get(wanted)
        column = places[position % 3].selectbox(
            _("Matricule, adresse ou nom") if wanted is LevelField.PERSON else wanted.label,
            table.columns,
            index=table.columns.index(guess) if guess in table.columns else None,
            placeholder=_("Aucune colonne"),
            key=f"levels_field_{key}_{layout}_{wanted}",
        )
        if column is not None:
            columns[wanted] = column
    return SheetMapping(table.sheet, layout, columns)


def _defaults(turn: int, mapping: LevelsMapping) -> LevelsMapping:
    scale_place, source_place, day_place = st.columns(3)
    scale = scale_place.selectbox(
        _("Échelle des niveaux"),
        list(Scale),
        index=list(Scale).index(mapping.scale),
        format_func=lambda value: value.label,
        key=f"levels_scale_{turn}",
    )
    sources: list[Source] = [source for source in Source if source is not Source.CERTIFICATE]
    source = source_place.selectbox(
        _("Source, où le fichier ne la dit pas"),
        sources,
        index=sources.index(mapping.source),
        format_func=lambda value: value.label,
        key=f"levels_source_{turn}",
    )
    stated_on = day_place.date_input(
        _("Date, où le fichier ne la dit pas"),
        value=mapping.stated_on,
        max_value=clock.today(),
        format="DD/MM/YYYY",
        key=f"levels_day_{turn}",
    )
    return replace(
        mapping,
        scale=scale or mapping.scale,
        source=source or mapping.source,
        stated_on=stated_on or mapping.stated_on,
    )


def _labels(turn: int, choices: Sequence[LabelChoice], catalogue: Catalogue) -> dict[str, str | None]:
    """The skill of each label: those that no skill has exactly in sight, the others folded."""
    chosen = {choice.label: choice.code for choice in choices}
    strange = [choice for choice in choices if choice.suggestions or choice.code is None]
    exact = [choice for choice in choices if choice not in strange]
    if strange:
        st.subheader(_("Libellés à rapprocher du catalogue"), anchor=False)
        st.caption(_("Proposés par ressemblance : vérifiez chacun, ou choisissez de ne pas le lire."))
        chosen |= _label_widgets(turn, strange[:SHOWN_LABELS], catalogue)
    if exact:
        title = ngettext("{n} libellé reconnu", "{n} libellés reconnus", len(exact))
        with st.expander(title.format(n=number(len(exact))), icon=":material/check:"):
            chosen |= _label_widgets(turn, exact[:SHOWN_LABELS], catalogue)
    return chosen


def _label_widgets(turn: int, choices: Sequence[LabelChoice], catalogue: Catalogue) -> dict[str, str | None]:
    places = st.columns(3)
    codes = [skill.code for skill in catalogue.skills]
    found: dict[str, str | None] = {}
    for position, choice in enumerate(choices):
        options = list(dict.fromkeys((*choice.suggestions, *codes)))
        found[choice.label] = places[position % 3].selectbox(
            plain(choice.label),
            [LEFT_OUT, *options],
            index=None if choice.code is None else [LEFT_OUT, *options].index(choice.code),
            format_func=lambda code: _name(catalogue, code),
            placeholder=_("Choisir une compétence"),
            key=f"levels_label_{turn}_{choice.label}",
            filter_mode="contains",
        )
    return found


def _name(catalogue: Catalogue, code: str) -> str:
    skill = catalogue.skill(code)
    return _("Ne pas lire") if skill is None else skill.label


def show_preview(*, file: LevelsFile, preview: LevelsPreview) -> None:
    """Whether the file may be stored, what it would write, and its problems."""
    errors = sum(problem.severity is Severity.ERROR for problem in preview.problems)
    if errors:
        st.error(
            ngettext(
                "{n} problème à corriger. Rien n’a été écrit.",
                "{n} problèmes à corriger. Rien n’a été écrit.",
                errors,
            ).format(n=number(errors)),
            icon=":material/error:",
        )
    else:
        st.success(
            _("Le fichier peut être enregistré : {what}. Rien n’est encore écrit.").format(
                what=_counts(preview.new, preview.known, preview.agents, preview.skills)
            ),
            icon=":material/fact_check:",
        )
    if preview.problems:
        _show_problems(file, preview.problems)


def _show_problems(file: LevelsFile, problems: Sequence[Problem]) -> None:
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
                _("À corriger") if problem.severity is Severity.ERROR else _("À savoir"),
                problem.sheet,
                problem.row,
                problem.column,
                problem.value,
                problem.reason,
            )
            for problem in shown
        ],
        alt=_("Les problèmes du fichier, avec leur feuille, leur ligne et leur colonne"),
        key="levels_problems",
    )
    if len(problems) > len(shown):
        st.caption(_("Les {n} premiers sont affichés.").format(n=number(len(shown))))
    st.download_button(
        _("Télécharger le fichier aux cellules marquées (.xlsx)"),
        data=later(lambda: marked_workbook(file.tables, problems, original=file.original)),
        file_name="evaluations_a_corriger.xlsx",
        mime=XLSX,
        on_click="ignore",
        icon=":material/download:",
    )


def summary_sentence(summary: LevelsSummary) -> str:
    """What was written, in one sentence."""
    what = _counts(summary.written, summary.known, summary.agents, summary.skills)
    return _("Import terminé : {what}.").format(what=what)


def _counts(new: int, known: int, agents: int, skills: int) -> str:
    parts = [
        ngettext("{n} nouveau niveau", "{n} nouveaux niveaux", new).format(n=number(new)),
        ngettext("{n} agent", "{n} agents", agents).format(n=number(agents)),
        ngettext("{n} compétence", "{n} compétences", skills).format(n=number(skills)),
    ]
    if known:
        parts.append(
            ngettext("{n} niveau déjà connu", "{n} niveaux déjà connus", known).format(n=number(known))
        )
    return clauses(parts)
