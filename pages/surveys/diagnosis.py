"""The organisational diagnosis: heads fill in their departments, human resources follow and read."""

import streamlit as st

from transfo_rh.access.policy import Permission, Reach, allows
from transfo_rh.campaigns.diagnosis import service
from transfo_rh.campaigns.diagnosis.synthesis import synthesis
from transfo_rh.core.i18n import _
from transfo_rh.ui.diagnosis_synthesis_view import show_synthesis
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms import diagnosis_view as view
from transfo_rh.ui.forms.diagnosis_form import fill_in
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.FILL_DIAGNOSIS,
    title=_("Diagnostic des services"),
    caption=_("Où en est chaque service dans sa transformation, selon son responsable ?"),
)

campaigns = service.campaigns(viewer=ctx.viewer)
if not campaigns:
    empty_state(
        title=_("Aucun diagnostic en cours"),
        body=_(
            "Ouvrez une campagne adressée aux responsables de service : leurs diagnostics se suivent ensuite ici."
        )
        if allows(ctx.viewer, Permission.MANAGE_CAMPAIGNS)
        else _(
            "Un diagnostic apparaît ici dès que les ressources humaines ouvrent une campagne adressée aux responsables de service."
        ),
        action_label=_("Voir les campagnes"),
        page="surveys/campaigns",
        viewer=ctx.viewer,
    )
    st.stop()

campaign = view.choose_campaign(campaigns)
with shown_errors():
    lines = service.diagnoses(viewer=ctx.viewer, campaign_id=campaign.id)
    reads_all = ctx.reach is Reach.ALL
    view.show_follow_up(campaign, lines)
    view.say_attributed(may_fill=ctx.reach is Reach.SUBTREE)
    shown = view.choose_part() if reads_all else view.ONE
    if shown == view.FOLLOW_UP:
        view.show_table(lines, file_name=_("suivi du diagnostic"))
    elif shown == view.TOGETHER:
        show_synthesis(synthesis(viewer=ctx.viewer, campaign_id=campaign.id))
    else:
        unit = view.choose_department(lines, to_read=reads_all)
        diagnosis = service.diagnosis(viewer=ctx.viewer, campaign_id=campaign.id, unit=unit)
        view.show_heading(diagnosis)
        if diagnosis.may_fill:
            fill_in(ctx.viewer, diagnosis)
        else:
            view.show_content(diagnosis)
        if diagnosis.may_reopen:
            view.offer_reopening(ctx.viewer, diagnosis)
        view.show_history(service.history(viewer=ctx.viewer, campaign_id=campaign.id, unit=unit))
    if not reads_all and len(lines) > 1:
        with st.expander(_("Synthèse de vos services"), icon=":material/grid_on:"):
            show_synthesis(synthesis(viewer=ctx.viewer, campaign_id=campaign.id))
