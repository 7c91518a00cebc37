"""The campaigns page: its conclusion, a card per campaign to publish, a table of those that are published."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.collection import imported
from transfo_rh.campaigns.life.rules import is_overdue
from transfo_rh.campaigns.model import Basis, Campaign
from transfo_rh.campaigns.publication import service as publication
from transfo_rh.core import clock
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.ui.links import go_to
from transfo_rh.ui.page import show_error
from transfo_rh.ui.progress import progress_bar
from transfo_rh.ui.tables import Column, ColumnKind, data_table
from transfo_rh.ui.toasts import confirm


def next_acts(
    *, preparing: Sequence[Campaign], running: Sequence[Campaign], waiting: Sequence[Campaign]
) -> str:
    """What waits for somebody, in one sentence."""
    overdue = sum(is_overdue(campaign, today=clock.today()) for campaign in running)
    parts = [
        ngettext(
            "{n} campagne attend d’être publiée", "{n} campagnes attendent d’être publiées", len(waiting)
        ).format(n=len(waiting))
        if waiting
        else "",
        ngettext("{n} campagne est à clôturer", "{n} campagnes sont à clôturer", overdue).format(n=overdue)
        if overdue
        else "",
        ngettext("{n} campagne est ouverte", "{n} campagnes sont ouvertes", len(running) - overdue).format(
            n=len(running) - overdue
        )
        if len(running) > overdue
        else "",
        ngettext(
            "{n} campagne est en préparation", "{n} campagnes sont en préparation", len(preparing)
        ).format(n=len(preparing))
        if preparing
        else "",
    ]
    found = [part for part in parts if part]
    if not found:
        return _("Toutes les campagnes sont publiées.")
    return _("{sentence}.").format(sentence=", ".join(found))


def show_waiting(viewer: Viewer, campaign: Campaign) -> None:
    """A closed campaign: what it holds, what publishing means, publish or give up."""
    with st.container(border=True, key=f"campaign_{campaign.id}"):
        st.header(campaign.title, anchor=False)
        st.write(_summary(campaign))
        st.caption(
            _(
                "Publier calcule une fois pour toutes les chiffres que chacun pourra voir, selon son profil. Une publication ne change plus."
            )
        )
        with st.container(horizontal=True, key=f"campaign_{campaign.id}_actions"):
            if st.button(
                _("Publier"), type="primary", icon=":material/publish:", key=f"publish_{campaign.id}"
            ):
                _publish(viewer, campaign)
            if campaign.plan is None and st.button(
                _("Supprimer"), icon=":material/delete:", key=f"discard_{campaign.id}"
            ):
                _confirm_discard(viewer, campaign)


def _summary(campaign: Campaign) -> str:
    records = {
        Basis.PERSON: _("{n} répondants").format(n=number(campaign.response_count)),
        Basis.QUESTION: _("réponses comptées question par question"),
        Basis.DEPARTMENT: ngettext("{n} service", "{n} services", campaign.response_count).format(
            n=number(campaign.response_count)
        ),
    }[campaign.basis]
    count = len(campaign.questionnaire.dimensions)
    dimensions = ngettext("{n} dimension", "{n} dimensions", count).format(n=count)
    said = (
        _("Vague du {day} : {records}, {items} questions, {dimensions}.")
        if campaign.basis is Basis.DEPARTMENT
        else _("Vague du {day} : {records}, {items} questions, {dimensions}, seuil de {k} répondants.")
    )
    return said.format(
        day=day(campaign.wave_on),
        records=records,
        items=len(campaign.questionnaire.items),
        dimensions=dimensions,
        k=campaign.k,
    )


def _publish(viewer: Viewer, campaign: Campaign) -> None:
    try:
        with progress_bar(_("Lecture des réponses")) as progress:
            publication.publish(viewer=viewer, campaign_id=campaign.id, progress=progress)
    except TransfoError as error:
        show_error(error)
        return
    confirm(_("Campagne « {title} » publiée.").format(title=campaign.title))
    go_to("surveys/results")


def _confirm_discard(viewer: Viewer, campaign: Campaign) -> None:
    @st.dialog(_("Supprimer cette campagne ?"))
    def ask() -> None:
        st.write(
            _(
                "« {title} » et ses réponses seront supprimées. Rien ne permettra de les retrouver, sauf un nouvel import."
            ).format(title=campaign.title)
        )
        if st.button(_("Supprimer définitivement"), type="primary", key="discard_confirmed"):
            try:
                imported.discard_campaign(viewer=viewer, campaign_id=campaign.id)
            except TransfoError as error:
                show_error(error)
                return
            confirm(_("Campagne « {title} » supprimée.").format(title=campaign.title))
            st.rerun()

    ask()


def show_late(viewer: Viewer, campaigns: Sequence[Campaign]) -> None:
    """The published campaigns for which late answers wait, each with the act that publishes them."""
    waiting = publication.late_answers(viewer=viewer)
    for campaign in campaigns:
        count = waiting.get(campaign.id, 0)
        if not count:
            continue
        with st.container(border=True, key=f"late_{campaign.id}"):
            st.write(
                ngettext(
                    "« {title} » : {n} réponse tardive attend d’être publiée.",
                    "« {title} » : {n} réponses tardives attendent d’être publiées.",
                    count,
                ).format(title=campaign.title, n=number(count))
            )
            st.caption(
                _(
                    "Elles le sont par lots d’au moins {k}, et seulement là où aucun groupe ne change de quelques réponses : les autres attendent la suite."
                ).format(k=campaign.k)
            )
            if st.button(
                _("Publier avec les réponses tardives"),
                icon=":material/published_with_changes:",
                key=f"republish_{campaign.id}",
            ):
                _republish(viewer, campaign)


def _republish(viewer: Viewer, campaign: Campaign) -> None:
    try:
        with progress_bar(_("Lecture des réponses")) as progress:
            publication.republish(viewer=viewer, campaign_id=campaign.id, progress=progress)
    except TransfoError as error:
        show_error(error)
        return
    confirm(_("Campagne « {title} » publiée de nouveau.").format(title=campaign.title))
    st.rerun()


def show_published(campaigns: Sequence[Campaign]) -> None:
    """The published campaigns, newest first."""
    data_table(
        columns=[
            Column(_("Titre"), pinned=True),
            Column(_("Vague"), ColumnKind.DATE),
            Column(
                _("Réponses reçues"),
                ColumnKind.NUMBER,
                help=_(
                    "Toutes celles reçues ; les résultats ne comptent que celles qui sont remplies à moitié au moins."
                ),
            ),
            Column(_("Questions"), ColumnKind.NUMBER),
            Column(_("Seuil"), ColumnKind.NUMBER),
            Column(_("Publiée le"), ColumnKind.INSTANT),
        ],
        rows=[
            (
                campaign.title,
                campaign.wave_on,
                campaign.response_count,
                len(campaign.questionnaire.items),
                campaign.k,
                campaign.published_at,
            )
            for campaign in campaigns
        ],
        alt=_("Campagnes publiées : titre, vague, nombre de réponses, seuil et date de publication."),
        key="published_campaigns",
        file_name=_("campagnes publiées"),
    )
