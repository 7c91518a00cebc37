"""The autonomy × alignment map: agility needs both. Arrows say where departments come from."""

import streamlit as st

from transfo_rh.access.policy import Permission
from transfo_rh.campaigns.model import Basis
from transfo_rh.campaigns.results.alignment import MIDDLE, Quadrant, alignment
from transfo_rh.core.formats import month, number
from transfo_rh.core.i18n import _
from transfo_rh.ui.charts.quadrants import QuadrantPoint, quadrants_chart
from transfo_rh.ui.forms.results_scope import choose_scope, confidentiality_caption
from transfo_rh.ui.metrics import Metric, metric_row
from transfo_rh.ui.page import open_page, shown_errors
from transfo_rh.ui.tables import Column, ColumnKind, data_table

ctx = open_page(
    Permission.VIEW_RESULTS,
    title=_("Autonomie et alignement"),
    caption=_("Les équipes ont-elles à la fois un cap partagé et les marges pour agir ?"),
)

scope = choose_scope(ctx.viewer)
with shown_errors():
    view = alignment(viewer=ctx.viewer, campaign_id=scope.campaign.id, unit=scope.unit)
    units = [point for point in view.points if point.unit is not None]
    st.markdown(f"**{view.sentence}**")
    metric_row(
        [
            Metric(quadrant.label, number(sum(point.quadrant is quadrant for point in units)))
            for quadrant in Quadrant
            if units
        ]
    )
    quadrants_chart(
        points=[
            QuadrantPoint(
                point.label,
                point.alignment,
                point.autonomy,
                _("Autonomie {autonomy}, alignement {alignment} : {quadrant}").format(
                    autonomy=point.autonomy, alignment=point.alignment, quadrant=point.quadrant.label
                ),
                before=None if point.came_from is None else (point.came_from[1], point.came_from[0]),
                emphasised=point.unit is None,
            )
            for point in view.points
        ],
        x_title=_("{dimension} (score sur 100)").format(dimension=view.alignment.label),
        y_title=_("{dimension} (score sur 100)").format(dimension=view.autonomy.label),
        quarters=(
            Quadrant.SCATTERED.label,
            Quadrant.AGILE.label,
            Quadrant.STALLED.label,
            Quadrant.CONTROLLED.label,
        ),
        alt=view.sentence,
        key="alignment_map",
        middle=MIDDLE,
    )
    if view.before is not None:
        st.caption(_("Les flèches partent de la vague de {month}.").format(month=month(view.before.wave_on)))
    if view.hidden:
        without_point = (
            _("Sans point, faute de diagnostic transmis : {names}.")
            if scope.campaign.basis is Basis.DEPARTMENT
            else _("Sans point, pour protéger les répondants : {names}.")
        )
        st.caption(without_point.format(names=", ".join(view.hidden)))
    with st.expander(_("Les mêmes chiffres en tableau, à télécharger"), icon=":material/table:"):
        data_table(
            columns=[
                Column(_("Service"), pinned=True, wide=True),
                Column(view.autonomy.label, ColumnKind.NUMBER),
                Column(view.alignment.label, ColumnKind.NUMBER),
                Column(_("Situation")),
            ],
            rows=[
                (point.label, point.autonomy, point.alignment, point.quadrant.label) for point in view.points
            ],
            alt=_("Autonomie, alignement et situation de chaque service."),
            key="alignment_table",
            file_name=_("autonomie et alignement") + f" {scope.campaign.title}",
        )
    confidentiality_caption(scope.campaign)
