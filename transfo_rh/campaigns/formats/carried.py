"""What foreign formats cannot say of a questionnaire, carried beside it: dimensions, weights, references, exact codes.

Our exports write, beside each question, the question as this product knows it. Reading such a file again takes the
words, the options' texts and the obligations from the foreign format (people may have reworded them there) and
everything else from what was carried. A file that another tool wrote carries nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from transfo_rh.campaigns.formats.imported import ImportedQuestionnaire, ResultField
from transfo_rh.campaigns.formats.plain_text import plain, same_words
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.definition import AnyItem, QuestionnaireFile, Section
from transfo_rh.core.i18n import _

_FROM_FILE = ("required", "maximum", "minimum")

Json = dict[str, Any]


@dataclass(frozen=True)
class Carried:
    """What a file carries, by code of the questionnaire as read; ``relevances`` are the file's own expressions.

    ``presented`` is False for a format that has the title in one language only, and no purpose.
    """

    questionnaire: str = ""
    items: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    relevances: Mapping[str, str] = field(default_factory=dict)
    presented: bool = True


def carried_by_questionnaire(definition: QuestionnaireFile) -> str:
    """The questionnaire without its pages, as JSON."""
    return _dump(definition.model_dump(mode="json", exclude_defaults=True, exclude={"sections"}))


def carried_by_section(section: Section, relevance: str) -> str:
    """A page without its questions, as JSON, with the expression that its condition was written as."""
    document = section.model_dump(mode="json", exclude_defaults=True, exclude={"items"})
    return _dump({"section": document, "relevance": relevance})


def carried_by_item(item: AnyItem, relevance: str) -> str:
    """A question, as JSON, with the expression that its condition was written as."""
    document = item.model_dump(mode="json", exclude_defaults=True) | {"type": item.type}
    return _dump({"item": document, "relevance": relevance})


def _dump(document: Json) -> str:
    return json.dumps(document, ensure_ascii=True, separators=(",", ":"))


def carried_item(text: str) -> Json:
    """The question that was carried; empty when nothing was, or nothing readable."""
    item = _load(text).get("item")
    return item if isinstance(item, dict) else {}


def _load(text: str) -> Json:
    if not text:
        return {}
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def restored(read: ImportedQuestionnaire, carried: Carried) -> ImportedQuestionnaire:
    """The questionnaire as read, completed by what was carried; as read, with a notice, when that no longer fits."""
    head = _load(carried.questionnaire)
    if not head:
        return read
    try:
        return _Restoration(read, carried, head).result()
    except (ValueError, KeyError, TypeError, AttributeError):
        notice = _(
            "Dimensions, poids et codes de Transfo RH n’ont pas été repris : le fichier a trop changé depuis son export."
        )
        return replace(read, notices=(*read.notices, notice))


class _Restoration:
    """One restoration: scales, names and options change together."""

    def __init__(self, read: ImportedQuestionnaire, carried: Carried, head: Json) -> None:
        self._read = read
        self._carried = carried
        self._head = head
        self._document: Json = read.definition.model_dump(mode="json")
        self._scales: Json = dict(head.get("scales", {}))
        self._names: dict[str, str] = {}
        self._options: dict[str, dict[str, str]] = {}

    def result(self) -> ImportedQuestionnaire:
        """The completed questionnaire. Raises ValueError, KeyError, TypeError when it does not hold together."""
        sections = [self._section(section) for section in self._document["sections"]]
        document = {**self._head, "sections": sections, "scales": self._scales}
        if self._carried.presented:
            document["purpose"] = _text(self._head.get("purpose"), self._document["purpose"])
        title = self._document["title"]
        if self._carried.presented or not _unchanged(self._head["title"]["fr"], title["fr"]):
            document["title"] = _text(self._head["title"], title)
        named = {
            row.get("dimension")
            for section in sections
            for item in section["items"]
            for row in (item, *item.get("rows", ()))
        }
        document["dimensions"] = [
            dimension
            for dimension in (*self._head.get("dimensions", ()), *self._document["dimensions"])
            if dimension["code"] in named
        ]
        definition = QuestionnaireFile.model_validate(document)
        fields = tuple(self._field(field) for field in self._read.fields)
        return replace(self._read, definition=definition, fields=fields)

    def _section(self, read: Json) -> Json:
        kept = _load(self._carried.sections.get(read["code"], ""))
        items = [self._item(item) for item in read["items"]]
        section = dict(kept.get("section", {}))
        if not section:
            return {**read, "when": self._renamed(read["when"]), "items": items}
        section["title"] = _text(section["title"], read["title"])
        section["intro"] = _text(section.get("intro"), read["intro"])
        return {**section, "when": self._when(read, kept, section), "items": items}

    def _when(self, read: Json, kept: Json, own: Json) -> Json | None:
        """The carried condition while its expression is the one that was written; else the file's."""
        if kept.get("relevance", "") == self._carried.relevances.get(read["code"], ""):
            when: Json | None = own.get("when")
            return when
        return self._renamed(read["when"])

    def _item(self, read: Json) -> Json:
        kept = _load(self._carried.items.get(read["code"], ""))
        own = dict(kept.get("item", {}))
        if not own or not self._fits(own, read):
            return self._as_read(read)
        self._names[read["code"]] = own["code"]
        for part in ("rows", "options"):
            if part in own:
                own[part] = [
                    {**mine, "text": _text(mine["text"], theirs["text"])}
                    for mine, theirs in zip(own[part], read[part], strict=True)
                ]
                codes = {
                    theirs["code"]: mine["code"] for mine, theirs in zip(own[part], read[part], strict=True)
                }
                if part == "rows":
                    self._names.update(codes)
                else:
                    self._options[own["code"]] = codes
        if own["type"] in ("likert", "matrix"):
            self._relabel(own, read)
        own["text"] = _text(own["text"], read["text"])
        own["help"] = _text(own.get("help"), read["help"])
        own["when"] = self._when(read, kept, own)
        return own | {key: read[key] for key in _FROM_FILE if read.get(key) is not None}

    def _fits(self, own: Json, read: Json) -> bool:
        """True while the question has the same type and as many lines, options and steps."""
        if own["type"] != read["type"]:
            return False
        if own["type"] in ("likert", "matrix"):
            steps = self._scales.get(self._scale_code(own), {}).get("labels", ())
            if len(steps) != len(self._document["scales"][read["scale"]]["labels"]):
                return False
        return all(len(own[part]) == len(read[part]) for part in ("rows", "options") if part in own)

    def _scale_code(self, own: Json) -> str:
        return str(own.get("scale") or next(iter(self._scales), ""))

    def _relabel(self, own: Json, read: Json) -> None:
        """Take the scale's words from the file."""
        code = self._scale_code(own)
        mine, theirs = self._scales[code], self._document["scales"][read["scale"]]
        labels = [_text(one, other) for one, other in zip(mine["labels"], theirs["labels"], strict=True)]
        scale = {**mine, "labels": labels}
        if mine.get("not_applicable") and theirs["not_applicable"]:
            scale["not_applicable"] = _text(mine["not_applicable"], theirs["not_applicable"])
        self._scales[code] = scale

    def _as_read(self, read: Json) -> Json:
        """A question that carries nothing keeps its own scale, under a name that is free."""
        item = {**read, "when": self._renamed(read["when"])}
        if read["type"] in ("likert", "matrix"):
            code = read["scale"]
            scale = self._document["scales"][code]
            while code in self._scales and self._scales[code] != scale:
                code = f"{code}_bis"
            if len(self._scales) == 1 and code not in self._scales:
                raise ValueError("a lone scale may be unnamed elsewhere")
            self._scales[code] = scale
            item["scale"] = code
        return item

    def _renamed(self, condition: Json | None) -> Json | None:
        if condition is None:
            return None
        item = str(condition["item"] or "")
        own = self._names.get(item, item)
        options = self._options.get(own, {})
        return {
            **condition,
            "item": own or None,
            "values": [options.get(value, value) for value in condition["values"]],
            "all_of": [self._renamed(part) for part in condition["all_of"]],
            "any_of": [self._renamed(part) for part in condition["any_of"]],
        }

    def _field(self, read: ResultField) -> ResultField:
        item = self._names.get(read.item, read.item)
        options = self._options.get(item, {})

        def own(value: Answer) -> Answer:
            return options.get(value, value) if isinstance(value, str) else value

        return replace(
            read,
            item=item,
            values={code: own(value) for code, value in read.values.items()},
            option=None if read.option is None else options.get(read.option, read.option),
        )


def _text(own: Json | None, read: Json | None) -> Json | None:
    """The words of the file, in our own spelling where only blanks differ."""
    if own is None or read is None:
        return read
    return {
        language: own[language] if _unchanged(own[language], read[language]) else read[language]
        for language in ("fr", "en")
    }


def _unchanged(own: str, read: str) -> bool:
    """True when the words are ours, also where reading took marks of HTML away."""
    return same_words(own, read) or same_words(plain(own), read)
