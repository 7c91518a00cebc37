"""What is asked, and what is still missing: the rules that every door follows. Pure functions.

Answers are by item code, as ``layout.encoded`` documents them; an answer to a question that is not asked does not
exist for any condition.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    Condition,
    LikertItem,
    MatrixItem,
    QuestionnaireFile,
    Section,
    TextItem,
)
from transfo_rh.campaigns.questionnaires.layout import encoded
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _

Answers = Mapping[str, Answer]


class AskedSection(NamedTuple):
    """A section that applies, with those of its items that apply (at least one)."""

    section: Section
    items: tuple[AnyItem, ...]


def holds(condition: Condition | None, answers: Answers) -> bool:
    """True when the condition is met; no condition is always met, an absent answer meets none.

    >>> holds(Condition(item="Q1", values=("yes",)), {"Q1": True})
    True
    >>> holds(Condition(item="Q1", at_least=4), {"Q1": 3}), holds(Condition(item="Q1", at_most=4), {})
    (False, False)
    >>> holds(Condition(item="Q1", values=("a",), negated=True), {"Q1": ["b", "c"]})
    True
    """
    if condition is None:
        return True
    if condition.item is not None:
        answer = answers.get(condition.item)
        if _is_absent(answer):
            return False
        met = _matches(condition, answer)
    elif condition.all_of:
        met = all(holds(part, answers) for part in condition.all_of)
    else:
        met = any(holds(part, answers) for part in condition.any_of)
    return met is not condition.negated


def _is_absent(answer: Answer | None) -> bool:
    return answer is None or answer == "" or (isinstance(answer, list | tuple) and not answer)


def _matches(condition: Condition, answer: Answer | None) -> bool:
    if isinstance(answer, bool):
        answer = "yes" if answer else "no"
    given = set(answer) if isinstance(answer, list | tuple) else {answer}
    if condition.values and not given & set(condition.values):
        return False
    if condition.at_least is None and condition.at_most is None:
        return True
    if not isinstance(answer, int | float):
        return False
    low = -math.inf if condition.at_least is None else condition.at_least
    high = math.inf if condition.at_most is None else condition.at_most
    return low <= answer <= high


def answer_codes(item: AnyItem) -> tuple[str, ...]:
    """The codes under which an item is answered: one per row of a matrix, its own otherwise."""
    return tuple(row.code for row in item.rows) if item.type == "matrix" else (item.code,)


def asked_items(definition: QuestionnaireFile, answers: Answers) -> tuple[AskedSection, ...]:
    """The sections and items that apply, given the answers so far, in the order of the questionnaire.

    What was answered and is no longer asked opens nothing further on.
    """
    asked: list[AskedSection] = []
    kept: dict[str, Answer] = {}
    for section in definition.sections:
        if not holds(section.when, kept):
            continue
        items: list[AnyItem] = []
        for item in section.items:
            if item.when is None or holds(item.when, kept):
                items.append(item)
                for code in answer_codes(item):
                    if code in answers:
                        kept[code] = answers[code]
        if items:
            asked.append(AskedSection(section, tuple(items)))
    return tuple(asked)


def visible_sections(definition: QuestionnaireFile, answers: Answers) -> tuple[Section, ...]:
    """The sections that have something to ask, given the answers so far."""
    return tuple(part.section for part in asked_items(definition, answers))


def answers_asked(definition: QuestionnaireFile, answers: Answers) -> dict[str, Answer]:
    """The answers to what is asked; everything else is dropped, unknown codes included."""
    return answers_within(asked_items(definition, answers), answers)


def answers_within(asked: Iterable[AskedSection], answers: Answers) -> dict[str, Answer]:
    """The answers to what is asked, when that is known already."""
    return {
        code: answers[code]
        for part in asked
        for item in part.items
        for code in answer_codes(item)
        if code in answers
    }


def next_section(definition: QuestionnaireFile, answers: Answers, *, after: str | None) -> Section | None:
    """The section to show after the one of code ``after`` (None: the first one); None at the end."""
    order = {section.code: position for position, section in enumerate(definition.sections)}
    start = -1 if after is None else order[after]
    return next(
        (section for section in visible_sections(definition, answers) if order[section.code] > start), None
    )


def missing_items(definition: QuestionnaireFile, answers: Answers) -> dict[str, tuple[str, ...]]:
    """Section code → codes of the required answers that are still missing; only sections that lack some.

    A required matrix lacks each row without an answer. « Sans objet » is an answer.
    """
    return missing_within(asked_items(definition, answers), answers)


def missing_within(asked: Iterable[AskedSection], answers: Answers) -> dict[str, tuple[str, ...]]:
    """The required answers that are missing, as missing_items, when what is asked is known already."""
    missing: dict[str, tuple[str, ...]] = {}
    for part in asked:
        codes = tuple(
            code
            for item in part.items
            if item.required
            for code in answer_codes(item)
            if _is_absent(answers.get(code)) or _is_blank(answers[code])
        )
        if codes:
            missing[part.section.code] = codes
    return missing


def _is_blank(answer: Answer) -> bool:
    return isinstance(answer, str) and not answer.strip()


def section_problems(definition: QuestionnaireFile, section: str, answers: Answers) -> dict[str, str]:
    """Answer code → what is wrong with it, in words, for one section as it was sent; empty when all is well.

    ``answers`` holds every answer so far, this section's included; questions that do not apply are not looked at.
    """
    problems: dict[str, str] = {}
    for part in asked_items(definition, answers):
        if part.section.code != section:
            continue
        for item in part.items:
            problems |= _item_problems(definition, item, answers)
    return problems


def _item_problems(definition: QuestionnaireFile, item: AnyItem, answers: Answers) -> dict[str, str]:
    problems: dict[str, str] = {}
    for code in answer_codes(item):
        answer = answers.get(code)
        if answer is None or _is_absent(answer) or _is_blank(answer):
            if item.required:
                problems[code] = _("Cette question attend une réponse.")
        elif message := _problem(definition, item, code, answer):
            problems[code] = message
    return problems


def _problem(definition: QuestionnaireFile, item: AnyItem, code: str, answer: Answer) -> str | None:
    if isinstance(item, TextItem):
        if not isinstance(answer, str):
            return _("Un texte est attendu.")
        if len(answer) > item.maximum_length:
            return _("Ce texte est trop long : {limit} caractères au plus.").format(limit=item.maximum_length)
        return None
    try:
        encoded(definition, {code: answer})
    except InvalidInput:
        return _expected(definition, item)
    return None


def _expected(definition: QuestionnaireFile, item: AnyItem) -> str:
    """What the item accepts, in words."""
    if isinstance(item, LikertItem | MatrixItem):
        return _("Choisissez une des {n} réponses proposées.").format(n=len(definition.scale_of(item).labels))
    if item.type == "number":
        return _("Un nombre entre {low} et {high} est attendu.").format(
            low=f"{item.minimum:g}", high=f"{item.maximum:g}"
        )
    if item.type in ("multiple", "ranking") and item.maximum is not None:
        return _("Trop de réponses : au plus {n}.").format(n=item.maximum)
    return _("Choisissez parmi les réponses proposées.")
