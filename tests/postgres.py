"""A throw-away PostgreSQL cluster for the tests: no running service is ever required."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl: on the PATH, else Debian's newest."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    return installed[-1].parent if installed else None


def _unprivileged() -> list[str]:
    """The prefix that drops root's rights: the server refuses to run as root."""
    if os.geteuid() != 0:
        return []
    for user in ("postgres", "nobody"):
        try:
            pwd.getpwnam(user)
        except KeyError:
            continue
        return ["runuser", "-u", user, "--"]
    raise RuntimeError("PostgreSQL refuses root and no unprivileged account exists")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster in a temporary folder; gives the URL of its maintenance database (without the base's name)."""
    folder = binaries()
    if folder is None:
        raise RuntimeError(
            "PostgreSQL's server binaries are missing: install the Debian package « postgresql »"
        )
    run = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="transfo_rh_pg_"))
    home.chmod(0o777)
    data, port = home / "data", _free_port()

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [*run, str(folder / program), *arguments],
            check=True,
            cwd=home,
            stdout=subprocess.DEVNULL,
            timeout=120,
        )

    call(
        "initdb",
        "-D",
        str(data),
        "-U",
        "tester",
        "--auth=trust",
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {home} -c fsync=off -c max_connections=60"
    call("pg_ctl", "-D", str(data), "-w", "-l", str(home / "log"), "-o", options, "start")
    try:
        yield f"postgresql://tester@127.0.0.1:{port}"
    finally:
        call("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)
