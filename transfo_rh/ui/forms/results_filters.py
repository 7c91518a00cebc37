"""Filters of the results page. All are bound to the address, so that every view can be shared as a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from transfo_rh.access.policy import Reach
from transfo_rh.campaigns.life.population import attribute_label
from transfo_rh.campaigns.model import Measure, MeasureKind, Unit
from transfo_rh.campaigns.results.crosses import Cross
from transfo_rh.campaigns.results.service import Heatmap, Outline, PublishedCampaign
from transfo_rh.core.formats import month
from transfo_rh.core.i18n import _
from transfo_rh.ui.choices import choose_numbered

ALL_DIMENSIONS = ""
TOP_LEVEL = -1
BY_DEPARTMENT = ""
SCORES, DIFFERENCES = "scores", "differences"

CAMPAIGN_KEY, UNIT_KEY, DRILL_KEY = "enquete", "service", "drill_into"


@dataclass(frozen=True, slots=True)
class ViewChoice:
    """What the person chose to see. ``unit`` None is the top of what the person may see."""

    dimension: str
    unit: int | None
    attribute: str | None
    differences: bool


def choose_campaign(published: Sequence[PublishedCampaign]) -> PublishedCampaign:
    """The campaign to show, by its number in the address; the newest at first."""
    by_id = {campaign.id: campaign for campaign in published}
    labels = {number: _campaign_label(campaign) for number, campaign in by_id.items()}
    return by_id[choose_numbered(_("Enquête"), labels, name=CAMPAIGN_KEY)]


def _campaign_label(campaign: PublishedCampaign) -> str:
    wave = month(campaign.wave_on)
    return campaign.title if wave in campaign.title.casefold() else f"{campaign.title} – {wave}"


def choose_view(campaign: PublishedCampaign, outline: Outline, reach: Reach) -> ViewChoice:
    """The filters that make sense for this campaign and this viewer, in one row."""
    units = outline.units
    dimensions = [measure for measure in outline.measures if measure.kind is MeasureKind.DIMENSION]
    with st.container(horizontal=True, vertical_alignment="bottom", key="results_filters"):
        unit = choose_unit(units) if units else None
        dimension = _choose_dimension(dimensions)
        attribute = _choose_attribute(campaign) if reach is not Reach.WHOLE_ONLY and unit is None else None
        differences = _choose_scale() if units or attribute else False
    return ViewChoice(dimension, unit, attribute, differences)


def choose_unit(units: Sequence[Unit]) -> int | None:
    """The department to show, by its path; None is the top of what may be seen."""
    labels = unit_paths(units)
    chosen = st.selectbox(
        _("Service"),
        options=[TOP_LEVEL, *labels],
        format_func=lambda position: _("Vue d’ensemble") if position == TOP_LEVEL else labels[position],
        key=UNIT_KEY,
        bind="query-params",
        filter_mode="contains",
    )
    return None if chosen in (None, TOP_LEVEL) else int(chosen)


def unit_paths(units: Sequence[Unit]) -> dict[int, str]:
    """Position → « Direction › Service », unique, parents before children."""
    names: dict[int, str] = {}
    for unit in units:
        above = names.get(unit.parent) if unit.parent is not None else None
        path = f"{above} › {unit.name}" if above else unit.name
        names[unit.position] = path if path not in names.values() else f"{path} ({unit.code})"
    return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))


def _choose_dimension(dimensions: Sequence[Measure]) -> str:
    labels = {measure.code: measure.label for measure in dimensions}
    chosen = st.selectbox(
        _("Détail"),
        options=[ALL_DIMENSIONS, *labels],
        format_func=lambda code: labels.get(code) or _("Toutes les dimensions"),
        key="dimension",
        bind="query-params",
        filter_mode=None,
    )
    return chosen or ALL_DIMENSIONS


def _choose_attribute(campaign: PublishedCampaign) -> str | None:
    if not campaign.attributes:
        return None
    chosen = st.selectbox(
        _("Répartir par"),
        options=[BY_DEPARTMENT, *campaign.attributes],
        format_func=lambda name: attribute_label(name) if name else _("Services"),
        key="repartition",
        bind="query-params",
        filter_mode=None,
    )
    return chosen or None


def _choose_scale() -> bool:
    chosen = st.segmented_control(
        _("Lecture"),
        options=[SCORES, DIFFERENCES],
        format_func=lambda code: _("Scores") if code == SCORES else _("Écarts à la collectivité"),
        default=SCORES,
        required=True,
        key="lecture",
        bind="query-params",
    )
    return chosen == DIFFERENCES


def choose_cross(offered: Sequence[Cross], measures: Sequence[Measure]) -> tuple[str, str] | None:
    """Two characteristics to cross and the measure to read there; None when nothing is chosen."""
    if not offered:
        return None
    labels = {cross.code: cross.label for cross in offered}
    names = {measure.code: measure.label for measure in measures}
    with st.container(horizontal=True, vertical_alignment="bottom", key="cross_filters"):
        cross = st.selectbox(
            _("Croiser avec"),
            options=["", *labels],
            format_func=lambda code: labels.get(code) or _("Aucun croisement"),
            key="croiser",
            bind="query-params",
            filter_mode=None,
        )
        if not cross:
            return None
        measure = st.selectbox(
            _("Mesure croisée"),
            options=list(names),
            format_func=lambda code: names.get(code, code),
            key="mesure",
            bind="query-params",
            filter_mode="contains",
        )
    return cross, measure or next(iter(names))


def open_below(view: Heatmap) -> None:
    """Go one level down, or back up, from the heat map."""
    current = view.path[-1].position if view.path else None
    below = {
        row.unit: row.label
        for row in view.rows[1:]
        if row.unit is not None and row.has_children and row.unit != current
    }
    chosen = st.session_state.get(UNIT_KEY, TOP_LEVEL) != TOP_LEVEL
    if not below and not chosen:
        return
    with st.container(horizontal=True, key="drill_down"):
        if chosen:
            above = view.path[-2] if len(view.path) > 1 else None
            st.button(
                _("Vue d’ensemble") if above is None else _("Remonter : {name}").format(name=above.name),
                icon=":material/arrow_upward:",
                key="drill_up",
                on_click=_open,
                args=(TOP_LEVEL if above is None else above.position,),
            )
        if below:
            st.menu_button(
                _("Descendre dans un service"),
                options=list(below),
                format_func=lambda unit: below[unit],
                icon=":material/account_tree:",
                key=DRILL_KEY,
                on_click=_open_chosen,
            )


def _open(unit: int) -> None:
    st.session_state[UNIT_KEY] = unit


def _open_chosen() -> None:
    chosen = st.session_state[DRILL_KEY]
    if chosen is not None:
        _open(chosen)
