"""A scenario of staffing: what is asked (posts, people, rules, weights, limits) and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from transfo_rh.core.i18n import _
from transfo_rh.skills.model import Wish


@dataclass(frozen=True, slots=True)
class Post:
    """So many identical positions of a role in a department, both by code."""

    role: str
    department: str
    headcount: int = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may take a post at all.

    ``category_gap``: how many categories away from those of the role are accepted, None: no condition of category.
    ``cadre``: people of the role's own categories must belong to one of its cadres d'emplois. ``minimum_fit``: the
    lowest assured fit, 0–100.
    """

    category_gap: int | None = 0
    cadre: bool = True
    minimum_fit: int = 40


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts beside the fit, in points of fit (0–100).

    ``effort``: what ten days of training cost; ``mobility``: what a change of direction costs; ``wish``: what a role
    that somebody wants is worth.
    """

    effort: float = 3.0
    mobility: float = 5.0
    wish: float = 5.0


@dataclass(frozen=True, slots=True)
class Seats:
    """At most ``places`` of the people placed may need a training in this skill (code)."""

    skill: str
    places: int


@dataclass(frozen=True, slots=True)
class Limits:
    """``days``: training days for everybody placed, None without a limit. ``seats``: limited trainings."""

    days: float | None = None
    seats: tuple[Seats, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a scenario asks. ``perimeter``: codes of the departments (with those below) where candidates are sought,
    everywhere when empty."""

    posts: tuple[Post, ...] = ()
    perimeter: tuple[str, ...] = ()
    rules: Rules = Rules()
    weights: Weights = Weights()
    limits: Limits = Limits()

    @property
    def positions(self) -> int:
        """How many people are sought."""
        return sum(post.headcount for post in self.posts)


class Barrier(StrEnum):
    """Why somebody does not take a post: the first obstacles stop before anything is compared."""

    CATEGORY = "category"
    CADRE = "cadre"
    REFUSED = "refused"
    NOT_ASSESSED = "not_assessed"
    GATE = "gate"
    BELOW_MINIMUM = "below_minimum"
    LIMITS = "limits"
    BETTER_PLACED = "better_placed"

    @property
    def label(self) -> str:
        """The reason on screens."""
        return {
            Barrier.CATEGORY: _("Catégorie non admise"),
            Barrier.CADRE: _("Cadre d’emplois non prévu"),
            Barrier.REFUSED: _("Métier refusé par l’agent"),
            Barrier.NOT_ASSESSED: _("Non évalué"),
            Barrier.GATE: _("Compétence critique insuffisante"),
            Barrier.BELOW_MINIMUM: _("Adéquation sous le minimum"),
            Barrier.LIMITS: _("Formation hors budget ou complète"),
            Barrier.BETTER_PLACED: _("Un collègue mieux placé"),
        }[self]


BARRIERS = tuple(Barrier)
"""In the order in which they are met; the codes of arrays are positions in it plus one, 0 for none."""


@dataclass(frozen=True, slots=True)
class SecondChoice:
    """Who takes the post when the person placed may not. ``agent_id`` None: nobody, it stays vacant.

    ``regret``: points that the whole staffing loses, None when one position fewer is filled. ``exact``: the whole
    problem was solved again; otherwise a direct replacement, whose regret is an upper bound.
    """

    agent_id: int | None
    fit: float | None
    regret: float | None
    exact: bool


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A skill to train, from a level (None: not assessed, counted from 0) to the one asked."""

    skill: str
    held: int | None
    required: int
    days: float
    critical: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """One position of a post (``post``: its place in the plan), and who takes it (None: vacant).

    Fits are 0–100; the assured one counts. ``cost``: ``100 − low + effort + mobility − wish`` in points. ``unknown_days``:
    the part of ``days`` that an assessment could cancel. ``status_unknown`` and ``other_category``: to be verified.
    ``gate_possible``: a critical skill is not assessed. ``retiring``: retires within the authority's horizon.
    """

    post: int
    agent_id: int | None = None
    low: float = 0.0
    point: float | None = None
    high: float = 0.0
    days: float = 0.0
    unknown_days: float = 0.0
    cost_cents: int = 0
    effort: float = 0.0
    mobility: float = 0.0
    wish_points: float = 0.0
    wish: Wish | None = None
    changes_direction: bool = False
    gaps: tuple[TrainingLine, ...] = ()
    status_unknown: bool = False
    other_category: bool = False
    gate_possible: bool = False
    retiring: bool = False
    second: SecondChoice | None = None

    @property
    def cost(self) -> float:
        """Points, the fewer the better."""
        return 100 - self.low + self.effort + self.mobility - self.wish_points


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who takes no post: the reason at the post that was nearest (None: no post at all), and by how much.

    ``behind``: points behind the last person placed there, for a better placed colleague.
    """

    agent_id: int
    reason: Barrier
    post: int | None
    low: float | None = None
    behind: float | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """How sure the result is the best one. ``gap``: points that a better one could still gain, None when unknown.

    ``reduced``: only the best candidates of each post were compared. ``limits_bind``: days or
    training seats changed the result.
    """

    optimal: bool = True
    gap: float | None = 0.0
    reduced: bool = False
    limits_bind: bool = False


@dataclass(frozen=True, slots=True)
class StaffingResult:
    """What comes out. ``left_out``: the nearest first, at most some hundreds; ``left_counts``: everybody, by reason."""

    on: date
    candidates: int
    placements: tuple[Placement, ...]
    left_out: tuple[LeftOut, ...]
    left_counts: dict[Barrier, int]
    proof: Proof

    @property
    def filled(self) -> tuple[Placement, ...]:
        """The positions that somebody takes."""
        return tuple(one for one in self.placements if one.agent_id is not None)

    @property
    def mean_fit(self) -> float | None:
        """The mean assured fit of the people placed."""
        filled = self.filled
        return sum(one.low for one in filled) / len(filled) if filled else None

    @property
    def days(self) -> float:
        """Training days of everybody placed, an upper bound."""
        return sum(one.days for one in self.filled)

    @property
    def cost_cents(self) -> int:
        """Their cost."""
        return sum(one.cost_cents for one in self.filled)

    @property
    def moves(self) -> int:
        """People who change direction."""
        return sum(one.changes_direction for one in self.filled)

    @property
    def wanted(self) -> int:
        """People who get a role that they want."""
        return sum(one.wish is Wish.WANTED for one in self.filled)

    @property
    def points(self) -> float:
        """The cost of the whole in points."""
        return sum(one.cost for one in self.filled)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario that is kept. ``version`` goes back with every change."""

    id: int
    title: str
    plan: Plan
    result: StaffingResult | None
    retained: bool
    computed_at: datetime | None
    created_at: datetime
    version: int
