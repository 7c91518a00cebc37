"""Perceived beside measured competence on screen: one level in detail, then the gaps of every department."""

from __future__ import annotations

import streamlit as st

from transfo_rh.campaigns.results.competence import (
    GAP_POINTS,
    CompetencePair,
    CompetenceRow,
    CompetenceView,
)
from transfo_rh.core.formats import number, signed
from transfo_rh.core.i18n import _
from transfo_rh.ui.charts.changes import Change, changes_chart
from transfo_rh.ui.charts.heatmap import HeatCell, heatmap_chart
from transfo_rh.ui.charts.palette import DIFFERENCE_SCALE
from transfo_rh.ui.metrics import Metric
from transfo_rh.ui.tables import Column, ColumnKind, data_table


def subject_of(view: CompetenceView) -> CompetenceRow:
    """The row that the page is about: the chosen department, else the whole."""
    return view.rows[1] if view.path and len(view.rows) > 1 else view.rows[0]


def gap_metrics(view: CompetenceView) -> list[Metric]:
    """How many competences the agents of the subject rate above, near and below the measure."""
    gaps = [pair.gap for pair in subject_of(view).pairs if pair.gap is not None]
    if not gaps:
        return []
    far = _("À {points} points d’écart ou plus.").format(points=GAP_POINTS)
    return [
        Metric(_("Compétences comparées"), number(len(gaps))),
        Metric(_("Surestimées"), number(sum(gap >= GAP_POINTS for gap in gaps)), help=far),
        Metric(_("Sous-estimées"), number(sum(gap <= -GAP_POINTS for gap in gaps)), help=far),
    ]


def show_subject(view: CompetenceView) -> None:
    """Both figures of each competence for the subject, when one competence at least has both."""
    subject = subject_of(view)
    if all(pair.gap is None for pair in subject.pairs):
        return
    changes_chart(
        changes=[
            _change(label, pair) for (_code, label), pair in zip(view.competences, subject.pairs, strict=True)
        ],
        before_title=_("Mesuré par Pix"),
        after_title=_("Perçu par les agents"),
        value_title=_("Niveau sur 100, {name}").format(name=subject.label),
        alt=view.sentence,
        key="competence_chart",
    )


def _change(label: str, pair: CompetencePair) -> Change:
    if pair.gap is None or pair.perceived is None or pair.measured is None:
        return Change(label, None, None, _("non affiché"), "")
    return Change(
        label,
        pair.measured.score,
        pair.perceived.score,
        _("écart {gap}").format(gap=signed(pair.gap)),
        _("Perçu moins mesuré : {gap} points").format(gap=signed(pair.gap)),
        marked=abs(pair.gap) >= GAP_POINTS,
    )


def show_departments(view: CompetenceView) -> None:
    """The gaps of every department of the level, when one at least may be shown."""
    rows = [row for row in view.rows if any(pair.gap is not None for pair in row.pairs)]
    if not any(row.unit is not None for row in rows):
        return
    st.header(_("Par service"), anchor=False)
    heatmap_chart(
        rows=[row.label for row in rows],
        columns=[label for _code, label in view.competences],
        cells=[[_gap_cell(pair) for pair in row.pairs] for row in rows],
        scale=DIFFERENCE_SCALE,
        alt=_(
            "Écart entre le niveau perçu et le niveau mesuré, par service et par compétence. {sentence}"
        ).format(sentence=view.sentence),
        key="competence_gaps",
        value_title=_("Perçu moins mesuré (points)"),
    )
    if left := len(view.rows) - len(rows):
        st.caption(
            _("{n} services sans comparaison : trop peu de réponses ou de mesures.").format(n=number(left))
            if left > 1
            else _("Un service sans comparaison : trop peu de réponses ou de mesures.")
        )


def _gap_cell(pair: CompetencePair) -> HeatCell:
    if pair.gap is None or pair.perceived is None or pair.measured is None:
        label = _("Effectif insuffisant dans l’enquête ou dans la mesure")
        return HeatCell(None, "–", "too_few", label, label)
    hover = _("perçu {perceived}, mesuré {measured} sur 100 : écart {gap}").format(
        perceived=pair.perceived.score, measured=pair.measured.score, gap=signed(pair.gap)
    )
    return HeatCell(float(pair.gap), signed(pair.gap), "shown", _("Affiché"), hover)


def show_competence_table(view: CompetenceView) -> None:
    """The same figures as a table to download, the subject first."""
    subject = subject_of(view)
    ordered = [subject, *(row for row in view.rows if row is not subject)]
    with st.expander(_("Les mêmes chiffres en tableau, à télécharger"), icon=":material/table:"):
        data_table(
            columns=[
                Column(_("Service"), pinned=True, wide=True),
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
                for row in ordered
                for (_code, label), pair in zip(view.competences, row.pairs, strict=True)
            ],
            alt=_("Compétence perçue et mesurée par service."),
            key="competence_table",
            file_name=_("perçu et mesuré") + f" {view.campaign.title}",
        )
