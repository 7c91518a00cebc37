"""The cards of campaigns in preparation and of open ones: where each one stands, and its next act."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.life import service
from transfo_rh.campaigns.life.rules import is_overdue
from transfo_rh.campaigns.model import Basis, Campaign, CampaignState
from transfo_rh.core import clock
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import day, number, percent
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.ui.forms.campaign_preparation import CAMPAIGN_KEY
from transfo_rh.ui.forms.diagnosis_view import CAMPAIGN_KEY as DIAGNOSIS_KEY
from transfo_rh.ui.links import link_to
from transfo_rh.ui.page import show_error
from transfo_rh.ui.participation_view import CAMPAIGN_KEY as FOLLOWED_KEY
from transfo_rh.ui.text import plain
from transfo_rh.ui.toasts import confirm


def show_preparing(viewer: Viewer, campaign: Campaign) -> None:
    """A draft or a simulated campaign: go on with it, or give it up."""
    with st.container(border=True, key=f"campaign_{campaign.id}"):
        _heading(campaign)
        simulated = campaign.state is CampaignState.SIMULATED
        st.write(
            _("Simulée : il reste à l’ouvrir.") if simulated else _("Brouillon : il reste à la simuler.")
        )
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"campaign_{campaign.id}_actions"
        ):
            link_to(
                "surveys/prepare",
                viewer=viewer,
                label=_("Relire et ouvrir") if simulated else _("Continuer la préparation"),
                query={CAMPAIGN_KEY: str(campaign.id)},
            )
            if st.button(_("Supprimer"), icon=":material/delete:", key=f"discard_{campaign.id}"):
                _confirm(
                    title=_("Supprimer cette préparation ?"),
                    words=_("« {title} » sera supprimée. Personne n’a été interrogé.").format(
                        title=plain(campaign.title)
                    ),
                    button=_("Supprimer définitivement"),
                    done=_("Préparation supprimée."),
                    act=lambda: service.discard_draft(viewer=viewer, campaign_id=campaign.id),
                )


def show_open(viewer: Viewer, campaign: Campaign, *, received: int) -> None:
    """An open campaign: participation so far, days left, close it."""
    overdue = is_overdue(campaign, today=clock.today())
    with st.container(border=True, key=f"campaign_{campaign.id}"):
        _heading(campaign)
        st.write(_participation(campaign, received))
        st.write(_days_left(campaign))
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"campaign_{campaign.id}_actions"
        ):
            if st.button(
                _("Clôturer"),
                type="primary" if overdue else "secondary",
                icon=":material/lock:",
                key=f"close_{campaign.id}",
            ):
                _confirm_closing(viewer, campaign)
            followed = {FOLLOWED_KEY: str(campaign.id)}
            if campaign.basis is Basis.PERSON:
                link_to("surveys/invite", viewer=viewer, query=followed)
            else:
                link_to("surveys/diagnosis", viewer=viewer, query={DIAGNOSIS_KEY: str(campaign.id)})
            link_to("surveys/participation", viewer=viewer, query=followed)
            if not received and st.button(
                _("Abandonner"), icon=":material/undo:", key=f"abandon_{campaign.id}"
            ):
                _confirm(
                    title=_("Abandonner cette campagne ?"),
                    words=_(
                        "« {title} » sera supprimée, avec ses codes et ses invitations : ceux déjà envoyés n’ouvriront plus rien. C’est possible tant que personne n’a répondu."
                    ).format(title=plain(campaign.title)),
                    button=_("Abandonner définitivement"),
                    done=_("Campagne abandonnée."),
                    act=lambda: service.abandon_campaign(viewer=viewer, campaign_id=campaign.id),
                )


def _heading(campaign: Campaign) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.header(campaign.title, anchor=False, width="content")
        st.badge(campaign.state.label, color="blue" if campaign.state is CampaignState.OPEN else "gray")
    if campaign.plan is not None:
        st.caption(
            _("Du {opening} au {closing}.").format(
                opening=day(campaign.plan.opens_on), closing=day(campaign.plan.closes_on)
            )
        )


def _participation(campaign: Campaign, received: int) -> str:
    asked = campaign.member_count or 0
    if campaign.basis is Basis.DEPARTMENT:
        return ngettext(
            "{done} diagnostic transmis sur {total}.", "{done} diagnostics transmis sur {total}.", received
        ).format(done=number(received), total=number(asked))
    threshold = campaign.plan.thresholds.rates if campaign.plan else campaign.k
    if received < threshold:
        return _("Moins de {k} réponses pour l’instant, sur {asked} agents interrogés.").format(
            k=threshold, asked=number(asked)
        )
    return _("{n} réponses sur {asked} agents interrogés : {rate} de participation.").format(
        n=number(received), asked=number(asked), rate=percent(round(100 * received / max(1, asked)))
    )


def _days_left(campaign: Campaign) -> str:
    if campaign.plan is None:
        return ""
    left = (campaign.plan.closes_on - clock.today()).days
    if left < 0:
        return _("La date de clôture est passée : plus personne ne peut répondre, il reste à clôturer.")
    if left == 0:
        return _("Dernier jour pour répondre.")
    return ngettext("Encore {n} jour pour répondre.", "Encore {n} jours pour répondre.", left).format(n=left)


def _confirm_closing(viewer: Viewer, campaign: Campaign) -> None:
    early = campaign.plan is not None and clock.today() <= campaign.plan.closes_on
    words = [
        _("« {title} » ne recevra plus aucune réponse et ne pourra pas être rouverte.").format(
            title=plain(campaign.title)
        ),
        _(
            "Les diagnostics transmis seront publiés ; les brouillons ne changeront plus et ne seront pas publiés."
        )
        if campaign.basis is Basis.DEPARTMENT
        else _(
            "La clôture détruit les codes personnels, les réponses commencées et l’indication de qui a répondu ; seuls restent les comptes par service et les réponses, remises dans un ordre aléatoire."
        ),
    ]
    if early and campaign.plan is not None:
        words.insert(
            0,
            _("Des réponses sont encore attendues jusqu’au {day}.").format(day=day(campaign.plan.closes_on)),
        )
    _confirm(
        title=_("Clôturer cette campagne ?"),
        words="\n\n".join(words),
        button=_("Clôturer la campagne"),
        done=_("Campagne close : il reste à la publier."),
        act=lambda: service.close_campaign(viewer=viewer, campaign_id=campaign.id),
    )


def _confirm(*, title: str, words: str, button: str, done: str, act: Callable[[], None]) -> None:
    """Ask once, in words; then do it, say it, and show the page again."""

    @st.dialog(title)
    def ask() -> None:
        st.write(words)
        if st.button(button, type="primary", key="confirmed"):
            try:
                act()
            except TransfoError as error:
                show_error(error)
                return
            confirm(done)
            st.rerun()

    ask()
