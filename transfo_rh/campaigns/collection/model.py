"""What a door shows and sends: the form of one respondent, whatever the door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from transfo_rh.campaigns.model import Answer, CampaignPlan, CampaignState
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile


class FormState(StrEnum):
    """What a respondent may still do with a form."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"  # past the last day


@dataclass(frozen=True, slots=True)
class Notice:
    """What a respondent is told before answering, in the language of the task: one plain sentence or two each."""

    purpose: str
    legal_basis: str
    duration: str
    recipients: str
    confidentiality: str
    attributes: str
    thresholds: str
    rights: str


@dataclass(frozen=True, slots=True, eq=False)
class FrozenForm:
    """What does not change while a campaign is open, the same for all respondents. Safe to share.

    One object per campaign and process: it is its own key in caches.
    """

    campaign_id: int
    version: int
    title: str
    anonymous: bool
    definition: QuestionnaireFile
    plan: CampaignPlan
    department_names: tuple[str, ...]  # by unit position


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the sign-off, as a door finds it. ``draft_key`` is None once the campaign is closed."""

    campaign_id: int
    number: int
    unit: int | None
    answered: bool
    state: CampaignState
    version: int
    draft: bytes | None = field(default=None, repr=False)
    draft_key: bytes | None = field(default=None, repr=False)

    @property
    def place(self) -> str:
        """What a draft is bound to."""
        return f"{self.campaign_id} {self.number}"


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The form of one respondent. ``draft`` holds the answers saved so far, by item code."""

    campaign_id: int
    title: str
    definition: QuestionnaireFile
    draft: dict[str, Answer] = field(repr=False)
    state: FormState
    closes_on: date
    department_name: str | None
    notice: Notice


@dataclass(frozen=True, slots=True)
class OwnForm:
    """A survey that waits for the signed-in person's answer, or has it."""

    campaign_id: int
    title: str
    closes_on: date
    answered: bool
    minutes: int


@dataclass(frozen=True, slots=True)
class Submission:
    """A finished answer, checked and coded, its comments masked: ready to be written with its sign-off."""

    campaign_id: int
    number: int
    closes_on: date
    answers: bytes = field(repr=False)
    comments: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # item code, masked text


@dataclass(frozen=True, slots=True)
class DraftSave:
    """A sealed draft, ready to be written."""

    campaign_id: int
    number: int
    closes_on: date
    sealed: bytes = field(repr=False)
