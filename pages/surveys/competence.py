"""Perceived and measured digital competence, side by side, by department."""

import streamlit as st

from transfo_rh.access.policy import Permission, allows
from transfo_rh.campaigns.results.competence import competence
from transfo_rh.campaigns.results.competence_import import competence_measures
from transfo_rh.core.formats import day, signed
from transfo_rh.core.i18n import _
from transfo_rh.ui.charts.changes import Change, changes_chart
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.forms.competence_forms import held_measures, import_pix_form
from transfo_rh.ui.forms.results_scope import choose_scope, confidentiality_caption
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.tables import Column, ColumnKind, data_table

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
        subject = view.rows[1] if view.path and len(view.rows) > 1 else view.rows[0]
        st.markdown(f"**{view.sentence}**")
        changes_chart(
            changes=[
                Change(
                    label,
                    None if pair.measured is None else pair.measured.score,
                    None if pair.perceived is None else pair.perceived.score,
                    _("non affiché") if pair.gap is None else _("écart {gap}").format(gap=signed(pair.gap)),
                    ""
                    if pair.gap is None
                    else _("Perçu moins mesuré : {gap} points").format(gap=signed(pair.gap)),
                    marked=abs(pair.gap or 0) >= 10,
                )
                for (_code, label), pair in zip(view.competences, subject.pairs, strict=True)
            ],
            before_title=_("Mesuré par Pix"),
            after_title=_("Perçu par les agents"),
            value_title=_("Niveau sur 100, {name}").format(name=subject.label),
            alt=view.sentence,
            key="competence_chart",
        )
        data_table(
            columns=[
                Column(_("Service"), pinned=True),
                Column(_("Compétence")),
                Column(_("Perçu"), ColumnKind.NUMBER),
                Column(_("Mesuré"), ColumnKind.NUMBER),
                Column(_("Écart"), ColumnKind.NUMBER),
            ],
            rows=[
                (
                    row.label,
                    label,
                    None if pair.perceived is None else pair.perceived.score,
                    None if pair.measured is None else pair.measured.score,
                    pair.gap,
                )
                for row in view.rows
                for (_code, label), pair in zip(view.competences, row.pairs, strict=True)
            ],
            alt=_("Compétence perçue et mesurée par service."),
            key="competence_table",
            file_name=_("perçu et mesuré") + f" {scope.campaign.title}",
        )
        confidentiality_caption(scope.campaign)

if manages:
    with st.expander(
        _("Importer une campagne Pix Orga"), icon=":material/upload_file:", expanded=not measures
    ):
        import_pix_form(ctx.viewer)
        held_measures(ctx.viewer)
