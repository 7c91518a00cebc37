"""What respondents wrote: masked, in random order, in groups large enough that nobody is recognised."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns.results.comments import comments
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.ui.forms.results_scope import choose_scope, confidentiality_caption
from transfo_rh.ui.page import open_page, shown_errors

PAGE_SIZE = 30
ALL = ""

ctx = open_page(
    Permission.READ_COMMENTS,
    title=_("Commentaires"),
    caption=_("Qu’ont écrit les agents, avec leurs mots ?"),
)

scope = choose_scope(ctx.viewer, with_unit=False)
with shown_errors():
    everything = comments(viewer=ctx.viewer, campaign_id=scope.campaign.id)
    st.markdown(f"**{everything.sentence}**")
    if not everything.total:
        st.stop()
    questions = {code: wording for code, wording, _count in everything.questions}
    groups = {"" if group.unit is None else str(group.unit): group for group in everything.groups}
    with st.container(horizontal=True, vertical_alignment="bottom", key="comment_filters"):
        item = st.selectbox(
            _("Question"),
            [ALL, *questions],
            format_func=lambda code: questions.get(code) or _("Toutes les questions"),
            key="question",
            bind="query-params",
        )
        chosen = st.selectbox(
            _("Groupe"),
            ["*", *groups],
            format_func=lambda code: (
                _("Tous les groupes")
                if code == "*"
                else f"{groups[code].label} ({number(groups[code].count)})"
            ),
            key="groupe",
        )
        search = st.text_input(_("Chercher un mot"), placeholder=_("formation, guichet…"))
    view = comments(
        viewer=ctx.viewer,
        campaign_id=scope.campaign.id,
        item=item or None,
        group=groups[chosen].unit if chosen in groups else None,
        search=search,
    )
    shown = [line for line in view.comments if chosen not in groups or line.unit == groups[chosen].unit]
    st.caption(ngettext("{n} commentaire", "{n} commentaires", len(shown)).format(n=number(len(shown))))
    pages = max(1, -(-len(shown) // PAGE_SIZE))
    page = st.pagination(pages, key="page_of_comments") if pages > 1 else 1
    for line in shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]:
        with st.container(border=True):
            st.text(line.text)
            st.caption(f"{line.group} · {line.question}")
    if not shown:
        st.info(_("Aucun commentaire ne correspond : élargissez la recherche."))
    confidentiality_caption(scope.campaign)
