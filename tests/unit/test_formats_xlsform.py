"""XLSForms as people and tools write them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from transfo_rh.campaigns.formats.imported import ImportedQuestionnaire
from transfo_rh.campaigns.formats.service import read_questionnaire_file
from transfo_rh.campaigns.questionnaires.definition import (
    Condition,
    LikertItem,
    MatrixItem,
    NumberItem,
    RankingItem,
    YesNoItem,
)
from transfo_rh.core.errors import InvalidFile
from transfo_rh.exchange.writers import SheetContent, workbook_bytes

CHOICES = [
    ("accord", "1", "Pas d’accord"),
    ("accord", "2", "Neutre"),
    ("accord", "3", "D’accord"),
    ("couleurs", "rouge", "Rouge"),
    ("couleurs", "vert", "Vert"),
    ("oui_non", "oui", "Oui"),
    ("oui_non", "non", "Non"),
]


def form(
    columns: Sequence[str], rows: Sequence[Sequence[str]], choices: Sequence[Sequence[str]] = CHOICES
) -> ImportedQuestionnaire:
    content = workbook_bytes(
        [
            SheetContent(" Survey ", columns, rows),
            SheetContent("CHOICES", ("List Name", " NAME ", "label"), choices),
        ]
    )
    return read_questionnaire_file("form.xlsx", content)


@pytest.mark.parametrize(
    ("name", "questions", "answers", "kinds"),
    [
        ("kobo_sample_accent.xlsx", 1, 3, ["multiple"]),
        ("pyxform_case_insensitivity.xlsx", 3, 2, ["single", "single"]),
        ("pyxform_or_other.xlsx", 2, 5, ["single", "text", "single"]),
        ("pyxform_yes_or_no_question.xlsx", 1, 2, ["yes_no"]),
    ],
)
def test_real_forms_have_their_counts(
    samples: Path, name: str, questions: int, answers: int, kinds: list[str]
) -> None:
    path = samples / "xlsform" / name
    read = read_questionnaire_file(name, path.read_bytes())
    assert (read.counts.questions, read.counts.answers) == (questions, answers)
    assert [item.type for item in read.definition.items()] == kinds


def test_a_repeated_column_is_refused_by_its_name(samples: Path) -> None:
    path = samples / "xlsform" / "pyxform_BAD_duplicate_columns.xlsx"
    with pytest.raises(InvalidFile, match=r"survey.*«\slabel\s» figure deux fois"):
        read_questionnaire_file(path.name, path.read_bytes())


def test_headers_in_any_case_and_languages() -> None:
    read = form(
        ["TYPE ", " Name", "Label::Français (fr)", "label::English (en)", "HINT"],
        [
            ("Select_One accord", "q1", "Votre avis", "Your view", "Une aide"),
            ("note", "n", "Merci", "Thanks", ""),
        ],
    )
    item = next(read.definition.items())
    assert isinstance(item, LikertItem)
    assert (item.text.fr, item.text.en) == ("Votre avis", "Your view")
    assert item.help is not None


@pytest.mark.parametrize("appearance", ["table-list", "field-list"])
def test_a_group_of_one_list_is_a_grid(appearance: str) -> None:
    read = form(
        ["type", "name", "label", "appearance"],
        [
            ("begin_group", "grille", "Votre travail", appearance),
            ("select_one accord", "g_label", "", "label"),
            ("select_one accord", "g1", "Clair", "list-nolabel"),
            ("select_one accord", "g2", "Utile", "list-nolabel"),
            ("end_group", "", "", ""),
        ],
    )
    (item,) = read.definition.items()
    assert isinstance(item, MatrixItem)
    assert [row.code for row in item.rows] == ["g1", "g2"]
    assert [one.column for one in read.fields] == ["grille/g1", "grille/g2"]


def test_types_bounds_and_conditions() -> None:
    read = form(
        ["type", "name", "label", "relevant", "required", "constraint", "parameters"],
        [
            ("select one from oui_non", "oui", "Oui ?", "", "yes", "", ""),
            ("integer", "age", "Âge", "${oui} = 'oui'", "", ". >= 16 and . <= 75", ""),
            ("range", "note1", "Note", "", "", "", "start=0 end=20 step=1"),
            ("rank couleurs", "rang", "Rang", "not(${age} >= 30)", "", "", ""),
            ("text", "avis", "Avis", "regex(${age}, 'x')", "", "", ""),
            ("date", "jour", "Jour", "", "", "", ""),
        ],
    )
    yes, age, mark, rank, text = read.definition.items()
    assert isinstance(yes, YesNoItem)
    assert yes.required
    assert isinstance(age, NumberItem)
    assert (age.minimum, age.maximum, age.when) == (16, 75, Condition(item="oui", values=("yes",)))
    assert isinstance(mark, NumberItem)
    assert mark.maximum == 20
    assert isinstance(rank, RankingItem)
    assert rank.when == Condition(item="age", at_least=30, negated=True)
    assert text.when is None
    said = " ".join(read.notices)
    assert "ligne 6" in said
    assert "ligne 7" in said


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("select_one absente", "q", "Q")], r"ligne 2.*«\sabsente\s» n’existe pas"),
        ([("text", "", "Q")], "ligne 2.*pas de nom"),
        ([("text", "deux mots", "Q")], "ligne 2.*nom de question"),
        ([("text", "a", "Q"), ("text", "A", "R")], "ligne 3.*déjà celui de la ligne 2"),
        ([("begin group", "g", "G"), ("text", "a", "A")], "ligne 2.*jamais fermé"),
        ([("text", "a", "A"), ("end group", "", "")], "ligne 3.*ne ferme aucun groupe"),
        ([("note", "n", "Bonjour")], "aucune question"),
        ([("calculate", "c", "")], "n’a que des calculs"),
        ([("", "a", "A")], "ligne 2.*pas de type"),
        (
            [("begin group", "", "G"), ("text", "a", "A"), ("end group", "", "")],
            "ligne 2.*groupe n’a pas de nom",
        ),
    ],
)
def test_mistakes_are_refused_with_their_row(rows: list[tuple[str, str, str]], message: str) -> None:
    with pytest.raises(InvalidFile, match=message):
        form(["type", "name", "label"], rows)


def test_repeated_choices_are_refused_with_their_row() -> None:
    with pytest.raises(InvalidFile, match=r"choices.*ligne 3.*deux choix «\sa\s»"):
        form(["type", "name", "label"], [("select_one l", "q", "Q")], [("l", "a", "A"), ("l", "a", "B")])


def test_a_workbook_without_survey_is_named() -> None:
    with pytest.raises(InvalidFile, match=r"pas de feuille «\ssurvey\s»"):
        read_questionnaire_file("a.xlsx", workbook_bytes([SheetContent("Réponses", ["a"], [["1"]])]))


def test_a_score_block_of_kobo_is_a_grid_and_its_other_blocks_are_said() -> None:
    read = form(
        ("type", "name", "label", "kobo--score-choices"),
        [
            ("begin_score", "s", "Notez", "accord"),
            ("score__row", "s1", "Le premier", ""),
            ("score__row", "s2", "Le second", ""),
            ("end_score", "", "", ""),
            ("begin_rank", "r", "Rangez", ""),
            ("rank__level", "r1", "Un", ""),
            ("end_rank", "", "", ""),
            ("begin_kobomatrix", "m", "Tableau", ""),
            ("end_kobomatrix", "", "", ""),
        ],
    )
    [grid] = read.definition.items()
    assert isinstance(grid, MatrixItem)
    assert [row.code for row in grid.rows] == ["s1", "s2"]
    assert [one.column for one in read.fields] == ["s/s1", "s/s2"]
    assert [notice for notice in read.notices if " rank" in notice.replace("\u00a0", " ")]
    assert [notice for notice in read.notices if "kobomatrix" in notice]


def test_old_names_of_types_and_groups_are_read() -> None:
    read = form(
        ["type", "name", "label"],
        [
            ("q string", "a", "A"),
            ("add integer prompt", "b", "B"),
            ("phone number", "c", "C"),
            ("select multiple using couleurs", "d", "D"),
            ("begin looped group", "e", "E"),
            ("text", "f", "F"),
            ("end repeat", "", ""),
            ("begin loop over couleurs", "g", "G"),
            ("text", "h", "H"),
            ("end loop", "", ""),
            ("get start time", "i", ""),
        ],
    )
    assert [(item.code, item.type) for item in read.definition.items()] == [
        ("a", "text"),
        ("b", "number"),
        ("d", "multiple"),
    ]
    assert read.counts.questions == 6
    assert [notice for notice in read.notices if "« c »" in notice.replace("\u00a0", " ")]


def test_a_condition_under_an_old_heading_is_kept() -> None:
    read = form(
        ["type", "tag", "caption", "bind:relevant"],
        [("select_one oui_non", "a", "A", ""), ("text", "b", "B", "${a} = 'non'")],
    )
    assert list(read.definition.items())[1].when == Condition(item="a", values=("no",))


def test_choices_that_other_answers_or_files_give_are_left_out_and_said() -> None:
    rows = [
        ("text", "a", "A", ""),
        ("select_one ${a}", "b", "B", ""),
        ("select_one couleurs", "c", "C", "minimal search('fruits')"),
    ]
    read = form(["type", "name", "label", "appearance"], rows)
    assert [item.code for item in read.definition.items()] == ["a"]
    assert len(read.notices) == 2


def test_a_cascading_list_repeats_names_where_the_form_allows_it() -> None:
    content = workbook_bytes(
        [
            SheetContent("survey", ("type", "name", "label"), [("select_one villes", "v", "Ville")]),
            SheetContent(
                "choices",
                ("list_name", "name", "label", "pays"),
                [
                    ("villes", "vienne", "Vienne", "fr"),
                    ("villes", "vienne", "Vienne", "at"),
                    ("villes", "lyon", "Lyon", "fr"),
                ],
            ),
            SheetContent("settings", ("allow_choice_duplicates",), [("yes",)]),
        ]
    )
    read = read_questionnaire_file("form.xlsx", content)
    [item] = read.definition.items()
    assert [option.code for option in getattr(item, "options", ())] == ["vienne", "lyon"]


def test_a_form_in_one_text_file_keeps_its_rows() -> None:
    content = (
        "survey,,,\n,type,name,label\n,select_one on,a,Ça va ?\n,text,b c,B\n\nchoices,,,\n,list name,name,label\n"
        ",on,oui,Oui\n,on,non,Non\n"
    )
    with pytest.raises(InvalidFile, match=r"ligne 4.*nom de question"):
        read_questionnaire_file("form.csv", content.encode())
    read = read_questionnaire_file("form.csv", content.replace("b c", "b").encode())
    assert [item.type for item in read.definition.items()] == ["yes_no", "text"]


def test_a_single_sheet_of_questions_needs_no_name() -> None:
    sheet = SheetContent("Feuille1", ("type", "name", "label"), [("text", "a", "A")])
    assert read_questionnaire_file("a.xlsx", workbook_bytes([sheet])).counts.questions == 1


def test_what_is_far_below_the_form_is_not_read() -> None:
    blank = [("", "", "")] * 61
    read = form(["type", "name", "label"], [("text", "a", "A"), *blank, ("end group", "reste", "")])
    assert read.counts.questions == 1
