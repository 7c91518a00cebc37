"""What every page of results asks first: which survey, which department, which dimension. Bound to the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.campaigns.model import Basis, Measure, MeasureKind
from transfo_rh.campaigns.results import service as results
from transfo_rh.campaigns.results.service import Outline, PublishedCampaign
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _
from transfo_rh.ui.empty import nothing_published
from transfo_rh.ui.forms.results_filters import choose_campaign, choose_unit


@dataclass(frozen=True, slots=True)
class ResultsScope:
    """The survey that the page shows and what may be asked of it. ``unit`` None is the top of what may be seen."""

    campaign: PublishedCampaign
    outline: Outline
    unit: int | None

    def dimensions(self) -> tuple[Measure, ...]:
        """The dimensions that have a score."""
        return tuple(measure for measure in self.outline.measures if measure.kind is MeasureKind.DIMENSION)


def published_or_stop(viewer: Viewer) -> tuple[PublishedCampaign, ...]:
    """The surveys that the viewer may read; the page stops with an empty state when there is none."""
    published = results.published_campaigns(viewer=viewer)
    if not published:
        nothing_published(viewer)
        st.stop()
    return tuple(published)


def choose_scope(viewer: Viewer, *, with_unit: bool = True) -> ResultsScope:
    """The survey and the department to show; the page stops with an empty state when nothing is published."""
    published = published_or_stop(viewer)
    with st.container(horizontal=True, vertical_alignment="bottom", key="results_scope"):
        campaign = choose_campaign(published)
        outline = results.outline(viewer=viewer, campaign_id=campaign.id)
        unit = choose_unit(outline.units) if with_unit and outline.units else None
    return ResultsScope(campaign, outline, unit)


def choose_dimension(dimensions: Sequence[Measure], *, optional: bool) -> str | None:
    """A dimension by its label; None means all of them, offered when ``optional``."""
    labels = {measure.code: measure.label for measure in dimensions}
    chosen = st.selectbox(
        _("Dimension"),
        options=(["", *labels] if optional else list(labels)),
        format_func=lambda code: labels.get(code) or _("Toutes les dimensions"),
        key="dimension",
        bind="query-params",
        filter_mode=None,
    )
    return chosen or None


def confidentiality_caption(campaign: PublishedCampaign) -> None:
    """Under every page of results: the wave, its kind, and its threshold when anything may be hidden."""
    if campaign.basis is Basis.DEPARTMENT:
        st.caption(
            _("Diagnostic du {day}, signé par les responsables de service : rien n’est masqué.").format(
                day=day(campaign.wave_on)
            )
        )
        return
    st.caption(
        _(
            "Enquête du {day}, {kind}. Seuil de confidentialité : {k} répondants ; un chiffre masqué ne peut pas être recalculé à partir des autres."
        ).format(
            day=day(campaign.wave_on),
            kind=_("anonyme") if campaign.anonymous else _("confidentielle"),
            k=campaign.k,
        )
    )
