"""LimeSurvey survey archives (`.lsa`): a structure and its responses in one zip. Tokens and timings are never opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from transfo_rh.campaigns.formats.limesurvey_model import LimeQuestion, LimeSurvey
from transfo_rh.campaigns.formats.limesurvey_structure import read_lss
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _
from transfo_rh.exchange.archives import Archive, open_archive, parse_xml, shown_tag

ANONYMISED = "1980-01-01"
SUBMITTED, LANGUAGE, RESPONSE_ID = "submitdate", "startlanguage", "id"
_SGQA = re.compile(r"^(\d+)X(\d+)X(\d+)(.*)$", re.DOTALL)
_NUMBERED = re.compile(r"^Q(\d+)((?:_[A-Z]\w*)?(?:#[01])?)$")
_OWN_TAGS = frozenset({RESPONSE_ID, SUBMITTED, LANGUAGE})


@dataclass(frozen=True)
class ArchivedResponses:
    """The responses of an archive: one mapping per respondent from result headings (``Q1[SQ001]``) to values.

    An absent heading was not shown to the respondent, an empty value was left blank. ``unknown`` counts the columns
    that the structure does not explain.
    """

    survey: LimeSurvey
    rows: tuple[dict[str, str], ...]
    unknown: int
    anonymised: bool


def structure_of_archive(*, name: str, content: bytes) -> LimeSurvey:
    """The structure that the archive holds. Raises InvalidFile."""
    archive = open_archive(name=name, content=content)
    member = _member(archive, ".lss")
    return read_lss(name=_shown(name, member), content=archive.read(member))


def read_archive(*, name: str, content: bytes) -> ArchivedResponses:
    """The structure and the responses of an archive.

    Raises InvalidFile naming the archive and the absent or wrong file or element.
    """
    archive = open_archive(name=name, content=content)
    structure = _member(archive, ".lss")
    survey = read_lss(name=_shown(name, structure), content=archive.read(structure))
    member = _member(archive, "_responses.lsr")
    root = parse_xml(name=_shown(name, member), content=archive.read(member))
    if root.findtext("LimeSurveyDocType") != "Responses":
        raise InvalidFile(
            _(
                "« {name} » ne contient pas de réponses LimeSurvey (élément « {element} » à la racine)."
            ).format(name=_shown(name, member), element=shown_tag(root.tag))
        )
    columns = _Columns(survey)
    rows = tuple(columns.row(element) for element in root.iterfind("responses/rows/row"))
    if not rows:
        raise InvalidFile(_("« {name} » ne contient aucune réponse.").format(name=_shown(name, member)))
    dates = {row.get(SUBMITTED, "")[:10] for row in rows} - {""}
    return ArchivedResponses(survey, rows, len(columns.unknown), anonymised=dates == {ANONYMISED})


def _shown(name: str, member: str) -> str:
    return f"{name} › {member[:80]}"


def _member(archive: Archive, ending: str) -> str:
    """The first file of this kind: ``survey_SID.lss``, ``survey_SID_responses.lsr``."""
    for member in archive.names:
        if PurePosixPath(member).name.lower().endswith(ending):
            return member
    raise InvalidFile(
        _(
            "L’archive « {name} » ne contient pas de fichier « {ending} » : exportez l’enquête en « Archive (.lsa) » avec ses réponses."
        ).format(name=archive.name, ending=f"survey_…{ending}")
    )


class _Columns:
    """Result headings by element name: ``_SIDXGIDXQIDcode`` resolves through the structure."""

    def __init__(self, survey: LimeSurvey) -> None:
        self._questions = {question.qid: question for question in survey.questions()}
        self._headings: dict[str, str | None] = {}
        self.unknown: set[str] = set()

    def row(self, element: Element) -> dict[str, str]:
        """One respondent's values by heading; what is not an answer, a date or a language is not read."""
        values = {}
        for cell in element:
            if cell.tag not in self._headings:
                self._headings[cell.tag] = self._heading(cell.tag)
            heading = self._headings[cell.tag]
            if heading is not None:
                values[heading] = cell.text or ""
        return values

    def _heading(self, tag: str) -> str | None:
        if tag in _OWN_TAGS:
            return tag
        name = tag.removeprefix("_").replace("-0", "#0").replace("-1", "#1")  # no « # » in an element's name
        match = _SGQA.match(name)
        if match is not None:
            for qid, suffix in _splits(match[3] + match[4]):
                question = self._questions.get(qid)
                heading = _heading(question, suffix) if question is not None else None
                if heading is not None:
                    return heading
            self.unknown.add(tag)
        elif numbered := _NUMBERED.match(name):
            heading = self._numbered(numbered[1], numbered[2])
            if heading is None:
                self.unknown.add(tag)
            return heading
        return None

    def _numbered(self, qid: str, rest: str) -> str | None:
        """The newer names ``Q12``, ``Q12_S34``, ``Q12_S34_S35``, ``Q12_Cother``, ``Q12_R1``."""
        question = self._questions.get(qid)
        if question is None:
            return None
        codes = {sub.qid: sub.code for sub in question.subquestions}
        parts = [part for part in rest.split("_") if part]
        heading = question.code
        for part in parts:
            number, mark, axis = part[1:].partition("#")
            if part[0] == "S" and number in codes:
                heading += f"[{codes[number]}{mark}{axis}]"
            elif part[0] == "C":
                heading += f"[{part[1:]}]"
            elif part[0] == "R" and part[1:].isdigit():
                heading += f"[{int(part[1:])}]"
            else:
                return None
        return heading


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """Every way to cut « question number, then code »: a code may begin with digits too. The longest number first."""
    digits = len(text) - len(text.lstrip("0123456789"))
    for end in range(digits, 0, -1):
        yield text[:end], text[end:]


def _heading(question: LimeQuestion, suffix: str) -> str | None:
    """The heading of a column of the question; None when the suffix is none of its own."""
    if not suffix:
        return question.code
    if suffix in ("other", "comment"):
        return f"{question.code}[{suffix}]"
    lines, columns = question.lines(), question.lines(1)
    if question.kind == "R" and suffix.isdigit():
        return f"{question.code}[{int(suffix)}]"
    for line in lines:
        if suffix == line.code:
            return f"{question.code}[{line.code}]"
        if suffix in (f"{line.code}other", f"{line.code}comment", f"{line.code}#0", f"{line.code}#1"):
            return f"{question.code}[{suffix}]"
        for column in columns:
            if suffix == f"{line.code}_{column.code}":
                return f"{question.code}[{line.code}][{column.code}]"
    return f"{question.code}[othercomment]" if suffix == "othercomment" else None
