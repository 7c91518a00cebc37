"""The submitted diagnoses together: departments × themes, as a heat map and as a table."""

from __future__ import annotations

import streamlit as st

from transfo_rh.campaigns.diagnosis.synthesis import DepartmentThemes, Synthesis
from transfo_rh.core.i18n import _
from transfo_rh.ui.charts.heatmap import HeatCell, heatmap_chart
from transfo_rh.ui.charts.palette import SCORE_SCALE
from transfo_rh.ui.empty import empty_state
from transfo_rh.ui.tables import Column, ColumnKind, data_table

MANY_ROWS = 20
"""Beyond, only the directions are shown at first."""


def show_synthesis(view: Synthesis) -> None:
    """The sentence, the heat map and the table; an empty state before the first submission."""
    if not view.rows:
        empty_state(
            title=_("Aucun diagnostic transmis pour l’instant"),
            body=_("La synthèse se remplit à mesure que les responsables transmettent leur diagnostic."),
            icon=":material/grid_on:",
        )
        return
    if view.sentence:
        st.markdown(f"**{view.sentence}**")
    rows = _chosen_rows(view)
    heatmap_chart(
        rows=[_("Moyenne des services"), *(row.name for row in rows)],
        columns=view.themes,
        cells=[[_cell(score) for score in scores] for scores in (view.means, *(row.scores for row in rows))],
        scale=SCORE_SCALE,
        alt=_("Score de chaque thème par service, d’après les diagnostics transmis. {sentence}").format(
            sentence=view.sentence
        ),
        key="diagnosis_synthesis",
        value_title=_("Score sur 100"),
    )
    st.caption(
        _(
            "0 : sujet non abordé ; 100 : amélioration continue. Chaque ligne est ce que le responsable déclare de son service, sans ceux qui en dépendent. Les brouillons ne comptent pas."
        )
    )
    with st.expander(_("Les mêmes chiffres en tableau, à télécharger"), icon=":material/table:"):
        data_table(
            columns=[
                Column(_("Service"), pinned=True, wide=True),
                *(Column(theme, ColumnKind.NUMBER) for theme in view.themes),
            ],
            rows=[(row.name, *row.scores) for row in view.rows],
            alt=_("Score de chaque thème, service par service."),
            key="diagnosis_synthesis_table",
            file_name=_("synthèse du diagnostic"),
        )


def _chosen_rows(view: Synthesis) -> tuple[DepartmentThemes, ...]:
    """Every department, or the directions alone when they are many and the person keeps the short list."""
    short = tuple(row for row in view.rows if row.depth <= 1)
    if len(view.rows) <= MANY_ROWS or not short or len(short) == len(view.rows):
        return view.rows
    whole = st.toggle(_("Tous les services"), key="synthese_complete", bind="query-params")
    return view.rows if whole else short


def _cell(score: int | None) -> HeatCell:
    if score is None:
        label = _("Sans objet")
        return HeatCell(None, "–", "no_answer", label, label)
    return HeatCell(float(score), str(score), "shown", _("Affiché"), _("{score} sur 100").format(score=score))
