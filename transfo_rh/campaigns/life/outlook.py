"""What the simulator says of each group before a campaign opens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from transfo_rh.campaigns.model import CellState, Grouping, Unit
from transfo_rh.core.i18n import _

READABLE_FROM = 0.8
UNREADABLE_BELOW = 0.2


class Readability(StrEnum):
    """Whether a group's result will be shown."""

    READABLE = "readable"
    UNCERTAIN = "uncertain"
    PRECAUTION = "precaution"
    UNREADABLE = "unreadable"
    EMPTY = "empty"

    @property
    def label(self) -> str:
        """The words on screens."""
        return {
            Readability.READABLE: _("Lisible"),
            Readability.UNCERTAIN: _("Incertain"),
            Readability.PRECAUTION: _("Masqué par précaution"),
            Readability.UNREADABLE: _("Illisible"),
            Readability.EMPTY: _("Personne n’est interrogé"),
        }[self]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A group: agents asked, respondents expected, probability that the threshold is reached, expected state."""

    headcount: int
    expected: float
    probability: float
    state: CellState

    @property
    def readability(self) -> Readability:
        """Readable from a probability of 80 %, unreadable below 20 %, unless the rules hide it as a precaution.

        >>> Outlook(20, 10.0, 0.99, CellState.SHOWN).readability.label
        'Lisible'
        >>> Outlook(9, 4.5, 0.5, CellState.TOO_FEW).readability.label
        'Incertain'
        """
        if self.headcount == 0:
            return Readability.EMPTY
        if self.state is CellState.PRECAUTION:
            return Readability.PRECAUTION
        if self.probability < UNREADABLE_BELOW:
            return Readability.UNREADABLE
        return Readability.READABLE if self.probability >= READABLE_FROM else Readability.UNCERTAIN


@dataclass(frozen=True, slots=True)
class UnitOutlook:
    """A unit with everything below; ``own`` are the agents of the unit itself, ``depth`` is 0 at the top.

    A *service* is a department with agents and no department below; a group is a unit without department.
    """

    unit: Unit
    depth: int
    own: int
    outlook: Outlook
    is_service: bool

    @property
    def is_group(self) -> bool:
        """True for small departments read together."""
        return self.unit.department_id is None


@dataclass(frozen=True, slots=True)
class CellOutlook:
    """A group by attribute values: ``names`` one or two attributes (or « department », by code), ``values`` theirs."""

    names: tuple[str, ...]
    values: tuple[str, ...]
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class ProposedGrouping:
    """Small sibling departments that would be readable together. ``gain``: agents who would read a closer result."""

    grouping: Grouping
    names: tuple[str, ...]
    headcount: int
    expected: float
    probability: float
    gain: int


@dataclass(frozen=True, slots=True)
class TinyGroups:
    """How finely attributes cut the population: ``small`` of ``groups`` hold fewer agents than the threshold."""

    names: tuple[str, ...]
    groups: int
    small: int
    agents: int  # in the small groups
    alone: int  # agents who are the only one of their group

    @property
    def too_fine(self) -> bool:
        """True when a third of the groups could never be read, whatever the response rate."""
        return self.small * 3 > self.groups


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the agents would read: their own department's result, a group's or direction's, or the whole only.

    ``combinations`` cuts by the department and every attribute together: what a raw answer carries.
    """

    own_department: int
    wider_unit: int
    whole_only: int
    combinations: TinyGroups


@dataclass(frozen=True, slots=True)
class Simulation:
    """Everything that the simulator found. ``attributed``: one answer a department, nothing to hide."""

    attributed: bool
    whole: Outlook
    units: tuple[UnitOutlook, ...]
    attributes: tuple[CellOutlook, ...]
    crosses: tuple[CellOutlook, ...]
    proposals: tuple[ProposedGrouping, ...]
    exposure: Exposure
    tiny: tuple[TinyGroups, ...]

    @property
    def services(self) -> tuple[UnitOutlook, ...]:
        """The departments without a department below where somebody is asked."""
        return tuple(found for found in self.units if found.is_service)

    def count(self, readability: Readability) -> int:
        """How many services have this outlook."""
        return sum(service.outlook.readability is readability for service in self.services)

    @property
    def read_in_group(self) -> int:
        """How many services are not readable themselves, and will be read with others."""
        return sum(
            found.unit.parent is not None
            and self.units[found.unit.parent].is_group
            and self.units[found.unit.parent].outlook.readability is Readability.READABLE
            and found.outlook.readability is not Readability.READABLE
            for found in self.services
        )
