"""``transfo-rh account``: the first administrator, passwords never as an argument, one clear line on a refusal."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from transfo_rh.access import service, sessions
from transfo_rh.access.model import Role, administrator_operator
from transfo_rh.cli.main import main
from transfo_rh.core.database import Database
from transfo_rh.staff.tables import DepartmentRow, DepartmentVersionRow


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Finished]


@pytest.fixture
def run(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """The command, as the shell would run it."""

    def command(*arguments: str, text: str = "") -> Finished:
        monkeypatch.setattr(sys, "argv", ["transfo-rh", "account", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        return Finished(int(ended.value.code or 0), output.out, output.err)

    return command


def test_the_first_administrator_signs_in_with_the_password_shown_once(run: Run) -> None:
    added = run("add", "Anne.Martin@ville.fr", "--role", "admin")
    assert (added.returncode, added.stderr) == (0, "")
    password = added.stdout.strip().rpartition(" ")[2]
    signed_in = sessions.sign_in(email="anne.martin@ville.fr", password=password, client_address="")
    assert signed_in.must_change_password
    assert (signed_in.viewer.name, signed_in.viewer.role) == ("Anne Martin", Role.ADMIN)

    listed = run("list", "--json")
    assert [account["email"] for account in json.loads(listed.stdout)] == ["anne.martin@ville.fr"]
    assert "argon2" not in listed.stdout


def test_a_head_gets_the_department_of_the_code_and_the_password_of_the_input(
    sqlite_database: Database, run: Run
) -> None:
    with sqlite_database.write() as session:
        row = DepartmentRow(code="DRH")
        session.add(row)
        session.flush()
        session.add(
            DepartmentVersionRow(
                department_id=row.id, name="Ressources humaines", valid_from=date(2020, 1, 1)
            )
        )
        number = row.id
    arguments = ("add", "karim@ville.fr", "--role", "department_head", "--password-stdin")
    unknown = run(*arguments, "--department", "NULLE-PART", text="agrafe cheval lampe\n")
    assert unknown.returncode == 1
    assert unknown.stderr.strip().count("\n") == 0
    assert "NULLE-PART" in unknown.stderr
    added = run(*arguments, "--department", "DRH", text="agrafe cheval lampe\n")
    assert added.returncode == 0, added.stderr
    assert "agrafe" not in added.stdout
    signed_in = sessions.sign_in(email="karim@ville.fr", password="agrafe cheval lampe", client_address="")
    assert signed_in.viewer.department_ids == (number,)
    assert not signed_in.must_change_password


def test_disable_and_reset(run: Run) -> None:
    viewer = administrator_operator()
    for name in ("anne", "karim"):
        service.add_account(viewer=viewer, email=f"{name}@ville.fr", name=name, role=Role.ADMIN)
    assert run("disable", "anne@ville.fr").returncode == 0
    assert not service.account_by_email(viewer=viewer, email="anne@ville.fr").active
    last = run("disable", "karim@ville.fr")
    assert (last.returncode, last.stdout) == (1, "")
    assert "dernier administrateur" in last.stderr
    reset = run("reset-password", "karim@ville.fr")
    password = reset.stdout.strip().rpartition(" ")[2]
    assert sessions.sign_in(email="karim@ville.fr", password=password, client_address="").must_change_password


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "a@ville.fr", "--role", "chef"),
        ("add", "a@ville.fr"),
        ("add", "a@ville.fr", "--password", "x"),
    ],
)
def test_wrong_usage_exits_with_two(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).returncode == 2
