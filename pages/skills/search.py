"""Search for people: who reaches these levels, and where they work."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.skills.overview import people
from transfo_rh.ui.empty import empty_catalogue, empty_scope
from transfo_rh.ui.forms.people_search import search_form, search_page
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.people_search_view import show_people

ctx = open_page(
    Permission.ASSESS_SKILLS,
    title=_("Trouver des compétences"),
    caption=_("Qui, parmi vos agents, sait déjà faire cela ?"),
)
place, catalogue = people.search_places(viewer=ctx.viewer)
if not catalogue.skills:
    empty_catalogue(
        ctx.viewer, then=_("La recherche trouve ensuite qui sait faire quoi, équipe après équipe.")
    )
    st.stop()
if not place.departments:
    empty_scope(ctx.viewer)
    st.stop()

asked = search_form(catalogue, place)
if asked is None:
    st.info(_("Choisissez une ou plusieurs compétences et leur niveau minimal, puis cherchez."))
    st.stop()

criteria, department, page = asked
with shown_errors():
    found = people.find_people(viewer=ctx.viewer, criteria=criteria, department=department, page=page)
    wanted = ", ".join(
        _("« {skill} » au niveau {level}").format(skill=skill.label, level=level)
        for skill, level in found.criteria
    )
    sentence = ngettext("{n} agent a {wanted}.", "{n} agents ont {wanted}.", found.total).format(
        n=number(found.total), wanted=wanted
    )
    if found.people:
        st.markdown(f"**{sentence}**")
        search_page(found.pages)
        show_people(found)
    else:
        nobody = _("Personne n’a {wanted}.").format(wanted=wanted)
        st.markdown(f"**{nobody}**")
        st.write(
            _("Baissez un niveau, retirez une compétence, ou regardez qui peut le devenir par un parcours.")
        )
