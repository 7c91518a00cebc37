"""Accounts: who may sign in, with which role and scope; add, edit, disable, reset a password."""

import streamlit as st

from transfo_rh.access import service
from transfo_rh.access.model import NewAccount
from transfo_rh.access.policy import Permission
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.staff.scopes import scope_choices
from transfo_rh.ui.forms.account_forms import add_account_form, edit_account_form, reset_password_button
from transfo_rh.ui.page import open_page
from transfo_rh.ui.tables import Column, ColumnKind, data_table
from transfo_rh.ui.toasts import confirm

ONE_TIME = "accounts.one_time_password"

ctx = open_page(
    Permission.MANAGE_ACCOUNTS,
    title=_("Comptes et profils"),
    caption=_("Qui peut se connecter, avec quel profil et sur quel périmètre ?"),
)
accounts = {account.id: account for account in service.accounts(viewer=ctx.viewer)}
departments = scope_choices(viewer=ctx.viewer)


def done(message: str, created: NewAccount | None) -> None:
    """Keep a temporary password for one display, say what was done and draw the page again."""
    if created is not None:
        st.session_state[ONE_TIME] = (created.account.name, created.temporary_password)
    confirm(message)
    st.rerun()


if secret := st.session_state.pop(ONE_TIME, None):
    st.success(
        _("Mot de passe provisoire de {name}, affiché une seule fois :").format(name=secret[0]),
        icon=":material/key:",
    )
    st.code(secret[1], language=None)

active = sum(account.active for account in accounts.values())
conclusion = ngettext("{n} compte actif sur {total}.", "{n} comptes actifs sur {total}.", active)
st.markdown(f"**{conclusion.format(n=active, total=len(accounts))}**")

data_table(
    columns=[
        Column(_("Prénom et nom"), pinned=True),
        Column(_("Adresse électronique")),
        Column(_("Profil")),
        Column(_("Périmètre")),
        Column(_("Actif"), ColumnKind.YES_NO),
        Column(_("Dernière connexion"), ColumnKind.INSTANT),
    ],
    rows=[
        (
            account.name,
            account.email,
            account.role.label,
            ", ".join(departments.get(number, "…") for number in account.department_ids),
            account.active,
            account.last_sign_in_at,
        )
        for account in accounts.values()
    ],
    alt=_("Les comptes, leur profil, leur périmètre et leur dernière connexion"),
    key="accounts",
)

adding, editing = st.tabs([_("Ajouter un compte"), _("Modifier un compte")])
with adding:
    add_account_form(viewer=ctx.viewer, departments=departments, done=done)
with editing:
    chosen = st.selectbox(
        _("Compte à modifier"),
        list(accounts),
        index=None,
        format_func=lambda number: f"{accounts[number].name} ({accounts[number].email})",
        placeholder=_("Choisissez un compte"),
    )
    if chosen is not None:
        account = accounts[chosen]
        edit_account_form(viewer=ctx.viewer, account=account, departments=departments, done=done)
        reset_password_button(viewer=ctx.viewer, account=account, done=done)
