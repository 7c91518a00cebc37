"""Answering one's surveys while signed in: the list, then one page per section."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns.collection import service
from transfo_rh.core.i18n import _
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms import answer_form as answering
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.ANSWER_SURVEYS,
    title=_("Répondre"),
    caption=_("Quelles enquêtes attendent ma réponse ?"),
)

state = answering.current()
if state is not None and state.sent:
    answering.show_thanks()
    st.stop()

with shown_errors():
    if state is not None:
        form = service.own_form(viewer=ctx.viewer, campaign_id=state.campaign_id)
        answering.show_form(ctx.viewer, form, state)
        st.stop()

forms = service.own_forms(viewer=ctx.viewer)
if not forms:
    empty_state(
        title=_("Aucune enquête ne vous attend"),
        body=_(
            "Les enquêtes qui vous sont adressées apparaissent ici, avec votre adresse électronique professionnelle. Si vous avez reçu un code, répondez à l’adresse indiquée sur votre coupon, ou sur l’affiche."
        ),
        page="home/my_work",
        action_label=_("Revenir à l’accueil"),
        viewer=ctx.viewer,
    )
    st.stop()
st.markdown(f"**{answering.conclusion(forms)}**")
answering.show_list(ctx.viewer, forms)
