"""Accounts and the audit trail on both databases: the services refuse by themselves, not only the pages."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.quick_passwords import use_quick_hashes
from transfo_rh.access import audit, service, sessions
from transfo_rh.access.model import Account, Role, Viewer, administrator_operator, operator
from transfo_rh.core import clock
from transfo_rh.core.database import Database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound, NotSignedIn, PermissionDenied
from transfo_rh.staff.tables import DepartmentRow

ADMIN = administrator_operator()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    use_quick_hashes(monkeypatch)


@pytest.fixture
def departments(any_database: Database) -> tuple[int, int]:
    """Two departments."""
    rows = [DepartmentRow(code="DRH"), DepartmentRow(code="DSI")]
    with any_database.write() as session:
        session.add_all(rows)
        session.flush()
        return rows[0].id, rows[1].id


def _add(email: str = "anne@ville.fr", role: Role = Role.ADMIN, **more: object) -> Account:
    return service.add_account(viewer=ADMIN, email=email, name="Anne Martin", role=role, **more).account  # type: ignore[arg-type]


USE_CASES: dict[str, Callable[[Viewer], object]] = {
    "accounts": lambda viewer: service.accounts(viewer=viewer),
    "account_by_email": lambda viewer: service.account_by_email(viewer=viewer, email="anne@ville.fr"),
    "add_account": lambda viewer: service.add_account(
        viewer=viewer, email="x@ville.fr", name="X", role=Role.ADMIN
    ),
    "update_account": lambda viewer: service.update_account(viewer=viewer, account_id=1, role=Role.ADMIN),
    "reset_password": lambda viewer: service.reset_password(viewer=viewer, account_id=1),
    "audit_trail": lambda viewer: service.audit_trail(viewer=viewer),
    "audit_actions": lambda viewer: service.audit_actions(viewer=viewer),
}


@pytest.mark.parametrize("use_case", USE_CASES)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_every_use_case_refuses_everybody_but_administrators(
    sqlite_database: Database, use_case: str, role: Role
) -> None:
    _add()
    before = service.accounts(viewer=ADMIN)
    with pytest.raises(PermissionDenied):
        USE_CASES[use_case](Viewer(account_id=1, name="Intrus", role=role))
    assert service.accounts(viewer=ADMIN) == before


def test_the_operator_of_human_resources_manages_no_account(sqlite_database: Database) -> None:
    with pytest.raises(PermissionDenied):
        service.accounts(viewer=operator())


def test_an_account_is_created_with_its_scope_and_a_password_shown_once(
    any_database: Database, departments: tuple[int, int]
) -> None:
    created = service.add_account(
        viewer=ADMIN,
        email=" Karim.BENALI@ville.fr ",
        name="  Karim   Benali ",
        role=Role.DEPARTMENT_HEAD,
        department_ids=(departments[1], departments[0], departments[0]),
    )
    assert (created.account.email, created.account.name) == ("karim.benali@ville.fr", "Karim Benali")
    assert created.account.department_ids == tuple(sorted(departments))
    assert created.account.must_change_password
    assert service.accounts(viewer=ADMIN) == (created.account,)
    assert created.temporary_password is not None
    signed_in = sessions.sign_in(
        email="karim.benali@ville.fr", password=created.temporary_password, client_address=""
    )
    assert signed_in.viewer.department_ids == created.account.department_ids


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"email": "pas une adresse"}, "adresse électronique"),
        ({"email": "a@b"}, "adresse électronique"),
        ({"email": "a@b.fr\nBcc: x@y.fr"}, "adresse électronique"),
        ({"email": "a" * 250 + "@ville.fr"}, "adresse électronique"),
        ({"name": "   "}, "nom"),
        ({"name": "x" * 201}, "nom"),
        ({"password": "court"}, "au moins"),
        ({"role": Role.DEPARTMENT_HEAD}, "direction"),
    ],
)
def test_wrong_input_is_refused_and_nothing_is_written(
    sqlite_database: Database, wrong: dict[str, object], reason: str
) -> None:
    good = {"email": "anne@ville.fr", "name": "Anne", "role": Role.AGENT}
    with pytest.raises(InvalidInput, match=reason):
        service.add_account(viewer=ADMIN, **{**good, **wrong})  # type: ignore[arg-type]
    assert service.accounts(viewer=ADMIN) == ()
    assert service.audit_trail(viewer=ADMIN).total == 0


def test_one_address_has_one_account(any_database: Database) -> None:
    _add()
    with pytest.raises(Conflict, match=r"anne@ville\.fr"):
        _add(email="ANNE@ville.fr")
    assert len(service.accounts(viewer=ADMIN)) == 1


def test_a_scope_outside_the_organisation_is_refused(any_database: Database) -> None:
    with pytest.raises(Conflict):
        _add(role=Role.DEPARTMENT_HEAD, department_ids=(999,))
    assert service.accounts(viewer=ADMIN) == ()


def test_what_is_not_given_stays(any_database: Database, departments: tuple[int, int]) -> None:
    account = _add(role=Role.DEPARTMENT_HEAD, department_ids=departments)
    renamed = service.update_account(viewer=ADMIN, account_id=account.id, name="Anne M.", language="en")
    assert renamed.department_ids == departments
    assert (renamed.name, renamed.language, renamed.role) == ("Anne M.", "en", Role.DEPARTMENT_HEAD)
    again = service.update_account(viewer=ADMIN, account_id=account.id, language=service.BROWSER_LANGUAGE)
    assert again.language is None


def test_the_second_of_two_edits_of_the_same_version_is_refused(
    any_database: Database, departments: tuple[int, int]
) -> None:
    account = _add(role=Role.DEPARTMENT_HEAD, department_ids=departments[:1])
    service.update_account(
        viewer=ADMIN, account_id=account.id, version=account.version, department_ids=departments[1:]
    )
    with pytest.raises(Conflict, match="entre-temps"):
        service.update_account(viewer=ADMIN, account_id=account.id, version=account.version, name="Autre")
    stored = service.accounts(viewer=ADMIN)[0]
    assert (stored.name, stored.department_ids) == ("Anne Martin", departments[1:])


def test_an_unknown_account_is_not_found(any_database: Database) -> None:
    with pytest.raises(NotFound):
        service.update_account(viewer=ADMIN, account_id=404, name="X")
    with pytest.raises(NotFound):
        service.reset_password(viewer=ADMIN, account_id=404)
    with pytest.raises(NotFound, match=r"personne@ville\.fr"):
        service.account_by_email(viewer=ADMIN, email="personne@ville.fr")


@pytest.mark.parametrize("change", [{"active": False}, {"role": Role.AGENT}])
def test_the_last_active_administrator_stays(any_database: Database, change: dict[str, object]) -> None:
    last, agent = _add(), _add(email="agent@ville.fr", role=Role.AGENT)
    with pytest.raises(Conflict, match="dernier administrateur"):
        service.update_account(viewer=ADMIN, account_id=last.id, **change)  # type: ignore[arg-type]
    service.update_account(viewer=ADMIN, account_id=agent.id, role=Role.ADMIN)
    service.update_account(viewer=ADMIN, account_id=last.id, **change)  # type: ignore[arg-type]


def test_two_administrators_cannot_remove_each_other_at_once(any_database: Database) -> None:
    first, second = _add(), _add(email="second@ville.fr")
    outcomes: list[str] = []

    def disable(account_id: int) -> None:
        try:
            service.update_account(viewer=ADMIN, account_id=account_id, active=False)
            outcomes.append("done")
        except Conflict:
            outcomes.append("refused")

    threads = [threading.Thread(target=disable, args=(account.id,)) for account in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]


def test_one_sees_and_changes_ones_own_account(any_database: Database) -> None:
    account = _add(role=Role.AGENT)
    viewer = Viewer(account_id=account.id, name=account.name, role=Role.AGENT)
    assert service.own_account(viewer=viewer) == account
    assert service.set_language(viewer=viewer, language="en").language == "en"
    assert service.set_language(viewer=viewer, language=None).language is None
    with pytest.raises(InvalidInput):
        service.set_language(viewer=viewer, language="de")
    with pytest.raises(NotSignedIn):
        service.own_account(viewer=operator())


def test_the_trail_is_paged_filtered_and_names_the_actor(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)  # 23:30 in Paris
    moments = iter([start + timedelta(hours=hour) for hour in range(100)])
    monkeypatch.setattr(clock, "now", lambda: next(moments))
    anne = _add()
    viewer = Viewer(account_id=anne.id, name=anne.name, role=Role.ADMIN)
    for number in range(7):
        with any_database.write() as session:
            audit.record(session, viewer=viewer, action="staff.import", object_type="staff", object_id=number)
    page = service.audit_trail(viewer=viewer, page=2, page_size=3)
    assert (page.total, page.page_count, len(page.events)) == (8, 3, 3)
    assert [event.object_id for event in page.events] == ["3", "2", "1"]
    assert {event.actor for event in page.events} == {"Anne Martin"}
    last = service.audit_trail(viewer=viewer, page=3, page_size=3).events[-1]
    assert (last.action, last.actor) == ("account.add", "Ligne de commande")
    assert service.audit_trail(viewer=viewer, page=99, page_size=3).page == 3
    assert service.audit_trail(viewer=viewer, action="account.add").total == 1
    assert service.audit_trail(viewer=viewer, account_id=anne.id).total == 7
    assert service.audit_actions(viewer=viewer) == ("account.add", "staff.import")
    first_day = service.audit_trail(viewer=viewer, since=date(2026, 11, 20), until=date(2026, 11, 20))
    assert first_day.total < 8
    assert service.audit_trail(viewer=viewer, since=date(2026, 11, 21)).total == 8 - first_day.total
