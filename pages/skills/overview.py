"""The map of skills: departments × skills, departments × roles, agents × skills."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue.service import current_catalogue
from transfo_rh.skills.fit.readiness import thresholds
from transfo_rh.skills.fit.service import known_role
from transfo_rh.skills.overview import exports, people, service, wording
from transfo_rh.ui.empty import empty_catalogue, empty_scope
from transfo_rh.ui.forms.skills_map_scope import (
    Reading,
    choose_domain,
    choose_family,
    choose_kind,
    choose_measure,
    choose_person_page,
    choose_place,
    choose_reading,
)
from transfo_rh.ui.links import link_to
from transfo_rh.ui.metrics import metric_row
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.skills_map_view import (
    below_caption,
    hidden_in_skills,
    nobody_assessed,
    person_table,
    protection_caption,
    role_table,
    rounding_caption,
    show_person_map,
    show_role_map,
    show_skill_map,
    skill_metrics,
    skill_table,
    workbook_button,
)

ctx = open_page(
    Permission.VIEW_SKILLS_MAP,
    title=_("Carte des compétences"),
    caption=_("Qui sait faire quoi aujourd’hui, service par service, et de quels métiers est-on proche ?"),
)
catalogue = current_catalogue(viewer=ctx.viewer)
if not catalogue.skills:
    empty_catalogue(ctx.viewer, then=_("La carte se remplit ensuite, équipe après équipe."))
    st.stop()

reading = choose_reading(ctx.viewer)
with shown_errors():
    places = service.places(viewer=ctx.viewer)
    if not places.departments:
        empty_scope(ctx.viewer)
        st.stop()
    with st.container(horizontal=True, vertical_alignment="bottom", key="map_scope"):
        place = choose_place(places)
        if reading is Reading.ROLES:
            kind = choose_kind()
            domain = choose_domain(catalogue, kind, first=known_role(viewer=ctx.viewer))
        else:
            family = choose_family(catalogue)
        if reading is Reading.SKILLS:
            measure = choose_measure()
        if reading is Reading.PEOPLE:
            text, page = choose_person_page()

    if reading is Reading.SKILLS:
        skills = service.skill_map(viewer=ctx.viewer, family=family, department=place)
        st.markdown(f"**{wording.skill_sentence(skills)}**")
        if nobody_assessed(skills):
            link_to("skills/assess", viewer=ctx.viewer, label=_("Évaluer une équipe"))
        metric_row(skill_metrics(skills))
        show_skill_map(skills, measure)
        below_caption(skills.rows)
        if skills.protected:
            protection_caption(hidden=hidden_in_skills(skills, measure), k=skills.k)
            rounding_caption(k=skills.k, levels=True)
        with st.expander(_("Les mêmes chiffres en tableau, à télécharger"), icon=":material/table:"):
            skill_table(skills)
        workbook_button(
            lambda: exports.skill_map_file(viewer=ctx.viewer, family=family, department=place),
            name=_("carte des compétences"),
            key="skill_map_file",
        )
    elif reading is Reading.ROLES:
        roles = service.role_map(viewer=ctx.viewer, domain=domain, kind=kind, department=place)
        st.markdown(f"**{wording.role_sentence(roles)}**")
        show_role_map(roles)
        below_caption(roles.rows)
        if roles.protected:
            states = [[cell.state for cell in line] for line in roles.cells]
            protection_caption(hidden=wording.hidden_count(states), k=roles.settings.k)
            rounding_caption(k=roles.settings.k, levels=False)
        st.caption(wording.assured_sentence() + " " + thresholds(roles.settings))
        with st.expander(_("Les mêmes chiffres en tableau, à télécharger"), icon=":material/table:"):
            role_table(roles)
        workbook_button(
            lambda: exports.role_map_file(viewer=ctx.viewer, domain=domain, kind=kind, department=place),
            name=_("services et métiers"),
            key="role_map_file",
        )
    else:
        found = people.person_map(viewer=ctx.viewer, family=family, department=place, text=text, page=page)
        st.markdown(f"**{wording.person_sentence(found)}**")
        if found.agents:
            show_person_map(found)
            with st.expander(_("Les mêmes niveaux en tableau"), icon=":material/table:"):
                person_table(found)
        else:
            st.info(_("Aucun agent ne correspond : changez les mots cherchés, le service ou la page."))
        workbook_button(
            lambda: exports.person_map_file(viewer=ctx.viewer, family=family, department=place),
            name=_("agents et compétences"),
            key="person_map_file",
        )
