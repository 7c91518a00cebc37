"""The « attestation d'anonymat » of a published survey: what an observer with every figure could still find out."""

import streamlit as st

from transfo_rh.access.policy import Permission, allows
from transfo_rh.campaigns.model import Basis
from transfo_rh.campaigns.publication.attestation_wording import why_none
from transfo_rh.campaigns.publication.attesting import attestation_of
from transfo_rh.core.i18n import _
from transfo_rh.ui.attestation_view import pdf_button, show_attestation, show_verification, verify_button
from transfo_rh.ui.forms.results_scope import choose_scope
from transfo_rh.ui.links import link_to
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.VIEW_RESULTS,
    title=_("Attestation d’anonymat"),
    caption=_("Avec tous les chiffres publiés, que pourrait-on apprendre d’un groupe masqué ?"),
)

scope = choose_scope(ctx.viewer, with_unit=False)
with shown_errors():
    stored = attestation_of(viewer=ctx.viewer, campaign_id=scope.campaign.id)
    attributed = scope.campaign.basis is Basis.DEPARTMENT
    if stored.attestation is None:
        may_verify = allows(ctx.viewer, Permission.MANAGE_CAMPAIGNS)
        st.info(why_none(attributed=attributed, may_verify=may_verify), icon=":material/info:")
        link_to(
            "surveys/results",
            viewer=ctx.viewer,
            label=_("Lire les résultats"),
            query={"enquete": str(scope.campaign.id)},
        )
    else:
        show_attestation(stored, stored.attestation)
    with st.container(horizontal=True, key="attestation_actions"):
        if stored.attestation is not None:
            pdf_button(ctx.viewer, stored, scope.campaign.id)
        verify = not attributed and verify_button(ctx.viewer)
    if verify:
        show_verification(ctx.viewer, scope.campaign.id)
