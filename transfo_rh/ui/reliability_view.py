"""How far a dimension may be trusted: Cronbach's alpha in words."""

from __future__ import annotations

import streamlit as st

from transfo_rh.campaigns.model import Basis, Measure, MeasureKind
from transfo_rh.campaigns.results.service import Heatmap, PublishedCampaign
from transfo_rh.campaigns.statistics.reliability import reliability_verdict
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.ui.tables import Column, ColumnKind, data_table


def show_reliability(view: Heatmap, campaign: PublishedCampaign) -> None:
    """An expander with the reliability of the dimensions, or why there is none."""
    dimensions = [measure for measure in view.measures if measure.kind is MeasureKind.DIMENSION]
    if not dimensions:
        return
    with st.expander(_("Fiabilité des dimensions"), icon=":material/verified:"):
        if campaign.basis is Basis.QUESTION:
            st.write(
                _(
                    "Le fichier importé ne relie pas les réponses d’une même personne : chaque question est comptée à part, et la fiabilité des dimensions ne peut pas être mesurée."
                )
            )
            return
        st.caption(
            _(
                "L’alpha de Cronbach dit si les questions d’une dimension mesurent la même chose : à partir de 0,70, la dimension se lit sans réserve."
            )
        )
        data_table(
            columns=[
                Column(_("Dimension"), pinned=True),
                Column(_("Alpha")),
                Column(_("Intervalle à 95 %")),
                Column(_("Réponses complètes"), ColumnKind.NUMBER),
                Column(_("Lecture")),
            ],
            rows=[_row(measure) for measure in dimensions],
            alt=_("Alpha de Cronbach de chaque dimension, avec son intervalle et sa lecture."),
            key="reliability",
        )


def _row(measure: Measure) -> tuple[Value, ...]:
    if measure.alpha is None or measure.alpha_low is None or measure.alpha_high is None:
        return (measure.label, "–", "–", None, _("non calculable"))
    return (
        measure.label,
        number(measure.alpha, decimals=2),
        f"{number(measure.alpha_low, decimals=2)} – {number(measure.alpha_high, decimals=2)}",
        measure.alpha_n,
        reliability_verdict(measure.alpha, n=measure.alpha_n or 0).label,
    )
