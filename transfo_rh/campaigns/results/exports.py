"""Published results as files: one JSON document, or one table for CSV and XLSX. Only what the viewer may see."""

from __future__ import annotations

from dataclasses import asdict

from transfo_rh.campaigns.life.population import attribute_label
from transfo_rh.campaigns.model import Measure, MeasureKind, PublishedCell, Unit
from transfo_rh.campaigns.results.service import Results
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _, labelled


def results_document(results: Results) -> dict[str, object]:
    """The JSON document of ``survey results --format json``.

    ``departments`` lists code, name and parent code; ``cells`` one object per published cell, null where hidden;
    ``department`` null is the whole authority; ``attribute_2`` is set in a cross of two attributes.
    """
    codes = {unit.position: unit.code for unit in results.units}
    campaign = results.campaign
    return {
        "campaign": {
            "id": campaign.id,
            "title": campaign.title,
            "wave_on": campaign.wave_on.isoformat(),
            "published_at": campaign.published_at.isoformat(),
            "basis": campaign.basis.value,
            "anonymous": campaign.anonymous,
            "attributes": list(campaign.attributes),
        },
        "k": campaign.k,
        "departments": [
            {"code": unit.code, "name": unit.name, "parent": _parent_code(unit, codes)}
            for unit in results.units
        ],
        "measures": [asdict(measure) for measure in results.measures],
        "cells": [_cell_object(cell, codes) for cell in results.cells],
    }


def _cell_object(cell: PublishedCell, codes: dict[int, str]) -> dict[str, object]:
    return {
        "department": None if cell.unit is None else codes[cell.unit],
        "attribute": cell.attribute,
        "value": cell.value,
        "measure": cell.measure,
        "state": cell.state.value,
        "n": cell.n,
        "n_band": cell.n_band,
        "score": cell.score,
        "favourable": cell.favourable,
        "unfavourable": cell.unfavourable,
        "deviation": cell.deviation,
        "shares": None if cell.shares is None else list(cell.shares),
        "capped": cell.capped,
        "population": cell.population,
        "attribute_2": cell.attribute_2,
        "value_2": cell.value_2,
    }


def _parent_code(unit: Unit, codes: dict[int, str]) -> str | None:
    return None if unit.parent is None else codes.get(unit.parent)


def results_columns() -> tuple[str, ...]:
    """The titles of the table of results."""
    return (
        _("Code du service"),
        _("Service"),
        _("Attribut"),
        _("Valeur"),
        _("Nature"),
        _("Code de la mesure"),
        _("Mesure"),
        _("État"),
        _("Réponses"),
        _("Score (0–100)"),
        _("Favorable (%)"),
        _("Défavorable (%)"),
        _("Écart type (points)"),
        _("Parts par option (%)"),
        _("Bornes seulement"),
        _("Personnes interrogées"),
        _("Attribut croisé"),
        _("Valeur croisée"),
    )


def _shares(cell: PublishedCell, measure: Measure) -> str | None:
    """The share of each option of a choice, in words."""
    if cell.shares is None:
        return None
    pairs = zip(measure.options, cell.shares, strict=False)
    return " ; ".join(labelled(option, number(share)) for option, share in pairs)


def results_rows(results: Results) -> list[tuple[str | int | None, ...]]:
    """One row per published cell, under ``results_columns``; a hidden cell says why instead of a figure."""
    units = {unit.position: unit for unit in results.units}
    measures = {measure.code: measure for measure in results.measures}
    kinds = {MeasureKind.ITEM: _("Question"), MeasureKind.DIMENSION: _("Dimension")}
    return [
        (
            None if cell.unit is None else units[cell.unit].code,
            _("Ensemble de la collectivité") if cell.unit is None else units[cell.unit].name,
            None if cell.attribute is None else attribute_label(cell.attribute),
            cell.value,
            kinds[measures[cell.measure].kind],
            cell.measure,
            measures[cell.measure].label,
            cell.state.label,
            cell.n if cell.n is not None else cell.n_band,
            cell.score,
            cell.favourable,
            cell.unfavourable,
            cell.deviation,
            _shares(cell, measures[cell.measure]),
            _("≥ 80 % ou ≤ 20 %") if cell.capped else None,
            cell.population,
            None if cell.attribute_2 is None else attribute_label(cell.attribute_2),
            cell.value_2,
        )
        for cell in results.cells
    ]
