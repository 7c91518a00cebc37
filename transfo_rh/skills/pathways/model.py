"""A path from a job to another: where it starts, its steps, what stands in the way, roles close to one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from transfo_rh.skills.fit.effort import Effort, EffortLine
from transfo_rh.skills.fit.fit import Fit
from transfo_rh.skills.model import Catalogue, Role, SkillsSettings, Wish
from transfo_rh.staff.model import Agent, Category

HALF_WAY = 0.5
"""The part of the minimum fit of a move below which nothing is advised: less would leave most of the way to go."""


class DepartureKind(StrEnum):
    """From where a path starts: what a role asks, or what a person holds."""

    ROLE = "role"
    PERSON = "person"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a path starts. ``role``: the present one, None when unknown. ``agent``: None when a role starts.

    ``levels``: skill code → level. ``assumed``: nothing was stated about the person, so the levels are those that their
    job asks, a hypothesis.
    """

    kind: DepartureKind
    role: Role | None
    agent: Agent | None
    levels: Mapping[str, int]
    categories: tuple[Category, ...]
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class OfficialMobility:
    """A mobility that the ROME itself names, from the job sheet of a code to that of another."""

    from_code: str
    to_code: str


@dataclass(frozen=True, slots=True)
class Reused:
    """A level that is held and that the role asks. ``soft``: valued, and not counted in the fit."""

    skill: str
    held: int
    required: int
    soft: bool

    @property
    def whole(self) -> bool:
        """True when nothing lacks."""
        return self.held >= self.required


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a path: what it takes on the day it is made, what is reused of the present job, what is new.

    ``reused``: held at the departure; ``carried``: learnt in a former step. ``learnt`` are the lines of the effort.
    """

    role: Role
    fit: Fit
    effort: Effort
    reused: tuple[Reused, ...]
    carried: tuple[Reused, ...]
    from_category: Category | None
    category: Category | None
    official: OfficialMobility | None

    @property
    def learnt(self) -> tuple[EffortLine, ...]:
        """What is new."""
        return self.effort.lines

    @property
    def changes_category(self) -> bool:
        """True when the move supposes another category."""
        return None not in (self.from_category, self.category) and self.from_category != self.category


@dataclass(frozen=True, slots=True)
class Obstacles:
    """Why the direct move is not feasible. ``fit``: the assured one, below ``minimum``, None when it is enough.

    ``closing``: critical skills that lack two levels or more, ``to_assess`` those of which nothing is known.
    ``category``: no category of the role is within one of the person's. ``to_confirm``: only what was never assessed
    closes the role, so an assessment may open it.
    """

    fit: float | None
    minimum: int
    closing: tuple[str, ...]
    to_assess: tuple[str, ...]
    category: bool
    to_confirm: bool


@dataclass(frozen=True, slots=True)
class Approach:
    """Where no way leads: the feasible jobs that bring closest, and the fit for the target before and after them.

    ``worth``: they bring a real gain, half of what lacks at least. ``closing``: critical skills that close the target
    before and after.
    """

    roles: tuple[Role, ...]
    days: float
    before: float
    after: float
    worth: bool
    closing: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PathStudy:
    """A path studied. ``steps`` is empty when no way of three moves leads there; ``obstacles`` None when the direct move
    is feasible. ``direct_fit`` and ``direct_effort`` compare the departure with the target whatever the way."""

    on: date
    departure: Departure
    target: Role
    steps: tuple[Step, ...]
    obstacles: Obstacles | None
    approach: Approach | None
    direct_fit: Fit
    direct_effort: Effort
    reused: tuple[Reused, ...]
    catalogue: Catalogue
    settings: SkillsSettings

    def label(self, skill: str) -> str:
        """The name of a skill; its code when it has left the catalogue."""
        found = self.catalogue.skill(skill)
        return skill if found is None else found.label

    @property
    def days(self) -> float:
        """Days of training in all, of the steps or of the direct move when there is no way."""
        return sum(step.effort.days for step in self.steps) if self.steps else self.direct_effort.days

    @property
    def cost_cents(self) -> int:
        """Cost of all the training."""
        if not self.steps:
            return self.direct_effort.cost_cents
        return sum(step.effort.cost_cents for step in self.steps)

    @property
    def months(self) -> int:
        """Whole months of training, one step after the other."""
        efforts = [step.effort for step in self.steps] or [self.direct_effort]
        return sum(int(-(-effort.months // 1)) for effort in efforts)

    @property
    def at_most(self) -> bool:
        """True when the days are an upper bound: an assessment could cancel some."""
        efforts = [step.effort for step in self.steps] or [self.direct_effort]
        return any(effort.unknown_days for effort in efforts)

    @property
    def hypothesis(self) -> bool:
        """True when some days come from the default table."""
        efforts = [step.effort for step in self.steps] or [self.direct_effort]
        return any(effort.hypothesis for effort in efforts)


@dataclass(frozen=True, slots=True)
class RoleLink:
    """How close two roles are, both ways: fit on arrival (0–100), days of training, and whether the move is feasible."""

    role: Role
    fit_there: float
    days_there: float
    open_there: bool
    fit_back: float
    days_back: float
    open_back: bool
    official_there: OfficialMobility | None
    official_back: OfficialMobility | None


@dataclass(frozen=True, slots=True)
class Prospect:
    """A role that somebody could take. ``moves``: roles to go through, the role itself last; empty when no way leads.
    ``lower_category``: the way ends in a category below the person's. ``to_confirm``: the direct move is closed only by
    what was never assessed."""

    role: Role
    fit: Fit
    effort: Effort
    moves: tuple[Role, ...]
    days: float
    category_changes: int
    lower_category: bool
    to_confirm: bool
    wish: Wish | None


@dataclass(frozen=True, slots=True)
class Prospects:
    """Every other role beside a person, the easiest first. ``job_fit``: the fit to the role that they hold, None when it
    is not known."""

    on: date
    agent: Agent
    role: Role | None
    job_fit: Fit | None
    assumed: bool
    settings: SkillsSettings
    roles: tuple[Prospect, ...]

    def proposes(self, one: Prospect) -> bool:
        """True where a way leads, or where assessments alone lack and the assured fit is half of what a move asks."""
        return bool(one.moves) or (one.to_confirm and one.fit.low >= HALF_WAY * self.settings.move_fit)


@dataclass(frozen=True, slots=True)
class RecordedWish:
    """What an agent said of a role, and when."""

    agent_id: int
    role_id: int
    wish: Wish
    stated_on: date
