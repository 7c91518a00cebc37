"""A LimeSurvey structure as its own tool sees it: groups, questions, sub-questions and answers, texts by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from transfo_rh.campaigns.formats.imported import StructureCounts

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LimeAnswer:
    """A declared answer option. ``scale`` is 1 for the second scale of a dual array."""

    code: str
    texts: Texts
    scale: int = 0


@dataclass(frozen=True, slots=True)
class LimeSubquestion:
    """A line (``scale`` 0) or a column (1) of an array, or an option of a multiple choice."""

    qid: str
    code: str
    texts: Texts
    scale: int = 0


@dataclass(frozen=True, slots=True)
class LimeQuestion:
    """A question. ``kind`` is LimeSurvey's one-character type; ``carried`` what this product wrote beside it."""

    qid: str
    code: str
    kind: str
    texts: Texts
    helps: Texts
    relevance: str = ""
    mandatory: bool = False
    other: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    subquestions: tuple[LimeSubquestion, ...] = ()
    answers: tuple[LimeAnswer, ...] = ()
    carried: str = ""

    def lines(self, scale: int = 0) -> tuple[LimeSubquestion, ...]:
        """The sub-questions of one axis."""
        return tuple(sub for sub in self.subquestions if sub.scale == scale)

    def options(self, scale: int = 0) -> tuple[LimeAnswer, ...]:
        """The answers of one scale."""
        return tuple(answer for answer in self.answers if answer.scale == scale)


@dataclass(frozen=True, slots=True)
class LimeGroup:
    """A page."""

    gid: str
    titles: Texts
    descriptions: Texts
    relevance: str = ""
    questions: tuple[LimeQuestion, ...] = ()
    carried: str = ""


@dataclass(frozen=True, slots=True)
class LimeSurvey:
    """A whole structure. ``languages`` begins with the survey's own."""

    sid: str
    languages: tuple[str, ...]
    titles: Texts
    descriptions: Texts
    groups: tuple[LimeGroup, ...]
    carried: str = ""

    def questions(self) -> Iterator[LimeQuestion]:
        """Every question, in order."""
        for group in self.groups:
            yield from group.questions

    def counts(self, kept: int) -> StructureCounts:
        """How much the file declares."""
        questions = list(self.questions())
        return StructureCounts(
            groups=len(self.groups),
            questions=len(questions),
            subquestions=sum(len(question.subquestions) for question in questions),
            answers=sum(len(question.answers) for question in questions),
            kept=kept,
        )
