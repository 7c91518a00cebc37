"""Import the results of a survey that already took place: look, correct, confirm; nothing is written before."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.core.i18n import _
from transfo_rh.ui.forms.results_import import (
    columns_form,
    confirm_form,
    mapping_upload,
    recognised,
    show_report,
    uploaded_results,
)
from transfo_rh.ui.forms.results_import_filters import filters_form
from transfo_rh.ui.forms.results_import_review import (
    corrections_form,
    show_conclusion,
    show_notices,
    show_problems,
)
from transfo_rh.ui.page import open_page

ctx = open_page(
    Permission.MANAGE_CAMPAIGNS,
    title=_("Importer des résultats"),
    caption=_("Les réponses d’une enquête déjà menée peuvent-elles entrer telles quelles ?"),
)

state = uploaded_results(ctx.viewer)
if state is None:
    st.markdown(
        _(
            "Choisissez un fichier tableur, un CSV, une archive LimeSurvey (.lsa) ou un export Kobo avec son XLSForm. Les colonnes, les échelles et les thèmes sont reconnus ; vous vérifiez, puis vous confirmez. Noms, adresses, matricules et dates ne sont jamais enregistrés. Les textes libres sont écartés, sauf si le questionnaire vient avec les réponses (.lsa, ou .lss ou XLSForm joint) : ils deviennent alors des commentaires, noms du personnel, courriels et numéros masqués."
        )
    )
    st.stop()

if state.report is not None:
    show_report(ctx.viewer, state, state.report)
    st.stop()

seen = recognised(ctx.viewer, state)
if seen is not None:
    show_conclusion(seen)
    show_problems(seen)
    show_notices(seen)

filters_form(state)
mapping_upload(state)
with st.expander(_("Colonnes"), icon=":material/view_column:", expanded=seen is None):
    columns_form(ctx.viewer, state)
if seen is None:
    st.stop()

if seen.structured:
    st.caption(_("Questions et échelles viennent du questionnaire donné avec les réponses."))
else:
    with st.expander(
        _("Échelles, questions et dimensions"), icon=":material/checklist:", expanded=bool(seen.problems)
    ):
        corrections_form(state, seen)
if not seen.problems:
    st.header(_("Confirmer l’import"), anchor=False)
    confirm_form(ctx.viewer, state, comments=seen.counts.comments)
