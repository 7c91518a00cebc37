"""The forms of the accounts screen: add, edit, reset a password. Each ends in one service call."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from transfo_rh.access import service
from transfo_rh.access.model import Account, NewAccount, Role, Viewer
from transfo_rh.core.i18n import _
from transfo_rh.ui.page import shown_errors

Done = Callable[[str, NewAccount | None], None]


def language_names(*, follow_browser: str) -> dict[str, str]:
    """The languages that a person may choose, the first one under the key ``follow_browser``."""
    return {follow_browser: _("Celle du navigateur"), "fr": "Français", "en": "English"}


def add_account_form(*, viewer: Viewer, departments: Mapping[int, str], done: Done) -> None:
    """A new account; ``done`` gets the message and the account with its temporary password."""
    with st.form("add_account", border=False):
        email = st.text_input(_("Adresse électronique"), max_chars=254, placeholder=_("prenom.nom@ville.fr"))
        name = st.text_input(_("Prénom et nom"), max_chars=200)
        role, scope = _role_and_scope(departments)
        if st.form_submit_button(_("Ajouter le compte"), type="primary"):
            with shown_errors():
                created = service.add_account(
                    viewer=viewer, email=email, name=name, role=role, department_ids=scope
                )
                done(_("Compte ajouté."), created)


def edit_account_form(
    *, viewer: Viewer, account: Account, departments: Mapping[int, str], done: Done
) -> None:
    """Everything that may change on an account; a newer version of it starts the form afresh."""
    languages = language_names(follow_browser=service.BROWSER_LANGUAGE)
    with st.form(f"edit_{account.id}_{account.version}", border=False):
        name = st.text_input(_("Prénom et nom"), account.name, max_chars=200)
        role, scope = _role_and_scope(departments, account)
        language = st.selectbox(
            _("Langue"),
            list(languages),
            index=list(languages).index(account.language or service.BROWSER_LANGUAGE),
            format_func=languages.__getitem__,
        )
        active = st.checkbox(
            _("Compte actif"),
            account.active,
            help=_("Un compte désactivé est déconnecté aussitôt ; ses données sont gardées."),
        )
        if st.form_submit_button(_("Enregistrer"), type="primary"):
            with shown_errors():
                service.update_account(
                    viewer=viewer,
                    account_id=account.id,
                    version=account.version,
                    name=name,
                    role=role,
                    department_ids=scope,
                    language=language,
                    active=active,
                )
                done(_("Compte modifié."), None)


def reset_password_button(*, viewer: Viewer, account: Account, done: Done) -> None:
    """Asks once, then gives a temporary password."""
    with st.popover(_("Réinitialiser le mot de passe"), icon=":material/key:"):
        st.write(_("La personne sera déconnectée et recevra de vous un mot de passe provisoire."))
        if st.button(_("Donner un mot de passe provisoire"), key=f"reset_{account.id}"):
            with shown_errors():
                reset = service.reset_password(viewer=viewer, account_id=account.id)
                done(_("Mot de passe réinitialisé."), reset)


def _role_and_scope(departments: Mapping[int, str], account: Account | None = None) -> tuple[Role, list[int]]:
    roles = list(Role)
    role = st.selectbox(
        _("Profil"),
        roles,
        index=roles.index(account.role if account else Role.AGENT),
        format_func=lambda choice: choice.label,
    )
    present = account.department_ids if account else ()
    scope = st.multiselect(
        _("Périmètre"),
        list(departments),
        default=[number for number in present if number in departments],
        format_func=departments.__getitem__,
        placeholder=_("Choisissez des directions ou des services"),
        help=_("Obligatoire pour un responsable de service ; comprend tout ce qui est en dessous."),
    )
    return role, scope
