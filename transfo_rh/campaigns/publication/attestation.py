"""The outcome of an audit: what is stored with a publication and shown as the « attestation d'anonymat »."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from transfo_rh.campaigns.model import CellState


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many cells of one kind (« whole », « unit », « attribute », « cross ») are in each state."""

    kind: str
    shown: int = 0
    no_answer: int = 0
    too_few: int = 0
    precaution: int = 0

    @property
    def hidden(self) -> int:
        """Cells that hold a figure which is not shown."""
        return self.too_few + self.precaution


@dataclass(frozen=True, slots=True)
class Attestation:
    """What an audit found.

    ``worst_count_interval`` (people) and ``worst_mean_interval`` (points) are the narrowest intervals in which an
    observer can place the number and the mean of a hidden cell; None when nothing is hidden.
    ``complete`` are the groups that are assumed to be known to have no other members than their published parts.
    ``reasons`` say in one line each what failed. ``programs`` linear programs were solved.
    """

    on: date
    passed: bool
    k: int
    k_crosses: int
    minimum_mean_interval: float
    publications: int
    measures: int
    attributes: tuple[str, ...]
    kinds: tuple[KindCount, ...]
    worst_count_interval: float | None
    worst_mean_interval: float | None
    programs: int
    complete: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    repairs: int = 0

    @property
    def shown(self) -> int:
        """Cells shown."""
        return sum(kind.shown for kind in self.kinds)

    @property
    def hidden(self) -> int:
        """Cells that hold a figure which is not shown."""
        return sum(kind.hidden for kind in self.kinds)

    def hidden_by_state(self) -> dict[CellState, int]:
        """Cells without a figure, by reason."""
        return {
            CellState.NO_ANSWER: sum(kind.no_answer for kind in self.kinds),
            CellState.TOO_FEW: sum(kind.too_few for kind in self.kinds),
            CellState.PRECAUTION: sum(kind.precaution for kind in self.kinds),
        }


_ATTESTATION = TypeAdapter(Attestation)


def attestation_to_json(attestation: Attestation) -> dict[str, Any]:
    """The attestation as it is stored with a publication."""
    return {**asdict(attestation), "on": attestation.on.isoformat()}


def attestation_from_json(value: dict[str, Any]) -> Attestation:
    """The attestation that was stored with a publication."""
    return _ATTESTATION.validate_python(value)
