"""Importing the staff: upload, correspondence, preview with located problems, confirmation, summary."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.core import clock
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.exchange.problems import Severity
from transfo_rh.skills.matching.service import link_jobs
from transfo_rh.staff.importing import service as imports
from transfo_rh.ui.forms import staff_import as steps
from transfo_rh.ui.links import link_to
from transfo_rh.ui.page import open_page, show_error
from transfo_rh.ui.progress import progress_bar
from transfo_rh.ui.toasts import confirm

ctx = open_page(
    Permission.IMPORT_STAFF,
    title=_("Importer le personnel"),
    caption=_(
        "Services, agents et postes, depuis un classeur : tout est vérifié, rien n’est écrit sans votre accord."
    ),
)
state = steps.current_state()

if state.summary is not None:
    st.success(steps.summary_sentence(state.summary), icon=":material/check:")
    link_to("administration/organisation", viewer=ctx.viewer, label=_("Voir l’organisation"))

if state.file is None or state.mapping is None:
    steps.upload_step(viewer=ctx.viewer, state=state)
    st.stop()

st.markdown(f"**{state.file.name}**")
if st.button(_("Choisir un autre fichier"), icon=":material/undo:"):
    steps.start_again()
    st.rerun()

steps.mapping_step(state=state, file=state.file, mapping=state.mapping)
effective_on = st.date_input(
    _("Date d’effet"),
    value=clock.today(),
    format="DD/MM/YYYY",
    help=_("Le jour à partir duquel les services, rattachements et départs de ce fichier valent."),
    key=f"staff_on_{state.turn}",
)
if state.effective_on != effective_on:
    state.effective_on, state.preview = effective_on, None

if st.button(_("Vérifier le fichier"), type="primary", icon=":material/fact_check:"):
    try:
        with progress_bar(_("Vérification")) as progress:
            state.preview = imports.preview(
                viewer=ctx.viewer,
                file=state.file,
                mapping=state.mapping,
                effective_on=effective_on,
                progress=progress,
            )
    except TransfoError as error:
        state.preview = None
        show_error(error)
if state.preview is None:
    st.stop()

st.header(_("Vérification"), anchor=False)
errors = sum(problem.severity is Severity.ERROR for problem in state.preview.problems)
if state.preview.changes is None:
    st.error(
        ngettext(
            "{n} problème à corriger. Rien n’a été écrit.",
            "{n} problèmes à corriger. Rien n’a été écrit.",
            errors,
        ).format(n=errors),
        icon=":material/error:",
    )
else:
    st.success(_("Le fichier peut être enregistré. Rien n’est encore écrit."), icon=":material/fact_check:")
if state.preview.problems:
    steps.show_problems(file=state.file, problems=state.preview.problems)
if state.preview.changes is None:
    st.stop()

steps.show_changes(state.preview.changes)
departures, closures = steps.confirmations(state=state, changes=state.preview.changes)
if st.button(_("Enregistrer"), type="primary", icon=":material/save:"):
    try:
        with progress_bar(_("Enregistrement")) as progress:
            summary = imports.store(
                viewer=ctx.viewer,
                file=state.file,
                mapping=state.mapping,
                effective_on=effective_on,
                confirm_departures=departures,
                confirm_closures=closures,
                progress=progress,
            )
            link_jobs(viewer=ctx.viewer)
    except TransfoError as error:
        show_error(error)
        st.stop()
    steps.start_again(summary=summary)
    confirm(_("Personnel enregistré."))
    st.rerun()
