"""LimeSurvey's tab-separated structure: one row per survey setting, group, question, sub-question, answer and language.

Columns are LimeSurvey's own, then question attributes. The attribute ``transfo_rh`` carries what LimeSurvey cannot say.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from transfo_rh.campaigns.formats.limesurvey_model import (
    LimeAnswer,
    LimeGroup,
    LimeQuestion,
    LimeSubquestion,
    LimeSurvey,
    Texts,
)
from transfo_rh.campaigns.formats.limesurvey_structure import CARRIED, MAXIMUM_QUESTIONS
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _
from transfo_rh.exchange.encodings import decode_text
from transfo_rh.exchange.spreadsheets import refuse_giants

COLUMNS = (
    "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation",
    "mandatory", "encrypted", "other", "default", "same_default",
)  # fmt: skip
_ATTRIBUTES = ("max_answers", "maximum_chars", "min_num_value_n", "max_num_value_n", CARRIED)
_REQUIRED = ("class", "type/scale", "name", "text", "language")
_CELL_LIMIT = 10_000_000

Row = Mapping[str, str]


def write_tsv(survey: LimeSurvey) -> bytes:
    """The structure as LimeSurvey imports it: UTF-8 with a byte-order mark, tabs, one row per language."""
    buffer = io.StringIO()
    columns = (*COLUMNS, *_ATTRIBUTES)
    writer = csv.DictWriter(buffer, columns, delimiter="\t", restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_survey_rows(survey))
    return ("\ufeff" + buffer.getvalue()).encode()


def _survey_rows(survey: LimeSurvey) -> list[Row]:
    rows: list[Row] = [
        {"class": "S", "name": "language", "text": survey.languages[0], CARRIED: survey.carried},
        {"class": "S", "name": "additional_languages", "text": " ".join(survey.languages[1:])},
        {"class": "S", "name": "anonymized", "text": "Y"},
    ]
    for language in survey.languages:
        for name, texts in (
            ("surveyls_title", survey.titles),
            ("surveyls_description", survey.descriptions),
        ):
            if texts.get(language):
                rows.append({"class": "SL", "name": name, "text": texts[language], "language": language})
    for group in survey.groups:
        rows += _group_rows(group, survey.languages)
    return rows


def _group_rows(group: LimeGroup, languages: Sequence[str]) -> list[Row]:
    base: Row = {"id": group.gid, "class": "G", "type/scale": group.gid, "relevance": group.relevance}
    rows: list[Row] = [
        {
            **base,
            "name": group.titles.get(language, ""),
            "text": group.descriptions.get(language, ""),
            "language": language,
            CARRIED: group.carried if language == languages[0] else "",
        }
        for language in languages
    ]
    for question in group.questions:
        rows += _question_rows(question, languages)
    return rows


def _question_rows(question: LimeQuestion, languages: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    for language in languages:
        first = language == languages[0]
        rows.append(
            {
                "id": question.qid,
                "class": "Q",
                "type/scale": question.kind,
                "name": question.code,
                "relevance": question.relevance or "1",
                "text": question.texts.get(language, ""),
                "help": question.helps.get(language, ""),
                "language": language,
                "mandatory": "Y" if question.mandatory else "N",
                "other": "Y" if question.other else "N",
                **({k: question.attributes.get(k, "") for k in _ATTRIBUTES} if first else {}),
                **({CARRIED: question.carried} if first else {}),
            }
        )
    for language in languages:
        rows += [
            _part_row("SQ", line.scale, line.code, line.texts, language, line.qid, question.qid)
            for line in question.subquestions
        ]
        rows += [
            _part_row("A", answer.scale, answer.code, answer.texts, language, "", question.qid)
            for answer in question.answers
        ]
    return rows


def _part_row(kind: str, scale: int, code: str, texts: Texts, language: str, own: str, parent: str) -> Row:
    return {
        "id": own,
        "related_id": parent,
        "class": kind,
        "type/scale": str(scale),
        "name": code,
        "text": texts.get(language, ""),
        "language": language,
    }


# Reading -------------------------------------------------------------------------------------------------------


def is_tsv_structure(content: bytes) -> bool:
    """True when the first line of a text has the columns of a LimeSurvey structure."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    first = content[:5_000].decode(encoding, errors="replace").splitlines()[:1]
    cells = {cell.strip().strip('"').lower() for cell in first[0].split("\t")} if first else set()
    return {"class", "type/scale", "name"} <= cells


