"""Perceived and measured digital competence, side by side, by department."""

import streamlit as st

from transfo_rh.access.policy import Permission, allows
from transfo_rh.campaigns.results.competence import competence
from transfo_rh.campaigns.results.competence_import import competence_measures
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _
from transfo_rh.ui.competence_view import gap_metrics, show_competence_table, show_departments, show_subject
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms.competence_forms import held_measures, import_pix_form
from transfo_rh.ui.forms.results_scope import choose_scope, confidentiality_caption
from transfo_rh.ui.metrics import metric_row
from transfo_rh.ui.page import open_page, shown_errors

ctx = open_page(
    Permission.VIEW_RESULTS,
    title=_("Compétence perçue et mesurée"),
    caption=_("Les agents se situent-ils là où Pix les mesure ?"),
)

scope = choose_scope(ctx.viewer)
manages = allows(ctx.viewer, Permission.MANAGE_CAMPAIGNS)
measures = competence_measures(viewer=ctx.viewer)
if not measures:
    empty_state(
        title=_("Aucune mesure de compétences pour l’instant"),
        body=_(
            "Une campagne Pix Orga mesure ce que les agents savent faire ; l’enquête dit comment ils se situent. L’écart oriente les formations."
        )
        if manages
        else _(
            "La comparaison apparaît ici dès que les ressources humaines importent les résultats d’une campagne Pix Orga, qui mesure ce que les agents savent faire."
        ),
        icon=":material/compare:",
    )
else:
    titles = {measure.id: f"{measure.title} ({day(measure.measured_on)})" for measure in measures}
    chosen = st.selectbox(
        _("Mesure"), list(titles), format_func=titles.__getitem__, key="mesure", bind="query-params"
    )
    with shown_errors():
        view = competence(
            viewer=ctx.viewer, campaign_id=scope.campaign.id, measure_id=chosen, unit=scope.unit
        )
        st.markdown(f"**{view.sentence}**")
        metric_row(gap_metrics(view))
        show_subject(view)
        show_departments(view)
        show_competence_table(view)
        confidentiality_caption(scope.campaign)

if manages:
    with st.expander(
        _("Importer une campagne Pix Orga"), icon=":material/upload_file:", expanded=not measures
    ):
        import_pix_form(ctx.viewer)
        held_measures(ctx.viewer)
