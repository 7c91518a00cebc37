"""A small authority with two published waves of the shipped questionnaire, made of chosen cells: quick to build."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tests.factories import add_departments, units_of
from tests.waves import add_wave, hidden, shown
from transfo_rh.campaigns.model import (
    CellState,
    ItemKind,
    PublishedCell,
    PublishedComment,
    PublishedDriver,
    Questionnaire,
)
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.campaigns.questionnaires.layout import scored

PARENTS = {"DG": None, "USAGERS": "DG", "FINANCES": "DG", "VOIRIE": "DG", "GUICHETS": "USAGERS"}
DG, USAGERS, FINANCES, VOIRIE, GUICHETS = range(5)
DEFINITION = load_questionnaire("maturite_numerique_agent")
ASKED = scored(DEFINITION)
LEVELS = {None: 55, DG: 55, USAGERS: 40, FINANCES: 64, VOIRIE: 56}
SIZES = {None: 400, DG: 400, USAGERS: 90, FINANCES: 110, VOIRIE: 200}
OUTCOME = next(item.code for item in ASKED.items if item.outcome)


def _figures(questionnaire: Questionnaire, shift: int) -> Iterator[PublishedCell]:
    choices = {item.code: item for item in questionnaire.items if item.kind is ItemKind.CHOICE}
    codes = [one.code for one in (*questionnaire.dimensions, *questionnaire.items)]
    for place, code in enumerate(codes):
        for unit, level in LEVELS.items():
            cell = shown(unit, code, level + place % 9 - 4 + shift, SIZES[unit], population=SIZES[unit] * 2)
            if code in choices:
                points = choices[code].points
                first = 100 - (points - 1) * (100 // points)
                cell = replace(
                    cell, score=None, favourable=None, unfavourable=None, deviation=None,
                    shares=(first, *[100 // points] * (points - 1)),
                )  # fmt: skip
            yield cell
        yield hidden(GUICHETS, code)


def _crossed(code: str) -> Iterator[PublishedCell]:
    """Categories, workstations, their cross, and departments × categories; some cells hidden."""
    for value, score in (("A", 66), ("C", 48)):
        yield shown(None, code, score, 150, attribute="category", value=value)
        yield shown(None, code, score - 2, 90, attribute="has_workstation", value=f"poste {value}")
        yield replace(
            shown(None, code, score - 5, 60, attribute="category", value=value),
            attribute_2="has_workstation",
            value_2="poste A",
        )
        yield PublishedCell(
            None,
            "category",
            value,
            code,
            CellState.PRECAUTION,
            attribute_2="has_workstation",
            value_2="poste C",
        )
        yield shown(USAGERS, code, score - 20, 40, attribute="category", value=value)
        yield shown(FINANCES, code, score + 10, 40, attribute="category", value=value)


def add_published_waves() -> dict[str, int]:
    """Departments and two waves of them; the ids of the departments by code, and « now » and « before »."""
    ids = add_departments(PARENTS)
    units = units_of(PARENTS, ids)
    definition = DEFINITION.model_dump(mode="json")
    before = add_wave(
        units=units,
        questionnaire=ASKED,
        cells=_figures(ASKED, shift=-12),
        on=date(2025, 11, 17),
        title="Vague 1",
        definition=definition,
    )
    now = add_wave(
        units=units,
        questionnaire=ASKED,
        cells=[*_figures(ASKED, shift=0), *_crossed(ASKED.dimensions[0].code)],
        on=date(2026, 5, 18),
        title="Vague 2",
        attributes=("category", "has_workstation"),
        definition=definition,
        comments=[
            PublishedComment(USAGERS, "C1", "Du temps pour apprendre"),
            PublishedComment(FINANCES, "C1", "Moins de doubles saisies"),
        ],
        drivers=[
            PublishedDriver(None, OUTCOME, dimension.code, 400, 40, 100 // len(ASKED.dimensions))
            for dimension in ASKED.dimensions
        ],
    )
    return ids | {"now": now, "before": before}
