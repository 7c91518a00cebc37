"""Small made-up facts for tests: an organisation, viewers, a campaign with known answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from transfo_rh.access.model import Role, Viewer, operator
from transfo_rh.campaigns.collection.imported import store_campaign
from transfo_rh.campaigns.model import Basis, CampaignDraft, Dimension, Item, Questionnaire, Response, Unit
from transfo_rh.core.database import database
from transfo_rh.staff.tables import DepartmentRow, DepartmentVersionRow

WAVE = date(2026, 5, 4)


def add_departments(
    parents: Mapping[str, str | None],
    *,
    names: Mapping[str, str] | None = None,
    valid_from: date = date(2020, 1, 1),
) -> dict[str, int]:
    """Write departments (code → parent code, parents first); gives their ids by code."""
    ids: dict[str, int] = {}
    with database().write() as session:
        for code, parent in parents.items():
            row = DepartmentRow(code=code)
            session.add(row)
            session.flush()
            ids[code] = row.id
            session.add(
                DepartmentVersionRow(
                    department_id=row.id,
                    name=(names or {}).get(code, f"Service {code}"),
                    parent_id=None if parent is None else ids[parent],
                    valid_from=valid_from,
                    valid_to=None,
                )
            )
    return ids


def viewer(role: Role, *department_ids: int) -> Viewer:
    """A viewer without an account."""
    return Viewer(account_id=None, name="Test", role=role, department_ids=department_ids)


def questionnaire(items: int = 2, points: int = 5) -> Questionnaire:
    """One dimension « D » of items Q1, Q2, …"""
    return Questionnaire(
        dimensions=(Dimension("D", "Dimension D"),),
        items=tuple(Item(f"Q{n}", f"Question {n}", "D", points) for n in range(1, items + 1)),
    )


def units_of(parents: Mapping[str, str | None], ids: Mapping[str, int] | None = None) -> tuple[Unit, ...]:
    """Campaign units from code → parent code, parents first."""
    order = list(parents)
    return tuple(
        Unit(
            position=position,
            code=code,
            name=f"Service {code}",
            parent=None if parents[code] is None else order.index(parents[code] or ""),
            department_id=None if ids is None else ids[code],
        )
        for position, code in enumerate(order)
    )


def responses(counts: Mapping[int | None, int], *, answers: Sequence[int] = (4, 2)) -> list[Response]:
    """So many identical responses per unit position."""
    content = bytes(value % 256 for value in answers)
    return [Response(unit, (), content) for unit, count in counts.items() for _n in range(count)]


def add_campaign(
    *,
    units: tuple[Unit, ...] = (),
    answered: Sequence[Response],
    basis: Basis = Basis.PERSON,
    asked: Questionnaire | None = None,
    attributes: tuple[str, ...] = (),
    title: str = "Enquête",
) -> int:
    """Store a closed campaign; gives its id."""
    draft = CampaignDraft(
        title=title,
        basis=basis,
        anonymous=True,
        wave_on=WAVE,
        questionnaire=asked or questionnaire(),
        units=units,
        attributes=attributes,
    )
    return store_campaign(viewer=operator(), draft=draft, responses=answered)
