"""Exchange files between authorities: take one in, forget one, hand one's own over."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.results import benchmarks as service
from transfo_rh.campaigns.results.service import PublishedCampaign
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _
from transfo_rh.core.settings import settings
from transfo_rh.ui.page import shown_errors
from transfo_rh.ui.tables import later, safe_file_name
from transfo_rh.ui.toasts import confirm


def import_form(viewer: Viewer) -> None:
    """Take in the file of another authority."""
    with st.form("import_benchmark", border=False, clear_on_submit=True):
        uploaded = st.file_uploader(
            _("Fichier d’échange reçu d’une autre collectivité"),
            type="json",
            help=_("Un fichier JSON d’agrégats : scores de l’ensemble, sur 30 répondants au moins."),
        )
        if st.form_submit_button(_("Ajouter aux comparaisons")) and uploaded is not None:
            with shown_errors():
                taken = service.import_benchmark(
                    viewer=viewer, name=uploaded.name, content=uploaded.getvalue()
                )
                confirm(_("« {authority} » ajoutée aux comparaisons.").format(authority=taken.authority))
                st.rerun()


def held_files(viewer: Viewer) -> None:
    """The files that were taken in, each with a way to forget it."""
    for held in service.imported_benchmarks(viewer=viewer):
        with st.container(horizontal=True, vertical_alignment="center", key=f"benchmark_{held.id}"):
            st.write(
                _("{authority}, {day} : {questionnaire} {version}, {n} mesures").format(
                    authority=held.authority,
                    day=day(held.wave),
                    questionnaire=held.questionnaire,
                    version=held.version,
                    n=number(held.measures),
                )
            )
            if st.button(_("Retirer"), icon=":material/delete:", key=f"forget_{held.id}"):
                with shown_errors():
                    service.delete_benchmark(viewer=viewer, benchmark_id=held.id)
                    confirm(_("Référence retirée."))
                    st.rerun()


def export_button(viewer: Viewer, campaign: PublishedCampaign) -> None:
    """The exchange file of this survey, to hand over to other authorities."""
    st.write(
        _(
            "Le fichier d’échange ne contient que les scores de l’ensemble, arrondis, sur 30 répondants au moins : aucun service, aucun commentaire."
        )
    )
    authority = st.text_input(
        _("Nom de la collectivité dans le fichier"), settings().authority_name, max_chars=200
    )
    name = authority.strip() or settings().authority_name
    with shown_errors():
        service.exchange_file(viewer=viewer, campaign_id=campaign.id, authority=name)  # says why it cannot
        st.download_button(
            _("Télécharger le fichier d’échange"),
            later(lambda: service.export_benchmark(viewer=viewer, campaign_id=campaign.id, authority=name)),
            file_name=f"{safe_file_name(campaign.title)}-{campaign.wave_on.isoformat()}.json",
            mime="application/json",
            on_click="ignore",
            icon=":material/download:",
        )
