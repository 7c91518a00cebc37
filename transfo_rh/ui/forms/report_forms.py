"""The printable report of a department: made when asked for."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.results.report import department_report
from transfo_rh.campaigns.results.service import PublishedCampaign
from transfo_rh.core.i18n import _
from transfo_rh.ui.tables import later, safe_file_name


def report_button(viewer: Viewer, campaign: PublishedCampaign, unit: int | None, *, key: str) -> None:
    """Download the A4 report of a department, or of the whole (None; a department head: the own department)."""

    def made() -> bytes:
        return department_report(viewer=viewer, campaign_id=campaign.id, unit=unit)

    st.download_button(
        _("Rapport à imprimer (PDF)"),
        later(made),
        file_name=safe_file_name(f"{campaign.title} " + _("rapport")) + ".pdf",
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        key=key,
        on_click="ignore",
        help=_(
            "Conclusion, participation, dimensions, questions, évolutions et plan d’action en quelques pages A4."
        ),
    )
