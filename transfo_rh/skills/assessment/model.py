"""Statements about people's levels, and the levels that count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from transfo_rh.skills.model import Source, Statement


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
