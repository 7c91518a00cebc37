"""Taking in a Pix Orga file: look at what it holds, say which column tells the department, confirm."""

from __future__ import annotations

from datetime import date

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.results import competence_import as service
from transfo_rh.core import clock
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _
from transfo_rh.ui.page import show_error, shown_errors
from transfo_rh.ui.toasts import confirm


def import_pix_form(viewer: Viewer) -> None:
    """Upload, preview, confirm; nothing is stored before."""
    st.write(
        _(
            "Importez l’export CSV d’une campagne Pix Orga. Noms et identifiants sont écartés à la lecture : seuls des résultats par service, sur 5 personnes au moins, sont gardés."
        )
    )
    uploaded = st.file_uploader(_("Export CSV de Pix Orga"), type="csv", key="pix_file")
    measured_on = st.date_input(_("Date de la mesure"), clock.today(), format="DD/MM/YYYY")
    if uploaded is None or not isinstance(measured_on, date):
        return
    content = uploaded.getvalue()
    try:
        preview = service.inspect_pix(
            viewer=viewer, name=uploaded.name, content=content, measured_on=measured_on
        )
    except TransfoError as error:
        show_error(error)
        return
    st.success(
        _("{rows} personnes, {shared} résultats partagés, {n} compétences reconnues.").format(
            rows=number(preview.rows), shared=number(preview.shared), n=number(len(preview.competences))
        ),
        icon=":material/fact_check:",
    )
    recognised = {column.name: column for column in preview.columns}
    if not recognised:
        st.warning(
            _("Aucune colonne ne désigne un service : ajoutez à la campagne Pix un identifiant externe.")
        )
        return
    with st.form("import_pix", border=False):
        column = st.selectbox(
            _("Colonne qui désigne le service"),
            list(recognised),
            format_func=lambda name: _("{name} ({n} reconnus)").format(
                name=name, n=number(recognised[name].recognised)
            ),
        )
        title = st.text_input(_("Titre"), _("Pix, {day}").format(day=day(measured_on)), max_chars=250)
        unknown = recognised[column].unknown if column in recognised else ()
        if unknown:
            st.caption(
                _("Valeurs non reconnues, comptées dans l’ensemble seulement : {values}.").format(
                    values=", ".join(unknown[:8])
                )
            )
        if st.form_submit_button(_("Importer les résultats par service"), type="primary"):
            with shown_errors():
                service.import_pix(
                    viewer=viewer,
                    name=uploaded.name,
                    content=content,
                    title=title,
                    measured_on=measured_on,
                    column=column,
                )
                confirm(_("Mesure importée."))
                st.rerun()


def held_measures(viewer: Viewer) -> None:
    """The measures that were taken in, each with a way to forget it."""
    for held in service.competence_measures(viewer=viewer):
        with st.container(horizontal=True, vertical_alignment="center", key=f"measure_{held.id}"):
            st.write(f"{held.title} ({day(held.measured_on)})")
            if st.button(_("Retirer"), icon=":material/delete:", key=f"forget_measure_{held.id}"):
                with shown_errors():
                    service.delete_competence_measure(viewer=viewer, measure_id=held.id)
                    confirm(_("Mesure retirée."))
                    st.rerun()
