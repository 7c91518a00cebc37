"""Appending statements to the history, and computing again the levels that they change.

Services check permissions and scopes before they come here. Files of levels go through ``bulk/writing.py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache

from transfo_rh.access.model import Viewer
from transfo_rh.core import clock
from transfo_rh.core.database import Session
from transfo_rh.skills.assessment import repository
from transfo_rh.skills.assessment.levels import level_steps
from transfo_rh.skills.assessment.model import AgentStatement
from transfo_rh.skills.model import LevelStep, Statement

_AGENTS_AT_ONCE = 400
_HISTORIES = 10_000


def record_statements(session: Session, *, viewer: Viewer, lines: Sequence[AgentStatement]) -> None:
    """Append statements, in this order, and compute the levels of those agents in those skills again."""
    repository.add_statements(session, lines, at=clock.now(), by=viewer.account_id)
    _compute(session, {(line.agent_id, line.skill_id) for line in lines})


def compute_skill(session: Session, skill_id: int) -> None:
    """Compute everybody's level in one skill again: its review period has changed."""
    _compute(session, {(agent, skill_id) for agent in repository.agents_with_skill(session, skill_id)})


def _compute(session: Session, pairs: Collection[tuple[int, int]]) -> None:
    months = repository.review_months(session)
    alike = lru_cache(_HISTORIES)(_steps)  # an import says the same of many people
    wanted: dict[int, set[int]] = defaultdict(set)
    for agent_id, skill_id in pairs:
        wanted[agent_id].add(skill_id)
    agents = sorted(wanted)
    for start in range(0, len(agents), _AGENTS_AT_ONCE):
        chunk = agents[start : start + _AGENTS_AT_ONCE]
        history: dict[tuple[int, int], list[Statement]] = defaultdict(list)
        skills = set().union(*(wanted[agent_id] for agent_id in chunk))
        for line in repository.statements(session, agent_ids=chunk, skill_ids=skills):
            if line.skill_id in wanted[line.agent_id]:
                history[line.agent_id, line.skill_id].append(line.statement)
        steps = [
            (agent_id, skill_id, alike(tuple(found), months[skill_id]))
            for (agent_id, skill_id), found in sorted(history.items())
        ]
        repository.replace_steps(session, steps)


def _steps(history: tuple[Statement, ...], months: int) -> tuple[LevelStep, ...]:
    return level_steps(history, review_months=months)
