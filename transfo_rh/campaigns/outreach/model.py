"""Participation, invitations and reminders: counts only, never who."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from transfo_rh.campaigns.model import Basis, CampaignState, CellState, Unit
from transfo_rh.core.formats import NO_BREAK, percent

CAP_HIGH, CAP_LOW = 80, 20


class Standing(StrEnum):
    """Where a rate stands between the alert and the target."""

    REACHED = "reached"
    UNDER_TARGET = "under_target"
    ALERT = "alert"


class Cap(StrEnum):
    """A rate that would tell who has (not) answered is shown as a bound only."""

    NONE = "none"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Rate:
    """A participation rate as it may be shown.

    ``value`` is an integer percentage, None when the ``state`` hides it; ``answered`` is None when it is hidden
    or capped. ``state`` NO_ANSWER means that nobody is asked.
    """

    invited: int
    state: CellState
    value: int | None = None
    answered: int | None = None
    cap: Cap = Cap.NONE

    @property
    def text(self) -> str:
        """The rate in words: « 62 % », « ≥ 80 % », or the reason why it is not shown.

        >>> Rate(8, CellState.SHOWN, 80, cap=Cap.AT_LEAST).text.replace(NO_BREAK, " ")
        '≥ 80 %'
        """
        if self.value is None:
            return self.state.label
        sign = {Cap.NONE: "", Cap.AT_LEAST: f"≥{NO_BREAK}", Cap.AT_MOST: f"≤{NO_BREAK}"}[self.cap]
        return f"{sign}{percent(self.value)}"


@dataclass(frozen=True, slots=True)
class ParticipationRow:
    """One department with everything below it. ``depth`` counts from 0 at the top of what the viewer sees."""

    unit: Unit
    depth: int
    rate: Rate
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Answers received up to the evening of a day, and their share of the people asked (integer percent)."""

    on: date
    answered: int
    rate: int


@dataclass(frozen=True, slots=True)
class Participation:
    """The participation in a campaign as one viewer may see it.

    ``target`` and ``alert`` are the percentages wanted at the end; ``alert_today`` is the alert at this point of the
    collection (rates.alert_of_the_day), None while it is too early to raise one.
    """

    campaign_id: int
    title: str
    state: CampaignState
    basis: Basis
    closes_on: date | None
    threshold: int
    target: int
    alert: int
    alert_today: int | None
    whole: Rate
    standing: Standing | None
    rows: tuple[ParticipationRow, ...]
    curve: tuple[CurvePoint, ...]

    @property
    def in_alert(self) -> tuple[ParticipationRow, ...]:
        """The departments below the alert."""
        return tuple(row for row in self.rows if row.standing is Standing.ALERT)


@dataclass(frozen=True, slots=True)
class FollowedCampaign:
    """A campaign whose participation can be followed."""

    id: int
    title: str
    state: CampaignState
    basis: Basis
    wave_on: date
    closes_on: date | None


@dataclass(frozen=True, slots=True)
class Contact:
    """A member with an address. Never leaves the services: neither shown nor logged.

    Who has ``answered`` is counted with the others and gets no message.
    """

    number: int
    email: str = field(repr=False)
    answered: bool = False


@dataclass(frozen=True, slots=True)
class PaperMember:
    """A member to whom paper is handed out, by name: for human resources alone."""

    number: int
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PaperDepartment:
    """A department with its members, below included, and how many of them no message reaches."""

    unit: Unit
    depth: int
    members: int
    on_paper: int


@dataclass(frozen=True, slots=True)
class InvitationCounts:
    """What can be sent for a campaign: who is asked, with an address, invited already; without an address.

    ``waiting`` is how many messages an invitation sends now: to those with an address, not invited, who have not
    answered. None when so few are not invited, or wait (even nobody), that the number would say who has answered.
    """

    members: int
    with_address: int
    invited: int
    waiting: int | None
    to_outbox: bool

    @property
    def any_waiting(self) -> bool:
        """True when invitations can be sent; people too few to be counted are invited without a number."""
        return self.waiting is None or self.waiting > 0

    @property
    def without_address(self) -> int:
        """How many members can only be reached on paper or at their own desk."""
        return self.members - self.with_address


@dataclass(frozen=True, slots=True)
class Mailing:
    """What a batch of messages became.

    ``sent`` is None when the number would say how many have answered in a small group; ``failed`` counts refused
    addresses; ``interrupted`` when the mail server gave up on the way: the rest can be sent again.
    """

    sent: int | None
    failed: int
    to_outbox: bool
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class ReminderOutlook:
    """Whether a reminder can be sent now, and to which departments as a group.

    ``units`` are those whose rate is shown; ``alert_units`` those of them below the alert. ``next_on`` is the first
    day of a next reminder, None when one can be sent now; ``last_on`` the day of the last one.
    """

    units: tuple[Unit, ...]
    alert_units: tuple[Unit, ...]
    last_on: date | None
    next_on: date | None
    invited: bool

    @property
    def allowed(self) -> bool:
        """True when people were invited and the waiting time is over."""
        return self.invited and self.next_on is None
