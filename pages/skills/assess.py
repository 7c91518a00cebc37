"""A manager assesses a team in one grid, by the keyboard alone; human resources anybody."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.core.errors import Conflict, TransfoError
from transfo_rh.core.i18n import _, ngettext
from transfo_rh.skills.assessment import service
from transfo_rh.skills.catalogue.service import current_catalogue
from transfo_rh.ui.empty import empty_catalogue, empty_state
from transfo_rh.ui.forms import skill_dossier, skill_grid, skill_grid_choice
from transfo_rh.ui.page import open_page, show_error, shown_errors
from transfo_rh.ui.toasts import confirm

ctx = open_page(
    Permission.ASSESS_SKILLS,
    title=_("Évaluer mon équipe"),
    caption=_("Que sait faire chacun aujourd’hui, et que reste-t-il à évaluer ?"),
)

catalogue = current_catalogue(viewer=ctx.viewer)
if not catalogue.skills:
    empty_catalogue(ctx.viewer, then=_("L’évaluation de l’équipe suit."))
    st.stop()

choice = skill_grid_choice.choose(viewer=ctx.viewer, catalogue=catalogue)
if choice is None:
    empty_state(
        title=_("Personne à évaluer"),
        body=_("Aucun agent présent n’est rattaché à vos services. L’import du personnel les fait entrer."),
        action_label=_("Importer le personnel"),
        page="administration/staff_import",
        viewer=ctx.viewer,
        icon=":material/groups:",
    )
    st.stop()

state = skill_grid.current_state(choice)
try:
    grid = skill_grid.read(viewer=ctx.viewer, state=state)
except TransfoError as error:
    show_error(error)
    st.stop()
if not grid.rows:
    skill_grid_choice.nobody_to_show(choice)
    st.stop()
if not grid.skills:
    st.info(
        _(
            "Aucun métier du catalogue ne correspond encore aux emplois de cette équipe. Choisissez ci-dessus un métier ou une famille de compétences."
        ),
        icon=":material/fact_check:",
    )
    st.stop()

skill_grid.conclusion(grid)
if state.refusal is not None:
    show_error(state.refusal)
changes = skill_grid.grid_form(grid, state)
if changes is not None:
    try:
        saved = service.save_grid(viewer=ctx.viewer, changes=changes)
    except Conflict as error:
        state.read_again(refusal=error)
        st.rerun()
    except TransfoError as error:
        show_error(error)
    else:
        state.read_again(written=changes)
        if saved:
            confirm(ngettext("{n} niveau enregistré.", "{n} niveaux enregistrés.", saved).format(n=saved))
        else:
            confirm(_("Rien à enregistrer : aucun niveau n’a changé."))
        st.rerun()

skill_grid.done_notice(grid, choice.focus)
with shown_errors():
    if skill_dossier.show(viewer=ctx.viewer, grid=grid, focus=choice.focus):
        state.read_again()
        st.rerun()