def read_tsv(*, name: str, content: bytes) -> LimeSurvey:
    """The structure of a LimeSurvey tab-separated file.

    Raises InvalidFile naming the file and the line or column that is absent or wrong.
    """
    text = decode_text(name=name, content=content)
    limit = csv.field_size_limit(_CELL_LIMIT)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as error:
        raise InvalidFile(
            _(
                "Le fichier « {name} » n’est pas un texte tabulé lisible (guillemets ou fins de ligne)."
            ).format(name=name),
            details=str(error),
        ) from error
    finally:
        csv.field_size_limit(limit)
    refuse_giants(name, name, len(lines), max((len(line) for line in lines), default=0))
    header = [cell.strip().lower() for cell in lines[0]] if lines else []
    if absent := next((column for column in _REQUIRED if column not in header), None):
        raise InvalidFile(
            _(
                "« {name} » n’est pas une structure LimeSurvey tabulée : la colonne « {column} » est absente."
            ).format(name=name, column=absent)
        )
    assembly = _Assembly(name)
    for number, line in enumerate(lines[1:], start=2):
        row = dict(zip(header, line, strict=False))
        if any(row.values()):
            assembly.add(number, row)
    return assembly.survey()


@dataclass
class _Part:
    """A sub-question or an answer being read."""

    qid: str
    scale: int
    texts: dict[str, str] = field(default_factory=dict)


@dataclass
class _Question:
    """A question being read. Parts are keyed by axis and code."""

    row: Row
    number: int
    texts: dict[str, str] = field(default_factory=dict)
    helps: dict[str, str] = field(default_factory=dict)
    subquestions: dict[tuple[int, str], _Part] = field(default_factory=dict)
    answers: dict[tuple[int, str], _Part] = field(default_factory=dict)


@dataclass
class _Group:
    """A group being read."""

    row: Row
    titles: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    questions: dict[str, _Question] = field(default_factory=dict)


