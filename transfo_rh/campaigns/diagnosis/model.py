"""The diagnosis of a department: its states, what its history records, what screens know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from transfo_rh.campaigns.model import Answer, CampaignState
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.core.i18n import _

NOT_STORED = 0
"""The version of a diagnosis that nobody has saved yet."""

MAXIMUM_COMMENT = 4000


class DiagnosisState(StrEnum):
    """How far a department is."""

    NOT_BEGUN = "not_begun"
    DRAFT = "draft"
    SUBMITTED = "submitted"

    @property
    def label(self) -> str:
        """The name of the state on screens."""
        return {
            DiagnosisState.NOT_BEGUN: _("Pas commencé"),
            DiagnosisState.DRAFT: _("Brouillon"),
            DiagnosisState.SUBMITTED: _("Transmis"),
        }[self]


class DiagnosisAction(StrEnum):
    """What somebody did with a diagnosis."""

    DRAFT = "draft"
    SUBMIT = "submit"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """What was done, in the history."""
        return {
            DiagnosisAction.DRAFT: _("Brouillon enregistré"),
            DiagnosisAction.SUBMIT: _("Diagnostic transmis"),
            DiagnosisAction.REOPEN: _("Diagnostic rouvert"),
        }[self]


@dataclass(frozen=True, slots=True)
class DiagnosisCampaign:
    """A campaign of diagnoses, as those who take part know it."""

    id: int
    title: str
    state: CampaignState
    closes_on: date | None
    contact: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a diagnosis says: answers by item code (see layout.encoded), one comment per section code."""

    answers: Mapping[str, Answer]
    comments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StoredDiagnosis:
    """A diagnosis as it is stored. ``version`` is NOT_STORED when nobody has saved anything."""

    unit: int
    content: Content = Content({}, {})
    version: int = NOT_STORED
    updated_at: datetime | None = None
    updated_by: str | None = None
    submitted_at: datetime | None = None
    submitted_by: str | None = None

    @property
    def state(self) -> DiagnosisState:
        """How far the department is.

        >>> StoredDiagnosis(unit=0).state
        <DiagnosisState.NOT_BEGUN: 'not_begun'>
        """
        if self.version == NOT_STORED:
            return DiagnosisState.NOT_BEGUN
        return DiagnosisState.DRAFT if self.submitted_at is None else DiagnosisState.SUBMITTED


@dataclass(frozen=True, slots=True)
class DepartmentDiagnosis:
    """One line of the follow-up: a department, how far it is, who did it, when.

    ``depth`` is 0 for the highest departments that the viewer sees; ``answered`` of ``asked`` scored lines are
    filled in.
    """

    unit: int
    name: str
    depth: int
    state: DiagnosisState
    answered: int
    asked: int
    updated_at: datetime | None
    updated_by: str | None
    submitted_at: datetime | None
    submitted_by: str | None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A department's diagnosis, whole, with what the viewer may do about it now."""

    campaign: DiagnosisCampaign
    definition: QuestionnaireFile
    line: DepartmentDiagnosis
    content: Content
    version: int
    may_fill: bool
    may_reopen: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One answer or comment that differs between two submissions: the question, the words before and after."""

    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DiagnosisEvent:
    """One line of the history. ``reason`` only for a reopening, ``changes`` only for a submission after another."""

    at: datetime
    actor: str
    action: DiagnosisAction
    reason: str
    content: Content
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class DiagnosisRecord:
    """A submitted diagnosis as the publication counts it: one signed byte per column of the raw answers."""

    unit: int
    answers: bytes
