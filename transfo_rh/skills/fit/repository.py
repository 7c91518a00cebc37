"""Reading the levels that one role asks about. The read takes the viewer's scope (None: every department)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import chain

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from transfo_rh.skills.assessment.model import LevelColumns
from transfo_rh.skills.assessment.repository import counts_on
from transfo_rh.skills.tables import SkillLevelRow
from transfo_rh.staff.repository import Scope, in_scope, present
from transfo_rh.staff.tables import AgentRow


def levels_in_skills(session: Session, skill_ids: Collection[int], *, scope: Scope, on: date) -> LevelColumns:
    """The levels that count on a day in some skills, of the agents of the scope present that day, by agent."""
    row = SkillLevelRow
    statement = (
        select(row.agent_id, row.skill_id, row.level)
        .join(AgentRow, AgentRow.id == row.agent_id)
        .where(row.skill_id.in_(sorted(skill_ids)), counts_on(on), present(on))
        .where(*in_scope(AgentRow.department_id, scope))
        .order_by(row.agent_id, row.skill_id)
    )
    found = session.execute(statement).all()
    values = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found)).reshape(-1, 3)
    return LevelColumns(values[:, 0], values[:, 1], values[:, 2].astype(np.int8))


def known_in_skills(session: Session, *, scope: Scope, on: date) -> dict[int, int]:
    """Skill id → agents of the scope whose level counts on a day; a whole authority is counted from levels alone."""
    row = SkillLevelRow
    statement = select(row.skill_id, func.count()).where(counts_on(on))
    if scope is not None:
        inside = select(AgentRow.id).where(present(on), *in_scope(AgentRow.department_id, scope))
        statement = statement.where(row.agent_id.in_(inside))
    return {found[0]: found[1] for found in session.execute(statement.group_by(row.skill_id)).all()}
