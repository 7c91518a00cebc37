"""Empty states: what is missing, what to do next, and the link there."""

from __future__ import annotations

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, allows
from transfo_rh.core.i18n import _
from transfo_rh.ui.links import link_to


def empty_state(
    *,
    title: str,
    body: str,
    action_label: str | None = None,
    page: str | None = None,
    viewer: Viewer | None = None,
    icon: str = ":material/inbox:",
) -> None:
    """Say why there is nothing here and what to do next.

    ``page`` names the screen where the next step is done (« surveys/import_results »); its link is shown to a
    ``viewer`` who may open it.
    """
    with st.container(border=True):
        st.header(title, anchor=False, icon=icon)
        st.write(body)
        if page is not None and viewer is not None:
            link_to(page, viewer=viewer, label=action_label)


def nothing_published(viewer: Viewer) -> None:
    """No survey is published yet: who may publish is told how to begin, the others what to wait for."""
    publishes = allows(viewer, Permission.MANAGE_CAMPAIGNS)
    empty_state(
        title=_("Aucun résultat publié pour l’instant"),
        body=_(
            "Menez une campagne jusqu’à sa publication, ou importez les résultats d’une enquête déjà menée : ils apparaîtront ici."
        )
        if publishes
        else _("Les résultats d’une enquête apparaissent ici dès que les ressources humaines les publient."),
        action_label=_("Voir les campagnes"),
        page="surveys/campaigns",
        viewer=viewer,
    )


def empty_catalogue(viewer: Viewer, *, then: str) -> None:
    """The catalogue of skills is not installed yet: who may install it is led there, the others know whom to ask.

    ``then``: what the page will do afterwards, in one sentence.
    """
    manages = allows(viewer, Permission.MANAGE_SKILLS)
    first = (
        _("Installez le catalogue fourni, en un clic.")
        if manages
        else _("Les ressources humaines installent d’abord le catalogue fourni.")
    )
    empty_state(
        title=_("Le catalogue des compétences et des métiers est vide"),
        body=f"{first} {then}",
        action_label=_("Installer le catalogue") if manages else _("Voir le catalogue"),
        page="skills/catalogue",
        viewer=viewer,
        icon=":material/menu_book:",
    )


def empty_scope(viewer: Viewer) -> None:
    """No department, or nobody, stands within reach: who may import the staff is led there, the others know whom to ask."""
    imports = allows(viewer, Permission.IMPORT_STAFF)
    empty_state(
        title=_("Aucun agent pour l’instant") if imports else _("Aucun service dans votre périmètre"),
        body=_(
            "L’organisation est vide. Importez l’extraction de votre SIRH : services et agents, en .xlsx ou .csv."
        )
        if imports
        else _("Demandez à l’administrateur de rattacher votre compte à votre service."),
        action_label=_("Importer le personnel"),
        page="administration/staff_import",
        viewer=viewer,
        icon=":material/account_tree:",
    )
