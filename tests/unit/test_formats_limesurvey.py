"""LimeSurvey structures: both schemas, every type, conditions, and the tab-separated form."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import pytest

from transfo_rh.campaigns.formats.imported import ImportedQuestionnaire
from transfo_rh.campaigns.formats.service import questionnaire_file, read_questionnaire_file
from transfo_rh.campaigns.questionnaires.definition import (
    Condition,
    LikertItem,
    MatrixItem,
    MultipleItem,
    NumberItem,
    RankingItem,
    SingleItem,
)
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.core.errors import InvalidFile
from transfo_rh.exchange.archives import parse_xml

COUNTS = {
    "citric_limesurvey_survey_432535.lss": (1, 2, 0, 0),
    "ls3_sample_survey_multilingual_fr_de_en_it.lss": (6, 57, 116, 55),
    "ls6_sample_survey_multilingual_fr_de_en_it.lss": (7, 67, 124, 68),
}


def read(samples: Path, name: str) -> ImportedQuestionnaire:
    path = samples / "limesurvey" / name
    return read_questionnaire_file(path.name, path.read_bytes())


def item_of(read_file: ImportedQuestionnaire, code: str) -> object:
    return next(item for item in read_file.definition.items() if item.code == code)


@pytest.mark.parametrize(("name", "expected"), list(COUNTS.items()))
def test_real_structures_have_their_counts(
    samples: Path, name: str, expected: tuple[int, int, int, int]
) -> None:
    counts = read(samples, name).counts
    assert (counts.groups, counts.questions, counts.subquestions, counts.answers) == expected


def rows(root: Element, section: str) -> list[dict[str, str]]:
    return [{cell.tag: cell.text or "" for cell in row} for row in root.findall(f"{section}/rows/row")]


def in_the_old_schema(content: bytes) -> bytes:
    """A structure of the new schema written in the old one: every row once per language, with its texts."""
    root = parse_xml(name="new", content=content)
    texts: dict[str, list[dict[str, str]]] = {}
    for row in rows(root, "question_l10ns"):
        texts.setdefault(row["qid"], []).append(row)
    answers: dict[str, list[dict[str, str]]] = {}
    for row in rows(root, "answer_l10ns"):
        answers.setdefault(row["aid"], []).append(row)
    old = Element("document")
    SubElement(old, "LimeSurveyDocType").text = "Survey"
    SubElement(old, "DBVersion").text = "352"
    languages = SubElement(old, "languages")
    for language in root.findall("languages/language"):
        SubElement(languages, "language").text = language.text

    def write(section: str, written: list[dict[str, str]]) -> None:
        parent = SubElement(SubElement(old, section), "rows")
        for row in written:
            element = SubElement(parent, "row")
            for key, value in row.items():
                SubElement(element, key).text = value

    for section in ("questions", "subquestions"):
        write(
            section, [{**row, **said} for row in rows(root, section) for said in texts.get(row["qid"], [{}])]
        )
    write(
        "answers", [{**row, **said} for row in rows(root, "answers") for said in answers.get(row["aid"], [])]
    )
    write(
        "groups",
        [
            {**row, **said}
            for row in rows(root, "groups")
            for said in rows(root, "group_l10ns")
            if said["gid"] == row["gid"]
        ],
    )
    for section in ("question_attributes", "surveys", "surveys_languagesettings"):
        write(section, rows(root, section))
    return tostring(old)


@pytest.mark.parametrize("name", [name for name in COUNTS if "ls3" not in name])
def test_both_schemas_give_the_same_questionnaire(samples: Path, name: str) -> None:
    content = (samples / "limesurvey" / name).read_bytes()
    new = read_questionnaire_file(name, content)
    old = read_questionnaire_file(name, in_the_old_schema(content))
    assert old.definition == new.definition
    assert old.counts == new.counts


def test_types_become_items(samples: Path) -> None:
    survey = read(samples, "ls6_sample_survey_multilingual_fr_de_en_it.lss")
    five, boxes, ranking = item_of(survey, "q5"), item_of(survey, "M"), item_of(survey, "R")
    assert isinstance(five, LikertItem)
    assert len(survey.definition.scales[five.scale or ""].labels) == 5
    assert isinstance(boxes, MultipleItem)
    assert [option.code for option in boxes.options] == ["SQ01", "SQ02", "SQ03", "SQ04", "other"]
    assert isinstance(ranking, RankingItem)
    assert isinstance(item_of(survey, "G"), SingleItem)
    for code, lines, steps in (
        ("A", 4, 5),
        ("B", 4, 10),
        ("C", 4, 3),
        ("E", 4, 3),
        ("dual_0", 4, 4),
        ("AN_SQX01", 4, 3),
    ):
        matrix = item_of(survey, code)
        assert isinstance(matrix, MatrixItem), code
        assert (len(matrix.rows), len(survey.definition.scale_of(matrix).labels)) == (lines, steps), code


def test_what_is_left_out_is_said_with_its_place(samples: Path) -> None:
    notices = read(samples, "ls6_sample_survey_multilingual_fr_de_en_it.lss").notices
    for code, reason in (
        ("D", "date"),
        ("FI", "dépôt de fichier"),
        ("I", "choix de la langue"),
        ("AT", "textes"),
    ):
        assert any(f"question «\u00a0{code}\u00a0»" in notice and reason in notice for notice in notices), (
            code
        )


def test_languages_html_and_contacts(samples: Path) -> None:
    survey = read(samples, "ls6_sample_survey_multilingual_fr_de_en_it.lss")
    text = item_of(survey, "Y")
    assert (text.text.fr, text.text.en) == ("Oui/Non", "Yes/No")  # type: ignore[attr-defined]
    dumped = survey.definition.model_dump_json()
    assert "<p" not in dumped
    assert "@" not in dumped


def tsv(*lines: dict[str, str]) -> bytes:
    columns = [
        "id",
        "class",
        "type/scale",
        "name",
        "relevance",
        "text",
        "help",
        "language",
        "mandatory",
        "other",
    ]
    columns += sorted({key for line in lines for key in line} - set(columns))
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, delimiter="\t", restval="")
    writer.writeheader()
    writer.writerow({"class": "S", "name": "language", "text": "fr"})
    writer.writerow({"class": "SL", "name": "surveyls_title", "text": "Essai", "language": "fr"})
    writer.writerow({"class": "G", "type/scale": "1", "name": "Page", "language": "fr"})
    writer.writerows([{"language": "fr", **line} for line in lines])
    return buffer.getvalue().encode()


def question(kind: str, name: str, **more: str) -> dict[str, str]:
    return {"class": "Q", "type/scale": kind, "name": name, "text": name, **more}


def test_simple_relevance_becomes_a_condition_and_the_rest_is_said() -> None:
    survey = read_questionnaire_file(
        "a.txt",
        tsv(
            question("Y", "oui"),
            question("N", "age", max_num_value_n="80"),
            question("M", "outils"),
            {"class": "SQ", "name": "mail", "text": "Messagerie"},
            {"class": "SQ", "name": "chat", "text": "Discussion"},
            question("T", "a", relevance='((oui.NAOK == "Y"))'),
            question("T", "b", relevance='!(age.NAOK >= 30) and outils_mail.NAOK == "Y"'),
            question("T", "c", relevance="count(self) > 2"),
            question("T", "d", relevance='plus_tard.NAOK == "Y"'),
        ),
    )
    whens = {item.code: item.when for item in survey.definition.items()}
    assert whens["a"] == Condition(item="oui", values=("yes",))
    assert whens["b"] == Condition(
        all_of=(Condition(item="age", at_least=30, negated=True), Condition(item="outils", values=("mail",)))
    )
    assert whens["c"] is None
    assert whens["d"] is None
    assert sum("condition laissée de côté" in notice for notice in survey.notices) == 2


def test_ordered_answers_make_a_scale_and_others_a_choice() -> None:
    survey = read_questionnaire_file(
        "a.txt",
        tsv(
            question("L", "avis", mandatory="Y"),
            *(
                {"class": "A", "name": f"A{n}", "text": text}
                for n, text in enumerate(
                    [
                        "Tout à fait d’accord",
                        "Plutôt d’accord",
                        "Plutôt pas d’accord",
                        "Pas du tout d’accord",
                        "Sans objet",
                    ]
                )
            ),
            question("L", "couleur"),
            {"class": "A", "name": "A1", "text": "Rouge"},
            {"class": "A", "name": "A2", "text": "Vert"},
        ),
    )
    likert, choice = item_of(survey, "avis"), item_of(survey, "couleur")
    assert isinstance(likert, LikertItem)
    assert likert.required
    assert likert.not_applicable
    labels = [label.fr for label in survey.definition.scale_of(likert).labels]
    assert labels[0] == "Pas du tout d’accord"
    assert labels[-1] == "Tout à fait d’accord"
    assert isinstance(choice, SingleItem)
    values = next(one.values for one in survey.fields if one.item == "avis")
    assert (values["A0"], values["A3"], values["A4"]) == (4, 1, "na")


def test_repeated_codes_get_numbers_always_the_same() -> None:
    content = tsv(
        question("T", "é"),
        question("T", "Q-1"),
        question("T", "Q_1"),
        question("N", "1", max_num_value_n="9"),
    )
    survey = read_questionnaire_file("a.txt", content)
    codes = [item.code for item in survey.definition.items()]
    assert codes == ["e", "Q_1", "Q_1_2", "c_1"]
    assert isinstance(item_of(survey, "c_1"), NumberItem)
    assert read_questionnaire_file("a.txt", content).definition == survey.definition


@pytest.mark.parametrize("name", list(COUNTS))
@pytest.mark.parametrize("kind", ["limesurvey", "xlsform", "yaml"])
def test_a_foreign_structure_exported_and_imported_again_is_the_same(
    samples: Path, name: str, kind: str
) -> None:
    definition = read(samples, name).definition
    assert read_questionnaire_file(*questionnaire_file(definition, kind)).definition == definition


def test_a_wording_changed_in_limesurvey_is_kept_with_its_dimension() -> None:
    before = load_questionnaire("pouls_changement")
    name, content = questionnaire_file(before, "limesurvey")
    changed = content.decode("utf-8-sig").replace("comprends", "saisis bien", 1).encode()
    assert changed != content
    after = read_questionnaire_file(name, changed).definition
    assert before != after
    assert [row.dimension for _item, row in before.rows()] == [row.dimension for _item, row in after.rows()]


def test_an_element_that_is_absent_is_named() -> None:
    content = b"<document><LimeSurveyDocType>Survey</LimeSurveyDocType><groups><rows/></groups></document>"
    with pytest.raises(InvalidFile, match=r"groups.*absente ou vide"):
        read_questionnaire_file("a.lss", content)


def structure_with(*conditions: dict[str, str]) -> bytes:
    """An old structure of three questions, without relevance, with its conditions in rows of their own."""

    def section(name: str, rows: Sequence[dict[str, str]]) -> str:
        cells = ("".join(f"<{key}>{value}</{key}>" for key, value in row.items()) for row in rows)
        return f"<{name}><rows>{''.join(f'<row>{cell}</row>' for cell in cells)}</rows></{name}>"

    base = {"gid": "2", "parent_qid": "0", "language": "fr"}
    return (
        "<document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>142</DBVersion>"
        + section("groups", [{"gid": "2", "group_name": "Page", "group_order": "0", "language": "fr"}])
        + section(
            "questions",
            [
                {
                    **base,
                    "qid": "3",
                    "type": "M",
                    "title": "boxes",
                    "question": "Cases",
                    "question_order": "1",
                },
                {
                    **base,
                    "qid": "4",
                    "type": "Y",
                    "title": "sure",
                    "question": "Sûr ?",
                    "question_order": "2",
                },
                {
                    **base,
                    "qid": "5",
                    "type": "T",
                    "title": "why",
                    "question": "Pourquoi ?",
                    "question_order": "3",
                },
            ],
        )
        + section(
            "subquestions",
            [
                {"qid": "6", "parent_qid": "3", "title": "a", "question": "A", "language": "fr"},
                {"qid": "7", "parent_qid": "3", "title": "b", "question": "B", "language": "fr"},
            ],
        )
        + section("conditions", [{"qid": "5", "method": "==", "scenario": "1", **row} for row in conditions])
        + section("surveys", [{"sid": "1", "language": "fr"}])
        + "</document>"
    ).encode()


def test_conditions_in_rows_of_their_own_are_read() -> None:
    boxes, sure = {"cqid": "3", "cfieldname": "1X2X3"}, {"cqid": "4", "cfieldname": "1X2X4"}
    content = structure_with(
        {**boxes, "value": "a"},
        {**boxes, "value": "b"},
        {**sure, "value": "Y"},
        {**sure, "value": "N", "scenario": "2"},
        {"cqid": "3", "cfieldname": "+1X2X3b", "value": "Y", "scenario": "2"},
    )
    why = item_of(read_questionnaire_file("old.lss", content), "why")
    chosen = [Condition(item="boxes", values=(code,)) for code in ("a", "b")]
    assert getattr(why, "when", None) == Condition(
        any_of=(
            Condition(all_of=(Condition(any_of=tuple(chosen)), Condition(item="sure", values=("yes",)))),
            Condition(all_of=(Condition(item="sure", values=("no",)), chosen[1])),
        )
    )


def test_a_condition_that_cannot_be_kept_is_said() -> None:
    content = structure_with({"cqid": "4", "cfieldname": "1X2X4", "value": "/Y/", "method": "RX"})
    read = read_questionnaire_file("old.lss", content)
    assert getattr(item_of(read, "why"), "when", None) is None
    assert [notice for notice in read.notices if "condition laissée de côté" in notice]


OLD_TABLE = (
    "class\ttype/scale\tname\trelevance\ttext\tlanguage\n"
    "S\t\tlanguage\t\tfr\t\nS\t\tadditional_languages\t\ten\t\n"
    "G\t\tPage\t1\t\tfr\nQ\tY\tq1\t1\tÉté ?\tfr\nG\t\tPage in English\t1\t\ten\nQ\tY\tq1\t1\tSummer?\ten\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_groups_without_number_are_the_same_in_every_language(encoding: str) -> None:
    read = read_questionnaire_file("old.txt", OLD_TABLE.encode(encoding))
    assert (read.counts.groups, read.counts.questions) == (1, 1)
    [section] = read.definition.sections
    assert (section.title.fr, section.title.en) == ("Page", "Page in English")
    assert (section.items[0].text.fr, section.items[0].text.en) == ("Été ?", "Summer?")
