"""Kobo results under every export setting, beside their XLSForm: always the same answers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from transfo_rh.campaigns.importing.columns import SourceFile
from transfo_rh.campaigns.importing.matching import matched_fields, text_fields
from transfo_rh.campaigns.importing.opening import open_files
from transfo_rh.campaigns.importing.structured import code_answers
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.exchange.writers import SheetContent, workbook_bytes

FORM = workbook_bytes(
    [
        SheetContent(
            "survey",
            ("type", "name", "label::Français (fr)", "label::English (en)"),
            [
                ("begin_group", "travail", "Votre travail", "Your work"),
                ("begin_group", "climat", "Le climat", "Climate"),
                ("select_one avis", "c1", "Je suis aidé", "I am helped"),
                ("end_group", "", "", ""),
                ("select_multiple outils or_other", "outils", "Vos outils", "Your tools"),
                ("rank outils", "rang", "Par ordre", "In order"),
                ("end_group", "", "", ""),
                ("select_one avis", "age", "c1", "c1"),
            ],
        ),
        SheetContent(
            "choices",
            ("list_name", "name", "label::Français (fr)", "label::English (en)"),
            [
                ("avis", "n", "Pas d’accord", "Disagree"),
                ("avis", "m", "Neutre", "Neutral"),
                ("avis", "p", "D’accord", "Agree"),
                ("outils", "tel", "Téléphone", "Phone"),
                ("outils", "mob", "Téléphone mobile", "Mobile phone"),
                ("outils", "mel", "Messagerie", "Mail"),
            ],
        ),
    ]
)
NAMES = ("travail/climat/c1", "travail/outils", "travail/rang", "age")
BOXES = ("tel", "mob", "mel", "other")
LABELS = ("Votre travail/Le climat/Je suis aidé", "Votre travail/Vos outils", "Votre travail/Par ordre", "c1")
WORDS = ("Téléphone", "Téléphone mobile", "Messagerie", "Other")
CODES = ("p", "mob mel other", "mel tel mob", "n")
TEXTS = (
    "D’accord",
    "Téléphone mobile Messagerie Other",
    "Messagerie Téléphone Téléphone mobile",
    "Pas d’accord",
)
ENGLISH = ("Your work/Climate/I am helped", "Your work/Your tools", "Your work/In order", "c1")
AGREE = ("Agree", "Mobile phone Mail Other", "Mail Phone Mobile phone", "Disagree")


def split(headings: Sequence[str], boxes: Sequence[str]) -> tuple[str, ...]:
    """The multiple choice in one column per choice, in place of its own."""
    return (headings[0], *(f"{headings[1]}/{box}" for box in boxes), *headings[2:])


def ticked(values: Sequence[str], yes: str, no: str) -> tuple[str, ...]:
    return (values[0], no, yes, yes, yes, *values[2:])


def answers(headings: Sequence[str], values: Sequence[str]) -> dict[str, int]:
    """The coded answers of the first line."""
    rows = [";".join(f'"{cell}"' for cell in ("_id", *row)) for row in (headings, values)]
    table = open_files([SourceFile("form.xlsx", FORM), SourceFile("r.csv", "\n".join(rows).encode())])
    assert table.structure is not None
    items = scored(table.structure.definition).items
    fields = matched_fields(table, table.structure)
    read = code_answers(table, table.structure.definition, fields, width=len(items))
    assert not read.problems
    return dict(zip((item.code for item in items), read.matrix[0].tolist(), strict=True))


@pytest.mark.parametrize(
    ("headings", "values"),
    [
        ([name.replace("/", "-") for name in NAMES], CODES),
        ([name.rsplit("/", 1)[-1] for name in NAMES], CODES),
        (split(NAMES, BOXES), ticked(CODES, "1", "0")),
        (split(NAMES, BOXES), ticked(CODES, "True", "False")),
        (LABELS, TEXTS),
        ([label.rsplit("/", 1)[-1] for label in LABELS], TEXTS),
        (split(LABELS, WORDS), ticked(TEXTS, "1", "0")),
        (ENGLISH, AGREE),
    ],
)
def test_every_export_setting_gives_the_same_answers(headings: Sequence[str], values: Sequence[str]) -> None:
    found = answers(headings, values)
    assert found == answers(NAMES, CODES)
    assert (found["c1"], found["age"]) == (3, 1)
    assert [found[f"outils_{box}"] for box in BOXES] == [1, 2, 2, 2]


def test_the_words_of_other_are_an_open_answer() -> None:
    rows = "travail/outils;travail/outils_other\nother;un agenda\n"
    table = open_files([SourceFile("form.xlsx", FORM), SourceFile("r.csv", rows.encode())])
    assert table.structure is not None
    assert set(text_fields(table, table.structure)) == {"travail/outils_other"}
