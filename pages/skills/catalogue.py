"""Roles and skills: what each role asks, what each level means; written, versioned and exchanged by HR."""

import streamlit as st

from transfo_rh.access.policy import Permission, allows
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue import editing
from transfo_rh.skills.catalogue.service import current_catalogue, skills_settings
from transfo_rh.skills.references.service import official_labels
from transfo_rh.ui import catalogue_address as address
from transfo_rh.ui import role_view, skill_view
from transfo_rh.ui.catalogue_address import View
from transfo_rh.ui.catalogue_versions import show_standing, show_versions, standing_or_newest
from transfo_rh.ui.catalogue_view import conclusion, show_roles, show_skills
from transfo_rh.ui.forms.catalogue_actions import entry_actions, first_day, new_entry_button
from transfo_rh.ui.forms.catalogue_draft import current_draft
from transfo_rh.ui.forms.catalogue_workbook import export_button, import_form
from transfo_rh.ui.forms.family_forms import show_families
from transfo_rh.ui.forms.role_form import role_form
from transfo_rh.ui.forms.skill_form import skill_form
from transfo_rh.ui.forms.skills_settings import settings_form, show_settings
from transfo_rh.ui.page import open_page, show_error

ctx = open_page(
    Permission.VIEW_CATALOGUE,
    title=_("Métiers et compétences"),
    caption=_("Que demande chaque métier, et que sait faire une personne à chaque niveau ?"),
)
viewer = ctx.viewer
manages = allows(viewer, Permission.MANAGE_SKILLS)
catalogue = current_catalogue(viewer=viewer)
writing, opened = address.writing(), address.opened()

if catalogue.is_empty and writing is None and opened is None:
    first_day(viewer, manages=manages)
    if manages:
        import_form(viewer)
    st.stop()

if manages and writing is not None:
    try:
        draft = current_draft(viewer, writing)
    except TransfoError as error:
        show_error(error)
        st.stop()
    form = role_form if writing.kind == address.ROLE else skill_form
    form(viewer, draft, catalogue)
    st.stop()

if opened is not None:
    kind, code = opened
    words = _("Tous les métiers") if kind == address.ROLE else _("Toutes les compétences")
    if st.button(words, icon=":material/arrow_back:", key="back_to_list"):
        address.go_to_list(View.ROLES if kind == address.ROLE else View.SKILLS)
    try:
        if kind == address.ROLE:
            roles = editing.role_versions(viewer=viewer, code=code)
            role = standing_or_newest(roles)
            official = official_labels(viewer=viewer, codes=role_view.codes(role), skills=False)
            show_standing(role)
            if manages:
                entry_actions(viewer, role)
            role_view.show_role(viewer, role, catalogue, official)
            show_versions(roles, role_view.changes(catalogue), key="role")
        else:
            skills = editing.skill_versions(viewer=viewer, code=code)
            skill = standing_or_newest(skills)
            official = official_labels(viewer=viewer, codes=skill_view.codes(skill), skills=True)
            show_standing(skill)
            if manages:
                entry_actions(viewer, skill)
            skill_view.show_skill(skill, catalogue, official)
            show_versions(skills, skill_view.changes, key="skill")
    except TransfoError as error:
        show_error(error)
    st.stop()

conclusion(catalogue)
with st.container(horizontal=True, vertical_alignment="bottom", key="catalogue_views"):
    view = address.choose_view()
    if manages:
        new_entry_button(view)
address.remember_list()
if view is View.ROLES:
    show_roles(catalogue)
elif view is View.SKILLS:
    show_skills(catalogue)
elif view is View.FAMILIES:
    show_families(viewer, catalogue, manages=manages)
elif view is View.SETTINGS:
    settings = skills_settings(viewer=viewer)
    show_settings(settings)
    if manages:
        settings_form(viewer, settings)
else:
    export_button(catalogue)
    if manages:
        import_form(viewer)
