"""Campaigns, questionnaires, publications: what exists."""

from __future__ import annotations

from collections.abc import Sequence
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
    DEPARTMENT = "department"  # one attributed record per department, nothing to hide


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


class ItemKind(StrEnum):
    """What the steps of a column of raw answers mean."""

    SCALE = "scale"  # ordered steps, lowest first: scored
    CHOICE = "choice"  # one option among several, no order: shares only
    FLAG = "flag"  # 1 no, 2 yes: a yes/no question or one option of a multiple choice
    RANK = "rank"  # 1 first choice … m last: one option of a ranking
    NUMBER = "number"  # steps between ``minimum`` and ``maximum``


Answer = str | int | float | bool | Sequence[str]
"""One answer as a door sends it; see questionnaires.layout.encoded."""


@dataclass(frozen=True, slots=True)
class Item:
    """A column of raw answers: ``points`` steps, coded 1 (lowest) to ``points`` (highest).

    ``reverse`` items are recoded at scoring (1 ↔ points), never in the raw answers. ``options`` are the labels of
    the steps, empty when unknown; ``question`` joins the columns of one question; ``weight`` weighs the item in its
    dimension; ``outcome`` marks what drivers explain; ``minimum`` and ``maximum`` are the bounds of a number.
    """

    code: str
    label: str
    dimension: str | None
    points: int
    reverse: bool = False
    kind: ItemKind = ItemKind.SCALE
    options: tuple[str, ...] = ()
    question: str | None = None
    weight: float = 1.0
    outcome: bool = False
    minimum: float | None = None
    maximum: float | None = None


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
class Thresholds:
    """How many respondents a figure needs, by kind of figure. Frozen at opening; never below MINIMUM_K."""

    scores: int = MINIMUM_K
    rates: int = MINIMUM_K
    comments: int = 10
    crosses: int = 10
    drivers: int = 30


@dataclass(frozen=True, slots=True)
class Population:
    """Who is asked: codes of departments (with everything below), categories, statuses; empty means all.

    ``on`` is the day on which the staff is taken.
    """

    on: date
    departments: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    without_workstation_only: bool = False


@dataclass(frozen=True, slots=True)
class Grouping:
    """Small departments read together under one name: « Autres services de la direction ».

    When ``departments`` holds the direction itself, its own agents (those of no department below) are read with them.
    """

    name: str
    parent: str  # code of the direction
    departments: tuple[str, ...]  # codes


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What human resources decide before opening; all of it freezes then.

    ``attributes`` are names of population.GroupingAttribute, at most MAXIMUM_ATTRIBUTES; ``crosses`` pairs of
    them or of « department »; rates are shares between 0 and 1, ``expected_rates`` by department code ("" for all).
    """

    population: Population
    opens_on: date
    closes_on: date
    attributes: tuple[str, ...] = ()
    crosses: tuple[tuple[str, str], ...] = ()
    thresholds: Thresholds = Thresholds()
    target_rate: float = 0.75
    alert_rate: float = 0.60
    expected_rates: tuple[tuple[str, float], ...] = (("", 0.5),)
    groupings: tuple[Grouping, ...] = ()
    contact: str = ""
    recipients: str = ""


@dataclass(frozen=True, slots=True)
class Campaign:
    """What screens may know of a campaign without its answers.

    ``plan`` and ``questionnaire_code`` are None for imported results; ``member_count`` is the frozen population.
    """

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
    plan: CampaignPlan | None = None
    questionnaire_code: str | None = None
    questionnaire_version: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    member_count: int | None = None


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
    item_kind: ItemKind | None = None
    options: tuple[str, ...] = ()
    question: str | None = None
    weak_item: str | None = None  # code of an item with a negative item-total correlation


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """One published figure, or the reason for its absence.

    ``unit`` None is the whole authority. ``n`` is exact from 2k on, else ``n_band`` says « 5–9 ». ``score`` is on
    0–100, ``favourable`` and ``unfavourable`` are percentages, ``deviation`` is the standard deviation in points,
    ``shares`` the percentages of each option of a choice: all integers. ``capped``: the group is (nearly) unanimous,
    a share of 80 reads « ≥ 80 % », one of 20 « ≤ 20 % ». ``population`` is the number of people asked, when known.
    ``attribute_2`` and ``value_2`` make a cross of two attributes; ``unit`` with ``attribute`` crosses both.
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
    unfavourable: int | None = None
    deviation: int | None = None
    shares: tuple[int, ...] | None = None
    capped: bool = False
    population: int | None = None
    attribute_2: str | None = None
    value_2: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedComment:
    """A masked comment, attached to a group of enough respondents (None: the whole), in random order."""

    unit: int | None
    item: str
    text: str


@dataclass(frozen=True, slots=True)
class PublishedDriver:
    """The link of a dimension with an outcome item in one unit (None: the whole): never a cause.

    ``correlation`` is Spearman's, in hundredths; ``weight`` the relative weight, in percent of what is explained.
    """

    unit: int | None
    outcome: str
    dimension: str
    n: int
    correlation: int
    weight: int


@dataclass(frozen=True, slots=True)
class Comment:
    """One raw comment, ready to be written: already masked, without attribute."""

    unit: int | None
    item: str
    text: str


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """A campaign ready to be stored with its raw answers: everything that is frozen in it.

    ``definition`` is the whole questionnaire, when the imported file had one.
    """

    title: str
    basis: Basis
    anonymous: bool
    wave_on: date
    questionnaire: Questionnaire
    units: tuple[Unit, ...]
    attributes: tuple[str, ...] = ()
    k: int = MINIMUM_K
    mapping: dict[str, object] | None = None
    definition: dict[str, object] | None = None
