"""Storing the organisation on both engines: dated departments, agents by matricule, departures, scopes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from transfo_rh.access.model import Role, Viewer
from transfo_rh.access.tables import AuditEventRow
from transfo_rh.core.database import Database
from transfo_rh.core.errors import InvalidInput, PermissionDenied
from transfo_rh.exchange.problems import RefusedImport
from transfo_rh.staff import repository, service
from transfo_rh.staff.changes import StaffSummary, compare
from transfo_rh.staff.model import (
    AgentRecord,
    Category,
    DepartmentRecord,
    EmploymentStatus,
    PositionRecord,
    StaffRecords,
)
from transfo_rh.staff.tables import AgentRow, DepartmentVersionRow, PositionRow

HR = Viewer(None, "RH", Role.HR)
FIRST = date(2026, 1, 1)
LATER = date(2026, 6, 1)

DEPARTMENTS = (
    DepartmentRecord("DGS", "Direction générale", None),
    DepartmentRecord("DRH", "Ressources humaines", "DGS"),
    DepartmentRecord("PAIE", "Paie", "DRH"),
    DepartmentRecord("VOI", "Voirie", "DGS"),
)
AGENTS = (
    AgentRecord("1", "LEFÈVRE", "Marie", "PAIE", "marie@ville.fr", "Gestionnaire", Category.B),
    AgentRecord("2", "BA", "Awa", "VOI", status=EmploymentStatus.TENURED, entry_date=date(2020, 2, 3)),
    AgentRecord("3", "PETIT", "Éloïse", "DRH"),
)
POSITIONS = (
    PositionRecord("P1", "Gestionnaire paie", "PAIE", "Rédacteur", 100, "1"),
    PositionRecord("P2", "Équipe voirie", "VOI", None, 663),
)
RECORDS = StaffRecords(DEPARTMENTS, AGENTS, POSITIONS)


def _store(records: StaffRecords, on: date = FIRST, **confirmations: bool) -> StaffSummary:
    return service.store_records(viewer=HR, records=records, effective_on=on, **confirmations)


def test_a_first_import_writes_everything_and_one_audit_line(any_database: Database) -> None:
    summary = _store(RECORDS)
    assert (summary.departments_added, summary.agents_added, summary.positions_added) == (4, 3, 2)
    tree = service.tree(viewer=HR, on=FIRST)
    assert [(depth, d.code) for depth, d in tree.walk()] == [(0, "DGS"), (1, "DRH"), (2, "PAIE"), (1, "VOI")]
    with any_database.read() as session:
        assert session.scalar(select(func.count()).select_from(AuditEventRow)) == 1
        agents = repository.agents(session, scope=None)
        positions = repository.positions(session, scope=None, on=FIRST)
    assert [a.matricule for a in agents] == ["2", "1", "3"]
    assert agents[1].category is Category.B
    assert positions[0].holder_id == agents[1].id
    assert positions[1].fte_hundredths == 663


def test_the_same_import_twice_changes_nothing(any_database: Database) -> None:
    _store(RECORDS)
    again = _store(RECORDS, LATER)
    assert again == StaffSummary(agents_unchanged=3, positions_unchanged=2)
    with any_database.read() as session:
        assert session.scalar(select(func.count()).select_from(DepartmentVersionRow)) == 4


def test_a_rename_and_a_move_open_a_new_version(any_database: Database) -> None:
    _store(RECORDS)
    renamed = DepartmentRecord("PAIE", "Paie et carrières", "DGS")
    assert _store(StaffRecords((*DEPARTMENTS[:2], renamed, DEPARTMENTS[3])), LATER).departments_updated == 1
    before, after = service.tree(viewer=HR, on=date(2026, 5, 31)), service.tree(viewer=HR, on=LATER)
    old = next(d for d in before.departments if d.code == "PAIE")
    new = next(d for d in after.departments if d.code == "PAIE")
    assert (old.id, old.name, len(before.path(old.id))) == (new.id, "Paie", 3)
    assert (new.name, len(after.path(new.id))) == ("Paie et carrières", 2)


def test_a_correction_on_the_same_day_stays_one_version(any_database: Database) -> None:
    _store(RECORDS)
    _store(StaffRecords((*DEPARTMENTS[:3], DepartmentRecord("VOI", "Voirie et réseaux", "DGS"))))
    with any_database.read() as session:
        assert session.scalar(select(func.count()).select_from(DepartmentVersionRow)) == 4
    assert "Voirie et réseaux" in {d.name for d in service.tree(viewer=HR, on=FIRST).departments}


def test_an_import_dated_before_the_base_keeps_the_later_versions(any_database: Database) -> None:
    _store(RECORDS, LATER)
    _store(StaffRecords((DepartmentRecord("DGS", "Ancien nom", None),)), FIRST)
    assert [d.name for d in service.tree(viewer=HR, on=FIRST).departments] == ["Ancien nom"]
    assert len(service.tree(viewer=HR, on=LATER)) == 4


def test_an_update_keeps_what_the_file_does_not_say(any_database: Database) -> None:
    _store(RECORDS)
    summary = _store(StaffRecords(agents=(AgentRecord("1", "", "", "DRH", job="Responsable paie"),)), LATER)
    assert (summary.agents_updated, summary.agents_left) == (1, 0)
    with any_database.read() as session:
        agent = next(a for a in repository.agents(session, scope=None) if a.matricule == "1")
    assert (agent.last_name, agent.email, agent.job) == ("LEFÈVRE", "marie@ville.fr", "Responsable paie")


def test_a_name_that_no_file_gives_is_the_matricule(any_database: Database) -> None:
    _store(StaffRecords(DEPARTMENTS, (AgentRecord("77", "", "", "VOI"),)))
    with any_database.read() as session:
        assert repository.agents(session, scope=None)[0].last_name == "77"


def test_departures_are_proposed_then_confirmed(any_database: Database) -> None:
    _store(RECORDS)
    fewer = StaffRecords(agents=AGENTS[1:])
    with any_database.read() as session:
        changes = compare(service.load_base(session, on=LATER), fewer, on=LATER)
    assert [a.matricule for a in changes.agents_absent] == ["1"]
    assert changes.many_departures
    assert _store(fewer, LATER).agents_left == 0
    assert _store(fewer, LATER, confirm_departures=True).agents_left == 1
    with any_database.read() as session:
        gone = next(a for a in repository.agents(session, scope=None) if a.matricule == "1")
        assert gone.exit_date == LATER
        assert len(repository.agents(session, scope=None, on=LATER)) == 2
        assert repository.positions(session, scope=None, on=LATER)[0].holder_id is None
    assert _store(StaffRecords(agents=AGENTS), date(2026, 9, 1)).agents_updated == 1
    with any_database.read() as session:
        assert len(repository.agents(session, scope=None, on=date(2026, 9, 1))) == 3


def test_a_department_closes_only_when_empty_and_confirmed(any_database: Database) -> None:
    _store(RECORDS)
    without_roads = StaffRecords(DEPARTMENTS[:3])
    assert _store(without_roads, LATER).departments_closed == 0
    with pytest.raises(InvalidInput, match=r"Voirie.*a encore des agents"):
        _store(without_roads, LATER, confirm_closures=True)
    moved = StaffRecords(DEPARTMENTS[:3], (AGENTS[0], AgentRecord("2", "", "", "DRH"), AGENTS[2]))
    summary = _store(moved, LATER, confirm_closures=True)
    assert (summary.departments_closed, summary.positions_closed) == (1, 1)
    assert len(service.tree(viewer=HR, on=LATER)) == 3
    assert len(service.tree(viewer=HR, on=FIRST)) == 4
    reopened = _store(RECORDS, date(2026, 9, 1))
    assert (reopened.departments_added, reopened.positions_updated) == (1, 1)


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (StaffRecords(agents=(AgentRecord("9", "X", "Y", "NULLE"),)), "NULLE"),
        (StaffRecords((DepartmentRecord("A", "A", "NULLE"),)), "rattachement « NULLE »"),
        (StaffRecords((DepartmentRecord("DGS", "DG", "PAIE"),)), "tournent en rond : DGS → PAIE → DRH → DGS"),
        (StaffRecords(agents=(AGENTS[0], AGENTS[0])), "matricule « 1 »"),
        (
            StaffRecords(positions=(PositionRecord("P9", "T", "DGS", holder_matricule="zz"),)),
            "titulaire « zz »",
        ),
        (
            StaffRecords(agents=(AgentRecord("2", "", "", "VOI", exit_date=FIRST.replace(2019)),)),
            "avant d’être",
        ),
    ],
)
def test_contradictions_are_refused_and_write_nothing(
    any_database: Database, records: StaffRecords, message: str
) -> None:
    _store(RECORDS)
    with pytest.raises((RefusedImport, InvalidInput), match=message):
        _store(
            StaffRecords(
                (*records.departments, DepartmentRecord("NEW", "Nouveau", "DGS")),
                records.agents,
                records.positions,
            ),
            LATER,
        )
    with any_database.read() as session:
        assert "NEW" not in repository.department_codes(session)


def test_each_role_sees_its_own_scope(any_database: Database) -> None:
    _store(RECORDS)
    drh = next(d.id for d in service.tree(viewer=HR, on=LATER).departments if d.code == "DRH")
    voi = next(d.id for d in service.tree(viewer=HR, on=LATER).departments if d.code == "VOI")
    head = Viewer(5, "Cheffe", Role.DEPARTMENT_HEAD, (drh,))
    seen = service.organisation(viewer=head, on=LATER)
    assert [(c.depth, c.department.code, c.agents, c.agents_below) for c in seen.departments] == [
        (0, "DRH", 1, 2),
        (1, "PAIE", 1, 1),
    ]
    assert (seen.agents, seen.whole) == (2, False)
    assert service.agents_page(viewer=HR, on=LATER).total == 3
    assert {a.matricule for a in service.agents_page(viewer=head, on=LATER).agents} == {"1", "3"}
    assert service.agents_page(viewer=head, department_id=voi, on=LATER).total == 0
    assert service.agents_page(viewer=head, text="ba", on=LATER).total == 0
    nobody = Viewer(6, "Sans service", Role.DEPARTMENT_HEAD)
    assert service.agents_page(viewer=nobody, on=LATER).total == 0
    assert service.organisation(viewer=nobody, on=LATER).departments == ()
    for role in (Role.EXECUTIVE, Role.AGENT, Role.ADMIN):
        with pytest.raises(PermissionDenied):
            service.organisation(viewer=Viewer(7, "X", role), on=LATER)
        with pytest.raises(PermissionDenied):
            service.agents_page(viewer=Viewer(7, "X", role), on=LATER)
    for role in (Role.EXECUTIVE, Role.AGENT, Role.ADMIN, Role.DEPARTMENT_HEAD):
        with pytest.raises(PermissionDenied):
            service.store_records(viewer=Viewer(7, "X", role), records=RECORDS, effective_on=LATER)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lefevre", {"1"}),
        ("LEFÈVRE marie", {"1"}),
        ("eloise", {"3"}),
        ("100%", set()),
        ("_", set()),
        ("gestion", {"1"}),
    ],
)
def test_agents_are_found_whatever_the_accents(any_database: Database, text: str, expected: set[str]) -> None:
    _store(RECORDS)
    found = service.agents_page(viewer=HR, text=text, on=LATER)
    assert {agent.matricule for agent in found.agents} == expected


def test_pages_cut_the_agents_without_loss(any_database: Database) -> None:
    many = tuple(AgentRecord(f"{n:04}", f"NOM{n % 7}", "P", "VOI") for n in range(130))
    _store(StaffRecords(DEPARTMENTS, many))
    pages = [service.agents_page(viewer=HR, page=n, on=LATER) for n in range(3)]
    assert [len(page.agents) for page in pages] == [50, 50, 30]
    assert len({agent.id for page in pages for agent in page.agents}) == 130
    searched = [service.agents_page(viewer=HR, text="nom3", page=n, on=LATER) for n in range(2)]
    assert searched[0].total == sum(n % 7 == 3 for n in range(130))
    with any_database.read() as session:
        assert session.scalar(select(func.count()).select_from(AgentRow)) == 130
        assert session.scalar(select(func.count()).select_from(PositionRow)) == 0
