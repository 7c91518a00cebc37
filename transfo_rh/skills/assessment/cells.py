"""From the history of an agent in a skill to what an assessor sees of it; and the role behind a job."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from transfo_rh.skills.assessment.levels import HIERARCHY, latest_word
from transfo_rh.skills.assessment.model import (
    Cell,
    CellChange,
    Focus,
    GridSummary,
    HeldLevel,
    RecordedStatement,
    TeamGrid,
)
from transfo_rh.skills.model import Catalogue, Role, Skill, Source


def cell_of(
    *,
    agent_id: int,
    skill_id: int,
    lines: Sequence[RecordedStatement],
    held: HeldLevel | None,
    required: int | None,
    on: date,
) -> Cell:
    """One cell. ``lines``: the history of this agent in this skill, as it was recorded."""
    known = [line.statement for line in lines if not line.statement.proposed]
    expired = [word for word in known if word.expires_on is not None and word.expires_on <= on]
    return Cell(
        agent_id=agent_id,
        skill_id=skill_id,
        own=latest_word(known, (Source.SELF,)),
        manager=latest_word(known, (Source.MANAGER,)),
        hr=latest_word(known, (Source.HR,)),
        hierarchy=latest_word(known, HIERARCHY),
        held=held,
        required=required,
        proposal=pending_proposal(lines),
        lapsed=held.lapsed if held is not None else bool(expired),
        seen=lines[-1].id if lines else 0,
    )


def pending_proposal(lines: Sequence[RecordedStatement]) -> RecordedStatement | None:
    """The newest proposal about which the hierarchy has said nothing since.

    ``lines``: the history of one agent in one skill, as it was recorded.
    """
    for line in reversed(lines):
        if line.statement.proposed:
            return line
        if line.statement.source in HIERARCHY:
            return None
    return None


def skills_asked(catalogue: Catalogue, roles: Iterable[Role]) -> tuple[Skill, ...]:
    """The skills that these roles ask, each once, in the order of the catalogue."""
    asked = {requirement.skill for role in roles for requirement in role.content.requirements}
    return tuple(skill for skill in catalogue.skills if skill.code in asked)


def required_levels(roles: Collection[Role | None]) -> dict[str, int]:
    """Skill code → the highest level that these roles ask."""
    levels: dict[str, int] = {}
    for role in roles:
        for asked in role.content.requirements if role is not None else ():
            levels[asked.skill] = max(asked.level, levels.get(asked.skill, 0))
    return levels


def grid_changes(
    grid: TeamGrid,
    typed: Mapping[tuple[int, int], int | None],
    *,
    before: Mapping[tuple[int, int], int | None],
    renew: bool = False,
) -> tuple[CellChange, ...]:
    """What an assessor changed. ``typed`` and ``before``: (agent, skill) → the level that stands there now, and stood.

    A cell left as it was, or emptied, changes nothing: history is never erased. With ``renew``, a word past its review
    that is left as it was is said again.
    """
    changes = []
    for cell in grid.cells:
        pair = (cell.agent_id, cell.skill_id)
        level = typed.get(pair)
        if level is not None and (level != before.get(pair) or (renew and cell.overdue)):
            changes.append(CellChange(*pair, level, cell.seen))
    return tuple(changes)


def waits(cells: Collection[Cell], focus: Focus) -> bool:
    """True while a filter of people still holds of these cells of one agent.

    >>> waits((), Focus.UNASSESSED), waits((), Focus.DISPUTED)
    (True, False)
    """
    match focus:
        case Focus.EVERYBODY:
            return True
        case Focus.DISPUTED:
            return any(cell.disputed for cell in cells)
        case Focus.TO_REVIEW:
            return any(cell.overdue or cell.lapsed for cell in cells)
        case Focus.PROPOSED:
            return any(cell.proposal is not None for cell in cells)
        case Focus.UNASSESSED:
            return all(cell.held is None for cell in cells)


def summary(grid: TeamGrid) -> GridSummary:
    """The cells of the page, counted."""
    expected = [cell for cell in grid.cells if cell.required is not None]
    return GridSummary(
        expected=len(expected),
        spoken=sum(cell.hierarchy is not None for cell in expected),
        overdue=sum(cell.overdue for cell in grid.cells),
        lapsed=sum(cell.lapsed for cell in grid.cells),
        disputed=sum(cell.disputed for cell in grid.cells),
        proposed=sum(cell.proposal is not None for cell in grid.cells),
    )
