"""The audit trail: who did what to what, when; never the content."""

import streamlit as st

from transfo_rh.access import service
from transfo_rh.access.audit import action_label, object_label
from transfo_rh.access.policy import Permission
from transfo_rh.core import clock
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.page import open_page
from transfo_rh.ui.tables import Column, ColumnKind, data_table

ctx = open_page(
    Permission.VIEW_AUDIT,
    title=_("Journal"),
    caption=_("Qui a fait quoi, et quand ? Le journal ne garde aucun contenu."),
)

with st.container(horizontal=True, vertical_alignment="bottom"):
    action = st.selectbox(
        _("Action"),
        service.audit_actions(viewer=ctx.viewer),
        index=None,
        format_func=action_label,
        placeholder=_("Toutes"),
        key="action",
        bind="query-params",
    )
    days = st.date_input(
        _("Du – au"),
        value=(),
        max_value=clock.today(),
        format="DD/MM/YYYY",
        help=_("Choisissez un premier puis un dernier jour ; vide : toutes les dates."),
    )
    page = st.number_input(_("Page"), min_value=1, value=1, step=1, key="page", bind="query-params")

trail = service.audit_trail(
    viewer=ctx.viewer,
    page=int(page),
    action=action,
    since=days[0] if days else None,
    until=days[-1] if days else None,
)
if trail.total == 0:
    empty_state(
        title=_("Rien à montrer"), body=_("Aucune ligne du journal ne correspond : élargissez les filtres.")
    )
    st.stop()

st.markdown(
    "**"
    + ngettext(
        "{n} ligne, page {page} sur {pages}.", "{n} lignes, page {page} sur {pages}.", trail.total
    ).format(n=trail.total, page=trail.page, pages=trail.page_count)
    + "**"
)
data_table(
    columns=[
        Column(_("Date"), ColumnKind.INSTANT, pinned=True),
        Column(_("Par")),
        Column(_("Action")),
        Column(_("Objet")),
        Column(_("Numéro")),
    ],
    rows=[
        (event.at, event.actor, action_label(event.action), object_label(event.object_type), event.object_id)
        for event in trail.events
    ],
    alt=_("Les lignes du journal, de la plus récente à la plus ancienne"),
    key="audit",
    file_name=_("journal"),
)
