"""Reading and writing scenarios; plans and results are kept as documents."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from transfo_rh.skills.staffing.model import Plan, Scenario, StaffingResult
from transfo_rh.skills.tables import StaffingScenarioRow

_PLAN = TypeAdapter(Plan)
_RESULT = TypeAdapter(StaffingResult)


def scenarios(session: Session) -> tuple[Scenario, ...]:
    """Every scenario, the newest first."""
    row = StaffingScenarioRow
    return tuple(_scenario(one) for one in session.scalars(select(row).order_by(row.id.desc())))


def scenario(session: Session, scenario_id: int) -> Scenario | None:
    """One scenario, None when it does not exist."""
    row = session.get(StaffingScenarioRow, scenario_id)
    return None if row is None else _scenario(row)


def claimed(session: Session, scenario_id: int, *, version: int) -> StaffingScenarioRow | None:
    """The row of a scenario, to be changed as it stood in this version; None when it does not exist.

    Raises StaleDataError, shown as a Conflict, when somebody else changed it meanwhile.
    """
    row = session.get(StaffingScenarioRow, scenario_id, with_for_update=True)
    if row is not None and row.version_id != version:
        raise StaleDataError
    return row


def add(session: Session, *, title: str, plan: Plan, at: datetime, by: int | None) -> int:
    """Keep a new scenario; gives its id."""
    row = StaffingScenarioRow(
        title=title,
        plan=_PLAN.dump_python(plan, mode="json"),
        result=None,
        retained=False,
        computed_at=None,
        created_at=at,
        created_by=by,
    )
    session.add(row)
    session.flush()
    return row.id


def change(session: Session, row: StaffingScenarioRow, *, title: str, plan: Plan) -> None:
    """Write a title and a plan; a result of another plan goes."""
    asked = _PLAN.dump_python(plan, mode="json")
    if asked != row.plan:
        row.plan, row.result, row.computed_at = asked, None, None
    row.title = title
    session.flush()


def keep_result(session: Session, row: StaffingScenarioRow, result: StaffingResult, *, at: datetime) -> None:
    """Write what came out."""
    row.result, row.computed_at = _RESULT.dump_python(result, mode="json"), at
    session.flush()


def lock_all(session: Session) -> None:
    """Keep whoever else wants to retain a scenario waiting until the end of this transaction (SQLite already does)."""
    session.scalars(select(StaffingScenarioRow.id).order_by(StaffingScenarioRow.id).with_for_update()).all()


def retain(session: Session, scenario_id: int) -> None:
    """Mark one scenario, and none of the others."""
    for row in session.scalars(select(StaffingScenarioRow)):
        row.retained = row.id == scenario_id
    session.flush()


def remove(session: Session, row: StaffingScenarioRow) -> None:
    """Take a scenario away."""
    session.delete(row)
    session.flush()


def _scenario(row: StaffingScenarioRow) -> Scenario:
    return Scenario(
        id=row.id,
        title=row.title,
        plan=_PLAN.validate_python(row.plan),
        result=None if row.result is None else _RESULT.validate_python(row.result),
        retained=row.retained,
        computed_at=row.computed_at,
        created_at=row.created_at,
        version=row.version_id,
    )
