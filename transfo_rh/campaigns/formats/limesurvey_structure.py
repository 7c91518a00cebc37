"""Reading a LimeSurvey structure (`.lss`), in both schemas.

The new schema keeps texts apart, by language (``question_l10ns``, ``answer_l10ns``, ``group_l10ns``); the old one
repeats each question, sub-question, answer and group once per language. The presence of ``question_l10ns`` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from xml.etree.ElementTree import Element

from transfo_rh.campaigns.formats.limesurvey_conditions import ALWAYS, relevances
from transfo_rh.campaigns.formats.limesurvey_model import (
    LimeAnswer,
    LimeGroup,
    LimeQuestion,
    LimeSubquestion,
    LimeSurvey,
)
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _
from transfo_rh.exchange.archives import parse_xml, shown_tag

MAXIMUM_QUESTIONS = 3_000
MAXIMUM_ROWS = 200_000
CARRIED = "transfo_rh"

Row = Mapping[str, str]


def read_lss(*, name: str, content: bytes) -> LimeSurvey:
    """The structure of a `.lss` file.

    Raises InvalidFile naming the file and the element that is absent, repeated or wrong.
    """
    root = parse_xml(name=name, content=content)
    kind = root.findtext("LimeSurveyDocType")
    if root.tag != "document" or kind is None:
        raise InvalidFile(
            _(
                "« {name} » n’est pas une structure LimeSurvey : élément « {element} » à la racine. Exportez l’enquête en « Structure du questionnaire (.lss) »."
            ).format(name=name, element=shown_tag(root.tag))
        )
    if kind != "Survey":
        raise InvalidFile(
            _(
                "« {name} » est un document LimeSurvey de type « {kind} », pas une enquête entière : exportez l’enquête en « Structure du questionnaire (.lss) »."
            ).format(name=name, kind=kind[:40])
        )
    return _survey(_Document(name, root))


class _Document:
    """The sections of rows of a LimeSurvey document."""

    def __init__(self, name: str, root: Element) -> None:
        self.name = name
        self._root = root
        self.languages = [text.strip() for e in root.findall("languages/language") if (text := e.text or "")]

    def rows(self, section: str) -> list[Row]:
        """The rows of a section, each value by its field; empty when the section is absent. Raises InvalidFile."""
        elements = self._root.findall(f"{section}/rows/row")
        if len(elements) > MAXIMUM_ROWS:
            raise self.refused(section, _("cette partie est démesurée"))
        return [{field.tag: field.text or "" for field in row} for row in elements]

    def required(self, section: str) -> list[Row]:
        """The rows of a section that every survey has. Raises InvalidFile when it has none."""
        rows = self.rows(section)
        if not rows:
            raise self.refused(section, _("cette partie est absente ou vide"))
        return rows

    def localised(self, section: str, key: str, text: str) -> dict[str, dict[str, str]]:
        """One text by identifier and language, from a section of translations."""
        found: dict[str, dict[str, str]] = {}
        for row in self.rows(section):
            found.setdefault(row.get(key, ""), {})[row.get("language", "")] = row.get(text, "")
        return found

    def refused(self, element: str, reason: str) -> InvalidFile:
        """The refusal of one element."""
        return InvalidFile(
            _("« {name} », élément « {element} » : {reason}. Rien n’a été importé.").format(
                name=self.name, element=shown_tag(element), reason=reason
            )
        )


def _survey(document: _Document) -> LimeSurvey:
    settings = (document.rows("surveys") or [{}])[0]
    texts = document.rows("surveys_languagesettings")
    base = settings.get("language", "").strip()
    languages = list(
        dict.fromkeys(
            language
            for language in (
                base,
                *document.languages,
                *(row.get("surveyls_language", "") for row in texts),
            )
            if language
        )
    )
    return LimeSurvey(
        sid=settings.get("sid", ""),
        languages=tuple(languages),
        titles={row.get("surveyls_language", ""): row.get("surveyls_title", "") for row in texts},
        descriptions={row.get("surveyls_language", ""): row.get("surveyls_description", "") for row in texts},
        groups=tuple(_groups(document)),
    )


def _groups(document: _Document) -> Iterable[LimeGroup]:
    new = bool(document.rows("question_l10ns"))
    rows = document.required("groups")
    titles = document.localised("group_l10ns" if new else "groups", "gid", "group_name")
    descriptions = document.localised("group_l10ns" if new else "groups", "gid", "description")
    questions = _questions(document, new=new)
    known = {row.get("gid", "") for row in rows}
    if lost := next((gid for gid in questions if gid not in known), None):
        raise document.refused(
            "questions", _("le groupe {gid} n’est pas déclaré").format(gid=lost[:20] or "?")
        )
    for row in _once(rows, "gid", order="group_order"):
        gid = row.get("gid", "")
        yield LimeGroup(
            gid=gid,
            titles=titles.get(gid, {}),
            descriptions=descriptions.get(gid, {}),
            relevance=row.get("grelevance", ""),
            questions=tuple(questions.get(gid, ())),
        )


def _once(rows: Iterable[Row], key: str, *, order: str) -> list[Row]:
    """One row per identifier (the old schema repeats it in each language), in order."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.get(key, ""), row)
    return sorted(first.values(), key=lambda row: _integer(row.get(order, "")))


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return 0


