"""The light form under load: GET and POST of a 60-item questionnaire on one page, eight clients, SQLite, one process.

The floor, in the same run: a thin Starlette POST with one durable insert. Clients are a process of their own, on raw
sockets kept open, so that what is measured is the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests import surveys
from tests.benchmarks.measure import Measured, peak_mb
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.core.database import Database, use_database
from transfo_rh.core.migrations import upgrade

ITEMS = 60
CLIENTS = 8
RESPONSES = 4_000
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Load:
    """What the clients saw: seconds of the whole, milliseconds of each exchange (all its requests together)."""

    seconds: float
    milliseconds: tuple[float, ...]

    def percentile(self, percent: int) -> float:
        """A percentile of the exchanges, in milliseconds."""
        return statistics.quantiles(self.milliseconds, n=100)[percent - 1]


def run(people: int) -> list[Measured]:
    """The light form and its floor; ``people`` bounds the number of responses."""
    count = min(people, RESPONSES)
    with tempfile.TemporaryDirectory() as folder:
        floor = _floor(Path(folder), count)
        form = _form(Path(folder), count)
    for name, load in (("floor", floor), ("light form", form)):
        print(
            f"  {name}: {count / load.seconds:.0f}/s, p50 {load.percentile(50):.1f} ms, "
            f"p95 {load.percentile(95):.1f} ms"
        )
    work = (
        f"{count} full questionnaires of {ITEMS} items (GET + POST, durable), {CLIENTS} clients: "
        f"{count / form.seconds:.0f}/s, p50 {form.percentile(50):.1f} ms, p95 {form.percentile(95):.1f} ms"
    )
    floor_words = f"thin Starlette POST + one durable insert ({count / floor.seconds:.0f}/s)"
    return [Measured(work, form.seconds, floor_words, floor.seconds, peak_mb())]


def sixty_items() -> QuestionnaireFile:
    """Ten pages of six questions on a five-step scale."""
    return QuestionnaireFile.model_validate(
        {
            "code": "charge",
            "version": "1",
            "title": surveys.both("Mesure de charge"),
            "scales": {"accord": {"labels": [surveys.both(f"Degré {n} d’accord") for n in range(1, 6)]}},
            "dimensions": [{"code": f"D{n}", "label": surveys.both(f"Dimension {n}")} for n in range(10)],
            "sections": [
                {
                    "code": f"p{page}",
                    "title": surveys.both(f"Partie {page}"),
                    "items": [
                        {
                            "code": f"Q{page}_{n}",
                            "type": "likert",
                            "dimension": f"D{page}",
                            "text": surveys.both("Je dispose du temps et des outils utiles à mon travail."),
                        }
                        for n in range(ITEMS // 10)
                    ],
                }
                for page in range(10)
            ],
        }
    )


def _form(folder: Path, count: int) -> Load:
    database = Database(f"sqlite:///{folder / 'form.sqlite'}")
    upgrade(database)
    use_database(database)
    survey = surveys.open_survey(members=count, definition=sixty_items())
    use_database(None)
    body = urlencode({f"Q{page}_{n}": n % 5 + 1 for page in range(10) for n in range(ITEMS // 10)}).encode()
    exchanges = []
    for code in survey.codes.values():
        path = f"/q/{code}?vue=tout"
        exchanges.append([_request("GET", path), _request("POST", path, body)])
    environment = {**os.environ, "TRANSFO_RH_DATABASE_URL": str(database.url)}
    command = [sys.executable, "-m", "transfo_rh.cli.main", "serve", "--port"]
    with _served(command, environment) as port:
        load = _loaded(port, exchanges, expected=(b"200", b"303"))
    with sqlite3.connect(folder / "form.sqlite") as connection:
        stored = connection.execute("SELECT count(*) FROM response").fetchone()[0]
    if stored != count:
        raise RuntimeError(f"{stored} answers stored, {count} acknowledged")
    database.dispose()
    return load


def _floor(folder: Path, count: int) -> Load:
    environment = {**os.environ, "FLOOR_DATABASE": str(folder / "floor.sqlite")}
    body = urlencode({f"Q{n}": n % 5 + 1 for n in range(ITEMS)}).encode()
    with _served([sys.executable, "-m", "tests.benchmarks.answering"], environment) as port:
        return _loaded(port, [[_request("POST", "/", body)] for _n in range(count)], expected=(b"200",))


def _request(method: str, path: str, body: bytes = b"") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nAccept-Language: fr\r\n"
    if body:
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


@contextlib.contextmanager
def _served(command: Sequence[str], environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([*command, str(port)], env=environment, cwd=_ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(_request("GET", "/healthz"))
            if line.recv(100):
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _loaded(port: int, exchanges: list[list[bytes]], *, expected: tuple[bytes, ...]) -> Load:
    waiting = list(reversed(exchanges))
    milliseconds: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            requests = waiting.pop()
            start = time.perf_counter()
            for request, status in zip(requests, expected, strict=True):
                writer.write(request)
                await _answer(reader, status)
            milliseconds.append((time.perf_counter() - start) * 1000)
        writer.close()

    async def everybody() -> None:
        await asyncio.gather(*(client() for _n in range(CLIENTS)))

    start = time.perf_counter()
    asyncio.run(everybody())
    return Load(time.perf_counter() - start, tuple(milliseconds))


async def _answer(reader: asyncio.StreamReader, status: bytes) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if head.split(b" ", 2)[1] != status:
        raise RuntimeError(f"unexpected answer: {head[:200]!r}")
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    if found and int(found[1]):
        await reader.readexactly(int(found[1]))


def _serve_floor(port: int) -> None:
    connection = sqlite3.connect(os.environ["FLOOR_DATABASE"], isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE answer (content BLOB)")

    async def keep(request: Request) -> Response:
        if request.method == "POST":
            connection.execute("INSERT INTO answer VALUES (?)", (await request.body(),))
        return PlainTextResponse("ok")

    application = Starlette(
        routes=[Route("/", keep, methods=["POST"]), Route("/healthz", keep, methods=["GET"])]
    )
    uvicorn.run(application, port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    _serve_floor(int(sys.argv[1]))
