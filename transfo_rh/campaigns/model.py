"""Campaigns, questionnaires, publications: what exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from transfo_rh.core.i18n import _

MINIMUM_K = 5
MAXIMUM_ATTRIBUTES = 3
MISSING = 0
NOT_APPLICABLE = -1
MAXIMUM_SCALE_POINTS = 100


class CampaignState(StrEnum):
    """Life of a campaign, in order. Imported results enter at CLOSED."""

    DRAFT = "draft"
    SIMULATED = "simulated"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        """The name of the state on screens."""
        return {
            CampaignState.DRAFT: _("Brouillon"),
            CampaignState.SIMULATED: _("Simulée"),
            CampaignState.OPEN: _("Ouverte"),
            CampaignState.CLOSED: _("Close, à publier"),
            CampaignState.PUBLISHED: _("Publiée"),
        }[self]


class Basis(StrEnum):
    """What one line of the raw answers stands for."""

    PERSON = "person"  # one record per respondent
    QUESTION = "question"  # answers cannot be joined into respondents; each question stands alone


class MeasureKind(StrEnum):
    """What a published column measures."""

    ITEM = "item"
    DIMENSION = "dimension"


class CellState(StrEnum):
    """What a published cell shows. Three distinct reasons to show nothing."""

    SHOWN = "shown"
    NO_ANSWER = "no_answer"
    TOO_FEW = "too_few"
    PRECAUTION = "precaution"

    @property
    def label(self) -> str:
        """The words shown in place of the figure."""
        return {
            CellState.SHOWN: _("Affiché"),
            CellState.NO_ANSWER: _("Aucune réponse"),
            CellState.TOO_FEW: _("Effectif insuffisant"),
            CellState.PRECAUTION: _("Masqué par précaution"),
        }[self]


@dataclass(frozen=True, slots=True)
class Item:
    """A question answered on a scale of ``points`` steps, coded 1 (lowest) to ``points`` (highest).

    ``reverse`` items are recoded at scoring (1 ↔ points), never in the raw answers.
    """

    code: str
    label: str
    dimension: str | None
    points: int
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """A group of items with one score."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The scored part of a questionnaire, frozen with the campaign. Item order is the order of the raw answers."""

    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]

    def items_of(self, dimension: str) -> tuple[int, ...]:
        """Positions of the dimension's items."""
        return tuple(i for i, item in enumerate(self.items) if item.dimension == dimension)


@dataclass(frozen=True, slots=True)
class Unit:
    """A department as the campaign froze it. ``parent`` is a position in the campaign's list of units.

    Parents come before their children. ``department_id`` is None for a unit that the organisation does not know.
    """

    position: int
    code: str
    name: str
    parent: int | None
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """One raw record, ready to be written: a unit (None: unknown), at most 3 attribute values, coded answers.

    ``answers`` has one signed byte per item: 1..points, MISSING (0) or NOT_APPLICABLE (−1).
    """

    unit: int | None
    attributes: tuple[str | None, ...]
    answers: bytes


@dataclass(frozen=True, slots=True)
class Campaign:
    """What screens may know of a campaign without its answers."""

    id: int
    title: str
    state: CampaignState
    basis: Basis
    anonymous: bool
    wave_on: date
    k: int
    attributes: tuple[str, ...]
    questionnaire: Questionnaire
    response_count: int
    created_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A published measure. Reliability (Cronbach's alpha, over the whole) only for dimensions per person."""

    code: str
    label: str
    kind: MeasureKind
    dimension: str | None
    alpha: float | None = None
    alpha_low: float | None = None
    alpha_high: float | None = None
    alpha_n: int | None = None


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """One published figure, or the reason for its absence.

    ``unit`` None is the whole authority. ``n`` is exact from 2k on, else ``n_band`` says « 5–9 ». ``score`` is on
    0–100 and ``favourable`` a percentage, both integers.
    """

    unit: int | None
    attribute: str | None
    value: str | None
    measure: str
    state: CellState
    n: int | None = None
    n_band: str | None = None
    score: int | None = None
    favourable: int | None = None


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """A campaign ready to be stored with its raw answers: everything that is frozen in it."""

    title: str
    basis: Basis
    anonymous: bool
    wave_on: date
    questionnaire: Questionnaire
    units: tuple[Unit, ...]
    attributes: tuple[str, ...] = ()
    k: int = MINIMUM_K
    mapping: dict[str, object] | None = None
