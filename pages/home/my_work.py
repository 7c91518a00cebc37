"""Home: what I must do now, what is new."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.dashboard.my_work import my_work
from transfo_rh.ui.home_view import first_name, show_news, show_shortcuts, show_tasks
from transfo_rh.ui.page import open_page

ctx = open_page(Permission.SIGNED_IN, title=_("Mon travail"), caption=_("Que dois-je faire maintenant ?"))

work = my_work(viewer=ctx.viewer)
greeting = _("Bonjour {name}.").format(name=first_name(ctx.viewer.name))
if work.tasks:
    count = len(work.tasks)
    todo = ngettext("{n} chose vous attend.", "{n} choses vous attendent.", count).format(n=count)
else:
    todo = _("Rien ne vous attend aujourd’hui.")
st.markdown(f"**{greeting} {todo}**")
show_tasks(work.tasks, viewer=ctx.viewer)
show_news(work.news, viewer=ctx.viewer)
show_shortcuts(viewer=ctx.viewer)
