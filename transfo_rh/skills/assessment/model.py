"""Statements about people's levels, and the levels that count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from transfo_rh.core.i18n import _
from transfo_rh.skills.model import Role, Skill, Source, Statement
from transfo_rh.staff.model import Agent

MAXIMUM_NOTE = 500
"""Signs of a note beside a statement."""


class Focus(StrEnum):
    """Whom a grid shows of a team: everybody, or those of whom something waits. The address holds the values."""

    EVERYBODY = "tous"
    DISPUTED = "desaccords"
    TO_REVIEW = "a_revoir"
    PROPOSED = "formations"
    UNASSESSED = "jamais_evalues"

    @property
    def label(self) -> str:
        """The name of the filter on screens."""
        return {
            Focus.EVERYBODY: _("Toute l’équipe"),
            Focus.DISPUTED: _("Désaccords"),
            Focus.TO_REVIEW: _("À revoir"),
            Focus.PROPOSED: _("Formations à confirmer"),
            Focus.UNASSESSED: _("Jamais évalués"),
        }[self]


@dataclass(frozen=True, slots=True)
class AgentStatement:
    """A statement about one agent's level of one skill."""

    agent_id: int
    skill_id: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class RecordedStatement:
    """A line of the history, with who wrote it (None: unknown, or an import) and when."""

    id: int
    agent_id: int
    skill_id: int
    statement: Statement
    recorded_at: datetime
    recorded_by: int | None


@dataclass(frozen=True, slots=True)
class HeldLevel:
    """The level of one agent in one skill that counts on a day; see ``LevelStep``."""

    agent_id: int
    skill_id: int
    level: int
    source: Source
    stated_on: date
    review_on: date | None
    overdue: bool
    lapsed: bool
    disputed: bool


@dataclass(frozen=True, slots=True)
class LevelColumns:
    """Every level that counts on a day, as three integer columns of the same length: a coordinate-list matrix."""

    agents: NDArray[np.int64]
    skills: NDArray[np.int64]
    levels: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Cell:
    """What was said of one agent in one skill: the latest word of each, what counts, what waits.

    ``hierarchy`` is the later of ``manager`` and ``hr``. ``required``: what the role asks, None when it asks nothing.
    ``proposal``: a training passed, still to be confirmed. ``seen``: the newest line of the history, 0 for none.
    """

    agent_id: int
    skill_id: int
    own: Statement | None
    manager: Statement | None
    hr: Statement | None
    hierarchy: Statement | None
    held: HeldLevel | None
    required: int | None
    proposal: RecordedStatement | None
    lapsed: bool
    seen: int

    @property
    def level(self) -> int | None:
        """The level that counts, None when unknown."""
        return None if self.held is None else self.held.level

    @property
    def overdue(self) -> bool:
        """True when the word that counts is past its review."""
        return self.held is not None and self.held.overdue

    @property
    def disputed(self) -> bool:
        """True when the latest words of the agent, the manager and human resources differ."""
        spoken = [word.level for word in (self.own, self.manager, self.hr) if word is not None]
        return len(set(spoken)) > 1


@dataclass(frozen=True, slots=True)
class GridRow:
    """One agent of a team, the role behind their job (None: unknown), and a cell for each skill of the grid."""

    agent: Agent
    role: Role | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TeamGrid:
    """One page of a team. ``source``: whose word the viewer's will be. ``total``: the agents of every page."""

    on: date
    source: Source
    skills: tuple[Skill, ...]
    rows: tuple[GridRow, ...]
    total: int
    page: int
    pages: int

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell, row by row."""
        return tuple(cell for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class GridSummary:
    """The cells of a grid, counted. ``expected``: those that a role asks; ``spoken``: of these, the hierarchy's word."""

    expected: int
    spoken: int
    overdue: int
    lapsed: int
    disputed: int
    proposed: int


@dataclass(frozen=True, slots=True)
class CellChange:
    """A level that somebody typed in a grid. ``seen``: that of the cell that they had before their eyes."""

    agent_id: int
    skill_id: int
    level: int
    seen: int


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A line of the history as people read it. ``author`` is None for an import or an account that is gone."""

    id: int
    skill: str
    label: str
    statement: Statement
    recorded_at: datetime
    author: str | None
    pending: bool


@dataclass(frozen=True, slots=True)
class ToReview:
    """How much waits for an assessor: numbers of cells, and of agents about whom nothing is known.

    ``cells``: those with at least one of the four reasons, an agent's proposals apart.
    """

    overdue: int
    lapsed: int
    disputed: int
    proposed: int
    cells: int
    never_assessed: int


@dataclass(frozen=True, slots=True)
class OwnLevels:
    """What is said of the signed-in person. ``role``: the one behind their job. ``cells`` goes with ``skills``."""

    agent: Agent
    role: Role | None
    skills: tuple[Skill, ...]
    cells: tuple[Cell, ...]
