"""What an assessor's grid shows and what was changed in it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from transfo_rh.skills.assessment.cells import cell_of, grid_changes, pending_proposal, summary
from transfo_rh.skills.assessment.model import (
    Cell,
    CellChange,
    GridRow,
    HeldLevel,
    RecordedStatement,
    TeamGrid,
)
from transfo_rh.skills.model import Source, Statement
from transfo_rh.staff.model import Agent

DAY = date(2026, 11, 23)
ANNE = Agent(1, "1", "BA", "Anne", None, 1, None, None, None, None, None, None, None)


def line(number: int, said: Statement) -> RecordedStatement:
    return RecordedStatement(number, 1, 7, said, datetime(2026, 11, 1, tzinfo=UTC), None)


def cell(*said: Statement, overdue: bool = False, required: int | None = None) -> Cell:
    held = None
    if said:
        held = HeldLevel(
            1, 7, said[-1].level, said[-1].source, said[-1].stated_on, None, overdue, False, False
        )
    lines = [line(number, one) for number, one in enumerate(said, start=1)]
    return cell_of(agent_id=1, skill_id=7, lines=lines, held=held, required=required, on=DAY)


def grid(found: Cell) -> TeamGrid:
    return TeamGrid(DAY, Source.MANAGER, (), (GridRow(ANNE, None, (found,)),), 1, 0, 1)


@pytest.mark.parametrize(
    ("typed", "before", "renew", "level"),
    [(3, 2, False, 3), (2, 2, False, None), (None, 2, False, None), (2, None, False, 2), (2, 2, True, 2)],
)
def test_a_change_is_what_differs_from_what_stood(
    typed: int | None, before: int | None, renew: bool, level: int | None
) -> None:
    found = cell(Statement(2, Source.MANAGER, date(2023, 1, 1)), overdue=True)
    changes = grid_changes(grid(found), {(1, 7): typed}, before={(1, 7): before}, renew=renew)
    assert changes == (() if level is None else (CellChange(1, 7, level, seen=1),))


def test_a_word_of_another_that_the_assessor_did_not_touch_is_left_alone() -> None:
    """Human resources spoke after the editor was opened: the old level that it still shows is not sent back."""
    found = cell(Statement(2, Source.MANAGER, DAY), Statement(4, Source.HR, DAY))
    assert grid_changes(grid(found), {(1, 7): 2}, before={(1, 7): 2}) == ()


def test_a_proposal_waits_until_the_hierarchy_speaks() -> None:
    proposed = line(1, Statement(3, Source.TRAINING, DAY, proposed=True))
    own = line(2, Statement(1, Source.SELF, DAY))
    manager = line(3, Statement(3, Source.MANAGER, DAY))
    assert pending_proposal([proposed, own]) == proposed
    assert pending_proposal([proposed, own, manager]) is None
    assert pending_proposal([]) is None


def test_the_cells_of_a_page_are_counted() -> None:
    found = cell(Statement(1, Source.SELF, DAY), Statement(3, Source.MANAGER, DAY), overdue=True, required=3)
    counted = summary(grid(found))
    assert (counted.expected, counted.spoken, counted.overdue, counted.disputed) == (1, 1, 1, 1)
