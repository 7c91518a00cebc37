"""Who answered, and what the scores of the whole become when every group weighs as many as were asked."""

from __future__ import annotations

import streamlit as st

from transfo_rh.campaigns.life.population import attribute_label
from transfo_rh.campaigns.model import Measure
from transfo_rh.campaigns.publication.summary import Summary
from transfo_rh.campaigns.results.overview import Overview
from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _, labelled
from transfo_rh.ui.tables import Column, ColumnKind, data_table


def show_participation(view: Overview) -> None:
    """How many answered among those asked, in one line, which says that it is about everybody."""
    summary = view.summary
    if summary is None or summary.rate is None:
        return
    st.caption(
        _("{sentence} Intervalle à 95 % : de {low} à {high}.").format(
            sentence=labelled(_("Ensemble de la collectivité"), view.sentence),
            low=percent(summary.rate.low),
            high=percent(summary.rate.high),
        )
    )


def show_weighting(view: Overview, measures: tuple[Measure, ...]) -> None:
    """An expander with the weighted score beside the raw one; nothing when no weight could be computed."""
    summary = view.summary
    if summary is None or not summary.scores:
        return
    with st.expander(_("Redressement"), icon=":material/balance:"):
        st.write(_sentence(summary))
        labels = {measure.code: measure.label for measure in measures}
        data_table(
            columns=[
                Column(_("Dimension"), pinned=True),
                Column(_("Score brut"), ColumnKind.NUMBER),
                Column(_("Score redressé"), ColumnKind.NUMBER),
                Column(_("Différence (points)"), ColumnKind.NUMBER),
                Column(_("Réponses équivalentes"), ColumnKind.NUMBER, help=_effective_help()),
                Column(_("Effet de plan"), help=_design_help()),
            ],
            rows=[
                (
                    labels.get(score.dimension, score.dimension),
                    score.raw,
                    score.weighted,
                    score.weighted - score.raw,
                    score.effective_n,
                    number(score.design_effect, decimals=2),
                )
                for score in summary.scores
            ],
            alt=_("Score brut et score redressé de chaque dimension, avec l’effet de plan."),
            key="weighting",
        )


def _sentence(summary: Summary) -> str:
    names = " × ".join(attribute_label(name) for name in summary.weighted_by)
    largest = max((abs(score.weighted - score.raw) for score in summary.scores), default=0)
    words = _(
        "Le redressement donne à chaque groupe ({names}) son poids parmi les personnes interrogées. Il déplace les scores de {points} points au plus ; les seuils de confidentialité portent toujours sur les réponses brutes."
    ).format(names=names, points=number(largest))
    if summary.effective_n is None or summary.design_effect is None:
        return words
    return (
        words
        + " "
        + _("Les réponses en valent {n} d’un échantillon simple (effet de plan {effect}).").format(
            n=number(summary.effective_n), effect=number(summary.design_effect, decimals=2)
        )
    )


def _effective_help() -> str:
    return _("Nombre de réponses d’un échantillon simple qui donnerait la même précision (Kish).")


def _design_help() -> str:
    return _(
        "Réponses divisées par les réponses équivalentes : 1 quand tous ont répondu dans la même proportion."
    )
