"""Importing levels: upload, correspondence, preview with located problems, confirmation, summary."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.i18n import _
from transfo_rh.skills.assessment.importing import service as imports
from transfo_rh.skills.catalogue.service import current_catalogue
from transfo_rh.ui.empty import empty_catalogue
from transfo_rh.ui.forms import levels_import as steps
from transfo_rh.ui.links import link_to
from transfo_rh.ui.page import open_page, show_error
from transfo_rh.ui.progress import progress_bar
from transfo_rh.ui.toasts import confirm

ctx = open_page(
    Permission.MANAGE_SKILLS,
    title=_("Importer des évaluations"),
    caption=_(
        "Niveaux d’un classeur ou d’un export Pix : tout est vérifié, rien n’est écrit sans votre accord."
    ),
)
catalogue = current_catalogue(viewer=ctx.viewer)
if not catalogue.skills:
    empty_catalogue(ctx.viewer, then=_("Les colonnes du fichier y sont reconnues."))
    st.stop()

state = steps.current_state()
if state.summary is not None:
    st.success(steps.summary_sentence(state.summary), icon=":material/check:")
    link_to("skills/assess", viewer=ctx.viewer, label=_("Voir les évaluations"))

if state.file is None or state.mapping is None:
    steps.upload_step(viewer=ctx.viewer, state=state, skills=catalogue.skills)
    st.stop()

st.markdown(f"**{steps.plain(state.file.name)}**")
if st.button(_("Choisir un autre fichier"), icon=":material/undo:"):
    steps.start_again()
    st.rerun()

steps.mapping_step(viewer=ctx.viewer, state=state, file=state.file, catalogue=catalogue)
if st.button(_("Vérifier le fichier"), type="primary", icon=":material/fact_check:"):
    try:
        with progress_bar(_("Vérification")) as progress:
            state.preview = imports.preview(
                viewer=ctx.viewer, file=state.file, mapping=state.mapping, progress=progress
            )
    except TransfoError as error:
        state.preview = None
        show_error(error)
if state.preview is None:
    st.stop()

st.header(_("Vérification"), anchor=False)
steps.show_preview(file=state.file, preview=state.preview)
if not state.preview.accepted:
    st.stop()
if st.button(_("Enregistrer"), type="primary", icon=":material/save:"):
    try:
        with progress_bar(_("Enregistrement")) as progress:
            summary = imports.store(
                viewer=ctx.viewer, file=state.file, mapping=state.mapping, progress=progress
            )
    except TransfoError as error:
        show_error(error)
        st.stop()
    steps.start_again(summary=summary)
    confirm(_("Évaluations enregistrées."))
    st.rerun()
