"""The server killed in the middle of submissions: nothing acknowledged is lost, nothing is written twice."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from tests import surveys
from transfo_rh.campaigns.answers import ResponseRow
from transfo_rh.campaigns.tables import CampaignMemberRow, SignOffCountRow
from transfo_rh.core.database import Database

MEMBERS = int(os.environ.get("TRANSFO_RH_TEST_SUBMISSIONS", "200"))
CLIENTS = 8
_ROOT = Path(__file__).resolve().parents[2]
# The light form alone under uvicorn: quick to start, and killed without a word.
_SERVER = """
import sys
import uvicorn
from starlette.applications import Starlette
from transfo_rh.web.questionnaire import routes
uvicorn.run(Starlette(routes=routes()), fd=int(sys.argv[1]), log_level="error", access_log=False)
"""


def _fields(number: int) -> dict[str, str]:
    return {"Q1": str(number % 5 + 1), "M1": "3", "YN": "no", "T": f"Commentaire {'abcdefghij'[number % 10]}"}


def _counts(database: Database) -> tuple[int, int, int]:
    with database.read() as session:
        return (
            session.scalar(select(func.count()).select_from(ResponseRow)) or 0,
            session.scalar(
                select(func.count())
                .select_from(CampaignMemberRow)
                .where(CampaignMemberRow.answered.is_(True))
            )
            or 0,
            session.scalar(select(func.sum(SignOffCountRow.count))) or 0,
        )


@pytest.mark.parametrize("killed_after", [0.35])
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    any_database: Database, killed_after: float
) -> None:
    survey = surveys.open_survey(members=MEMBERS)
    seen = _submit_until_killed(any_database, survey, share=killed_after)
    acknowledged = {number for number, status in seen.items() if status == httpx.codes.SEE_OTHER}
    assert 0 < len(acknowledged) < MEMBERS, "the server must die in the middle"
    responses, signed_off, counted = _counts(any_database)
    assert responses == signed_off == counted
    assert responses >= len(acknowledged)
    with any_database.read() as session:
        answered = set(
            session.scalars(select(CampaignMemberRow.number).where(CampaignMemberRow.answered.is_(True)))
        )
    assert acknowledged <= answered
    # Everybody tries again, as people do: whoever was written is told so, the others are written now.
    with _serving(any_database) as (address, _process):
        again = _submit_all(address, survey)
    assert {number for number, status in again.items() if status == httpx.codes.CONFLICT} == answered
    assert _counts(any_database) == (MEMBERS, MEMBERS, MEMBERS)


def _submit_until_killed(
    database: Database, survey: surveys.OpenSurvey, *, share: float
) -> dict[int, int | None]:
    with _serving(database) as (address, process):

        def watched(seen: dict[int, int | None]) -> None:
            if len(seen) >= share * MEMBERS and process.poll() is None:
                process.send_signal(signal.SIGKILL)  # as a power cut does

        return _submit_all(address, survey, watched)


def _submit_all(
    address: str,
    survey: surveys.OpenSurvey,
    watch: Callable[[dict[int, int | None]], None] = lambda seen: None,
) -> dict[int, int | None]:
    """The status that each client saw; None when no answer came."""
    seen: dict[int, int | None] = {}

    def submit(client: httpx.Client, number: int, code: str) -> None:
        try:
            answer = client.post(f"{address}/q/{code}?vue=tout", data=_fields(number))
            seen[number] = answer.status_code
        except httpx.TransportError:
            seen[number] = None
        watch(seen)

    with httpx.Client(verify=False, timeout=20) as client, ThreadPoolExecutor(CLIENTS) as clients:
        for number, code in survey.codes.items():
            clients.submit(submit, client, number, code)
    return seen


@contextmanager
def _serving(database: Database) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The light form in a process of its own: address and process."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        port = listening.getsockname()[1]
        descriptor = listening.fileno()
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVER, str(descriptor)],
            env={**os.environ, "TRANSFO_RH_DATABASE_URL": database.url.render_as_string(hide_password=False)},
            cwd=_ROOT,
            pass_fds=[descriptor],
        )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait(timeout=20)
