"""The real server over real sockets: the cold deep link, two people at once, a disabled account, a clean stop."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.web.conftest import PASSWORD, add_account
from tests.web.server import run_page, running_server, sign_in, stream
from transfo_rh.access import service
from transfo_rh.access.model import Role, administrator_operator
from transfo_rh.core.database import Database
from transfo_rh.core.paths import project_root

ACCOUNTS_CAPTION = "Qui peut se connecter, avec quel profil"


@pytest.fixture
def address(sqlite_database: Database, tmp_path: Path) -> Iterator[str]:
    """A cold server with two accounts: nobody has opened a page yet."""
    add_account("anne@ville.fr", Role.ADMIN)
    add_account("karim@ville.fr", Role.ADMIN)
    with running_server(sqlite_database, folder=tmp_path) as started:
        yield started


def test_a_cold_deep_link_runs_no_page_without_a_session(address: str) -> None:
    """The very first request of the process asks for a page by its address, over the websocket."""
    for page in ("comptes", "accounts", "administration/accounts", ""):
        with pytest.raises(InvalidStatus) as refused, stream(address, token=None) as websocket:
            run_page(websocket, address, page=page)
        assert refused.value.response.status_code == 403
    with pytest.raises(InvalidStatus), stream(address, token="forged"):
        pass
    for path in ("comptes", "journal", ""):
        response = httpx.get(f"{address}/{path}")
        assert (response.status_code, response.headers["location"]) == (303, f"/connexion?next=/{path}")

    token = sign_in(address, email="anne@ville.fr", password=PASSWORD)
    with stream(address, token=token) as websocket:
        shown = run_page(websocket, address, page="comptes")
    assert ACCOUNTS_CAPTION in shown
    assert "karim@ville.fr" in shown or "Karim" in shown


def test_people_at_once_see_themselves_and_a_disabled_account_is_out_at_the_next_click(address: str) -> None:
    tokens = {
        name: sign_in(address, email=f"{name.lower()}@ville.fr", password=PASSWORD)
        for name in ("Anne", "Karim")
    }

    def look(name: str) -> list[str]:
        with stream(address, token=tokens[name]) as websocket:
            return [run_page(websocket, address, page="mon-compte") for _turn in range(8)]

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(look, ["Anne", "Karim", "Anne", "Karim"]))
    for name, other, pages in zip(["Anne", "Karim"] * 2, ["karim", "anne"] * 2, seen, strict=True):
        for page in pages:
            assert f"{name.lower()}@ville.fr" in page
            assert f"{other}@ville.fr" not in page

    with stream(address, token=tokens["Anne"]) as websocket:
        assert ACCOUNTS_CAPTION in run_page(websocket, address, page="comptes")
        viewer = administrator_operator()
        anne = service.account_by_email(viewer=viewer, email="anne@ville.fr")
        service.update_account(viewer=viewer, account_id=anne.id, active=False)
        after = run_page(websocket, address, page="comptes")
        assert ACCOUNTS_CAPTION not in after
        assert "karim@ville.fr" not in after
        assert "Connexion nécessaire" in after
    with pytest.raises(InvalidStatus), stream(address, token=tokens["Anne"]):
        pass
    with stream(address, token=tokens["Karim"]) as websocket:
        assert "karim@ville.fr" in run_page(websocket, address, page="mon-compte")


def test_what_streamlit_itself_answers_carries_our_headers_and_words(address: str) -> None:
    token = sign_in(address, email="anne@ville.fr", password=PASSWORD)
    signed_in = {"cookie": f"transfo_rh_session={token}", "accept": "text/html"}
    page = httpx.get(f"{address}/comptes", headers=signed_in)
    assert '<html lang="fr">' in page.text
    bundle = page.text.split('<script type="module"')[1].split('src=".')[1].split('"')[0]
    script = httpx.get(address + bundle)
    assert (script.status_code, script.headers["x-content-type-options"]) == (200, "nosniff")
    assert "immutable" in script.headers["cache-control"]
    assert httpx.get(f"{address}/app/static/app.css").status_code == 200
    assert httpx.get(f"{address}/_stcore/health").status_code == 200
    unknown = httpx.get(f"{address}/inconnu", headers=signed_in)
    assert (unknown.status_code, "Page introuvable" in unknown.text) == (404, True)
    missing = httpx.get(f"{address}/app/static/rien.css", headers={"accept": "text/html"})
    assert (missing.status_code, "Page introuvable" in missing.text) == (404, True)
    for answer in (page, script, unknown, missing):
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "server" not in answer.headers
    assert httpx.post(f"{address}/_stcore/agent/interact", json={}, headers=signed_in).status_code == 404


def test_a_taken_port_is_one_clear_line(sqlite_database: Database) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "transfo_rh.cli.main", "serve", "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "TRANSFO_RH_DATABASE_URL": sqlite_database.url.render_as_string()},
        )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("\n") == 1
    assert str(port) in ended.stderr


@pytest.mark.parametrize("launcher", ["uvicorn", "streamlit"])
def test_the_other_two_ways_to_start_serve_the_same(
    sqlite_database: Database, tmp_path: Path, launcher: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    arguments = {
        "uvicorn": ["uvicorn", "--app-dir", str(project_root()), "streamlit_app:app", "--port", port],
        "streamlit": ["streamlit", "run", str(project_root() / "streamlit_app.py"), "--server.port", port],
    }[launcher]
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
        env={**os.environ, "TRANSFO_RH_DATABASE_URL": sqlite_database.url.render_as_string()},
    )
    try:
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=30) as client:
            assert client.get(f"{address}/healthz").json()["status"] == "ok"
            assert client.get(f"{address}/comptes").headers["location"] == "/connexion?next=/comptes"
            assert client.get(f"{address}/app/static/app.css").status_code == 200
        with pytest.raises(InvalidStatus), stream(address, token=None):
            pass
    finally:
        process.terminate()
        process.wait(timeout=20)
