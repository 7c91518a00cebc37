"""Open questions of results that come with their questionnaire: which columns are comments, and their words."""

from __future__ import annotations

from collections.abc import Mapping

from transfo_rh.campaigns.formats.imported import ImportedQuestionnaire, ResultField
from transfo_rh.campaigns.importing.answer_sets import LeftOut
from transfo_rh.campaigns.importing.columns import Indices, ResultsTable
from transfo_rh.campaigns.importing.matching import text_fields
from transfo_rh.campaigns.importing.roles import asks_who
from transfo_rh.campaigns.importing.vocabulary import is_blank
from transfo_rh.campaigns.model import Comment

_NEVER = frozenset({LeftOut.IDENTITY, LeftOut.DATE, LeftOut.TECHNICAL, LeftOut.KEY, LeftOut.DROPPED})


def without_open_answers(
    table: ResultsTable, structure: ImportedQuestionnaire, left_out: Mapping[str, LeftOut]
) -> dict[str, LeftOut]:
    """What is left out once open questions are kept: all of it but their columns, except those that ask who answers.

    A question is judged by its words too: « Votre nom » is an identity under any heading.
    """
    found = dict(left_out)
    words = {item.code: item.text for item in structure.definition.items()}
    for name, one in text_fields(table, structure).items():
        text = words.get(one.item)
        if text is not None and (asks_who(text.fr) or asks_who(text.en)):
            found[name] = LeftOut.IDENTITY
        elif found.get(name) not in _NEVER:
            found.pop(name, None)
    return found


def comments_of(
    table: ResultsTable, fields: Mapping[str, ResultField], units: Indices
) -> tuple[Comment, ...]:
    """The words of the open questions with the unit of their line, not yet masked: nothing stores them as they are."""
    found = []
    for name, one in fields.items():
        column = table.column(name)
        for line, code in enumerate(column.codes.tolist()):
            if code >= 0 and not is_blank(text := str(column.texts[code]).strip()):
                unit = int(units[line])
                found.append(Comment(unit if unit >= 0 else None, one.item, text))
    return tuple(found)
