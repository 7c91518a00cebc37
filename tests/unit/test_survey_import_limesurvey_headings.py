"""LimeSurvey results under every kind of heading and answer, beside their structure: always the same answers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest

from transfo_rh.campaigns.formats.limesurvey_model import (
    LimeAnswer,
    LimeGroup,
    LimeQuestion,
    LimeSubquestion,
    LimeSurvey,
)
from transfo_rh.campaigns.formats.limesurvey_tsv import write_tsv
from transfo_rh.campaigns.importing.columns import ResultsTable, SourceFile
from transfo_rh.campaigns.importing.matching import matched_fields
from transfo_rh.campaigns.importing.opening import open_files
from transfo_rh.campaigns.importing.structured import code_answers
from transfo_rh.campaigns.questionnaires.layout import scored


def subs(*words: str, scale: int = 0) -> tuple[LimeSubquestion, ...]:
    prefix = "SQ" if scale == 0 else "N"
    return tuple(
        LimeSubquestion(f"{scale}{n}", f"{prefix}{n}", {"fr": word}, scale)
        for n, word in enumerate(words, start=1)
    )


def answers(*words: str, scale: int = 0) -> tuple[LimeAnswer, ...]:
    return tuple(LimeAnswer(f"A{n}", {"fr": word}, scale) for n, word in enumerate(words, start=1))


def asked(code: str, kind: str, text: str, **more: object) -> LimeQuestion:
    return LimeQuestion(code, code, kind, {"fr": text}, {}, **more)  # type: ignore[arg-type]


QUESTIONS = (
    asked("sex", "G", "Vous êtes"),
    asked("ok", "Y", "Êtes-vous d’accord ?"),
    asked("more", "E", "Depuis un an", subquestions=subs("Votre charge")),
    asked(
        "two",
        "1",
        "Pour chaque point",
        subquestions=subs("Clarté", "Moyens"),
        answers=(*answers("Jamais", "Parfois", "Toujours"), *answers("Faible", "Moyen", "Fort", scale=1)),
    ),
    asked(
        "num",
        ":",
        "Notez",
        subquestions=(*subs("Accueil", "Délais"), *subs("Avant", "Après", scale=1)),
        attributes={"multiflexible_min": "1", "multiflexible_max": "5"},
    ),
)
CODES = (
    "sex", "ok", "more[SQ1]", "two[SQ1][1]", "two[SQ1][2]", "two[SQ2][1]", "two[SQ2][2]",
    "num[SQ1_N1]", "num[SQ1_N2]", "num[SQ2_N1]", "num[SQ2_N2]",
)  # fmt: skip
NAMES = (
    "sex", "ok", "more_SQ1", "two_SQ1_0", "two_SQ1_1", "two_SQ2_0", "two_SQ2_1",
    "num_SQ1_N1", "num_SQ1_N2", "num_SQ2_N1", "num_SQ2_N2",
)  # fmt: skip
WORDS = (
    "Vous êtes", "Êtes-vous d’accord ?", "Depuis un an [Votre charge]",
    "Pour chaque point [Clarté][Échelle 1]", "Pour chaque point [Clarté][Échelle 2]",
    "Pour chaque point [Moyens][Échelle 1]", "Pour chaque point [Moyens][Échelle 2]",
    "Notez [Accueil][Avant]", "Notez [Accueil][Après]", "Notez [Délais][Avant]", "Notez [Délais][Après]",
)  # fmt: skip
CUT = (
    "Vous..", "Êtes-vous d’acco..", "Depuis.. [Votre ch..]", "Pour chaq.. [Clar..][Échelle 1]",
    "Pour chaq.. [Clar..][Échelle 2]", "Pour chaq.. [Moy..][Échelle 1]", "Pour chaq.. [Moy..][Échelle 2]",
    "Notez [Acc..][Avant]", "Notez [Acc..][Après]", "Notez [Dél..][Avant]", "Notez [Dél..][Après]",
)  # fmt: skip
SHORT = ("F", "N", "I", "A1", "A3", "A2", "A1", "1", "5", "2", "4")
LONG = ("Féminin", "Non", "Augmenter", "Jamais", "Fort", "Parfois", "Faible", "1", "5", "2", "4")
CONVERTED = (SHORT[0], "2", *SHORT[2:])


def structure() -> bytes:
    group = LimeGroup("1", {"fr": "Page"}, {}, questions=QUESTIONS)
    return write_tsv(LimeSurvey("1", ("fr",), {"fr": "Essai"}, {}, (group,)))


def opened(headings: Sequence[str], values: Sequence[str]) -> ResultsTable:
    lines = [";".join(f'"{cell}"' for cell in row) for row in (headings, values)]
    return open_files(
        [
            SourceFile("structure.txt", structure()),
            SourceFile("results.csv", "\n".join(lines).encode("utf-8-sig")),
        ]
    )


def coded(table: ResultsTable) -> dict[str, int]:
    """The coded answers of the first line, by the code of each item."""
    assert table.structure is not None
    definition = table.structure.definition
    items = scored(definition).items
    read = code_answers(table, definition, matched_fields(table, table.structure), width=len(items))
    assert not read.problems
    return dict(zip((item.code for item in items), read.matrix[0].tolist(), strict=True))


@pytest.mark.parametrize("values", [SHORT, LONG, CONVERTED])
@pytest.mark.parametrize(
    "headings",
    [CODES, NAMES, WORDS, CUT, tuple(f"{c}. {w}" for c, w in zip(CODES, WORDS, strict=True))],
)
def test_every_kind_of_heading_gives_the_same_answers(headings: Sequence[str], values: Sequence[str]) -> None:
    found = coded(opened(headings, values))
    assert found == coded(opened(CODES, SHORT))
    # Positions from 0: « Jamais » is the first step of the first scale, « Fort » the third of the second.
    assert (found["two_0_SQ1"], found["two_1_SQ1"], found["two_0_SQ2"], found["two_1_SQ2"]) == (1, 3, 2, 1)
    assert (found["num_N1_SQ1"], found["num_N2_SQ1"], found["num_N1_SQ2"], found["num_N2_SQ2"]) == (
        1,
        5,
        2,
        4,
    )


def test_a_heading_cut_too_short_to_tell_is_not_guessed() -> None:
    table = opened(("Notez [..][Avant]", "Notez [..][Après]"), ("1", "2"))
    assert table.structure is not None
    assert matched_fields(table, table.structure) == {}


def test_labels_that_are_codes_of_other_answers_do_not_change_them() -> None:
    years = asked(
        "years",
        "L",
        "Ancienneté",
        answers=tuple(LimeAnswer(str(n), {"fr": word}) for n, word in enumerate(("2", "5", "1"), start=1)),
    )
    group = LimeGroup("1", {"fr": "Page"}, {}, questions=(years,))
    content = write_tsv(LimeSurvey("1", ("fr",), {"fr": "Essai"}, {}, (group,)))
    table = open_files([SourceFile("s.txt", content), SourceFile("r.csv", b"id,years\n1,1\n2,2\n3,3\n")])
    assert table.structure is not None
    items = scored(table.structure.definition).items
    fields = matched_fields(table, table.structure)
    read = code_answers(table, table.structure.definition, fields, width=len(items))
    assert [row[0] for row in read.matrix.tolist()] == [1, 2, 3]


@pytest.mark.parametrize("tag", ["_1X1X9SQ1-{axis}", "Q9_S5-{axis}"])
def test_both_scales_of_an_archived_dual_array_are_read(tag: str) -> None:
    def section(name: str, *rows: dict[str, str]) -> str:
        cells = ("".join(f"<{key}>{value}</{key}>" for key, value in row.items()) for row in rows)
        return f"<{name}><rows>{''.join(f'<row>{cell}</row>' for cell in cells)}</rows></{name}>"

    said = [
        {"qid": "9", "code": f"A{n}", "answer": word, "scale_id": str(scale), "sortorder": str(n)}
        for scale in (0, 1)
        for n, word in enumerate(("Peu", "Assez", "Très"), start=1)
    ]
    question = {"parent_qid": "0", "gid": "1", "type": "1", "title": "two", "question": "Deux"}
    lss = (
        "<document><LimeSurveyDocType>Survey</LimeSurveyDocType>"
        + section("groups", {"gid": "1", "group_name": "Page"})
        + section("questions", {"qid": "9", **question})
        + section("subquestions", {"qid": "5", "parent_qid": "9", "title": "SQ1", "question": "Un"})
        + section("answers", *said)
        + section("surveys", {"sid": "1", "language": "fr"})
        + "</document>"
    )
    lsr = (
        "<document><LimeSurveyDocType>Responses</LimeSurveyDocType>"
        + section("responses", {"id": "1", tag.format(axis=0): "A1", tag.format(axis=1): "A3"})
        + "</document>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("survey_1.lss", lss)
        archive.writestr("survey_1_responses.lsr", lsr)
    assert coded(open_files([SourceFile("a.lsa", buffer.getvalue())])) == {"two_0_SQ1": 1, "two_1_SQ1": 3}
