"""My account: name, role, scope, language, password, sign-out everywhere."""

import streamlit as st

from transfo_rh.access import service, sessions
from transfo_rh.access.policy import Permission
from transfo_rh.core.formats import instant
from transfo_rh.core.i18n import _, labelled
from transfo_rh.staff.scopes import own_scope
from transfo_rh.ui.forms.account_forms import language_names
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.toasts import confirm

ctx = open_page(
    Permission.SIGNED_IN,
    title=_("Mon compte"),
    caption=_("Qui suis-je dans l’application, et comment m’y connecter ?"),
)
account = service.own_account(viewer=ctx.viewer)
languages = language_names(follow_browser="")
scope = ", ".join(own_scope(viewer=ctx.viewer))

st.markdown(
    "**"
    + _("Vous êtes connecté en tant que {name}, avec le profil « {role} ».").format(
        name=account.name, role=account.role.label
    )
    + "**"
)
facts = (
    (_("Adresse électronique"), account.email),
    (_("Périmètre"), scope or _("aucune direction en particulier")),
    (_("Dernière connexion"), instant(account.last_sign_in_at) if account.last_sign_in_at else _("aucune")),
)
with st.container(border=True):
    for label, value in facts:
        st.text(labelled(label, value))

st.header(_("Langue"), anchor=False)
with st.form("language", border=False):
    language = st.selectbox(
        _("Langue de l’application"),
        list(languages),
        index=list(languages).index(account.language or ""),
        format_func=languages.__getitem__,
    )
    if st.form_submit_button(_("Enregistrer la langue")):
        with shown_errors():
            service.set_language(viewer=ctx.viewer, language=language or None)
            confirm(_("Langue enregistrée."))
            st.rerun()

st.header(_("Sécurité"), anchor=False)
st.write(_("Un doute sur votre mot de passe, ou un poste partagé resté ouvert ? Agissez ici."))
st.html(
    '<a class="transfo-button" href="/mot-de-passe?next=/mon-compte" target="_self">'
    + _("Changer de mot de passe")
    + "</a>"
)
with st.popover(_("Se déconnecter de tous les appareils"), icon=":material/devices_off:"):
    st.write(_("Toutes vos sessions seront fermées, celle-ci comprise."))
    if st.button(_("Me déconnecter partout"), type="primary"):
        with shown_errors():
            sessions.sign_out_everywhere(viewer=ctx.viewer)
            st.rerun()
