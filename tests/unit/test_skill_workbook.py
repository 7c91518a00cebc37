"""The catalogue as a workbook: written, worked on, read back."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import in_language
from transfo_rh.exchange.problems import RefusedImport
from transfo_rh.skills.catalogue.files import shipped_catalogue
from transfo_rh.skills.catalogue.workbook import catalogue_workbook
from transfo_rh.skills.catalogue.workbook_reading import read_catalogue_workbook
from transfo_rh.skills.model import Catalogue, Origin, Role, Skill

ON = date(2026, 1, 1)
EMPTY = Catalogue(ON, (), (), ())


def _standing() -> Catalogue:
    content = shipped_catalogue()
    return Catalogue(
        ON,
        content.families,
        tuple(Skill(n, skill, Origin.SHIPPED, ON, None, 1) for n, skill in enumerate(content.skills)),
        tuple(Role(n, role, Origin.SHIPPED, ON, None, 1) for n, role in enumerate(content.roles)),
    )


def _read(content: bytes, standing: Catalogue = EMPTY) -> object:
    return read_catalogue_workbook(name="catalogue.xlsx", content=content, standing=standing)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_written_is_read_back_in_either_language(language: str) -> None:
    with in_language(language):
        content = catalogue_workbook(_standing())
    assert _read(content) == shipped_catalogue()


def _edited(changes: dict[tuple[str, str], object], *, without: tuple[str, ...] = ()) -> bytes:
    book = load_workbook(io.BytesIO(catalogue_workbook(_standing())))
    for (sheet, cell), value in changes.items():
        book[sheet][cell] = value
    for sheet in without:
        del book[sheet]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_workbook_of_one_sheet_changes_only_that() -> None:
    content = _edited(
        {("Compétences", "E2"): "Culture des données"}, without=("Métiers", "Exigences", "Familles")
    )
    found = read_catalogue_workbook(name="c.xlsx", content=content, standing=_standing())
    assert found.roles == ()
    assert found.skills[0] == replace(
        shipped_catalogue().skills[0],
        label=replace(shipped_catalogue().skills[0].label, fr="Culture des données"),
    )


def test_requirements_alone_change_what_roles_ask() -> None:
    content = _edited({("Exigences", "C2"): 4}, without=("Métiers", "Compétences", "Familles"))
    found = read_catalogue_workbook(name="c.xlsx", content=content, standing=_standing())
    first = shipped_catalogue().roles[0]
    assert found.roles[0].requirements[0] == replace(first.requirements[0], level=4)
    assert found.roles[0].mission == first.mission


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "reason"),
    [
        ("Compétences", "B2", "zz", "la famille « zz » n’existe pas"),
        ("Compétences", "C2", "rare", "valeur inconnue"),
        ("Compétences", "D2", "deux ans", "un nombre entier"),
        ("Compétences", "A3", "data_culture", "écrit deux fois"),
        ("Métiers", "H2", "A | D", "la catégorie est A, B ou C"),
        ("Exigences", "B2", "zz", "la compétence « zz » n’existe pas"),
        ("Exigences", "E2", "peut-être", "oui ou non"),
    ],
)
def test_a_problem_is_located(sheet: str, cell: str, value: object, reason: str) -> None:
    with pytest.raises(RefusedImport) as refused:
        _read(_edited({(sheet, cell): value}))
    found = [problem for problem in refused.value.problems if problem.sheet == sheet]
    assert reason in found[0].reason.replace("\u00a0", " ")
    assert found[0].row == int(cell[1:])


def test_a_missing_column_and_a_foreign_workbook_are_named() -> None:
    with pytest.raises(RefusedImport, match="Niveau demandé"):
        _read(_edited({("Exigences", "C1"): "Autre"}))
    with pytest.raises(InvalidFile, match="aucune des feuilles attendues"):
        _read(_edited({}, without=("Compétences", "Métiers", "Exigences", "Familles")))
