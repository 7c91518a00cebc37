"""What free labels mean: the role behind each job label of the staff, the skill behind a label of a list."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.core.i18n import _
from transfo_rh.skills.catalogue.service import current_catalogue
from transfo_rh.skills.matching import service
from transfo_rh.ui.empty import empty_catalogue, empty_state
from transfo_rh.ui.forms import job_links as jobs
from transfo_rh.ui.forms import skill_labels
from transfo_rh.ui.page import open_page

ctx = open_page(
    Permission.MANAGE_SKILLS,
    title=_("Rapprocher les libellés"),
    caption=_(
        "Quel métier du catalogue se cache derrière chaque intitulé de poste, quelle compétence derrière chaque mot ?"
    ),
)

catalogue = current_catalogue(viewer=ctx.viewer)
if not catalogue.roles:
    empty_catalogue(ctx.viewer, then=_("Les intitulés de poste en seront ensuite rapprochés."))
    st.stop()

links = service.job_links(viewer=ctx.viewer)
if links:
    jobs.conclusion(links)
for_jobs, for_skills = st.tabs([_("Intitulés de poste"), _("Libellés de compétences")])
with for_jobs:
    if not links:
        empty_state(
            title=_("Aucun intitulé de poste"),
            body=_("Aucun agent présent n’a d’intitulé de poste. L’import du personnel les apporte."),
            action_label=_("Importer le personnel"),
            page="administration/staff_import",
            viewer=ctx.viewer,
            icon=":material/badge:",
        )
    else:
        jobs.link_alone(viewer=ctx.viewer, links=links)
        jobs.waiting_form(viewer=ctx.viewer, links=links, catalogue=catalogue)
        jobs.all_links(links, catalogue)
        jobs.correction_form(viewer=ctx.viewer, links=links, catalogue=catalogue)
with for_skills:
    skill_labels.show(viewer=ctx.viewer)
