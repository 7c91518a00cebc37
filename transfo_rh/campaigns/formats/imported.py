"""What reading a foreign questionnaire gives: the questionnaire, what was left out, how much was read, how answers code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile


@dataclass(frozen=True, slots=True)
class StructureCounts:
    """What the foreign file holds, as its own tool counts: before anything is left out.

    ``answers`` counts the declared answer options; ``kept`` the questions of the questionnaire that came out.
    """

    groups: int
    questions: int
    subquestions: int
    answers: int
    kept: int


class Coding(StrEnum):
    """How one column of the foreign tool's results holds an answer."""

    VALUE = "value"  # the code of one answer
    FLAG = "flag"  # one option of a multiple choice, ticked or not
    RANK = "rank"  # the option put at one rank
    LIST = "list"  # the codes of several options, separated by blanks, best first when ranked
    NUMBER = "number"
    TEXT = "text"  # words: a comment, never a coded answer


@dataclass(frozen=True, slots=True)
class ResultField:
    """One column of results and what it says of the questionnaire.

    ``column`` is the tool's own heading (``Q1``, ``Q1[SQ001]``, ``group/name``); ``item`` the code that answers bear
    (an item, or a line of a matrix); ``values`` what each foreign code or label means; ``option`` the option that a
    flag stands for; ``rank`` the place of a ranked option, from 1; ``headings`` what else the tool may write on top of
    the column, depending on how its results were exported.
    """

    column: str
    item: str
    coding: Coding
    values: Mapping[str, Answer] = field(default_factory=dict)
    option: str | None = None
    rank: int = 0
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedQuestionnaire:
    """A questionnaire read from a foreign file. ``notices`` are sentences, each located."""

    definition: QuestionnaireFile
    notices: tuple[str, ...]
    counts: StructureCounts
    fields: tuple[ResultField, ...] = ()
