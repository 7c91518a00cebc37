"""Changes of a questionnaire's structure: add, remove, move. Pure functions; every result is a sound questionnaire.

Each takes a questionnaire and gives a new one, or raises InvalidInput in one sentence and changes nothing. Codes name
sections, items and rows of grids alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic_core import to_jsonable_python

from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    BilingualText,
    Condition,
    QuestionnaireFile,
    Section,
)
from transfo_rh.campaigns.questionnaires.refusals import validated_change
from transfo_rh.core.errors import InvalidInput, NotFound
from transfo_rh.core.i18n import _

Content = dict[str, Any]


class Place(NamedTuple):
    """Where a section, an item or a row stands: in which list, at which position, inside what."""

    siblings: list[Content]
    position: int
    kind: str  # section, item or row
    parent: Content | None
    section: int

    @property
    def content(self) -> Content:
        """The section, item or row itself."""
        return self.siblings[self.position]


def content_of(questionnaire: QuestionnaireFile) -> Content:
    """The questionnaire as plain data, to be changed and checked again."""
    return questionnaire.model_dump(mode="json")


def located(content: Content, code: str) -> Place:
    """Where the section, item or row of this code stands.

    Raises NotFound.
    """
    for number, section in enumerate(content["sections"]):
        for position, item in enumerate(section["items"]):
            if item["code"] == code:
                return Place(section["items"], position, "item", section, number)
            for line, row in enumerate(item.get("rows", ())):
                if row["code"] == code:
                    return Place(item["rows"], line, "row", item, number)
    for number, section in enumerate(content["sections"]):
        if section["code"] == code:
            return Place(content["sections"], number, "section", None, number)
    raise NotFound(_("« {code} » n’est pas dans ce questionnaire.").format(code=code))


def checked(content: Content) -> QuestionnaireFile:
    """The changed questionnaire, without the dimensions that no line names any more.

    Raises InvalidInput in one sentence.
    """
    named = set()
    for section in content["sections"]:
        for item in section["items"]:
            named |= {line.get("dimension") for line in item.get("rows", [item])}
    content["dimensions"] = [kept for kept in content["dimensions"] if kept["code"] in named]
    return validated_change(content)


def free_code(questionnaire: QuestionnaireFile, prefix: str) -> str:
    """The first code « prefix + number » that names nothing yet.

    Raises nothing; codes of sections count too.
    """
    taken = {section.code for section in questionnaire.sections}
    taken |= {dimension.code for dimension in questionnaire.dimensions}
    for item in questionnaire.items():
        taken |= {item.code, *(row.code for row in getattr(item, "rows", ()))}
        taken |= {f"{item.code}_{option.code}" for option in getattr(item, "options", ())}
    number = 1
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"


def add_item(
    questionnaire: QuestionnaireFile,
    section: str,
    item: AnyItem | Mapping[str, object],
    *,
    after: str | None = None,
) -> QuestionnaireFile:
    """Add an item of any type to a section: after another one, else at the end. A mapping has the keys of a file."""
    content = content_of(questionnaire)
    place = located(content, section)
    if place.kind != "section":
        raise InvalidInput(_("« {code} » n’est pas une page.").format(code=section))
    items = place.content["items"]
    codes = [known["code"] for known in items]
    position = codes.index(after) + 1 if after in codes else len(items)
    items.insert(position, to_jsonable_python(item))
    return checked(content)


def add_row(
    questionnaire: QuestionnaireFile, matrix: str, text: BilingualText, *, code: str | None = None
) -> QuestionnaireFile:
    """Add a line at the end of a grid, in the dimension of the line before it."""
    content = content_of(questionnaire)
    place = located(content, matrix)
    if "rows" not in place.content:
        raise InvalidInput(_("La question « {code} » n’est pas une grille.").format(code=matrix))
    rows = place.content["rows"]
    rows.append(
        {
            "code": code or free_code(questionnaire, f"{matrix}_"),
            "text": text.model_dump(),
            "dimension": rows[-1]["dimension"],
            "not_applicable": rows[-1]["not_applicable"],
        }
    )
    return checked(content)


def add_section(
    questionnaire: QuestionnaireFile, section: Section, *, after: str | None = None
) -> QuestionnaireFile:
    """Add a page, with at least one item: after another one, else at the end."""
    content = content_of(questionnaire)
    codes = [known["code"] for known in content["sections"]]
    position = codes.index(after) + 1 if after in codes else len(codes)
    content["sections"].insert(position, section.model_dump(mode="json"))
    return checked(content)


def remove(questionnaire: QuestionnaireFile, code: str) -> QuestionnaireFile:
    """Remove a section, an item or a row, and what it leaves empty: its grid, its page, its dimension.

    Raises InvalidInput when it is the last question, or when a condition reads it.
    """
    content = content_of(questionnaire)
    place = located(content, code)
    gone = _codes(place.content)
    for reader, condition in conditions_of(questionnaire):
        if reader not in gone and (read := set(condition.items()) & gone):
            raise InvalidInput(
                _(
                    "La condition de « {reader} » dépend de « {code} » : supprimez d’abord cette condition."
                ).format(reader=reader, code=min(read))
            )
    del place.siblings[place.position]
    if not place.siblings and place.kind != "section":
        if place.parent is None:
            raise InvalidInput(_("« {code} » ne peut pas être supprimé.").format(code=code))
        return remove(questionnaire, place.parent["code"])
    if not content["sections"]:
        raise InvalidInput(_("Un questionnaire garde au moins une question."))
    return checked(content)


def _codes(content: Content) -> set[str]:
    """The code of a section, item or row and those of everything in it."""
    inside = [*content.get("items", ()), *content.get("rows", ())]
    return {content["code"]}.union(*(_codes(part) for part in inside))


def conditions_of(questionnaire: QuestionnaireFile) -> list[tuple[str, Condition]]:
    """Every condition with the code of the section or item that it opens."""
    found = [(section.code, section.when) for section in questionnaire.sections]
    found += [(item.code, item.when) for item in questionnaire.items()]
    return [(code, condition) for code, condition in found if condition is not None]


def move(questionnaire: QuestionnaireFile, code: str, *, up: bool) -> QuestionnaireFile:
    """Move a section, an item or a row by one place; an item at the edge of its page goes to the next page.

    Raises InvalidInput at the very edge, or when a condition would read what comes after it.
    """
    content = content_of(questionnaire)
    place = located(content, code)
    target = place.position + (-1 if up else 1)
    if 0 <= target < len(place.siblings):
        place.siblings.insert(target, place.siblings.pop(place.position))
        return checked(content)
    neighbour = place.section + (-1 if up else 1)
    if place.kind != "item" or not 0 <= neighbour < len(content["sections"]):
        raise InvalidInput(_("« {code} » est déjà au bord.").format(code=code))
    if len(place.siblings) == 1:
        raise InvalidInput(
            _("« {code} » est la seule question de sa page : déplacez la page.").format(code=code)
        )
    moved = place.siblings.pop(place.position)
    items = content["sections"][neighbour]["items"]
    items.insert(len(items) if up else 0, moved)
    return checked(content)
