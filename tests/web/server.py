"""The real server in a process of its own, and a client that speaks Streamlit's websocket protocol."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from google.protobuf.text_format import MessageToString
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from transfo_rh.access.sessions import COOKIE_NAME
from transfo_rh.core.database import Database

START_SECONDS = 60


@contextmanager
def running_server(database: Database, *, folder: Path) -> Iterator[str]:
    """``transfo-rh serve`` on a free port, from a folder that is not the checkout; gives its address."""
    environment = {
        **os.environ,
        "TRANSFO_RH_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "PYTHONUNBUFFERED": "1",
    }
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "transfo_rh.cli.main", "serve", "--port", "0"],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment,
            text=True,
        )
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _address(process: subprocess.Popen[str], log: object) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        log.seek(0)  # type: ignore[attr-defined]
        found = re.search(r"http://\S+:\d+", log.read())  # type: ignore[attr-defined]
        if found and _healthy(found[0]):
            return found[0]
        time.sleep(0.1)
    log.seek(0)  # type: ignore[attr-defined]
    raise RuntimeError(f"the server did not start:\n{log.read()}")  # type: ignore[attr-defined]


def _healthy(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", timeout=1).status_code == 200
    except httpx.TransportError:
        return False


def sign_in(address: str, *, email: str, password: str) -> str:
    """The session token of the cookie, through the sign-in form."""
    response = httpx.post(
        f"{address}/connexion", data={"email": email, "password": password}, headers={"origin": address}
    )
    assert response.status_code == 303, response.text
    return response.cookies[COOKIE_NAME]


@contextmanager
def stream(address: str, *, token: str | None) -> Iterator[ClientConnection]:
    """The websocket that Streamlit's front end opens."""
    headers = {"Cookie": f"{COOKIE_NAME}={token}"} if token is not None else {}
    with connect(
        f"{address.replace('http', 'ws')}/_stcore/stream",
        additional_headers=headers,
        origin=address,  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        open_timeout=10,
    ) as websocket:
        yield websocket


def run_page(websocket: ClientConnection, address: str, *, page: str, query: str = "") -> str:
    """Ask for a page as a deep link does; everything that the server shows, as text."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    message.rerun_script.page_script_hash = ""
    message.rerun_script.context_info.url = f"{address}/{page}"
    message.rerun_script.context_info.locale = "fr-FR"
    message.rerun_script.context_info.timezone = "Europe/Paris"
    websocket.send(message.SerializeToString())
    shown: list[str] = []
    while True:
        forward = ForwardMsg()
        forward.ParseFromString(websocket.recv(timeout=30))  # type: ignore[arg-type]
        shown.append(MessageToString(forward, as_utf8=True))
        if forward.WhichOneof("type") == "script_finished":
            return "\n".join(shown)