def _main_rows(document: _Document) -> list[Row]:
    """The rows of the questions that are not lines of another, in order."""
    rows = document.required("questions")
    mains = _once(
        (row for row in rows if row.get("parent_qid", "0") in ("", "0")), "qid", order="question_order"
    )
    if len(mains) > MAXIMUM_QUESTIONS:
        raise document.refused(
            "questions", _("l’enquête a plus de {n} questions").format(n=MAXIMUM_QUESTIONS)
        )
    return mains


def _questions(document: _Document, *, new: bool) -> dict[str, list[LimeQuestion]]:
    """The questions by group."""
    mains = _main_rows(document)
    words = _words(document, new=new, section="questions", text="question")
    helps = _words(document, new=new, section="questions", text="help")
    attributes = _attributes(document)
    subquestions, answers = _subquestions(document, new=new), _answers(document, new=new)
    kinds = {row.get("qid", ""): row.get("type", "") for row in mains}
    conditions = relevances(document.rows("conditions"), kinds)
    found: dict[str, list[LimeQuestion]] = {}
    for row in mains:
        qid, kind = row.get("qid", ""), row.get("type", "")
        if not qid or not kind:
            raise document.refused(
                "questions",
                _("la question « {code} » n’a pas de numéro ou de type").format(
                    code=row.get("title", "")[:40]
                ),
            )
        own = attributes.get(qid, {})
        found.setdefault(row.get("gid", ""), []).append(
            LimeQuestion(
                qid=qid,
                code=row.get("title", ""),
                kind=kind,
                texts=words(qid),
                helps=helps(qid),
                relevance=conditions.get(qid, "")
                if row.get("relevance", "").strip() in ALWAYS
                else row["relevance"],
                mandatory=row.get("mandatory") == "Y",
                other=row.get("other") == "Y",
                attributes=own,
                subquestions=tuple(subquestions.get(qid, ())),
                answers=tuple(answers.get(qid, ())),
                carried=own.get(CARRIED, ""),
            )
        )
    return found


def _words(document: _Document, *, new: bool, section: str, text: str) -> Callable[[str], dict[str, str]]:
    """Texts by language of an identifier: the section's own rows in the old schema, the translations in the new."""
    found = document.localised("question_l10ns" if new else section, "qid", text)
    return lambda qid: found.get(qid, {})


def _attributes(document: _Document) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in document.rows("question_attributes"):
        value = row.get("value", "")
        if value:
            found.setdefault(row.get("qid", ""), {}).setdefault(row.get("attribute", ""), value)
    return found


def _subquestions(document: _Document, *, new: bool) -> dict[str, list[LimeSubquestion]]:
    children = [row for row in document.rows("questions") if row.get("parent_qid", "0") not in ("", "0")]
    words = _words(document, new=new, section="subquestions", text="question")
    found: dict[str, list[LimeSubquestion]] = {}
    for row in _once((*document.rows("subquestions"), *children), "qid", order="question_order"):
        qid = row.get("qid", "")
        found.setdefault(row.get("parent_qid", ""), []).append(
            LimeSubquestion(qid, row.get("title", ""), words(qid), _integer(row.get("scale_id", "0")))
        )
    return found


def _answers(document: _Document, *, new: bool) -> dict[str, list[LimeAnswer]]:
    rows = document.rows("answers")
    found: dict[str, list[LimeAnswer]] = {}
    if new:
        texts = document.localised("answer_l10ns", "aid", "answer")
        for row in sorted(rows, key=lambda row: _integer(row.get("sortorder", ""))):
            answer = LimeAnswer(
                row.get("code", ""), texts.get(row.get("aid", ""), {}), _integer(row.get("scale_id", "0"))
            )
            found.setdefault(row.get("qid", ""), []).append(answer)
        return found
    gathered: dict[tuple[str, str, int], dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: _integer(row.get("sortorder", ""))):
        key = (row.get("qid", ""), row.get("code", ""), _integer(row.get("scale_id", "0")))
        gathered.setdefault(key, {})[row.get("language", "")] = row.get("answer", "")
    for (qid, code, scale), words in gathered.items():
        found.setdefault(qid, []).append(LimeAnswer(code, words, scale))
    return found