class _Assembly:
    """Rows gathered into a survey, in the order of the file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._settings: dict[str, str] = {}
        self._carried = ""
        self._texts: dict[str, dict[str, str]] = {}
        self._groups: dict[str, _Group] = {}
        self._group: _Group | None = None
        self._question: _Question | None = None
        self._count = 0
        self._ranks: dict[str, int] = {}

    def add(self, number: int, row: Row) -> None:
        """Take one row. Raises InvalidFile naming its line."""
        handlers: dict[str, Callable[[int, Row], None]] = {
            "S": self._setting,
            "SL": self._survey_text,
            "G": self._group_row,
            "Q": self._question_row,
            "SQ": self._subquestion,
            "A": self._answer,
        }
        kind = row.get("class", "").strip().upper()
        if kind in handlers:
            handlers[kind](number, row)
        elif kind not in ("AS", "QTA", "QTALS", "QTAM", "C"):  # assessments, quotas, conditions
            raise self._refused(number, _("la classe « {kind} » est inconnue").format(kind=kind[:20]))

    def _refused(self, number: int, reason: str) -> InvalidFile:
        return InvalidFile(
            _("« {name} », ligne {line} : {reason}. Rien n’a été importé.").format(
                name=self._name, line=number, reason=reason
            )
        )

    def _setting(self, _number: int, row: Row) -> None:
        self._settings[row.get("name", "")] = row.get("text", "")
        self._carried = self._carried or row.get(CARRIED, "")

    def _survey_text(self, _number: int, row: Row) -> None:
        self._texts.setdefault(row.get("name", ""), {})[row.get("language", "")] = row.get("text", "")

    def _group_row(self, _number: int, row: Row) -> None:
        language = row.get("language", "")
        self._ranks[language] = self._ranks.get(language, 0) + 1
        # Older files number no group: the nth of each language is the same one.
        gid = row.get("type/scale", "") or row.get("id", "") or str(self._ranks[language])
        self._group = self._groups.setdefault(gid, _Group(row))
        self._group.titles[row.get("language", "")] = row.get("name", "")
        self._group.descriptions[row.get("language", "")] = row.get("text", "")
        self._question = None

    def _question_row(self, number: int, row: Row) -> None:
        if self._group is None:
            raise self._refused(number, _("une question précède le premier groupe"))
        code = row.get("name", "")
        if not code or not row.get("type/scale", ""):
            raise self._refused(number, _("la question n’a pas de code ou de type"))
        if code not in self._group.questions:
            self._count += 1
            if self._count > MAXIMUM_QUESTIONS:
                raise self._refused(
                    number, _("l’enquête a plus de {n} questions").format(n=MAXIMUM_QUESTIONS)
                )
        self._question = self._group.questions.setdefault(code, _Question(row, number))
        self._question.texts[row.get("language", "")] = row.get("text", "")
        self._question.helps[row.get("language", "")] = row.get("help", "")

    def _subquestion(self, number: int, row: Row) -> None:
        if self._question is None:
            raise self._refused(number, _("une sous-question ne suit aucune question"))
        self._part(self._question.subquestions, number, row)

    def _answer(self, number: int, row: Row) -> None:
        if self._question is None:
            raise self._refused(number, _("une réponse ne suit aucune question"))
        self._part(self._question.answers, number, row)

    def _part(self, parts: dict[tuple[int, str], _Part], number: int, row: Row) -> None:
        scale = 1 if row.get("type/scale", "").strip() == "1" else 0
        part = parts.setdefault((scale, row.get("name", "")), _Part(row.get("id", "") or str(number), scale))
        part.texts[row.get("language", "")] = row.get("text", "")

    def survey(self) -> LimeSurvey:
        """The survey. Raises InvalidFile when it has no question."""
        if not any(group.questions for group in self._groups.values()):
            raise InvalidFile(_("« {name} » ne contient aucune question.").format(name=self._name))
        base = self._settings.get("language", "").strip()
        more = self._settings.get("additional_languages", "").split()
        titles = self._texts.get("surveyls_title", {})
        languages = tuple(dict.fromkeys(code for code in (base, *more, *titles) if code))
        return LimeSurvey(
            sid=self._settings.get("sid", ""),
            languages=languages,
            titles=titles,
            descriptions=self._texts.get("surveyls_description", {}),
            groups=tuple(_group(gid, group) for gid, group in self._groups.items()),
            carried=self._carried,
        )


def _group(gid: str, group: _Group) -> LimeGroup:
    return LimeGroup(
        gid=gid,
        titles=group.titles,
        descriptions=group.descriptions,
        relevance=group.row.get("relevance", ""),
        questions=tuple(_question(code, question) for code, question in group.questions.items()),
        carried=group.row.get(CARRIED, ""),
    )


def _question(code: str, question: _Question) -> LimeQuestion:
    row = question.row
    read = LimeQuestion(
        qid=row.get("id", "") or f"L{question.number}",
        code=code,
        kind=row.get("type/scale", "").strip(),
        texts=question.texts,
        helps=question.helps,
        relevance=row.get("relevance", ""),
        mandatory=row.get("mandatory", "") == "Y",
        other=row.get("other", "") == "Y",
        attributes={key: value for key, value in row.items() if key not in COLUMNS and value},
        carried=row.get(CARRIED, ""),
    )
    return replace(
        read,
        subquestions=tuple(
            LimeSubquestion(part.qid, name, part.texts, scale)
            for (scale, name), part in question.subquestions.items()
        ),
        answers=tuple(
            LimeAnswer(name, part.texts, scale) for (scale, name), part in question.answers.items()
        ),
    )
