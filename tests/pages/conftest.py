"""Pages run for real (AppTest) behind the router, on an empty or a small database, as a person of each role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from transfo_rh.access import service, sessions
from transfo_rh.access.model import Role, administrator_operator
from transfo_rh.access.tables import AccountRow
from transfo_rh.cli.demo_authority import build
from transfo_rh.core.database import Database, database, use_database
from transfo_rh.core.paths import project_root
from transfo_rh.ui.screens import screen

PASSWORD = "une phrase de passe de test"
ROUTER = project_root() / "transfo_rh" / "ui" / "router.py"
SMALL_AGENTS = 200
SECONDS = 60


@dataclass(frozen=True)
class Prepared:
    """A database file with one signed-in account per role."""

    file: Path
    tokens: dict[Role, str]


def _sign_in_each_role() -> dict[Role, str]:
    """One session per role, on the demo's accounts or on new ones."""
    accounts = service.accounts(viewer=administrator_operator())
    found = {account.role: account.email for account in reversed(accounts)}
    return {
        role: sessions.sign_in(
            email=found.get(role) or _new_account(role),
            password=build.demo_password() if role in found else PASSWORD,
            client_address="127.0.0.1",
        ).token
        for role in Role
    }


def _new_account(role: Role) -> str:
    """An account without department, which the service refuses to department heads: their first day is such."""
    email = f"{role}@exemple.fr"
    created = service.add_account(
        viewer=administrator_operator(),
        email=email,
        name=f"Personne {role}",
        role=Role.AGENT,
        password=PASSWORD,
        must_change_password=False,
    )
    with database().write() as session:
        session.execute(update(AccountRow).where(AccountRow.id == created.account.id).values(role=role))
    return email


def add_account_of_each_role(*, head_of: int) -> None:
    """An account of the demo's password for each role; the department head answers for one department."""
    for role in Role:
        service.add_account(
            viewer=administrator_operator(),
            email=f"{role}@exemple.fr",
            name=f"Personne {role}",
            role=role,
            department_ids=(head_of,) if role is Role.DEPARTMENT_HEAD else (),
            password=build.demo_password(),
            must_change_password=False,
        )


def prepare(template: Path, folder: Path, fill: Callable[[], object]) -> Prepared:
    """A copy of the template, filled, with one session per role."""
    file = folder / "prepared.sqlite"
    shutil.copy(template, file)
    opened = Database(f"sqlite:///{file}")
    use_database(opened)
    try:
        fill()
        tokens = _sign_in_each_role()
    finally:
        use_database(None)
        with opened.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        opened.dispose()
    return Prepared(file, tokens)


@pytest.fixture(scope="session")
def empty_authority(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Accounts and nothing else: the first day."""
    return prepare(sqlite_template, tmp_path_factory.mktemp("empty"), lambda: None)


@pytest.fixture(scope="session")
def small_authority(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The demo authority at its smallest: staff, two published waves, an account for each role."""
    return prepare(
        sqlite_template, tmp_path_factory.mktemp("small"), lambda: build.build_demo(agents=SMALL_AGENTS)
    )


class Browser:
    """What a test does on screens: sign in as a role, open a page."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._monkeypatch = monkeypatch
        self._folder = folder
        self._tokens: dict[Role, str] = {}
        self._opened: Database | None = None
        self._signed_in = False

    def use(self, prepared: Prepared) -> Database:
        """Work on a copy of this database."""
        file = self._folder / "pages.sqlite"
        shutil.copy(prepared.file, file)
        self._opened = Database(f"sqlite:///{file}")
        self._tokens = prepared.tokens
        use_database(self._opened)
        return self._opened

    def sign_in(self, role: Role | None) -> str | None:
        """Be this role from now on; None is somebody without a session. Gives the session's token."""
        token = None if role is None else self._tokens[role]
        self.set_token(token)
        return token

    def set_token(self, token: str | None) -> None:
        """Send this session cookie from now on."""
        self._signed_in = token is not None
        for module in ("transfo_rh.ui.identity", "transfo_rh.ui.sidebar"):
            self._monkeypatch.setattr(f"{module}.session_token", lambda: token)

    def open(self, name: str = "home/my_work", **query: str) -> AppTest:
        """The page « area/screen » behind the router, by its address; ``query`` are the address's parameters."""
        target = screen(name)
        app = self.open_address(target.url_path)
        if self._signed_in:
            for key, value in query.items():
                app.query_params[key] = value
            app.switch_page(str(target.path)).run()
        return app

    def open_address(self, url_path: str) -> AppTest:
        """The router at an address, whatever it is."""
        app = AppTest.from_file(str(ROUTER), default_timeout=SECONDS)
        app.context = {"url": f"http://localhost/{url_path}", "locale": "fr-FR"}
        return app.run()

    def open_file(self, path: Path) -> AppTest:
        """The page's script alone, without the router: what a cold deep link would do."""
        app = AppTest.from_file(str(path), default_timeout=SECONDS)
        app.context = {"locale": "fr-FR"}
        return app.run()

    def close(self) -> None:
        """Give the file back."""
        if self._opened is not None:
            self._opened.dispose()


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Browser]:
    """A browser on no database yet: ``browser.use(...)``, ``browser.sign_in(...)``, ``browser.open(...)``."""
    st.cache_data.clear()
    st.cache_resource.clear()
    opened = Browser(monkeypatch, tmp_path)
    yield opened
    opened.close()


def texts(app: AppTest) -> str:
    """Everything that the page says, for simple assertions."""
    kinds = (
        "title",
        "header",
        "subheader",
        "caption",
        "markdown",
        "info",
        "error",
        "warning",
        "success",
        "html",
    )
    return "\n".join(str(element.value) for kind in kinds for element in app.get(kind))


def plain_texts(app: AppTest) -> str:
    """The texts of a page without an error, no-break spaces as plain ones."""
    assert not app.exception, [error.value for error in app.exception]
    assert not app.error, [error.value for error in app.error]
    return texts(app).replace("\u00a0", " ").replace("\u202f", " ")
